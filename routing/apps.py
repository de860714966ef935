from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "routing"

    def ready(self) -> None:
        from helpdesk.core.events import subscribe_after
        from inbox.events import MessageReceived
        from routing.tasks import route_message

        subscribe_after(MessageReceived, lambda event: route_message.delay(event.message_id))
