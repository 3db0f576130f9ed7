"""Fill an evaluation installation for measuring: ``python -m benchmarks.seed [CUSTOMERS]``.

100 portfolios (10 %, 1 %, 0.1 %, 0.01 %, the rest even), one more of 10 % whose rows sort last in every order,
DORMANT, and a tenth of foreign rows that sort first; names, a contact, two categories each.
By COPY, with history, from a fixed seed.
"""

import os
import random
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: E402 - after the set-up of Django
from django.contrib.auth.models import Permission  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, models  # noqa: E402

from access.encryption import encrypt, wrap  # noqa: E402
from access.installing import system_user  # noqa: E402
from access.models import DataKey, Membership, Portfolio, PortfolioUserGrant, User  # noqa: E402
from audit.history import acting  # noqa: E402
from categories.models import Category  # noqa: E402
from customers import search  # noqa: E402
from customers.models import Classification, Contact, Customer, CustomerSearch, CustomerUserGrant  # noqa: E402

CHUNK = 20_000
SHARES = {"P000": 0.1, "P001": 0.01, "P002": 0.001, "P003": 0.0001}
PLACES = "上海 苏州 南京 无锡 常州 合肥 福州 厦门 南昌 济南 青岛 郑州 武汉 长沙 成都 重庆 西安 昆明 贵阳 兰州".split()  # noqa: SIM905
WORDS = list("澜砚霁芷梧青翎樾朴渡漱沅溯汀筱岱听葡赣窑恒瑞鼎盛宏华新远天海金银明光信达")
TRADES = "机械 物流 生物 商业 酒店 纺织 软件 能源 轨道 家用 文化 重工 半导体 船舶 农产 水产 医药 陶瓷".split()  # noqa: SIM905
ENDS = ("有限公司", "股份有限公司", "集团有限公司", "经营部")
LATIN = ("Harbour", "Vale", "Stone", "Bridge", "Field", "North", "Delta", "Orchid", "Summit", "Willow")


def main(customers: int) -> None:
    """Make people and portfolios, then the customers, chunk by chunk."""
    chance = random.Random(20261124)  # noqa: S311 - repeatable data, no secret
    actor = system_user()
    portfolios = make_portfolios(actor)
    categories = [list(Category.objects.filter(dimension__code=code, retired_on=None)) for code in ("size", "industry")]
    for start in range(0, customers, CHUNK):
        with acting(actor=actor, kind="benchmarks.seed", channel="command"):
            write(chunk(range(start, min(start + CHUNK, customers)), customers, portfolios, categories, actor, chance))
        print(f"{min(start + CHUNK, customers):,} of {customers:,} customers", flush=True)
    make_people(actor, portfolios)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customers_customer")
        print(cursor.fetchone()[0], "customers in all")


def make_portfolios(actor: User) -> dict[str, Portfolio]:
    codes = [*(f"P{number:03d}" for number in range(100)), "DORMANT", "FOREIGN"]
    with acting(actor=actor, kind="benchmarks.portfolios", channel="command"):
        Portfolio.objects.bulk_create(
            [Portfolio(code=code, name=code) for code in codes if not Portfolio.objects.filter(code=code).exists()]
        )
    return {portfolio.code: portfolio for portfolio in Portfolio.objects.filter(code__in=codes)}


def chunk(
    numbers: range, total: int, portfolios: dict[str, Portfolio], categories: Any, actor: User, chance: random.Random
) -> Iterator[tuple[Customer, Contact, DataKey, list[Category]]]:
    """The customers of these numbers with contact, key and categories."""
    others = [portfolios[f"P{number:03d}"] for number in range(4, 100)]
    for number in numbers:
        code, portfolio = place(number, total, portfolios, others, chance)
        name = name_of(number, portfolio.code, chance)
        customer = Customer(
            code=code, name=name, mnemonic=f"M{number % 9973}", portfolio=portfolio, created_by=actor,
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
            updated_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number * (portfolio.code != "DORMANT")),
        )  # fmt: skip
        raw = AESGCM.generate_key(256)
        key, (master, wrapped) = AESGCM(raw), wrap(customer.pk, raw)
        contact = Contact(customer=customer, is_primary=True)
        customer.name_encrypted = encrypt(customer, Customer._meta.get_field("name_encrypted"), name, key)
        for field, text in (("name", "王小明"), ("mobile", f"+86139{number:08d}"), ("email", f"c{number}@example.com")):
            setattr(contact, field, encrypt(contact, Contact._meta.get_field(field), text, key))
        yield (
            customer,
            contact,
            DataKey(owner=customer.pk, master=master, wrapped=wrapped, created_at=customer.created_at),
            [chance.choice(found) for found in categories],
        )


