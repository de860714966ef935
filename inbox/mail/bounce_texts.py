"""Bounces in plain words: qmail, Exim, Sendmail, Exchange, web mail of the East, and whoever else writes prose.

All of them name the address, and near it the reason. Which address was ours to write to is the outbox's to
say, so that a stranger's address in the prose does no harm.
"""

from __future__ import annotations

import re

from inbox.mail.status_codes import Action, RecipientReport, best_status

_READ = 32_000
_ADDRESSES = 50
_WORDS = 600  # of a recipient's reason
_ADDRESS = re.compile(
    r"(?<![\w.+=-])([\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?)", re.IGNORECASE
)
# Where the returned mail begins: what stands below was written by us.
_RETURNED_MAIL = re.compile(
    r"(?im)^[ \t>]*(?:-{2,}[ \t]*(?:below this line is a copy|original message|this is a copy|returned message|"
    r"the header of the original|message header|transcript of|original mail|unsent message|forwarded message)|"
    r"-{3,}[^\n]{0,60}(?:ursprüngliche|message d'origine|mensaje original|messaggio originale|mensagem original|"
    r"原始邮件|原郵件|元のメッセージ|исходное)|original message headers:|received: from |return-path: )"
)
_QMAIL = re.compile(r"^hi\.\s+this is the ", re.IGNORECASE)
_QMAIL_RECIPIENT = re.compile(r"(?m)^<([^<>\s]{1,320})>:[ \t]*$")
_DELAY = re.compile(
    r"this is a warning|warning message only|do(?: not|n'?t) need to re-?send|has(?: not yet|n'?t yet|"
    r" not) been delivered|"
    r"(?:will|still|continue)[^.\n]{0,40}(?:retr(?:y|ied)|try|tried|being tried)|delivery (?:is |was |has been |"
    r"incomplete|)?delay|"
    r"(?:temporarily|temporary) (?:problem|fail)|verzögert|noch nicht zugestellt|retardé|retrasado|ritardo|vertraagd|"
    r"延迟|延遲|遅延|задержан|задерж",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"permanent(?:ly)? (?:fail|error)|failed permanently|giving up|gave up|i'm not going to try again|"
    r"could not be delivered to|"
    r"永久|fatal error",
    re.IGNORECASE,
)


def read_bounce_text(text: str, failed: tuple[str, ...] = ()) -> list[RecipientReport]:
    """Recipients and reasons in a bounce's prose; `failed` are those that X-Failed-Recipients names (Exim, Gmail)."""
    prose = _prose(text)
    action = Action.DELAYED if _DELAY.search(prose) and not _GIVEN_UP.search(prose) else Action.FAILED
    found = _qmail(prose) if _QMAIL.match(prose.lstrip()) else []
    found = found or _mentioned(prose)
    named = dict(found)
    for address in failed:
        named.setdefault(address, prose[:_WORDS])
    return [_recipient(address, words, action, prose) for address, words in named.items()][:_ADDRESSES]


def _prose(text: str) -> str:
    text = text[:_READ]
    start = _RETURNED_MAIL.search(text, min(len(text), 40))
    return text[: start.start()] if start else text


def _qmail(prose: str) -> list[tuple[str, str]]:
    """QSBMF: a paragraph for each recipient, its address in brackets with a colon."""
    matches = list(_QMAIL_RECIPIENT.finditer(prose))
    return [(one[1].lower(), prose[one.end() :].lstrip("\n").partition("\n\n")[0]) for one in matches]


def _mentioned(prose: str) -> list[tuple[str, str]]:
    """Every address with the words after it, up to the next address; those of all its mentions together."""
    words: dict[str, list[str]] = {}
    matches = list(_ADDRESS.finditer(prose))[: _ADDRESSES * 4]
    ends = [one.start() for one in matches[1:]] + [len(prose)]
    for one, end in zip(matches, ends, strict=False):
        words.setdefault(one[1].lower().rstrip("."), []).append(prose[one.end() : end][:_WORDS])
    return [(address, " ".join(parts)) for address, parts in words.items()]


def _recipient(address: str, words: str, action: Action, prose: str) -> RecipientReport:
    """Where the reason stands before the address ("Not found: your mail to a@b") the whole prose tells it."""
    detail = " ".join(words.split()).strip(" <>:()")[:_WORDS]
    status = best_status("", detail, action) or best_status("", prose[:2000], action)
    return RecipientReport(address, action, status, detail[:300])
