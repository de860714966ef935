"""From leaves to what a person reads: text, HTML and files."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from inbox.mail.characters import clean_line, clean_text
from inbox.mail.charsets import decode_bytes
from inbox.mail.encoded_words import decode_words
from inbox.mail.filenames import safe_name
from inbox.mail.mime import Part
from inbox.mail.model import Limits, ParsedAttachment
from inbox.mail.parameters import split_parameters
from inbox.mail.transfer import decode_transfer, uuencoded_files

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_READABLE = ("text/plain", "text/html")
_MAX_DECLARED_NAME = 1000


@dataclass(slots=True)
class Bodies:
    """Collected while the leaves are read."""

    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)
    attachments: list[ParsedAttachment] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_bodies(leaves: list[Part], limits: Limits) -> Bodies:
    """Sort every leaf into text, HTML or attachment, decoded. Linear in the size of the message."""
    bodies = Bodies()
    text_left, html_left = limits.text_characters, limits.html_characters
    for leaf in leaves:
        disposition, parameters = split_parameters(leaf.field("content-disposition"))
        data = decode_transfer(leaf.body, leaf.field("content-transfer-encoding").split(";")[0])
        if leaf.content_type not in _READABLE or disposition == "attachment":
            bodies.attachments.append(_attachment(leaf, data, disposition, parameters))
            continue
        if leaf.content_type == "text/plain" and b"begin " in data:
            bodies.attachments.extend(
                _make(name, "application/octet-stream", content, is_extracted=True)
                for name, content, _, _ in uuencoded_files(data)
            )
        text = _decode_text(leaf, data, bodies.problems)
        if leaf.content_type == "text/plain":
            bodies.texts.append(text[:text_left])
            text_left -= min(len(text), text_left)
        else:
            bodies.htmls.append(text[:html_left])
            html_left -= min(len(text), html_left)
    return bodies


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


def _attachment(leaf: Part, data: bytes, disposition: str, parameters: dict[str, str]) -> ParsedAttachment:
    name = parameters.get("filename", "") or leaf.parameters.get("name", "")
    content_id = clean_line(leaf.field("content-id")).strip("<> ")[:500]
    is_shown = leaf.content_type.startswith("image/") and disposition != "attachment"
    is_inline = (is_shown and (disposition == "inline" or bool(content_id))) or (
        bool(content_id) and "multipart/related" in leaf.path[-1:]
    )
    return _make(name, leaf.content_type, data, content_id, is_inline)


def _make(
    name: str,
    content_type: str,
    data: bytes,
    content_id: str = "",
    is_inline: bool = False,
    is_extracted: bool = False,
) -> ParsedAttachment:
    digest = hashlib.sha256(data).hexdigest()
    return ParsedAttachment(
        name=safe_name(name, fallback=""),
        content_type=clean_line(content_type),
        size=len(data),
        sha256=digest,
        content=data,
        content_id=content_id,
        is_inline=is_inline,
        declared_name=clean_line(decode_words(name))[:_MAX_DECLARED_NAME],
        is_extracted=is_extracted,
    )
