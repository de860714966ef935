from inbox.models.alarm import AlarmKind, AlarmNotice, AlarmTarget, MailboxAlarm, TargetKind
from inbox.models.attachment import Attachment
from inbox.models.auto_reply import AutoReply, AutoReplyDecision, AutoReplyKind, Calendar
from inbox.models.blob import Blob, SmallContent
from inbox.models.customer import Customer, CustomerIdentity
from inbox.models.draft import Draft
from inbox.models.folder import MailFolder, RestartMode
from inbox.models.import_job import ImportJob, ImportSource, ImportState
from inbox.models.inbound import InboundMail, InboundState
from inbox.models.mailbox import AfterImport, Mailbox, MailboxAlias, OAuthGrant, Security, SignIn
from inbox.models.message import Direction, Message
from inbox.models.order import Order
from inbox.models.outbound import OutboundMail, OutboundState, OutboxHold
from inbox.models.store import Store
from inbox.models.ticket import Priority, Status, Ticket, TicketRead
from inbox.models.timeline import TimelineEvent, TimelineKind

__all__ = [
    "AfterImport",
    "AlarmKind",
    "AlarmNotice",
    "AlarmTarget",
    "Attachment",
    "AutoReply",
    "AutoReplyDecision",
    "AutoReplyKind",
    "Blob",
    "Calendar",
    "Customer",
    "CustomerIdentity",
    "Direction",
    "Draft",
    "ImportJob",
    "ImportSource",
    "ImportState",
    "InboundMail",
    "InboundState",
    "MailFolder",
    "Mailbox",
    "MailboxAlarm",
    "MailboxAlias",
    "Message",
    "OAuthGrant",
    "Order",
    "OutboundMail",
    "OutboundState",
    "OutboxHold",
    "Priority",
    "RestartMode",
    "Security",
    "SignIn",
    "SmallContent",
    "Status",
    "Store",
    "TargetKind",
    "Ticket",
    "TicketRead",
    "TimelineEvent",
    "TimelineKind",
]
