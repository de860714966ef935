"""F3: people's addresses are asked through one client; every other way around its checks is a finding."""

from __future__ import annotations

import re

from helpdesk.env import PROJECT_ROOT

_CLIENTS = re.compile(
    r"^\s*(?:import|from)\s+(?:requests|urllib3|httpx|aiohttp|http\.client|urllib\.request)\b", re.M
)
# The client itself, and those that ask this machine's own web process.
_ALLOWED = {"inbox/channels/http.py", "helpdesk/services/launch.py", "helpdesk/services/checks.py"}


def test_f3_one_module_speaks_http_to_addresses_that_people_type() -> None:
    found = {
        str(path.relative_to(PROJECT_ROOT))
        for package in ("helpdesk", "inbox", "routing", "templates_lib", "audit")
        for path in (PROJECT_ROOT / package).rglob("*.py")
        if _CLIENTS.search(path.read_text(encoding="utf-8"))
    }
    assert found <= _ALLOWED
    assert "inbox/channels/http.py" in found
