"""Forms that show refusals: each beside its field, and no input taken that the form does not have."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from access.forms import RefusableForm
from audit.refusals import Refused, declare

declare("test_form_refused", "This is refused.")


class AmountForm(RefusableForm):
    amount = forms.CharField()
    beside = frozenset(("version",))


def form(typed="amount=1.00"):
    return AmountForm(QueryDict(typed))


def test_what_the_page_has_is_taken():
    assert form("amount=1.00&version=3&csrfmiddlewaretoken=x&token=t&edit=1").is_valid()


@pytest.mark.parametrize("name", ["status", "AMOUNT", "amount2", "§", "a" * 900, "\0"])
def test_an_input_that_no_form_has_is_refused_by_name(name):
    typed = QueryDict("amount=1.00", mutable=True)
    typed[name] = "x"

    refused = AmountForm(typed)

    assert not refused.is_valid()
    assert name[:40].replace("\0", "\ufffd") in str(refused.non_field_errors())


@pytest.mark.parametrize(
    ("refused", "place"),
    [
        (Refused("test_form_refused", field="amount"), "amount"),
        (Refused("test_form_refused", field="amount.0.value"), "amount"),
        (Refused("test_form_refused", field="balance"), "__all__"),
        (Refused("test_form_refused"), "__all__"),
        (ValidationError({"amount.0": "Wrong."}), "amount"),
        (ValidationError({"other": "Wrong."}), "__all__"),
        (ValidationError("Wrong."), "__all__"),
    ],
)
def test_a_refusal_stands_beside_its_field_or_on_top(refused, place):
    shown = form()

    shown.is_valid()
    shown.add_refused(refused)

    assert list(shown.errors) == [place]
