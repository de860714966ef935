"""Says what is missing in the translations; exit 1 when anything is. Usage: i18n_check.py TEMPLATE.pot"""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).resolve().parent.parent / "helpdesk/web/locale"
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def problems(template: Path) -> list[str]:
    """Return one line for every string that is missing, loses a placeholder, or is not in the .mo."""
    with template.open("rb") as file:
        wanted = read_po(file)
    found: list[str] = []
    for po in sorted(LOCALES.glob("*/LC_MESSAGES/django.po")):
        locale = po.parent.parent.name
        with po.open("rb") as file:
            catalog = read_po(file, locale=locale)
        found += [f"{locale}: {line}" for line in _compare(wanted, catalog)]
        fresh = BytesIO()
        write_mo(fresh, catalog)
        compiled = po.with_suffix(".mo")
        if not compiled.is_file() or compiled.read_bytes() != fresh.getvalue():
            found.append(f"{locale}: django.mo is not what django.po says: run tools/i18n.sh compile")
    return found


def _compare(wanted: Catalog, catalog: Catalog) -> list[str]:
    lines: list[str] = []
    for message in wanted:
        if not message.id:
            continue
        translated = catalog.get(message.id, message.context)
        if translated is None or translated.fuzzy or not all(_forms(translated.string)):
            lines.append(f"not translated: {_forms(message.id)[0]!r}")
        elif not _keeps_places(message, translated):
            lines.append(f"a placeholder is lost: {_forms(message.id)[0]!r}")
    return lines


def _keeps_places(message: Message, translated: Message) -> bool:
    asked = set(PLACES.findall(_forms(message.id)[-1]))
    return all(set(PLACES.findall(form)) == asked for form in _forms(translated.string))


def _forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


if __name__ == "__main__":
    missing = problems(Path(sys.argv[1]))
    print("\n".join(missing) or "translations complete")
    raise SystemExit(1 if missing else 0)
