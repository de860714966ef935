"""How mail programs dress a message: their HTML, their message ids, and the way they quote."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import datetime
from random import Random

from helpdesk.demo.content.wording import base_language

_WROTE = {
    "en": "On {date} at {time}, {name} <{address}> wrote:",
    "de": "Am {date} um {time} schrieb {name} <{address}>:",
    "fr": "Le {date} à {time}, {name} <{address}> a écrit :",
    "es": "El {date} a las {time}, {name} <{address}> escribió:",
    "ja": "{date} {time} {name} <{address}>:",
    "zh": "{name} <{address}> 于{date} {time}写道：",
}
_HEADER_WORDS = {
    "en": ("From", "Sent", "To", "Subject"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "es": ("De", "Enviado", "Para", "Asunto"),
    "ja": ("差出人", "送信日時", "宛先", "件名"),
    "zh": ("发件人", "发送时间", "收件人", "主题"),
}
_DATES = {
    "en": "%b %d, %Y",
    "de": "%d.%m.%Y",
    "fr": "%d/%m/%Y",
    "es": "%d/%m/%Y",
    "ja": "%Y年%m月%d日",
    "zh": "%Y年%m月%d日",
}
PROGRAMS = {
    "apple": "iPhone Mail (22B91)",
    "outlook": "Microsoft Outlook 16.0",
    "thunderbird": "Mozilla Thunderbird",
    "webmail": "Roundcube Webmail/1.6",
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """The mail that is being answered."""

    name: str
    address: str
    to: str
    subject: str
    at: datetime
    text: str


def message_id(client: str, domain: str, rng: Random) -> str:
    """A Message-ID in the client's fashion, without angle brackets."""
    if client == "gmail":
        return f"CA{rng.getrandbits(128):032x}@mail.{domain}"
    if client == "outlook":
        return f"{rng.getrandbits(64):016X}{rng.getrandbits(64):016X}@exchange.{domain}"
    digits = f"{rng.getrandbits(128):032x}"
    if client == "apple":
        digits = digits.upper()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}@{domain}"


def with_quote_text(client: str, language: str, text: str, quoted: Quoted) -> str:
    """The plain part of an answer: the new words above, the quoted mail below."""
    if client == "outlook":
        return (
            f"{text}\n\n"
            + "\n".join(f"{word}: {value}" for word, value in _header(language, quoted))
            + f"\n\n{quoted.text}"
        )
    lines = "\n".join(f"> {line}".rstrip() for line in quoted.text.splitlines())
    return f"{text}\n\n{attribution(language, quoted)}\n{lines}"


def html_body(
    client: str, language: str, text: str, quoted: Quoted | None = None, images: tuple[str, ...] = ()
) -> str:
    """The HTML part as the client writes it; `images` are content ids shown below the words."""
    pictures = "".join(f'<br><img src="cid:{cid}" width="480">' for cid in images)
    if client == "outlook":
        body = "".join(
            f'<p class="MsoNormal">{html.escape(line) or "&nbsp;"}</p>' for line in text.split("\n")
        )
        head = '<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang="{}"><div class="WordSection1">'
        return (
            head.format(base_language(language))
            + body
            + pictures
            + _outlook_quote(language, quoted)
            + "</div></body></html>"
        )
    breaks = html.escape(text).replace("\n", "<br>\n")
    if client == "apple":
        quote = f'<br><blockquote type="cite">{_inner(language, quoted)}</blockquote>' if quoted else ""
        return (
            '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
            f'<body dir="auto">{breaks}{pictures}{quote}</body></html>'
        )
    quote = (
        f'<br><div class="gmail_quote">{_inner(language, quoted, css="gmail_attr")}</div>' if quoted else ""
    )
    return f'<div dir="ltr">{breaks}{pictures}</div>{quote}'


def attribution(language: str, quoted: Quoted) -> str:
    """The line above a quote, `On … wrote:`, in the writer's language."""
    base = base_language(language)
    return _WROTE[base].format(
        date=quoted.at.strftime(_DATES[base]),
        time=quoted.at.strftime("%H:%M"),
        name=quoted.name,
        address=quoted.address,
    )


def _inner(language: str, quoted: Quoted, css: str = "") -> str:
    words = html.escape(quoted.text).replace("\n", "<br>\n")
    attr = f'<div dir="ltr" class="{css}">' if css else '<div dir="ltr">'
    line = html.escape(attribution(language, quoted))
    if css:
        return f'{attr}{line}<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{words}</blockquote>'
    return f"{attr}{line}<br><br>{words}</div>"


def _header(language: str, quoted: Quoted) -> list[tuple[str, str]]:
    base = base_language(language)
    sent = quoted.at.strftime(f"{_DATES[base]} %H:%M")
    values = (f"{quoted.name} <{quoted.address}>", sent, quoted.to, quoted.subject)
    return list(zip(_HEADER_WORDS[base], values, strict=True))


def _outlook_quote(language: str, quoted: Quoted | None) -> str:
    if quoted is None:
        return ""
    lines = "<br>".join(f"<b>{word}:</b> {html.escape(value)}" for word, value in _header(language, quoted))
    words = html.escape(quoted.text).replace("\n", "<br>\n")
    return (
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f'<p class="MsoNormal">{lines}</p></div><p class="MsoNormal">{words}</p>'
    )
