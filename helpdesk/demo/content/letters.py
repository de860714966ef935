"""The inbound mails of a conversation as letters, with the quotes and references of real ones."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from helpdesk.demo.content.mailclients import Quoted, message_id
from helpdesk.demo.content.model import ConversationSpec, CustomerSpec
from helpdesk.demo.content.notices import NOTICES
from helpdesk.demo.content.wire import Letter
from helpdesk.demo.content.wording import zone

_HEADERS = {notice.key: notice.headers for notice in NOTICES}
_PREFIX = {"de": "AW: ", "fr": "RE : "}


def inbound_message_id(conversation: ConversationSpec, turn: int, customer: CustomerSpec) -> str:
    """The Message-ID the customer's program gave to a turn: the same every time."""
    rng = Random(f"{conversation.key}/{conversation.started_at.isoformat()}/{turn}")
    return message_id(customer.client, customer.email.rpartition("@")[2], rng)


def inbound_letter(
    conversation: ConversationSpec,
    turn: int,
    customer: CustomerSpec,
    mailbox_name: str,
    message_ids: Sequence[str],
) -> Letter:
    """One inbound turn. `message_ids`: those of all turns, "" for notes; earlier ones become References."""
    said = conversation.turns[turn]
    moments = conversation.moments()
    earlier = tuple(one for one in message_ids[:turn] if one)
    quoted = None
    last_out = max((at for at in range(turn) if conversation.turns[at].direction == "out"), default=-1)
    if last_out >= 0:
        quoted = Quoted(
            name=mailbox_name,
            address=conversation.mailbox,
            to=customer.email,
            subject=conversation.subject,
            at=moments[last_out].astimezone(zone(customer.country)),
            text=conversation.turns[last_out].text,
        )
    prefix = "" if turn == 0 else _PREFIX.get(conversation.language, "Re: ")
    return Letter(
        sender_name=customer.name,
        sender=customer.email,
        country=customer.country,
        client=customer.client,
        language=conversation.language,
        to=said.to,
        cc=said.cc,
        subject=prefix + conversation.subject,
        text=said.text,
        at=moments[turn],
        message_id=message_ids[turn],
        references=earlier,
        quoted=quoted,
        html=said.html or "",
        attachments=said.attachments,
        headers=_HEADERS.get(conversation.scenario, ()),
    )
