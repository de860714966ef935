"""What a ticket shows of a mail's fate: a line on the timeline when it did not arrive, a mark on the list."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Func, JSONField, Q, Value

from inbox.actions.change import lock_ticket, note_on_timeline, save_ticket
from inbox.models import OutboundMail, OutboundState, TimelineKind

_LINES = {
    OutboundState.FAILED: TimelineKind.SEND_FAILED,
    OutboundState.UNKNOWN: TimelineKind.SEND_UNKNOWN,
}
REFUSED = ("failed", "bounced")


def refused_at(outbound: OutboundMail) -> tuple[str, ...]:
    """The recipients whose servers refused a mail, at once or later by a report."""
    return tuple(address for address, one in outbound.recipients.items() if one["state"] in REFUSED)


def show_delivery(outbound: OutboundMail, *, now: datetime) -> None:
    """Bring the ticket up to date with the state just written; call it inside a transaction.

    A mail that was sent to some and refused for others counts as failed: somebody has to look at it.
    """
    ticket = lock_ticket(outbound.message.ticket_id)
    failed = {address: one for address, one in outbound.recipients.items() if one["state"] in REFUSED}
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
    ticket.has_failed_delivery = bool(failed) or has_undelivered(ticket.pk)
    save_ticket(ticket, ["has_failed_delivery"], kind="delivery")


def has_undelivered(ticket_id: int) -> bool:
    """Whether any mail of the ticket did not arrive, at all or at one of several recipients: a later mail that
    did arrive settles nothing for them."""
    refused = Q()
    for state in REFUSED:
        refused |= Q(refusals__contains=[{"state": state}])
    mails = OutboundMail.objects.filter(message__ticket_id=ticket_id).annotate(
        refusals=Func(
            F("recipients"), Value("$.*"), function="jsonb_path_query_array", output_field=JSONField()
        )
    )
    open_states = Q(state__in=(OutboundState.FAILED, OutboundState.UNKNOWN))
    return mails.exclude(state=OutboundState.CANCELLED).filter(open_states | refused).exists()
