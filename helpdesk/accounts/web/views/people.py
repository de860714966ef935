"""People: the list, adding one, changing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.accounts.actions.people import (
    PersonDetails,
    create_user,
    reset_mfa,
    set_password,
    update_user,
)
from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.models import Role, User
from helpdesk.accounts.request import SignedInRequest
from helpdesk.accounts.web.forms.people import PersonForm
from helpdesk.web.client import client_ip
from helpdesk.web.marks import admin_only
from helpdesk.web.settings_pages import form_page, refuse, settings_page

_LIST = "/settings/people"


@require_safe
@admin_only
def people(request: SignedInRequest) -> HttpResponse:
    """Everybody, those who may not sign in any more at the end."""
    rows = tuple(_row(user) for user in User.objects.prefetch_related("teams").order_by("-is_active", "name"))
    context = {
        "page_title": _("People"),
        "columns": (_("Name"), _("Role"), _("Teams"), _("State")),
        "rows": rows,
        "new_url": f"{_LIST}/new",
        "new_label": _("Add a person"),
    }
    return settings_page(request, "settings/list.html", "people", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def person_new(request: SignedInRequest) -> HttpResponse:
    """Add a person with a first password; their mailboxes are the next page."""
    form = PersonForm(
        request.POST if request.method == "POST" else None,
        is_new=True,
        initial={"language": "en", "time_zone": "UTC", "role": Role.AGENT},
    )
    if form.is_bound and form.is_valid():
        try:
            user = create_user(
                _details(form),
                password=form.cleaned_data["password"],
                actor=request.user,
                ip=client_ip(request),
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Added. Now choose the mailboxes this person works in."))
            return redirect("settings-grant", user.pk)
    return form_page(request, "people", form, {"page_title": _("Add a person"), "back_url": _LIST})


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def person(request: SignedInRequest, user_id: int) -> HttpResponse:
    """Change a person, their password, or switch them off."""
    user = get_object_or_404(User, pk=user_id)
    form = PersonForm(request.POST if request.method == "POST" else None, initial=_initial(user))
    if form.is_bound and form.is_valid() and _save(request, user, form):
        messages.success(request, _("Saved."))
        return redirect(_LIST)
    context: dict[str, Any] = {
        "page_title": user.name,
        "back_url": _LIST,
        "grants_url": f"/settings/grants/{user.pk}",
        "factor_reset_url": f"{_LIST}/{user.pk}/second-factor" if hasattr(user, "totp_device") else "",
    }
    return form_page(request, "people", form, context, template="accounts/person.html")


@require_POST
@admin_only
def person_factor_reset(request: SignedInRequest, user_id: int) -> HttpResponse:
    """Remove a colleague's lost second factor."""
    user = get_object_or_404(User, pk=user_id)
    try:
        reset_mfa(user.pk, actor=request.user, ip=client_ip(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("The second factor of %(name)s is reset.") % {"name": user.name})
    return redirect("settings-person", user.pk)


def _save(request: SignedInRequest, user: User, form: PersonForm) -> bool:
    new_password, ip = form.cleaned_data["password"], client_ip(request)
    try:
        with transaction.atomic():  # a refused password takes the other changes back with it
            is_active = form.cleaned_data["is_active"]
            update_user(user.pk, _details(form), is_active=is_active, actor=request.user, ip=ip)
            if new_password:
                if user.pk == request.user.pk:
                    raise Refused(_("Change your own password in your profile."), "password")
                set_password(user.pk, new_password, actor=request.user, ip=ip)
    except Refused as refused:
        refuse(form, refused)
        return False
    return True


def _details(form: PersonForm) -> PersonDetails:
    data = form.cleaned_data
    return PersonDetails(
        username=data["username"],
        name=data["name"],
        email=data["email"],
        role=data["role"],
        language=data["language"],
        time_zone=data["time_zone"],
    )


def _initial(user: User) -> dict[str, Any]:
    names = ("username", "name", "email", "role", "language", "time_zone", "is_active")
    return {name: getattr(user, name) for name in names}


def _row(user: User) -> tuple[str, tuple[Any, ...]]:
    teams = ", ".join(team.name for team in user.teams.all())
    state = _("may sign in") if user.is_active else _("switched off")
    return f"{_LIST}/{user.pk}", ((user.name, user.username), str(user.get_role_display()), teams, state)
