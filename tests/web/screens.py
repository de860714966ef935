"""The table of screens: path, template, context."""
# ruff: noqa: E501 (tables read better with one line to a row)

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

from inbox.channels.email.presets import preset_of
from tests.web import fixtures as rows

CSRF = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="preview">')
FILTERS = {"mailbox": "", "sort": "newest", "status": "open"}


@dataclass(frozen=True)
class Screen:
    """One page: its template, what the view would pass, and the HTTP status."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    status: int = 200


def base_context(*, language: str, theme: str, path: str) -> dict[str, Any]:
    """What the context processor gives every page."""
    return {
        "viewer": rows.Viewer(theme=theme, language=language),
        "nav": rows.NAV,
        "csrf_input": CSRF,
        "page_title": "Crossdesk",
        "language_code": language,
        "messages": (),
        "outbox_holds": lambda: (),
        "mailbox_alarms": lambda: (),
        "now": rows.NOW,
        "request": SimpleNamespace(get_full_path=lambda: path, path=path),
    }


def inbox(page: Any = rows.PAGE, conversation: Any = None, **extra: Any) -> dict[str, Any]:
    """What inbox pages get."""
    return {
        "view": "mine", "view_label": "Mine", "page": page, "filters": FILTERS, "conversation": conversation,
        "mailboxes": rows.MAILBOXES, **extra,
    }  # fmt: skip


def conversation(*entries: Any, **changes: Any) -> Any:
    """The conversation with further entries."""
    return replace(rows.CONVERSATION, entries=(*rows.ENTRIES, *entries), **changes)


MAILBOX = SimpleNamespace(
    url="/settings/mailboxes/1", name="Support", address="support@hausundherd.example", store_name="Haus & Herd", state="working",
    last_success_at=rows.minutes(0.2), problem="", queued=2, quarantined=0,
)  # fmt: skip
BROKEN = SimpleNamespace(**{
    **vars(MAILBOX), "name": "Refunds", "address": "refund@hausundherd.example", "queued": 0, "quarantined": 3,
    "last_success_at": rows.minutes(42), "state": "failing",
    "problem": "The server refused the password. Open the mailbox, type the new one and test it.",
})  # fmt: skip
STEPS = (
    SimpleNamespace(
        protocol="IMAP", ok=True, sentence="Signed in and found 1,204 mails in INBOX.", remedy=""
    ),
    SimpleNamespace(
        protocol="SMTP",
        ok=False,
        sentence="Nothing answers at smtp.hausundherd.example:587.",
        remedy="Check the host name and the port; most providers use 465 with TLS or 587 with STARTTLS.",
    ),
)
MAILS = (
    SimpleNamespace(
        subject="Offer",
        sender="info@shop.example",
        reason="The mail nests 312 parts; the limit is 100.",
        received_at=rows.minutes(90),
        download_url="#",
        retry_url="#",
        release_url="#",
    ),
    SimpleNamespace(
        subject="",
        sender="",
        reason="The mail has no header at all.",
        received_at=rows.minutes(4000),
        download_url="#",
        retry_url="#",
        release_url="#",
    ),
)
PEOPLE = {
    "page_title": "People", "columns": ("Name", "Role", "Teams", "State"), "new_url": "/settings/people/new", "new_label": "Add a person",
    "rows": (
        ("/settings/people/1", (("Ada Berg", "ada"), "Admin", "", "may sign in")),
        ("/settings/people/2", (("Alex Lind", "alex"), "Agent", "After-sales", "may sign in")),
        ("/settings/people/3", (("Chen Wei", "chen"), "Agent", "After-sales, Logistics", "switched off")),
    ),
}  # fmt: skip


def mailbox_form() -> dict[str, Any]:
    """The form of a mailbox, its servers filled in."""
    from django import forms

    from inbox.web.settings.mailbox_form import MailboxForm

    class Form(MailboxForm):
        store = forms.CharField(initial="Haus & Herd")

    initial = {"name": "Refunds", "address": "xiaoming1988@hausundherd.example", "imap_host": "imap.qq.com"}
    return {"form": Form(initial=initial)}


def person_form() -> dict[str, Any]:
    """A Django form with every kind of field, one of them wrong."""
    from django import forms

    class PersonForm(forms.Form):
        username = forms.SlugField(
            label="Sign-in name", help_text="Letters, digits and hyphens; it cannot be changed later."
        )
        name = forms.CharField(label="Name")
        email = forms.EmailField(label="Mail address", required=False)
        role = forms.ChoiceField(label="Role", choices=[("agent", "Agent"), ("supervisor", "Supervisor")])
        teams = forms.MultipleChoiceField(
            label="Teams",
            choices=[("1", "After-sales"), ("2", "Logistics")],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
        is_active = forms.BooleanField(
            label="May sign in", required=False, help_text="Switched off, all sessions end at once."
        )

    data = {
        "username": "mia keller",
        "name": "Mia Keller",
        "email": "mia@",
        "role": "agent",
        "is_active": "on",
    }
    return {
        "page_title": "Add a person",
        "page_help": "They get a first password from you and change it themselves.",
        "form": PersonForm(data),
        "back_url": "/settings/people",
        "back_label": "People",
    }


SCREENS: dict[str, Screen] = {
    "/login": Screen("accounts/login.html", {"viewer": None, "next": "", "username": "", "error": "", "page_title": "Sign in"}),
    "/login-error": Screen("accounts/login.html", {"viewer": None, "next": "", "username": "alex", "error": "The sign-in name or the password is wrong. Check both and try again.", "page_title": "Sign in"}, 422),
    "/login/code": Screen("accounts/login_code.html", {"viewer": None, "error": "", "page_title": "Code"}),
    "/login/enrol": Screen("accounts/enrol.html", {"viewer": None, "error": "", "secret": "JBSW Y3DP EHPK 3PXP JBSW Y3DP", "qr_data": "/static/favicon.svg", "page_title": "x"}),
    "/login/codes": Screen("accounts/recovery_codes.html", {"viewer": None, "codes": tuple(f"k{n}fh-29dm-x7qa" for n in range(10)), "next": "", "page_title": "x"}),
    "/inbox/mine": Screen("inbox/inbox.html", inbox()),
    "/inbox/mine #fragment": Screen("inbox/list.html", inbox()),
    "/inbox/empty": Screen("inbox/inbox.html", {**inbox(rows.EMPTY_PAGE), "view": "empty"}),
    "/inbox/empty #fragment": Screen("inbox/list.html", {**inbox(rows.EMPTY_PAGE), "view": "empty"}),
    "/navigation": Screen("nav.html"),
    "/tickets/4711": Screen("inbox/inbox.html", inbox(conversation=rows.CONVERSATION)),
    "/tickets/4711 #fragment": Screen("inbox/conversation_fragment.html", inbox(conversation=rows.CONVERSATION)),
    "/tickets/4711/thread": Screen("inbox/thread.html", inbox(conversation=conversation(rows.HTML_MESSAGE, version=8))),
    "/tickets/4711/row": Screen("inbox/row.html", inbox(row=replace(rows.ROWS[1], preview="Fresh words", version=9))),
    "/tickets/4712": Screen("inbox/inbox.html", inbox(conversation=conversation(rows.HTML_MESSAGE, number=4712, subject=rows.ROWS[0].subject, language="ja"))),
    "/tickets/4712 #fragment": Screen("inbox/conversation_fragment.html", inbox(conversation=conversation(rows.HTML_MESSAGE, number=4712, subject=rows.ROWS[0].subject, language="ja"))),
    "/tickets/sent": Screen("inbox/inbox.html", inbox(conversation=conversation(rows.FAILED, rows.QUEUED))),
    "/tickets/note": Screen("inbox/inbox.html", inbox(conversation=conversation(note_draft_text="@Mia please look at the photos first"))),
    "/tickets/collision": Screen("inbox/inbox.html", inbox(conversation=conversation(draft_text="Bonjour Marie,\n\nle remboursement est parti."), collision=True, newer=rows.ENTRIES[5], then="done", number=4711), 409),
    "/tickets/collision/fragment": Screen("inbox/collision.html", {"newer": rows.ENTRIES[5], "then": "done", "number": 4711}),
    "/tickets/readonly": Screen("inbox/inbox.html", inbox(conversation=rows.READ_ONLY)),
    "/messages/7/body": Screen("inbox/message_body.html", {"language": "fr", "html": Markup("<p>Bonjour,</p><p>voici la <b>photo</b> du colis.</p><table border=1><tr><td>Commande</td><td>8841</td></tr></table><p>Merci<br>Marie</p>")}),
    "/search": Screen("inbox/search.html", {"query": "8841", "rows": rows.ROWS[:3]}),
    "/search-none": Screen("inbox/search.html", {"query": "zzz", "rows": ()}),
    "/settings/": Screen("accounts/profile.html", {"form": person_form, "page_title": "Profile", "has_factor": True, "factor_url": "/settings/second-factor", "recovery_codes_left": 7}),
    "/settings/people": Screen("settings/list.html", PEOPLE),
    "/settings/people/new": Screen("settings/form.html", {"form": person_form, "page_title": "Add a person"}, 422),
    "/settings/mailboxes": Screen("inbox/mailboxes.html", {"mailboxes": (MAILBOX, BROKEN), "page_title": "Mailboxes", "page_help": "Where mail comes from and how each of them is doing."}),
    "/settings/mailboxes/1": Screen("inbox/mailbox_form.html", {"form": mailbox_form, "preset": preset_of("qq"), "redirect_uri": "https://desk.hausundherd.example/settings/mailboxes/oauth/callback", "address_warning": "xiaoming1988@… looks like a person's address.", "suggested": ("support@hausundherd.example",), "page_title": "Refunds", "test_url": "/t", "steps": STEPS, "quarantine_url": "/q", "quarantined": 3}),
    "/settings/mailboxes/1/quarantine": Screen("inbox/quarantine.html", {"mails": MAILS, "page_title": "Mail that could not be read", "back_url": "/settings/mailboxes/1", "back_label": "Refunds"}),
    "/settings/grants/2": Screen("accounts/grants.html", {"page_title": "Rights of Alex Lind", "page_help": "Every right needs “See”, which is added by itself.", "rights": (("see", "See"), ("reply", "Reply"), ("assign", "Assign"), ("export", "Export"), ("manage", "Manage")), "mailboxes": ((1, "Support", "support@hausundherd.example", frozenset({"see", "reply"})), (2, "Refunds", "refund@hausundherd.example", frozenset())), "back_url": "/settings/grants"}),
    "/404": Screen("404.html", {}, 404),
    "/500": Screen("500.html", {}, 500),
}  # fmt: skip
