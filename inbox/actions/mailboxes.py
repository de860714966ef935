"""Adding and changing mailboxes. Passwords are sealed to their row and are never shown or moved again."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from audit.log import record
from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.models import User
from inbox.actions.mail_hosts import check_host
from inbox.models import AfterImport, Mailbox, MailboxAlias, Security

_IMAP_SERVER = ("imap_host", "imap_port", "imap_security", "imap_username")
_SMTP_SERVER = ("smtp_host", "smtp_port", "smtp_security", "smtp_username")


@dataclass(frozen=True, slots=True)
class MailboxDetails:
    """What is set about a mailbox besides its passwords. `aliases`: further addresses that feed it."""

    store_id: int
    name: str
    address: str
    imap_host: str
    imap_username: str
    smtp_host: str
    imap_port: int = 993
    imap_security: str = Security.TLS
    smtp_port: int = 465
    smtp_security: str = Security.TLS
    smtp_username: str = ""
    language: str = ""
    after_import: str = AfterImport.KEEP
    poll_seconds: int = 5
    aliases: tuple[str, ...] = ()


@transaction.atomic
def create_mailbox(
    details: MailboxDetails,
    *,
    imap_password: str,
    smtp_password: str = "",
    actor: User | None,
    ip: str = "",
) -> Mailbox:
    """Add a mailbox; it is polled from now on. Raises Refused naming the field."""
    _check(details, except_id=0)
    _check_smtp_password(details, smtp_password)
    mailbox = Mailbox.objects.create(**_columns(details))
    mailbox.set_secrets(imap_password=imap_password, smtp_password=smtp_password or None)
    mailbox.save(update_fields=["sealed_imap_password", "sealed_smtp_password"])
    _set_aliases(mailbox, details.aliases)
    _record("mailbox.created", mailbox, actor, ip, store=details.store_id)
    return mailbox


@transaction.atomic
def update_mailbox(
    mailbox_id: int,
    details: MailboxDetails,
    *,
    imap_password: str = "",
    smtp_password: str = "",
    actor: User,
    ip: str = "",
) -> Mailbox:
    """Change a mailbox; an empty password keeps the stored one.

    Raises Refused naming the field, also when the server, port, encryption or user changes and the password
    is not typed again: the stored one must not be sent to somebody else's server (SECURITY.md F5).
    """
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    _check(details, except_id=mailbox.pk)
    columns = _columns(details)
    changed = [name for name, value in columns.items() if getattr(mailbox, name) != value]
    _check_passwords_typed(mailbox, changed, details, imap_password, smtp_password)
    for name in changed:
        setattr(mailbox, name, columns[name])
    mailbox.set_secrets(imap_password=imap_password or None, smtp_password=smtp_password or None)
    if not details.smtp_username:
        mailbox.sealed_smtp_password = ""
    mailbox.next_poll_at = None  # try the new settings at once, also after a long back-off
    mailbox.save(update_fields=[*changed, "sealed_imap_password", "sealed_smtp_password", "next_poll_at"])
    _set_aliases(mailbox, details.aliases)
    _record("mailbox.updated", mailbox, actor, ip, fields=changed)
    if imap_password or smtp_password:
        which = [name for name, typed in (("imap", imap_password), ("smtp", smtp_password)) if typed]
        _record("mailbox.credentials", mailbox, actor, ip, servers=which)
    return mailbox


@transaction.atomic
def set_mailbox_in_use(mailbox_id: int, is_active: bool, *, actor: User, ip: str = "") -> bool:
    """Pause or resume fetching; returns whether that changed anything. Mail waits on its server meanwhile."""
    changed = Mailbox.objects.filter(pk=mailbox_id, is_active=not is_active).update(
        is_active=is_active, next_poll_at=None
    )
    if changed:
        mailbox = Mailbox.objects.get(pk=mailbox_id)
        _record("mailbox.resumed" if is_active else "mailbox.paused", mailbox, actor, ip)
    return bool(changed)


def pause_mailbox(mailbox_id: int, *, actor: User, ip: str = "") -> bool:
    """Stop fetching."""
    return set_mailbox_in_use(mailbox_id, False, actor=actor, ip=ip)


def resume_mailbox(mailbox_id: int, *, actor: User, ip: str = "") -> bool:
    """Fetch again, at once."""
    return set_mailbox_in_use(mailbox_id, True, actor=actor, ip=ip)


def record_connection_test(mailbox: Mailbox | None, codes: list[str], *, actor: User, ip: str = "") -> None:
    """Audit that stored or typed credentials were tried, and how that went."""
    record(
        "mailbox.tested",
        actor=actor,
        object_kind="mailbox",
        object_id=mailbox.pk if mailbox else None,
        mailbox_id=mailbox.pk if mailbox else None,
        payload={"codes": codes},
        ip=ip,
    )


def needs_password(mailbox: Mailbox, details: MailboxDetails) -> frozenset[str]:
    """Which of "imap" and "smtp" name another server or user than the one the stored password is for."""
    columns = _columns(details)
    return frozenset(
        name
        for name, fields in (("imap", _IMAP_SERVER), ("smtp", _SMTP_SERVER))
        if any(getattr(mailbox, field) != columns[field] for field in fields)
    )


def _check(details: MailboxDetails, *, except_id: int) -> None:
    check_host(details.imap_host, details.imap_security, field="imap_host")
    check_host(details.smtp_host, details.smtp_security, field="smtp_host")
    _check_addresses_are_free(details, except_id)


def _check_addresses_are_free(details: MailboxDetails, except_id: int) -> None:
    with connection.cursor() as cursor:
        # Addresses are unique over two tables, which no index can say: whoever changes them takes turns.
        cursor.execute("LOCK TABLE mailbox_alias IN SHARE ROW EXCLUSIVE MODE")
    wanted = [("address", details.address), *(("aliases", alias) for alias in details.aliases)]
    seen: set[str] = set()
    for field, address in wanted:
        own = address.strip().lower()
        is_taken = (
            own in seen
            or Mailbox.objects.filter(address__iexact=own).exclude(pk=except_id).exists()
            or MailboxAlias.objects.filter(address__iexact=own).exclude(mailbox_id=except_id).exists()
        )
        if is_taken:
            raise Refused(_("Another mailbox has the address %(address)s.") % {"address": own}, field)
        seen.add(own)


def _check_passwords_typed(
    mailbox: Mailbox, changed: list[str], details: MailboxDetails, imap_password: str, smtp_password: str
) -> None:
    sentence = _("Type the password again: it is never sent to a changed server, port or user.")
    if not imap_password and set(changed).intersection(_IMAP_SERVER):
        raise Refused(sentence, "imap_password")
    if not details.smtp_username:
        return
    if not smtp_password and set(changed).intersection(_SMTP_SERVER):
        raise Refused(sentence, "smtp_password")
    if not mailbox.sealed_smtp_password:
        _check_smtp_password(details, smtp_password)


def _check_smtp_password(details: MailboxDetails, smtp_password: str) -> None:
    if details.smtp_username and not smtp_password:
        raise Refused(_("The SMTP user needs a password; leave both empty for none."), "smtp_password")


def _columns(details: MailboxDetails) -> dict[str, object]:
    columns = asdict(details)
    del columns["aliases"]
    for name in ("name", "address", "imap_host", "imap_username", "smtp_host", "smtp_username"):
        columns[name] = columns[name].strip()
    columns["address"] = columns["address"].lower()
    return columns


def _set_aliases(mailbox: Mailbox, aliases: tuple[str, ...]) -> None:
    wanted = {alias.strip().lower() for alias in aliases}
    known = {alias.address: alias for alias in MailboxAlias.objects.filter(mailbox=mailbox)}
    MailboxAlias.objects.filter(pk__in=[known[a].pk for a in known.keys() - wanted]).delete()
    MailboxAlias.objects.bulk_create(MailboxAlias(mailbox=mailbox, address=a) for a in wanted - known.keys())


def _record(action: str, mailbox: Mailbox, actor: User | None, ip: str, **payload: object) -> None:
    record(
        action,
        actor=actor,
        object_kind="mailbox",
        object_id=mailbox.pk,
        mailbox_id=mailbox.pk,
        payload=payload,
        ip=ip,
    )
