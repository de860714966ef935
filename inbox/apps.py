from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "inbox"

    def ready(self) -> None:
        from helpdesk.core.events import subscribe_after
        from helpdesk.core.live import LiveFact, announce
        from inbox.events import MailFiled, TicketChanged
        from inbox.tasks import check_dkim

        def announce_ticket(event: TicketChanged) -> None:
            announce(
                LiveFact(
                    kind=event.kind, ticket=event.ticket_id, mailbox=event.mailbox_id, version=event.version
                )
            )

        def check_signatures(event: MailFiled) -> None:
            if signed := [one.message_id for one in event.messages if one.has_signature]:
                check_dkim.apply_async([signed], expires=900)

        subscribe_after(TicketChanged, announce_ticket)
        subscribe_after(MailFiled, check_signatures)
