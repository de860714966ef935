"""What no template may hold (UI.md 1, SECURITY.md B), and what the page may weigh."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpdesk.web.assets import MODULES, STYLESHEETS

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "helpdesk/web/static"
TEMPLATES = sorted(ROOT.glob("*/web/templates/**/*.html")) + sorted(
    ROOT.glob("helpdesk/accounts/web/templates/**/*.html")
)
# The document of the sandboxed mail frame: its own policy allows styles and no scripts.
FRAME = ROOT / "inbox/web/templates/inbox/message_body.html"

FORBIDDEN = {
    "an inline handler": re.compile(r"<[^>]*\son\w+\s*="),
    "an inline style": re.compile(r"<[^>]*\sstyle\s*="),
    "a style element": re.compile(r"<style\b"),
    "a script without src": re.compile(r"<script\b(?![^>]*\ssrc=)"),
    "hx-on": re.compile(r"\bhx-on\b"),
    "an evaluated attribute": re.compile(r"=\s*[\"'](?:js|javascript):"),
    "a trigger filter": re.compile(r"hx-trigger[:\w-]*=[\"'][^\"']*\["),
    "an address of elsewhere": re.compile(r"(?:src|href)=[\"']\s*(?:https?:)?//"),
    "markup past the escaping": re.compile(r"\|\s*safe\b|\bautoescape\s+false|\bMarkup\b\("),
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_holds_nothing_inline_and_nothing_unescaped(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.S)
    for what, pattern in FORBIDDEN.items():
        if template == FRAME and what == "a style element":
            continue
        assert not pattern.search(text), what
    assert len(text.splitlines()) < 150


def test_every_frame_is_sandboxed_without_scripts() -> None:
    for template in TEMPLATES:
        for frame in re.findall(r"<iframe[^>]*>", template.read_text()):
            sandbox = re.search(r'sandbox="([^"]*)"', frame)
            assert sandbox, template
            assert "allow-scripts" not in sandbox[1]


def test_every_icon_that_is_drawn_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "vendor/icons.svg").read_text()))
    words = "".join(template.read_text() for template in TEMPLATES)
    used = set(re.findall(r'icon\("([\w-]+)"', words)) | set(
        re.findall(r"icons\.svg'\) \}\}#([\w-]+)", words)
    )
    assert used <= sprite


def test_vendored_files_are_what_vendor_json_says() -> None:
    listed = json.loads((STATIC / "vendor/vendor.json").read_text())["files"]
    for entry in listed:
        content = (STATIC / "vendor" / entry["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], entry["file"]
        assert entry["license"]
        assert entry["version"]
    present = {file.name for file in (STATIC / "vendor").iterdir()} - {"vendor.json"}
    assert present == {entry["file"] for entry in listed}


def test_the_first_load_of_the_inbox_stays_under_its_budget() -> None:
    files = [*STYLESHEETS, *MODULES, "vendor/htmx.esm.min.js", "vendor/hx-preload.min.js", "vendor/icons.svg"]
    weight = sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in files)
    weight += (STATIC / "vendor/inter-latin.woff2").stat().st_size
    assert weight <= 110_000  # 120 kB with the page itself


def test_every_module_is_preloaded_and_none_is_forgotten() -> None:
    graph, waiting = set(), ["js/app.js"]
    while waiting:
        name = waiting.pop()
        if name in graph or name.startswith("vendor/"):
            continue
        graph.add(name)
        for target in re.findall(r'^import [^"]*"(\.[^"]+)";', (STATIC / name).read_text(), flags=re.M):
            waiting.append(
                str((STATIC / name).parent.joinpath(target).resolve().relative_to(STATIC.resolve()))
            )
    assert graph == set(MODULES)
    assert all(len((STATIC / name).read_text().splitlines()) < 240 for name in MODULES)


def test_every_sentence_is_translated() -> None:
    checked = subprocess.run(
        ["sh", str(ROOT / "tools/i18n.sh"), "check"],
        env={"PYTHON": sys.executable, "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr
