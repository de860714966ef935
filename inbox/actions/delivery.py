"""What a ticket shows of a mail's fate: a line on the timeline when it did not arrive, a mark on the list."""

from __future__ import annotations

from datetime import datetime

from inbox.actions.change import lock_ticket, note_on_timeline, save_ticket
from inbox.models import OutboundMail, OutboundState, TimelineKind

_LINES = {
    OutboundState.FAILED: TimelineKind.SEND_FAILED,
    OutboundState.UNKNOWN: TimelineKind.SEND_UNKNOWN,
}


def show_delivery(outbound: OutboundMail, *, now: datetime) -> None:
    """Bring the ticket up to date with the state just written; call it inside a transaction.

    A mail that was sent to some and refused for others counts as failed: somebody has to look at it.
    """
    ticket = lock_ticket(outbound.message.ticket_id)
    failed = {address: one for address, one in outbound.recipients.items() if one["state"] == "failed"}
    kind = _LINES.get(OutboundState(outbound.state)) or (TimelineKind.SEND_FAILED if failed else None)
    if kind is not None:
        words = next((one["detail"] for one in failed.values()), "") or outbound.last_error
        data = {"detail": words[:300], "to": ", ".join(failed or outbound.recipients)[:300]}
        note_on_timeline(
            ticket,
            kind,
            actor=None,
            actor_label="mail out",
            now=now,
            data=data,
            message=outbound.message,
        )
    undelivered = OutboundMail.objects.filter(
        message__ticket_id=ticket.pk, state__in=(OutboundState.FAILED, OutboundState.UNKNOWN)
    )
    ticket.has_failed_delivery = bool(failed) or undelivered.exists()
    save_ticket(ticket, ["has_failed_delivery"], kind="delivery")
