"""Pages of credit with a form that each takes (see pages.py)."""


def forms(page, code):
    """Asking for other credit; ``page`` makes a Page."""
    asked = {"currency": "CNY", "mode": "limited", "limit": "5000.00", "reason": "新合同"}
    temporary = {"temporary_amount": "50.00", "temporary_from": "2026-01-10", "temporary_to": "2026-01-31"}
    override = {"reference": "F-9", "amount": "900000.00", "currency": "CNY", "reason": "急"}
    return {
        "accounts:new_override": page(f"/receivables/customers/{code}/credit-overrides/new/", override),
        "accounts:new_credit_request": page(
            f"/receivables/customers/{code}/credit-requests/new/", asked | temporary, choices=("mode",)
        ),
    }
