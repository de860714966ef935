"""Reports about our mail: found by what we signed in them, shown on the mail that they are about.

A report proves that it is about a mail of ours by that mail's signed return path (`inbox.mail.verp`) or by its
signed Message-ID; whatever else it says is believed for that mail's own recipients only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from helpdesk.core.ids import derived_key
from inbox.actions.change import note_on_timeline, save_ticket
from inbox.mail.dsn import MailReport, ReportKind
from inbox.mail.loops import Kind
from inbox.mail.reading import Reading
from inbox.mail.status_codes import Action, RecipientReport, reason_of
from inbox.mail.tokens import token_tickets
from inbox.mail.verp import outbound_of
from inbox.models import Message, OutboundMail, OutboundState, Ticket, TimelineKind

_STATES = {
    Action.FAILED: "bounced",
    Action.DELAYED: "delayed",
    Action.DELIVERED: "delivered",
    Action.RELAYED: "sent",
    Action.EXPANDED: "sent",
}
# What a report may still change: a delay says nothing against a delivery, and nothing brings a refusal back.
_OPEN_TO = {
    "bounced": ("waiting", "sent", "unknown", "delayed", "delivered"),
    "delayed": ("waiting", "sent", "unknown"),
    "delivered": ("waiting", "sent", "unknown", "delayed"),
    "sent": ("delayed", "unknown"),
}


@dataclass(frozen=True, slots=True)
class Bounce:
    """An automatic mail about one of ours; `report` is None for an answer that reports nothing."""

    message_id: int
    ticket_id: int
    outbound_id: int | None = None
    report: MailReport | None = None


def bounced_ticket(reading: Reading, mailbox_id: int, key: bytes) -> Bounce | None:
    """Which of this mailbox's mails one automatic mail is about; None when it names none that we signed."""
    return find_bounced({0: reading}, mailbox_id, key).get(0)


def find_bounced(readings: Mapping[int, Reading], mailbox_id: int, key: bytes) -> dict[int, Bounce]:
    """For each automatic mail (by the caller's number) the mail of this mailbox that it is about; those that
    name none that we signed are left out. Two queries at most, however many mails. `key`: of the reply tokens.
    """
    verp_key = derived_key("bounce-address")
    by_path: dict[int, int] = {}
    by_id: dict[int, list[str]] = {}
    for number, reading in readings.items():
        if reading.automatic.kind not in (Kind.BOUNCE, Kind.AUTO):
            continue
        if (outbound_id := _signed_path(reading, verp_key)) is not None:
            by_path[number] = outbound_id
        if ids := _signed_ids(reading, key):
            by_id[number] = ids
    if not by_path and not by_id:
        return {}
    paths, messages = _look_up(
        mailbox_id, set(by_path.values()), {one for ids in by_id.values() for one in ids}
    )
    found: dict[int, Bounce] = {}
    for number in {*by_path, *by_id}:
        target = paths.get(by_path.get(number, 0))
        target = target or next((messages[one] for one in by_id.get(number, ()) if one in messages), None)
        if target is not None:
            found[number] = Bounce(*target, readings[number].report)
    return found


def note_bounce(ticket: Ticket, bounce: Bounce, *, now: datetime) -> None:
    """Write what a report says on the outbox row, and a refusal or complaint on the (locked) ticket.

    A report that says nothing new changes nothing, so that a thousand of them leave one line.
    """
    report = bounce.report
    if report is None or bounce.outbound_id is None:
        return
    outbound = OutboundMail.objects.select_for_update().get(pk=bounce.outbound_id)
    if report.kind == ReportKind.COMPLAINT:
        _note(ticket, outbound, {"report": "complaint", "to": ", ".join(outbound.recipients)[:300]}, now)
        save_ticket(ticket, [], kind="delivery")
        return
    changed = _apply(outbound, report)
    if not changed:
        return
    bounced = {address: one for address, one in changed.items() if one["state"] == "bounced"}
    if bounced and outbound.state not in (OutboundState.SENDING, *OutboundMail.WAITING):
        outbound.state = OutboundState.FAILED
    if bounced:
        outbound.last_error = next((one["detail"] for one in bounced.values()), "")[:300]
        ticket.has_failed_delivery = True
    outbound.save(update_fields=["recipients", "state", "last_error"])
    save_ticket(ticket, ["has_failed_delivery"] if bounced else [], kind="delivery")
    if bounced:
        first = next(iter(bounced.values()))
        reason = reason_of(first["status"], first["detail"])
        data = {"to": ", ".join(bounced)[:300], "reason": reason, "detail": first["detail"]}
        _note(ticket, outbound, data, now)


def _signed_path(reading: Reading, key: bytes) -> int | None:
    mail, report = reading.mail, reading.report
    addresses = (*reading.delivered_to, *mail.to, *mail.cc, *(report.envelope_ids if report else ()))
    return next(
        (one for one in (outbound_of(address, key) for address in addresses) if one is not None), None
    )


def _signed_ids(reading: Reading, key: bytes) -> list[str]:
    """An automatic answer that reports nothing is threaded as any other mail, by its references."""
    if reading.report is None:
        return []
    return [one for one in reading.report.original_ids if token_tickets((), (one,), key)]


_Target = tuple[int, int, int | None]  # Message, Ticket, OutboundMail


def _look_up(
    mailbox_id: int, outbound_ids: Iterable[int], message_ids: Iterable[str]
) -> tuple[dict[int, _Target], dict[str, _Target]]:
    ours = Message.objects.filter(ticket__mailbox_id=mailbox_id, direction="out")
    columns = ("pk", "ticket_id", "outbound__pk", "message_id")
    paths: dict[int, _Target] = {}
    messages: dict[str, _Target] = {}
    if wanted := list(outbound_ids):
        for pk, ticket_id, outbound_id, _id in ours.filter(outbound__pk__in=wanted).values_list(*columns):
            paths[outbound_id] = (pk, ticket_id, outbound_id)
    if names := list(message_ids):
        for pk, ticket_id, outbound_id, name in ours.filter(message_id__in=names).values_list(*columns):
            messages[name] = (pk, ticket_id, outbound_id)
    return paths, messages


def _apply(outbound: OutboundMail, report: MailReport) -> dict[str, dict[str, str]]:
    """Bring the recipients up to date; returns those that changed."""
    known = {address.lower(): address for address in outbound.recipients}
    changed: dict[str, dict[str, str]] = {}
    for one in _about(report, known):
        address = known[one.original if one.original in known else one.address]
        state, before = _STATES[one.action], outbound.recipients[address]
        if before["state"] in _OPEN_TO[state]:
            changed[address] = {"state": state, "detail": one.detail[:300], "status": one.status}
    outbound.recipients = {**outbound.recipients, **changed}
    return changed


def _about(report: MailReport, known: Mapping[str, str]) -> list[RecipientReport]:
    """Of a mail to one recipient every report is about that one: forwarding hides the address we wrote to."""
    named = [one for one in report.recipients if one.address in known or one.original in known]
    if named or len(known) != 1 or report.kind != ReportKind.DELIVERY:
        return named
    (address,) = known
    if not report.recipients:
        return [RecipientReport(address, Action.FAILED)]
    first = next((one for one in report.recipients if one.status), report.recipients[0])
    return [RecipientReport(address, first.action, first.status, first.detail)]


def _note(ticket: Ticket, outbound: OutboundMail, data: dict[str, str], now: datetime) -> None:
    note_on_timeline(
        ticket,
        TimelineKind.BOUNCED,
        actor=None,
        actor_label="mail in",
        now=now,
        data=data,
        message=outbound.message,
    )
