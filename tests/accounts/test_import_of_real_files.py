"""The real lists beside the project, with the mappings of docs/examples: the counts taken from the files themselves."""

from decimal import Decimal
from io import StringIO
from shutil import copy

import pytest
from django.core.management import call_command
from django.db.models import Sum

from accounts import ledger
from accounts.models import Balance, Entry, OpenItem
from categories.models import Category, Dimension
from categories.queries import tree_of
from config.installation import PROJECT
from customers.models import Customer
from tests import factories
from tests.importing import Desk

DATA = PROJECT.parent / "shared" / "data"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.exists(), reason="the real lists are not beside the project"),
]


@pytest.fixture
def desk(tmp_path):
    call_command("bootstrap", stdout=StringIO())
    clerk = factories.person("clerk", "财务文员", manages=[factories.portfolio("EAST")])
    return Desk(tmp_path, "import_customers", clerk)


def take_in(desk, command, name, mapping):
    """Import a copy of the real file ``name``, so that nothing is written beside it."""
    desk.command = command
    file = desk.folder / name
    if not file.exists():
        copy(DATA / name, file)
    return desk.take_in_file(file, "--mapping", str(PROJECT / "docs" / "examples" / mapping))


def classified(dimension, name):
    (category,) = Category.objects.filter(dimension__code=dimension).named(name)
    tree = tree_of(Dimension.objects.get(code=dimension))
    node = next(node for node in tree.walk() if node.category == category)
    return Customer.objects.classified(node.keys()).count()


def test_the_listed_companies_are_all_made_then_all_unchanged_and_counted_right(desk):
    assert take_in(desk, "import_customers", "listed-companies.csv", "listed-companies.json") == {"created": 5524}
    assert classified("region", "浙江") == 743
    assert classified("industry", "电气设备") == 346
    assert classified("region", "广东") == 895
    assert take_in(desk, "import_customers", "listed-companies.csv", "listed-companies.json") == {"unchanged": 5524}


def test_the_receivables_are_posted_and_settled_to_the_cent(desk):
    made = take_in(desk, "import_customers", "receivables.csv", "receivables-customers.json")
    assert made == {"created": 100, "unchanged": 2366}
    assert take_in(desk, "import_entries", "receivables.csv", "receivables-entries.json") == {"created": 2466}

    assert Entry.objects.filter(kind="invoice").aggregate(sum=Sum("effect"))["sum"] == Decimal("147703.18")
    assert set(Balance.objects.values_list("balance", flat=True)) == {Decimal("0.00")}
    assert not OpenItem.objects.exclude(open=0).exists()
    assert [fault for progress in ledger.verify() for fault in progress.faults] == []
    assert take_in(desk, "import_entries", "receivables.csv", "receivables-entries.json") == {"unchanged": 2466}
