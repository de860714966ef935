"""Mails of a mailbox that could not be read: look, download, try again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.models import Right
from helpdesk.accounts.request import SignedInRequest
from helpdesk.core.clock import utcnow
from helpdesk.web.settings_pages import settings_page
from inbox.access import access_mailbox
from inbox.actions.quarantine import NothingStored, NotQuarantined, raw_bytes, release, try_again
from inbox.mail.addresses import parse_addresses
from inbox.mail.characters import clean_line
from inbox.mail.encoded_words import decode_words
from inbox.mail.headers import split_header
from inbox.mail.model import Limits
from inbox.models import InboundMail, InboundState
from inbox.storage import read_blob

_SHOWN = 100
_HEADER_LIMITS = Limits(header_bytes=64 * 1024, headers=200)


@dataclass(frozen=True, slots=True)
class QuarantinedMail:
    """A line of the list; `subject` and `sender` as far as they can be told."""

    id: int
    subject: str
    sender: str
    reason: str
    received_at: datetime
    download_url: str
    retry_url: str
    release_url: str


@require_safe
def quarantine(request: SignedInRequest, mailbox_id: int) -> HttpResponse:
    """The newest hundred; `manage.py quarantine list` has them all."""
    found = access_mailbox(request.access, mailbox_id)
    waiting = InboundMail.objects.filter(mailbox=found, state=InboundState.QUARANTINED)
    mails = tuple(_row(inbound) for inbound in waiting.select_related("raw").order_by("-pk")[:_SHOWN])
    context = {
        "page_title": _("Mail that could not be read"),
        "page_help": found.address,
        "back_url": f"/settings/mailboxes/{found.pk}",
        "back_label": found.name,
        "mails": mails,
    }
    return settings_page(request, "inbox/quarantine.html", "mailboxes", context)


@require_safe
def quarantined_source(request: SignedInRequest, mailbox_id: int, inbound_id: int) -> HttpResponse:
    """The mail's bytes, as a download that no browser opens."""
    inbound = _find(request, mailbox_id, inbound_id)
    try:
        content = raw_bytes(inbound)
    except NothingStored:
        raise Http404 from None
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="mail-{inbound.pk}.eml"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_POST
def quarantine_retry(request: SignedInRequest, mailbox_id: int, inbound_id: int) -> HttpResponse:
    """Read the mail again with today's parser."""
    inbound = _find(request, mailbox_id, inbound_id)
    try:
        after = try_again(inbound, actor=request.user, now=utcnow())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    except NotQuarantined:
        messages.info(request, _("Somebody was faster: this mail is not waiting any more."))
    else:
        if after.state == InboundState.QUARANTINED:
            messages.warning(request, _("It still cannot be read: %(reason)s") % {"reason": after.reason})
        else:
            messages.success(request, _("The mail is read and in the inbox."))
    return redirect("settings-quarantine", mailbox_id)


@require_POST
def quarantine_release(request: SignedInRequest, mailbox_id: int, inbound_id: int) -> HttpResponse:
    """Take the mail off the list without a ticket; its bytes stay."""
    inbound = _find(request, mailbox_id, inbound_id)
    try:
        release(inbound, actor=request.user, now=utcnow())
    except NotQuarantined:
        messages.info(request, _("Somebody was faster: this mail is not waiting any more."))
    else:
        messages.success(request, _("Set aside without a ticket. The mail itself is kept."))
    return redirect("settings-quarantine", mailbox_id)


def _find(request: SignedInRequest, mailbox_id: int, inbound_id: int) -> InboundMail:
    found = access_mailbox(request.access, mailbox_id, Right.MANAGE)
    waiting = InboundMail.objects.select_related("raw").filter(mailbox=found, state=InboundState.QUARANTINED)
    inbound = waiting.filter(pk=inbound_id).first()
    if inbound is None:
        raise Http404
    return inbound


def _row(inbound: InboundMail) -> QuarantinedMail:
    subject, sender = _subject_and_sender(inbound)
    own = f"/settings/mailboxes/{inbound.mailbox_id}/quarantine/{inbound.pk}"
    return QuarantinedMail(
        id=inbound.pk,
        subject=subject,
        sender=sender,
        reason=inbound.reason,
        received_at=inbound.internal_date,
        download_url=f"{own}/source" if inbound.raw else "",
        retry_url=f"{own}/retry",
        release_url=f"{own}/release",
    )


def _subject_and_sender(inbound: InboundMail) -> tuple[str, str]:
    """From the header alone: the rest of these mails has already proved to be trouble."""
    if inbound.raw is None:
        return "", ""
    try:
        raw = read_blob(inbound.raw)[: _HEADER_LIMITS.header_bytes]
    except OSError:
        return "", ""
    fields, _start, _problems = split_header(raw, 0, len(raw), _HEADER_LIMITS)
    values = {name.lower(): value for name, value in reversed(fields)}
    senders = parse_addresses(values.get("from", ""), limit=1)
    subject = clean_line(decode_words(values.get("subject", "")))[:200]
    return subject, senders[0].address or senders[0].name if senders else ""
