"""Whom a trickster may play: the desk's own domains, people, mailboxes and stores."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from django.db.models import CharField, Value
from django.db.models.functions import Cast

from helpdesk.accounts.models import User
from inbox.mail.brands import FREE_MAIL
from inbox.mail.trust import Desk
from inbox.models import Mailbox, Store


def desk_identity(own_addresses: Collection[str]) -> Desk:
    """The desk as `judge_trust` knows it, in one query. A first name alone does not count: customers share it."""
    text = CharField()
    people = User.objects.filter(is_active=True).values_list(Value("person"), Cast("name", text))
    mailboxes = Mailbox.objects.values_list(Value("mailbox"), Cast("name", text))
    stores = Store.objects.values_list(Value("store"), Cast("name", text))
    sites = Store.objects.exclude(website="").values_list(Value("site"), Cast("website", text))
    rows = list(people.union(mailboxes, stores, sites))
    domains = {address.rpartition("@")[2] for address in own_addresses}
    domains |= {_host(value) for kind, value in rows if kind == "site"}
    names = {" ".join(value.casefold().split()) for kind, value in rows if kind != "site"}
    return Desk(frozenset(domains - FREE_MAIL - {""}), frozenset(name for name in names if " " in name))


def _host(website: str) -> str:
    try:
        return (urlsplit(website).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
