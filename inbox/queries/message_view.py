"""One message or event as the conversation shows it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from inbox.mail.status_codes import best_status, reason_of
from inbox.mail.trust import Severity, severity_of
from inbox.models import Attachment, Direction, Message, OutboundState, TimelineEvent
from inbox.queries.rows import AttachmentView, DeliveryView, EventView, MessageView, NoticeView, RecipientView

_LONGER_THAN_UNDO = timedelta(minutes=2)
PREVIEWABLE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def message_view(
    message: Message, attachments: list[Attachment], *, is_last: bool, now: datetime
) -> MessageView:
    """A message with its attachments; older ones come folded."""
    name = message.author.name if message.author else message.from_name or message.from_address
    return MessageView(
        id=message.pk,
        direction=message.direction,
        author_name=name,
        author_initials=message.author.initials if message.author else initials_of(name),
        author_address=message.from_address,
        to=tuple(message.to),
        cc=tuple(message.cc),
        reply_to=tuple(message.reply_to),
        at=message.created_at,
        language=message.language,
        text=message.text,
        quoted_text=message.quoted_text,
        signature=message.signature,
        has_html=bool(message.safe_html),
        body_url=f"/messages/{message.pk}/body" if message.safe_html else "",
        has_remote_images=bool(message.remote_images),
        source_url=f"/messages/{message.pk}/source" if message.inbound_id else "",
        attachments=tuple(_attachment_view(a) for a in attachments if not a.is_inline),
        delivery=_delivery(message, now) if message.direction == Direction.OUT else None,
        is_automatic=message.automatic_kind != "human",
        automatic_kind=message.automatic_kind,
        warnings=tuple(message.trust.get("warnings", ())),
        is_from_stranger=message.is_from_stranger,
        is_folded=not is_last,
        notices=tuple(_notice(one) for one in message.notices),
        trust_severity=severity_of(message.trust.get("warnings", ())),
        are_links_defused=are_links_defused(message),
    )


def are_links_defused(message: Message) -> bool:
    """Whether the links of a message stand still: it looks dangerous, and nobody has let them go."""
    is_dangerous = severity_of(message.trust.get("warnings", ())) == Severity.DANGER
    return is_dangerous and not message.trust.get("links_trusted_by")


def event_view(event: TimelineEvent) -> EventView:
    """A line of the timeline."""
    return EventView(
        id=event.pk,
        kind=event.kind,
        actor_name=event.actor.name if event.actor else _part(event.actor_label),
        at=event.at,
        data={str(key): str(value) for key, value in event.data.items()},
    )


def _part(label: str) -> str:
    """A part of the desk in the reader's language; the failures of mail out speak for themselves."""
    return {"mail in": _("Incoming mail"), "mail out": "", "automatic answer": ""}.get(label, label)


def _notice(noted: str) -> NoticeView:
    code, _colon, detail = noted.partition(": ")
    return NoticeView(code, detail)


def _attachment_view(attachment: Attachment) -> AttachmentView:
    url = f"/attachments/{attachment.pk}"
    return AttachmentView(
        id=attachment.pk,
        name=attachment.name,
        content_type=attachment.content_type,
        size=attachment.blob.size,
        url=url,
        preview_url=f"{url}/preview" if attachment.content_type in PREVIEWABLE else "",
    )


def _delivery(message: Message, now: datetime) -> DeliveryView | None:
    outbound = getattr(message, "outbound", None)
    if outbound is None:
        return None
    is_waiting = outbound.state == OutboundState.QUEUED
    return DeliveryView(
        state=outbound.state,
        detail=outbound.last_error,
        send_after=outbound.send_after,
        sent_at=outbound.sent_at,
        can_undo=is_waiting and outbound.send_after > now,
        is_scheduled=is_waiting and outbound.send_after - outbound.created_at > _LONGER_THAN_UNDO,
        cancels_on_answer=outbound.cancels_on_answer,
        is_automatic=outbound.is_automatic,
        is_delivered=all(one["state"] == "delivered" for one in outbound.recipients.values()),
        refused=_recipients(outbound.recipients, ("failed", "bounced")),
        delayed=_recipients(outbound.recipients, ("delayed",)),
        recipients=len(outbound.recipients),
    )


def _recipients(recipients: dict[str, dict[str, str]], states: tuple[str, ...]) -> tuple[RecipientView, ...]:
    return tuple(
        RecipientView(address, one["state"], _reason(one), one["detail"])
        for address, one in recipients.items()
        if one["state"] in states
    )


def _reason(recipient: dict[str, str]) -> str:
    """A refusal in the SMTP dialogue has its code in the server's words."""
    words = recipient["detail"]
    return reason_of(recipient.get("status") or best_status("", words), words)


def initials_of(name: str) -> str:
    """One or two letters for an avatar."""
    words = name.replace("@", " ").split()
    if not words:
        return "?"
    if ord(words[0][0]) > 0x2E7F:
        return name.strip()[:2]
    return (words[0][0] + (words[1][0] if len(words) > 1 else "")).upper()
