"""Giving and taking rights in a mailbox."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from helpdesk.accounts.actions.tell import tell, tell_access_changed
from helpdesk.accounts.models import MailboxGrant, Right, User


@transaction.atomic
def set_grant(
    user: User, mailbox_id: int, rights: Iterable[str], *, actor: User | None, ip: str = ""
) -> bool:
    """Make these the person's rights in the mailbox; returns whether that changed anything.

    Any right needs `see`, so it is added; no rights at all remove the grant. Open pages and live streams of
    the person follow at their next request, within seconds (SECURITY.md E3). Raises ValueError for a right
    that does not exist.
    """
    wanted = {Right(right).value for right in rights}
    if wanted:
        wanted.add(Right.SEE.value)
    User.objects.select_for_update().get(pk=user.pk)  # two admins at one person's grants take turns
    grant = MailboxGrant.objects.filter(user=user, mailbox_id=mailbox_id).first()
    before = set(grant.rights) if grant else set()
    if wanted == before:
        return False
    if wanted:
        columns = {f"can_{right.value}": right.value in wanted for right in Right}
        MailboxGrant.objects.update_or_create(user=user, mailbox_id=mailbox_id, defaults=columns)
    elif grant:
        grant.delete()
    payload: dict[str, object] = {"mailbox": mailbox_id, "from": sorted(before), "to": sorted(wanted)}
    tell("grant.set", actor=actor, kind="user", object_id=user.pk, payload=payload, ip=ip)
    tell_access_changed(user.pk, mailbox_id)
    return True
