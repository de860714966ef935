"""What is known of mail providers: servers, how to sign in, what they do not do, how much they let out.

Data, and whose word it is. Hosts and ports are those of the providers' own set-up pages
(support.google.com/mail/answer/7126229; learn.microsoft.com, "POP, IMAP, and SMTP settings";
zoho.com/mail/help/imap-access.html; help.aliyun.com; service.exmail.qq.com; help.mail.163.com; service.mail.qq.com;
yandex.com/support/mail/mail-clients). Limits: support.google.com/a/answer/166852 and learn.microsoft.com
"smtp-submission-improvements" (30 a minute, 3 connections); the other rates are cautious guesses, and an admin
may change them. Plus addresses are RFC 5233's; mail to one bounces where the provider has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from inbox.channels.email.provider import Endpoint, OAuthEndpoints, PasswordKind, Preset

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

OAUTH = {
    "google": OAuthEndpoints(
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        "https://mail.google.com/",
    ),
    "microsoft": OAuthEndpoints(
        "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
        "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
        "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
    ),
}

_NEEDS_ID = _("It opens folders only for programs that say who they are (IMAP ID): the desk does.")
_NO_PLUS = _(
    "It does not deliver plus addresses: answers are tied to their conversation by their references."
)
_CODE = PasswordKind.AUTHORISATION_CODE


def _zoho(key: str, place: str | _StrPromise, tld: str, domains: tuple[str, ...] = ()) -> Preset:
    """One of Zoho's data centres: an account lives in one, and the others do not know it."""
    return Preset(
        key,
        place,
        Endpoint(f"imappro.zoho.{tld}", 993),
        Endpoint(f"smtppro.zoho.{tld}", 465),
        domains=domains,
        mx=(f"mx.zoho.{tld}", f"mx2.zoho.{tld}", f"mx3.zoho.{tld}"),
        password=PasswordKind.APP_PASSWORD,
        sign_in_help=_(
            "Switch IMAP on in Zoho Mail (Settings, Mail Accounts, IMAP). With two-factor sign-in, make an "
            "application-specific password in Zoho Accounts (Security) and type that one."
        ),
        help_url="https://www.zoho.com/mail/help/imap-access.html",
        quirks=(_("An account belongs to one data centre: if the sign-in is refused, try the others."),),
        sends_per_minute=30,
        own_imap_host=f"imap.zoho.{tld}",
        own_smtp_host=f"smtp.zoho.{tld}",
    )


def _netease_help() -> str | _StrPromise:
    return _(
        "Sign in to the mailbox in a browser, open Settings, POP3/SMTP/IMAP, switch IMAP/SMTP on, and make an "
        "authorisation code there. Type that code as the password; the usual password is refused."
    )


