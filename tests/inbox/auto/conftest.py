"""The same servers and desk as for mail in."""

from tests.inbox.mail_in.conftest import _blobs_of_this_test, mail_server, world

__all__ = ["_blobs_of_this_test", "mail_server", "world"]
