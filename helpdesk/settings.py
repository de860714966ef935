"""Django settings: everything that differs between machines comes from `helpdesk.env`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from helpdesk import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_dir()
IS_DEMO = env.is_demo()

SECRET_KEY = env.secret_key()
CROSSDESK_KEYS = env.key_ring()
DEBUG = False
ALLOWED_HOSTS = env.allowed_hosts()
CSRF_TRUSTED_ORIGINS = env.trusted_origins()
BASE_URL = env.base_url()

INSTALLED_APPS = [
    "helpdesk",
    "helpdesk.core",
    "helpdesk.accounts",
    "helpdesk.web",
    "helpdesk.demo",
    "audit",
    "inbox",
    "routing",
    "templates_lib",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "helpdesk.web.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "helpdesk.accounts.web.middleware.SignedInOnly",
    "helpdesk.accounts.web.middleware.ViewerLocale",
    "helpdesk.web.middleware.PlainErrors",
]

ROOT_URLCONF = "helpdesk.urls"
ASGI_APPLICATION = "helpdesk.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            BASE_DIR / "helpdesk/web/templates",
            BASE_DIR / "inbox/web/templates",
            BASE_DIR / "helpdesk/accounts/web/templates",
        ],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "helpdesk.web.environment.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "helpdesk.web.context.page",
            ],
        },
    },
]

_database = dj_database_url.parse(env.database_url())
# A pool per web process: under ASGI every request may run on another thread.
_database["OPTIONS"] = {
    **_database.get("OPTIONS", {}),
    "pool": {"min_size": 1, "max_size": env.pool_size(), "timeout": 10} if env.pool_size() else False,
}
DATABASES: dict[str, Any] = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.redis_url()
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
}  # nothing here may be forgotten

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/inbox/mine"
# Roles that must present a one-time code. The demo asks only the admin, so that trying it stays quick.
OTP_REQUIRED_ROLES = env.otp_required_roles()
OTP_TOTP_ISSUER = "Crossdesk"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "helpdesk.web.errors.csrf_failure"
USES_TLS = env.uses_tls()
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = USES_TLS
SESSION_COOKIE_NAME = "__Host-session" if USES_TLS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if USES_TLS else "csrf"
SECURE_SSL_REDIRECT = False  # the proxy in front terminates TLS; redirecting is its business
SECURE_HSTS_SECONDS = 31_536_000 if USES_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = USES_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.trusts_proxy() else None
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": browsers then send "Origin: null" with our own forms, which the CSRF check must refuse.
# Other sites learn nothing under either.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # frame-ancestors in the Content-Security-Policy replaces X-Frame-Options
    "security.W008",  # see SECURE_SSL_REDIRECT
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-src": ["'self'"],
        "manifest-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        # htmx writes HTML; only through the one policy of static/js/trust.js, which refuses scripts.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["app"],
    },
}

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "blobs": env.blob_storage(),
    "staticfiles": {"BACKEND": "helpdesk.web.assets.StaticStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"
STATIC_URL = "/static/"
STATIC_ROOT = env.static_root()

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "helpdesk/web/locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_HTTPONLY = True

CELERY_BROKER_URL = env.broker_url()
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_keepalive": True}
CELERY_TIMEZONE = "UTC"
# What waits for foreign servers has workers of its own: a mail server that hangs delays no filing and no rule.
COURIERS = "couriers"
CELERY_TASK_ROUTES = {
    "inbox.tasks.poll_mailbox": {"queue": COURIERS},
    "inbox.tasks.reconcile_mailbox": {"queue": COURIERS},
    "inbox.tasks.send_mail": {"queue": COURIERS},
    "inbox.tasks.check_dkim": {"queue": COURIERS},
    "inbox.tasks.file_sent_copy": {"queue": COURIERS},
    "inbox.tasks.tell_alarm": {"queue": COURIERS},
    "inbox.tasks.send_canary": {"queue": COURIERS},
}
CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    "poll-mailboxes": {"task": "inbox.tasks.poll_mailboxes", "schedule": 1.0, "options": {"expires": 10}},
    "reconcile-mailboxes": {
        "task": "inbox.tasks.reconcile_mailboxes",
        "schedule": 3600.0,
        "options": {"expires": 1800},
    },
    "file-fetched-mail": {
        "task": "inbox.tasks.file_fetched_mail",
        "schedule": 20.0,
        "options": {"expires": 60},
    },
    "send-due-mail": {"task": "inbox.tasks.send_due_mail", "schedule": 1.0, "options": {"expires": 5}},
    "file-sent-copies": {
        "task": "inbox.tasks.file_sent_copies",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "watch-mailboxes": {
        "task": "inbox.tasks.watch_mailboxes",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    "send-canaries": {"task": "inbox.tasks.send_canaries", "schedule": 60.0, "options": {"expires": 60}},
    "wake-snoozed": {
        "task": "inbox.tasks.wake_snoozed_tickets",
        "schedule": 20.0,
        "options": {"expires": 60},
    },
    "run-imports": {"task": "inbox.tasks.run_imports", "schedule": 5.0, "options": {"expires": 10}},
    "heartbeat": {"task": "helpdesk.core.tasks.heartbeat", "schedule": 5.0, "options": {"expires": 15}},
    "heartbeat-couriers": {
        "task": "helpdesk.core.tasks.heartbeat",
        "args": ["couriers"],
        "schedule": 5.0,
        "options": {"expires": 15, "queue": COURIERS},
    },
}

# Our own MX's authserv-id(s): only their Authentication-Results are believed (RFC 8601).
TRUSTED_AUTHSERV_IDS = env.trusted_authserv_ids()
# Tells a text's language where mail is read, in the parser child: "module:function" of a pure core.
LANGUAGE_DETECTOR = "routing.classify.language:detect_language"
UNDO_SEND_SECONDS = 10
MAX_MAIL_BYTES = 50 * 1024 * 1024

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "helpdesk.core.logs.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "celery": {"level": "WARNING"},
        "kombu": {"level": "WARNING"},
    },
}
