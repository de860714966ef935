"""The people who sign in to the demo, and their one password."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass

from helpdesk import env
from helpdesk.demo.content.directory import PEOPLE


@dataclass(frozen=True, slots=True)
class DemoPerson:
    username: str
    name: str
    role: str


DEMO_PEOPLE: tuple[DemoPerson, ...] = tuple(DemoPerson(one.username, one.name, one.role) for one in PEOPLE)
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def demo_password() -> str:
    """The password of every demo person, made at the first call and kept (mode 0600) in the data directory.

    Raises env.EnvironmentProblem when it can be neither read nor kept."""
    path = env.data_dir() / "demo-password"
    try:
        if path.exists():
            return path.read_text(encoding="ascii").strip()
        path.parent.mkdir(parents=True, exist_ok=True)
        password = "-".join("".join(secrets.choice(_SIGNS) for _ in range(5)) for _ in range(3))
        draft = path.with_name(f".demo-password-{os.getpid()}-{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(password + "\n", encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:  # another process was first
            return path.read_text(encoding="ascii").strip()
        finally:
            draft.unlink()
    except OSError as error:
        raise env.EnvironmentProblem(
            f"The demo password cannot be kept in {path}: {env.reason(error)}. Set CROSSDESK_DATA to a directory "
            "you may write to."
        ) from None
    return password
