"""The settings of stores and mailboxes, below /settings/."""

from __future__ import annotations

from django.urls import path

from inbox.web.settings import (
    alarm_targets,
    comparison,
    connection,
    folders,
    mailbox_start,
    mailboxes,
    oauth,
    quarantine,
    stores,
)

urlpatterns = [
    path("stores", stores.stores, name="settings-stores"),
    path("stores/new", stores.store_new, name="settings-store-new"),
    path("stores/<int:store_id>", stores.store, name="settings-store"),
    path("mailboxes", mailboxes.mailboxes, name="settings-mailboxes"),
    path("mailboxes/new", mailboxes.mailbox_new, name="settings-mailbox-new"),
    path("mailboxes/suggestion", mailbox_start.mailbox_suggestion, name="settings-mailbox-suggestion"),
    path("mailboxes/oauth/callback", oauth.callback, name="settings-mailbox-oauth-callback"),
    path(
        "mailboxes/connection-test",
        connection.connection_test_new,
        name="settings-mailbox-new-connection-test",
    ),
    path("mailboxes/<int:mailbox_id>", mailboxes.mailbox, name="settings-mailbox"),
    path(
        "mailboxes/<int:mailbox_id>/connection-test",
        connection.connection_test,
        name="settings-mailbox-connection-test",
    ),
    path("alarms", alarm_targets.alarm_targets, name="settings-alarms"),
    path("alarms/<int:target_id>", alarm_targets.alarm_target, name="settings-alarm-target"),
    path(
        "mailboxes/<int:mailbox_id>/comparison",
        comparison.comparison,
        name="settings-mailbox-comparison",
    ),
    path("mailboxes/<int:mailbox_id>/oauth", oauth.consent, name="settings-mailbox-oauth"),
    path("mailboxes/<int:mailbox_id>/folders", folders.folder_new, name="settings-mailbox-folders"),
    path(
        "mailboxes/<int:mailbox_id>/folders/on-server",
        folders.server_folders,
        name="settings-mailbox-server-folders",
    ),
    path(
        "mailboxes/<int:mailbox_id>/folders/<int:folder_id>/removal",
        folders.folder_removal,
        name="settings-mailbox-folder-removal",
    ),
    path(
        "mailboxes/<int:mailbox_id>/folders/<int:folder_id>/restart",
        folders.folder_restart,
        name="settings-mailbox-folder-restart",
    ),
    path("mailboxes/<int:mailbox_id>/quarantine", quarantine.quarantine, name="settings-quarantine"),
    path(
        "mailboxes/<int:mailbox_id>/quarantine/<int:inbound_id>/source",
        quarantine.quarantined_source,
        name="settings-quarantined-source",
    ),
    path(
        "mailboxes/<int:mailbox_id>/quarantine/<int:inbound_id>/retry",
        quarantine.quarantine_retry,
        name="settings-quarantine-retry",
    ),
    path(
        "mailboxes/<int:mailbox_id>/quarantine/<int:inbound_id>/release",
        quarantine.quarantine_release,
        name="settings-quarantine-release",
    ),
]
