"""Replies as mail programs of the world write them: program x language x where the words stand x signature."""

# ruff: noqa: E501 (tables read better with one line to a row, and hold the signs that programs write)

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

S = "Voltway Shop <support@voltway.example>"
A = "support@voltway.example"

# The line above the quote. Keys are program and language.
ATTRIBUTIONS: dict[str, tuple[str, ...]] = {
    "en": (
        f"On Tue, Nov 3, 2026 at 10:00 AM {S} wrote:",
        f"On Nov 3, 2026, at 10:00 AM, {S} wrote:",
        f"On 3 Nov 2026, at 10:00, {S} wrote:",
        "On 11/3/26 10:00 AM, Voltway Shop wrote:",
        "On 2026-11-03 10:00, Voltway Shop wrote:",
        f"On Tuesday, November 3, 2026 at 10:00:00 AM GMT+1, {S} wrote:",
        f"On Tuesday, November 3rd, 2026 at 10:00 AM, {S} wrote:",
        f"---- On Tue, 03 Nov 2026 10:00:00 +0100 {S} wrote ----",
        f"On November 3, 2026 10:00:00 AM GMT+01:00, {S} wrote:",
        f"On Nov 3, 2026, 10:00 AM +0100, {S}, wrote:",
        f'At 2026-11-03 10:00:00, "Voltway Shop" <{A}> wrote:',
        "Voltway Shop wrote on 11/03/2026 10:00:00 AM:",
        f'"Voltway Shop" <{A}> wrote:',
        f"Quoting {S}:",
    ),
    "de": (
        f"Am Di., 3. Nov. 2026 um 10:00 Uhr schrieb {S}:",
        f"Am 03.11.2026 um 10:00 schrieb {S}:",
        "Am 03.11.26 um 10:00 schrieb Voltway Shop:",
        "Am 2026-11-03 10:00, schrieb Voltway Shop:",
        f"Am Dienstag, 3. November 2026 um 10:00:00 MEZ hat {S} Folgendes geschrieben:",
        f"Am 3. November 2026 10:00:00 MEZ schrieb {S}:",
        f"---- Am Di., 03 Nov. 2026 10:00:00 +0100 {S} schrieb ----",
        "Voltway Shop schrieb am 03.11.2026 10:00:",
        f"Zitat von {S}:",
        f"{S} schrieb am Di., 3. Nov. 2026, 10:00:",
    ),
    "fr": (
        f"Le mar. 3 nov. 2026 à 10:00, {S} a écrit :",
        f"Le 3 nov. 2026 à 10:00, {S} a écrit :",
        "Le 03/11/2026 à 10:00, Voltway Shop a écrit :",
        f"Le mardi 3 novembre 2026 à 10:00:00 UTC+1, {S} a écrit :",
        f"Le mardi 3 novembre 2026, {S} a écrit\xa0:",
        "Le 2026-11-03 10:00, Voltway Shop a écrit :",
        f"---- Le mar., 03 nov. 2026 10:00:00 +0100 {S} a écrit ----",
        f"Le 3 novembre 2026 10:00:00 GMT+01:00, {S} a écrit :",
    ),
    "es": (
        f"El mar, 3 nov 2026 a las 10:00, Voltway Shop (<{A}>) escribió:",
        f"El 3 nov 2026, a las 10:00, {S} escribió:",
        "El 3/11/26 a las 10:00, Voltway Shop escribió:",
        f"El martes, 3 de noviembre de 2026, 10:00:00 CET, {S} escribió:",
        f"---- El mar., 03 nov. 2026 10:00:00 +0100 {S} escribió ----",
        f"El 3 de noviembre de 2026 10:00:00 CET, {S} escribió:",
    ),
    "it": (
        f"Il giorno mar 3 nov 2026 alle ore 10:00 {S} ha scritto:",
        f"Il giorno 3 nov 2026, alle ore 10:00, {S} ha scritto:",
        "Il 03/11/26 10:00, Voltway Shop ha scritto:",
        f"Il martedì 3 novembre 2026 alle ore 10:00:00 CET, {S} ha scritto:",
        f"Il mar 3 nov 2026, 10:00 {S} ha scritto:",
    ),
    "pt": (
        f"Em ter., 3 de nov. de 2026 às 10:00, {S} escreveu:",
        f"Em 3 de nov. de 2026, à(s) 10:00, {S} escreveu:",
        f"No dia 03/11/2026, às 10:00, {S} escreveu:",
        "Em 03/11/2026 10:00, Voltway Shop escreveu:",
        "Às 10:00 de 03/11/2026, Voltway Shop escreveu:",
        f"Em terça-feira, 3 de novembro de 2026 10:00:00 BRT, {S} escreveu:",
        f"{S} escreveu no dia terça, 3/11/2026 à(s) 10:00:",
    ),
    "nl": (
        f"Op di 3 nov 2026 om 10:00 schreef {S}:",
        f"Op 3 nov. 2026, om 10:00 heeft {S} het volgende geschreven:",
        "Op 03-11-2026 om 10:00 schreef Voltway Shop:",
        f"Op dinsdag 3 november 2026 10:00:00 CET schreef {S}:",
        "Voltway Shop schreef op 03-11-2026 10:00:",
    ),
    "pl": (
        f"wt., 3 lis 2026 o 10:00 {S} napisał(a):",
        f"Wiadomość napisana przez {S} w dniu 3 lis 2026, o godz. 10:00:",
        "W dniu 3.11.2026 o 10:00, Voltway Shop pisze:",
        f"W dniu wtorek, 3 listopada 2026 10:00:00 CET użytkownik {S} napisał:",
        f"Dnia 3 listopada 2026 10:00 {S} napisał(a):",
        "W dniu 2026-11-03 10:00, Voltway Shop napisał(a):",
    ),
    "sv": (
        f"Den tis 3 nov. 2026 kl 10:00 skrev {S}:",
        f"3 nov. 2026 kl. 10:00 skrev {S}:",
        "Den 2026-11-03 kl. 10:00, skrev Voltway Shop:",
        f"Den tisdag 3 november 2026 10:00:00 CET skrev {S}:",
        f"tis 3 nov. 2026 kl. 10:00 skrev {S}:",
    ),
    "da": (
        f"Den tirs. 3. nov. 2026 kl. 10.00 skrev {S}:",
        f"Den 3. nov. 2026 kl. 10.00 skrev {S}:",
        "Den 03.11.2026 kl. 10.00 skrev Voltway Shop:",
        f"tirs. 3. nov. 2026 10.00 skrev {S}:",
    ),
    "no": (
        f"tir. 3. nov. 2026 kl. 10:00 skrev {S}:",
        f"3. nov. 2026 kl. 10:00 skrev {S}:",
        "Den 03.11.2026 10:00, skrev Voltway Shop:",
    ),
    "fi": (f"ti 3. marrask. 2026 klo 10.00 {S} kirjoitti:", "Voltway Shop kirjoitti 3.11.2026 klo 10.00:"),
    "cs": (
        f"út 3. 11. 2026 v 10:00 odesílatel {S} napsal:",
        "Dne 03. 11. 26 v 10:00 Voltway Shop napsal(a):",
    ),
    "tr": (f"{S}, 3 Kas 2026 Sal, 10:00 tarihinde şunu yazdı:",),
    "hu": (f"{S} ezt írta (időpont: 2026. nov. 3., K, 10:00):",),
    "uk": (f"вт, 3 лист. 2026 р. о 10:00 {S} пише:",),
    "ru": (
        f"вт, 3 нояб. 2026 г. в 10:00, {S}:",
        f"3 нояб. 2026 г., в 10:00, {S} написал(а):",
        "03.11.2026 10:00, Voltway Shop пишет:",
        f'03.11.2026, 10:00, "Voltway Shop" <{A}>:',
        f"03.11.2026, в 10:00, {S} написал(а):",
        f"Вторник, 3 ноября 2026, 10:00 +03:00 от {S}:",
    ),
    "ja": (
        f"2026年11月3日(火) 10:00 {S}:",
        f"2026/11/03 10:00、{S}のメール:",
        f"2026年11月3日 10:00、{S}のメール:",
        f"On 2026/11/03 10:00, {S} wrote:",
        "2026/11/03 10:00、Voltway Shop のメール:",
        "2026年11月3日 10:00 Voltway Shop さんは書きました:",
    ),
    "zh": (
        f"Voltway Shop <{A}> 于2026年11月3日周二 10:00写道：",
        f"在 2026年11月3日，10:00，{S} 写道：",
        f"2026年11月3日 上午10:00，{S} 写道：",
        f'在 2026-11-03 10:00:00，"Voltway Shop" <{A}> 写道：',
        "在 2026/11/3 10:00, Voltway Shop 写道:",
        f"Voltway Shop <{A}> 於 2026年11月3日 週二 上午10:00寫道：",
        f"{S} 在 2026年11月3日 週二 上午10:00 寫道：",
    ),
    "ko": (
        f"2026년 11월 3일 (화) 오전 10:00, Voltway Shop <{A}>님이 작성:",
        f"2026. 11. 3. 오전 10:00, {S} 작성:",
        "2026-11-03 오전 10:00에 Voltway Shop 이(가) 쓴 글:",
    ),
}

