"""Which enclosed images the HTML shows; all others are files, so that no picture is ever out of sight."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote

from inbox.mail.model import ParsedAttachment

_CID = re.compile(r"""cid:([^"'\s<>)&]{1,500})""", re.IGNORECASE)
_MAX_LOCATIONS = 50


def bind_images(
    htmls: Sequence[str], attachments: Sequence[ParsedAttachment], locations: Mapping[int, str]
) -> tuple[list[str], list[ParsedAttachment]]:
    """Mark the images that the HTML names by Content-ID, or by Content-Location (RFC 2557) and then by Content-ID.

    `locations` maps positions in `attachments` to their Content-Location. Linear for up to 50 locations.
    """
    htmls, bound = list(htmls), list(attachments)
    for index, location in list(locations.items())[:_MAX_LOCATIONS]:
        file = bound[index]
        identifier = file.content_id or f"{file.sha256[:24]}@location"
        replaced = [_point(html, location, identifier) for html in htmls]
        if replaced != htmls:
            htmls, bound[index] = replaced, replace(file, content_id=identifier)
    named = {unquote(one).lower() for html in htmls for one in _CID.findall(html)}
    for index, file in enumerate(bound):
        is_inline = file.content_id.lower() in named if file.content_id else False
        if is_inline != file.is_inline:
            bound[index] = replace(file, is_inline=is_inline)
    return htmls, bound


def _point(html: str, location: str, identifier: str) -> str:
    for quote in "\"'":
        html = html.replace(f"src={quote}{location}{quote}", f"src={quote}cid:{identifier}{quote}")
    return html
