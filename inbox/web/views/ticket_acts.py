"""Changing a ticket: each verb is a noun in the URL, each view calls one action.

Without JavaScript every act ends in a redirect to the ticket; htmx gets the conversation anew.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.accounts.models import Right, Team, User
from helpdesk.accounts.request import SignedInRequest
from helpdesk.core.clock import utcnow
from inbox.access import access_message, access_ticket
from inbox.actions.assign import AlreadyTaken, CannotHold, assign_ticket, hand_over
from inbox.actions.draft import save_draft
from inbox.actions.note import add_note
from inbox.actions.outbox import NotResendable, mark_sent, resend, send_now
from inbox.actions.reply import ConversationMovedOn, NotAhead, NothingToSend, ReplyText, send_reply
from inbox.actions.seen import mark_seen
from inbox.actions.status import set_priority, set_status, snooze
from inbox.actions.take_back import TooLate, take_back
from inbox.actions.trust_links import trust_links
from inbox.actions.upload import TooLarge, store_upload
from inbox.models import Direction, Message, Priority, Status, Ticket
from inbox.queries.conversation import conversation
from inbox.queries.message_view import message_view
from inbox.queries.rows import MessageView, TicketPage
from inbox.queries.views import ListFilter
from inbox.web.fragments import is_fragment
from inbox.web.views.inbox import page_context
from inbox.web.views.send_time import NoSuchTime, chosen_time

_THEN = {"done": Status.RESOLVED, "pending": Status.PENDING, "open": ""}


@require_POST
def assignment(request: SignedInRequest, number: int) -> HttpResponse:
    """Assign to a person, to oneself ("me") or to nobody ("")."""
    ticket = access_ticket(request.access, number, Right.ASSIGN)
    seen = request.POST.get("seen_assignee", "")
    try:
        to = _person(request, request.POST.get("assignee", ""))
        seen_id = int(seen) if seen.isdecimal() else None
        assign_ticket(ticket, to=to, actor=request.user, now=utcnow(), seen_assignee_id=seen_id)
    except AlreadyTaken as taken:
        who = taken.by.name if taken.by else _("nobody")
        return _answer(
            request, ticket, error=_("Not assigned: %(who)s has this ticket now.") % {"who": who}, status=409
        )
    except CannotHold as error:
        return _answer(request, ticket, error=_(str(error)), status=422)
    return _answer(request, ticket)


@require_POST
def handover(request: SignedInRequest, number: int) -> HttpResponse:
    """Give the ticket to a person or a team, with a word for them."""
    ticket = access_ticket(request.access, number, Right.ASSIGN)
    team_id = request.POST.get("team", "")
    team = Team.objects.filter(pk=int(team_id), is_active=True).first() if team_id.isdecimal() else None
    try:
        hand_over(
            ticket,
            to=_person(request, request.POST.get("assignee", "")),
            team=team,
            words=request.POST.get("note", ""),
            actor=request.user,
            now=utcnow(),
        )
    except CannotHold as error:
        return _answer(request, ticket, error=_(str(error)), status=422)
    return _answer(request, ticket)


@require_POST
def status(request: SignedInRequest, number: int) -> HttpResponse:
    """Set the status, or put the ticket aside with `snooze`: hours | tomorrow | week."""
    ticket = access_ticket(request.access, number, Right.REPLY)
    now = utcnow()
    wish = request.POST.get("snooze", "")
    try:
        if wish:
            snooze(ticket, _snooze_until(wish, request.user, now), actor=request.user, now=now)
        else:
            set_status(ticket, request.POST.get("status", ""), actor=request.user, now=now)
    except (ValueError, KeyError):
        return HttpResponseBadRequest(_("This status does not exist: reload the page and choose again."))
    return _answer(request, ticket)


@require_POST
def priority(request: SignedInRequest, number: int) -> HttpResponse:
    """Set the priority by its name."""
    ticket = access_ticket(request.access, number, Right.REPLY)
    name = request.POST.get("priority", "").upper()
    if name not in Priority.__members__:
        return HttpResponseBadRequest(_("This priority does not exist: reload the page and choose again."))
    set_priority(ticket, Priority[name], actor=request.user, now=utcnow())
    return _answer(request, ticket)


@require_POST
def replies(request: SignedInRequest, number: int) -> HttpResponse:
    """Send an answer; 409 with the newer message when the conversation moved on, 422 with a sentence else."""
    ticket = access_ticket(request.access, number, Right.REPLY)
    now = utcnow()
    try:
        uploads = tuple(
            store_upload(file, actor=request.user, now=now).pk
            for file in request.FILES.getlist("attachments")
        )
        reply = ReplyText(
            body=request.POST.get("body", ""),
            to=_addresses(request.POST.get("to", "")),
            cc=_addresses(request.POST.get("cc", "")),
            seen_through=_number(request.POST.get("seen_through", "0")),
            idempotency_key=request.POST.get("idempotency_key", ""),
            then_status=_THEN.get(request.POST.get("then", "open"), ""),
            send_anyway=request.POST.get("force") == "1",
            uploads=uploads,
            send_at=chosen_time(request.POST, user=request.user, ticket=ticket, now=now),
            cancels_on_answer=request.POST.get("cancels_on_answer") == "1",
        )
        send_reply(ticket, reply, actor=request.user, now=now)
    except ConversationMovedOn as moved:
        save_draft(ticket, kind="reply", body=reply.body, actor=request.user, now=now)
        newer = message_view(moved.newer[-1], [], is_last=True, now=now)
        return _refuse_reply(request, ticket, str(moved), newer=newer, status=409)
    except (NotAhead, NoSuchTime):
        return _refuse_reply(request, ticket, _("Choose a time for sending that lies ahead, within a year."))
    except NothingToSend as nothing:
        sentence = (
            _("Write something first.") if str(nothing) == "body" else _("Add somebody to send this to.")
        )
        return _refuse_reply(request, ticket, sentence)
    except TooLarge as error:
        return _refuse_reply(request, ticket, _(str(error)))
    except ValidationError as error:
        return _refuse_reply(request, ticket, error.messages[0])
    return _answer(request, ticket)


@require_POST
def notes(request: SignedInRequest, number: int) -> HttpResponse:
    """Add an internal note; those who only see may still leave a word for colleagues."""
    ticket = access_ticket(request.access, number, Right.REPLY)
    try:
        add_note(
            ticket,
            request.POST.get("body", ""),
            actor=request.user,
            now=utcnow(),
            idempotency_key=request.POST.get("idempotency_key", ""),
        )
    except ValueError as error:
        return _answer(request, ticket, error=_(str(error)), status=422)
    return _answer(request, ticket)


@require_POST
def draft(request: SignedInRequest, number: int) -> HttpResponse:
    """Keep what has been typed so far."""
    ticket = access_ticket(request.access, number, Right.REPLY)
    try:
        save_draft(
            ticket,
            kind=request.POST.get("kind", ""),
            body=request.POST.get("body", ""),
            actor=request.user,
            now=utcnow(),
        )
    except ValueError as error:
        return HttpResponseBadRequest(_(str(error)))
    return HttpResponse(status=204)


@require_POST
def seen(request: SignedInRequest, number: int) -> HttpResponse:
    """Remember how far the person has read."""
    ticket = access_ticket(request.access, number)
    mark_seen(ticket, _number(request.POST.get("through", "0")), actor=request.user)
    return HttpResponse(status=204)


@require_POST
def cancellation(request: SignedInRequest, message_id: int) -> HttpResponse:
    """Undo send, until it is leaving: one's own reply, or anybody's that was to leave later."""
    message = access_message(request.access, message_id, Right.REPLY)
    ticket = access_ticket(request.access, message.ticket_id, Right.REPLY)
    if message.direction != Direction.OUT or not _may_take_back(message, request.user):
        raise Http404
    try:
        take_back(message, actor=request.user, now=utcnow())
    except TooLate:
        return _answer(request, ticket, error=_("Too late to undo: this mail has already left."), status=409)
    return _answer(request, ticket)


@require_POST
def delivery(request: SignedInRequest, message_id: int) -> HttpResponse:
    """Decide about a mail: `verdict` is now (it waits), resend or sent (it failed or may have arrived)."""
    message = access_message(request.access, message_id, Right.REPLY)
    ticket = access_ticket(request.access, message.ticket_id, Right.REPLY)
    outbound = getattr(message, "outbound", None)
    settle = {"now": send_now, "resend": resend, "sent": mark_sent}.get(request.POST.get("verdict", ""))
    if outbound is None or settle is None:
        raise Http404
    try:
        settle(outbound, actor=request.user, now=utcnow())
    except NotResendable:
        return _answer(request, ticket, error=_("This mail was settled meanwhile."), status=409)
    return _answer(request, ticket)


@require_POST
def links(request: SignedInRequest, message_id: int) -> HttpResponse:
    """Let the links of one suspicious message work."""
    message = access_message(request.access, message_id, Right.REPLY)
    trust_links(message, actor=request.user, now=utcnow())
    return _answer(request, access_ticket(request.access, message.ticket_id, Right.REPLY))


def _may_take_back(message: Message, user: User) -> bool:
    """What was to leave next week must not need the colleague who is on holiday till then."""
    if message.author_id == user.pk:
        return True
    shown = message_view(message, [], is_last=True, now=utcnow()).delivery
    return shown is not None and shown.is_scheduled


def _answer(request: SignedInRequest, ticket: Ticket, *, error: str = "", status: int = 200) -> HttpResponse:
    """The conversation as it is now, with a sentence about what did not work."""
    if error:
        messages.error(request, error)
    if not is_fragment(request):
        return redirect(f"/tickets/{ticket.pk}")
    fresh = access_ticket(request.access, ticket.pk)
    context = {
        "conversation": conversation(request.access, fresh, now=utcnow()),
        "view": request.POST.get("view", "all"),
    }
    return render(request, "inbox/conversation_fragment.html", context, status=status)


def _refuse_reply(
    request: SignedInRequest,
    ticket: Ticket,
    problem: str,
    *,
    newer: MessageView | None = None,
    status: int = 422,
) -> HttpResponse:
    """Why a reply was not sent, above the composer, whose text stays where it is."""
    context = {
        "number": ticket.pk,
        "problem": problem,
        "newer": newer,
        "then": request.POST.get("then", "open"),
    }
    if is_fragment(request):
        return render(request, "inbox/collision.html", context, status=status)
    fresh = access_ticket(request.access, ticket.pk)
    page = page_context(request, ListFilter(), TicketPage(rows=(), next_cursor=""))
    page |= {**context, "collision": True, "conversation": conversation(request.access, fresh, now=utcnow())}
    return render(request, "inbox/inbox.html", page, status=status)


def _person(request: SignedInRequest, value: str) -> User | None:
    if value == "me":
        return request.user
    if not value:
        return None
    person = User.objects.filter(pk=int(value), is_active=True).first() if value.isdecimal() else None
    if person is None:
        raise CannotHold(_("This person is not here any more: choose somebody else."))
    return person


def _addresses(field: str) -> tuple[str, ...]:
    """Addresses between commas, semicolons or spaces; ValidationError names the first bad one."""
    found = [
        part.strip().lower() for part in field.replace(";", ",").replace(" ", ",").split(",") if part.strip()
    ]
    for address in found:
        try:
            validate_email(address)
        except ValidationError as error:
            sentence = _("“%(address)s” is not a mail address: correct it or take it out.")
            raise ValidationError(sentence % {"address": address}) from error
    return tuple(dict.fromkeys(found))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _snooze_until(wish: str, user: User, now: datetime) -> datetime:
    """The instant meant by a snooze choice; mornings are nine o'clock in the person's own zone."""
    if wish == "hours":
        return now + timedelta(hours=3)
    days = {"tomorrow": 1, "week": 7}[wish]
    local = now.astimezone(ZoneInfo(user.time_zone))
    return (local + timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)
