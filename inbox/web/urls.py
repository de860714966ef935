"""The inbox's URLs. A new verb is a new noun; every row here needs its row in the rights matrix."""

from __future__ import annotations

from django.urls import include, path

from inbox.web.settings import outbox
from inbox.web.views import alarms, inbox, live, message, ticket, ticket_acts

urlpatterns = [
    path("", inbox.home, name="home"),
    path("inbox/<slug:view>", inbox.inbox, name="inbox"),
    path("search", inbox.search, name="search"),
    path("live", live.live, name="live"),
    path("alarms", alarms.alarms, name="alarms"),
    path("navigation", inbox.navigation_lines, name="navigation"),
    path("tickets/<int:number>", ticket.ticket_page, name="ticket"),
    path("tickets/<int:number>/row", ticket.ticket_row, name="ticket_row"),
    path("tickets/<int:number>/thread", ticket.ticket_thread, name="ticket_thread"),
    path("tickets/<int:number>/assignment", ticket_acts.assignment, name="ticket_assignment"),
    path("tickets/<int:number>/handover", ticket_acts.handover, name="ticket_handover"),
    path("tickets/<int:number>/status", ticket_acts.status, name="ticket_status"),
    path("tickets/<int:number>/priority", ticket_acts.priority, name="ticket_priority"),
    path("tickets/<int:number>/replies", ticket_acts.replies, name="ticket_replies"),
    path("tickets/<int:number>/notes", ticket_acts.notes, name="ticket_notes"),
    path("tickets/<int:number>/draft", ticket_acts.draft, name="ticket_draft"),
    path("tickets/<int:number>/seen", ticket_acts.seen, name="ticket_seen"),
    path("messages/<int:message_id>/body", message.body, name="message_body"),
    path("messages/<int:message_id>/source", message.source, name="message_source"),
    path("messages/<int:message_id>/cancellation", ticket_acts.cancellation, name="message_cancellation"),
    path("messages/<int:message_id>/delivery", ticket_acts.delivery, name="message_delivery"),
    path("messages/<int:message_id>/links", ticket_acts.links, name="message_links"),
    path("attachments/<int:attachment_id>", message.attachment, name="attachment"),
    path("attachments/<int:attachment_id>/preview", message.attachment_preview, name="attachment_preview"),
    path("mail-media/<str:token>", message.mail_media, name="mail_media"),
    path("settings/outbox", outbox.outbox, name="settings-outbox"),
    path("settings/outbox/hold", outbox.outbox_hold, name="settings-outbox-hold"),
    path("settings/outbox/<int:outbound_id>", outbox.outbox_mail, name="settings-outbox-mail"),
    path("settings/", include("inbox.web.settings.urls")),
    path("settings/", include("inbox.web.settings.import_urls")),
    path("settings/", include("inbox.web.settings.auto_urls")),
]
