"""Domains made to be taken for another one: letters that look alike, one letter off, a known name as a part.

After Unicode Technical Standard 39 ("skeleton" of confusable characters), cut down to what domain names can hold.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from inbox.mail.brands import BRANDS, DEPARTMENTS, FREE_MAIL

# Characters outside Latin that are drawn like Latin ones (UTS 39, confusables.txt, the lower-case letters).
_CYRILLIC = "аa вb гr еe зe іi јj кk мm нh оo рp сc тt уy хx ѕs һh ԁd ԛq ԝw ьb ӏi ԍg"
_GREEK = "αa βb γy εe ηn ιi κk νv οo ρp σo τt υu χx ωw"
_OTHERS = "օo սu ոn հh ցg ɑa ɡg ıi łl øo đd ħh ŧt ⲟo"
_LIKE_LATIN = {ord(pair[0]): pair[1] for pair in f"{_CYRILLIC} {_GREEK} {_OTHERS}".split()}
_GROUPS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"))
_DIGITS = str.maketrans("01358|", "oiesbi")
_FUZZY_LENGTH = 6
# Below this length an l for an i makes another honest name (gls, gis): only foreign letters betray a trick.
_SKELETON_LENGTH = 5
_EVERYDAY = frozenset(
    ("target", "wish", "meta", "square", "visa", "wise", "affirm", "zoom", "otto", "joom", "bol")
)
_SECOND_LEVEL = frozenset(
    ("co", "com", "org", "net", "ac", "gov", "gob", "edu", "ne", "or", "go", "gen", "web")
)


def registrable(domain: str) -> str:
    """The part of a domain that somebody registered: `b.co.uk` of `a.b.co.uk` (an estimate without a list)."""
    labels = domain.split(".")
    is_deep = len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2
    return ".".join(labels[-3:] if is_deep else labels[-2:])


def unicode_domain(domain: str) -> str:
    """A domain with its punycode labels decoded; labels that cannot be stay as they are."""
    return ".".join(_unicode_label(label) for label in domain.split("."))


def scripts_of(label: str) -> set[str]:
    """Scripts of a label by character name; Japanese and Korean mix theirs by nature."""
    scripts = {unicodedata.name(character, "?").split()[0] for character in label if character.isalpha()}
    return {"CJK" if script in ("HIRAGANA", "KATAKANA", "CJK", "HANGUL") else script for script in scripts}


def imitated(domain: str, own_domains: Iterable[str] = ()) -> tuple[str, bool]:
    """What a domain imitates, a domain or a brand's label, and whether that is beyond doubt; ("", False) for nothing.

    `own_domains` are the desk's; a domain of a provider where anybody has an address is nobody's to imitate.
    """
    shown = unicode_domain(domain.lower())
    base = registrable(shown)
    own = {registrable(one) for one in own_domains} - FREE_MAIL
    if base in own or base in FREE_MAIL or is_known(domain):
        return "", False
    label = base.partition(".")[0]
    for one in sorted(own):
        theirs = one.partition(".")[0]
        if label != theirs and len(theirs) >= _SKELETON_LENGTH and _skeleton(label) == _skeleton(theirs):
            return one, True
        if len(theirs) >= _FUZZY_LENGTH and _is_one_off(label, theirs):
            return one, True
    return _imitated_brand(shown, label)


def is_known(domain: str) -> bool:
    """Whether a domain is a known brand's own, under any ending."""
    return registrable(domain).partition(".")[0] in _known_labels()


def brand_of_domain(domain: str) -> str:
    """The label of the brand that owns a domain; empty for all others."""
    return _known_labels().get(registrable(domain).partition(".")[0], "")


def brand_named(name: str) -> str:
    """The brand that a display name claims to be, alone or as one of its departments: "PayPal", "DHL Support"."""
    words = [word.strip(".,!:;-|\"'()[]®™").lower() for word in name.split()]
    words = [word for word in words if word]
    if not 1 <= len(words) <= 4:
        return ""
    brand = next((one for one in (words[0], "".join(words[:2])) if one in _labels()), "")
    rest = words[1:] if brand == words[0] else words[2:]
    return brand if all(word in DEPARTMENTS or word in ("the", "inc", "ltd", "gmbh") for word in rest) else ""


@lru_cache(maxsize=4096)
def _imitated_brand(shown: str, label: str) -> tuple[str, bool]:
    skeleton = _skeleton(label)
    parts = [part for part in label.split("-") if part]
    above = shown.split(".")[:-2]
    for brand in BRANDS:
        is_telling = len(brand.label) >= _SKELETON_LENGTH or not label.isascii()
        if is_telling and label != brand.label and skeleton == _skeleton(brand.label):
            return brand.label, True
        if brand.is_rare and len(brand.label) >= _FUZZY_LENGTH and _is_one_off(label, brand.label):
            return brand.label, False
        if brand.label not in _EVERYDAY and brand.label in parts and any(one in DEPARTMENTS for one in parts):
            return brand.label, True
        if brand.label in above and "com" in above:
            return brand.label, True  # paypal.com.evil.example
    return "", False


def _is_one_off(one: str, other: str) -> bool:
    """One letter added, left out or changed, or two neighbours swapped (Damerau), never at the first letter."""
    if one == other or abs(len(one) - len(other)) > 1 or one[:1] != other[:1]:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:] and len(a) > 1)


@cache
def _skeleton(label: str) -> str:
    folded = label.translate(_LIKE_LATIN)
    plain = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    plain = plain.translate(_DIGITS).replace("l", "i")
    for pair, letter in _GROUPS:
        plain = plain.replace(pair.replace("l", "i"), letter)
    return plain


@cache
def _known_labels() -> dict[str, str]:
    return {label: brand.label for brand in BRANDS for label in (brand.label, *brand.also)}


@cache
def _labels() -> frozenset[str]:
    return frozenset(brand.label for brand in BRANDS) - _EVERYDAY


def _unicode_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label
