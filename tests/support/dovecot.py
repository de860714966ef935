"""A Dovecot 2.3 configuration that needs neither its own system users nor a fixed path, as root or not."""

from __future__ import annotations

import grp
import os
import pwd
from collections.abc import Mapping
from pathlib import Path

TEMPLATE = """
protocols = imap
listen = 127.0.0.1
base_dir = {base}/run
state_dir = {base}/state
log_path = /dev/stderr
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
auth_failure_delay = 0
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:{base}/mail/%u
mailbox_list_index = yes
mail_max_userip_connections = 100
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {base}/users
  mechanisms = plain login
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {base}/oauth2.conf.ext
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
  mailbox Archive {{
    auto = create
    special_use = \\Archive
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
  # one wrong password must not slow down every later sign-in from this address
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


# https://doc.dovecot.org/2.3/configuration_manual/authentication/oauth2/
OAUTH = """
introspection_mode = get
introspection_url = {url}
username_attribute = username
active_attribute = active
active_value = true
"""


def write_configuration(
    base: Path, accounts: Mapping[str, str], port: int, introspection_url: str = "http://127.0.0.1:1/?token="
) -> Path:
    """Write configuration and users below `base`; returns the path for `dovecot -c`.

    Tokens of XOAUTH2 and OAUTHBEARER are asked for at `introspection_url` (tests/support/oauth.py)."""
    # Dovecot gives uid 0 no access to mail.
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    internal, login = _service_users()
    mail = base / "mail"
    for directory in (mail, base / "run", base / "state"):
        directory.mkdir(exist_ok=True)
        directory.chmod(0o755)
    if os.geteuid() == 0:
        os.chown(mail, owner.pw_uid, owner.pw_gid)
    lines = [f"{address}:{{PLAIN}}{password}" for address, password in accounts.items()]
    users = base / "users"
    users.write_text("\n".join(lines) + "\n", encoding="utf-8")
    users.chmod(0o644)
    (base / "oauth2.conf.ext").write_text(OAUTH.format(url=introspection_url), encoding="utf-8")
    path = base / "dovecot.conf"
    text = TEMPLATE.format(
        base=base,
        port=port,
        internal=internal.pw_name,
        group=grp.getgrgid(internal.pw_gid).gr_name,
        login=login.pw_name,
        uid=owner.pw_uid,
        gid=owner.pw_gid,
    )
    path.write_text(text, encoding="utf-8")
    return path


def _service_users() -> tuple[pwd.struct_passwd, pwd.struct_passwd]:
    """Root must hand the login process to somebody else (the package made these users); others keep themselves."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()), pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam("dovecot"), pwd.getpwnam("dovenull")
    except KeyError:
        return pwd.getpwnam("nobody"), pwd.getpwnam("nobody")
