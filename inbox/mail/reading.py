"""Everything the pure core says about one mail, before the database is asked anything."""

from __future__ import annotations

from dataclasses import dataclass, replace

from inbox.mail.canary import CANARY_HEADER
from inbox.mail.dsn import MailReport, read_report
from inbox.mail.fold import fold_quotes
from inbox.mail.history import HistoricDirection, direction_of
from inbox.mail.loops import Automatic, Kind, judge_automatic
from inbox.mail.model import Limits, ParsedMail
from inbox.mail.parse import parse_message
from inbox.mail.quotes import ReplyParts, split_reply
from inbox.mail.sanitize import SafeHtml, sanitize_html
from inbox.mail.trust import NO_DESK, Desk, Trust, judge_trust

_ENVELOPE_HEADERS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """What reading a mail depends on besides its bytes.

    `own_addresses`: the desk's, lower case; `trusted_authserv_ids`: names our own mail servers sign results
    with; `mail_bytes`: the largest mail that is read; `desk`: whom a sender may pretend to be.
    """

    own_addresses: frozenset[str] = frozenset()
    trusted_authserv_ids: frozenset[str] = frozenset()
    mail_bytes: int = 50 * 1024 * 1024
    desk: Desk = NO_DESK


@dataclass(frozen=True, slots=True)
class Reading:
    """One mail as understood.

    `delivered_to`: envelope recipients as delivery wrote them, since a plus address may stand nowhere else.
    `is_signed`: the header carries a DKIM signature (RFC 6376).
    `report`: what a bounce, a read receipt or a complaint says of mail of ours.
    `canary`: what a test mail of the desk carries, not checked yet.
    `language` and `confidence`: of the new words, where the desk has a detector that tells it.
    `history`: whose mail it is when it is imported as part of the past.
    """

    mail: ParsedMail
    parts: ReplyParts
    safe_html: SafeHtml | None
    automatic: Automatic
    trust: Trust
    history: HistoricDirection
    delivered_to: tuple[str, ...] = ()
    is_signed: bool = False
    canary: str = ""
    report: MailReport | None = None
    language: str = "und"
    confidence: float = 0.0

    def without_source(self) -> Reading:
        """The same without raw HTML and header lines, which nobody needs once they are judged."""
        return replace(self, mail=replace(self.mail, html=None, headers=()))


def read_mail(raw: bytes, rules: ReadingRules) -> Reading:
    """Parse and judge; raises UnparsableMail when nothing sensible can be kept."""
    mail = parse_message(raw, limits=Limits(message_bytes=rules.mail_bytes))
    # Images inside the mail keep their cid: address; the page that shows the message gives them a signed one.
    cid_urls = {one.content_id: f"cid:{one.content_id}" for one in mail.attachments if one.content_id}
    automatic = judge_automatic(mail, own_addresses=rules.own_addresses)
    return Reading(
        mail=mail,
        parts=split_reply(mail.text, mail.html),
        safe_html=sanitize_html(fold_quotes(mail.html), cid_urls=cid_urls) if mail.html else None,
        automatic=automatic,
        trust=judge_trust(mail, trusted_authserv_ids=rules.trusted_authserv_ids, desk=rules.desk),
        history=direction_of(mail, rules.own_addresses),
        delivered_to=_delivered_to(mail),
        is_signed=bool(mail.header("dkim-signature")),
        canary=mail.header(CANARY_HEADER)[:100],
        report=_report(mail, automatic),
    )


def _report(mail: ParsedMail, automatic: Automatic) -> MailReport | None:
    if automatic.kind not in (Kind.BOUNCE, Kind.AUTO):
        return None
    return read_report(mail, is_bounce=automatic.kind == Kind.BOUNCE)


def _delivered_to(mail: ParsedMail) -> tuple[str, ...]:
    values = (value for name in _ENVELOPE_HEADERS for value in mail.all_headers(name))
    return tuple(value.strip().strip("<>").lower() for value in values)
