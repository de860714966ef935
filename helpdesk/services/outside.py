"""A database or Redis that somebody else runs: is it there, and is it fit? Passwords never reach a message."""

from __future__ import annotations

from urllib.parse import urlsplit

import psycopg
import redis

from helpdesk.services.postgres import check_locale
from helpdesk.services.problem import ServiceProblem

OLDEST_POSTGRES = 15
SCHEMES = {"postgres", "postgresql", "redis", "rediss", "unix"}


def require_database(url: str) -> None:
    """Raise ServiceProblem unless DATABASE_URL answers, is new enough and can search every script."""
    try:
        with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
            version = connection.info.server_version // 10000
            if version < OLDEST_POSTGRES:
                raise ServiceProblem(
                    f"DATABASE_URL names a PostgreSQL {version}: {OLDEST_POSTGRES} or newer is needed."
                )
            check_locale(connection)
    except psycopg.Error as error:
        raise ServiceProblem(
            f"DATABASE_URL ({without_password(url)}) cannot be used: {_first_line(error, url)}."
            " Check host, port, name and password, or unset it to use the embedded PostgreSQL."
        ) from None


def require_redis(url: str) -> None:
    """Raise ServiceProblem unless REDIS_URL answers."""
    try:
        client = redis.Redis.from_url(url, socket_timeout=5.0, socket_connect_timeout=5.0)
        client.ping()
        client.close()
    except (redis.RedisError, ValueError, OSError) as error:
        raise ServiceProblem(
            f"REDIS_URL ({without_password(url)}) cannot be used: {_first_line(error, url)}."
            " Check host, port and password, or unset it to use the embedded Valkey."
        ) from None


def without_password(url: str) -> str:
    """The address of a url: scheme, host, port and path, nothing else."""
    try:
        parts = urlsplit(url)
        host = f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
    except ValueError:
        return "not a url"
    # An @ in the path is what a password with a slash in it leaves behind.
    is_plain = parts.scheme in SCHEMES and "@" not in f"{host}{parts.path}"
    return f"{parts.scheme}://{host}{parts.path}" if is_plain else "not a url"


def _first_line(error: Exception, url: str) -> str:
    line = next((part.strip() for part in str(error).splitlines() if part.strip()), type(error).__name__)
    try:
        password = urlsplit(url).password
    except ValueError:
        password = url  # so broken that any part of it may be the password
    if password and password in line:
        return "it was refused"
    return line.removeprefix("connection failed: ").rstrip(".")
