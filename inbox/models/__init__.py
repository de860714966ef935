from inbox.models.attachment import Attachment
from inbox.models.blob import Blob
from inbox.models.customer import Customer, CustomerIdentity
from inbox.models.draft import Draft
from inbox.models.folder import MailFolder
from inbox.models.inbound import InboundMail, InboundState
from inbox.models.mailbox import AfterImport, Mailbox, MailboxAlias, Security
from inbox.models.message import Direction, Message
from inbox.models.order import Order
from inbox.models.outbound import OutboundMail, OutboundState
from inbox.models.store import Store
from inbox.models.ticket import Priority, Status, Ticket, TicketRead
from inbox.models.timeline import TimelineEvent, TimelineKind

__all__ = [
    "AfterImport",
    "Attachment",
    "Blob",
    "Customer",
    "CustomerIdentity",
    "Direction",
    "Draft",
    "InboundMail",
    "InboundState",
    "MailFolder",
    "Mailbox",
    "MailboxAlias",
    "Message",
    "Order",
    "OutboundMail",
    "OutboundState",
    "Priority",
    "Security",
    "Status",
    "Store",
    "Ticket",
    "TicketRead",
    "TimelineEvent",
    "TimelineKind",
]
