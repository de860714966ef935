"""The alarm that needs no worker: a thread of the web process, which looks when nobody else has looked.

Beat, broker and workers watch the mailboxes; who watches them is whichever process is alive and reaches the
database. The claim is the workers' own, so that a healthy desk is looked at once.
"""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from django.db import DatabaseError, connections

from helpdesk.core.clock import database_now
from inbox.actions.alarms.notices import tell_due
from inbox.actions.alarms.watch import claim_watch, watch_mailboxes

logger = logging.getLogger(__name__)
# Beat comes every 30 s: two missed turns are an absence.
ABSENT_AFTER = timedelta(seconds=75)
_LOOK_SECONDS = 15.0


def start_guard() -> threading.Thread:
    """Start the thread; it ends with its process."""
    thread = threading.Thread(target=_run, name="alarm-guard", daemon=True)
    thread.start()
    return thread


def stand_in() -> bool:
    """Look and tell in the workers' place if they are absent; returns whether that was so."""
    now = database_now()
    if not claim_watch(now, after=ABSENT_AFTER):
        return False
    logger.warning("no worker watches the mailboxes: the web process does")
    watch_mailboxes(now)
    tell_due(now)
    return True


def _run() -> None:
    pause = threading.Event()
    while not pause.wait(_LOOK_SECONDS):
        try:
            stand_in()
        except DatabaseError as error:
            logger.warning("the alarm guard waits for the database (%s)", type(error).__name__)
        except Exception:
            logger.exception("the alarm guard could not look")
        finally:
            connections.close_all()
