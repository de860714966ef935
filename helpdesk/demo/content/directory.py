"""The desk itself: stores, mailboxes, teams, people and what each may do."""

from __future__ import annotations

from helpdesk.demo.content.model import GrantSpec, MailboxSpec, PersonSpec, StoreSpec, TeamSpec

N, V = "nordlicht-wohnen.example", "voltway.example"

STORES = (
    StoreSpec(
        "nordlicht",
        "Nordlicht Wohnen",
        N,
        "DE",
        "EUR",
        "de",
        "Europe/Berlin",
        "Nordlicht Wohnen GmbH, Speicherstraße 9, 23552 Lübeck",
    ),
    StoreSpec(
        "voltway",
        "Voltway Gadgets",
        V,
        "US",
        "USD",
        "en",
        "America/Los_Angeles",
        "Voltway Gadgets Inc., 410 Alder Street, Portland, OR 97205",
        channel="shopify",
    ),
)

TEAMS = (
    TeamSpec("after-sales", "After-sales"),
    TeamSpec("presales", "Presales"),
    TeamSpec("logistics", "Logistics"),
    TeamSpec("finance", "Finance"),
)

MAILBOXES = (
    MailboxSpec(f"support@{N}", "nordlicht", "Nordlicht Kundenservice", "de", "after-sales"),
    MailboxSpec(f"refund@{N}", "nordlicht", "Nordlicht Rückgabe & Erstattung", "de", "finance"),
    MailboxSpec(f"logistics@{N}", "nordlicht", "Nordlicht Versand", "de", "logistics"),
    MailboxSpec(f"support-es@{N}", "nordlicht", "Nordlicht Atención al cliente", "es", "after-sales"),
    MailboxSpec(f"support@{V}", "voltway", "Voltway Support", "en", "after-sales"),
    MailboxSpec(f"sales@{V}", "voltway", "Voltway Sales", "en", "presales"),
    MailboxSpec(f"billing@{V}", "voltway", "Voltway Billing", "en", "finance"),
)

PEOPLE = (
    PersonSpec("ada", "Ada Lindqvist", "admin", ("en", "de"), "en", "Europe/Berlin", ()),
    PersonSpec(
        "sam",
        "Sam Okafor",
        "supervisor",
        ("en", "de", "fr"),
        "en",
        "Europe/Berlin",
        ("after-sales", "presales", "logistics", "finance"),
    ),
    PersonSpec(
        "alex", "Alex Brandt", "agent", ("en", "de"), "en", "Europe/Berlin", ("after-sales", "finance")
    ),
    PersonSpec(
        "mia",
        "Mia Moreau",
        "agent",
        ("fr", "es", "de", "en"),
        "en",
        "Europe/Madrid",
        ("after-sales", "logistics"),
    ),
    PersonSpec(
        "chen",
        "Chen Yutong",
        "agent",
        ("zh", "ja", "en"),
        "zh-Hans",
        "Asia/Shanghai",
        ("after-sales", "presales", "logistics"),
    ),
    PersonSpec("fin", "Fin Gallagher", "finance", ("en",), "en", "Europe/Dublin", ("finance",)),
)

_AGENT_MAILBOXES = {
    "alex": (f"support@{N}", f"refund@{N}", f"support@{V}", f"billing@{V}"),
    "mia": (f"support@{N}", f"refund@{N}", f"logistics@{N}", f"support-es@{N}", f"support@{V}"),
    "chen": (f"support@{V}", f"sales@{V}", f"logistics@{N}"),
}


def grants() -> tuple[GrantSpec, ...]:
    """Every person's rights, one mailbox a row; a pair without a row may not even see."""
    found: list[GrantSpec] = []
    for mailbox in MAILBOXES:
        found.append(GrantSpec("ada", mailbox.address, reply=True, assign=True, export=True, manage=True))
        found.append(GrantSpec("sam", mailbox.address, reply=True, assign=True, export=True))
    for person, addresses in _AGENT_MAILBOXES.items():
        found += [GrantSpec(person, address, reply=True, assign=True) for address in addresses]
    found += [GrantSpec("fin", f"refund@{N}"), GrantSpec("fin", f"billing@{V}")]
    return tuple(found)


def agent_for(mailbox: str, language: str) -> str:
    """The person who answers there in this language; the supervisor where no agent does both."""
    by_language = {person.username: person.languages for person in PEOPLE}
    able = [
        name for name, where in _AGENT_MAILBOXES.items() if mailbox in where and language in by_language[name]
    ]
    return min(able, key=lambda name: by_language[name].index(language), default="sam")
