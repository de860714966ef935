"""Everything the desk makes of one mail, as plain values (INTERFACES.md, `explain`). Pure."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from inbox.mail.loops import judge_automatic
from inbox.mail.model import ParsedMail, UnparsableMail
from inbox.mail.parse import parse_message
from inbox.mail.quotes import split_reply
from inbox.mail.trust import judge_trust
from routing.classify.language import detect_language


def explain_mail(
    raw: bytes,
    *,
    file: str = "",
    own_addresses: frozenset[str] = frozenset(),
    trusted_authserv_ids: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """What the desk makes of the bytes of one mail; `state` is `quarantined` when it cannot be parsed.

    Files found inside the text (uuencode) are not listed among the attachments: they stand in `text` already.
    """
    try:
        mail = parse_message(raw)
    except UnparsableMail as error:
        return {"file": file, "state": "quarantined", "reason": error.reason}
    return {"file": file, "state": "parsed", "reason": "", **_envelope(mail), **_content(mail)} | _judgements(
        mail, own_addresses, trusted_authserv_ids
    )


def _envelope(mail: ParsedMail) -> dict[str, Any]:
    return {
        "from": list(mail.from_addresses),
        "from_name": mail.from_name,
        "to": list(mail.to),
        "cc": list(mail.cc),
        "reply_to": list(mail.reply_to),
        "subject": mail.subject,
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": list(mail.references),
        "date": mail.date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if mail.date else None,
        "has_html": mail.html is not None,
    }


def _content(mail: ParsedMail) -> dict[str, Any]:
    reply = split_reply(mail.text, mail.html)
    language = detect_language(reply.reply_text or mail.subject)
    return {
        "text": mail.text,
        "reply_text": reply.reply_text,
        "quoted_text": reply.quoted_text,
        "signature": reply.signature,
        "attachments": [
            {
                "name": attachment.declared_name,
                "size": attachment.size,
                "sha256": attachment.sha256,
                "content_type": attachment.content_type,
                "inline": attachment.is_inline,
            }
            for attachment in mail.attachments
            if not attachment.is_extracted
        ],
        "language": {"code": language.code, "confidence": round(language.confidence, 4)},
        "intent": {"name": "other", "confidence": 0.0},
        "sentiment": {"label": "neutral", "score": 0.0},
        "urgency": "normal",
        "entities": [],
    }


def _judgements(
    mail: ParsedMail, own_addresses: frozenset[str], trusted_authserv_ids: frozenset[str]
) -> dict[str, Any]:
    automatic = judge_automatic(mail, own_addresses=own_addresses)
    trust = judge_trust(mail, trusted_authserv_ids=trusted_authserv_ids)
    return {
        "automatic": {
            "kind": automatic.kind.value,
            "suppress_autoreply": automatic.suppress_autoreply,
            "evidence": list(automatic.evidence),
        },
        "trust": {
            "spf": trust.spf,
            "dkim": trust.dkim,
            "dmarc": trust.dmarc,
            "warnings": list(trust.warnings),
        },
        "problems": list(mail.problems),
    }
