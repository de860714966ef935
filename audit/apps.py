from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self) -> None:
        from audit.log import record_account_event
        from helpdesk.accounts.events import AccountEvent
        from helpdesk.core.events import subscribe_inside

        subscribe_inside(AccountEvent, record_account_event)
