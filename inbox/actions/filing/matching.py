"""What the database knows already about the mails of a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from inbox.actions.filing.item import Item
from inbox.models import Attachment, Customer, InboundMail, InboundState, Message
from inbox.queries.batch_index import BatchThreadIndex

_KNOWN_CUSTOMERS = """
SELECT lower(mine.value), mine.customer_id, customer.name,
       ARRAY(SELECT lower(other.value) FROM customer_identity other
              WHERE other.customer_id = mine.customer_id AND other.kind = 'email')
  FROM customer_identity mine JOIN customer ON customer.id = mine.customer_id
 WHERE mine.kind = 'email' AND lower(mine.value) = ANY(%(addresses)s)
"""
# The identity decides a race, and only its winner makes the customer (the foreign key is checked at commit).
_MAKE_CUSTOMERS = """
WITH fresh AS MATERIALIZED (
  SELECT nextval(pg_get_serial_sequence('customer', 'id')) AS id, wanted.address, wanted.name, wanted.at
    FROM unnest(%(addresses)s::text[], %(names)s::text[], %(moments)s::timestamptz[])
         AS wanted(address, name, at)),
claimed AS (
  INSERT INTO customer_identity (customer_id, kind, value, is_primary, created_at)
  SELECT id, 'email', address, true, at FROM fresh
  ON CONFLICT DO NOTHING RETURNING customer_id, value)
INSERT INTO customer (id, name, language, country, time_zone, is_vip, note, created_at)
SELECT fresh.id, fresh.name, '', '', '', false, '', fresh.at
  FROM fresh JOIN claimed ON claimed.customer_id = fresh.id
"""
_NAME_CUSTOMERS = """
UPDATE customer SET name = given.name
  FROM unnest(%(ids)s::bigint[], %(names)s::text[]) AS given(id, name)
 WHERE customer.id = given.id AND customer.name = ''
"""
_SPOKEN = """
UPDATE customer SET language = spoken.code
  FROM unnest(%(ids)s::bigint[], %(codes)s::text[]) AS spoken(id, code)
 WHERE customer.id = spoken.id AND customer.language IN ('', 'und')
"""


@dataclass(slots=True)
class KnownCustomer:
    """A customer behind an address, with all addresses they write from."""

    customer_id: int
    name: str
    addresses: frozenset[str]


def known_customers(addresses: Collection[str]) -> dict[str, KnownCustomer]:
    """The customers of those addresses (lower case) that have one."""
    if not addresses:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN_CUSTOMERS, {"addresses": sorted(addresses)})
        return {
            address: KnownCustomer(customer_id, name, frozenset(others))
            for address, customer_id, name, others in cursor.fetchall()
        }


def make_customers(
    wanted: dict[str, tuple[str, datetime]], known: dict[str, KnownCustomer]
) -> dict[str, KnownCustomer]:
    """`known`, and customers for those `wanted` (address -> name, first seen) that are not among them."""
    missing = sorted(address for address in wanted if address not in known)
    if missing:
        # In one order everywhere, so that two batches that meet the same strangers cannot deadlock.
        with connection.cursor() as cursor:
            cursor.execute(
                _MAKE_CUSTOMERS,
                {
                    "addresses": [one[:320] for one in missing],
                    "names": [wanted[one][0][:200] for one in missing],
                    "moments": [wanted[one][1] for one in missing],
                },
            )
        known = known | known_customers(missing)
    nameless = {
        known[address].customer_id: name[:200]
        for address, (name, _at) in wanted.items()
        if name and address in known and not known[address].name and address not in missing
    }
    if nameless:
        with connection.cursor() as cursor:
            cursor.execute(_NAME_CUSTOMERS, {"ids": list(nameless), "names": list(nameless.values())})
    return known


def learn_languages(codes: Mapping[int, str]) -> None:
    """Write what customers speak (id -> language, "" where that is not clear) where nothing is known yet."""
    spoken = {customer: code for customer, code in codes.items() if code}
    if spoken:
        with connection.cursor() as cursor:
            cursor.execute(_SPOKEN, {"ids": list(spoken), "codes": list(spoken.values())})


def customer_without_address(name: str, at: datetime) -> int:
    """A mail without a readable sender gets a customer of its own: strangers must not share a history."""
    return Customer.objects.create(name=name[:200], created_at=at).pk


@dataclass(slots=True)
class Duplicates:
    """Recognises a mail that was delivered before, in the database or earlier in the batch.

    The same Message-ID alone proves nothing: whoever repeats one must not be able to suppress a mail
    (SECURITY.md A12).
    """

    by_content: dict[str, int] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    files: dict[int, list[str]] = field(default_factory=dict)
    earlier: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def prefetch(cls, items: Sequence[Item], index: BatchThreadIndex) -> Duplicates:
        """Ask once for the whole batch."""
        known = cls(by_content=_same_content(items))
        ids = {one.message for item in items for one in index.namesakes(item.facts.message_id) if one.inbound}
        if ids:
            known.messages = Message.objects.in_bulk(ids)
            known.files = {one: [] for one in ids}
            for message_id, sha in Attachment.objects.filter(message_id__in=ids).values_list(
                "message_id", "blob_id"
            ):
                known.files[message_id or 0].append(sha)
        return known

    def original_of(self, item: Item, index: BatchThreadIndex) -> int | None:
        """The ledger id of the first delivery of this mail; None for one that is new."""
        if (first := self.by_content.get(item.inbound.raw_id or "")) is not None:
            return first
        for namesake in index.namesakes(item.facts.message_id):
            message = self.messages.get(namesake.message)
            if message is not None and namesake.inbound and self._says_the_same(item, message):
                return namesake.inbound
        for other in self.earlier.get(item.facts.message_id, ()):
            if other.words == item.words and other.files == item.files:
                return other.inbound.pk
        return None

    def remember(self, item: Item) -> None:
        """A mail that is filed now is the original of what comes after it."""
        if item.inbound.raw_id:
            self.by_content.setdefault(item.inbound.raw_id, item.inbound.pk)
        if item.facts.message_id:
            self.earlier[item.facts.message_id].append(item)

    def _says_the_same(self, item: Item, message: Message) -> bool:
        theirs = (
            message.from_address,
            message.subject,
            message.text,
            message.quoted_text,
            message.signature,
            message.safe_html,
        )
        return theirs == item.words and sorted(self.files[message.pk]) == item.files


def _same_content(items: Sequence[Item]) -> dict[str, int]:
    if not items:
        return {}
    rows = (
        InboundMail.objects.filter(
            mailbox_id=items[0].inbound.mailbox_id,
            raw_id__in={item.inbound.raw_id for item in items if item.inbound.raw_id},
            state=InboundState.IMPORTED,
        )
        .order_by("-id")
        .values_list("raw_id", "pk")
    )
    return {raw: pk for raw, pk in rows if raw}