PRESETS: tuple[Preset, ...] = (
    Preset(
        "google",
        "Google Workspace, Gmail",
        Endpoint("imap.gmail.com", 993),
        Endpoint("smtp.gmail.com", 465),
        domains=("gmail.com", "googlemail.com"),
        mx=("google.com", "googlemail.com"),
        password=PasswordKind.APP_PASSWORD,
        sign_in_help=_(
            "Best by OAuth 2. By password: switch on 2-Step Verification for the account, make an app password in "
            "its Google Account (Security), and type those 16 letters."
        ),
        help_url="https://support.google.com/accounts/answer/185833",
        issuer="google",
        quirks=(
            _("Labels appear as folders, and one mail may stand in several: read the inbox only."),
            _("Google files sent mail by itself: leave the copy to a folder empty."),
        ),
        sent_folder="[Gmail]/Sent Mail",
        keeps_sent=True,
        sends_per_minute=60,
        sends_per_day=2000,
    ),
    Preset(
        "microsoft",
        "Microsoft 365",
        Endpoint("outlook.office365.com", 993),
        Endpoint("smtp.office365.com", 587, "starttls"),
        domains=("outlook.com", "hotmail.com", "live.com", "msn.com"),
        mx=("mail.protection.outlook.com", "mx.microsoft", "olc.protection.outlook.com"),
        password=PasswordKind.NONE,
        sign_in_help=_(
            "Microsoft takes no passwords over IMAP: sign in by OAuth 2. The mailbox needs IMAP and "
            "“Authenticated SMTP” switched on in the Microsoft 365 admin center (Users, Mail, Manage email apps)."
        ),
        help_url="https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission",
        issuer="microsoft",
        quirks=(
            _("At most 30 mails a minute and three connections for sending; more is put off by Microsoft."),
            _("Microsoft files sent mail by itself: leave the copy to a folder empty."),
        ),
        sent_folder="Sent Items",
        keeps_sent=True,
        sends_per_minute=30,
        sends_per_day=10000,
        own_smtp_host="smtp-mail.outlook.com",
    ),
    _zoho("zoho", _("Zoho Mail (United States)"), "com", ("zoho.com", "zohomail.com")),
    _zoho("zoho_eu", _("Zoho Mail (Europe)"), "eu", ("zohomail.eu",)),
    _zoho("zoho_in", _("Zoho Mail (India)"), "in", ("zohomail.in",)),
    _zoho("zoho_cn", _("Zoho Mail (China)"), "com.cn", ("zohomail.com.cn", "zoho.com.cn")),
    _zoho("zoho_au", _("Zoho Mail (Australia)"), "com.au", ("zohomail.com.au",)),
    _zoho("zoho_jp", _("Zoho Mail (Japan)"), "jp", ("zohomail.jp",)),
    Preset(
        "alibaba",
        _("Alibaba Mail"),
        Endpoint("imap.qiye.aliyun.com", 993),
        Endpoint("smtp.qiye.aliyun.com", 465),
        domains=("aliyun.com",),
        mx=("mxhichina.com", "qiye.aliyun.com", "mail.aliyun.com"),
        password=PasswordKind.PASSWORD,
        sign_in_help=_(
            "The administrator must allow third-party clients (POP3, SMTP, IMAP) for the account. Where “security "
            "password for third-party clients” is switched on, make one in the account's settings and type it."
        ),
        help_url="https://help.aliyun.com/",
        has_plus_addresses=False,
        quirks=(_NO_PLUS,),
        sent_folder="已发送",
        sends_per_minute=20,
        own_imap_host="imap.aliyun.com",
        own_smtp_host="smtp.aliyun.com",
    ),
    Preset(
        "exmail",
        _("Tencent Exmail"),
        Endpoint("imap.exmail.qq.com", 993),
        Endpoint("smtp.exmail.qq.com", 465),
        mx=("mxbiz1.qq.com", "mxbiz2.qq.com", "mxbiz3.qq.com", "exmail.qq.com"),
        password=PasswordKind.APP_PASSWORD,
        sign_in_help=_(
            "Switch IMAP/SMTP on in the mailbox's settings (Client settings). With secure login on, make a "
            "client-specific password there and type that one."
        ),
        help_url="https://service.exmail.qq.com/",
        has_plus_addresses=False,
        quirks=(_NO_PLUS,),
        sent_folder="Sent Messages",
        sends_per_minute=20,
    ),
    Preset(
        "netease",
        _("NetEase 163, 126, yeah"),
        Endpoint("imap.163.com", 993),
        Endpoint("smtp.163.com", 465),
        domains=("163.com", "126.com", "yeah.net"),
        password=_CODE,
        sign_in_help=_netease_help(),
        help_url="https://help.mail.163.com/",
        has_plus_addresses=False,
        quirks=(_NEEDS_ID, _NO_PLUS),
        sent_folder="已发送",
        sends_per_minute=10,
        uses_idle=False,
        own_imap_host="imap.{domain}",
        own_smtp_host="smtp.{domain}",
    ),
    Preset(
        "netease_qiye",
        _("NetEase enterprise mail"),
        Endpoint("imap.qiye.163.com", 993),
        Endpoint("smtp.qiye.163.com", 465),
        mx=("mxmail.netease.com", "qiye163.com"),
        password=_CODE,
        sign_in_help=_(
            "Open the mailbox in a browser, Settings, Client settings: switch IMAP/SMTP on and make an authorisation "
            "password. Where the company limits sign-ins to some addresses, the administrator adds this server's."
        ),
        help_url="https://qiye.163.com/help/",
        has_plus_addresses=False,
        quirks=(_NEEDS_ID, _NO_PLUS),
        sent_folder="已发送",
        sends_per_minute=20,
        uses_idle=False,
    ),
    Preset(
        "qq",
        _("QQ Mail, Foxmail"),
        Endpoint("imap.qq.com", 993),
        Endpoint("smtp.qq.com", 465),
        domains=("qq.com", "foxmail.com", "vip.qq.com"),
        mx=("mx1.qq.com", "mx2.qq.com", "mx3.qq.com"),
        password=_CODE,
        sign_in_help=_(
            "Sign in to QQ Mail in a browser, open Settings, Account, switch the IMAP/SMTP service on, and make an "
            "authorisation code (a text message confirms it). Type that code as the password."
        ),
        help_url="https://service.mail.qq.com/",
        has_plus_addresses=False,
        quirks=(_NEEDS_ID, _NO_PLUS),
        sent_folder="Sent Messages",
        sends_per_minute=10,
    ),
    Preset(
        "yandex",
        "Yandex",
        Endpoint("imap.yandex.com", 993),
        Endpoint("smtp.yandex.com", 465),
        domains=("yandex.com", "yandex.ru", "ya.ru", "yandex.by", "yandex.kz", "yandex.com.tr"),
        mx=("mx.yandex.net", "mx.yandex.ru"),
        password=PasswordKind.APP_PASSWORD,
        sign_in_help=_(
            "Switch IMAP on in Yandex Mail (Settings, Email clients), make an app password for mail in Yandex ID "
            "(Security), and type that one."
        ),
        help_url="https://yandex.com/support/mail/mail-clients/others.html",
        sends_per_minute=20,
        sends_per_day=500,
    ),
)

GENERIC = Preset(
    "generic",
    _("Another provider"),
    Endpoint("", 993),
    Endpoint("", 465),
    sign_in_help=_(
        "The provider's help names the servers, often under “IMAP” or “e-mail program”. With two-factor sign-in it "
        "usually wants an app password."
    ),
)
