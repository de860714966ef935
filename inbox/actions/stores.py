"""Adding and changing stores."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import record
from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.models import User
from inbox.models import Store


@dataclass(frozen=True, slots=True)
class StoreDetails:
    """What an admin sets. `country`: ISO 3166-1 alpha-2; `time_zone`: IANA name; `default_language`: BCP 47."""

    name: str
    channel: str
    country: str
    time_zone: str
    default_language: str
    website: str = ""
    is_active: bool = True


@transaction.atomic
def create_store(details: StoreDetails, *, actor: User | None, ip: str = "") -> Store:
    """Add a store; raises Refused when the name is taken."""
    _check_name_is_free(details.name, except_id=0)
    store = Store.objects.create(**_columns(details))
    record("store.created", actor=actor, object_kind="store", object_id=store.pk, ip=ip)
    return store


@transaction.atomic
def update_store(store_id: int, details: StoreDetails, *, actor: User, ip: str = "") -> Store:
    """Change a store; raises Refused when the name is taken. Its mailboxes go on, whatever its state."""
    store = Store.objects.select_for_update().get(pk=store_id)
    _check_name_is_free(details.name, except_id=store.pk)
    changed = [name for name, value in _columns(details).items() if getattr(store, name) != value]
    for name in changed:
        setattr(store, name, _columns(details)[name])
    if changed:
        store.save(update_fields=changed)
        record(
            "store.updated",
            actor=actor,
            object_kind="store",
            object_id=store.pk,
            payload={"fields": changed},
            ip=ip,
        )
    return store


def _columns(details: StoreDetails) -> dict[str, object]:
    return {**asdict(details), "name": details.name.strip(), "country": details.country.upper()}


def _check_name_is_free(name: str, *, except_id: int) -> None:
    if Store.objects.filter(name__iexact=name.strip()).exclude(pk=except_id).exists():
        raise Refused(_("There is already a store of this name."), "name")
