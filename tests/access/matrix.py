"""Every URL of the desk and what it answers to whom. A URL without its row here fails the suite.

The five columns are signed-in people, each looking at an object of a mailbox they see:

  agent       alex in support: see, reply, assign, export
  manager     mia in billing: every right, manage among them
  viewer      fin in billing: finance, view-only whatever is ticked
  supervisor  sam in support
  admin       ada in support

`foreign` rows carry the id of something in a mailbox: for those who do not see that mailbox it has to answer
as a missing id does. A method without a column string is not allowed (405). Statuses of `anonymous` are those
of the few public pages (get, post); everything else sends strangers to the sign-in page.
"""

from __future__ import annotations

from dataclasses import dataclass, field

COLUMNS = ("agent", "manager", "viewer", "supervisor", "admin")


@dataclass(frozen=True)
class Row:
    """Expected statuses of one URL, by column; `data` is what the POST carries."""

    get: str = ""
    post: str = ""
    foreign: bool = False
    anonymous: tuple[int, int] | None = None
    data: dict[str, str] = field(default_factory=dict)

    def expected(self, method: str, column: str) -> int:
        statuses = (self.get if method == "get" else self.post).split()
        return int(statuses[COLUMNS.index(column)]) if statuses else 405


SEEN = "200 200 200 200 200"
MOVED = "302 302 302 302 302"
ACTED = "302 302 403 302 302"
NOT_READY = "503 503 503 503 503"  # no worker runs beside these tests
MANAGED = "403 200 403 200 200"
ADMIN_PAGE = "403 403 403 403 200"
ADMIN_FORM = "403 403 403 403 422"  # the matrix posts no fields: the form says what is missing

