"""From leaves to what a person reads: text, HTML and files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from inbox.mail.characters import clean_line, clean_text
from inbox.mail.charsets import decode_bytes
from inbox.mail.enclosed import (
    guess_type,
    kind_of,
    make_attachment,
    name_message,
    open_outlook,
    open_signed,
    read_calendar,
)
from inbox.mail.inline_images import bind_images
from inbox.mail.mime import Part, split_parts
from inbox.mail.model import Limits, ParsedAttachment
from inbox.mail.notices import Notices
from inbox.mail.parameters import split_parameters
from inbox.mail.tnef import TnefMessage
from inbox.mail.transfer import decode_transfer, uuencoded_files

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_READABLE = ("text/plain", "text/html")
_MAX_WRAPPED = 2  # signed mail inside signed mail


@dataclass(slots=True)
class Bodies:
    """Collected while the leaves are read."""

    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)
    attachments: list[ParsedAttachment] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notices: Notices = field(default_factory=Notices)
    locations: dict[int, str] = field(default_factory=dict)
    outlook: TnefMessage | None = None


def read_bodies(leaves: list[Part], limits: Limits) -> Bodies:
    """Sort every leaf into text, HTML or attachment, decoded. Linear in the size of the message."""
    bodies = Bodies()
    _read_leaves(bodies, leaves, limits, 0)
    if bodies.outlook is not None and not bodies.htmls and not any(text.strip() for text in bodies.texts):
        # Outlook put the words into winmail.dat alone.
        bodies.texts = [bodies.outlook.text[: limits.text_characters]]
        bodies.htmls = [bodies.outlook.html[: limits.html_characters]] if bodies.outlook.html else []
    if bodies.attachments:
        bodies.htmls, bodies.attachments = bind_images(bodies.htmls, bodies.attachments, bodies.locations)
    return bodies


def _read_leaves(bodies: Bodies, leaves: list[Part], limits: Limits, depth: int) -> None:
    text_left = limits.text_characters - sum(map(len, bodies.texts))
    html_left = limits.html_characters - sum(map(len, bodies.htmls))
    for leaf in leaves:
        disposition, parameters = split_parameters(leaf.field("content-disposition"))
        data = decode_transfer(leaf.body, leaf.field("content-transfer-encoding").split(";")[0])
        if leaf.content_type not in _READABLE or disposition == "attachment":
            _add_file(bodies, leaf, data, parameters, limits, depth)
            continue
        if leaf.content_type == "text/plain" and b"begin " in data:
            bodies.attachments.extend(
                make_attachment(name, guess_type(name), content, is_extracted=True)
                for name, content, _, _ in uuencoded_files(data)
            )
        text = _decode_text(leaf, data, bodies.problems)
        if leaf.content_type == "text/plain":
            bodies.notices.add_text(text)
            bodies.texts.append(text[:text_left])
            text_left -= min(len(text), text_left)
        else:
            bodies.htmls.append(text[:html_left])
            html_left -= min(len(text), html_left)


def _add_file(
    bodies: Bodies, leaf: Part, data: bytes, parameters: dict[str, str], limits: Limits, depth: int
) -> None:
    name = parameters.get("filename", "") or leaf.parameters.get("name", "")
    file = make_attachment(
        name, leaf.content_type, data, clean_line(leaf.field("content-id")).strip("<> ")[:500]
    )
    kind = kind_of(file)
    if kind == "message":
        file = name_message(file, bodies.notices, is_report="multipart/report" in leaf.path)
    elif kind == "calendar":
        charset = leaf.parameters.get("charset", "utf-8")
        file = read_calendar(file, charset, leaf.parameters.get("method", ""), bodies.notices)
    location = leaf.field("content-location").strip()
    if location and file.content_type.startswith("image/"):
        bodies.locations[len(bodies.attachments)] = clean_line(location)
    bodies.notices.add_type(file.content_type)
    bodies.attachments.append(file)
    if kind == "outlook":
        bodies.outlook = open_outlook(data, bodies.attachments, bodies.notices, limits) or bodies.outlook
    elif kind == "smime":
        inner = open_signed(data, bodies.notices) if depth < _MAX_WRAPPED else b""
        if inner:
            _read_leaves(bodies, split_parts(inner, limits).leaves, limits, depth + 1)


def _decode_text(leaf: Part, data: bytes, problems: list[str]) -> str:
    charset = leaf.parameters.get("charset", "")
    if not charset and leaf.content_type == "text/html" and (meta := _META_CHARSET.search(data[:4096])):
        charset = meta.group(1).decode("ascii")
    text, is_wrong = decode_bytes(data, charset)
    if is_wrong:
        problems.append("charset_guessed")
    text = clean_text(text.removeprefix("\ufeff"))
    if leaf.parameters.get("format", "").lower() == "flowed":
        text = _unflow(text, leaf.parameters.get("delsp", "").lower() == "yes")
    return text


def _unflow(text: str, delete_space: bool) -> str:
    """Join the soft line breaks of format=flowed (RFC 3676); quoted lines keep their own lines."""
    pieces: list[str] = []
    is_open = False
    for line in text.split("\n"):
        is_quoted = line.startswith(">")
        if not is_quoted and line.startswith(" "):
            line = line[1:]
        if pieces and not (is_open and not is_quoted and line != "-- "):
            pieces.append("\n")
        is_open = line.endswith(" ") and line != "-- " and not is_quoted
        pieces.append(line[:-1] if is_open and delete_space else line)
    return "".join(pieces)
