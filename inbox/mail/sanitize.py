"""Mail HTML made harmless (SECURITY B rows and 4.4): our own allow-list over nh3, nothing loads by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import nh3

from inbox.mail.characters import clean_text
from inbox.mail.html_text import MAX_DEPTH, html_to_text, nesting_depth
from inbox.mail.styles import filter_style
from inbox.mail.text_html import text_to_html

# Stored with every sanitised body; a higher number means: sanitise again from the raw mail.
SANITIZER_VERSION = 2

_TAGS = frozenset(
    str.split(
        "a abbr b bdi blockquote br caption center cite code col colgroup dd del details dfn div dl "
        "dt em "
        "figcaption figure font "
        "h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong sub "
        "summary sup "
        "table tbody td "
        "tfoot th thead tr tt u ul var"
    )
)
DROPPED_WITH_CONTENT = frozenset(
    str.split(
        "script style title template noscript svg math object embed applet iframe frame frameset audio video canvas "
        "select option textarea xml noembed noframes plaintext xmp head"
    )
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"style", "dir", "lang", "title", "align", "valign", "bgcolor", "width", "height"},
    "a": {"href"},
    "img": {"src", "alt", "border", "hspace", "vspace"},
    "table": {"border", "cellpadding", "cellspacing", "summary"},
    "td": {"colspan", "rowspan", "nowrap"},
    "th": {"colspan", "rowspan", "nowrap", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "font": {"color", "face", "size"},
    "ol": {"start", "type", "reversed"},
    "ul": {"type"},
    "li": {"value", "type"},
    "br": {"clear"},
    "hr": {"size", "noshade"},
}
# Folded history (see `fold`): neither open nor dressed by the mail.
_WITHOUT_ATTRIBUTES = frozenset(("details", "summary"))
_LINK_SCHEMES = ("http://", "https://", "mailto:")
_NO_URLS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SafeHtml:
    """HTML to show in the sandboxed frame; `remote_images` are the addresses that were held back."""

    html: str
    has_remote_content: bool
    remote_images: tuple[str, ...] = ()


def sanitize_html(
    html: str,
    *,
    cid_urls: Mapping[str, str] = _NO_URLS,
    image_urls: Mapping[str, str] = _NO_URLS,
    with_links: bool = True,
) -> SafeHtml:
    """Sanitise the HTML of a mail. It loads nothing but what the caller gives an address for.

    `cid_urls` maps Content-IDs (no brackets) to addresses of ours; `image_urls` maps remote image addresses
    to our proxy once the reader asked for them. An image without an entry keeps its alternative text only.
    HTML nested deeper than 256 comes back as plain text. `with_links` False leaves only the words of links.
    """
    html = clean_text(html)
    if nesting_depth(html) > MAX_DEPTH:
        return SafeHtml(text_to_html(html_to_text(html)), False)
    images = _Images(cid_urls, image_urls)
    safe = nh3.clean(
        html,
        tags=set(_TAGS) if with_links else set(_TAGS - {"a"}),
        clean_content_tags=set(DROPPED_WITH_CONTENT),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=images.filter_attribute,
        url_schemes={"http", "https", "mailto", "cid"},
        url_relative=images.keep_ours,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        strip_comments=True,
    )
    remote = tuple(dict.fromkeys(images.remote))
    return SafeHtml(safe, bool(remote), remote)


class _Images:
    """Decides attribute by attribute, and remembers the images that wait outside."""

    def __init__(self, cid_urls: Mapping[str, str], image_urls: Mapping[str, str]) -> None:
        self._cid_urls = {key.lower(): url for key, url in cid_urls.items()}
        self._image_urls = image_urls
        self._handed_out = frozenset((*cid_urls.values(), *image_urls.values()))
        self.remote: list[str] = []

    def filter_attribute(self, tag: str, name: str, value: str) -> str | None:
        """The value to keep, or None to drop the attribute."""
        if tag in _WITHOUT_ATTRIBUTES:
            return None
        if name == "style":
            return filter_style(value)
        if name == "src":
            return self._image(value.strip())
        if name == "href" and not value.strip().lower().startswith(_LINK_SCHEMES):
            return None
        return value if len(value) <= 4000 else None

    def keep_ours(self, url: str) -> str | None:
        """Relative addresses are denied (B2) but for those the caller handed out for an image."""
        return url if url in self._handed_out else None

    def _image(self, source: str) -> str | None:
        lowered = source.lower()
        if lowered.startswith("cid:"):
            return self._cid_urls.get(lowered[4:].strip("<> "))
        if lowered.startswith(("http://", "https://")):
            allowed = self._image_urls.get(source)
            if allowed is None:
                self.remote.append(source)
            return allowed
        return None
