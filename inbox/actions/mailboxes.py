"""Adding and changing mailboxes. Passwords and tokens are sealed to their row and never shown or moved again."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import record
from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.models import User
from inbox.actions.mail_addresses import check_addresses_are_free, set_aliases
from inbox.actions.mail_hosts import check_host
from inbox.actions.mailbox_details import MailboxDetails as MailboxDetails  # its callers name it from here
from inbox.actions.mailbox_details import Secrets
from inbox.actions.oauth_grant import OAuthDetails, end_grant, set_client
from inbox.models import AfterImport, Mailbox, MailFolder, OAuthGrant, SignIn

_IMAP_SERVER = ("imap_host", "imap_port", "imap_security", "imap_username", "sign_in")
_SMTP_SERVER = ("smtp_host", "smtp_port", "smtp_security", "smtp_username", "sign_in")
_TEXTS = (
    "name",
    "address",
    "imap_host",
    "imap_username",
    "smtp_host",
    "smtp_username",
    "move_to_folder",
    "sent_folder",
)


@transaction.atomic
def create_mailbox(
    details: MailboxDetails,
    *,
    imap_password: str = "",
    smtp_password: str = "",
    client_secret: str = "",
    oauth: OAuthDetails | None = None,
    actor: User | None,
    ip: str = "",
) -> Mailbox:
    """Add a mailbox; it is polled from now on, or once it is authorised. Raises Refused naming the field."""
    typed = Secrets(imap_password, smtp_password, client_secret, oauth)
    _check(details, except_id=0)
    if details.sign_in == SignIn.PASSWORD:
        _check_imap_password(imap_password)
        _check_smtp_password(details, smtp_password)
    mailbox = Mailbox.objects.create(**_columns(details))
    _seal(mailbox, details, typed)
    mailbox.save(update_fields=["sealed_imap_password", "sealed_smtp_password"])
    set_aliases(mailbox, details.aliases)
    _record("mailbox.created", mailbox, actor, ip, store=details.store_id)
    return mailbox


@transaction.atomic
def update_mailbox(
    mailbox_id: int,
    details: MailboxDetails,
    *,
    imap_password: str = "",
    smtp_password: str = "",
    client_secret: str = "",
    oauth: OAuthDetails | None = None,
    actor: User,
    ip: str = "",
) -> Mailbox:
    """Change a mailbox; an empty password or secret keeps the stored one.

    Raises Refused naming the field, also when the server, port, encryption or user changes and the password
    is not typed again: the stored one must not be sent to somebody else's server (SECURITY.md F5). Where the
    mailbox signs in by OAuth 2 such a change ends its permission instead, and somebody has to authorise again.
    """
    typed = Secrets(imap_password, smtp_password, client_secret, oauth)
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    _check(details, except_id=mailbox.pk)
    columns = _columns(details)
    changed = [name for name, value in columns.items() if getattr(mailbox, name) != value]
    if details.sign_in == SignIn.PASSWORD:
        _check_passwords_typed(mailbox, changed, details, imap_password, smtp_password)
    elif set(changed).intersection({*_IMAP_SERVER, *_SMTP_SERVER}):
        end_grant(mailbox)
    for name in changed:
        setattr(mailbox, name, columns[name])
    _seal(mailbox, details, typed)
    mailbox.next_poll_at = None  # try the new settings at once, also after a long back-off
    mailbox.save(update_fields=[*changed, "sealed_imap_password", "sealed_smtp_password", "next_poll_at"])
    set_aliases(mailbox, details.aliases)
    _record("mailbox.updated", mailbox, actor, ip, fields=changed)
    _record_credentials(mailbox, typed, actor, ip)
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


def _seal(mailbox: Mailbox, details: MailboxDetails, typed: Secrets) -> None:
    """Keep what the chosen sign-in needs, and nothing of the other."""
    if details.sign_in == SignIn.OAUTH2:
        mailbox.sealed_imap_password = mailbox.sealed_smtp_password = ""
        if typed.oauth is not None:
            set_client(mailbox, typed.oauth, client_secret=typed.client_secret)
        elif not OAuthGrant.objects.filter(mailbox=mailbox).exists():
            raise Refused(_("Type the client ID that the provider gave."), "oauth_client_id")
        return
    OAuthGrant.objects.filter(mailbox=mailbox).delete()
    mailbox.set_secrets(imap_password=typed.imap_password or None, smtp_password=typed.smtp_password or None)
    if not details.smtp_username:
        mailbox.sealed_smtp_password = ""


def _check(details: MailboxDetails, *, except_id: int) -> None:
    check_host(details.imap_host, details.imap_security, field="imap_host")
    check_host(details.smtp_host, details.smtp_security, field="smtp_host")
    _check_target_folder(details, except_id)
    check_addresses_are_free(details.address, details.aliases, except_id=except_id)


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


def _check_target_folder(details: MailboxDetails, mailbox_id: int) -> None:
    if details.after_import != AfterImport.MOVE:
        return
    name = details.move_to_folder.strip()
    if not name:
        raise Refused(_("Name the folder that imported mail is moved to."), "move_to_folder")
    read = {
        one.upper() for one in MailFolder.objects.filter(mailbox_id=mailbox_id).values_list("name", flat=True)
    }
    if name.upper() in (read or {"INBOX"}):
        raise Refused(
            _("The desk reads this folder: mail that is moved there would come in again."), "move_to_folder"
        )


def _check_imap_password(imap_password: str) -> None:
    if not imap_password:
        raise Refused(_("Type the password."), "imap_password")


def _check_smtp_password(details: MailboxDetails, smtp_password: str) -> None:
    if details.smtp_username and not smtp_password:
        raise Refused(_("The SMTP user needs a password; leave both empty for none."), "smtp_password")


def _columns(details: MailboxDetails) -> dict[str, object]:
    columns = asdict(details)
    del columns["aliases"]
    for name in _TEXTS:
        columns[name] = columns[name].strip()
    columns["address"] = columns["address"].lower()
    return columns


def _record_credentials(mailbox: Mailbox, typed: Secrets, actor: User, ip: str) -> None:
    which = [
        name
        for name, value in (
            ("imap", typed.imap_password),
            ("smtp", typed.smtp_password),
            ("oauth", typed.client_secret),
        )
        if value
    ]
    if which:
        _record("mailbox.credentials", mailbox, actor, ip, servers=which)


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
