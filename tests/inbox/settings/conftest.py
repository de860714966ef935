"""The identity provider of the OAuth 2 tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.oauth import Identity, OAuthServer


@pytest.fixture(scope="package")
def running_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OAuthServer]:
    with OAuthServer(tmp_path_factory.mktemp("oauth")) as server:
        yield server


@pytest.fixture
def provider(running_provider: OAuthServer, monkeypatch: pytest.MonkeyPatch) -> OAuthServer:
    """The provider as new, its certificate trusted."""
    running_provider.identity.__dict__.update(Identity().__dict__)
    monkeypatch.setenv("CROSSDESK_CA_FILE", str(running_provider.ca_path))
    return running_provider
