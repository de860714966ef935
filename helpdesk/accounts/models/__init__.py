from helpdesk.accounts.models.device import RecoveryCode, TotpDevice
from helpdesk.accounts.models.grant import MailboxGrant, Right
from helpdesk.accounts.models.team import Team
from helpdesk.accounts.models.user import Role, Theme, User

__all__ = ["MailboxGrant", "RecoveryCode", "Right", "Role", "Team", "Theme", "TotpDevice", "User"]
