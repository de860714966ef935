"""What else lands in a shop's mailbox: platforms, robots, and people who want a click."""

from __future__ import annotations

from dataclasses import dataclass

N, V = "nordlicht-wohnen.example", "voltway.example"


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail nobody needs to answer. `kind` is the automatic kind of `explain`; headers mark it."""

    key: str
    mailbox: str
    sender_name: str
    sender: str
    subject: str
    language: str
    kind: str
    text: str
    html: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    intent: str = "notice"
    status: str = "resolved"
    priority: str = "low"
    tags: tuple[str, ...] = ("notice",)
    has_order: bool = True


_ORDER_TABLE = """\
<div style="font-family:Arial,sans-serif;max-width:600px">
<h2 style="color:#232f3e">Your order has shipped</h2>
<p>Hello {store}, the buyer has been told that order <b>{order}</b> is on its way.</p>
<table border="1" cellpadding="6" style="border-collapse:collapse">
<tr><th align="left">Item</th><th>SKU</th><th align="right">Qty</th><th align="right">Price</th></tr>
<tr><td>{product}</td><td>{sku}</td><td align="right">1</td><td align="right">{price}</td></tr>
<tr><td colspan="3" align="right"><b>Total</b></td><td align="right"><b>{total}</b></td></tr>
</table>
<p>Carrier: {carrier}<br>Tracking: <a href="https://track.carrier.example/{tracking}">{tracking}</a></p>
<p style="color:#888;font-size:12px">This is an automated message, please do not reply.</p>
</div>
"""

_DISPUTE = """\
<table width="600" align="center" cellpadding="12" style="font-family:Helvetica,Arial,sans-serif">
<tr><td style="background:#003087;color:#ffffff"><b>Resolution centre</b></td></tr>
<tr><td><p>Hello {store},</p><p>A buyer opened a dispute over {total}: <b>item not received</b>.</p>
<p>Order: {order}<br>Transaction: {payment_reference}</p>
<p>Please answer within <b>10 days</b>, otherwise the case is closed in favour of the buyer.</p></td></tr>
</table>
"""

NOTICES: tuple[Notice, ...] = (
    Notice(
        "amazon-shipped",
        f"support@{V}",
        "Marketplace Seller Notifications",
        "seller-notification@marketplace-a.example",
        "Your order {order} has shipped",
        "en",
        "auto",
        "Hello {store},\n\nOrder {order} has shipped: 1 x {product} ({sku}), total {total}.\n"
        "Carrier {carrier}, tracking {tracking}.\n\nThis is an automated message, please do not reply.",
        _ORDER_TABLE,
        (("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")),
    ),
    Notice(
        "paypal-dispute",
        f"billing@{V}",
        "PayFriend Resolution",
        "service@payfriend.example",
        "A buyer opened a dispute: {payment_reference}",
        "en",
        "auto",
        "Hello {store},\n\nA buyer opened a dispute over {total}: item not received.\nOrder: {order}\n"
        "Transaction: {payment_reference}\n\nPlease answer within 10 days, otherwise the case is closed in favour "
        "of the buyer.",
        _DISPUTE,
        (("Auto-Submitted", "auto-generated"),),
        "payment_problem",
        "escalated",
        "high",
        ("dispute",),
    ),
    Notice(
        "carrier-strike",
        f"logistics@{N}",
        "DHL Geschäftskunden",
        "hinweise@paketdienst.example",
        "Warnstreik: Verzögerungen in Leipzig und Hannover",
        "de",
        "bulk",
        "Sehr geehrte Geschäftskunden,\n\nwegen eines Warnstreiks kommt es am Donnerstag und Freitag in den Regionen "
        "Leipzig und Hannover zu Verzögerungen von ein bis zwei Werktagen. Abholungen finden statt.\n\n"
        "Ihr Paketdienst",
        headers=(("Precedence", "bulk"), ("List-Id", "<hinweise.paketdienst.example>")),
        tags=("notice", "carrier"),
        has_order=False,
    ),
    Notice(
        "newsletter",
        f"sales@{V}",
        "E-Commerce Weekly",
        "hello@ecom-weekly.example",
        "Five checkout tweaks that lifted conversion by 11 %",
        "en",
        "bulk",
        "Good morning,\n\nThis week: five checkout tweaks, one returns policy that went viral, and why your size chart "
        "is costing you money.\n\nRead on: https://ecom-weekly.example/issues/212\n\nUnsubscribe: "
        "https://ecom-weekly.example/u/8812",
        headers=(
            ("List-Unsubscribe", "<https://ecom-weekly.example/u/8812>"),
            ("List-Id", "<weekly.ecom-weekly.example>"),
            ("Precedence", "bulk"),
        ),
        intent="newsletter",
        tags=("newsletter",),
        has_order=False,
    ),
    Notice(
        "phishing-mailbox",
        f"billing@{V}",
        "Voltway IT Support",
        "admin@voltway-secure-login.example",
        "Your mailbox is 98% full - verify within 24h",
        "en",
        "human",
        "Dear billing@voltway.example,\n\nYour mailbox has reach its limit. Verify your account in next 24 hours or "
        "all incoming message will be deleted:\n\nhttp://voltway.example.verify-mail.example/login\n\n"
        "IT Helpdesk",
        '<p>Dear billing@voltway.example,</p><p>Your mailbox has reach its limit. <a href="http://voltway.example.'
        'verify-mail.example/login">https://mail.voltway.example/verify</a></p><p>IT Helpdesk</p>',
        (("Reply-To", "collector@quick-verify.example"),),
        status="spam",
        tags=("phishing",),
        has_order=False,
    ),
    Notice(
        "phishing-iban",
        f"refund@{N}",
        "Sabine Kröger",
        "s.kroeger@nordlicht-wohnen-gmbh.example",
        "Neue Bankverbindung für Erstattungen",
        "de",
        "human",
        "Hallo,\n\nunser Lieferant hat die Bank gewechselt. Bitte überweist alle offenen Beträge ab heute auf "
        "DE02 1203 0000 0000 2020 51, eilt, der Chef weiß Bescheid. Bin im Meeting, nur per Mail erreichbar.\n\nSabine",
        status="spam",
        priority="high",
        tags=("phishing",),
        has_order=False,
    ),
    Notice(
        "bounce",
        f"support@{N}",
        "Mail Delivery Subsystem",
        "mailer-daemon@mx.post.example",
        "Undelivered Mail Returned to Sender",
        "en",
        "bounce",
        "This is the mail system at host mx.post.example.\n\nI'm sorry to have to inform you that your message could "
        "not be delivered to one or more recipients.\n\n<h.wagenr@post.example>: host mx.post.example said: 550 5.1.1 "
        "No such user here (in reply to RCPT TO command)",
        headers=(("Auto-Submitted", "auto-replied"), ("Return-Path", "<>")),
        status="in_progress",
        tags=("bounce",),
        has_order=False,
    ),
    Notice(
        "out-of-office",
        f"sales@{V}",
        "Grace Whitman",
        "g.whitman@harborlight-offices.example",
        "Automatic reply: Your quote 2231",
        "en",
        "auto",
        "I'm out of the office until Monday the 7th with no access to mail. For anything urgent please call the front "
        "desk.\n\nGrace Whitman\nHarborlight Offices",
        headers=(("Auto-Submitted", "auto-replied"), ("X-Autoreply", "yes")),
        tags=("auto-reply",),
        has_order=False,
    ),
    Notice(
        "abwesenheit",
        f"support@{N}",
        "Holger Petersen",
        "h.petersen@kanzlei-petersen.example",
        "Abwesenheitsnotiz: Ihre Bestellung",
        "de",
        "auto",
        "Vielen Dank für Ihre Nachricht. Ich bin bis einschließlich 14. nicht im Büro. Ihre E-Mail wird nicht "
        "weitergeleitet.\n\nMit freundlichen Grüßen\nHolger Petersen",
        headers=(("Auto-Submitted", "auto-replied"),),
        tags=("auto-reply",),
        has_order=False,
    ),
    Notice(
        "seo-spam",
        f"support@{V}",
        "Rank Experts",
        "growth@rank-experts.example",
        "Quick question about your website",
        "en",
        "human",
        "Hi there,\n\nI was looking at voltway.example and found 43 errors that keep you off page one. Can I send you "
        "a free audit? We work with 200+ shops like yours.\n\nBest,\nKyle",
        status="spam",
        tags=("spam",),
        has_order=False,
    ),
    Notice(
        "zh-supplier-spam",
        f"sales@{V}",
        "深圳市华强电子",
        "sales08@hq-dianzi.example",
        "厂家直销 Type-C 线材 量大从优",
        "zh",
        "human",
        "尊敬的采购经理：\n\n我司专业生产 Type-C 线材十五年，月产能 200 万条，支持 OEM，出厂价低至 0.38 美元。\n"
        "附件为最新报价单，期待合作！\n\n业务经理 小李",
        status="spam",
        tags=("spam",),
        has_order=False,
    ),
    Notice(
        "marketplace-policy",
        f"support-es@{N}",
        "Marketplace Centro de vendedores",
        "vendedores@marketplace-a.example",
        "Cambios en la política de devoluciones a partir del día 1",
        "es",
        "bulk",
        "Hola, {store}:\n\nA partir del día 1 el plazo de devolución de la temporada se amplía hasta el 31 de enero. "
        "No tienes que hacer nada.\n\nCentro de vendedores",
        headers=(("Precedence", "bulk"), ("Auto-Submitted", "auto-generated")),
        has_order=False,
    ),
)
