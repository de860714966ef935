"""Who may do what, in which mailbox: asked by every page, fragment, count, search, stream and task.

Denies by default. Admins and supervisors hold every right in every mailbox; finance never replies or
assigns, whatever a grant says; agents hold what their grants say.
"""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.accounts.models import MailboxGrant, Right, Role, User

_EVERY_RIGHT = frozenset(right.value for right in Right)
_VIEW_ONLY = frozenset({Right.SEE.value, Right.EXPORT.value})


@dataclass(frozen=True, slots=True)
class Access:
    """A person's rights, read once per request. `everywhere` holds in all mailboxes, `by_mailbox` adds."""

    user_id: int
    role: str
    everywhere: frozenset[str]
    by_mailbox: dict[int, frozenset[str]]

    def rights_in(self, mailbox_id: int) -> frozenset[str]:
        """The rights in one mailbox; empty for one that must look as if it did not exist."""
        return self.everywhere | self.by_mailbox.get(mailbox_id, frozenset())

    def has(self, right: Right, mailbox_id: int) -> bool:
        return right.value in self.rights_in(mailbox_id)

    def mailbox_ids(self, right: Right) -> frozenset[int] | None:
        """Mailboxes where the right is held; None means all of them."""
        if right.value in self.everywhere:
            return None
        return frozenset(id for id, rights in self.by_mailbox.items() if right.value in rights)

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN


def access_of(user: User) -> Access:
    """Read a person's rights: one query, none for those who see everything or may not sign in."""
    nothing: frozenset[str] = frozenset()
    if not user.is_active:
        return Access(user.pk, user.role, nothing, {})
    if user.sees_everything:
        return Access(user.pk, user.role, _EVERY_RIGHT, {})
    allowed = _VIEW_ONLY if user.role == Role.FINANCE else _EVERY_RIGHT
    grants = MailboxGrant.objects.filter(user=user, can_see=True)
    return Access(user.pk, user.role, nothing, {g.mailbox_id: g.rights & allowed for g in grants})


def people_with(right: Right, mailbox_id: int) -> list[User]:
    """Active people who hold the right in the mailbox, by name: who a ticket there can go to."""
    column = f"can_{right.value}"
    granted = MailboxGrant.objects.filter(mailbox_id=mailbox_id, can_see=True, **{column: True})
    candidates = User.objects.filter(is_active=True).filter(
        pk__in=granted.values("user_id")
    ) | User.objects.filter(is_active=True, role__in=(Role.ADMIN, Role.SUPERVISOR))
    if right in (Right.REPLY, Right.ASSIGN):
        candidates = candidates.exclude(role=Role.FINANCE)
    return sorted(candidates.distinct(), key=lambda user: user.name.casefold())
