"""Imports of history, below /settings/mailboxes/<id>/import."""

from __future__ import annotations

from django.urls import path

from inbox.web.settings import imports

_IMPORT = "mailboxes/<int:mailbox_id>/import"

urlpatterns = [
    path(_IMPORT, imports.imports, name="settings-imports"),
    path(f"{_IMPORT}/folders", imports.import_folders, name="settings-import-folders"),
    path(f"{_IMPORT}/<int:job_id>", imports.import_page, name="settings-import"),
    path(f"{_IMPORT}/<int:job_id>/state", imports.import_state, name="settings-import-state"),
]
