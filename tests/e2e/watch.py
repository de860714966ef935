"""What a page with hostile mail does that it must not do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request, Response, Route

BODY = re.compile(r"/messages/\d+/body$")


@dataclass
class Watch:
    """Listens to a browser from the first page on; nothing that leaves the desk's origin gets through."""

    origin: str
    executed: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """What a mail wanted to load, also where a policy said no."""
    remote: list[str] = field(default_factory=list)
    """What would have left the desk's origin."""
    from_frames: list[str] = field(default_factory=list)
    """What a frame got from the desk besides its document."""
    complaints: list[str] = field(default_factory=list)
    policies: dict[str, str] = field(default_factory=dict)

    def follow(self, context: BrowserContext) -> Watch:
        """Start listening to every page of the context."""
        context.route(lambda url: not url.startswith(f"{self.origin}/"), self._stop)
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("page", self._follow_page)
        for page in context.pages:
            self._follow_page(page)
        return self

    def _follow_page(self, page: Page) -> None:
        page.on("dialog", self._on_dialog)
        page.on("popup", lambda popup: self.executed.append(f"window {popup.url}"))
        page.on("pageerror", lambda error: self.executed.append(f"error {error}"))
        page.on("download", lambda download: self.executed.append(f"download {download.url}"))
        page.on("console", self._on_console)

    def _on_dialog(self, dialog: Dialog) -> None:
        self.executed.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _on_console(self, line: ConsoleMessage) -> None:
        # A blocked script or request is harmless, yet something the sanitiser should have taken out.
        if line.type in ("error", "warning"):
            self.complaints.append(line.text)

    def _stop(self, route: Route) -> None:
        self.remote.append(route.request.url)
        route.abort()

    def _on_request(self, request: Request) -> None:
        if request.url.startswith(("data:", "blob:", "about:")):
            return
        is_framed = request.frame.parent_frame is not None
        if not request.url.startswith(f"{self.origin}/") or (is_framed and not BODY.search(request.url)):
            self.asked.append(request.url)

    def _on_response(self, response: Response) -> None:
        if BODY.search(response.url):
            self.policies[response.url] = response.headers.get("content-security-policy", "")
        elif response.frame.parent_frame is not None and not response.url.startswith("data:"):
            self.from_frames.append(response.url)
