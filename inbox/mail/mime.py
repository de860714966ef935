"""The part tree of a message (RFC 2046) in one linear pass over its bytes, with caps on depth and number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from inbox.mail.headers import Fields, split_header
from inbox.mail.model import Limits
from inbox.mail.parameters import split_parameters

_BLANK = re.compile(rb"\n\r?\n")
_DELIMITER = re.compile(rb"^--([^\r\n]+)(?:\r\n|\n|\r|\Z)", re.MULTILINE)


@dataclass(slots=True)
class Part:
    """A leaf: header fields, media type, and the bytes of its body still in transfer encoding."""

    fields: Fields
    content_type: str
    parameters: dict[str, str]
    body: bytes = b""
    path: tuple[str, ...] = ()
    has_type: bool = True
    index: int = 0

    def field(self, name: str) -> str:
        """The first value of a header field of this part, `name` in lower case."""
        return next((value for key, value in self.fields if key.lower() == name), "")


@dataclass(slots=True)
class Tree:
    """The root's fields and type, the leaves in order, and what was wrong."""

    root: Part
    leaves: list[Part] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def split_parts(raw: bytes, limits: Limits) -> Tree:
    """Take a message apart. Multiparts nested deeper than `limits.depth` stay one leaf (`message/rfc822`)."""
    fields, body, problems = split_header(raw, 0, len(raw), limits)
    root = make_part(fields, "text/plain")
    tree = Tree(root, problems=problems)
    if not is_multipart(root):
        root.body = raw[body:]
        tree.leaves.append(root)
        return tree
    if not root.parameters.get("boundary"):
        guessed = _guess_boundary(raw, body)
        if not guessed:
            problems.append("missing_boundary")
            root.body = raw[body:]
            tree.leaves.append(root)
            return tree
        problems.append("guessed_boundary")
        root.parameters["boundary"] = guessed
    _walk(raw, body, root, tree, limits)
    if not tree.leaves:
        problems.append("no_parts")
        root.body = raw[body:]
        tree.leaves.append(root)
    return tree


def _walk(raw: bytes, body: int, root: Part, tree: Tree, limits: Limits) -> None:
    stack: list[tuple[bytes, Part]] = [(_boundary(root), root)]
    leaf: Part | None = None
    leaf_start = body
    position = body
    while match := _DELIMITER.search(raw, position):
        position = match.end()
        level, closes = _level(match.group(1).rstrip(b" \t"), stack)
        if level < 0:
            continue
        if leaf is not None:
            leaf.body = _until(raw, leaf_start, match.start())
            leaf = None
        del stack[level + 1 :]
        if closes:
            del stack[level:]
            if not stack:
                break
            continue
        if len(tree.leaves) >= limits.parts:
            tree.problems.append("too_many_parts")
            return
        block_end = _next_delimiter(raw, position, stack)
        fields, start, problems = split_header(raw, position, block_end, limits)
        tree.problems.extend(problem for problem in problems if problem != "no_header")
        parent = stack[-1][1]
        part = make_part(
            fields, "message/rfc822" if parent.content_type == "multipart/digest" else "text/plain"
        )
        part.path = (*parent.path, parent.content_type)
        position = max(start, position)
        if is_multipart(part) and part.parameters.get("boundary"):
            if len(stack) < limits.depth:
                stack.append((_boundary(part), part))
                continue
            tree.problems.append("nested_too_deep")
            part.content_type, part.body = "message/rfc822", raw[match.end() :]
            tree.leaves.append(part)
            return
        part.index = len(tree.leaves)
        tree.leaves.append(part)
        leaf, leaf_start = part, start
    if leaf is not None:
        tree.problems.append("unclosed_multipart")
        leaf.body = raw[leaf_start:]


def make_part(fields: Fields, default_type: str) -> Part:
    """A part from its header fields, with its media type read and mended."""
    part = Part(fields, default_type, {}, has_type=False)
    declared = part.field("content-type")
    if declared:
        content_type, part.parameters = split_parameters(declared)
        if content_type == "text":
            content_type = "text/plain"
        if (
            content_type.count("/") == 1
            and not content_type.startswith("/")
            and not content_type.endswith("/")
        ):
            part.content_type, part.has_type = content_type[:200], True
    return part


def is_multipart(part: Part) -> bool:
    """True when the body of a part is itself parts."""
    return part.content_type.startswith("multipart/")


def _boundary(part: Part) -> bytes:
    return part.parameters["boundary"].encode("utf-8", "surrogateescape").rstrip(b" \t")


def _level(line: bytes, stack: list[tuple[bytes, Part]]) -> tuple[int, bool]:
    """Which open multipart a delimiter line belongs to (innermost first), and whether it closes it."""
    for level in range(len(stack) - 1, -1, -1):
        boundary = stack[level][0]
        if line == boundary:
            return level, False
        if line.startswith(boundary) and line[len(boundary) :].startswith(b"--"):
            return level, True
    return -1, False


def _next_delimiter(raw: bytes, position: int, stack: list[tuple[bytes, Part]]) -> int:
    """A header block ends at the next delimiter at the latest (parts without any blank line)."""
    blank = _BLANK.search(raw, position)
    scan, stop = position, blank.start() + 1 if blank else len(raw)
    while (match := _DELIMITER.search(raw, scan, stop)) is not None:
        if _level(match.group(1).rstrip(b" \t"), stack)[0] >= 0:
            return match.start()
        scan = match.end()
    return len(raw)


def _until(raw: bytes, start: int, end: int) -> bytes:
    """Body bytes up to a delimiter; the line end before it belongs to the delimiter."""
    if end > start and raw[end - 1 : end] == b"\n":
        end -= 2 if end - 1 > start and raw[end - 2 : end - 1] == b"\r" else 1
    elif end > start and raw[end - 1 : end] == b"\r":
        end -= 1
    return raw[start:end] if end > start else b""


def _guess_boundary(raw: bytes, body: int) -> str:
    """The boundary of a multipart that does not name it: the first `--` line that is followed by a header."""
    match = re.search(
        rb"^--([^\r\n]{1,70})\r?\nContent-", raw[body : body + 65_536], re.MULTILINE | re.IGNORECASE
    )
    return match.group(1).decode("ascii", "replace").rstrip() if match else ""
