"""Mailboxes from before the presets: which provider runs them, and whether it delivers plus addresses.

Its own list, so that a later change of the presets does not change what this did.
"""

from django.db import migrations
from django.db.models import Q

# end of the IMAP host -> (provider, whether plus addresses arrive)
HOSTS = {
    "gmail.com": ("google", True),
    "googlemail.com": ("google", True),
    "outlook.office365.com": ("microsoft", True),
    "outlook.com": ("microsoft", True),
    "zoho.com": ("zoho", True),
    "zoho.eu": ("zoho_eu", True),
    "zoho.in": ("zoho_in", True),
    "zoho.com.cn": ("zoho_cn", True),
    "163.com": ("netease", False),
    "126.com": ("netease", False),
    "yeah.net": ("netease", False),
    "netease.com": ("netease", False),
    "qiye.163.com": ("netease_qiye", False),
    "qq.com": ("qq", False),
    "exmail.qq.com": ("exmail", False),
    "aliyun.com": ("alibaba", False),
    "mxhichina.com": ("alibaba", False),
    "yandex.com": ("yandex", True),
    "yandex.ru": ("yandex", True),
}


def name_providers(apps, schema_editor):
    mailboxes = apps.get_model("inbox", "Mailbox").objects.filter(provider="generic")
    for host, (provider, has_plus) in sorted(HOSTS.items(), key=lambda item: -len(item[0])):
        found = mailboxes.filter(Q(imap_host__iexact=host) | Q(imap_host__iendswith=f".{host}"))
        found.update(provider=provider, has_plus_addresses=has_plus)


def forget_providers(apps, schema_editor):
    apps.get_model("inbox", "Mailbox").objects.update(provider="generic", has_plus_addresses=True)


class Migration(migrations.Migration):
    dependencies = [
        ('inbox', '0008_outbox_rate'),
    ]

    operations = [migrations.RunPython(name_providers, forget_providers)]
