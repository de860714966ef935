"""Telling a team's address from a person's: a shop that answers from xiaoming1988@ looks like nobody's shop."""

from __future__ import annotations

import re
from enum import StrEnum

# What teams are called in addresses (RFC 2142 and the trade), in the desk's languages.
_WORDS = """
    abuse account accounts admin after-sales aftersales b2b billing care cs claims compliance contact contacts customer
    customercare customerservice customers cservice delivery dispatch dpo enquiries export exports feedback finance
    fraud hello help helpdesk hi info inquiries inquiry invoice invoices legal logistics mail mailbox marketing office
    online
    order orders partner partners payment payments postmaster presales press privacy procurement purchase purchasing
    quality refund refunds reply return returns rma sales security service services shipping shop store support team
    tech technical tracking vip warehouse warranty web webmaster webshop wholesale
    anfrage anfragen bestellung bestellungen buchhaltung hilfe kontakt kundendienst kundenservice lager post rechnung
    rechnungen reklamation retoure retouren verkauf versand vertrieb zentrale
    boutique commande commandes commercial comptabilite expedition facturation livraison retours sav serviceclient
    assistance aide ventes
    atencion ayuda cliente clientes comercial contacto devoluciones envios facturacion pedidos reclamaciones soporte
    tienda ventas
    assistenza clienti contatti fatture informazioni ordini resi spedizioni vendite
    bestelling bestellingen facturen klantenservice retour verkoop verzending
    biuro faktury klient kontakt obsluga pomoc reklamacje sklep sprzedaz wysylka zamowienia zwroty
    ajuda atendimento contato devolucoes encomendas faturas loja pedido suporte vendas
    faktura kundtjanst order ordrar retur kundeservice ordre salg
    kefu shouhou shouqian xiaoshou fuwu dingdan wuliu caiwu tuihuo tuikuan
    toiawase uketsuke
"""
_ROLES = frozenset(_WORDS.split())
_NUMBERED = re.compile(r"([^\W\d]*)[._-]?\d{2,}|([^\W\d]+)\d", re.UNICODE)
_SUGGESTED = ("support", "sales", "rma", "logistics", "billing")


class PersonalSign(StrEnum):
    """Why an address looks like a person's."""

    NUMBERED = "numbered"
    PERSON = "person"


def personal_sign(address: str) -> PersonalSign | None:
    """The sign that the address is one person's, or None: one word alone may be a shop's name as well."""
    local, _at, domain = address.strip().lower().partition("@")
    local = local.partition("+")[0]
    words = [word for word in re.split(r"[._-]+", local) if word]
    if not words or _is_of_the_shop(local, domain):
        return None
    if _NUMBERED.fullmatch(local):
        return PersonalSign.NUMBERED
    if any(word in _ROLES for word in words) or "".join(words) in _ROLES:
        return None
    if len(words) in (2, 3) and all(word.isalpha() for word in words) and "-" not in local:
        return PersonalSign.PERSON
    return None


def suggested_addresses(address: str) -> tuple[str, ...]:
    """Role addresses at the same domain."""
    domain = address.rpartition("@")[2].strip().lower()
    return tuple(f"{role}@{domain}" for role in _SUGGESTED) if domain else ()


def _is_of_the_shop(local: str, domain: str) -> bool:
    """nordlicht.wohnen@nordlicht-wohnen.example: the name is the shop's own."""
    plain = re.sub(r"[\W_]", "", local)
    return len(plain) > 3 and plain in re.sub(r"[\W_]", "", domain)
