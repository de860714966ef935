"""Asking about a very large folder piece by piece, so that memory stays flat (SECURITY.md R21)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

_Item = TypeVar("_Item")
SMALL = 20_000
_FIRST_WIDTH = 10_000
_GROWTH = 4


def in_windows(ask: Callable[[int, int], Sequence[_Item]], first: int, end: int) -> Iterator[Sequence[_Item]]:
    """The answers about the UIDs from `first` up to, and without, `end`, in order.

    UIDs may be sparse after years of deletions: a window that came back nearly empty makes the next one wider,
    one that came back full makes it narrower again.
    """
    width = _FIRST_WIDTH
    while first < end:
        last = min(first + width, end) - 1
        found = ask(first, last)
        if found:
            yield found
        if len(found) < _FIRST_WIDTH // _GROWTH:
            width *= _GROWTH
        elif len(found) > _FIRST_WIDTH:
            width = max(_FIRST_WIDTH, width // _GROWTH)
        first = last + 1
