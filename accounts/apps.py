"""Start of the accounts room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """What do they owe, and may they?"""

    name = "accounts"
    verbose_name = _("accounts")

    def ready(self) -> None:
        from accounts import customer_page, export_columns, import_door, objections, register, settings
        from accounts.asking import entries, reversals
        from accounts.credit import asking as credit_requests
        from accounts.credit import override_asking as overrides
        from accounts.credit import settings as of_credit
        from accounts.pairs import posting as pairs
        from accounts.periods import operations as periods
        from accounts.setup import registering as setup
        from accounts.statements.runs import working as statement_runs
        from accounts.vouchers import codes

        objections.register()
        entries.register()
        reversals.register()
        pairs.register()
        periods.register()
        setup.register()
        codes.register()
        register.fill()
        settings.register()
        of_credit.register()
        credit_requests.register()
        overrides.register()
        customer_page.register()
        export_columns.register()
        import_door.register()
        statement_runs.register()
        self._register_reports()

    def _register_reports(self) -> None:
        from accounts.ageing import cutoffs

        cutoffs.register()
