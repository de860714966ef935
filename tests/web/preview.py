"""Draws every screen from fixture rows, without a database, and serves them under the product's own policy.

    python -m tests.web.preview [DIRECTORY]

writes screenshots (light, dark, en, zh, 1440 and 390) into DIRECTORY; tests use `PreviewServer` alone.
"""

from __future__ import annotations

import mimetypes
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, FileSystemLoader

from tests.web.screens import SCREENS, Screen, base_context

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "helpdesk/web/static"
TEMPLATES = ("helpdesk/web/templates", "inbox/web/templates", "helpdesk/accounts/web/templates")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types app"
)
SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox"
FRAME_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    f"frame-ancestors 'self'; sandbox {SANDBOX}"
)


def build_environment() -> Environment:
    """Return the product's environment over the product's templates, static files unhashed."""
    from helpdesk.web.environment import environment

    env = environment(loader=FileSystemLoader([str(ROOT / folder) for folder in TEMPLATES]))
    env.globals["static"] = lambda path: f"/static/{path}"
    return env


def draw(env: Environment, screen: Screen, *, language: str, theme: str, path: str) -> str:
    """Return the HTML of one screen in one language and theme."""
    from django.utils import translation

    with translation.override(language):
        context = {**base_context(language=language, theme=theme, path=path), **screen.context}
        if callable(context.get("form")):
            context |= {"form": context["form"]()["form"]}
        return env.get_template(screen.template).render(context)


class PreviewServer:
    """Serves the screens on loopback; `received` collects what was posted, `answer` may replace an answer."""

    def __init__(self, *, language: str = "en", theme: str = "light") -> None:
        self.language, self.theme = language, theme
        self.received: list[tuple[str, dict[str, list[str]]]] = []
        self.answer: Callable[[str], tuple[int, str] | None] = lambda path: None
        self.stream: list[bytes] = []
        self.env = build_environment()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> PreviewServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def respond(self, path: str, headers: Any) -> tuple[int, str, bytes]:
        """Return status, content type and body for a GET."""
        parts = urlsplit(path)
        if parts.path.startswith("/static/"):
            file = STATIC / parts.path.removeprefix("/static/")
            if not file.is_file():
                return 404, "text/plain", b""
            return 200, mimetypes.guess_type(file.name)[0] or "font/woff2", file.read_bytes()
        special = self.answer(path) or _nothing_more(parts.query)
        if special is not None:
            return special[0], "text/html; charset=utf-8", special[1].encode()
        screen = SCREENS.get(parts.path)
        if headers.get("HX-Request") == "true":
            screen = SCREENS.get(f"{parts.path} #fragment") or screen
        if screen is None:
            screen = SCREENS["/404"]
        html = draw(self.env, screen, language=self.language, theme=self.theme, path=path)
        return screen.status, "text/html; charset=utf-8", html.encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        preview = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                if self.path == "/live":
                    return self._stream()
                status, kind, body = preview.respond(self.path, self.headers)
                self._send(status, kind, body)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                preview.received.append(
                    (self.path, parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True))
                )
                special = preview.answer(self.path)
                if special is not None:
                    return self._send(special[0], "text/html; charset=utf-8", special[1].encode())
                if self.path.endswith(("/draft", "/seen", "/preferences")):
                    return self._send(204, "text/html", b"")
                target = "/tickets/4712" if "/status" in self.path else "/tickets/4711"
                status, kind, answer = preview.respond(target, self.headers)
                self._send(status, kind, answer)

            def _send(self, status: int, kind: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                is_frame = self.path.startswith("/messages/") and self.path.endswith("/body")
                self.send_header("Content-Security-Policy", FRAME_POLICY if is_frame else POLICY)
                self.end_headers()
                self.wfile.write(body)

            def _stream(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Connection", "close")
                self.end_headers()
                self.close_connection = True
                self.wfile.write(b"event: ping\ndata: {}\n\n")
                while preview.stream:
                    self.wfile.write(preview.stream.pop(0))

            def log_message(self, *_: object) -> None:
                """Quiet."""

        return Handler


def _nothing_more(query: str) -> tuple[int, str] | None:
    """Older rows there are none of; a thread that did not change is not drawn again."""
    if "after=" in query:
        return 200, "<li></li>"
    return (204, "") if "version=7" in query else None


def configure() -> None:
    """Settings enough for templates, for runs outside pytest."""
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(
            USE_I18N=True, USE_TZ=True, TIME_ZONE="UTC", LANGUAGE_CODE="en", STATIC_URL="/static/",
            LANGUAGES=[("en", "English"), ("zh-hans", "简体中文")],
            LOCALE_PATHS=[str(ROOT / "helpdesk/web/locale")],
            INSTALLED_APPS=["django.contrib.staticfiles"],
        )  # fmt: skip
    django.setup()


if __name__ == "__main__":
    configure()
    from tests.web.shoot import shoot_all

    shoot_all(Path(sys.argv[1] if len(sys.argv) > 1 else "screens"), sys.argv[2:])
