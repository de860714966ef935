"""Which language a text is written in: scripts first, then langdetect with seed and prior, then telling words.

Give it the customer's new words only: a short reply above a long quote is judged by the quote otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import langdetect
from langdetect.detector_factory import DetectorFactory

from routing.classify.language_marks import LETTERS, SIMPLIFIED_ONLY, TRADITIONAL_ONLY, WORDS

LATIN_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "sv", "da", "no")
_WEIGHTS = {"sv": 0.5, "da": 0.12, "no": 0.12}
_MAX_CHARACTERS = 800
_SAMPLE = 600  # letters looked at: the script and language of a mail show early
_STATISTICS_CHARACTERS = 300
_MANY_MARKS, _CLEAR_LEAD = 6.0, 3.0
_MIN_LETTERS = 2
_SHORT_LETTERS = 20
_UNSURE = 0.5
_PRIOR_CONFIDENCE = 0.3
_NOISE = re.compile(
    r"https?://\S{1,500}|www\.\S{1,500}|[\w.+-]{1,64}@[\w.-]{1,200}|[A-Za-z0-9._-]*\d[A-Za-z0-9._-]*|[<>|_*#=~^\\/{}\[\]]+"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# A CJK letter says as much as two or three Latin ones.
_CJK_WEIGHT = 2.5


@dataclass(frozen=True, slots=True)
class Language:
    """ISO 639-1 code (`zh-Hans`, `zh-Hant` for Chinese, `und` when unknown) and a confidence from 0 to 1."""

    code: str
    confidence: float


UNKNOWN = Language("und", 0.0)


def detect_language(text: str, *, prior: str | None = None) -> Language:
    """The language of `text`; `prior` is the customer's usual language and decides when the text is too short.

    The same text always gives the same answer. About 2 ms for a mail.
    """
    text = _NOISE.sub(" ", text[:_MAX_CHARACTERS])
    letters = list(filter(str.isalpha, text))[:_SAMPLE]
    if len(letters) < _MIN_LETTERS and not any(character > "\u2e7f" for character in letters):
        return Language(prior, _PRIOR_CONFIDENCE) if prior else UNKNOWN
    script = _script(letters)
    if script == "han":
        return _chinese(letters)
    if script in _LANGUAGE_OF_SCRIPT:
        return Language(_LANGUAGE_OF_SCRIPT[script], 0.99)
    if script == "cyrillic":
        return _cyrillic(letters)
    if script == "arabic":
        return (
            Language("fa", 0.8)
            if sum(c in "پچژگک" for c in letters) * 20 > len(letters)
            else Language("ar", 0.97)
        )
    if script == "latin":
        return _latin(text, len(letters), prior)
    return UNKNOWN


_LANGUAGE_OF_SCRIPT = {
    "kana": "ja",
    "hangul": "ko",
    "thai": "th",
    "greek": "el",
    "hebrew": "he",
    "devanagari": "hi",
}
_RANGES = (
    ("latin", "\u0041", "\u024f"), ("greek", "\u0370", "\u03ff"), ("cyrillic", "\u0400", "\u052f"),
    ("hebrew", "\u0590", "\u05ff"), ("arabic", "\u0600", "\u077f"), ("devanagari", "\u0900", "\u097f"),
    ("thai", "\u0e00", "\u0e7f"), ("hangul", "\u1100", "\u11ff"), ("latin", "\u1e00", "\u1eff"),
    ("kana", "\u3040", "\u30ff"), ("han", "\u3400", "\u9fff"), ("hangul", "\uac00", "\ud7af"),
    ("han", "\uf900", "\ufaff"), ("kana", "\uff66", "\uff9f"),
)  # fmt: skip


def _script(letters: list[str]) -> str:
    if "".join(letters).isascii():
        return "latin"
    counts: dict[str, float] = {}
    for character, times in Counter(letters).items():
        for name, first, last in _RANGES:
            if first <= character <= last:
                weight = _CJK_WEIGHT if name in ("han", "kana", "hangul") else 1.0
                counts[name] = counts.get(name, 0.0) + weight * times
                break
    if not counts:
        return ""
    # Kana among Han is Japanese even where Han prevails.
    if counts.get("kana", 0) * 8 > counts.get("han", 0) and "kana" in counts:
        counts["kana"] += counts.pop("han", 0)
    return max(counts, key=lambda name: counts[name])


def _chinese(letters: list[str]) -> Language:
    simplified = sum(character in SIMPLIFIED_ONLY for character in letters)
    traditional = sum(character in TRADITIONAL_ONLY for character in letters)
    code = "zh-Hant" if traditional > simplified else "zh-Hans"
    return Language(code, 0.97 if simplified != traditional else 0.8)


def _cyrillic(letters: list[str]) -> Language:
    if any(character in "іїєґІЇЄҐ" for character in letters):
        return Language("uk", 0.9)
    return Language("ru", 0.97)


def _latin(text: str, letters: int, prior: str | None) -> Language:
    weights = {code: _WEIGHTS.get(code, 1.0) for code in LATIN_LANGUAGES}
    marks = _marks(text)
    if sure := _by_words(marks):
        return sure
    for code, hits in marks.items():
        weights[code] *= 6.0 ** min(hits, 3.0)
    if prior in weights and letters < _SHORT_LETTERS:
        weights[prior] *= 20.0
    probabilities = _langdetect(text, weights)
    fallback = Language(prior, _PRIOR_CONFIDENCE) if prior and letters < _SHORT_LETTERS else UNKNOWN
    if not probabilities:
        return fallback
    code, probability = max(probabilities.items(), key=lambda item: item[1])
    if letters < _SHORT_LETTERS and code not in marks and code != prior:
        # One or two words without a telling mark: n-grams alone are a guess.
        probability *= 0.4 + 0.6 * letters / _SHORT_LETTERS
    return Language(code, round(probability, 4)) if probability >= _UNSURE else fallback


def _by_words(marks: dict[str, float]) -> Language | None:
    """Many telling words of one language and hardly any of another need no statistics, which cost 2 ms."""
    ranked = sorted(marks.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < _MANY_MARKS:
        return None
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    return Language(ranked[0][0], 0.99) if ranked[0][1] >= _CLEAR_LEAD * second else None


def _marks(text: str) -> dict[str, float]:
    """Telling words and letters per language, normalised by how many languages share them."""
    found: dict[str, float] = {}
    for word in _WORD.findall(text.lower())[:200]:
        codes = WORDS.get(word, ())
        for code in codes:
            found[code] = found.get(code, 0.0) + 1.0 / len(codes)
    for character in set(text.lower()):
        codes = LETTERS.get(character, ())
        for code in codes:
            found[code] = found.get(code, 0.0) + 1.5 / len(codes)
    return found


def _langdetect(text: str, weights: dict[str, float]) -> dict[str, float]:
    detector = _factory().create()
    detector.set_prior_map(weights)
    detector.append(text[:_STATISTICS_CHARACTERS])
    try:
        found = detector.get_probabilities()
    except langdetect.LangDetectException:
        return {}
    return {language.lang: language.prob for language in found}


@cache
def _factory() -> DetectorFactory:
    """langdetect with the profiles that count; the seed makes it answer the same every time."""
    DetectorFactory.seed = 0
    factory = DetectorFactory()
    profiles = Path(langdetect.__file__).parent / "profiles"
    factory.load_json_profile([(profiles / code).read_text(encoding="utf-8") for code in LATIN_LANGUAGES])
    return factory
