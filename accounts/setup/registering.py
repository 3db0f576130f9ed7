"""What set-up of the ledger adds to the settings: a step of the first hour, and what is asked before it ends."""

from django.utils.translation import gettext_lazy as _

from access.settings import first_hour, operations


def register() -> None:
    """Called in AccountsConfig.ready()."""
    from accounts.setup.operations import require_equal_books
    from accounts.setup.standing import standings

    operations.BEFORE_THE_END.append(require_equal_books)
    done = lambda: all(one.is_done for one in standings())  # noqa: E731
    first_hour.add(
        first_hour.Step(70, _("Opening items: posted and equal to the control totals"), "accounts:setup", done)
    )
