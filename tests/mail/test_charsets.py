"""Charsets and file names as they really occur, each from real bytes."""

from __future__ import annotations

import base64

import pytest

from inbox.mail.parse import parse_message

TEXTS = {
    "zh": "您好，我的订单4471还没有收到，请帮我查询一下物流信息，谢谢。",
    "tw": "您好，我的訂單4471還沒有收到，請幫我查詢一下物流資訊，謝謝。",
    "ja": "お世話になっております。注文番号4471の商品がまだ届いていません。ご確認をお願いいたします。",
    "ko": "안녕하세요. 주문번호 4471 상품이 아직 도착하지 않았습니다. 확인 부탁드립니다.",
    "ru": "Здравствуйте, мой заказ 4471 до сих пор не пришёл. Проверьте, пожалуйста.",
    "uk": "Доброго дня, моє замовлення 4471 ще не надійшло. Перевірте, будь ласка, її шлях.",
    "pl": "Dzień dobry, zamówienie 4471 jeszcze nie dotarło. Proszę sprawdzić, gdzie jest paczka. Dziękuję za pomoc.",
    "cs": "Dobrý den, objednávka 4471 stále nepřišla. Prosím o kontrolu, děkuji, přeji hezký večer.",
    "hu": "Jó napot, a 4471 számú rendelésem még nem érkezett meg. Kérem, nézzék meg, köszönöm.",
    "el": "Καλησπέρα, η παραγγελία μου 4471 δεν έχει φτάσει ακόμα. Παρακαλώ ελέγξτε.",
    "he": "שלום, ההזמנה שלי 4471 עדיין לא הגיעה. אנא בדקו.",
    "ar": "مرحبا، طلبي 4471 لم يصل بعد. يرجى التحقق من الشحنة.",
    "tr": "Merhaba, 4471 numaralı siparişim hâlâ gelmedi. Lütfen kontrol edin.",
    "th": "สวัสดีครับ คำสั่งซื้อ 4471 ยังไม่ได้รับสินค้า กรุณาตรวจสอบ",
    "de": "Grüße, die Bestellung 4471 für Müller fehlt noch – schöne Grüße",
    "fr": "L'été dernier, j'ai commandé le nº 4471 : où est-il passé ? Merci d'avance",
}
# language, charset as declared, codec of the bytes
AS_DECLARED = """
zh hz-gb-2312 hz|tw big5 big5|tw big5 cp950|tw x-x-big5 big5hkscs|zh x-gbk gbk|zh chinese gbk|zh cp936 gbk
ja iso-2022-jp iso2022_jp|ja cp50220 iso2022_jp_ext|ja shift_jis cp932|ja euc-jp euc_jp|ja x-sjis cp932
ja ms_kanji cp932|ja windows-31j cp932|ja cseucpkdfmtjapanese euc_jp|ko euc-kr cp949|ko ks_c_5601-1987 cp949
ko iso-2022-kr iso2022_kr|ko x-windows-949 cp949|ru windows-1251 cp1251|ru koi8-r koi8_r|ru iso-8859-5 iso8859_5
ru win-1251 cp1251|ru cp1251 cp1251|uk koi8-u koi8_u|pl iso-8859-2 iso8859_2|pl windows-1250 cp1250
hu iso-8859-2 iso8859_2|el iso-8859-7 iso8859_7|el windows-1253 cp1253|he windows-1255 cp1255
he iso-8859-8-i iso8859_8|ar windows-1256 cp1256|tr iso-8859-9 cp1254|th tis-620 cp874|de unicode-1-1-utf-7 utf-7
de utf-16 utf-16|de utf-16le utf-16-le|de utf-8 utf-8-sig|fr iso-8859-15 iso8859_15|de macintosh mac_roman
"""
WRONGLY_DECLARED = """
zh gb2312 gbk|zh utf-8 gb18030|zh us-ascii gb18030|zh iso-8859-1 gb18030|zh gbk utf-8|zh gb2312 utf-8
ja utf-8 iso2022_jp|ja iso-2022-jp cp932|ja iso-2022-jp utf-8|ja utf-8 cp932|ja shift_jis utf-8|ko utf-8 cp949
ru iso-8859-1 cp1251|ru utf-8 cp1251|ru koi8-r utf-8|de iso-8859-1 cp1252|de us-ascii cp1252|de utf-8 cp1252
de windows-1252 utf-8|de iso-8859-1 utf-8|de x-unknown utf-8|fr latin1 utf-8|fr "utf-8 utf-8|fr utf8mb4 utf-8
fr _iso-8859-1 cp1252|fr iso-8859-1; cp1252|fr charset=utf-8 utf-8
"""
UNDECLARED = """
zh - gb18030|tw - big5|ja - iso2022_jp|ja - cp932|ja - euc_jp|ko - cp949|ru - cp1251|ru - koi8_r|ru - cp866
uk - cp1251|pl - cp1250|pl - iso8859_2|cs - cp1250|hu - cp1250|el - cp1253|ar - cp1256|de - cp1252|de - utf-8
"""


