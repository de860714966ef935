"""Adding and changing teams."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.actions.tell import tell
from helpdesk.accounts.models import Team, User


@transaction.atomic
def create_team(name: str, *, members: Iterable[User], actor: User | None, ip: str = "") -> Team:
    """Add a team; raises Refused when the name is taken."""
    _check_name_is_free(name, except_id=0)
    team = Team.objects.create(name=name.strip())
    team.members.set(members)
    payload: dict[str, object] = {"members": _ids(team)}
    tell("team.created", actor=actor, kind="team", object_id=team.pk, payload=payload, ip=ip)
    return team


@transaction.atomic
def update_team(
    team_id: int, *, name: str, members: Iterable[User], is_active: bool, actor: User, ip: str = ""
) -> Team:
    """Rename a team, set its members, or take it out of use; raises Refused when the name is taken."""
    team = Team.objects.select_for_update().get(pk=team_id)
    _check_name_is_free(name, except_id=team.pk)
    team.name, team.is_active = name.strip(), is_active
    team.save(update_fields=["name", "is_active"])
    team.members.set(members)
    payload: dict[str, object] = {"members": _ids(team), "is_active": is_active}
    tell("team.updated", actor=actor, kind="team", object_id=team.pk, payload=payload, ip=ip)
    return team


def _ids(team: Team) -> list[int]:
    return sorted(team.members.values_list("pk", flat=True))


def _check_name_is_free(name: str, *, except_id: int) -> None:
    if Team.objects.filter(name__iexact=name.strip()).exclude(pk=except_id).exists():
        raise Refused(_("There is already a team of this name."), "name")
