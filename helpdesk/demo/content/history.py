"""Turns written threads into conversations of the last sixty days."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from helpdesk.demo.content.attachments import attachment
from helpdesk.demo.content.directory import MAILBOXES, agent_for
from helpdesk.demo.content.model import AttachmentSpec, ConversationSpec, CustomerSpec, OrderSpec, Turn
from helpdesk.demo.content.notices import Notice
from helpdesk.demo.content.orders import OrderBook
from helpdesk.demo.content.scenario import Line, Scenario
from helpdesk.demo.content.scenarios import language_of, store_of, writers
from helpdesk.demo.content.words import words

_TEAM = {mailbox.address: mailbox.team for mailbox in MAILBOXES}
_UNFINISHED = {"new", "in_progress", "pending", "escalated"}


class History:
    """Collects conversations; `rng` decides who, when and how far each has come."""

    def __init__(self, rng: Random, now: datetime, people: tuple[CustomerSpec, ...], book: OrderBook) -> None:
        self._rng, self._now, self._people, self._book = rng, now, people, book
        self.conversations: list[ConversationSpec] = []
        self.senders: dict[str, CustomerSpec] = {}

    def add_whole(self, scenario: Scenario) -> None:
        """The thread from its first word to its last: long ago when it is settled, lately when it is not."""
        is_open = scenario.status in _UNFINISHED
        days = self._rng.uniform(0.2, 5) if is_open else self._rng.uniform(2, 60)
        self._add(scenario, len(scenario.lines), scenario.status, timedelta(days=days))

    def add_underway(self, scenario: Scenario) -> None:
        """The same matter of somebody else, cut at a public turn, as it stands while being worked on."""
        ends = [at for at, line in enumerate(scenario.lines, 1) if line.direction != "note"]
        end = self._rng.choices(ends[:-1] or ends, weights=range(1, max(len(ends), 2)))[0]
        said = [line.direction for line in scenario.lines[:end]]
        status = "pending" if said[-1] == "out" else "in_progress" if len(said) > 1 else "new"
        hours = self._rng.uniform(1, 30) if status == "new" else self._rng.uniform(12, 150)
        self._add(scenario, end, status, timedelta(hours=hours))

    def add_opening(self, scenario: Scenario) -> None:
        """A first mail nobody has answered yet; some are already on somebody's desk."""
        status = "in_progress" if self._rng.random() < 0.35 else "new"
        self._add(scenario, 1, status, timedelta(hours=self._rng.uniform(0.1, 40)))

    def add_notice(self, notice: Notice) -> None:
        """A mail of a platform or a robot."""
        language = {"zh": "zh-Hans"}.get(notice.language, notice.language)
        sender = self.senders.setdefault(notice.sender, _sender(notice, language, len(self.senders)))
        at = self._now - timedelta(days=self._rng.uniform(0.3, 40))
        order = None
        buyer = self._rng.choice([one for one in self._people if one.country == "US"])
        store = store_of(notice.mailbox)
        if notice.has_order:
            order = self._book.place(buyer, store, before=at, intent="tracking", skus=())
        known = words(buyer, order, agent="sam", store=store, at=at, language=language)
        turn = Turn(
            "in",
            sender.key,
            notice.text.format_map(known),
            notice.html.format_map(known) if notice.html else None,
            to=(notice.mailbox,),
        )
        self.conversations.append(
            ConversationSpec(
                key=f"{len(self.conversations):04d}",
                scenario=notice.key,
                mailbox=notice.mailbox,
                customer=sender.key,
                order=order.number if order else "",
                subject=notice.subject.format_map(known),
                language=language,
                intent=notice.intent,
                sentiment="neutral",
                urgency="low",
                status=notice.status,
                priority=notice.priority,
                assignee="",
                team=_TEAM[notice.mailbox],
                tags=notice.tags,
                started_at=at,
                turns=(turn,),
                automatic=notice.kind,
            )
        )

    def long_ago(self) -> datetime:
        """Some instant before the history begins."""
        return self._now - timedelta(days=self._rng.uniform(61, 300))

    def _add(self, scenario: Scenario, end: int, status: str, age: timedelta) -> None:
        rng, lines = self._rng, scenario.lines[:end]
        length = timedelta(minutes=sum(line.after for line in lines))
        started = self._now - max(age, length + timedelta(minutes=rng.randint(3, 50)))
        customer = rng.choice(writers(scenario, self._people))
        language = customer.language
        store = store_of(scenario.mailbox)
        order = None
        if scenario.has_order:
            order = self._book.place(
                customer, store, before=started, intent=scenario.intent, skus=scenario.skus
            )
        agent = agent_for(scenario.mailbox, language_of(scenario))
        is_taken = status != "new" or rng.random() < 0.2
        subject = words(customer, order, agent=agent, store=store, at=started, language=language)
        self.conversations.append(
            ConversationSpec(
                key=f"{len(self.conversations):04d}",
                scenario=scenario.key,
                mailbox=scenario.mailbox,
                customer=customer.key,
                order=order.number if order else "",
                subject=rng.choice(scenario.subjects).format_map(subject),
                language=language,
                intent=scenario.intent,
                sentiment=scenario.sentiment,
                urgency=scenario.urgency,
                status=status,
                priority=_priority(scenario, customer, status),
                assignee=agent if is_taken else "",
                team=_TEAM[scenario.mailbox],
                tags=(*scenario.tags, *(("vip",) if customer.is_vip else ())),
                started_at=started,
                turns=self._turns(lines, scenario, customer, order, agent, started),
                snoozed_until=self._snooze(scenario, status),
            )
        )

    def _turns(
        self,
        lines: tuple[Line, ...],
        scenario: Scenario,
        customer: CustomerSpec,
        order: OrderSpec | None,
        agent: str,
        started: datetime,
    ) -> tuple[Turn, ...]:
        found: list[Turn] = []
        at = started
        for line in lines:
            at += timedelta(minutes=line.after)
            known = words(
                customer,
                order,
                agent=agent,
                store=store_of(scenario.mailbox),
                at=at,
                language=customer.language,
            )
            is_in = line.direction == "in"
            found.append(
                Turn(
                    direction=line.direction,
                    author=customer.key if is_in else line.by or agent,
                    text=self._rng.choice(line.texts).format_map(known),
                    attachments=tuple(self._file(kind, customer, order, is_in) for kind in line.files),
                    minutes_after_previous=line.after,
                    to=(scenario.mailbox,) if is_in else (customer.email,) if line.direction == "out" else (),
                )
            )
        return tuple(found)

    def _file(
        self, kind: str, customer: CustomerSpec, order: OrderSpec | None, is_in: bool
    ) -> AttachmentSpec:
        is_photo_in_text = is_in and kind in {"mug", "vase"} and customer.client in {"apple", "gmail"}
        text = (
            f"Order {order.number}\n{order.items[0].sku}\nTotal {order.total} {order.currency}"
            if order
            else ""
        )
        return attachment(kind, self._rng.randint(1000, 9999), is_inline=is_photo_in_text, text=text)

    def _snooze(self, scenario: Scenario, status: str) -> datetime | None:
        if status != "pending" or not (scenario.snooze_days or self._rng.random() < 0.15):
            return None
        return self._now + timedelta(days=scenario.snooze_days or 1, hours=self._rng.randint(1, 20))


def _priority(scenario: Scenario, customer: CustomerSpec, status: str) -> str:
    is_raised = customer.is_vip and status != "resolved" and scenario.priority == "normal"
    return "high" if is_raised else scenario.priority


def _sender(notice: Notice, language: str, at: int) -> CustomerSpec:
    return CustomerSpec(
        key=f"s{at:02d}",
        name=notice.sender_name,
        first=notice.sender_name,
        last="",
        title="",
        email=notice.sender,
        country="US",
        language=language,
        street="",
        postcode="",
        city="",
        phone="",
        client="robot",
        is_person=False,
    )
