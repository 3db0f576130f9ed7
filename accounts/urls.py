"""Addresses of the dashboard and the ledger."""

from django.urls import include, path

from accounts import entry_views, landing, views
from accounts.ageing import pages as ageing_pages
from accounts.allocations import views as allocations
from accounts.books import balance_pages
from accounts.books import pages as books_pages
from accounts.credit import views as credit
from accounts.dashboard import views as dashboard
from accounts.grid import views as grid
from accounts.instruments import views as instruments
from accounts.open_items import pages as item_pages
from accounts.pairs import views as pairs
from accounts.periods import views as periods
from accounts.reconciling import views as reconciling
from accounts.setup import views as setup
from accounts.statements import views as statements
from accounts.statements.answers import coverage_pages
from accounts.statements.answers import views as answers
from accounts.statements.comparing import views as comparing
from accounts.statements.runs import views as statement_runs
from accounts.verifying import views as verifying
from accounts.vouchers import views as vouchers

ledger = (
    [
        path("", landing.ledger, name="ledger"),
        path("setup/", setup.setup, name="setup"),
        path("setup/totals/new/", setup.new_total, name="new_control_total"),
        path("setup/items/new/", setup.new_item, name="new_opening_item"),
        path("setup/items/file/", setup.new_file, name="opening_file"),
        path("setup/items/posting/", setup.items_posting, name="openings_posting"),
        path("setup/items/<int:key>/removal/", setup.item_strike, name="opening_strike"),
        path("entries/new/", entry_views.new_entry, name="new_entry"),
        path("entries/grid/", grid.entry_grid, name="entry_grid"),
        path("entries/grid/<int:key>/", grid.grid_batch, name="grid_batch"),
        path("entries/<str:number>/reversal/new/", views.new_reversal, name="new_reversal"),
        path("entries/<str:number>/clearing/new/", instruments.new_clearing, name="new_clearing"),
        path("entries/<str:number>/dishonour/new/", instruments.new_dishonour, name="new_dishonour"),
        path("instruments/", instruments.register, name="instruments"),
        path("customers/<str:code>/pairs/new/", pairs.new_pair, name="new_pair"),
        path("customers/<str:code>/credit-requests/new/", credit.new_credit_request, name="new_credit_request"),
        path("customers/<str:code>/credit-overrides/new/", credit.new_override, name="new_override"),
        path("accounts/<int:key>/", views.account, name="account"),
        path("accounts/<int:key>/statements/new/", statements.new, name="new_statement"),
        path("accounts/<int:key>/statements/draft/", statements.draft, name="statement_draft"),
        path("statements/", statements.index, name="statements"),
        path("statements/runs/new/", statement_runs.new_run, name="new_statement_run"),
        path("statements/runs/<uuid:key>/prints/", statement_runs.run_prints, name="statement_run_prints"),
        path("accounts/<int:key>/comparisons/new/", comparing.new_comparison, name="new_comparison"),
        path("statements/comparisons/<int:key>/", comparing.comparison, name="comparison"),
        path("statements/comparisons/<int:key>/file/", comparing.comparison_file, name="comparison_file"),
        path("statements/coverage/", coverage_pages.coverage, name="statement_coverage"),
        path("statements/<int:key>/answers/new/", answers.new_answer, name="new_answer"),
        path("statements/<int:key>/", statements.detail, name="statement"),
        path("statements/<int:key>/file/", statements.file, name="statement_file"),
        path("accounts/<int:key>/open-items/", item_pages.open_items, name="open_items"),
        path("accounts/<int:key>/open-items/file/", item_pages.open_items_file, name="open_items_file"),
        path("accounts/<int:key>/ledger/file/", books_pages.subledger_file, name="subledger_file"),
        path("accounts/<int:key>/ledger/", books_pages.subledger, name="subledger"),
        path("accounts/<int:key>/allocation/", allocations.allocation, name="allocation"),
        path("accounts/<int:key>/allocation/automatic/", allocations.auto_allocation, name="auto_allocation"),
        path("allocations/<int:key>/undo/", allocations.undo_allocation, name="undo_allocation"),
        path("reconciliation/", reconciling.reconciliations, name="reconciliations"),
        path("reconciliation/<int:key>/", reconciling.reconciliation, name="reconciliation"),
        path("reconciliation/<int:key>/file/", reconciling.reconciliation_file, name="reconciliation_file"),
        path("vouchers/", vouchers.vouchers, name="vouchers"),
        path("verification/", verifying.verification, name="verification"),
        path("periods/", periods.periods, name="periods"),
        path("periods/<str:side>/closing/", periods.closing, name="period_closing"),
        path("periods/<str:side>/reopening/new/", periods.reopening, name="period_reopening"),
        path("balances/", balance_pages.balances, name="balances"),
        path("balances/file/", balance_pages.balances_file, name="balances_file"),
        path("figures/", dashboard.figures, name="dashboard_figures"),
        path("flows/", dashboard.flows, name="flows"),
        path("ageing/", ageing_pages.ageing, name="ageing"),
        path("ageing/file/", ageing_pages.ageing_file, name="ageing_file"),
    ],
    "accounts",
)
urlpatterns = [path("", dashboard.home, name="home"), path("receivables/", include(ledger))]
