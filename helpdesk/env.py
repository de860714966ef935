"""Everything that differs between machines, read from the environment.

No Django here: settings import this module, and so do the supervisor and the tests before Django is loaded.
Every secret may also be given as `NAME_FILE`, the path of a file that holds it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

PROJECT_ROOT = Path(__file__).resolve().parent.parent
ROOT_DATA_DIR = Path("/var/lib/crossdesk")
SHORT_BASE = Path("/tmp")  # noqa: S108  (a private directory is made in it, and its owner checked)
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
# sun_path holds 108 bytes with its final NUL; the longest name below the directory is "/pg/.s.PGSQL.5432".
LONGEST_SOCKET_DIR = 107 - len("/pg/.s.PGSQL.5432")


class EnvironmentProblem(SystemExit):
    """A setting that cannot work. Uncaught it prints its one line on stderr and exits with 1, without a traceback."""

    def __init__(self, message: str) -> None:
        super().__init__(f"crossdesk: {message}")


def text(name: str, default: str = "") -> str:
    """The variable without surrounding space, or `default` where it is missing or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """A yes/no variable: 1, true, yes, on; anything else is no."""
    value = text(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int) -> int:
    """A whole number; raises EnvironmentProblem naming the variable otherwise."""
    value = text(name, str(default))
    if not value.isdigit():
        raise EnvironmentProblem(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def names(name: str, default: str = "") -> list[str]:
    """A comma-separated list without empty entries."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def secret(name: str, default: str | None = None) -> str | None:
    """The secret from NAME, else from the file named by NAME_FILE, else `default`.

    Raises EnvironmentProblem when NAME_FILE names a file that cannot be read."""
    if value := text(name):
        return value
    path = text(f"{name}_FILE")
    if not path:
        return default
    try:
        return Path(path).read_text(encoding="utf-8").strip() or default
    except (OSError, UnicodeDecodeError) as error:
        raise EnvironmentProblem(
            f"{name}_FILE names {path}, which cannot be read: {reason(error)}."
        ) from None


def reason(error: Exception) -> str:
    """Why a file operation failed, without number and path."""
    return getattr(error, "strerror", None) or str(error)


def data_dir() -> Path:
    """The absolute data directory. PostgreSQL refuses to run as root, so root's default is one that
    another user can reach; everybody else keeps it beside the code."""
    given = text("CROSSDESK_DATA")
    if given:
        return Path(given).expanduser().resolve()
    return ROOT_DATA_DIR if os.geteuid() == 0 else PROJECT_ROOT / "data"


def socket_dir(data: Path) -> Path:
    """Where the sockets of this data directory are: `run` inside it or, where that path is too long for a
    unix socket, a short directory that the first start chose and recorded."""
    inside = data / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_DIR:
        return inside
    try:
        return Path((data / "socket-dir").read_text(encoding="utf-8").strip())
    except OSError:
        base = Path(text("XDG_RUNTIME_DIR") or SHORT_BASE)
        key = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
        return (base if len(os.fsencode(base)) <= 40 else SHORT_BASE) / f"crossdesk-{os.geteuid()}-{key}"


def bind() -> str:
    """The address the web process listens on."""
    return text("CROSSDESK_BIND", "127.0.0.1")


def port() -> int:
    """The TCP port of the web process."""
    value = number("CROSSDESK_PORT", 8000)
    if not 0 < value < 65536:
        raise EnvironmentProblem(f"CROSSDESK_PORT must be between 1 and 65535, not {value}.")
    return value


def is_demo() -> bool:
    """Whether this is the demo: CROSSDESK_DEMO, or `manage.py up` without `--no-demo`."""
    if "--no-demo" in sys.argv:
        return False
    return flag("CROSSDESK_DEMO", default=sys.argv[1:2] == ["up"])


def is_database_embedded() -> bool:
    """True when no DATABASE_URL is given: `manage.py up` then runs PostgreSQL itself."""
    return secret("DATABASE_URL") is None


def is_redis_embedded() -> bool:
    """True when no REDIS_URL is given: `manage.py up` then runs Valkey itself."""
    return secret("REDIS_URL") is None


def database_url() -> str:
    """DATABASE_URL, else the socket of the embedded PostgreSQL (computed; nothing is started)."""
    return secret("DATABASE_URL") or embedded_database_url(socket_dir(data_dir()))


def embedded_database_url(sockets: Path) -> str:
    """The url of the embedded PostgreSQL, in the form that libpq and dj-database-url both read."""
    return f"postgres://helpdesk@{quote(str(sockets / 'pg'), safe='')}/helpdesk"


def redis_url() -> str:
    """REDIS_URL, else the socket of the embedded Valkey, for `redis.Redis.from_url`."""
    return secret("REDIS_URL") or f"unix://{socket_dir(data_dir())}/valkey.sock?db=0"


def broker_url() -> str:
    """The same server in the words of Celery (kombu names the socket scheme differently from redis-py)."""
    url = secret("CELERY_BROKER_URL") or redis_url()
    if url.startswith("unix://"):
        path, _, query = url.removeprefix("unix://").partition("?")
        return f"redis+socket://{path}?{query.replace('db=', 'virtual_host=')}"
    return url


def why_database_is_missing() -> str | None:
    """One line with the remedy when the embedded PostgreSQL is not running, else None."""
    if not is_database_embedded() or (socket_dir(data_dir()) / "pg" / ".s.PGSQL.5432").exists():
        return None
    return (
        f"The embedded PostgreSQL of {data_dir()} is not running: start it with make up, or set DATABASE_URL."
    )


def secret_key() -> str:
    """Django's SECRET_KEY: given, or generated once into the data directory (embedded database or demo only)."""
    return secret("SECRET_KEY") or _kept_secret("SECRET_KEY", "secret-key", lambda: secrets.token_urlsafe(64))


def key_ring() -> dict[str, bytes]:
    """The 32-byte keys that encrypt secrets at rest, by name; the first one encrypts, all of them decrypt.

    CROSSDESK_KEYS is `name:64 hex digits`, several separated by commas or lines, the newest first."""
    ring = secret("CROSSDESK_KEYS") or _kept_secret(
        "CROSSDESK_KEYS", "keys", lambda: f"k1:{secrets.token_hex(32)}"
    )
    keys: dict[str, bytes] = {}
    for entry in ring.replace("\n", ",").split(","):
        if not entry.strip():
            continue
        name, _, digits = entry.strip().partition(":")
        try:
            keys[name] = bytes.fromhex(digits)
        except ValueError:
            keys[name] = b""
        if not name or len(keys[name]) != 32:
            raise EnvironmentProblem(
                f"CROSSDESK_KEYS holds a key ({name!r}) that is not name:64-hex-digits;"
                " make one with: python -c 'import secrets; print(\"k1:\" + secrets.token_hex(32))'"
            )
    return keys


def allowed_hosts() -> list[str]:
    """Host names the desk answers to (CROSSDESK_HOSTS); loopback, where its own health checks come from, always."""
    return [*names("CROSSDESK_HOSTS"), "localhost", "127.0.0.1", "[::1]"]


def base_url() -> str:
    """How people reach the desk (CROSSDESK_URL), without a slash at the end."""
    return text("CROSSDESK_URL", f"http://localhost:{port()}").rstrip("/")


def trusted_origins() -> list[str]:
    """Origins whose forms are accepted besides the desk's own host."""
    return [base_url()] if text("CROSSDESK_URL") else []


def uses_tls() -> bool:
    """Whether people reach the desk by https: cookies are then secure and HSTS is sent."""
    return base_url().startswith("https://")


def trusts_proxy() -> bool:
    """Whether a proxy in front sets X-Forwarded-Proto itself and drops the visitor's own."""
    return flag("CROSSDESK_TRUST_PROXY")


def pool_size() -> int:
    """Database connections kept by a process; 0 is one connection per thread without a pool."""
    return number("CROSSDESK_POOL_SIZE", 0)


def otp_required_roles() -> list[str]:
    """Roles that must present a one-time code. The demo asks only the admin, so that trying it stays quick."""
    return names("CROSSDESK_OTP_ROLES", "admin" if is_demo() else "admin,supervisor,finance")


def trusted_authserv_ids() -> frozenset[str]:
    """Names of our own mail exchangers, whose Authentication-Results are believed (RFC 8601)."""
    return frozenset(name.lower() for name in names("CROSSDESK_AUTHSERV_IDS"))


def static_root() -> Path:
    """Where collected static files are kept."""
    return Path(text("CROSSDESK_STATIC", str(PROJECT_ROOT / "staticfiles")))


def blob_storage() -> dict[str, Any]:
    """Django's storage entry for raw mails and attachments: S3 by CROSSDESK_S3_BUCKET, else the data dir."""
    bucket = text("CROSSDESK_S3_BUCKET")
    if not bucket:
        return {
            "BACKEND": "inbox.storage.BlobStorage",  # fsync and rename: what is stored survives a power cut
            "OPTIONS": {"location": str(data_dir() / "blobs"), "base_url": None},
        }
    options = {
        "bucket_name": bucket,
        "endpoint_url": text("CROSSDESK_S3_ENDPOINT") or None,
        "access_key": secret("CROSSDESK_S3_ACCESS_KEY"),
        "secret_key": secret("CROSSDESK_S3_SECRET_KEY"),
        "default_acl": "private",
        "file_overwrite": True,  # content-addressed: the same name is the same bytes
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def _kept_secret(name: str, filename: str, generate: Callable[[], str]) -> str:
    path = data_dir() / "secrets" / filename
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise EnvironmentProblem(
            f"{path} holds {name} and cannot be read: {reason(error)}."
            " Run as the owner of that directory, or set CROSSDESK_DATA to one of your own."
        ) from None
    if not (is_database_embedded() or is_demo()):
        raise EnvironmentProblem(f"{name} is not set: give {name} or {name}_FILE.")
    return _write_once(path, generate())


def _write_once(path: Path, value: str) -> str:
    """Keep `value` unless another process was first; returns what is kept."""
    draft = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(value + "\n", encoding="utf-8")
        try:
            os.link(draft, path)
        except FileExistsError:
            return path.read_text(encoding="utf-8").strip()
        finally:
            draft.unlink()
    except OSError:
        # Nothing can be kept here, so nothing can have been encrypted or signed with a kept key either:
        # commands that need no database (explain, help) still work, with a key of their own.
        return value
    return value
