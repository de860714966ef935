from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "inbox"

    def ready(self) -> None:
        from helpdesk.core.events import subscribe_after
        from helpdesk.core.live import LiveFact, announce
        from inbox.events import MailFiled, TicketChanged, TicketsChanged
        from inbox.tasks import check_dkim

        def fact(change: TicketChanged) -> LiveFact:
            return LiveFact(change.kind, change.ticket_id, change.mailbox_id, change.version)

        def announce_ticket(event: TicketChanged) -> None:
            announce(fact(event))

        def announce_tickets(event: TicketsChanged) -> None:
            announce(*map(fact, event.changes))

        def check_signatures(event: MailFiled) -> None:
            if signed := [one.message_id for one in event.messages if one.has_signature]:
                check_dkim.apply_async([signed], expires=900)

        subscribe_after(TicketChanged, announce_ticket)
        subscribe_after(TicketsChanged, announce_tickets)
        subscribe_after(MailFiled, check_signatures)
