"""Teams: the list, adding one, changing one."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.actions.teams import create_team, update_team
from helpdesk.accounts.models import Team
from helpdesk.accounts.request import SignedInRequest
from helpdesk.accounts.web.forms.people import TeamForm
from helpdesk.web.client import client_ip
from helpdesk.web.marks import admin_only
from helpdesk.web.settings_pages import form_page, refuse, settings_page

_LIST = "/settings/teams"


@require_safe
@admin_only
def teams(request: SignedInRequest) -> HttpResponse:
    """All teams with their size."""
    found = Team.objects.annotate(size=Count("members")).order_by("-is_active", "name")
    rows = tuple(
        (
            f"{_LIST}/{team.pk}",
            (team.name, str(team.size), _("in use") if team.is_active else _("not in use")),
        )
        for team in found
    )
    context = {
        "page_title": _("Teams"),
        "page_help": _("A ticket can be handed to a team without naming a person."),
        "columns": (_("Name"), _("Members"), _("State")),
        "rows": rows,
        "new_url": f"{_LIST}/new",
        "new_label": _("Add a team"),
    }
    return settings_page(request, "settings/list.html", "teams", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def team_new(request: SignedInRequest) -> HttpResponse:
    """Add a team."""
    form = TeamForm(request.POST if request.method == "POST" else None)
    del form.fields["is_active"]
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            create_team(data["name"], members=data["members"], actor=request.user, ip=client_ip(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(_LIST)
    return form_page(request, "teams", form, {"page_title": _("Add a team"), "back_url": _LIST})


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def team(request: SignedInRequest, team_id: int) -> HttpResponse:
    """Rename a team, set its members, take it out of use."""
    found = get_object_or_404(Team, pk=team_id)
    initial = {"name": found.name, "members": found.members.all(), "is_active": found.is_active}
    form = TeamForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            update_team(found.pk, actor=request.user, ip=client_ip(request), **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(_LIST)
    return form_page(request, "teams", form, {"page_title": found.name, "back_url": _LIST})
