from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    name = "helpdesk"

    def ready(self) -> None:
        # Makes our Celery application the current one, so that `.delay()` anywhere reaches our broker.
        import helpdesk.celery  # noqa: F401
