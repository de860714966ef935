"""The same servers as the tests of mail in."""

from tests.inbox.mail_in.conftest import _blobs_of_this_test as _blobs_of_this_test
from tests.inbox.mail_in.conftest import dovecot as dovecot
from tests.inbox.mail_in.conftest import mail_server as mail_server
from tests.inbox.mail_in.conftest import on_dovecot as on_dovecot
from tests.inbox.mail_in.conftest import world as world
