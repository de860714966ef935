"""Customers who keep writing in, and who answer when they are answered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from email.utils import getaddresses, parsedate_to_datetime
from random import Random

from helpdesk.demo.content.attachments import attachment
from helpdesk.demo.content.directory import agent_for
from helpdesk.demo.content.followups import answer_to
from helpdesk.demo.content.mailclients import Quoted, message_id
from helpdesk.demo.content.model import CustomerSpec, OrderSpec, World
from helpdesk.demo.content.scenario import Scenario
from helpdesk.demo.content.scenarios import OPENINGS, THREADS, language_of, store_of, writers
from helpdesk.demo.content.wire import Letter, letter_bytes
from helpdesk.demo.content.wording import zone
from helpdesk.demo.content.words import words

_OUR_PREFIX = re.compile(r"^(?:re|aw|sv)\s*:\s*", re.IGNORECASE)
_REPLY_PREFIX = {"de": "AW: ", "fr": "RE : "}
_MOST_QUOTED_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class LiveMail:
    """A mail ready for SMTP."""

    sender: str
    recipients: tuple[str, ...]
    message_id: str
    raw: bytes


def next_mail(rng: Random, world: World, n: int, *, now: datetime | None = None) -> LiveMail:
    """The `n`-th new mail: every opening comes once before one repeats, the customer is drawn by `rng`.

    `now` (aware) is the Date header, the world's own instant when left out."""
    at = now or world.now
    openings = _shuffled(n)
    scenario = openings[n % len(openings)]
    customer, order = _writer(rng, scenario, world)
    store = store_of(scenario.mailbox)
    agent = agent_for(scenario.mailbox, language_of(scenario))
    known = words(customer, order, agent=agent, store=store, at=at, language=customer.language)
    line = scenario.lines[0]
    inline = customer.client in {"apple", "gmail"}
    files = tuple(
        attachment(kind, rng.randint(1000, 9999), is_inline=inline and kind in {"mug", "vase"})
        for kind in line.files
    )
    letter = Letter(
        sender_name=customer.name,
        sender=customer.email,
        country=customer.country,
        client=customer.client,
        language=customer.language,
        to=(scenario.mailbox,),
        subject=rng.choice(scenario.subjects).format_map(known),
        text=rng.choice(line.texts).format_map(known),
        at=at,
        message_id=message_id(customer.client, customer.email.rpartition("@")[2], rng),
        attachments=files,
    )
    return LiveMail(customer.email, (scenario.mailbox,), letter.message_id, letter_bytes(letter))


def reply_mail(desk_mail: bytes, world: World, rng: Random, *, now: datetime) -> LiveMail | None:
    """The customer's answer to a mail of the desk, to its Reply-To, with its text quoted.

    None where nobody answers: automatic mail (RFC 3834), no readable text, or a mail to somebody unknown."""
    mail = message_from_bytes(desk_mail, policy=modern)
    if not isinstance(mail, EmailMessage) or str(mail.get("Auto-Submitted", "no")).lower() != "no":
        return None
    customer = _addressee(mail, world)
    reply_to = _addresses(mail, "Reply-To") or _addresses(mail, "From")
    body = mail.get_body(("plain", "html"))
    if customer is None or not reply_to or body is None:
        return None
    text = str(body.get_content()).strip()[:_MOST_QUOTED_CHARACTERS]
    new_words = text.split("\n>", 1)[0]
    own_id = str(mail.get("Message-ID", "")).strip().strip("<>")
    references = tuple(re.findall(r"<([^<>\s]+)>", str(mail.get("References", ""))))
    subject = _OUR_PREFIX.sub("", " ".join(str(mail.get("Subject", "")).split()))
    prefix = _REPLY_PREFIX.get(customer.language, "Re: ")
    name, address = getaddresses([str(mail.get("From", ""))])[0]
    letter = Letter(
        sender_name=customer.name,
        sender=customer.email,
        country=customer.country,
        client=customer.client,
        language=customer.language,
        to=(reply_to[0],),
        subject=prefix + subject,
        text=answer_to(new_words, customer.language, rng),
        at=now,
        message_id=message_id(customer.client, customer.email.rpartition("@")[2], rng),
        references=(*references, own_id) if own_id else references,
        quoted=Quoted(
            name,
            address,
            customer.email,
            subject,
            _sent_at(mail, now).astimezone(zone(customer.country)),
            text,
        ),
    )
    return LiveMail(
        customer.email, (_delivery_address(reply_to[0]),), letter.message_id, letter_bytes(letter)
    )


def _delivery_address(address: str) -> str:
    """The envelope's recipient without its plus part (RFC 5233), as a submission server resolves it."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _shuffled(n: int) -> list[Scenario]:
    """The openings and the first words of the longer threads, mixed anew in every round."""
    openings = [*OPENINGS, *THREADS]
    Random(n // len(openings)).shuffle(openings)
    return openings


def _writer(rng: Random, scenario: Scenario, world: World) -> tuple[CustomerSpec, OrderSpec | None]:
    able = {one.key: one for one in writers(scenario, world.customers)}
    if not scenario.has_order:
        return rng.choice(list(able.values())), None
    store = store_of(scenario.mailbox)
    fitting = [order for order in world.orders if order.customer in able and order.store == store]
    exact = [order for order in fitting if order.items[0].sku in scenario.skus]
    order = rng.choice(exact or fitting)
    return able[order.customer], order


def _addressee(mail: EmailMessage, world: World) -> CustomerSpec | None:
    wanted = set(_addresses(mail, "To"))
    return next((one for one in world.customers if one.is_person and one.email in wanted), None)


def _addresses(mail: EmailMessage, header: str) -> list[str]:
    return [address.lower() for _, address in getaddresses([str(mail.get(header, ""))]) if "@" in address]


def _sent_at(mail: EmailMessage, now: datetime) -> datetime:
    try:
        sent = parsedate_to_datetime(str(mail.get("Date", "")))
    except (TypeError, ValueError):
        return now
    return sent if sent.tzinfo else now
