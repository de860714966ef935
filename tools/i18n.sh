#!/bin/sh
# Translations: extract | update | compile | check. English in the source is the source language; Babel is used
# because Django's makemessages does not read Jinja templates. The .mo files are committed.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
locales=helpdesk/web/locale
pot=${TMPDIR:-/tmp}/crossdesk-$$.pot
trap 'rm -f "$pot" "$pot".*' EXIT

extract() {
  "$python" -m babel.messages.frontend -q extract -F tools/babel.cfg -k lazy -k gettext_lazy -k ngettext_lazy:1,2 \
    -k pgettext_lazy:1c,2 -k npgettext:1c,2,3 -k pgettext:1c,2 -k gettext_noop --no-location --sort-output \
    --omit-header --project=Crossdesk -o "$pot" .
}

case "${1:-}" in
  extract) extract; cat "$pot" ;;
  update)
    extract
    for po in "$locales"/*/LC_MESSAGES/django.po; do
      "$python" -m babel.messages.frontend -q update -i "$pot" -o "$po" -l "$(basename "$(dirname "$(dirname "$po")")")" \
        --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
    done ;;
  compile)
    for po in "$locales"/*/LC_MESSAGES/django.po; do
      "$python" -m babel.messages.frontend -q compile -i "$po" -o "${po%.po}.mo"
    done ;;
  check)
    extract
    "$python" tools/i18n_check.py "$pot" ;;
  *) echo "usage: tools/i18n.sh extract|update|compile|check" >&2; exit 2 ;;
esac
