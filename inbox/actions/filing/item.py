"""One mail on its way through a batch, and what the batch does to tickets."""

from __future__ import annotations

from dataclasses import dataclass, field

from inbox.actions.bounce import Bounce
from inbox.mail.reading import Reading
from inbox.mail.threading import ThreadDecision, ThreadingFacts
from inbox.models import InboundMail, InboundState, Message, Ticket

SURE_OF_LANGUAGE = 0.9


@dataclass(slots=True)
class TicketWork:
    """A ticket of the batch: locked in the database, or new and without a number yet."""

    ticket: Ticket
    is_new: bool
    is_touched: bool = False


@dataclass(slots=True)
class Item:
    """One ledger row (locked), its reading, and what was decided about it."""

    inbound: InboundMail
    reading: Reading
    facts: ThreadingFacts
    thread_keys: tuple[str, ...] = ()
    is_from_us: bool = False
    customer_address: str = ""
    customer_name: str = ""
    state: str = InboundState.IMPORTED
    reason: str = ""
    duplicate_of: int | None = None
    decision: ThreadDecision = field(default_factory=lambda: ThreadDecision(None, "new_conversation"))
    bounce: Bounce | None = None
    work: TicketWork | None = None
    message: Message | None = None

    @property
    def language(self) -> str:
        """The language of the new words; "" where somebody has to look closer, who knows the customer."""
        return self.reading.language if self.reading.confidence >= SURE_OF_LANGUAGE else ""

    @property
    def words(self) -> tuple[str, ...]:
        """What two deliveries of one mail have in common besides their Message-ID."""
        mail, parts, safe = self.reading.mail, self.reading.parts, self.reading.safe_html
        return (
            mail.from_address[:320],
            mail.subject[:998],
            parts.reply_text,
            parts.quoted_text,
            parts.signature,
            safe.html if safe else "",
        )

    @property
    def files(self) -> list[str]:
        return sorted(one.sha256 for one in self.reading.mail.attachments)
