"""Start of the exchange room."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """How do files and systems come and go?"""

    name = "exchange"

    def ready(self) -> None:
        from exchange import register
        from exchange.batches import work

        register.fill()
        work.register()
