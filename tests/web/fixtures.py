"""Rows as a lively desk would give them, for drawing every screen without a database."""
# ruff: noqa: E501 (tables read better with one line to a row)

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from inbox.queries.rows import (
    AttachmentView,
    Choice,
    Conversation,
    CustomerPanel,
    DeliveryView,
    EarlierTicket,
    EventView,
    MessageView,
    NavCount,
    NavSection,
    NoticeView,
    OrderView,
    PersonChip,
    Rights,
    TicketPage,
    TicketRow,
)

NOW = datetime.now(UTC).replace(microsecond=0)
MIA = PersonChip(2, "Mia Keller", "MK")
ALEX = PersonChip(1, "Alex Lind", "AL")
CHEN = PersonChip(3, "Chen Wei", "CW")


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in person as the context processor passes it."""

    id: int = 1
    name: str = "Alex Lind"
    initials: str = "AL"
    role: str = "agent"
    username: str = "alex"
    theme: str = "auto"
    language: str = "en"
    time_zone: str = "Europe/Berlin"


def minutes(count: float) -> datetime:
    """Return the instant `count` minutes ago (negative: ahead)."""
    return NOW - timedelta(minutes=count)


BASE_ROW = TicketRow(
    number=1,
    subject="",
    preview="",
    preview_is_ours=False,
    has_draft=False,
    customer_name="",
    customer_address="",
    mailbox_id=1,
    mailbox_name="Support",
    status="new",
    priority="normal",
    language="en",
    intent="",
    tags=(),
    assignee=None,
    team_name="",
    is_unread=False,
    last_activity_at=NOW,
    waiting_since=None,
    snoozed_until=None,
    due_at=None,
    due_kind="",
    sla_state="",
    message_count=1,
    has_attachments=False,
    has_failed_delivery=False,
    version=1,
)

ROWS = (
    replace(
        BASE_ROW,
        number=4712,
        subject="注文 #A-10482 が届きません",
        preview="お世話になっております。先週注文した商品がまだ届いておりません。",
        customer_name="田中 由紀",
        customer_address="yuki@example.jp",
        language="ja",
        intent="tracking",
        assignee=MIA,
        is_unread=True,
        last_activity_at=minutes(2),
        waiting_since=minutes(2),
        due_at=minutes(14),
        due_kind="first_reply",
        sla_state="breached",
        priority="urgent",
    ),
    replace(
        BASE_ROW,
        number=4711,
        subject="Remboursement commande 8841",
        preview="Bonjour, je souhaite être remboursée pour la commande 8841.",
        customer_name="Marie Dubois",
        customer_address="marie.dubois@example.fr",
        mailbox_name="Refunds",
        language="fr",
        intent="refund",
        assignee=ALEX,
        is_unread=True,
        last_activity_at=minutes(9),
        due_at=minutes(-22),
        due_kind="first_reply",
        sla_state="running",
        has_attachments=True,
        status="in_progress",
    ),
    replace(
        BASE_ROW,
        number=4709,
        subject="Rechnung mit USt-IdNr. für die Bestellung vom Donnerstag, bitte noch in dieser Woche",
        preview="Guten Tag, können Sie mir bitte eine Rechnung mit ausgewiesener Umsatzsteuer zusenden?",
        customer_name="Jonas Weber-Hohenstein von der Buchhaltung Nord GmbH & Co. KG",
        customer_address="jonas@example.de",
        mailbox_name="Billing",
        language="de",
        intent="invoice_customs",
        assignee=ALEX,
        last_activity_at=minutes(31),
        due_at=minutes(-190),
        due_kind="next_reply",
        sla_state="running",
        has_draft=True,
        status="in_progress",
    ),
    replace(
        BASE_ROW,
        number=4705,
        subject="尺码换货",
        preview="您好，我想把M码换成L码，请问怎么操作？",
        customer_name="王芳",
        customer_address="wangfang@example.cn",
        language="zh-Hans",
        intent="return_exchange",
        assignee=CHEN,
        last_activity_at=minutes(64),
        sla_state="paused",
        status="pending",
    ),
    replace(
        BASE_ROW,
        number=4701,
        subject="Re: Pedido dañado",
        preview="Adjunto las fotos del paquete que recibí ayer.",
        customer_name="Ana Morales",
        customer_address="ana@example.es",
        mailbox_name="Support ES",
        language="es",
        intent="damaged",
        last_activity_at=minutes(121),
        waiting_since=minutes(121),
        has_attachments=True,
        is_unread=True,
        priority="high",
    ),
    replace(
        BASE_ROW,
        number=4698,
        subject="Change delivery address",
        preview="Hi Sam, done — it ships to Portland tomorrow.",
        preview_is_ours=True,
        customer_name="Sam Carter",
        customer_address="sam@example.com",
        intent="address_change",
        assignee=ALEX,
        last_activity_at=minutes(190),
        has_failed_delivery=True,
        status="in_progress",
    ),
    replace(
        BASE_ROW,
        number=4690,
        subject="متى يصل طلبي رقم 5521؟",
        preview="السلام عليكم، لم يصلني أي تحديث منذ أسبوع.",
        customer_name="ليلى حداد",
        customer_address="layla@example.com",
        language="ar",
        intent="tracking",
        last_activity_at=minutes(60 * 26),
        waiting_since=minutes(60 * 26),
    ),
    replace(
        BASE_ROW,
        number=4688,
        subject="Discount code not working",
        preview="The code WELCOME10 says it has expired.",
        customer_name="Greta Lind",
        customer_address="greta@example.com",
        last_activity_at=minutes(60 * 30),
        snoozed_until=minutes(-60 * 14),
        status="in_progress",
        assignee=ALEX,
    ),
    replace(
        BASE_ROW,
        number=4650,
        subject="",
        preview="Sent from my phone",
        customer_address="noname@example.org",
        last_activity_at=minutes(60 * 24 * 9),
        status="escalated",
        mailbox_name="Logistics",
        language="und",
    ),
)

PAGE = TicketPage(ROWS, "b64cursor")
EMPTY_PAGE = TicketPage((), "")

NAV = (
    NavSection(
        "inbox",
        (
            NavCount("mine", "Mine", 12, "/inbox/mine", is_current=True),
            NavCount("unassigned", "Unassigned", 31, "/inbox/unassigned"),
            NavCount("snoozed", "Snoozed", 7, "/inbox/snoozed"),
            NavCount("drafts", "Drafts", 0, "/inbox/drafts"),
            NavCount("all", "All open", 100, "/inbox/all"),
        ),
    ),
    NavSection(
        "mailboxes",
        (
            NavCount("1", "Support", 64, "/inbox/all?mailbox=1"),
            NavCount("2", "Refunds", 21, "/inbox/all?mailbox=2"),
            NavCount("3", "Logistics", 3, "/inbox/all?mailbox=3"),
            NavCount("4", "Support ES — Casa Clara Madrid", 11, "/inbox/all?mailbox=4"),
        ),
    ),
    NavSection(
        "settings",
        (
            NavCount("profile", "You", 0, "/settings/"),
            NavCount("stores", "Stores", 0, "/settings/stores"),
            NavCount("mailboxes", "Mailboxes", 0, "/settings/mailboxes", is_current=True),
            NavCount("people", "People", 0, "/settings/people"),
            NavCount("teams", "Teams", 0, "/settings/teams"),
        ),
    ),
)

BASE_MESSAGE = MessageView(
    id=1,
    direction="in",
    author_name="Marie Dubois",
    author_initials="MD",
    author_address="marie.dubois@example.fr",
    to=("refund@hausundherd.example",),
    cc=(),
    reply_to=(),
    at=minutes(60 * 26),
    language="fr",
    text="",
    quoted_text="",
    signature="",
    has_html=False,
    body_url="",
    has_remote_images=False,
    source_url="/messages/1/source",
    attachments=(),
    delivery=None,
    is_automatic=False,
    automatic_kind="",
    warnings=(),
    is_from_stranger=False,
    is_folded=False,
)
OURS = replace(
    BASE_MESSAGE,
    direction="out",
    author_name="Alex Lind",
    author_initials="AL",
    author_address="refund@hausundherd.example",
    to=("marie.dubois@example.fr",),
    language="fr",
)

ENTRIES: tuple[MessageView | EventView, ...] = (
    EventView(1, "created", "", minutes(60 * 26), {}),
    replace(
        BASE_MESSAGE,
        id=1,
        is_folded=True,
        text="Bonjour, ma commande 8841 n'est toujours pas arrivée. Pouvez-vous vérifier où se trouve le colis ?",
    ),
    replace(
        OURS,
        id=2,
        at=minutes(60 * 25),
        text="Bonjour Marie,\n\nnous avons relancé le transporteur. Vous aurez des nouvelles demain.",
        delivery=DeliveryView("sent", "", minutes(60 * 25), minutes(60 * 25), False),
    ),
    EventView(2, "assignee", "Mia Keller", minutes(40), {"to": "Alex Lind", "from": ""}),
    EventView(3, "status", "Alex Lind", minutes(38), {"from": "new", "to": "in_progress"}),
    replace(
        BASE_MESSAGE,
        id=3,
        at=minutes(9),
        text="Bonjour,\n\nje souhaite être remboursée pour la commande 8841. Le colis est arrivé ouvert et il manque un article. "
        "Cela fait déjà deux fois, merci de régler cela rapidement.\n\nVoir https://example.fr/suivi/8841?colis=1.",
        quoted_text="Le 12 nov. 2026 à 09:41, Haus & Herd a écrit :\n> nous avons relancé le transporteur.",
        signature="Marie Dubois\n12 rue des Lilas, Lyon",
        attachments=(
            AttachmentView(
                1, "colis-ouvert.jpg", "image/jpeg", 482_133, "/attachments/1", "/static/favicon.svg"
            ),
            AttachmentView(
                2,
                "facture 8841 — deuxième envoi, version corrigée.pdf",
                "application/pdf",
                81_290,
                "/attachments/2",
            ),
        ),
        warnings=("reply_to_differs",),
        trust_severity="notice",
    ),
    replace(
        BASE_MESSAGE,
        id=4,
        direction="note",
        author_name="Chen Wei",
        author_initials="CW",
        at=minutes(4),
        language="en",
        text="Second incident for her. Approve the refund without photos, and tell logistics.",
        source_url="",
    ),
)
FAILED = replace(
    OURS,
    id=5,
    at=minutes(3),
    text="Bonjour Marie, le remboursement est parti.",
    delivery=DeliveryView("failed", "550 5.1.1 mailbox unavailable", minutes(3), None, False),
)
QUEUED = replace(
    OURS,
    id=6,
    at=minutes(0),
    text="Bonjour Marie,\n\nle remboursement de 49,90 € est parti aujourd'hui.",
    delivery=DeliveryView("queued", "", minutes(-0.16), None, True),
)
HTML_MESSAGE = replace(
    BASE_MESSAGE,
    id=7,
    at=minutes(1),
    has_html=True,
    body_url="/messages/7/body",
    has_remote_images=True,
    is_from_stranger=True,
    text="",
    notices=(
        NoticeView("encrypted_pgp", ""),
        NoticeView("signed_smime", ""),
        NoticeView("calendar_request", "Abholung · 2026-11-24 10:00 Europe/Paris – 11:00 · Marie Dubois"),
        NoticeView("nested_message", "Re: Commande 8841"),
    ),
)

CUSTOMER = CustomerPanel(
    id=1,
    name="Marie Dubois",
    addresses=("marie.dubois@example.fr", "m.dubois@wanadoo.example"),
    language="fr",
    country="France",
    local_time=NOW,
    is_vip=True,
    note="Prefers to be called. Speaks some German.",
    ticket_count=7,
    first_seen_at=minutes(60 * 24 * 400),
    orders=(
        OrderView(
            "HH-8841",
            "Shopify",
            "delivered",
            minutes(60 * 24 * 6),
            "€ 49.90",
            ("Linen towel, sand", "Olive oil soap ×2", "Gift box", "Card"),
            "DHL",
            "0034 0434 1234 5678 90",
            "Visa •• 4242",
        ),
        OrderView(
            "HH-8102",
            "Shopify",
            "refunded",
            minutes(60 * 24 * 90),
            "€ 18.00",
            ("Cup, blue",),
            "",
            "",
            "PayPal",
        ),
    ),
    earlier=(
        EarlierTicket(
            4401, "Question sur la taille du torchon", "resolved", "Support", minutes(60 * 24 * 33)
        ),
        EarlierTicket(4120, "Commande 8102 cassée", "resolved", "Refunds", minutes(60 * 24 * 88)),
    ),
    other_open=(EarlierTicket(4680, "Code de réduction", "pending", "Support", minutes(60 * 50)),),
)

CONVERSATION = Conversation(
    number=4711,
    subject="Remboursement commande 8841",
    status="in_progress",
    priority="high",
    language="fr",
    intent="refund",
    tags=("vip",),
    mailbox_name="Refunds",
    mailbox_address="refund@hausundherd.example",
    store_name="Haus & Herd",
    assignee=ALEX,
    team_name="After-sales",
    snoozed_until=None,
    waiting_since=minutes(9),
    due_at=minutes(-22),
    due_kind="first_reply",
    sla_state="running",
    version=7,
    entries=ENTRIES,
    seen_through=4,
    reply_to=("marie.dubois@example.fr",),
    reply_cc=(),
    draft_text="",
    note_draft_text="",
    assignees=(Choice("1", "Alex Lind", True), Choice("2", "Mia Keller"), Choice("3", "Chen Wei")),
    teams=(Choice("1", "After-sales", True), Choice("2", "Logistics")),
    rights=Rights(reply=True, assign=True, export=False, manage=False),
    customer=CUSTOMER,
)
READ_ONLY = replace(CONVERSATION, rights=Rights(False, False, False, False))
MAILBOXES = (Choice("1", "Support"), Choice("2", "Refunds"), Choice("3", "Logistics"))
