"""The grid for any rows: all of them or the sound ones are posted, once, and add up to what was typed."""

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Entry
from tests.accounts.grid.test_grid import client, send, token_of, typed

pytestmark = pytest.mark.django_db
AMOUNTS = st.integers(1, 99_999_999).map(lambda cents: f"{Decimal(cents).scaleb(-2):.2f}")
WRONG = st.sampled_from(["0.00", "-5.00", "1.005", "x", "1e3"])


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(AMOUNTS, st.booleans()), min_size=1, max_size=6), WRONG, st.sampled_from(["all", "sound"]))
def test_what_is_posted_is_what_was_sound_and_only_once(customer, clerk, drawn, wrong, mode):
    rows = [{"customer": customer.code, "amount": wrong if bad else amount} for amount, bad in drawn]
    sound = [Decimal(amount) for amount, bad in drawn if not bad]
    with transaction.atomic():
        browser = client(clerk)
        data = typed(*rows, mode=mode)
        token = token_of(send(browser, data))
        assert bool(token) == bool(sound and (mode == "sound" or len(sound) == len(rows)))
        for _time in range(2):
            send(browser, data | ({"token": token} if token else {}), act="post")

        effects = [-entry.effect for entry in Entry.objects.order_by("number")]
        assert effects == (sound if token else [])
        assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == [*range(1, len(effects) + 1)]
        transaction.set_rollback(True)
