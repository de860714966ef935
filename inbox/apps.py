from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "inbox"

    def ready(self) -> None:
        from helpdesk.core.events import subscribe_after
        from helpdesk.core.live import LiveFact, announce
        from inbox.events import TicketChanged

        def announce_ticket(event: TicketChanged) -> None:
            announce(
                LiveFact(
                    kind=event.kind, ticket=event.ticket_id, mailbox=event.mailbox_id, version=event.version
                )
            )

        subscribe_after(TicketChanged, announce_ticket)
