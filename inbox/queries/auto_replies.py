"""What the automatic answers of a mailbox did lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from inbox.models import AutoReplyDecision, Mailbox


@dataclass(frozen=True, slots=True)
class DayOfAnswers:
    """The last 24 hours: answers sent by kind, and messages left unanswered by reason, most frequent first."""

    sent: tuple[tuple[str, int], ...]
    suppressed: tuple[tuple[str, int], ...]

    @property
    def sent_total(self) -> int:
        return sum(count for _kind, count in self.sent)


def last_day(mailbox: Mailbox, now: datetime) -> DayOfAnswers:
    """One query."""
    since = AutoReplyDecision.objects.filter(mailbox=mailbox, at__gt=now - timedelta(days=1))
    rows = list(
        since.values_list("is_sent", "kind", "reason")
        .annotate(count=Count("pk"))
        .order_by("-count", "reason")
    )
    suppressed: dict[str, int] = {}
    for is_sent, _kind, reason, count in rows:
        if not is_sent:
            suppressed[reason] = suppressed.get(reason, 0) + count
    return DayOfAnswers(
        tuple((kind, count) for is_sent, kind, _reason, count in rows if is_sent),
        tuple(sorted(suppressed.items(), key=lambda one: -one[1])),
    )
