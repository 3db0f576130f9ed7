"""Addresses of the accounts API."""

from django.urls import path

from accounts import api
from accounts.ageing.api import AgeingReport
from accounts.allocations.api import AllocationReversal, Allocations, AutoAllocation
from accounts.books.api import CustomerLedger
from accounts.books.balance_api import Balances
from accounts.credit.api import CreditChecks, CustomerCredit
from accounts.credit.asking_api import CreditOverrides, CreditRequests
from accounts.credit.commitment_api import CommitmentDetail, Commitments
from accounts.instruments import api as instruments
from accounts.open_items.api import CustomerOpenItems
from accounts.periods.api import Periods
from accounts.reconciling.api import ReconciliationDetail, Reconciliations
from accounts.statements.answers.api import StatementAnswers
from accounts.statements.api import CustomerStatement, StatementDetail, Statements
from accounts.statements.runs import api as runs

urlpatterns = [
    path("entries/", api.Entries.as_view(), name="entries"),
    path("entries/<str:number>/", api.EntryDetail.as_view(), name="entry"),
    path("entries/<str:number>/reversal/", api.Reversal.as_view(), name="reversal"),
    path("entries/<str:number>/clearing/", instruments.ClearingView.as_view(), name="clearing"),
    path("entries/<str:number>/dishonour/", instruments.DishonourView.as_view(), name="dishonour"),
    path("customers/<str:code>/accounts/", api.CustomerAccounts.as_view(), name="customer_accounts"),
    path("customers/<str:code>/credit/", CustomerCredit.as_view(), name="customer_credit"),
    path("credit-limit-requests/", CreditRequests.as_view(), name="credit_limit_requests"),
    path("credit-overrides/", CreditOverrides.as_view(), name="credit_overrides"),
    path("commitments/", Commitments.as_view(), name="commitments"),
    path("commitments/<int:key>/", CommitmentDetail.as_view(), name="commitment"),
    path("credit-checks/", CreditChecks.as_view(), name="credit_checks"),
    path("customers/<str:code>/open-items/", CustomerOpenItems.as_view(), name="customer_open_items"),
    path("customers/<str:code>/ledger/", CustomerLedger.as_view(), name="customer_ledger"),
    path("allocations/", Allocations.as_view(), name="allocations"),
    path("allocations/<int:key>/reversal/", AllocationReversal.as_view(), name="allocation_reversal"),
    path("customers/<str:code>/auto-allocation/", AutoAllocation.as_view(), name="customer_auto_allocation"),
    path("periods/", Periods.as_view(), name="periods"),
    path("reconciliations/", Reconciliations.as_view(), name="reconciliations"),
    path("reconciliations/<int:key>/", ReconciliationDetail.as_view(), name="reconciliation"),
    path("balances/", Balances.as_view(), name="balances"),
    path("customers/<str:code>/statement/", CustomerStatement.as_view(), name="customer_statement"),
    path("statements/", Statements.as_view(), name="statements"),
    path("statement-runs/", runs.StatementRuns.as_view(), name="statement_runs"),
    path("statement-runs/<uuid:key>/", runs.StatementRun.as_view(), name="statement_run"),
    path("statement-runs/<uuid:key>/prints/", runs.StatementRunPrints.as_view(), name="statement_run_prints"),
    path("statements/<int:key>/answers/", StatementAnswers.as_view(), name="statement_answers"),
    path("statements/<int:key>/", StatementDetail.as_view(), name="statement"),
    path("ageing/", AgeingReport.as_view(), name="ageing"),
]
