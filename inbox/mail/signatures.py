"""The signature at the end of a mail: what stands below the dashes, or what a phone adds by itself."""

from __future__ import annotations

from inbox.mail import quote_patterns as patterns

_MAX_SIGNATURE_LINES = 30
_MAX_CLOSING_LINES = 6
_MAX_NAME_LINE = 60
_MAX_MOBILE_LINES = 3
_MAX_LINE = 400


def split_signature(lines: list[str], had_history: bool) -> tuple[list[str], list[str]]:
    """The lines without their signature, and the signature. Never takes everything.

    A closing with a name ("Thanks!, Roman") is split off only from mails without quoted history: above a
    quote it marks no border that anybody misses, and leaving it is the safe side.
    """
    body = _without_blank_end(lines)
    signature: list[str] = []
    cut = _delimiter(body)
    if cut is not None:
        body, signature = body[:cut], body[cut:]
    body, decoration = _split_decoration(_without_blank_end(body))
    signature = decoration + signature
    # Above quoted history a phone's line is left alone: it is no border there, and leaving is the safe side.
    for _ in range(0 if had_history else _MAX_MOBILE_LINES):
        if (
            not body
            or len(body[-1]) >= _MAX_LINE
            or not patterns.MOBILE.match(body[-1])
            or not _has_text(body[:-1])
        ):
            break
        signature = [body[-1], *signature]
        body, decoration = _split_decoration(_without_blank_end(body[:-1]))
        signature = decoration + signature
    if not had_history and not signature:
        cut = _closing(body)
        if cut is not None:
            body, signature = body[:cut], body[cut:]
    elif signature and patterns.MOBILE.match(signature[0]) and not had_history:
        name = _lone_name(body)
        if name is not None:
            body, signature = body[:name], body[name:] + signature
    return (body, signature) if _has_text(body) else (lines, [])


def _delimiter(lines: list[str]) -> int | None:
    """Where a delimited signature, list footer or legal notice begins; the topmost one near the end."""
    floor = max(1, len(lines) - _MAX_SIGNATURE_LINES)
    in_code = False
    for index, line in enumerate(lines):
        if len(line) > _MAX_LINE:
            if index >= floor and patterns.DISCLAIMER.match(line[:_MAX_LINE]) and _has_text(lines[:index]):
                return index
            continue
        if line.lstrip().startswith("```"):
            in_code = not in_code
        if in_code or index < floor or not _has_text(lines[:1] if lines[0].strip() else lines[:index]):
            continue
        if patterns.SIGNATURE_DELIMITER.match(line) or patterns.DISCLAIMER.match(line):
            return index
        if patterns.SEPARATOR.match(line) and _is_short_block(lines[index + 1 :]):
            return index
    return None


def _is_short_block(lines: list[str]) -> bool:
    """Contact details, not prose: short lines, few of them, and nothing is asked."""
    filled = [line for line in lines if line.strip()]
    return len(filled) <= 14 and all(
        len(line) <= 100 and not line.rstrip().endswith(("?", "？")) for line in filled
    )


def _split_decoration(lines: list[str]) -> tuple[list[str], list[str]]:
    """Trailing rules and empty marks."""
    end = len(lines)
    while end and len(lines[end - 1]) < _MAX_LINE and patterns.DECORATION.match(lines[end - 1]):
        end -= 1
    if not any(line.strip() for line in lines[end:]) or (
        lines[end - 1 : end] and lines[end - 1].startswith("```")
    ):
        return lines, []
    return lines[:end], lines[end:]


def _closing(lines: list[str]) -> int | None:
    """A closing phrase with a name under it, or a dashed name, at the very end."""
    filled = [index for index, line in enumerate(lines) if line.strip()]
    if len(filled) < 2:
        return None
    if patterns.DASHED_NAME.match(lines[filled[-1]]):
        return filled[-1]
    for index in reversed(filled[1:][-_MAX_CLOSING_LINES:]):
        line = lines[index]
        if len(line) > _MAX_NAME_LINE or (index != filled[-1] and line.rstrip().endswith(("?", ":"))):
            return None
        if patterns.CLOSING.match(line):
            return index if index != filled[-1] else None
    return None


def _lone_name(lines: list[str]) -> int | None:
    """Two or three capitalised words alone in the last paragraph, right above a phone's signature."""
    if len(lines) < 3 or lines[-2].strip():
        return None
    words = lines[-1].split()
    return (
        len(lines) - 1
        if 1 < len(words) <= 3 and all(word[:1].isupper() and word.isalpha() for word in words)
        else None
    )


def _without_blank_end(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def _has_text(lines: list[str]) -> bool:
    return any(line.strip() for line in lines)