def rows(table: str) -> list[list[str]]:
    return [row.split(" ") for line in table.strip().split("\n") for row in line.split("|")]


@pytest.mark.parametrize(
    ("language", "declared", "codec"), rows(AS_DECLARED) + rows(WRONGLY_DECLARED) + rows(UNDECLARED)
)
def test_text_is_read_as_it_was_meant(language: str, declared: str, codec: str) -> None:
    text = TEXTS[language]
    header = "" if declared == "-" else f"Content-Type: text/plain; charset={declared}\r\n"
    body = base64.encodebytes(text.encode(codec))
    raw = f"From: a@b.example\r\n{header}Content-Transfer-Encoding: base64\r\n\r\n".encode() + body
    assert parse_message(raw).text == text


@pytest.mark.parametrize(("language", "_declared", "codec"), rows(UNDECLARED))
def test_a_subject_in_raw_bytes_is_guessed_too(language: str, _declared: str, codec: str) -> None:
    assert (
        parse_message(b"Subject: " + TEXTS[language].encode(codec) + b"\r\n\r\nx").subject == TEXTS[language]
    )


def word(text: str, charset: str, kind: str = "B") -> str:
    return f"=?{charset}?{kind}?{base64.b64encode(text.encode(charset)).decode()}?="


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("filename*=gb18030''%B7%A2%C6%B1.pdf", "发票.pdf"),
        ("filename*=GB2312''%B7%A2%C6%B1.pdf", "发票.pdf"),
        ("filename*=iso-2022-jp''%1B%24B%40A5a%3Dq%1B%28B.pdf", "請求書.pdf"),
        ("filename*=UTF-8''%E8%AB%8B%E6%B1%82%E6%9B%B8.pdf", "請求書.pdf"),
        ("filename*=''%E8%AB%8B%E6%B1%82%E6%9B%B8.pdf", "請求書.pdf"),
        ("filename*0*=utf-8''%E8%AB%8B%E6; filename*1*=%B1%82; filename*2*=%E6%9B%B8.pdf", "請求書.pdf"),
        ("filename*1*=%E6%9B%B8.pdf; filename*0*=utf-8''%E8%AB%8B%E6%B1%82", "請求書.pdf"),
        (f'filename="{word("請求書.pdf", "iso-2022-jp")}"', "請求書.pdf"),
        (f'filename="{word("請求書.pdf", "shift_jis")}"', "請求書.pdf"),
        (f'filename="{word("发票.pdf", "gbk")}"', "发票.pdf"),
        (f'filename="{word("请求", "utf-8")}\r\n {word("书.pdf", "utf-8")}"', "请求书.pdf"),
        (f'filename="{word("报价", "gbk")}{word("单.xlsx", "gbk")}"', "报价单.xlsx"),
        (f"filename={word('발주서.hwp', 'euc-kr')}", "발주서.hwp"),
        ('filename="=?utf-8?Q?Rechnung_M=C3=A4rz.pdf?="', "Rechnung März.pdf"),
        ('filename="Rechnung M%C3%A4rz.pdf"', "Rechnung M%C3%A4rz.pdf"),
        ("filename=Rechnung 4471.pdf", "Rechnung 4471.pdf"),
        ('filename="a;b.pdf"', "a;b.pdf"),
        ('filename="a\\"b.pdf"', "ab.pdf"),
        ('filename="open.pdf', "open.pdf"),
    ],
)
def test_file_names_of_the_east_and_broken_ones(header: str, name: str) -> None:
    raw = f"From: a@b.example\r\nContent-Type: application/x\r\nContent-Disposition: attachment; {header}\r\n\r\nx"
    assert parse_message(raw.encode()).attachments[0].name == name


def test_a_file_name_in_raw_bytes() -> None:
    raw = 'From: a@b.example\r\nContent-Type: application/x; name="請求書.pdf"\r\n\r\nx'
    assert parse_message(raw.encode()).attachments[0].name == "請求書.pdf"
