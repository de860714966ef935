"""The words for the codes that rows carry: statuses, priorities, intents, delivery states, events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from helpdesk.web.event_words import EVENTS
from helpdesk.web.formats import moment

WORDS: dict[str, dict[str, str | Promise]] = {
    "status": {
        "new": lazy("New"),
        "in_progress": lazy("In progress"),
        "pending": lazy("Waiting for customer"),
        "escalated": lazy("Escalated"),
        "resolved": lazy("Done"),
        "spam": lazy("Spam"),
    },
    "priority": {
        "urgent": lazy("Urgent"),
        "high": lazy("High"),
        "normal": lazy("Normal"),
        "low": lazy("Low"),
    },
    "intent": {
        "order_status": lazy("Order status"),
        "tracking": lazy("Tracking"),
        "shipping_question": lazy("Shipping question"),
        "address_change": lazy("Address change"),
        "order_change": lazy("Order change"),
        "cancellation": lazy("Cancellation"),
        "return_exchange": lazy("Return or exchange"),
        "refund": lazy("Refund"),
        "damaged": lazy("Damaged or missing"),
        "payment_problem": lazy("Payment problem"),
        "invoice_customs": lazy("Invoice or customs"),
        "sizing": lazy("Sizing"),
        "product_question": lazy("Product question"),
        "wholesale": lazy("Wholesale"),
        "account": lazy("Account"),
        "complaint": lazy("Complaint"),
        "feedback": lazy("Feedback"),
        "contact_human": lazy("Wants a person"),
        "newsletter": lazy("Newsletter"),
        "legal_privacy": lazy("Legal or privacy"),
        "notice": lazy("Notice"),
        "other": lazy("Other"),
    },
    "delivery": {
        "queued": lazy("Sending soon"),
        "sending": lazy("Sending"),
        "sent": lazy("Sent"),
        "delivered": lazy("Delivered"),
        "automatic": lazy("Sent automatically"),
        "retry": lazy("Trying again"),
        "failed": lazy("Not delivered"),
        "unknown": lazy("Delivery unknown"),
        "cancelled": lazy("Not sent"),
    },
    "reason": {
        "no_such_address": lazy("This address does not exist."),
        "no_such_domain": lazy("The part after the @ does not exist or takes no mail."),
        "address_closed": lazy("This address is not in use any more."),
        "mailbox_full": lazy("The mailbox is full."),
        "too_large": lazy("The mail is too large for this mailbox."),
        "spam": lazy("The recipient's mail server took it for spam."),
        "not_allowed": lazy("The recipient's mail server does not take mail from us."),
        "no_answer": lazy("The recipient's mail server cannot be reached."),
        "content": lazy("The recipient's mail server does not take mail of this kind."),
        "loop": lazy("The mail went round in circles between mail servers."),
        "other": lazy("The recipient's mail server refused it."),
    },
    "ledger": {
        "imported": lazy("imported"),
        "duplicate": lazy("duplicate"),
        "ignored": lazy("ignored"),
        "quarantined": lazy("unreadable"),
        "vanished": lazy("gone before we read them"),
    },
    "due": {
        "": lazy("Due"),
        "first_reply": lazy("Reply"),
        "next_reply": lazy("Reply"),
        "resolution": lazy("Resolve"),
    },
    "nav": {
        "inbox": lazy("Inbox"),
        "mailboxes": lazy("Mailboxes"),
        "views": lazy("Views"),
        "supervise": lazy("Supervise"),
        "settings": lazy("Settings"),
    },
    "sort": {
        "newest": lazy("Newest"),
        "waiting": lazy("Waiting longest"),
        "due": lazy("Due first"),
        "priority": lazy("Priority"),
    },
    "automatic": {
        "auto": lazy("Automatic reply"),
        "bulk": lazy("Bulk mail"),
        "bounce": lazy("Bounce"),
        "loop": lazy("Mail loop"),
    },
    "role": {
        "admin": lazy("Admin"),
        "supervisor": lazy("Supervisor"),
        "agent": lazy("Agent"),
        "finance": lazy("Finance"),
    },
    "order": {
        "paid": pgettext_lazy("order", "Paid"),
        "unpaid": pgettext_lazy("order", "Unpaid"),
        "processing": pgettext_lazy("order", "Processing"),
        "shipped": pgettext_lazy("order", "Shipped"),
        "in_transit": pgettext_lazy("order", "In transit"),
        "delivered": pgettext_lazy("order", "Delivered"),
        "returned": pgettext_lazy("order", "Returned"),
        "refunded": pgettext_lazy("order", "Refunded"),
        "cancelled": pgettext_lazy("order", "Cancelled"),
    },
    "warning": {
        "spf_fail": lazy("The sending server is not allowed to use this address (SPF)."),
        "dkim_fail": lazy("The signature of this mail is broken (DKIM)."),
        "dmarc_fail": lazy("This mail fails the sender's own rules (DMARC): check who wrote it."),
        "reply_to_differs": lazy("Answers would go to another address than the sender's."),
        "display_name_spoof": lazy("The name shown contains another address than the sender's."),
        "lookalike_domain": lazy("The sender's domain looks like a known one, but is not."),
    },
    "notice": {
        "encrypted_pgp": lazy(
            "This mail is encrypted with OpenPGP and cannot be read here. Open the original in a mail program "
            "that holds the key, or ask the sender to write without encryption."
        ),
        "encrypted_smime": lazy(
            "This mail is encrypted with S/MIME and cannot be read here. Open the original in a mail program "
            "that holds the key, or ask the sender to write without encryption."
        ),
        "signed_pgp": lazy("Signed with OpenPGP. The signature was not checked."),
        "signed_smime": lazy("Signed with S/MIME. The signature was not checked."),
        "calendar_request": lazy("Invitation"),
        "calendar_reply": lazy("Answer to an invitation"),
        "calendar_cancel": lazy("Cancelled event"),
        "calendar_event": lazy("Event"),
        "nested_message": lazy("Attached mail"),
        "delivery_report": lazy("A mail server's report on a delivery."),
        "read_receipt": lazy("A read receipt of the recipient's mail program."),
        "complaint": lazy("A provider's report that a recipient marked a mail as spam."),
        "tnef": lazy("Outlook packed the files into winmail.dat; they were taken out."),
    },
}

RTL_LANGUAGES = frozenset({"ar", "he", "fa", "ur", "yi", "ps", "ug", "sd"})


def word(group: str, code: str) -> str:
    """Return the word for `code`; an unknown code (added by an admin) reads as itself, without underscores."""
    known = WORDS[group].get(code)
    return str(known) if known is not None else code.replace("_", " ").strip().capitalize()


def event_sentence(kind: str, data: Mapping[str, str]) -> str:
    """Return what happened, without the actor: "set the status to Done". Codes and instants are worded."""
    worded = dict(data)
    if kind in ("status", "priority") and worded.get("to"):
        worded["to"] = word(kind, worded["to"])
    if kind == "snoozed" and worded.get("until"):
        worded["until"] = moment(datetime.fromisoformat(worded["until"]))
    if kind == "bounced" and worded.get("reason"):
        worded["reason"] = word("reason", worded["reason"])
    sentence = EVENTS.get(kind)
    if callable(sentence):
        return sentence(worded)
    return str(sentence) if sentence is not None else kind.replace("_", " ")


def language_name(code: str) -> str:
    """Return a language in the viewer's words: "fr" -> "French"; "" when unknown, the code when unheard of."""
    if not code or code == "und":
        return ""
    for candidate in (code.lower(), code.lower().split("-")[0]):
        if candidate == "zh":
            return _("Chinese")
        try:
            return str(get_language_info(candidate)["name_translated"]).capitalize()
        except KeyError:
            continue
    return code


def is_rtl(code: str) -> bool:
    """Tell whether text of this BCP 47 language runs from right to left."""
    return code.lower().split("-")[0] in RTL_LANGUAGES


def html_lang(code: str) -> str:
    """Return Django's language code as BCP 47 writes it: "zh-hans" -> "zh-Hans"."""
    return {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(code.lower(), code)


def send_choices(own_zone: str, their_time: datetime | None, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return the values of `send_later`; the customer's morning only where it is known and another one."""
    choices = [("hour", _("In an hour")), ("mine", _("Tomorrow at 9:00"))]
    own = now.astimezone(ZoneInfo(own_zone or "UTC"))
    if their_time is not None and their_time.utcoffset() != own.utcoffset():
        choices.append(("theirs", _("Tomorrow at 9:00, the customer's time")))
    return tuple(choices)


def snooze_choices() -> tuple[tuple[str, str], ...]:
    """Return the values of `snooze` that the status form sends, with their words."""
    return (
        ("hours", _("Later today (3 hours)")),
        ("tomorrow", _("Tomorrow morning")),
        ("week", _("In a week")),
    )
