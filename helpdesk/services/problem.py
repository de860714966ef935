"""The one kind of failure that `manage.py up` shows to a person."""

from __future__ import annotations

import errno


class ServiceProblem(Exception):
    """Something that cannot start or go on; the message is one line with its remedy."""


class StopRequested(Exception):
    """Ctrl-C or SIGTERM came while the desk was starting."""


def explain_os_error(error: OSError, doing: str) -> ServiceProblem:
    """The line for a failed file operation: `doing` says what was tried, e.g. "write to /data"."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return ServiceProblem(
            f"Cannot {doing}: the disk is full. Free some space or set CROSSDESK_DATA to another disk."
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return ServiceProblem(
            f"Cannot {doing}: {error.strerror}. Give this user the right to write there,"
            " or set CROSSDESK_DATA to a directory it owns."
        )
    return ServiceProblem(
        f"Cannot {doing}: {error.strerror or error}. Set CROSSDESK_DATA to another directory."
    )
