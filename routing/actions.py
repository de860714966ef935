"""What the desk does about messages by itself."""

from __future__ import annotations

from collections.abc import Sequence

from inbox.actions.language import set_languages
from inbox.models import Message
from routing.classify.language import UNKNOWN, detect_language

_COLUMNS = (
    "subject",
    "text",
    "ticket__customer__language",
    "ticket__mailbox__language",
    "ticket__mailbox__store__default_language",
)


def understand_messages(message_ids: Sequence[int]) -> None:
    """Give messages their language, and their tickets and customers theirs where they had none."""
    found = {}
    for pk, subject, text, *priors in Message.objects.filter(pk__in=message_ids).values_list("pk", *_COLUMNS):
        prior = next((one for one in priors if one and one != UNKNOWN.code), None)
        language = detect_language(f"{subject}\n{text}", prior=prior)
        if language.code != UNKNOWN.code:
            found[pk] = language.code
    set_languages(found)
