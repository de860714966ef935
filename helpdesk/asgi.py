"""The ASGI application: pages and the live stream."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

application = get_asgi_application()

from inbox.actions.alarms.guard import start_guard  # noqa: E402 - models can be imported from here on

start_guard()
