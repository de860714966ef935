"""Automatic answers of a mailbox, and calendars of opening hours."""

from __future__ import annotations

from django.urls import path

from inbox.web.settings import auto_replies, calendars

urlpatterns = [
    path("mailboxes/<int:mailbox_id>/auto-replies", auto_replies.auto_replies, name="settings-auto-replies"),
    path("calendars", calendars.calendars, name="settings-calendars"),
    path("calendars/new", calendars.calendar_new, name="settings-calendar-new"),
    path("calendars/<int:calendar_id>", calendars.calendar, name="settings-calendar"),
    path("calendars/<int:calendar_id>/removal", calendars.calendar_removal, name="settings-calendar-removal"),
]
