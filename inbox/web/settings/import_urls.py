"""Imports of history, below /settings/mailboxes/<id>/import."""

from __future__ import annotations

from django.urls import path

from inbox.web.settings import imports

urlpatterns = [
    path("", imports.imports, name="settings-imports"),
    path("/folders", imports.import_folders, name="settings-import-folders"),
    path("/<int:job_id>", imports.import_page, name="settings-import"),
    path("/<int:job_id>/state", imports.import_state, name="settings-import-state"),
]
