"""The desk's own names and domains, as tricksters borrow them, reach the judgement of every mail."""

from __future__ import annotations

from helpdesk.accounts.models import Role, User
from inbox.models import Store
from inbox.queries.desk_identity import desk_identity
from tests.inbox.mail_in.world import World, a_mail


def test_the_desk_is_its_people_mailboxes_stores_and_domains(world: World) -> None:
    User.objects.create_user("mia", name="Mia  Chen", role=Role.AGENT)
    User.objects.create_user("gone", name="Gone Away", role=Role.AGENT, is_active=False)
    Store.objects.create(name="Nordic Lamps", country="SE", website="https://www.nordic-lamps.example/shop")
    desk = desk_identity(["support@voltway.example", "voltway@gmail.com"])
    assert desk.domains == {"voltway.example", "nordic-lamps.example"}
    assert desk.names == {"mia chen", "nordic lamps"}


def test_a_mail_that_plays_one_of_us_is_filed_with_its_warning(world: World) -> None:
    world.agent()
    named = world.message_of(world.receive(a_mail(sender="Alex Berg <alex.berg@free.example>")))
    domain = world.message_of(world.receive(a_mail(sender="Support <support@vo1tway.example>")))
    assert named.trust["warnings"] == ["name_is_ours"]
    assert domain.trust["warnings"] == ["lookalike_domain: voltway.example"]
