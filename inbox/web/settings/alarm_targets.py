"""Who is told of alarms: the list, adding one, trying one, removing one. For admins."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.request import SignedInRequest
from helpdesk.core.clock import database_now
from helpdesk.web.client import client_ip
from helpdesk.web.marks import admin_only
from helpdesk.web.settings_pages import model_field, refuse, settings_page
from inbox.actions.alarms.targets import add_target, remove_target, try_target
from inbox.models import AlarmTarget, TargetKind
from inbox.queries.alarms import target_rows


class TargetForm(forms.Form):
    """A mail address, or a webhook with its secret."""

    kind = model_field(AlarmTarget, "kind", initial=TargetKind.MAIL)
    address = model_field(
        AlarmTarget,
        "address",
        help_text=gettext_lazy("A mail address outside of this desk, or the webhook's https address"),
    )
    secret = forms.CharField(
        label=gettext_lazy("Secret"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For a webhook: signs every call (HMAC-SHA256); it is not shown again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def alarm_targets(request: SignedInRequest) -> HttpResponse:
    """The targets with their last telling, and the form for one more."""
    form = TargetForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            add_target(**form.cleaned_data, actor=request.user, ip=client_ip(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved. Send a test, to see that it arrives."))
            return redirect("settings-alarms")
    context = {
        "page_title": _("Alarms"),
        "page_help": _(
            "When a mailbox cannot be read, falls silent or cannot send, the desk says so on every page of its "
            "managers. Those named here are told as well, within five minutes."
        ),
        "form": form,
        "targets": target_rows(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return settings_page(request, "inbox/alarm_targets.html", "alarms", context, status=status)


@require_POST
@admin_only
def alarm_target(request: SignedInRequest, target_id: int) -> HttpResponse:
    """`act`: test or remove."""
    target = AlarmTarget.objects.filter(pk=target_id).first()
    act = request.POST.get("act", "")
    if target is None or act not in ("test", "remove"):
        raise Http404
    if act == "remove":
        remove_target(target.pk, actor=request.user, ip=client_ip(request))
        messages.success(request, _("Removed."))
    elif why := try_target(target, actor=request.user, now=database_now()):
        messages.error(request, _("The test did not arrive: %(why)s") % {"why": why})
    else:
        messages.success(request, _("The test has arrived at the other side's server."))
    return redirect("settings-alarms")
