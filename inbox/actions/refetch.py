"""Fetching a quarantined mail again that the server refused, or that was too large at the time."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import record
from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.models import User
from helpdesk.core.clock import database_now
from helpdesk.core.secrets import SecretUnreadable
from inbox.actions.filing.run import file_inbound
from inbox.channels.email import imap
from inbox.channels.email.account import imap_account
from inbox.channels.email.errors import MailServerProblem, explain
from inbox.channels.email.imap import MessageRefused
from inbox.models import InboundMail, InboundState
from inbox.storage import store_blob

_MB = 1024 * 1024


def refetch(inbound_id: int, *, actor: User | None, now: datetime | None = None) -> InboundMail:
    """Ask the server for this mail once more; it is stored and filed, or stays where it is.

    Raises Refused with the sentence that says why not: too large (with the limit), gone from the server,
    still refused, or the server's trouble.
    """
    now = now or database_now()
    inbound = InboundMail.objects.select_related("mailbox").get(pk=inbound_id)
    if inbound.state != InboundState.QUARANTINED:
        raise Refused(_("This mail is not in quarantine any more."))
    try:
        raw = _ask(inbound)
    except (MailServerProblem, SecretUnreadable, OSError) as error:
        server = f"{inbound.mailbox.imap_host}:{inbound.mailbox.imap_port}"
        raise Refused(str(explain(error, server))) from error
    _store(inbound, raw, actor, now)
    return file_inbound(inbound.pk, now=now)


def _ask(inbound: InboundMail) -> bytes:
    """The mail's bytes; Refused where the server has other ones or none."""
    with imap.connect(imap_account(inbound.mailbox)) as connection:
        state = connection.select(inbound.folder, readonly=True)
        if state.uidvalidity != inbound.uidvalidity:
            raise Refused(_("The folder was renumbered since: look for this mail on the server."))
        try:
            listed = connection.list_only([inbound.uid])
            if not listed:
                raise Refused(_("The server does not have this mail any more: somebody removed or moved it."))
            _check_size(listed[0].size)
            found = connection.fetch_bodies([inbound.uid]).get(inbound.uid)
        except MessageRefused:
            found = None
    if found is None or not found.body:
        raise Refused(_("The server still does not hand this mail out: look at it there."))
    return found.body


def _check_size(size: int) -> None:
    if size > settings.MAX_MAIL_BYTES:
        raise Refused(
            _(
                "This mail has %(size)d MB, and %(limit)d MB are the most that is taken in: look at it on the server."
            )
            % {"size": -(-size // _MB), "limit": settings.MAX_MAIL_BYTES // _MB}
        )


def _store(inbound: InboundMail, raw: bytes, actor: User | None, now: datetime) -> None:
    with transaction.atomic():
        blob = store_blob(raw)
        changed = InboundMail.objects.filter(pk=inbound.pk, state=InboundState.QUARANTINED).update(
            raw=blob,
            size=len(raw),
            state=InboundState.FETCHED,
            reason="",
            attempts=0,
            filed_at=None,
            fetched_at=now,
        )
        if not changed:
            raise Refused(_("This mail is not in quarantine any more."))
        record(
            "mail.fetched_again",
            actor=actor,
            actor_label="" if actor else "command line",
            object_kind="inbound_mail",
            object_id=inbound.pk,
            mailbox_id=inbound.mailbox_id,
        )
