"""What the form says about the address and its provider: advice, never a refusal."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from inbox.channels.email.presets import is_public_domain, preset_of
from inbox.mail.role_addresses import PersonalSign, personal_sign, suggested_addresses
from inbox.web.settings.mailbox_form import MailboxForm


def hints(form: MailboxForm) -> dict[str, Any]:
    """`preset` with its way to sign in, `address_warning` and `suggested` role addresses."""
    address = str(form["address"].value() or "")
    return {
        "preset": preset_of(str(form["provider"].value() or "")),
        "address_warning": _warning(address),
        # at a public domain somebody else has the role names
        "suggested": suggested_addresses(address) if is_role_wanted(address) else (),
    }


def is_role_wanted(address: str) -> bool:
    """Whether role addresses at the same domain would be better."""
    return personal_sign(address) is not None and not is_public_domain(address)


def _warning(address: str) -> str:
    if is_public_domain(address):
        return _("Anybody can get an address at this domain: customers trust your shop's own domain more.")
    sign = personal_sign(address)
    if sign is PersonalSign.NUMBERED:
        return _(
            "%(address)s looks like one person's address, or one of many: customers trust a role name more."
        ) % {"address": address}
    if sign is PersonalSign.PERSON:
        return _("%(address)s looks like a person's address: a team answers better from a role name.") % {
            "address": address
        }
    return ""
