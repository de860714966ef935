"""A change that is refused, with the sentence for the person who tried it."""

from __future__ import annotations


class Refused(Exception):
    """`field` names the form field the sentence belongs to; "" when it concerns the whole change."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
