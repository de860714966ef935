"""All addresses of the desk: a mail from one of them is a loop or a copy of our own."""

from __future__ import annotations

from django.db.models.functions import Lower

from inbox.models import Mailbox, MailboxAlias


def own_addresses() -> frozenset[str]:
    """Mailbox addresses and aliases in lower case, in one query."""
    mailboxes = Mailbox.objects.values_list(Lower("address"), flat=True)
    aliases = MailboxAlias.objects.values_list(Lower("address"), flat=True)
    return frozenset(mailboxes.union(aliases))
