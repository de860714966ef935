"""The one way from a signed-in person to tickets, messages, attachments and customers.

Everything a person may not see answers exactly like something that does not exist: Http404.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from helpdesk.accounts.access import Access
from helpdesk.accounts.models import Right
from inbox.models import Attachment, Customer, Mailbox, Message, Ticket


def visible_mailboxes(access: Access, right: Right = Right.SEE) -> QuerySet[Mailbox]:
    """Mailboxes in which the person holds the right."""
    ids = access.mailbox_ids(right)
    return Mailbox.objects.all() if ids is None else Mailbox.objects.filter(pk__in=ids)


def visible_tickets(access: Access, right: Right = Right.SEE) -> QuerySet[Ticket]:
    """Tickets of those mailboxes."""
    ids = access.mailbox_ids(right)
    return Ticket.objects.all() if ids is None else Ticket.objects.filter(mailbox_id__in=ids)


def visible_customers(access: Access) -> QuerySet[Customer]:
    """Customers with at least one visible ticket."""
    ids = access.mailbox_ids(Right.SEE)
    if ids is None:
        return Customer.objects.all()
    return Customer.objects.filter(pk__in=Ticket.objects.filter(mailbox_id__in=ids).values("customer_id"))


def access_ticket(access: Access, number: int, right: Right = Right.SEE) -> Ticket:
    """The ticket. 404 when it cannot be seen; PermissionDenied when it can be seen but not this."""
    ticket = (
        visible_tickets(access)
        .select_related("mailbox__store", "customer", "assignee", "team")
        .filter(pk=number)
        .first()
    )
    if ticket is None:
        raise Http404
    if not access.has(right, ticket.mailbox_id):
        raise PermissionDenied
    return ticket


def access_message(access: Access, message_id: int, right: Right = Right.SEE) -> Message:
    """The message, under its ticket's rights."""
    message = Message.objects.select_related("ticket__mailbox", "inbound__raw").filter(pk=message_id).first()
    if message is None or not access.has(Right.SEE, message.ticket.mailbox_id):
        raise Http404
    if not access.has(right, message.ticket.mailbox_id):
        raise PermissionDenied
    return message


def access_attachment(access: Access, attachment_id: int) -> Attachment:
    """The attachment of a visible message, or one's own upload that waits in a draft."""
    attachment = (
        Attachment.objects.select_related("blob", "message__ticket")
        .filter(Q(message__isnull=False) | Q(uploader_id=access.user_id), pk=attachment_id)
        .first()
    )
    if attachment is None:
        raise Http404
    if attachment.message and not access.has(Right.SEE, attachment.message.ticket.mailbox_id):
        raise Http404
    return attachment


def access_mailbox(access: Access, mailbox_id: int, right: Right = Right.MANAGE) -> Mailbox:
    """The mailbox, for those who hold `right` in it."""
    mailbox = visible_mailboxes(access).select_related("store").filter(pk=mailbox_id).first()
    if mailbox is None:
        raise Http404
    if not access.has(right, mailbox.pk):
        raise PermissionDenied
    return mailbox
