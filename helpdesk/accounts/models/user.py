"""A colleague who signs in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is in the desk; which mailboxes they touch is a matter of grants."""

    ADMIN = "admin", _("Admin")
    SUPERVISOR = "supervisor", _("Supervisor")
    AGENT = "agent", _("Agent")
    FINANCE = "finance", _("Finance (view only)")


class Theme(models.TextChoices):
    AUTO = "auto", _("Like the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        """Create a person with a hashed password; None makes one that cannot sign in."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> User:
        """The first admin, for `manage.py createsuperuser`: there is no other way in on an empty desk."""
        return self.create_user(username, password, **{**fields, "role": Role.ADMIN})


class User(AbstractBaseUser):
    """`session_epoch` grows when every session of the person has to die (password, role, disabled)."""

    username = models.CharField(_("Sign-in name"), max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    email = models.EmailField(_("Mail address"), blank=True)
    role = models.CharField(_("Role"), max_length=12, choices=Role.choices, default=Role.AGENT)
    language = models.CharField(_("Language"), max_length=12, default="en")
    theme = models.CharField(_("Theme"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    time_zone = models.CharField(_("Time zone"), max_length=60, default="UTC")
    is_active = models.BooleanField(_("May sign in"), default=True)
    is_available = models.BooleanField(_("Available for new work"), default=True)
    session_epoch = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        db_table = "user_account"
        constraints = [models.UniqueConstraint(Lower("username"), name="user_username_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """Two letters for the avatar; a CJK name gives its last two characters, as people there expect."""
        words = self.name.split()
        if len(words) > 1:
            return (words[0][0] + words[-1][0]).upper()
        name = self.name.strip()
        return name[-2:] if name and ord(name[0]) > 0x2E7F else name[:2].upper()

    @property
    def sees_everything(self) -> bool:
        """Admins and supervisors see every mailbox; everybody else needs a grant."""
        return self.role in (Role.ADMIN, Role.SUPERVISOR)
