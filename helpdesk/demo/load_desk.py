"""Stores, mailboxes, teams, people and grants of the demo."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from helpdesk import env
from helpdesk.accounts.models import MailboxGrant, Team, TotpDevice, User
from helpdesk.demo.content.model import World
from helpdesk.demo.people import demo_password
from inbox.models import Mailbox, Security, Store


@dataclass(frozen=True, slots=True)
class Desk:
    """The rows by their keys in the world: store key, mailbox address, team key, username."""

    stores: Mapping[str, Store]
    mailboxes: Mapping[str, Mailbox]
    teams: Mapping[str, Team]
    people: Mapping[str, User]


def load_desk(world: World, now: datetime) -> Desk:
    """Create the desk; people and teams of the same name are taken as they are."""
    stores = {
        spec.key: Store.objects.create(
            name=spec.name,
            channel=spec.channel,
            country=spec.country,
            time_zone=spec.time_zone,
            default_language=spec.language,
            website=f"https://{spec.domain}",
        )
        for spec in world.stores
    }
    teams = {spec.key: _team(spec.name) for spec in world.teams}
    people = {spec.username: _person(spec.username, world) for spec in world.people}
    for one in world.people:
        for team in one.teams:
            teams[team].members.add(people[one.username])
    mailboxes = {
        spec.address: Mailbox.objects.create(
            store=stores[spec.store],
            name=spec.name,
            address=spec.address,
            language=spec.language,
            imap_host="127.0.0.1",
            imap_username=spec.address,
            smtp_host="127.0.0.1",
            is_active=False,  # until refresh_servers has found the demo's mail server
            next_poll_at=now,
        )
        for spec in world.mailboxes
    }
    MailboxGrant.objects.bulk_create(
        [
            MailboxGrant(
                user=people[grant.person],
                mailbox=mailboxes[grant.mailbox],
                can_see=grant.see,
                can_reply=grant.reply,
                can_assign=grant.assign,
                can_export=grant.export,
                can_manage=grant.manage,
            )
            for grant in world.grants
        ]
    )
    return Desk(stores, mailboxes, teams, people)


def refresh_servers(world: World) -> None:
    """Give the demo's mailboxes the running mail server's ports and passwords; touch only rows that differ."""
    data = env.data_dir()
    services, accounts = _json(data / "services.json"), _json(data / "mail" / "accounts.json")
    imap, smtp = services.get("imap"), services.get("smtp")
    if not imap or not smtp:
        return
    addresses = [spec.address for spec in world.mailboxes]
    for mailbox in Mailbox.objects.filter(address__in=addresses).select_for_update():
        password = accounts.get(mailbox.address)
        if password is None:
            continue
        wanted = {
            "imap_host": imap["host"],
            "imap_port": imap["port"],
            "imap_security": Security.PLAIN,
            "smtp_host": smtp["host"],
            "smtp_port": smtp["port"],
            "smtp_security": Security.PLAIN,
            "is_active": True,
        }
        changed = [name for name, value in wanted.items() if getattr(mailbox, name) != value]
        for name in changed:
            setattr(mailbox, name, wanted[name])
        if not mailbox.sealed_imap_password or mailbox.imap_password != password:
            mailbox.set_secrets(imap_password=password)
            changed.append("sealed_imap_password")
        if changed:
            mailbox.save(update_fields=changed)


def _team(name: str) -> Team:
    return Team.objects.filter(name__iexact=name).first() or Team.objects.create(name=name)


def _person(username: str, world: World) -> User:
    spec = next(one for one in world.people if one.username == username)
    found = User.objects.filter(username__iexact=username).first()
    if found is not None:
        return found
    user = User.objects.create_user(
        username,
        demo_password(),
        name=spec.name,
        email=f"{username}@desk.example",
        role=spec.role,
        language=spec.ui_language.lower(),
        time_zone=spec.time_zone,
    )
    if spec.role in settings.OTP_REQUIRED_ROLES:
        device = TotpDevice.objects.create(user=user, is_confirmed=True, sealed_seed="")
        device.set_seed(secrets.token_bytes(20))
        device.save(update_fields=["sealed_seed"])
    return user


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
