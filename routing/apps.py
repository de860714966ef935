from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "routing"

    def ready(self) -> None:
        from helpdesk.core.events import subscribe_after
        from inbox.events import MailFiled
        from routing.tasks import route_messages

        def route(event: MailFiled) -> None:
            if unclear := [one.message_id for one in event.messages if not one.has_language]:
                route_messages.delay(unclear)

        subscribe_after(MailFiled, route)
