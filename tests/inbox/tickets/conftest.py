"""A desk with one ticket, and its people signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from helpdesk.accounts.models import User
from inbox.models import Ticket
from tests.support.personas import Desk, make_desk, make_ticket, signed_in

Browser = Callable[[User], Client]


@pytest.fixture
def people(db: None) -> Desk:
    return make_desk()


@pytest.fixture
def ticket(people: Desk) -> Ticket:
    return make_ticket(people.support)


@pytest.fixture
def alex(people: Desk) -> Client:
    return signed_in(people.agent)