ROWS: dict[str, Row] = {
    "healthz": Row(get=SEEN, post=SEEN, anonymous=(200, 200)),
    "readyz": Row(get=NOT_READY, post=NOT_READY, anonymous=(503, 503)),
    # signing in
    "login": Row(get=MOVED, post="422 422 422 422 422", anonymous=(200, 422)),
    "login-code": Row(get=MOVED, post=MOVED),
    "login-enrol": Row(get=MOVED, post=MOVED),
    "logout": Row(post=MOVED),
    "preferences": Row(post=MOVED, anonymous=(405, 302)),
    # oneself
    "settings": Row(get=SEEN, post="422 422 422 422 422"),
    "settings-password": Row(post="422 422 422 422 422"),
    "settings-second-factor": Row(get=SEEN, post=MOVED),
    # people, teams, rights
    "settings-people": Row(get=ADMIN_PAGE),
    "settings-person-new": Row(get=ADMIN_PAGE, post=ADMIN_FORM),
    "settings-person": Row(get=ADMIN_PAGE, post=ADMIN_FORM),
    "settings-person-factor-reset": Row(post="403 403 403 403 302"),
    "settings-teams": Row(get=ADMIN_PAGE),
    "settings-team-new": Row(get=ADMIN_PAGE, post=ADMIN_FORM),
    "settings-team": Row(get=ADMIN_PAGE, post=ADMIN_FORM),
    "settings-grants": Row(get=ADMIN_PAGE),
    "settings-grant": Row(get=ADMIN_PAGE, post="403 403 403 403 302"),
    # stores and mailboxes
    "settings-stores": Row(get=ADMIN_PAGE),
    "settings-store-new": Row(get=ADMIN_PAGE, post=ADMIN_FORM),
    "settings-store": Row(get=ADMIN_PAGE, post=ADMIN_FORM),
    "settings-outbox": Row(get=ADMIN_PAGE),
    "settings-outbox-hold": Row(post="403 403 403 403 302"),
    "settings-outbox-mail": Row(post="403 403 403 403 404"),
    "settings-mailboxes": Row(get=MANAGED),
    "settings-mailbox-new": Row(get=ADMIN_PAGE, post=ADMIN_FORM),
    "settings-mailbox-new-connection-test": Row(post=ADMIN_FORM),
    "settings-mailbox": Row(get=MANAGED, post="403 422 403 422 422", foreign=True),
    "settings-mailbox-connection-test": Row(post="403 422 403 422 422", foreign=True),
    "settings-mailbox-suggestion": Row(post=ADMIN_FORM),
    "settings-mailbox-oauth": Row(post="403 302 403 302 302", foreign=True),
    "settings-mailbox-oauth-callback": Row(get="403 302 403 302 302"),
    "settings-mailbox-comparison": Row(post="403 302 403 302 302", foreign=True),
    "settings-alarms": Row(get=ADMIN_PAGE, post=ADMIN_FORM),
    "settings-alarm-target": Row(post="403 403 403 403 404"),
    "settings-mailbox-folders": Row(post="403 302 403 302 302", foreign=True),
    # nobody runs the server of these mailboxes
    "settings-mailbox-server-folders": Row(post="403 200 403 200 200", foreign=True),
    "settings-mailbox-folder-removal": Row(post="403 302 403 302 302", foreign=True),
    "settings-mailbox-folder-restart": Row(post="403 302 403 302 302", foreign=True),
    "settings-imports": Row(get=ADMIN_PAGE, post=ADMIN_FORM),
    "settings-auto-replies": Row(get=ADMIN_PAGE, post=ADMIN_FORM),
    "settings-calendars": Row(get=ADMIN_PAGE),
    "settings-calendar-new": Row(get=ADMIN_PAGE, post=ADMIN_FORM),
    "settings-calendar": Row(get=ADMIN_PAGE, post=ADMIN_FORM),
    "settings-calendar-removal": Row(post="403 403 403 403 302"),
    "settings-import-folders": Row(post="403 403 403 403 200"),
    "settings-import": Row(get=ADMIN_PAGE),
    "settings-import-state": Row(post="403 403 403 403 302", data={"state": "paused"}),
    "settings-quarantine": Row(get=MANAGED, foreign=True),
    "settings-quarantined-source": Row(get=MANAGED, foreign=True),
    "settings-quarantine-retry": Row(post="403 302 403 302 302", foreign=True),
    "settings-quarantine-release": Row(post="403 302 403 302 302", foreign=True),
    # the inbox
    "home": Row(get=MOVED),
    "inbox": Row(get=SEEN),
    "search": Row(get=SEEN),
    "live": Row(get=SEEN),
    "navigation": Row(get=SEEN),
    "alarms": Row(get=SEEN),
    "ticket": Row(get=SEEN, foreign=True),
    "ticket_row": Row(get=SEEN, foreign=True),
    "ticket_thread": Row(get=SEEN, foreign=True),
    "ticket_assignment": Row(post=ACTED, foreign=True, data={"assignee": ""}),
    "ticket_handover": Row(post=ACTED, foreign=True, data={"team": "{team}", "note": "Please look."}),
    "ticket_status": Row(post=ACTED, foreign=True, data={"status": "pending"}),
    "ticket_priority": Row(post=ACTED, foreign=True, data={"priority": "high"}),
    "ticket_replies": Row(
        post=ACTED,
        foreign=True,
        data={
            "body": "On its way.",
            "to": "jane@mail.example",
            "seen_through": "999999999",
            "idempotency_key": "matrix",
        },
    ),
    "ticket_notes": Row(post=ACTED, foreign=True, data={"body": "A word.", "idempotency_key": "matrix"}),
    "ticket_draft": Row(post="204 204 403 204 204", foreign=True, data={"kind": "reply", "body": "Dear"}),
    "ticket_seen": Row(post="204 204 204 204 204", foreign=True, data={"through": "1"}),
    "message_body": Row(get=SEEN, foreign=True),
    "message_source": Row(get=SEEN, foreign=True),
    "message_cancellation": Row(post=ACTED, foreign=True),
    "message_delivery": Row(post=ACTED, foreign=True, data={"verdict": "resend"}),
    "message_links": Row(post=ACTED, foreign=True),
    "attachment": Row(get=SEEN, foreign=True),
    "attachment_preview": Row(get=SEEN, foreign=True),
    # a signed address; the matrix asks with one that nobody signed
    "mail_media": Row(get="404 404 404 404 404", anonymous=(404, 405)),
}
