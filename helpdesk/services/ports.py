"""TCP ports: is it free, and which one may we take."""

from __future__ import annotations

import errno
import socket

from helpdesk.services.problem import ServiceProblem


def require_free(host: str, port: int) -> None:
    """Raise ServiceProblem when nothing can listen on host:port, with the remedy for that reason."""
    error = why_not_free(host, port)
    if error is None:
        return
    if error.errno == errno.EADDRINUSE:
        raise ServiceProblem(
            f"Port {port} is in use by another program: stop it, or choose another with CROSSDESK_PORT={port + 1}."
        )
    if error.errno == errno.EACCES:
        raise ServiceProblem(f"Port {port} needs root: choose one above 1023 with CROSSDESK_PORT=8000.")
    raise ServiceProblem(
        f"Cannot listen on {host}:{port}: {error.strerror or error}. Set CROSSDESK_BIND=127.0.0.1."
    )


def why_not_free(host: str, port: int) -> OSError | None:
    """The error of a trial bind, or None."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        return error
    return None


def free_ports(count: int, host: str = "127.0.0.1") -> list[int]:
    """Ports that are free at this moment, all different."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind((host, 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def accepts(host: str, port: int) -> bool:
    """Whether something answers there now."""
    try:
        with socket.create_connection((host, port), timeout=1.0):
            return True
    except OSError:
        return False
