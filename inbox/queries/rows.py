"""Typed rows made for screens: what a template may see, and nothing else.

Instants are aware UTC datetimes; templates render them in the viewer's zone. Labels that need translating
are carried as codes (status, priority, kind) and worded in the template.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PersonChip:
    """A colleague as an avatar: `id`, full `name`, two-letter `initials`."""

    id: int
    name: str
    initials: str


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One row of the list (UI.md, "List row anatomy")."""

    number: int
    subject: str
    preview: str
    preview_is_ours: bool
    has_draft: bool
    customer_name: str
    customer_address: str
    mailbox_id: int
    mailbox_name: str
    status: str
    priority: str
    language: str  # BCP 47, "und" when unknown
    intent: str  # INTERFACES.md names, "" when not classified
    tags: tuple[str, ...]
    assignee: PersonChip | None
    team_name: str
    is_unread: bool
    last_activity_at: datetime
    waiting_since: datetime | None  # first customer message nobody has answered
    snoozed_until: datetime | None
    due_at: datetime | None
    due_kind: str  # "", "first_reply", "next_reply", "resolution"
    sla_state: str  # "", "running", "paused", "breached", "met"
    message_count: int
    has_attachments: bool
    has_failed_delivery: bool
    version: int


@dataclass(frozen=True, slots=True)
class TicketPage:
    """One keyset page of the list. `next_cursor` is "" on the last page."""

    rows: tuple[TicketRow, ...]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class NavCount:
    """A line of the navigation with its open count, capped: 100 means "99+"."""

    key: str  # view slug, or mailbox id as text
    label: str
    count: int
    url: str
    is_current: bool = False
    color_key: str = ""


@dataclass(frozen=True, slots=True)
class NavSection:
    """`kind`: inbox | mailboxes | views | supervise | settings."""

    kind: str
    items: tuple[NavCount, ...]


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """An attachment under a message; `preview_url` only for images that were re-encoded by us."""

    id: int
    name: str
    content_type: str
    size: int
    url: str
    preview_url: str = ""


@dataclass(frozen=True, slots=True)
class RecipientView:
    """What a server said of one recipient. `state`: failed | bounced | delayed; `reason`: a code of
    `inbox.mail.status_codes.Reason`; `detail`: the server's words."""

    address: str
    state: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """Delivery of one of our messages. `state`: queued | sending | sent | retry | failed | unknown | cancelled."""

    state: str
    detail: str  # the server's words, for retry / failed / unknown
    send_after: datetime | None
    sent_at: datetime | None
    can_undo: bool  # still queued and send_after in the future
    is_scheduled: bool = False  # its writer chose a later time
    cancels_on_answer: bool = False
    is_automatic: bool = False  # the desk wrote it
    is_delivered: bool = False  # every recipient's server reported its arrival
    refused: tuple[RecipientView, ...] = ()
    delayed: tuple[RecipientView, ...] = ()
    recipients: int = 1


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message of the thread. `direction`: in | out | note."""

    id: int
    direction: str
    author_name: str
    author_initials: str
    author_address: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    reply_to: tuple[str, ...]
    at: datetime
    language: str
    text: str  # the new words: quotes and signature folded away
    quoted_text: str
    signature: str
    has_html: bool
    body_url: str  # /messages/<id>/body, for the sandboxed frame; "" when plain text is shown directly
    has_remote_images: bool
    source_url: str
    attachments: tuple[AttachmentView, ...]
    delivery: DeliveryView | None
    is_automatic: bool
    automatic_kind: str
    warnings: tuple[str, ...]  # trust warnings, worded by code
    is_from_stranger: bool  # token or reference was right, the sender is not a participant
    is_folded: bool
    notices: tuple[NoticeView, ...] = ()
    trust_severity: str = ""  # "" | notice | warning | danger
    are_links_defused: bool = False


@dataclass(frozen=True, slots=True)
class NoticeView:
    """What a mail is besides its words: `code` is worded, `detail` is the sender's text."""

    code: str  # signed_pgp | encrypted_smime | calendar_request | nested_message ... (inbox.mail.notices)
    detail: str


@dataclass(frozen=True, slots=True)
class EventView:
    """One system event between messages: `kind` and `data` are worded by the template."""

    id: int
    kind: str  # created | status | assignee | team | priority | mailbox | snoozed | sent | send_failed | undo ...
    actor_name: str
    at: datetime
    data: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order the desk knows of."""

    number: str
    channel: str
    status: str
    placed_at: datetime | None
    total: str
    items: tuple[str, ...]
    carrier: str
    tracking_number: str
    payment: str


@dataclass(frozen=True, slots=True)
class EarlierTicket:
    """A line of the customer's history."""

    number: int
    subject: str
    status: str
    mailbox_name: str
    last_activity_at: datetime


@dataclass(frozen=True, slots=True)
class CustomerPanel:
    """The right panel."""

    id: int
    name: str
    addresses: tuple[str, ...]
    language: str
    country: str
    local_time: datetime | None  # aware, in the customer's zone
    is_vip: bool
    note: str
    ticket_count: int
    first_seen_at: datetime | None
    orders: tuple[OrderView, ...]
    earlier: tuple[EarlierTicket, ...]
    other_open: tuple[EarlierTicket, ...]
    initials: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a menu: a person, team, mailbox, status."""

    value: str
    label: str
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class Rights:
    """What the viewer may do with this ticket; buttons without the right are not drawn."""

    reply: bool
    assign: bool
    export: bool
    manage: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything the conversation pane shows."""

    number: int
    subject: str
    status: str
    priority: str
    language: str
    intent: str
    tags: tuple[str, ...]
    mailbox_name: str
    mailbox_address: str
    store_name: str
    assignee: PersonChip | None
    team_name: str
    snoozed_until: datetime | None
    waiting_since: datetime | None
    due_at: datetime | None
    due_kind: str
    sla_state: str
    version: int
    entries: tuple[MessageView | EventView, ...]  # oldest to newest
    seen_through: int  # id of the newest message shown: goes back with a reply (the collision guard)
    reply_to: tuple[str, ...]  # where an answer goes
    reply_cc: tuple[str, ...]
    draft_text: str
    note_draft_text: str
    assignees: tuple[Choice, ...]
    teams: tuple[Choice, ...]
    rights: Rights
    customer: CustomerPanel
    related: tuple[int, ...] = ()  # tickets a stranger's token pointed at