def place(
    number: int, total: int, portfolios: Any, others: list[Portfolio], chance: random.Random
) -> tuple[str, Portfolio]:
    """Code and portfolio: foreign rows first in order, dormant ones last."""
    if number < total // 10:
        return f"A{number:08d}", portfolios["FOREIGN"]
    if number >= total - total // 10:
        return f"Z{number:08d}", portfolios["DORMANT"]
    draw = chance.random()
    for code, share in SHARES.items():
        if draw < share:
            return f"M{number:08d}", portfolios[code]
        draw -= share
    return f"M{number:08d}", chance.choice(others)


def name_of(number: int, portfolio: str, chance: random.Random) -> str:
    """A name; 70 % Chinese; foreign ones sort first, dormant ones last."""
    first = {"FOREIGN": "A", "DORMANT": "龥"}.get(portfolio, "")
    if chance.random() < 0.7:
        middle = chance.choice(PLACES) + chance.choice(WORDS) + chance.choice(WORDS)
        return f"{first}{middle}{chance.choice(TRADES)}{chance.choice(ENDS)}"
    return f"{first}{chance.choice(LATIN)} {chance.choice(LATIN)} {number} Ltd."


def write(rows: Iterator[tuple[Customer, Contact, DataKey, list[Category]]]) -> None:
    """COPY one chunk, inside the caller's ``acting``."""
    made = list(rows)
    copy(DataKey, (key for _customer, _contact, key, _classes in made))
    copy(Customer, (customer for customer, *_rest in made))
    copy(Contact, (contact for _customer, contact, *_rest in made))
    copy(Classification, (
        Classification(customer=customer, dimension_id=category.dimension_id, category=category)
        for customer, _contact, _key, classes in made for category in classes
    ))  # fmt: skip
    copy(CustomerSearch, (
        search.row_of(customer, contacts=[contact], bank_accounts=[], categories=[one.pk for one in classes])
        for customer, contact, _key, classes in made
    ))  # fmt: skip


def copy(model: type[models.Model], rows: Iterator[models.Model]) -> None:
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as out:
        for row in rows:
            out.write_row([plain(field, row) for field in fields])


def plain(field: Any, row: models.Model) -> Any:
    value = getattr(row, field.attname)
    return getattr(value, "ciphertext", uuid.UUID(str(value)) if isinstance(value, uuid.UUID) else value)


def make_people(actor: User, portfolios: dict[str, Portfolio]) -> None:
    """Root, officer, tiny, area and the one of the dormant portfolio, as performance.md has them."""
    grants = {
        "bench_root": [code for code in portfolios if code.startswith("P")] + ["DORMANT", "FOREIGN"],
        "bench_officer": ["P001"],
        "bench_tiny": ["P003"],
        "bench_area": [f"P{number:03d}" for number in range(10, 30)],
        "bench_dormant": ["DORMANT"],
    }
    group = Membership._meta.get_field("group").related_model.objects.get(name="财务文员")
    with acting(actor=actor, kind="benchmarks.people", channel="command"):
        for username, codes in grants.items():
            person, _new = User.objects.get_or_create(username=username)
            Membership.objects.get_or_create(user=person, group=group)
            for code in codes:
                grant(PortfolioUserGrant, "view_portfolio", person, portfolios[code])
        officer = User.objects.get(username="bench_officer")
        for customer in Customer.objects.filter(portfolio=portfolios["P005"]).order_by("code")[:50]:
            grant(CustomerUserGrant, "view_customer", officer, customer)


def grant(model: Any, codename: str, person: User, place: models.Model) -> None:
    model.objects.get_or_create(user=person, permission=Permission.objects.get(codename=codename), content_object=place)


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    call_command("bootstrap")
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
