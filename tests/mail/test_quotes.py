"""The customer's new words are found in every language, and never lost."""

from __future__ import annotations

import pytest

from inbox.mail.quotes import split_reply

ATTRIBUTIONS = {
    "en": "On Tue, Nov 3, 2026 at 10:00 AM Shop <support@shop.example> wrote:",
    "de": "Am Di., 3. Nov. 2026 um 10:00 Uhr schrieb Shop <support@shop.example>:",
    "fr": "Le mar. 3 nov. 2026 à 10:00, Shop <support@shop.example> a écrit :",
    "es": "El mar, 3 nov 2026 a las 10:00, Shop (<support@shop.example>) escribió:",
    "it": "Il giorno mar 3 nov 2026 alle ore 10:00 Shop <support@shop.example> ha scritto:",
    "pt": "Em ter., 3 de nov. de 2026 às 10:00, Shop <support@shop.example> escreveu:",
    "nl": "Op di 3 nov 2026 om 10:00 schreef Shop <support@shop.example>:",
    "pl": "wt., 3 lis 2026 o 10:00 Shop <support@shop.example> napisał(a):",
    "sv": "Den tis 3 nov. 2026 kl 10:00 skrev Shop <support@shop.example>:",
    "da": "Den tirs. 3. nov. 2026 kl. 10.00 skrev Shop <support@shop.example>:",
    "no": "tir. 3. nov. 2026 kl. 10:00 skrev Shop <support@shop.example>:",
    "ru": "вт, 3 нояб. 2026 г. в 10:00, Shop <support@shop.example>:",
    "ja": "2026年11月3日(火) 10:00 Shop <support@shop.example>:",
    "zh": "Shop <support@shop.example> 于2026年11月3日周二 10:00写道：",
    "ko": "2026년 11월 3일 (화) 오전 10:00, Shop <support@shop.example>님이 작성:",
}
OUTLOOK = {
    "en": ("From", "Sent", "To", "Subject"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "es": ("De", "Enviado", "Para", "Asunto"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "pt": ("De", "Enviado", "Para", "Assunto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
    "sv": ("Från", "Skickat", "Till", "Ämne"),
    "da": ("Fra", "Sendt", "Til", "Emne"),
    "no": ("Fra", "Sendt", "Til", "Emne"),
    "ru": ("От", "Отправлено", "Кому", "Тема"),
    "ja": ("差出人", "送信日時", "宛先", "件名"),
    "zh": ("发件人", "发送时间", "收件人", "主题"),
    "ko": ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
}


@pytest.mark.parametrize("language", ATTRIBUTIONS)
def test_an_attribution_with_quoted_lines_is_taken_off(language: str) -> None:
    parts = split_reply(f"Still broken 12!\n\n{ATTRIBUTIONS[language]}\n\n> We are sorry.\n> Shop\n")
    assert parts.reply_text == "Still broken 12!"
    assert "We are sorry." in parts.quoted_text


@pytest.mark.parametrize("language", ATTRIBUTIONS)
def test_an_attribution_without_marks_cuts_to_the_end(language: str) -> None:
    assert split_reply(f"Yes\n\n{ATTRIBUTIONS[language]}\n\nWe are sorry.\n").reply_text == "Yes"


@pytest.mark.parametrize("language", ATTRIBUTIONS)
def test_a_wrapped_attribution_is_one(language: str) -> None:
    wrapped = ATTRIBUTIONS[language].replace(" <", "\n<")
    assert split_reply(f"Yes\n\n{wrapped}\n\n> We are sorry.\n").reply_text == "Yes"


@pytest.mark.parametrize("language", OUTLOOK)
def test_an_outlook_header_block_cuts_to_the_end(language: str) -> None:
    sender, sent, to, subject = OUTLOOK[language]
    block = f"{sender}: Shop\n{sent}: 2026-11-03\n{to}: Ann\n{subject}: Re: 12"
    assert split_reply(f"Yes\n\n________________________________\n{block}\n\nSorry").reply_text == "Yes"


def test_answers_between_quoted_lines_all_stay() -> None:
    text = "> Which size?\nL\n> Which colour?\nBlue\n"
    assert split_reply(text).reply_text == text.strip()


def test_an_answer_below_the_quote_stays() -> None:
    parts = split_reply(f"{ATTRIBUTIONS['en']}\n> Which size?\n\nSize L please.")
    assert parts.reply_text == "Size L please."


@pytest.mark.parametrize(
    "text",
    [
        "As I wrote:\nthe parcel is lost",
        "I said on Monday:\nplease refund",
        "From: Berlin\nTo please send it: yes",
        "Subject to change: see below\nDate: unknown",
        "On Monday I wrote to you: no answer.",
        "My address:\nHauptstr. 5\n10115 Berlin",
        "--",
        "-- \nAnn",
        "Sent from my desk, is much easier",
        "Von: mir\nfür euch",
        "Hello\nOn 3 Nov 10:00 I wrote to you about order 123:\nplease answer",
        "Hallo\nAm 3.11. um 10:00 schrieb ich Ihnen:\nwo ist es",
        "Bonjour\nLe 3 nov 2026 à 10:00 vous avez écrit :\nnon",
        "Hi\nOn 3 November your colleague wrote:\nno refund\nThat is wrong",
        "Hi\nOn Tuesday at 10:00 the driver said:\nnobody home\nbut I was home",
        "你好\n2026年11月3日我写道：\n没有收到",
    ],
)
def test_words_that_only_look_like_a_quote_are_kept(text: str) -> None:
    assert split_reply(text).reply_text == text


def test_a_mail_that_is_only_a_quote_has_an_empty_reply() -> None:
    parts = split_reply("> We are sorry.\n> Shop")
    assert parts.reply_text == "" or parts.reply_text.startswith(">")


def test_a_forwarded_mail_without_a_word_keeps_the_forwarded_words() -> None:
    text = "---------- Forwarded message ---------\nFrom: A <a@b.example>\nDate: x\nSubject: y\nTo: z\n\nThe words"
    assert split_reply(text).reply_text == "The words"


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone", "Von meinem iPhone gesendet", "Envoyé de mon iPhone", "Enviado desde mi iPhone",
        "Inviato da iPhone", "Enviado do meu iPhone", "Verzonden vanaf mijn iPhone", "Wysłane z iPhone'a",
        "Skickat från min iPhone", "Sendt fra min iPhone", "Отправлено с iPhone", "iPhoneから送信",
        "发自我的iPhone", "從我的 iPhone 傳送", "나의 iPhone에서 보냄", "Get Outlook for iOS<https://aka.ms/x>",
    ],
)  # fmt: skip
def test_a_phones_own_line_is_a_signature(line: str) -> None:
    parts = split_reply(f"Where is it?\n\n{line}")
    assert (parts.reply_text, parts.signature) == ("Where is it?", line)


@pytest.mark.parametrize(
    "html",
    [
        '<div>Yes</div><div class="gmail_quote">'
        '<div class="gmail_attr">On x wrote:</div><blockquote>old</blockquote></div>',
        "<div>Yes</div><div class='moz-cite-prefix'>Am x schrieb:</div><blockquote type='cite'>old</blockquote>",
        "<p>Yes</p><div id='divRplyFwdMsg'><b>From:</b> x</div><div>old</div>",
        "<div><p>Yes</p><div>"
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>From:</b></p></div></div><p>old</p></div>",
        "<div>Yes</div><div class='yahoo_quoted'>old</div>",
        "<div>Yes</div><includetail><div>old</div></includetail>",
        "<div>Yes</div><blockquote id='isReplyContent'>old</blockquote>",
        "<div>Yes</div><blockquote>old</blockquote>",
        "<div>Yes</div><hr id='stopSpelling'>old<p>older</p>",
    ],
)
def test_the_quote_containers_of_html_mail_programs(html: str) -> None:
    parts = split_reply("", html)
    assert parts.reply_text == "Yes"
    assert "old" in parts.quoted_text


def test_an_answer_inside_an_html_quote_that_is_everything_is_kept() -> None:
    assert "words" in split_reply("", "<blockquote type=cite><p>words</p></blockquote>").reply_text
