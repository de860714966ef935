"""Where quoted history begins in plain text, and how far it goes: attributions, header blocks, marks."""

from __future__ import annotations

from inbox.mail import quote_patterns as patterns

_MAX_ATTRIBUTION_LINES = 4
_MAX_LINE = 2000
_MAX_ATTRIBUTION = 700  # characters over all its lines
_MAX_ATTRIBUTIONS = 400  # looked at; nobody quotes deeper, only an attacker does
_MAX_HEADER_BLOCK = 12


def drop_history(lines: list[str]) -> tuple[list[str], list[str]]:
    """Lines kept and lines of history, both in order. Linear time."""
    kept: list[str] = []
    quoted: list[str] = []
    attributions = _attributions(lines)
    in_code, is_below, has_words = False, False, False
    position = 0
    while position < len(lines):
        line = lines[position]
        if line.lstrip().startswith("```"):
            in_code = not in_code
        is_start = not has_words
        length = 0 if in_code else attributions.get(position, 0)
        end = position + length
        quote_end = _quote_end(lines, end) if length else end
        if length and (quote_end > end or _is_strong(lines[position:end])):
            if quote_end > end and not is_below:
                quoted += lines[position:quote_end]
                position = quote_end
            elif is_start or is_below:
                is_below = True
                # An attribution above everything: what follows are the words themselves (bottom posting).
                quoted += lines[position:end]
                position = end
            else:
                quoted += lines[position:]
                return kept, quoted
            continue
        if not in_code and (block := _history_start(lines, position)):
            if not is_start:
                _move_separators(kept, quoted)
                quoted += lines[position:]
                return kept, quoted
            quoted += lines[position : position + block]
            position += block
            continue
        kept.append(line)
        has_words = has_words or bool(line.strip())
        position += 1
    return kept, quoted


def _attributions(lines: list[str]) -> dict[int, int]:
    """Start line -> number of lines of every attribution ("On ... wrote:"), wrapped ones included."""
    found: dict[int, int] = {}
    tried = 0
    for end, line in enumerate(lines):
        if len(line) > _MAX_ATTRIBUTION or not _may_end_attribution(line):
            continue
        tried += 1
        if tried > _MAX_ATTRIBUTIONS:
            break
        joined, best = "", -1
        for start in range(end, max(-1, end - _MAX_ATTRIBUTION_LINES), -1):
            piece = lines[start]
            if (
                not piece.strip()
                or len(piece) + len(joined) > _MAX_ATTRIBUTION
                or (start < end and start in found)
            ):
                break
            if patterns.QUOTED.match(piece) and not patterns.QUOTED.match(line):
                break
            joined = f"{piece.strip()} {joined}".strip()
            if patterns.is_attribution(joined) and not patterns.FIRST_PERSON.search(joined):
                # A wrapped one may match from its second line on: the line with "On", "Am", a date is its start.
                best = start
                if patterns.ATTRIBUTION_START.match(joined):
                    break
            if patterns.QUOTED.match(piece):
                break
        if best >= 0:
            found[best] = end - best + 1
    return found


def _is_strong(lines: list[str]) -> bool:
    joined = " ".join(lines)
    return "@" in joined or (
        patterns.TIME_OF_DAY.search(joined) is not None
        and patterns.ATTRIBUTION_START.match(joined) is not None
    )


def _may_end_attribution(line: str) -> bool:
    """A cheap look at the end of a line; most lines need no more."""
    end = line.rstrip(" \t\u00a0*_-")
    return end.endswith((":", "：")) or patterns.ATTRIBUTION_END.search(end[-24:]) is not None


def _quote_end(lines: list[str], start: int) -> int:
    """Where a run of quoted lines (with blanks and stray wraps inside) ends; `start` when there is none."""
    position = start
    end = start
    while position < len(lines):
        line = lines[position]
        if patterns.QUOTED.match(line):
            position += 1
            end = position
        elif not line.strip() or (
            end > start
            and position == end
            and position + 1 < len(lines)
            and patterns.QUOTED.match(lines[position + 1])
            and patterns.QUOTE_WRAP.search(line[-500:])
        ):
            position += 1
        else:
            break
    return end


def _history_start(lines: list[str], position: int) -> int:
    """Number of lines that announce history here (marker and header block), 0 when none does."""
    line = lines[position]
    if len(line) > _MAX_LINE or not _may_start_history(line):
        return 0
    if patterns.is_marker(line):
        following = position + 1
        while following < len(lines) and not lines[following].strip():
            following += 1
        return following - position + (_header_block(lines, following) if following < len(lines) else 0)
    return _header_block(lines, position)


def _may_start_history(line: str) -> bool:
    return ":" in line or "：" in line or line.lstrip(" \t>*_").startswith(("--", "__", "=="))


def _label(line: str) -> str | None:
    """The kind of header a line of a header block shows: from, sent, to, subject, other."""
    line = line.lstrip(" \t\u00a0>*|")[:80]
    match = patterns.HEADER_LABEL.match(line) if ":" in line or "：" in line else None
    return match.lastgroup if match else None


def _header_block(lines: list[str], position: int) -> int:
    """Number of lines of an Outlook header block (From / Sent / To / Subject) that starts here, or 0."""
    first = _label(lines[position])
    if first not in ("from", "sent"):
        return 0
    kinds = {first}
    end = position + 1
    for index in range(position + 1, min(len(lines), position + _MAX_HEADER_BLOCK)):
        label = _label(lines[index])
        if label:
            kinds.add(label)
            end = index + 1
        elif not lines[index].strip():
            if not _next_is_label(lines, index + 1):
                break
        elif not _next_is_label(lines, index + 1) and not _is_continuation(lines, index, end):
            break
    is_block = len(kinds - {"other"}) >= 3 or {"sent", "to"} <= kinds or {"from", "sent"} <= kinds
    return _with_continuation(lines, end) - position if is_block else 0


def _next_is_label(lines: list[str], index: int) -> bool:
    return index < len(lines) and _label(lines[index]) is not None


def _is_continuation(lines: list[str], index: int, end: int) -> bool:
    return (
        index == end
        and index + 2 < len(lines)
        and _next_is_label(lines, index + 2)
        and bool(lines[index + 1].strip())
    )


def _with_continuation(lines: list[str], end: int) -> int:
    """A wrapped last header line still belongs to the block."""
    if end < len(lines) and lines[end].startswith((" ", "\t")) and lines[end].strip():
        return end + 1
    return end


def _move_separators(kept: list[str], quoted: list[str]) -> None:
    """The rule above a header block belongs to it."""
    moved: list[str] = []
    while kept and (not kept[-1].strip() or patterns.SEPARATOR.match(kept[-1])):
        moved.append(kept.pop())
    quoted += reversed(moved)
