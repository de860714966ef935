"""All written threads and openings in one list, and who could have written each."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.demo.content import (
    conversations_de,
    conversations_en,
    conversations_es,
    conversations_fr,
    conversations_ja,
    conversations_zh,
)
from helpdesk.demo.content.model import CustomerSpec
from helpdesk.demo.content.openings_cjk import OPENINGS_CJK
from helpdesk.demo.content.openings_latin import OPENINGS_LATIN
from helpdesk.demo.content.scenario import Scenario

THREADS: tuple[Scenario, ...] = (
    *conversations_en.SCENARIOS,
    *conversations_de.SCENARIOS,
    *conversations_fr.SCENARIOS,
    *conversations_es.SCENARIOS,
    *conversations_ja.SCENARIOS,
    *conversations_zh.SCENARIOS,
)
OPENINGS: tuple[Scenario, ...] = (*OPENINGS_LATIN, *OPENINGS_CJK)

# Which countries write in a language to the German shop (first) and to the US one.
_WRITERS = {
    "en": (("GB",), ("US", "US", "GB")),
    "de": (("DE", "AT", "CH"), ("DE",)),
    "fr": (("FR", "BE"), ("FR",)),
    "es": (("ES",), ("MX",)),
    "ja": (("JP",), ("JP",)),
    "zh": (("CN", "TW"), ("CN",)),
}


def language_of(scenario: Scenario) -> str:
    """The base language, which is how every key begins."""
    return scenario.key.partition("-")[0]


def store_of(mailbox: str) -> str:
    """The key of the store that owns an address."""
    return "voltway" if mailbox.endswith("voltway.example") else "nordlicht"


def writers(scenario: Scenario, customers: Iterable[CustomerSpec]) -> list[CustomerSpec]:
    """The customers who could have written it, in their own order; never empty for the demo's people."""
    language = language_of(scenario)
    countries = scenario.countries or _WRITERS[language][store_of(scenario.mailbox) == "voltway"]
    return [one for one in customers if one.country in countries and one.language.startswith(language)]
