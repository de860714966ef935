"""Who may do what in which mailbox: a line per person, and one page of checkboxes for each."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk.accounts.actions.grants import set_grant
from helpdesk.accounts.models import Right, Role, User
from helpdesk.accounts.request import SignedInRequest
from helpdesk.web.client import client_ip
from helpdesk.web.marks import admin_only
from helpdesk.web.settings_pages import settings_page
from inbox.access import visible_mailboxes

_LIST = "/settings/grants"


@require_safe
@admin_only
def grants(request: SignedInRequest) -> HttpResponse:
    """Everybody who may sign in, with the mailboxes they see."""
    found = User.objects.filter(is_active=True).prefetch_related("grants__mailbox").order_by("name")
    rows = tuple(
        (
            f"{_LIST}/{user.pk}",
            ((user.name, user.username), str(user.get_role_display()), _mailboxes_of(user)),
        )
        for user in found
    )
    context = {
        "page_title": _("Rights"),
        "page_help": _(
            "Admins and supervisors hold every right in every mailbox. Everybody else holds what is ticked."
        ),
        "columns": (_("Name"), _("Role"), _("Mailboxes")),
        "rows": rows,
    }
    return settings_page(request, "settings/list.html", "grants", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def grant(request: SignedInRequest, user_id: int) -> HttpResponse:
    """One person's rights: a row per mailbox, a checkbox per right."""
    user = get_object_or_404(User, pk=user_id)
    if request.method == "POST":
        _save(request, user)
        messages.success(request, _("Saved."))
        return redirect(_LIST)
    held = {row.mailbox_id: row.rights for row in user.grants.all()}
    mailboxes = visible_mailboxes(request.access).order_by("store__name", "name")
    context = {
        "page_title": _("Rights of %(name)s") % {"name": user.name},
        "page_help": _help(user),
        "back_url": _LIST,
        "rights": tuple((right.value, str(right.label)) for right in Right),
        "mailboxes": tuple(
            (box.pk, box.name, box.address, held.get(box.pk, frozenset())) for box in mailboxes
        ),
    }
    return settings_page(request, "accounts/grants.html", "grants", context)


@transaction.atomic
def _save(request: SignedInRequest, user: User) -> None:
    known = frozenset(right.value for right in Right)
    for mailbox in visible_mailboxes(request.access):
        ticked = known.intersection(request.POST.getlist(f"grant-{mailbox.pk}"))
        set_grant(user, mailbox.pk, ticked, actor=request.user, ip=client_ip(request))


def _mailboxes_of(user: User) -> str:
    if user.sees_everything:
        return _("all")
    return ", ".join(sorted(row.mailbox.name for row in user.grants.all() if row.can_see)) or _("none")


def _help(user: User) -> str:
    if user.sees_everything:
        return _("This role holds every right everywhere; what is ticked here counts once the role changes.")
    if user.role == Role.FINANCE:
        return _(
            "Finance sees and exports; replying, assigning and managing stay out of reach whatever is ticked."
        )
    return _("Every right needs “See”, which is added by itself.")
