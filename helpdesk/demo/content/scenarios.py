"""All written threads and openings in one list, and who could have written each."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.demo.content.model import CustomerSpec
from helpdesk.demo.content.openings_cjk import OPENINGS_CJK
from helpdesk.demo.content.openings_latin import OPENINGS_LATIN
from helpdesk.demo.content.scenario import Scenario
from helpdesk.demo.content.threads import (
    de_parcels,
    de_questions,
    de_trouble,
    en_parcels,
    en_questions,
    en_trouble,
    es_parcels,
    es_questions,
    es_trouble,
    fr_parcels,
    fr_questions,
    fr_trouble,
    ja_parcels,
    ja_questions,
    ja_trouble,
    zh_parcels,
    zh_questions,
    zh_trouble,
)

THREADS: tuple[Scenario, ...] = (
    *en_parcels.SCENARIOS,
    *en_trouble.SCENARIOS,
    *en_questions.SCENARIOS,
    *de_parcels.SCENARIOS,
    *de_trouble.SCENARIOS,
    *de_questions.SCENARIOS,
    *fr_parcels.SCENARIOS,
    *fr_trouble.SCENARIOS,
    *fr_questions.SCENARIOS,
    *es_parcels.SCENARIOS,
    *es_trouble.SCENARIOS,
    *es_questions.SCENARIOS,
    *ja_parcels.SCENARIOS,
    *ja_trouble.SCENARIOS,
    *ja_questions.SCENARIOS,
    *zh_parcels.SCENARIOS,
    *zh_trouble.SCENARIOS,
    *zh_questions.SCENARIOS,
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
