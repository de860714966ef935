"""The same servers and desk as for mail in."""

from collections.abc import Iterator

import pytest

from tests.inbox.mail_in.conftest import _blobs_of_this_test, mail_server, world
from tests.inbox.mail_out.submission import Submission

__all__ = ["_blobs_of_this_test", "mail_server", "world"]


@pytest.fixture
def submission() -> Iterator[Submission]:
    with Submission() as server:
        yield server
