"""Names that tricksters borrow before a shop's team: marketplaces, carriers, payment, mail and office services.

One row per name: the label that stands before the ending (`paypal` of `paypal.com`), the registrable domains that
are really theirs besides `label.*`, and whether the label is rare enough that one letter more or less is no accident.
A missing name costs one warning; a wrong one warns about honest mail, so words of everyday language are not fuzzy.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Brand:
    """`also`: further labels that are theirs (facebook: `facebookmail`)."""

    label: str
    also: tuple[str, ...] = ()
    is_rare: bool = True


def _plain(*labels: str) -> tuple[Brand, ...]:
    return tuple(Brand(label) for label in labels)


def _common(*labels: str) -> tuple[Brand, ...]:
    return tuple(Brand(label, is_rare=False) for label in labels)


BRANDS: tuple[Brand, ...] = (
    # payment
    Brand("paypal", ("paypal-communication", "paypalcorp", "paypal-customerfeedback", "paypal-gifts")),
    *_plain(
        "klarna", "alipay", "payoneer", "mollie", "adyen", "afterpay", "clearpay", "mastercard", "worldpay"
    ),
    *_plain("americanexpress", "sumup", "wechat", "pingpongx", "airwallex"),
    *_common("stripe", "wise", "visa", "square", "revolut", "venmo", "affirm", "skrill"),
    # marketplaces and shops
    Brand("amazon", ("amazonses", "amazonaws", "amazone", "amazonpay", "amazon-corp", "amazon-lookout")),
    Brand("ebay", ("ebay-kleinanzeigen", "ebaykleinanzeigen"), is_rare=False),
    Brand("shopify", ("shopifyemail", "myshopify")),
    Brand("aliexpress"),
    *_plain(
        "alibaba",
        "walmart",
        "shopee",
        "lazada",
        "zalando",
        "kaufland",
        "rakuten",
        "mercadolibre",
        "cdiscount",
    ),
    *_plain("wayfair", "newegg", "tiktok", "woocommerce", "bigcommerce", "prestashop"),
    *_common("etsy", "temu", "shein", "otto", "bol", "allegro", "magento", "wish", "joom", "target"),
    # carriers
    Brand("fedex", is_rare=False),
    *_plain(
        "chronopost", "colissimo", "royalmail", "parcelforce", "laposte", "correos", "canadapost", "auspost"
    ),
    *_plain("deutschepost", "cainiao", "sf-express", "yunexpress", "4px"),
    *_common(
        "dhl", "ups", "usps", "dpd", "gls", "hermes", "evri", "postnl", "bpost", "tnt", "aramex", "inpost"
    ),
    # mail, office, social
    Brand("microsoft", ("microsoftonline", "microsoftemail", "office365")),
    Brand("google", ("googlemail", "googlegroups", "googleapis", "googleusercontent")),
    Brand("facebook", ("facebookmail",)),
    *_plain("outlook", "instagram", "whatsapp", "linkedin", "docusign", "dropbox", "netflix", "icloud"),
    *_common("apple", "adobe", "yahoo", "gmail", "zoom", "zoho", "meta"),
)
# Anybody can have an address there: such a domain is nobody's own.
FREE_MAIL = frozenset(
    str.split(
        "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com "
        "aol.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de mail.ru bk.ru inbox.ru list.ru yandex.ru "
        "yandex.com ya.ru qq.com foxmail.com 163.com 126.com yeah.net sina.com sohu.com aliyun.com naver.com "
        "daum.net hanmail.net kakao.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp yahoo.co.jp proton.me protonmail.com "
        "orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it wp.pl o2.pl "
        "onet.pl interia.pl uol.com.br bol.com.br terra.com.br ziggo.nl kpnmail.nl home.nl telenet.be skynet.be "
        "bluewin.ch telia.com hotmail.co.uk yahoo.co.uk btinternet.com sky.com comcast.net verizon.net att.net "
        "fastmail.com zoho.com mail.com tutanota.com hey.com"
    )
)
# Words that make a name with a hyphen look like a department: paypal-security, dhl-tracking.
DEPARTMENTS = frozenset(
    str.split(
        "account accounts alert alerts auth billing center centre claim claims confirm customer customs delivery "
        "deliveries desk dispute express help helpdesk id invoice kundenservice limited login mail notice notification "
        "official online order orders parcel pay payment payments portal refund refunds resolution secure security "
        "seller sellercentral service services shipping sicherheit signin support team tracking track update "
        "verification verify wallet"
    )
)
