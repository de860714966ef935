"""Everything the pure core says about one mail, before the database is asked anything."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from inbox.mail.fold import fold_quotes
from inbox.mail.loops import Automatic, judge_automatic
from inbox.mail.model import Limits, ParsedMail
from inbox.mail.parse import parse_message
from inbox.mail.quotes import ReplyParts, split_reply
from inbox.mail.sanitize import SafeHtml, sanitize_html
from inbox.mail.trust import Trust, judge_trust


@dataclass(frozen=True, slots=True)
class Reading:
    """One mail as understood."""

    mail: ParsedMail
    parts: ReplyParts
    safe_html: SafeHtml | None
    automatic: Automatic
    trust: Trust

    @property
    def delivered_to(self) -> tuple[str, ...]:
        """Envelope recipients as delivery wrote them: a plus address may stand nowhere else."""
        names = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
        values = (value for name in names for value in self.mail.all_headers(name))
        return tuple(value.strip().strip("<>").lower() for value in values)


def read_mail(raw: bytes, own_addresses: frozenset[str]) -> Reading:
    """Parse and judge; raises UnparsableMail when nothing sensible can be kept."""
    mail = parse_message(raw, limits=Limits(message_bytes=settings.MAX_MAIL_BYTES))
    # Images inside the mail keep their cid: address; the page that shows the message gives them a signed one.
    cid_urls = {one.content_id: f"cid:{one.content_id}" for one in mail.attachments if one.content_id}
    return Reading(
        mail=mail,
        parts=split_reply(mail.text, mail.html),
        safe_html=sanitize_html(fold_quotes(mail.html), cid_urls=cid_urls) if mail.html else None,
        automatic=judge_automatic(mail, own_addresses=own_addresses),
        trust=judge_trust(mail, trusted_authserv_ids=settings.TRUSTED_AUTHSERV_IDS),
    )
