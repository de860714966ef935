from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "inbox"

    def ready(self) -> None:
        from helpdesk.core.events import subscribe_after
        from helpdesk.core.live import LiveFact, announce
        from inbox.events import AlarmsChanged, MailFiled, TicketChanged, TicketsChanged
        from inbox.tasks import answer_automatically, check_dkim

        def fact(change: TicketChanged) -> LiveFact:
            return LiveFact(change.kind, change.ticket_id, change.mailbox_id, change.version)

        def announce_ticket(event: TicketChanged) -> None:
            announce(fact(event))

        def announce_tickets(event: TicketsChanged) -> None:
            announce(*map(fact, event.changes))

        def check_signatures(event: MailFiled) -> None:
            if signed := [one.message_id for one in event.messages if one.has_signature]:
                check_dkim.apply_async([signed], expires=900)

        def announce_alarms(event: AlarmsChanged) -> None:
            announce(LiveFact("alarm", mailbox=event.mailbox_id))

        subscribe_after(AlarmsChanged, announce_alarms)
        subscribe_after(TicketChanged, announce_ticket)
        subscribe_after(TicketsChanged, announce_tickets)

        def answer_first_messages(event: MailFiled) -> None:
            if first := [one.message_id for one in event.messages if one.is_new_ticket]:
                answer_automatically.delay(first)

        subscribe_after(MailFiled, check_signatures)
        subscribe_after(MailFiled, answer_first_messages)