_DATE = "2026-11-03 10:00"
# Outlook, Samsung, GMX, QQ, eM Client, Foxmail...: the names of the header lines, and what stands above them.
HEADERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "en": (
        ("From", "Sent", "To", "Subject"),
        ("From", "Date", "To", "Subject"),
        ("From", "To", "Sent", "Subject"),
        ("From", "Sent", "To", "Cc", "Subject"),
    ),
    "de": (
        ("Von", "Gesendet", "An", "Betreff"),
        ("Von", "Datum", "An", "Betreff"),
        ("Gesendet", "Von", "An", "Betreff"),
        ("Von", "An", "Gesendet", "Betreff"),
    ),
    "fr": (
        ("De ", "Envoyé ", "À ", "Objet "),
        ("De", "Date", "À", "Objet"),
        ("De", "À", "Envoyé", "Objet"),
        ("Envoyé", "De", "À", "Objet"),
        ("De", "Envoyé le", "À", "Objet"),
    ),
    "es": (
        ("De", "Enviado", "Para", "Asunto"),
        ("De", "Enviado el", "Para", "Asunto"),
        ("De", "Fecha", "Para", "Asunto"),
    ),
    "it": (("Da", "Inviato", "A", "Oggetto"), ("Da", "Data", "A", "Oggetto")),
    "pt": (
        ("De", "Enviada em", "Para", "Assunto"),
        ("De", "Enviado", "Para", "Assunto"),
        ("De", "Data", "Para", "Assunto"),
    ),
    "nl": (("Van", "Verzonden", "Aan", "Onderwerp"), ("Van", "Datum", "Aan", "Onderwerp")),
    "pl": (("Od", "Wysłano", "Do", "Temat"), ("Od", "Data", "Do", "Temat"), ("Od", "Wysłane", "Do", "Temat")),
    "sv": (
        ("Från", "Skickat", "Till", "Ämne"),
        ("Från", "Datum", "Till", "Ämne"),
        ("Från", "Skickat", "Till", "Kopia", "Ämne"),
    ),
    "da": (("Fra", "Sendt", "Til", "Emne"), ("Fra", "Dato", "Til", "Emne")),
    "no": (("Fra", "Sendt", "Til", "Emne"), ("Fra", "Dato", "Til", "Emne")),
    "fi": (("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),),
    "cs": (("Od", "Odesláno", "Komu", "Předmět"), ("Od", "Datum", "Komu", "Předmět")),
    "tr": (("Kimden", "Gönderildi", "Kime", "Konu"), ("Gönderen", "Gönderme Tarihi", "Alıcı", "Konu")),
    "hu": (("Feladó", "Elküldve", "Címzett", "Tárgy"),),
    "uk": (("Від", "Надіслано", "Кому", "Тема"),),
    "ru": (
        ("От", "Отправлено", "Кому", "Тема"),
        ("От", "Дата", "Кому", "Тема"),
        ("От кого", "Дата", "Кому", "Тема"),
    ),
    "ja": (
        ("差出人", "送信日時", "宛先", "件名"),
        ("差出人", "日付", "宛先", "件名"),
        ("From", "Date", "To", "Subject"),
    ),
    "zh": (
        ("发件人", "发送时间", "收件人", "主题"),
        ("发件人", "日期", "收件人", "主题"),
        ("寄件者", "寄件日期", "收件者", "主旨"),
        ("寄件人", "日期", "收件人", "主旨"),
    ),
    "ko": (
        ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
        ("보낸사람", "날짜", "받는사람", "제목"),
        ("발신", "날짜", "수신", "제목"),
    ),
}
MARKERS: dict[str, tuple[str, ...]] = {
    "en": (
        "-----Original Message-----",
        "-------- Original message --------",
        "------ Original Message ------",
        "------- Original Message -------",
        "---- Replied Message ----",
    ),
    "de": (
        "-----Ursprüngliche Nachricht-----",
        "-------- Ursprüngliche Nachricht --------",
        "------ Originalnachricht ------",
    ),
    "fr": (
        "-----Message d'origine-----",
        "-------- Message d'origine --------",
        "------ Message d’origine ------",
    ),
    "es": ("-----Mensaje original-----", "-------- Mensaje original --------"),
    "it": ("-----Messaggio originale-----", "-------- Messaggio originale --------"),
    "pt": (
        "-----Mensagem original-----",
        "-------- Mensagem original --------",
        "-----Mensagem Original-----",
    ),
    "nl": ("-----Oorspronkelijk bericht-----", "-------- Oorspronkelijk bericht --------"),
    "pl": (
        "-----Wiadomość oryginalna-----",
        "-------- Oryginalna wiadomość --------",
        "-----Original Message-----",
    ),
    "sv": ("-----Ursprungligt meddelande-----", "-------- Originalmeddelande --------"),
    "da": ("-----Oprindelig meddelelse-----", "-------- Oprindelig besked --------"),
    "no": ("-----Opprinnelig melding-----", "-------- Opprinnelig melding --------"),
    "fi": ("-----Alkuperäinen viesti-----",),
    "cs": ("-----Původní zpráva-----", "---------- Původní e-mail ----------"),
    "tr": ("-----Özgün İleti-----", "-------- Orijinal mesaj --------"),
    "hu": ("-----Eredeti üzenet-----",),
    "uk": ("-------- Початкове повідомлення --------",),
    "ru": (
        "-----Исходное сообщение-----",
        "-------- Исходное сообщение --------",
        "-------- Оригинальное сообщение --------",
    ),
    "ja": ("-----Original Message-----", "-------- 元のメッセージ --------"),
    "zh": (
        "-----邮件原件-----",
        "-------- 原始邮件 --------",
        "------------------ 原始邮件 ------------------",
        "------------------ 原始郵件 ------------------",
        "-------- 原始信息 --------",
        "---- 回复的原邮件 ----",
    ),
    "ko": ("-----Original Message-----", "-------- 원본 이메일 --------", "-----원본 메시지-----"),
}

WORDS: dict[str, tuple[str, ...]] = {
    "en": (
        "Thanks, but I wrote to you on Monday about order 4471:",
        "it is still not here.",
        "",
        "Can you check? I paid 49.90 on 12 Oct.",
    ),
    "de": (
        "Danke, aber das Paket von Ihnen fehlt noch:",
        "Bestellung 4471 vom 12.10.2026.",
        "",
        "Können Sie bitte nachsehen? An mich kam nichts.",
    ),
    "fr": (
        "Merci, mais le colis n'est pas là :",
        "commande 4471 du 12/10/2026.",
        "",
        "De plus, personne ne répond au téléphone.",
    ),
    "es": (
        "Gracias, pero el paquete no llegó:",
        "pedido 4471 del 12/10/2026.",
        "",
        "¿Pueden revisarlo? Para mí es urgente.",
    ),
    "it": (
        "Grazie, ma il pacco non è arrivato:",
        "ordine 4471 del 12/10/2026.",
        "",
        "Potete controllare? A me serve domani.",
    ),
    "pt": (
        "Obrigado, mas o pacote não chegou:",
        "pedido 4471 de 12/10/2026.",
        "",
        "Podem verificar? Para mim é urgente.",
    ),
    "nl": (
        "Dank, maar het pakket is er niet:",
        "bestelling 4471 van 12-10-2026.",
        "",
        "Kunt u het nakijken? Van u hoorde ik niets.",
    ),
    "pl": (
        "Dziękuję, ale paczki nie ma:",
        "zamówienie 4471 z 12.10.2026.",
        "",
        "Proszę sprawdzić. Do dziś nic nie przyszło.",
    ),
    "sv": (
        "Tack, men paketet är inte här:",
        "order 4471 från 12/10.",
        "",
        "Kan ni kolla? Till mig kom inget.",
    ),
    "da": ("Tak, men pakken er her ikke:", "ordre 4471 fra 12/10.", "", "Kan I tjekke? Til mig kom intet."),
    "no": (
        "Takk, men pakken er ikke her:",
        "ordre 4471 fra 12/10.",
        "",
        "Kan dere sjekke? Til meg kom ingenting.",
    ),
    "fi": ("Kiitos, mutta paketti puuttuu:", "tilaus 4471, 12.10.", "", "Voitteko tarkistaa?"),
    "cs": ("Děkuji, ale balík tu není:", "objednávka 4471 z 12.10.", "", "Můžete to ověřit?"),
    "tr": ("Teşekkürler ama paket gelmedi:", "sipariş 4471, 12.10.", "", "Kontrol eder misiniz?"),
    "hu": ("Köszönöm, de a csomag nincs itt:", "rendelés 4471.", "", "Meg tudják nézni?"),
    "uk": ("Дякую, але посилки немає:", "замовлення 4471.", "", "Перевірте, будь ласка."),
    "ru": (
        "Спасибо, но посылки нет:",
        "заказ 4471 от 12.10.2026.",
        "",
        "Проверьте, пожалуйста. От вас ничего не было.",
    ),
    "ja": (
        "ありがとうございます。まだ届いていません:",
        "注文番号 4471、10月12日注文。",
        "",
        "確認してください。",
    ),
    "zh": ("谢谢，但是包裹还没到：", "订单号 4471，10月12日下单。", "", "请帮我查一下。"),
    "ko": ("감사합니다만 아직 도착하지 않았습니다:", "주문번호 4471, 10월 12일.", "", "확인 부탁드립니다."),
}
OLD = ("QUOTED-ONE we are looking into it.", "", "QUOTED-TWO Kind regards", "QUOTED-THREE Voltway Shop")
SIGNATURES = {"none": (), "dashes": ("-- ", "SIGN Ann Lee"), "phone": ("Sent from my iPhone",)}


@dataclass(frozen=True, slots=True)
class Case:
    """A mail's text, the lines that must stay, and marks that must go."""

    name: str
    text: str
    words: tuple[str, ...]
    gone: tuple[str, ...] = ("QUOTED-",)


def text_cases() -> Iterator[Case]:
    """Every program and language as plain text."""
    for language, words in WORDS.items():
        kept = tuple(line for line in words if line)
        for number, line in enumerate(ATTRIBUTIONS[language]):
            yield from _with_attribution(f"{language}-{number}", line, words, kept)
        blocks = [(f"{language}-h{number}", labels, "") for number, labels in enumerate(HEADERS[language])]
        blocks += [
            (f"{language}-m{number}", HEADERS[language][number % len(HEADERS[language])], marker)
            for number, marker in enumerate(MARKERS[language])
        ]
        for name, labels, marker in blocks:
            yield from _with_block(name, labels, marker, words, kept)


def _with_attribution(name: str, line: str, words: tuple[str, ...], kept: tuple[str, ...]) -> Iterator[Case]:
    marked = "\n".join(f"> {one}".rstrip() for one in OLD)
    for style, signature in SIGNATURES.items():
        above = "\n".join((*words, "", *signature))
        yield Case(f"{name}-top-{style}", f"{above}\n\n{line}\n\n{marked}\n", kept, ("QUOTED-", line))
    # A name, a verb and a date may be the customer's own account: without marks below it is left alone.
    is_named_first = "@" not in line and line.startswith("Voltway")
    if not is_named_first:
        yield Case(f"{name}-bare", "\n".join((*words, "", line, "", *OLD)), kept, ("QUOTED-", line))
    for width in (40, 60, 72):
        if len(line) > width and " " in line:
            wrapped = _wrap(line, width)
            yield Case(f"{name}-wrapped{width}", "\n".join((*words, "", wrapped, "", marked)), kept)
            if is_named_first:
                continue
            yield Case(f"{name}-wrapped-bare{width}", "\n".join((*words, "", wrapped, "", *OLD)), kept)
    yield Case(f"{name}-bottom", f"{line}\n{marked}\n\n" + "\n".join(words), kept, ("QUOTED-", line))
    answers = f"{line}\n> QUESTION-ONE\n{words[0]}\n\n> QUESTION-TWO\n> QUESTION-THREE\n\n{words[1]}\n"
    yield Case(f"{name}-inline", answers, (words[0], words[1]), ())
    yield Case(f"{name}-greeted-inline", f"{words[3]}\n\n{answers}", (words[0], words[1], words[3]), ())


def _with_block(
    name: str, labels: tuple[str, ...], marker: str, words: tuple[str, ...], kept: tuple[str, ...]
) -> Iterator[Case]:
    values = ("Voltway Shop <support@voltway.example>", _DATE, "Ann Lee <ann@x.example>", "bo@x.example")
    for form, shape in (
        ("plain", "{}: {}"),
        ("bold", "*{}:* {}"),
        ("wide", "{}：{}"),
        ("quoted", "> {}: {}"),
    ):
        block = [
            shape.format(label, "Re: QUOTED-SUBJECT" if number == len(labels) - 1 else values[number])
            for number, label in enumerate(labels)
        ]
        rules = (marker,) if marker else ("", "________________________________", "-" * 40)
        for number, rule in enumerate(rules):
            for style, signature in SIGNATURES.items():
                old = [f"> {one}" for one in OLD] if form == "quoted" else OLD
                text = "\n".join((*words, "", *signature, "", rule, *block, "", *old))
                yield Case(f"{name}-{form}{number}-{style}", text, kept)


def _wrap(line: str, width: int) -> str:
    lines, current = [], ""
    for word in line.split(" "):
        if current and len(current) + 1 + len(word) > width:
            lines.append(current)
            current = word
        else:
            current = f"{current} {word}" if current else word
    return "\n".join([*lines, current])


# How programs wrap what they quote in HTML. {words}, {attribution}, {old} and {headers} are filled in.
HTML_SHAPES: dict[str, str] = {
    "gmail": '<div dir="ltr">{words}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{attribution}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">{old}</blockquote></div>',
    "gmail-old": '<div dir="ltr">{words}</div><div class="gmail_extra"><br><div class="gmail_quote">{attribution}<br><blockquote class="gmail_quote">{old}</blockquote></div><br></div>',
    "gmail-signed": '<div dir="ltr">{words}<div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature">Ann Lee</div></div><br><div class="gmail_quote"><div class="gmail_attr">{attribution}</div><blockquote class="gmail_quote">{old}</blockquote></div>',
    "gmail-android": '<p dir="ltr">{words}</p><div class="gmail_quote">{attribution}<br type="attribution"><blockquote class="quote" style="margin:0 0 0 .8ex">{old}</blockquote></div>',
    "outlook-desktop": '<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang="EN-US"><div class="WordSection1"><p class="MsoNormal">{words}</p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal">{headers}</p></div><p class="MsoNormal">{old}</p></div></body></html>',
    "outlook-2007": '<body><div class="Section1"><p class="MsoNormal">{words}</p><div style="border:none;border-top:solid windowtext 1.0pt;padding:3.0pt 0in 0in 0in"><p>{headers}</p></div><p>{old}</p></div></body>',
    "outlook-2010": '<body><div class="WordSection1"><p>{words}</p><div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>{headers}</b></p></div></div><p>{old}</p></div></body>',
    "outlook-web": '<body dir="ltr"><div class="elementToProof">{words}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{headers}</font><div>&nbsp;</div></div><div>{old}</div></body>',
    "outlook-web-prefixed": '<div><div>{words}</div><hr tabindex="-1"><div id="x_divRplyFwdMsg">{headers}</div><div>{old}</div></div>',
    "outlook-mobile": '<div>{words}</div><div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/x">Outlook for iOS</a></div><div id="mail-editor-reference-message-container"><hr><div id="divRplyFwdMsg"><b>{headers}</b></div><div>{old}</div></div>',
    "outlook-mac": '<body><div>{words}</div><div><br></div><span id="OLK_SRC_BODY_SECTION"><div style="border-top:#b5c4df 1pt solid">{headers}</div><div>{old}</div></span></body>',
    "windows-mail": '<div>{words}</div><div style="mso-element:para-border-div;border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p>{headers}</p></div><p>{old}</p>',
    "hotmail": '<body class="hmmessage"><div dir="ltr">{words}<br><div><hr id="stopSpelling">{headers}<br>{old}</div></div></body>',
    "apple": '<body style="word-wrap:break-word;">{words}<br><div><br><blockquote type="cite"><div>{attribution}</div><br class="Apple-interchange-newline"><div>{old}</div></blockquote></div></body>',
    "iphone": '<body dir="auto">{words}<br><div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote type="cite">{attribution}<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">{old}</div></blockquote></body>',
    "yahoo": '<div class="ydp1 yahoo-style-wrap"><div dir="ltr">{words}</div><div><br></div></div><div id="ydp2yahoo_quoted_1" class="ydp3yahoo_quoted"><div><div>{attribution}</div><div><br></div><div>{old}</div></div></div>',
    "yahoo-old": '<div>{words}</div><div class="qtdSeparateBR"><br><br></div><div class="yahoo_quoted" style="display: block;"><div>{attribution}</div><div>{old}</div></div>',
    "thunderbird": '<body><p>{words}</p><div class="moz-cite-prefix">{attribution}<br></div><blockquote type="cite" cite="mid:x@y">{old}</blockquote></body>',
    "qq": '<div>{words}</div><div><br></div><div style="font-size: 12px;font-family: Arial Narrow;padding:2px 0 2px 0;">------------------&nbsp;原始邮件&nbsp;------------------</div><div style="font-size: 12px;background:#efefef;padding:8px;">{headers}</div><div>{old}</div>',
    "qq-new": '<div>{words}</div><div style="position: relative;"><div class="xm_mail_oringinal_describe"><div>Original</div>{headers}</div><div class="xm_email_content">{old}</div></div>',
    "qq-include": "<div>{words}</div><includetail><div>&nbsp;</div><div>------------------&nbsp;Original&nbsp;------------------</div><div>{headers}</div><div>{old}</div></includetail>",
    "netease": '<div style="line-height:1.7">{words}</div><br><div id="isReplyContent"><p>{attribution}</p><blockquote id="isReplyContent" style="PADDING-LEFT: 1ex">{old}</blockquote></div>',
    "netease-pre": "<div>{words}</div><br><br><pre><br>{attribution}<br>{old}</pre>",
    "netease-master": '<div>{words}</div><div class="J-reply"><div>---- 回复的原邮件 ----</div><table><tr><td>{headers}</td></tr></table><blockquote>{old}</blockquote></div>',
    "netease-mobile": '<div>{words}</div><div class="ntes_reply_content"><div>{headers}</div>{old}</div>',
    "foxmail": '<div><span></span>{words}</div><div><br></div><hr style="width: 210px; height: 1px;" color="#b5c4df" size="1" align="left"><div><span></span></div><blockquote style="margin-Top: 0px"><div>&nbsp;</div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><div>{headers}</div></div><div>{old}</div></blockquote>',
    "alimail": '<div class="__aliyun_email_body_block"><div>{words}</div><div class="__aliyun_previous_quote"><blockquote><div>------------------------------------------------------------------</div><div>{headers}</div><div>{old}</div></blockquote></div></div>',
    "proton": '<div style="font-family: Arial">{words}</div><div class="protonmail_signature_block"><br></div><div class="protonmail_quote">{attribution}<br><br><blockquote class="protonmail_quote" type="cite">{old}</blockquote></div>',
    "gmx": '<html><head></head><body><div style="font-family: Verdana;">{words}<div>&nbsp;<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5;"><div style="margin:0 0 10px 0;">{headers}</div><div name="quoted-content">{old}</div></div></div></div></body></html>',
    "yandex": '<div>{words}</div><div>&nbsp;</div><div>03.11.2026, 10:00, "Voltway Shop" &lt;support@voltway.example&gt;:</div><blockquote><p>{old}</p></blockquote>',
    "mailru": '<div>{words}</div><br><br><blockquote style="border-left:1px solid #0857A6; margin:10px; padding:0 0 0 10px;">{attribution}<br><div id="style_1">{old}</div></blockquote>',
    "zoho": '<div style="font-family: Verdana">{words}<br></div><div class="zmail_extra" style="color: rgb(0, 0, 0);"><div id="Zm-_Id_-Sgn1">{attribution}<br></div><div><br></div><blockquote id="blockquote_zmail" style="margin: 0px;">{old}</blockquote></div>',
    "zoho-new": '<div>{words}</div><div id="Zm-_Id_-Sgn"></div><div class="zmail_extra_hr" style="border-top: 1px solid rgb(204, 204, 204)"></div><div class="zmail_extra"><div>{attribution}</div><blockquote>{old}</blockquote></div>',
    "samsung": '<body dir="auto">{words}<div dir="auto"><br></div><div id="composer_signature"><div style="font-size:85%;color:#575757">Sent from my Galaxy</div></div><div style="font-size:100%;color:#000000"><!-- originalMessage --><div>-------- Original message --------</div><div>{headers}</div></div>{old}</body>',
    "k9": '<html><body>{words}<br><br><div class="gmail_quote"><div dir="auto">{attribution}</div><blockquote class="gmail_quote" style="margin: 0pt">{old}</blockquote></div></body></html>',
    "roundcube": "<html><body><p>{words}</p><p id='reply-intro'>{attribution}</p><blockquote type='cite' style='padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0'><div id='replybody1'>{old}</div></blockquote></body></html>",
    "tutanota": '<div dir="auto">{words}</div><div dir="auto"><br></div><div dir="auto">{attribution}<br></div><blockquote class="tutanota_quote">{old}</blockquote>',
    "spark": '<div name="messageBodySection"><div dir="auto">{words}</div></div><div name="messageReplySection">{attribution}<br><blockquote type="cite" class="spark_quote">{old}</blockquote></div>',
    "airmail": '<html><body><div id="bloop_customfont">{words}</div><br><p class="airmail_on">{attribution}</p><blockquote type="cite" class="clean_bq"><div>{old}</div></blockquote></body></html>',
    "superhuman": '<div>{words}</div><br><div class="gmail_signature"></div><div><br></div><div class="gmail_quote">{attribution}<br><blockquote class="gmail_quote">{old}</blockquote></div>',
    "front": '<div>{words}</div><br><blockquote type="cite" class="front-blockquote">{attribution}<br>{old}</blockquote>',
    "em-client": '<div>{words}</div><div><br></div><div>------ Original Message ------</div><div>{headers}</div><div><br></div><blockquote cite="x" type="cite" class="cite2">{old}</blockquote>',
    "zendesk": '<div class="zd-comment"><p>{words}</p></div><div class="quotedReply"><p>{attribution}</p><blockquote>{old}</blockquote></div>',
    "notes": '<p>{words}</p><br><font size="1" color="#5f5f5f">From: &nbsp; &nbsp;Voltway Shop &lt;support@voltway.example&gt;</font><br><font>To: ann@x.example</font><br><font>Date: 2026-11-03 10:00</font><br><font>Subject: Re: 4471</font><br><hr noshade><br>{old}',
}


def html_cases() -> Iterator[tuple[Case, str]]:
    """Every HTML shape in every language: the case without text, and its HTML."""
    for language, words in WORDS.items():
        kept = tuple(line for line in words if line)
        body = "<br>".join(words)
        old = "<br>".join(OLD)
        values = (S.replace("<", "&lt;").replace(">", "&gt;"), _DATE, "ann@x.example", "bo@x.example")
        for number, labels in enumerate(HEADERS[language]):
            headers = "<br>".join(
                f"<b>{label}:</b> {'QUOTED-SUBJECT' if at == len(labels) - 1 else values[at]}"
                for at, label in enumerate(labels)
            )
            attribution = ATTRIBUTIONS[language][number % len(ATTRIBUTIONS[language])]
            attribution = attribution.replace("<", "&lt;").replace(">", "&gt;")
            for shape, template in HTML_SHAPES.items():
                html = template.format(words=body, attribution=attribution, old=old, headers=headers)
                yield Case(f"{shape}-{language}-{number}", "", kept), html
