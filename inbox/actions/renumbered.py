"""A folder with a new UIDVALIDITY: find out which mails we know, and go on only when that is certain.

The rule is mbsync's (SECURITY.md 2.1): enough matches and no contradiction, else stop and touch nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime

from django.db import transaction

from inbox.actions.ledger import Arrival, enter
from inbox.channels.email.imap import ImapConnection
from inbox.mail.message_ids import parse_message_id
from inbox.models import InboundMail, InboundState, Mailbox, MailFolder

_ENOUGH = 20
_SHARE = 0.8
_CHUNK = 500
_MESSAGE_ID = re.compile(rb"(?im)^message-id[ \t]*:[ \t]*((?:[^\r\n]|\r?\n[ \t])*)")

Key = tuple[str, int]


def pair_after_renumbering(
    connection: ImapConnection, mailbox: Mailbox, folder: MailFolder, uidvalidity: int, *, now: datetime
) -> bool:
    """Enter the known mails under their new numbers and set the cursor so that only unknown ones are fetched.

    False when too few can be paired by Message-ID and size; then nothing was changed.
    """
    listed = _keys_on_server(connection)
    known = _known(mailbox, folder)
    # New mail in the folder is no contradiction: what counts is how much of the known is there again.
    known_mails = sum(map(len, known.values()))
    pairs = {uid: known[key].pop() for uid, key in sorted(listed.items()) if known.get(key)}
    if listed and len(pairs) < min(_ENOUGH, _SHARE * min(len(listed), max(1, known_mails))):
        return False
    with transaction.atomic():
        rows = InboundMail.objects.in_bulk(list(pairs.values()))
        arrivals = [
            Arrival(
                uid,
                rows[old].internal_date,
                None,
                rows[old].size,
                InboundState.DUPLICATE,
                "the folder was renumbered",
                rows[old].message_id,
                old,
            )
            for uid, old in pairs.items()
        ]
        enter(arrivals, mailbox, folder.name, uidvalidity, now)
        # Unknown mails may lie between known ones: reading starts at the first of them, and entering what is
        # there already changes nothing.
        unknown = [uid for uid in listed if uid not in pairs]
        folder.uidvalidity = uidvalidity
        folder.last_uid = min(unknown) - 1 if unknown else max(listed, default=0)
        folder.server_uidnext = None
        folder.save(update_fields=["uidvalidity", "last_uid", "server_uidnext"])
    return True


def _keys_on_server(connection: ImapConnection) -> dict[int, Key]:
    uids = [one.uid for one in connection.list_from(1)]
    keys: dict[int, Key] = {}
    for start in range(0, len(uids), _CHUNK):
        headers = connection.fetch_headers(uids[start : start + _CHUNK], "MESSAGE-ID")
        for uid, one in headers.items():
            match = _MESSAGE_ID.search(one.body or b"")
            keys[uid] = (parse_message_id(match[1].decode("ascii", "replace")) if match else "", one.size)
    return keys


def _known(mailbox: Mailbox, folder: MailFolder) -> dict[Key, list[int]]:
    """Ledger ids by Message-ID and size; mails without an id cannot be paired with certainty."""
    known: dict[Key, list[int]] = defaultdict(list)
    rows = InboundMail.objects.filter(
        mailbox=mailbox, folder=folder.name, uidvalidity=folder.uidvalidity or 0
    ).exclude(message_id="")
    for row_id, message_id, size in rows.order_by("-id").values_list("id", "message_id", "size").iterator():
        known[message_id, size].append(row_id)
    return known
