"""Trying a mailbox's settings before they are saved: one sentence for each server."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.request import SignedInRequest
from helpdesk.core.secrets import SecretUnreadable
from helpdesk.web.client import client_ip
from helpdesk.web.marks import admin_only
from inbox.access import access_mailbox
from inbox.actions.mail_hosts import check_host
from inbox.actions.mailboxes import MailboxDetails, needs_password, record_connection_test
from inbox.channels.email.account import Account, imap_account, smtp_account
from inbox.channels.email.connection_test import Step, test_connection
from inbox.channels.email.presets import preset_of
from inbox.models import Mailbox, SignIn
from inbox.web.fragments import is_fragment
from inbox.web.settings.mailbox_form import MailboxForm
from inbox.web.settings.mailboxes import bound_form, mailbox_page


@dataclass(frozen=True, slots=True)
class StepView:
    """One line of the outcome."""

    protocol: str
    ok: bool
    sentence: str
    remedy: str = ""


@require_POST
@admin_only
def connection_test_new(request: SignedInRequest) -> HttpResponse:
    """Try what is typed in the form of a new mailbox."""
    return _try(request, bound_form(request, None), None)


@require_POST
def connection_test(request: SignedInRequest, mailbox_id: int) -> HttpResponse:
    """Try what is typed in a saved mailbox's form; its stored passwords go only where they belong."""
    found = access_mailbox(request.access, mailbox_id)
    return _try(request, bound_form(request, found), found)


def _try(request: SignedInRequest, form: MailboxForm, found: Mailbox | None) -> HttpResponse:
    steps = _steps(request, form, found) if form.is_valid() else _form_problems(form)
    status = 200 if all(step.ok for step in steps) else 422
    if is_fragment(request):
        return render(request, "inbox/connection_test.html", {"steps": steps}, status=status)
    return mailbox_page(request, form, found, {"steps": steps})


def _steps(request: SignedInRequest, form: MailboxForm, found: Mailbox | None) -> tuple[StepView, ...]:
    details = form.details()
    try:
        check_host(details.imap_host, details.imap_security, field="imap_host")
        check_host(details.smtp_host, details.smtp_security, field="smtp_host")
        incoming, outgoing = _accounts(details, form, found)
    except Refused as refused:
        return (StepView(str(form.fields[refused.field].label), False, refused.sentence),)
    except SecretUnreadable as error:
        return (StepView(_("Password"), False, str(error)),)
    outcome = test_connection(incoming, outgoing)
    codes = [step.code for step in outcome]
    record_connection_test(found, codes, actor=request.user, ip=client_ip(request))
    return tuple(
        StepView(step.name.upper(), step.is_ok, step.sentence, _remedy(step, details.provider))
        for step in outcome
    )


def _remedy(step: Step, provider: str) -> str:
    """A refused password mostly is the wrong kind of password: the provider's own way says more."""
    own = str(preset_of(provider).sign_in_help) if step.code == "wrong_password" else ""
    return own or step.remedy


def _accounts(details: MailboxDetails, form: MailboxForm, found: Mailbox | None) -> tuple[Account, Account]:
    """The two sign-ins; raises Refused where a stored password would go to a changed server (SECURITY.md F5)."""
    changed = needs_password(found, details) if found else frozenset({"imap", "smtp"})
    if details.sign_in == SignIn.OAUTH2:
        if found is None or changed:  # a token goes only where it was granted for
            raise Refused(
                _("Save these settings and authorise the mailbox: then they can be tried."), "sign_in"
            )
        return imap_account(found), smtp_account(found)
    imap_password, smtp_password = form.cleaned_data["imap_password"], form.cleaned_data["smtp_password"]
    if found is None and not imap_password:
        raise Refused(_("Type the password."), "imap_password")
    for name, typed, is_needed in (
        ("imap", imap_password, True),
        ("smtp", smtp_password, bool(details.smtp_username)),
    ):
        if is_needed and name in changed and not typed:
            raise Refused(_("Type the password again to try this server."), f"{name}_password")
    if found is not None:
        imap_password = imap_password or found.imap_password
        smtp_password = smtp_password or ("" if "smtp" in changed else found.smtp_password)
    return (
        Account(
            details.imap_host, details.imap_port, details.imap_security, details.imap_username, imap_password
        ),
        Account(
            details.smtp_host, details.smtp_port, details.smtp_security, details.smtp_username, smtp_password
        ),
    )


def _form_problems(form: MailboxForm) -> tuple[StepView, ...]:
    return tuple(
        StepView(str(form.fields[name].label) if name in form.fields else _("Form"), False, str(errors[0]))
        for name, errors in form.errors.items()
    )
