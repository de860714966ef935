"""Finding a mail provider's preset: by its key, by an address's domain, by the exchanger that takes the mail."""

from __future__ import annotations

from dataclasses import replace

from inbox.channels.email.provider import Endpoint, OAuthEndpoints, PasswordKind, Preset
from inbox.channels.email.provider_data import GENERIC, OAUTH, PRESETS

__all__ = [
    "GENERIC",
    "PRESETS",
    "Endpoint",
    "PasswordKind",
    "Preset",
    "by_domain",
    "by_exchanger",
    "is_public_domain",
    "oauth_endpoints",
    "preset_of",
]

_BY_KEY = {preset.key: preset for preset in (*PRESETS, GENERIC)}


def preset_of(key: str) -> Preset:
    """The preset with this key; the generic one for keys that are none."""
    return _BY_KEY.get(key, GENERIC)


def by_domain(address: str) -> Preset | None:
    """The provider whose own domain the address has."""
    domain = address.rpartition("@")[2].strip().lower()
    return next((preset for preset in PRESETS if domain in preset.domains), None)


def by_exchanger(name: str) -> Preset | None:
    """The provider that runs the mail exchanger of this name."""
    host = "." + name.rstrip(".").lower()
    return next((preset for preset in PRESETS if any(host.endswith(f".{end}") for end in preset.mx)), None)


def is_public_domain(address: str) -> bool:
    """Whether anybody can get an address there: customers trust a shop's own domain more."""
    return by_domain(address) is not None


def oauth_endpoints(issuer: str, tenant: str = "") -> OAuthEndpoints | None:
    """A known issuer's addresses; `tenant` is Microsoft's directory id, any organisation's when empty."""
    known = OAUTH.get(issuer)
    if known is None:
        return None
    name = tenant.strip() or "common"
    return replace(
        known,
        authorize_url=known.authorize_url.replace("{tenant}", name),
        token_url=known.token_url.replace("{tenant}", name),
    )
