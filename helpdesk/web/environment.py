"""The Jinja environment of every screen (Django's Jinja2 backend calls `environment`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.templatetags.static import static
from django.utils import timezone, translation
from jinja2 import Environment, StrictUndefined

from helpdesk.web import formats, trust_words, words
from helpdesk.web.assets import MODULES, STYLESHEETS


def environment(**options: Any) -> Environment:
    """Return the environment: autoescape always, a missing name is an error, gettext bound to the viewer.

    `options` are those of settings.TEMPLATES. Raises jinja2's UndefinedError at render time for a name that
    the view did not pass, so that a typing slip is a failing test and not an empty place on the screen.
    """
    options.setdefault("extensions", ["jinja2.ext.i18n", "jinja2.ext.loopcontrols"])
    for name in ("autoescape", "undefined"):  # ours to say, whatever Django's backend passes
        options.pop(name, None)
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Environment(autoescape=True, undefined=StrictUndefined, **options)
    install = env.install_gettext_callables  # type: ignore[attr-defined]  # added by the i18n extension
    install(
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    env.policies["ext.i18n.trimmed"] = True
    env.globals.update(
        static=static,
        stylesheets=STYLESHEETS,
        modules=MODULES,
        new_key=_new_key,
        current_zone=timezone.get_current_timezone_name,
        html_lang=words.html_lang,
        current_language=translation.get_language,
        word=words.word,
        event_sentence=words.event_sentence,
        warning_sentence=trust_words.warning_sentence,
        send_choices=words.send_choices,
        snooze_choices=words.snooze_choices,
    )
    env.filters.update(
        query=_query,
        ago=formats.ago,
        ago_words=formats.ago_words,
        moment=formats.moment,
        soon=formats.soon,
        clock=formats.clock,
        day=formats.day,
        iso=formats.iso,
        due=formats.due,
        filesize=formats.filesize,
        span=formats.short_span,
        capped=formats.capped,
        language_name=words.language_name,
        is_rtl=words.is_rtl,
        linkify=formats.linkify,
    )
    return env


def _new_key() -> str:
    """Return a fresh idempotency key: one per drawn form, so that a double click is one reply."""
    return uuid4().hex


def _query(params: Mapping[str, object]) -> str:
    """Return the parameters that have a value as a query string, without the question mark."""
    return urlencode({key: value for key, value in params.items() if value not in ("", None)})
