"""The whole URL table."""

from __future__ import annotations

from django.urls import include, path

from helpdesk.web import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("helpdesk.accounts.web.urls")),
    path("", include("inbox.web.urls")),
]

handler400 = "helpdesk.web.errors.bad_request"
handler403 = "helpdesk.web.errors.forbidden"
handler404 = "helpdesk.web.errors.not_found"
handler500 = "helpdesk.web.errors.server_error"
