"""Start of the access room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Who may?"""

    name = "access"

    def ready(self) -> None:
        from access import sign_in  # noqa: F401
