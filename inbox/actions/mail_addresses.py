"""The addresses that feed a mailbox: each belongs to one mailbox, as its own address or as a further one (MB-4)."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from helpdesk.accounts.actions.problem import Refused
from inbox.models import Mailbox, MailboxAlias


def check_addresses_are_free(address: str, aliases: tuple[str, ...], *, except_id: int) -> None:
    """Raise Refused naming the field for an address that another mailbox has; `except_id` is this mailbox, or 0."""
    with connection.cursor() as cursor:
        # Addresses are unique over two tables, which no index can say: whoever changes them takes turns.
        cursor.execute("LOCK TABLE mailbox_alias IN SHARE ROW EXCLUSIVE MODE")
    wanted = [("address", address), *(("aliases", alias) for alias in aliases)]
    seen: set[str] = set()
    for field, one in wanted:
        own = one.strip().lower()
        is_taken = (
            own in seen
            or Mailbox.objects.filter(address__iexact=own).exclude(pk=except_id).exists()
            or MailboxAlias.objects.filter(address__iexact=own).exclude(mailbox_id=except_id).exists()
        )
        if is_taken:
            raise Refused(_("Another mailbox has the address %(address)s.") % {"address": own}, field)
        seen.add(own)


def set_aliases(mailbox: Mailbox, aliases: tuple[str, ...]) -> None:
    """Make these the further addresses of a saved mailbox, inside the caller's transaction."""
    wanted = {alias.strip().lower() for alias in aliases}
    known = {alias.address: alias for alias in MailboxAlias.objects.filter(mailbox=mailbox)}
    MailboxAlias.objects.filter(pk__in=[known[a].pk for a in known.keys() - wanted]).delete()
    MailboxAlias.objects.bulk_create(MailboxAlias(mailbox=mailbox, address=a) for a in wanted - known.keys())
