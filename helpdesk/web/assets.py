"""Which of our stylesheets and modules a page loads, and how static files get their hashed names."""

from __future__ import annotations

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# In cascade order: every file states its layer, tokens.css states the order of the layers.
STYLESHEETS: tuple[str, ...] = (
    "css/tokens.css",
    "css/base.css",
    "css/components.css",
    "css/shell.css",
    "css/list.css",
    "css/conversation.css",
    "css/thread.css",
    "css/composer.css",
    "css/context.css",
    "css/pages.css",
    "css/forms.css",
    "css/imports.css",
    "css/auto.css",
    "css/health.css",
)

# The whole graph behind js/app.js, so that the browser asks for all of it at once (a test holds the two equal).
MODULES: tuple[str, ...] = (
    "js/app.js",
    "js/trust.js",
    "js/time.js",
    "js/toast.js",
    "js/elements/ago.js",
    "js/elements/composer.js",
    "js/elements/due.js",
    "js/elements/hotkeys.js",
    "js/elements/list.js",
    "js/elements/live.js",
    "js/elements/mailframe.js",
    "js/elements/stream.js",
    "js/elements/theme.js",
    "js/elements/thread.js",
    "js/elements/undo.js",
)


class StaticStorage(CompressedManifestStaticFilesStorage, ManifestStaticFilesStorage):
    """Hashed, pre-compressed static files; relative ES-module imports are rewritten to the hashed names."""

    support_js_module_import_aggregation = True
