"""Who is in the measuring data: seeded customers with contact, bank account, key, categories and search row.

100 portfolios (10 %, 1 %, 0.1 %, 0.01 %, the rest even), one more of 10 % whose rows sort last in every order, DORMANT,
and a tenth of foreign rows that sort first. Two names in every 10,000 hold ``RARE``; ``COMMON`` is in one of 29.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from access.encryption import encrypt, wrap
from access.models import DataKey
from categories.models import Category
from customers import search
from customers.models import BankAccount, Classification, Contact, Customer, CustomerSearch

SEED = 20261124
LEAVES = {"bench_8": 8, "bench_12": 12, "bench_30": 30, "bench_5": 5, "bench_40": 40}
SHARES = {"P000": 0.1, "P001": 0.01, "P002": 0.001, "P003": 0.0001}
PORTFOLIOS = (*(f"P{number:03d}" for number in range(100)), "DORMANT", "FOREIGN")
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
PLACES = "上海 苏州 南京 无锡 常州 合肥 福州 厦门 南昌 济南 青岛 郑州 武汉 长沙 成都 重庆 西安 昆明 贵阳 兰州".split()  # noqa: SIM905
WORDS = list("澜砚霁芷梧青翎樾朴渡漱沅溯汀筱岱听葡赣窑恒瑞鼎盛宏华新远天海金银明光信达")
TRADES = "机械 物流 生物 商业 酒店 纺织 软件 能源 轨道 家用 文化 重工 半导体 船舶 农产 水产 医药 陶瓷".split()  # noqa: SIM905
ENDS = ("有限公司", "股份有限公司", "集团有限公司", "经营部")
LATIN = ("Harbour", "Vale", "Stone", "Bridge", "Field", "North", "Delta", "Orchid", "Summit", "Willow")
RARE, COMMON, ABSENT = "麒麟", "上海", "鼋鼍"
RARE_EVERY = 5_000


@dataclass(frozen=True)
class Surroundings:
    """Keys of what customers refer to: portfolios by code, categories by dimension, who entered them; how many."""

    portfolios: dict[str, uuid.UUID]
    categories: list[list[Category]]
    maker: uuid.UUID
    total: int


@dataclass(frozen=True)
class Made:
    """One customer and what belongs to it."""

    customer: Customer
    contact: Contact
    bank_account: BankAccount
    key: DataKey
    classes: list[Classification]
    search: CustomerSearch


def customers(numbers: range, around: Surroundings) -> Iterator[Made]:
    """The customers of these numbers, the same in every run but for nonces and keys."""
    chance = random.Random(f"{SEED}:{numbers.start}:{around.total}")  # noqa: S311 - repeatable data, no secret
    for number in numbers:
        code, portfolio = place(number, around.total, chance)
        customer = Customer(
            id=uuid.UUID(int=chance.getrandbits(128), version=4),
            code=code,
            name=name_of(number, portfolio, chance),
            mnemonic=f"M{number % 9973}",
            portfolio_id=around.portfolios[portfolio],
            created_by_id=around.maker,
            created_at=BEGINNING,
            updated_at=BEGINNING + timedelta(seconds=number * (portfolio != "DORMANT")),
        )
        yield made(customer, number, [chance.choice(leaves) for leaves in around.categories])


def made(customer: Customer, number: int, chosen: list[Category]) -> Made:
    """Everything of one customer, encrypted under a key of its own."""
    raw = AESGCM.generate_key(256)
    key, (master, wrapped) = AESGCM(raw), wrap(customer.pk, raw)
    contact, account = Contact(customer=customer, is_primary=True), BankAccount(customer=customer, bank="工商银行")
    conceal(customer, key, name_encrypted=customer.name)
    conceal(contact, key, name="王小明", mobile=f"+86139{number:08d}", email=f"c{number}@example.com")
    conceal(account, key, number=f"622202{number:013d}")
    classes = [Classification(customer=customer, dimension_id=one.dimension_id, category=one) for one in chosen]
    keys = [one.pk for one in chosen]
    return Made(
        customer=customer,
        contact=contact,
        bank_account=account,
        key=DataKey(owner=customer.pk, master=master, wrapped=wrapped, created_at=customer.created_at),
        classes=classes,
        search=search.row_of(customer, contacts=[contact], bank_accounts=[account], categories=keys),
    )


def conceal(row: Any, key: AESGCM, **texts: str) -> None:
    """Set encrypted fields under a key that is not stored yet."""
    for name, text in texts.items():
        setattr(row, name, encrypt(row, row._meta.get_field(name), text, key))


def place(number: int, total: int, chance: random.Random) -> tuple[str, str]:
    """Code and portfolio: foreign rows first in order, dormant ones last."""
    if number < total // 10:
        return f"A{number:08d}", "FOREIGN"
    if number >= total - total // 10:
        return f"Z{number:08d}", "DORMANT"
    draw = chance.random()
    for portfolio, share in SHARES.items():
        if draw < share:
            return f"M{number:08d}", portfolio
        draw -= share
    return f"M{number:08d}", f"P{chance.randrange(4, 100):03d}"


def name_of(number: int, portfolio: str, chance: random.Random) -> str:
    """A name; 70 % Chinese; foreign ones sort first, dormant ones last."""
    first = {"FOREIGN": "A", "DORMANT": "龥"}.get(portfolio, "")
    if chance.random() < 0.7:
        middle = RARE if number % RARE_EVERY == RARE_EVERY // 2 else chance.choice(WORDS) + chance.choice(WORDS)
        return f"{first}{chance.choice(PLACES)}{middle}{chance.choice(TRADES)}{chance.choice(ENDS)}"
    return f"{first}{chance.choice(LATIN)} {chance.choice(LATIN)} {number} Ltd."
