"""Lists and single questions agree: a row is in ``visible_to`` exactly when ``allows`` says so (spine 1).

For every kind of person and every row: each role (and none), each way of holding a grant, active or not, superuser or
not; customers of each status and everything that belongs to them.
"""

from datetime import UTC, date, datetime
from itertools import product

import pytest
from guardian.utils import get_group_obj_perms_model

from access.data_keys import conceal
from access.fields import MONEY, may_see
from access.models import Portfolio
from access.permissions import SEE, allows
from access.roles import ROLES
from accounts.models import Account, Entry, OpenItem
from accounts.querysets import LedgerQuerySet
from audit.history import acting
from categories.models import Category, Dimension
from customers.models import Address, BankAccount, Classification, Contact, Customer, Status
from tests import factories

pytestmark = pytest.mark.django_db
ORDER = ("pk",)
DAY, NOON = date(2026, 1, 1), datetime(2026, 1, 1, 4, tzinfo=UTC)
GRANTS = ("none", "view", "manage", "single_view", "single_manage", "role_view", "role_manage", "two_portfolios")
STANDING = ({}, {"is_active": False}, {"is_superuser": True, "is_staff": True})
MODELS = (Customer, Contact, Address, BankAccount, Classification, Account, Entry, OpenItem)


@pytest.fixture
def world():
    """Three portfolios; in two of them a customer of each status, and rows of every kind that belong to it."""
    places = [factories.portfolio(code) for code in ("EAST", "SOUTH", "WEST")]
    with acting(actor=None, kind="tests.world", channel="command") as action:
        dimension = Dimension.objects.create(code="tests", name_zh="试", name_en="tests")
        category = Category.objects.create(dimension=dimension, code="tests", name_zh="试", name_en="tests")
        for place, status in product(places[:2], Status):
            customer = factories.customer(place, status=status)
            details(customer, category)
            ledger(customer, action)
    return places


def details(customer, category):
    contact, bank = Contact(customer=customer), BankAccount(customer=customer)
    conceal(contact, name="王芳")
    conceal(bank, number="6225880212345678")
    contact.save(force_insert=True)
    bank.save(force_insert=True)
    Address.objects.create(customer=customer, province="浙江省")
    Classification.objects.create(customer=customer, category=category, dimension=category.dimension)


def ledger(customer, action):
    account = Account.objects.create(customer=customer, currency="CNY")
    entry = Entry.objects.create(
        account=account, number=1, kind="invoice", effect=1, raises=True, balance_after=1, action_id=action,
        document_date=DAY, posting_date=DAY, posted_at=NOON,
    )  # fmt: skip
    OpenItem.objects.create(entry=entry, account=account, is_debit=True, amount=1, open=1, due_date=DAY)


def grant_as(how, person, places, role):
    east, south, _west = places
    one = Customer.objects.filter(portfolio=east).order_by("code").first()
    gone = Customer.objects.get(portfolio=east, status=Status.DELETED)
    if how in ("view", "manage"):
        factories.grant(person, how, east)
    elif how.startswith("single"):
        for place in (one, gone):
            factories.grant(person, how.removeprefix("single_"), place)
    elif how.startswith("role") and role:
        level = how.removeprefix("role_")
        with acting(actor=None, kind="tests.grant", channel="command"):
            for place in (east, one):
                held = get_group_obj_perms_model(type(place)).objects
                held.assign_perm(f"{level}_{place._meta.model_name}", factories.role(role), place)
    elif how == "two_portfolios":
        factories.grant(person, "view", east)
        factories.grant(person, "manage", south)
        factories.grant(person, "manage", one)


def expected(person, model):
    way = model.objects.none().path.removesuffix("__")
    rows = model.objects.select_related(*[way] if way else []).order_by(*ORDER)
    ledger = isinstance(rows, LedgerQuerySet)
    return [row.pk for row in rows if allows(person, SEE, row) and (not ledger or may_see(person, MONEY, row))]


KINDS = [(role, how) for role, how in product([None, *ROLES], GRANTS) if role or not how.startswith("role")]


@pytest.mark.parametrize(("role", "how"), KINDS)
def test_lists_and_questions_agree(role, how, world):
    for number, fields in enumerate(STANDING):
        person = factories.person(f"standing{number}", *([role] if role else []), **fields)
        grant_as(how, person, world, role)
        for model in MODELS:
            wanted = expected(person, model)
            assert wanted == sorted_keys(model.objects.visible_to(person)), (fields, model)
            assert wanted[:3] == keys(model.objects.all().first_visible_to(person, ORDER, 3)), (fields, model)


def keys(rows):
    return [row.pk for row in rows]


def sorted_keys(rows):
    return keys(rows.order_by(*ORDER))


def test_the_agreement_is_about_something(world):
    """Twin of the test above: somebody sees some rows of each model and not all, a deleted customer's only who may."""
    clerk = factories.person("clerk", "财务文员", manages=[world[0]])
    auditor = factories.person("auditor", "审计")

    for model in MODELS:
        mine, all_rows = model.objects.visible_to(clerk).count(), model.objects.count()
        assert (0 < mine < all_rows, model.objects.visible_to(auditor).count()) == (True, all_rows), model
    assert not Customer.objects.visible_to(clerk).filter(status=Status.DELETED).exists()


def test_portfolios_agree_too(world):
    for role, how in product([None, *ROLES], ("none", "view", "manage")):
        person = factories.person("", *([role] if role else []))
        grant_as(how, person, world, role)
        seen = [place.pk for place in Portfolio.objects.order_by("pk") if allows(person, SEE, place)]
        assert seen == sorted_keys(Portfolio.objects.visible_to(person))
