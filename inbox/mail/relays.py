"""Marketplaces and shop systems that pass a customer's words on in mails of their own.

They send every message as a new mail without References. What holds such mails together is the family, the order
number and, where the relay masks buyers, the buyer's masked address. A relay's mail never says with authority
who the customer is: a name or address in it is a hint (`RelayFacts.contact`).

Adding one: a row in `RELAYS`, and a mail in the tests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from inbox.mail.model import ParsedMail

_TEXT_SEARCHED = 20_000
_MOST_ORDERS = 3


class Sender(StrEnum):
    """Whose address stands in From."""

    BUYER = "buyer"  # one masked address per buyer: it tells customers apart
    SHARED = "shared"  # one address for all customers: only order and shop tell them apart
    FORM = "form"  # a form's: anybody may type any name and address into it


@dataclass(frozen=True, slots=True)
class Relay:
    """One family. `domains`: suffixes, a final `.*` stands for any country's ending; `locals`: the local parts that
    pass words on, all when empty; `order`: shape of its order numbers; `bare`: numbers too plain to be believed
    without a word such as "order" before them."""

    family: str
    sender: Sender
    domains: tuple[str, ...]
    order: str
    bare: bool = False
    locals: str = ""


@dataclass(frozen=True, slots=True)
class RelayFacts:
    """What a relay's mail says. `orders` are the numbers it names (orders, or items before an order), if they are few.

    `contact` is the address the relay gives as the customer's, `correspondent` the buyer's masked address without
    a part that changes from mail to mail, or the shop's name where all buyers share one address.
    """

    family: str
    sender: Sender
    orders: tuple[str, ...] = ()
    correspondent: str = ""
    contact: str = ""
    contact_name: str = ""


_AMAZON = r"\d{3}-\d{7}-\d{7}"
_EBAY = r"\d{2}-\d{5}-\d{5}"
RELAYS: tuple[Relay, ...] = (
    # One alias per buyer and seller; a part behind "+" may change (Seller Central, Buyer-Seller Messages FAQ).
    Relay("amazon", Sender.BUYER, ("marketplace.amazon.*",), _AMAZON),
    # One static alias per member (eBay Trading user guide, "Member communications"). Items have 12 digits.
    Relay("ebay", Sender.BUYER, ("members.ebay.*",), rf"{_EBAY}|\d{{12}}"),
    Relay("etsy", Sender.SHARED, ("mail.etsy.com", "etsy.com"), r"\d{9,11}", bare=True),
    Relay("aliexpress", Sender.SHARED, ("aliexpress.com", "notice.alibaba.com"), r"\d{15,17}", bare=True),
    Relay("shopee", Sender.SHARED, ("shopee.*", "mail.shopee.*"), r"2\d{5}[0-9A-Z]{8}"),
    Relay("lazada", Sender.SHARED, ("lazada.*", "support.lazada.*"), r"\d{14,16}", bare=True),
    Relay("walmart", Sender.BUYER, ("relay.walmart.com",), r"\d{13,15}|\d{7}-\d{7,8}", bare=True),
    Relay("allegro", Sender.BUYER, ("allegromail.pl", "user.allegrogroup.pl"),
          r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    Relay("rakuten", Sender.BUYER, ("fw.rakuten.ne.jp",), r"\d{6}-\d{8}-\d{8,10}"),
    Relay("mirakl", Sender.SHARED, ("mirakl.net",), r"[0-9A-Z]{4,20}(?:-[A-Z])", bare=True),
    Relay("kaufland", Sender.BUYER, ("kaufland-marktplatz.de",), r"M[0-9A-Z]{6}"),
    Relay("mercadolibre", Sender.BUYER, ("mail.mercadolibre.*", "mail.mercadolivre.*"), r"2000\d{12}"),
    # Contact forms and notices of a shop; the shop's name stands in the display name.
    Relay("shopify", Sender.FORM, ("shopify.com", "shopifyemail.com"), r"[A-Z]{0,4}\d{3,10}", bare=True,
          locals=r"mailer|no-?reply|store\+\d+|notifications?"),
    # WordPress sends under its own site's name, whatever that is.
    Relay("woocommerce", Sender.FORM, ("*",), r"\d{2,10}", bare=True, locals=r"wordpress|woocommerce|wc"),
)  # fmt: skip
# "order", "order no.", "#", in the languages that relays write in.
_ORDER_WORD = (
    r"(?:order|purchase|transaction|bestell(?:ung|nummer)|auftrag(?:s(?:nr|nummer))?|commande|pedido|compra|ordine|"
    r"encomenda|zam[óo]wieni[ea]|sipari[şs]|заказ[а-я]*|订单号?|訂單編?號?|注文(?:番号)?|주문(?:번호)?)"
    r"\s?(?:no|nr|number|id|n°|nº|号|編號|番号|번호)?\s?[.:：]?\s?(?:is\s)?[(#№]?\s?#?"
)
_FORM_FIELD = r"(?im)^\s*(?:{})\s*[:：]\s*(\S[^\r\n]{{0,200}})$"
_FORM_MAIL = re.compile(_FORM_FIELD.format(r"e-?mail(?: address)?|your email|correo|courriel|邮箱|メール"))
_FORM_NAME = re.compile(_FORM_FIELD.format(r"name|your name|full name|nom|nombre|nome|姓名|お名前"))
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@\\]+@[^\s<>()\[\],;:\"@\\]+\.[^\s<>()\[\],;:\"@\\]+")


def relay_of(mail: ParsedMail) -> RelayFacts | None:
    """The relay that sent a mail, by its From address; None for every other mail.

    From alone proves nothing: whoever acts on it asks the trust results of the mail too.
    """
    local, _, domain = mail.from_address.rpartition("@")
    for relay in _relays_of(domain):
        if not relay.locals or re.fullmatch(relay.locals, local):
            return _facts(relay, mail)
    return None


def same_correspondent(first: str, second: str) -> bool:
    """Whether two masked addresses stand for one buyer; always the case for equal ones."""
    return first == second or (_correspondent(first) == _correspondent(second) != "")


def relay_family(address: str) -> str:
    """The family an address belongs to when it masks a buyer, else an empty string."""
    domain = address.rpartition("@")[2]
    found = (one for one in RELAYS if one.sender == Sender.BUYER and _is_domain_of(one, domain))
    return next((one.family for one in found), "")


def _correspondent(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" if relay_family(address) else ""


def _facts(relay: Relay, mail: ParsedMail) -> RelayFacts:
    orders = _orders(relay, mail)
    if relay.sender == Sender.BUYER:
        return RelayFacts(relay.family, relay.sender, orders, _correspondent(mail.from_address))
    shop = f"{mail.from_name.casefold()}@{mail.from_address.rpartition('@')[2]}"
    if relay.sender == Sender.SHARED:
        return RelayFacts(relay.family, relay.sender, orders, shop)
    contact, name = _contact(mail)
    return RelayFacts(relay.family, relay.sender, orders, shop, contact, name)


def _orders(relay: Relay, mail: ParsedMail) -> tuple[str, ...]:
    """The numbers in the subject, else in the text; none when there are so many that they tell nothing."""
    pattern = _order_pattern(relay.order, relay.bare)
    for text in (mail.subject, mail.text[:_TEXT_SEARCHED]):
        found = dict.fromkeys(match[1].upper() for match in pattern.finditer(text))
        if found:
            return tuple(found) if len(found) <= _MOST_ORDERS else ()
    return ()


@cache
def _order_pattern(shape: str, is_bare: bool) -> re.Pattern[str]:
    start = rf"(?:{_ORDER_WORD}|#\s?)" if is_bare else r"(?<![\w-])"
    # A digit or dash behind would make it a part of something longer.
    return re.compile(rf"{start}({shape})(?![\w]|-\d)", re.IGNORECASE)


def _contact(mail: ParsedMail) -> tuple[str, str]:
    """The customer as a form names them: Reply-To, else the form's own fields."""
    own = mail.from_address.rpartition("@")[2]
    text = mail.text[:_TEXT_SEARCHED]
    name = match[1].strip() if (match := _FORM_NAME.search(text)) else ""
    given = [one for one in mail.reply_to if one.rpartition("@")[2] != own]
    if len(given) == 1:
        return given[0], name
    field = _FORM_MAIL.search(text) if not given else None
    address = _ADDRESS.search(field[1]) if field else None
    return (address.group().lower(), name) if address else ("", "")


def _is_domain_of(relay: Relay, domain: str) -> bool:
    return relay in _relays_of(domain)


@lru_cache(maxsize=4096)
def _relays_of(domain: str) -> tuple[Relay, ...]:
    return tuple(relay for relay in RELAYS if _domain_pattern(relay.domains).fullmatch(domain))


@cache
def _domain_pattern(suffixes: tuple[str, ...]) -> re.Pattern[str]:
    # `amazon.*` takes `amazon.de` and `amazon.co.uk` (one or two labels of at most three letters), never
    # `amazon.evil.example`.
    ending = r"[a-z]{2,3}(?:\.[a-z]{2})?"
    parts = [r".+" if one == "*" else re.escape(one).replace(r"\*", ending) for one in suffixes]
    return re.compile(rf"(?:[a-z0-9-]+\.)*(?:{'|'.join(parts)})")
