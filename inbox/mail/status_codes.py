"""Enhanced mail system status codes (RFC 3463) and what they come down to for somebody who wrote a mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What became of a mail at one recipient (RFC 3464, 2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


@dataclass(frozen=True, slots=True)
class RecipientReport:
    """One recipient. `status` is an enhanced code such as 5.1.1, "" when nobody said any; `detail` the words of
    the other server; `original` the address that we wrote to where it was forwarded."""

    address: str
    action: Action
    status: str = ""
    detail: str = ""
    original: str = ""


class Reason(StrEnum):
    """Why a mail was refused, as far as its writer can do something about it."""

    NO_SUCH_ADDRESS = "no_such_address"
    NO_SUCH_DOMAIN = "no_such_domain"
    ADDRESS_CLOSED = "address_closed"
    MAILBOX_FULL = "mailbox_full"
    TOO_LARGE = "too_large"
    SPAM = "spam"
    NOT_ALLOWED = "not_allowed"
    NO_ANSWER = "no_answer"
    CONTENT = "content"
    LOOP = "loop"
    OTHER = "other"


_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]|\s*\.\d)")
_BASIC = re.compile(r"(?<![\d.])([45]\d\d)(?=[\s\-#,:;]|$)")
_BY_CODE = {
    "1.1": Reason.NO_SUCH_ADDRESS, "1.0": Reason.NO_SUCH_ADDRESS, "1.3": Reason.NO_SUCH_ADDRESS,
    "1.6": Reason.ADDRESS_CLOSED, "1.10": Reason.NO_SUCH_ADDRESS, "1.2": Reason.NO_SUCH_DOMAIN,
    "4.4": Reason.NO_SUCH_DOMAIN, "2.1": Reason.ADDRESS_CLOSED, "2.2": Reason.MAILBOX_FULL,
    "3.1": Reason.MAILBOX_FULL, "2.3": Reason.TOO_LARGE, "3.4": Reason.TOO_LARGE, "4.6": Reason.LOOP,
    "4.1": Reason.NO_ANSWER, "4.2": Reason.NO_ANSWER, "4.7": Reason.NO_ANSWER, "4.3": Reason.NO_SUCH_DOMAIN,
    "7.1": Reason.NOT_ALLOWED, "7.2": Reason.NOT_ALLOWED, "7.13": Reason.ADDRESS_CLOSED,
}  # fmt: skip
_BY_SUBJECT = {
    "1": Reason.NO_SUCH_ADDRESS,
    "4": Reason.NO_ANSWER,
    "6": Reason.CONTENT,
    "7": Reason.SPAM,
}
# The words of servers that give no code, or one that says nothing (5.0.0); the first that fits decides.
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(words, re.IGNORECASE))
    for code, words in (
        (
            "2.2",
            r"quota|mailbox(?: is|\s)*full|over ?limit|insufficient (?:storage|space)|storage limit|"
            r"postfach.{0,20}voll|"
            r"bo[iî]te.{0,30}pleine|buz[oó]n.{0,20}lleno|casella.{0,20}piena|caixa.{0,30}cheia|postvak.{0,12}vol|"
            r"容量不足|空间不足|郵箱已滿|邮箱已满|邮箱容量|容量.{0,6}超|メールボックス.{0,12}(?:一杯|いっぱい)|"
            r"переполнен|"
            r"скринька.{0,12}повна|용량.{0,6}초과|skrzynka.{0,20}(?:pełna|przepełniona)",
        ),
        (
            "1.2",
            r"domain (?:name )?not found|host (?:name )?(?:not found|lookup)|no mx\b|unrouteable (?:mail )?domain|"
            r"couldn'?t find any host|name or service not known|nxdomain|domain .{0,60}(?:not exist|not found)|"
            r"域名.{0,8}(?:不存在|错误|无法解析)|домен.{0,20}не (?:найден|существует)",
        ),
        (
            "1.1",
            r"user unknown|unknown (?:user|recipient|mailbox|address)|no such (?:user|recipient|mailbox|person|"
            r"account|address)|"
            r"(?:user|recipient|mailbox|address|account|email).{0,60}(?:not exist|not found|doesn'?t exist|"
            r"is unknown|unavailable|"
            r"couldn'?t be found|wasn'?t found)|no mailbox here|address not found|invalid (?:recipient|mailbox|"
            r"address)|"
            r"not a registered|unrouteable address|recipient address rejected|doesn'?t have a? ?yahoo|"
            r"empf[äa]nger.{0,30}(?:unbekannt|nicht gefunden)|adresse.{0,40}(?:existiert nicht|introuvable|"
            r"n'existe pas)|"
            r"utilisateur inconnu|usuario desconocido|no existe|utente sconosciuto|non esiste|usu[áa]rio desconhecido|"
            r"n[ãa]o existe|onbekende gebruiker|bestaat niet|nie istnieje|不存在|"
            r"收件人.{0,12}(?:不存在|未找到|有误)|宛先.{0,20}(?:存在しません|見つかりません)|"
            r"アドレス.{0,20}存在しません|"
            r"ユーザー?.{0,12}(?:存在しません|不明)|не существует|нет такого пользователя|사용자.{0,10}(?:없|"
            r"알 수 없)|존재하지 않",
        ),
        (
            "2.1",
            r"(?:account|mailbox|user).{0,40}(?:disabled|suspended|inactive|deactivated|closed|locked|blocked)|"
            r"no longer (?:available|valid|in use)|被禁用|已停用|已注销|заблокирован",
        ),
        (
            "3.4",
            r"message (?:is |size )?(?:too (?:large|big)|exceeds)|size limit|too large|邮件(?:过大|太大|超过)|zu groß|"
            r"trop volumineux|demasiado grande|サイズ.{0,12}超",
        ),
        (
            "7.1",
            r"\bspam\b|blacklist|black list|blocklist|spamhaus|reputation|blocked|policy|dmarc|"
            r"not authori[sz]ed|access denied|"
            r"rejected for|垃圾邮件|拒收|反垃圾|スパム|迷惑メール|спам",
        ),
        (
            "4.1",
            r"timed? ?out|connection (?:refused|reset|failed)|not respond|no route to host|retry time(?:out)? exceeded|"
            r"could not be delivered for|连接.{0,6}(?:失败|超时)|接続.{0,12}できません",
        ),
    )
)
_SPAM = re.compile(
    r"\bspam|blacklist|block ?list|blocklist|spamhaus|reputation|垃圾|迷惑|спам|bulk mail", re.IGNORECASE
)


def best_status(status: str, detail: str, action: Action = Action.FAILED) -> str:
    """The code that says most: that of the field, else one in the server's words, else one for the words.

    A general code (5.0.0) gives way to a special one. Returns "" when nothing tells anything.
    """
    written = _first_code(status)
    if written and not written.endswith(".0.0"):
        return written
    spoken = _first_code(detail)
    if spoken and not spoken.endswith(".0.0"):
        return spoken
    basic = _BASIC.search(detail)
    kind = (written or spoken or (basic[1] if basic else ""))[:1]
    kind = kind or {Action.FAILED: "5", Action.DELAYED: "4"}.get(action, "")
    for code, words in _WORDS:
        if kind != "2" and words.search(detail[:2000]):
            return f"{kind or '5'}.{code}"
    if basic and basic[1] == "552":
        return "5.2.2"
    return written or spoken or (f"{basic[1][0]}.0.0" if basic else "")


def reason_of(status: str, detail: str = "") -> Reason:
    """What a code comes down to; the server's words tell a refusal as spam from other rules."""
    match = _ENHANCED.search(status)
    if match is None:
        return Reason.OTHER
    subject, number = match[2], match[3]
    reason = _BY_CODE.get(f"{subject}.{number}") or _BY_SUBJECT.get(subject, Reason.OTHER)
    return Reason.SPAM if reason == Reason.NOT_ALLOWED and _SPAM.search(detail) else reason


def _first_code(text: str) -> str:
    """The first special code of a text; else its first code at all."""
    codes = [match[0] for match in _ENHANCED.finditer(text[:2000])]
    return next((one for one in codes if not one.endswith(".0.0")), codes[0] if codes else "")
