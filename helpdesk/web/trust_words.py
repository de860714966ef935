"""What is wrong with a sender, in plain words, and what to do about it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

# `%(about)s` is what the warning is about: a domain or a name, as the mail or the known list has it.
WARNINGS: dict[str, str | Promise] = {
    "dmarc_fail": lazy(
        "The domain this mail claims to come from says that it did not send it (DMARC). Do not act on it; ask the "
        "sender by another way."
    ),
    "brand_not_proven": lazy(
        "Nothing proves that this mail comes from %(about)s. Sign in there yourself, not by a link of this mail."
    ),
    "lookalike_domain": lazy(
        "The sender's domain is made to look like %(about)s, but is another one. Do not reply, and open nothing in it."
    ),
    "similar_domain": lazy(
        "The sender's domain is one letter away from %(about)s. Check it letter by letter."
    ),
    "mixed_script_domain": lazy(
        "The sender's domain mixes letters of different alphabets, as look-alikes do. "
        "Do not reply, and open nothing in it."
    ),
    "name_shows_our_address": lazy(
        "The sender's name shows an address of ours (%(about)s), but the mail comes from outside. Do not act on it."
    ),
    "name_is_ours": lazy(
        "The sender has the name of a colleague, mailbox or store of ours, but writes from outside. Ask them by "
        "another way before you do what the mail says."
    ),
    "name_shows_brand": lazy(
        "The sender calls itself %(about)s, but writes from another domain. Sign in there yourself to check."
    ),
    "name_shows_another_address": lazy(
        "The sender's name shows another address (%(about)s) than the one the mail comes from."
    ),
    "hidden_characters_in_sender": lazy(
        "The sender's name held invisible characters, which were taken out. Check the address."
    ),
    "several_senders": lazy("The mail names several senders. Only the first one is shown."),
    "unreadable_sender": lazy("The sender's address cannot be read. It may have been altered on the way."),
    "no_sender": lazy("The mail names no sender: an answer would reach nobody."),
    "reply_to_other_domain": lazy(
        "The mail asks for answers at another domain (Reply-To). Answers go to the sender unless you change that."
    ),
    "reply_to_differs": lazy(
        "The mail asks for answers at another address (Reply-To). Answers go to the sender unless you change that."
    ),
    "international_domain": lazy(
        "The sender's domain has letters beyond a to z. It is shown as it is written."
    ),
    "not_aligned": lazy("The mail was sent by %(about)s in the sender's name. Many services do that."),
    "dkim_fail": lazy(
        "The mail's signature does not match its words: it was changed on the way, or is not genuine."
    ),
    "spf_fail": lazy("The server that sent this mail is not one of the sender's domain (SPF)."),
}


def warning_sentence(warning: str) -> str:
    """Return the sentence for a warning such as `lookalike_domain: paypal`; an unknown code reads as itself."""
    code, _colon, about = warning.partition(": ")
    sentence = WARNINGS.get(code)
    if sentence is None:
        return code.replace("_", " ").strip().capitalize()
    return str(sentence) % {"about": about or _("another one")}
