"""The automatic answers of one mailbox: three kinds, their words in each language, what they did lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.request import SignedInRequest
from helpdesk.core.clock import utcnow
from helpdesk.web.client import client_ip
from helpdesk.web.marks import admin_only
from helpdesk.web.settings_pages import refuse, settings_page
from inbox.access import access_mailbox
from inbox.actions.auto_reply_settings import save_auto_reply
from inbox.actions.auto_words import Answer, hours_of, words_of
from inbox.mail.auto_texts import SHIPPED, text_language
from inbox.models import AutoReply, AutoReplyKind, Calendar, Mailbox
from inbox.queries.auto_replies import last_day
from inbox.web.settings.auto_reply_forms import AutoReplyForm

_KINDS = (AutoReplyKind.ACKNOWLEDGEMENT, AutoReplyKind.OUT_OF_HOURS, AutoReplyKind.HOLIDAY)


@dataclass(frozen=True, slots=True)
class Section:
    """One kind on the page."""

    kind: str
    title: str
    help: str
    form: AutoReplyForm
    is_on: bool
    preview: Answer


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def auto_replies(request: SignedInRequest, mailbox_id: int) -> HttpResponse:
    """Show and change the automatic answers; `?language=` chooses whose words are shown."""
    found = access_mailbox(request.access, mailbox_id)
    language = _language(request, found)
    posted: dict[str, AutoReplyForm] = {}
    if request.method == "POST":
        kind = request.POST.get("kind", AutoReplyKind.ACKNOWLEDGEMENT)
        if kind not in _KINDS:
            raise Http404
        form = posted[kind] = AutoReplyForm(request.POST, auto_id=f"id_{kind}_%s")
        if form.is_valid() and _save(request, found, kind, form, language):
            messages.success(request, _("Saved."))
            return redirect(f"{request.path}?language={language}#{kind}")
    now = utcnow()
    context = {
        "page_title": _("Automatic answers"),
        "page_help": f"{found.name} · {found.address}",
        "back_url": f"/settings/mailboxes/{found.pk}",
        "back_label": found.name,
        "sections": [_section(found, kind, language, posted.get(kind), now) for kind in _KINDS],
        "language": language,
        "languages": [(code, str(get_language_info(code)["name_translated"])) for code in SHIPPED],
        "has_calendars": Calendar.objects.exists(),
        "day": last_day(found, now),
        "reasons": _reasons(),
        "kinds": {kind.value: str(kind.label) for kind in _KINDS},
    }
    return settings_page(
        request, "inbox/auto_replies.html", "mailboxes", context, status=422 if posted else 200
    )


def _language(request: SignedInRequest, found: Mailbox) -> str:
    wanted = request.POST.get("language") or request.GET.get("language", "")
    return wanted if wanted in SHIPPED else text_language(found.language, found.store.default_language)


def _save(request: SignedInRequest, found: Mailbox, kind: str, form: AutoReplyForm, language: str) -> bool:
    try:
        save_auto_reply(found, kind, form.details(language), actor=request.user, ip=client_ip(request))
    except Refused as refused:
        refuse(form, refused)
        return False
    return True


def _section(
    found: Mailbox, kind: AutoReplyKind, language: str, posted: AutoReplyForm | None, now: datetime
) -> Section:
    reply = AutoReply.objects.filter(mailbox=found, kind=kind).select_related("calendar").first()
    reply = reply or AutoReply(mailbox=found, kind=kind)
    text = reply.texts.get(language) or getattr(SHIPPED[language], kind)
    names = ("is_on", "calendar", "window_hours", "per_minute")
    initial = {**{name: getattr(reply, name) for name in names}, "text": text}
    preview = words_of(
        reply,
        language,
        name="Maria Rossi",
        store=found.store.name,
        zone=_zone(found.store.time_zone),
        hours=hours_of(reply.calendar),
        now=now,
    )
    form = posted or AutoReplyForm(initial=initial, auto_id=f"id_{kind}_%s")
    return Section(kind, str(kind.label), _help(kind), form, reply.is_on, preview)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError):
        return ZoneInfo("UTC")


def _help(kind: str) -> str:
    return {
        AutoReplyKind.ACKNOWLEDGEMENT: _(
            "Sent when a customer opens a conversation and none of the others fits."
        ),
        AutoReplyKind.OUT_OF_HOURS: _("Sent instead while the calendar says closed."),
        AutoReplyKind.HOLIDAY: _(
            "Sent instead on a special date of the calendar that has a name and is closed."
        ),
    }[AutoReplyKind(kind)]


def _reasons() -> dict[str, str]:
    return {
        "auto": _("automatic mail"),
        "bulk": _("bulk mail and lists"),
        "bounce": _("bounces"),
        "loop": _("our own mail"),
        "held_back": _("the sender takes no automatic answers"),
        "no_address": _("no sender address"),
        "stranger": _("not sure who wrote"),
        "dmarc": _("forged sender (DMARC)"),
        "old": _("older than a day"),
        "paused": _("the mailbox is paused"),
        "own_address": _("an address of the desk"),
        "nothing_to_say": _("no switched-on answer fitted"),
        "again": _("answered not long ago"),
        "too_many": _("too many in one minute"),
    }
