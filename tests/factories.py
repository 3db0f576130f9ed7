"""The smallest valid rows; tests name only what they are about."""

from django.contrib.auth.models import Group, Permission
from guardian.utils import get_user_obj_perms_model

from access.data_keys import conceal
from access.models import Membership, Portfolio, Setting, User
from access.roles import ROLES
from access.settings import reading
from audit.history import acting
from customers.models import BankAccount, Customer

_made = iter(range(1, 10**9))


def person(username: str = "", *roles: str, sees=(), manages=(), **fields) -> User:
    """A person in ``roles`` (names of access/roles.py), with view or manage grants on portfolios or customers."""
    user = User(username=username or f"person{next(_made)}", **fields)
    user.set_unusable_password()
    with acting(actor=None, kind="tests.person", channel="command"):
        user.save()
        for name in roles:
            Membership.objects.create(user=user, group=role(name))
        for level, places in (("view", sees), ("manage", manages)):
            for place in places:
                grant(user, level, place)
    return user


def role(name: str) -> Group:
    """The role, with its permissions of access/roles.py."""
    group, made = Group.objects.get_or_create(name=name)
    if made:
        for permission in ROLES[name]:
            app, codename = permission.split(".")
            group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return group


def grant(user: User, level: str, place: Portfolio | Customer) -> None:
    """Let ``user`` ``view`` or ``manage`` a portfolio or a single customer."""
    with acting(actor=None, kind="tests.grant", channel="command"):
        get_user_obj_perms_model(place).objects.assign_perm(f"{level}_{place._meta.model_name}", user, place)


def setting(name: str, value) -> None:
    """Set a setting past approval; ``value`` as its kind keeps it."""
    with acting(actor=None, kind="tests.setting", channel="command"):
        Setting.objects.update_or_create(name=name, defaults={"value": value, "version": 1})
    reading.forget_now()


def portfolio(code: str = "") -> Portfolio:
    with acting(actor=None, kind="tests.portfolio", channel="command"):
        return Portfolio.objects.create(code=code or f"P{next(_made)}", name=code or "组合")


def customer(portfolio: Portfolio, *, name: str = "平安银行", code: str = "", **fields) -> Customer:
    """An active customer, written past the operations: for tests of what lies below them."""
    maker = fields.pop("created_by", None) or person()
    made = Customer(code=code or f"C{next(_made)}", name=name, portfolio=portfolio, created_by=maker, **fields)
    with acting(actor=maker, kind="tests.customer", channel="command"):
        conceal(made, name_encrypted=name)
        made.save(force_insert=True)
    return made


def bank_account(customer: Customer, number: str = "6222020200112233445") -> BankAccount:
    """A bank account of the customer, as if a request for it had just been approved."""
    made = BankAccount(customer=customer, bank="工商银行")
    with acting(actor=None, kind="tests.bank_account", channel="command"):
        conceal(made, holder=customer.name, number=number)
        made.save(force_insert=True)
    return made
