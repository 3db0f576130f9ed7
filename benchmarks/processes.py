"""B10, B17, B20 and B21: export, import, decryption, and four clients at once."""

import contextlib
import io
import itertools
import os
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.management import call_command
from django.db import connection, models

from access.data_keys import Keyring, open_rows
from access.encryption import NONCE_BYTES, _bound_to, encrypted_fields, unwrap
from access.installing import system_user
from access.models import DataKey
from audit.history import acting
from benchmarks import files
from benchmarks.bars import Outcome
from benchmarks.crowds import throughput
from benchmarks.pages import Server
from benchmarks.series import Call, Figures, interleaved
from customers.models import Address, BankAccount, Classification, Contact, Customer, CustomerSearch

IMPORTED, IMPORTS = 10_000, int(os.environ.get("IMPORTS", "9"))  # rows of a file, files
ROWS = 50


def measure(here: Server, wanted: Callable[[str], bool]) -> list[Outcome]:
    """The wanted ones of B10, B17, B20, B21."""
    found = {"B20": decryption, "B21": lambda: throughput(here), "B17": importing}
    exported = files.measure(here) if wanted("B10") else []
    return [*exported, *(measured() for key, measured in found.items() if wanted(key))]


def decryption() -> Outcome:
    """Open 50 contacts and their bank accounts, 4 fields each, against the same by hand; keys are fetched in both."""
    keys = list(Contact.objects.order_by("id").values_list("customer_id", flat=True)[:ROWS])

    def fresh() -> list[models.Model]:
        rows = Contact.objects.filter(customer__in=keys), BankAccount.objects.filter(customer__in=keys)
        return [row for kind in rows for row in kind]

    found = interleaved({"own": timed(fresh, opened), "floor": timed(fresh, raw)}, rounds=51)
    return compare("B20", found, fields=ROWS * 4)


def opened(rows: list[models.Model]) -> None:
    open_rows(rows, ring=Keyring())


def raw(rows: list[Any]) -> None:
    """Fetch and unwrap the keys and decrypt, without any object around the values."""
    with connection.cursor() as cursor:
        owners = list({row.customer_id for row in rows})
        cursor.execute("SELECT owner, master, wrapped FROM access_datakey WHERE owner = ANY(%s)", [owners])
        keys = {owner: unwrap(owner, master, bytes(wrapped)) for owner, master, wrapped in cursor.fetchall()}
    for row in rows:
        for field in encrypted_fields(type(row)):
            if value := getattr(row, field.attname):
                decrypt(keys[row.customer_id], value.ciphertext, _bound_to(row, field))


def decrypt(key: AESGCM, body: bytes, bound: bytes) -> str:
    return key.decrypt(body[1 : 1 + NONCE_BYTES], body[1 + NONCE_BYTES :], bound).decode()


def timed(prepare: Callable[[], Any], act: Callable[[Any], None]) -> Call:
    """The call that prepares and then counts ``act`` alone."""

    def call() -> float:
        prepared = prepare()
        start = time.perf_counter()
        act(prepared)
        return time.perf_counter() - start

    return call


def compare(key: str, found: dict[str, Figures], **notes: Any) -> Outcome:
    own = found["own"]
    notes |= {"rounds": len(own.seconds)}
    return Outcome(key, own.median_ms, found["floor"].median_ms, p95=own.p95_ms, notes=notes)


def importing() -> Outcome:
    """The command on 10,000 rows, against inserting what it made once more, under new keys, by bulk_create alone."""
    number = itertools.count()
    with tempfile.TemporaryDirectory() as folder:
        calls: dict[str, Call] = {
            "own": timed(lambda: written(Path(folder), next(number)), imported),
            "floor": timed(lambda: copies(), inserted),
        }
        found = interleaved(calls, rounds=IMPORTS, warm_up=0)
    rate = IMPORTED / found["own"].median_ms * 1000
    return compare("B17", found, rows=IMPORTED, rows_per_second=round(rate))


def written(folder: Path, turn: int) -> Path:
    """A file of 10,000 new customers with contact, address and category."""
    file = folder / f"{turn}.csv"
    lines = (
        f"I{turn:02d}{row:06d},进口{turn}号第{row}精密器材有限公司,李小红,136{turn:02d}{row:06d},n{row}@example.com,浙江,杭州,大型"
        for row in range(IMPORTED)
    )
    head = "code,name,contact_name,mobile,email,province,city,category:size"
    file.write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
    return file


def imported(file: Path) -> None:
    told = io.StringIO()
    with quiet(told):
        call_command("import_customers", str(file), portfolio="P001", actor="bench_maker")
    if f"{IMPORTED}" not in told.getvalue():
        raise RuntimeError(f"Not everything was imported: {told.getvalue()[-500:]}")


@contextmanager
def quiet(told: io.StringIO) -> Iterator[None]:
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        yield


def copies() -> list[list[Any]]:
    """The rows of the customers imported last, as others with keys of their own, by table."""
    newest = Customer.objects.filter(code__startswith="I").order_by("-created_at", "-code")[:IMPORTED]
    customers = list(newest)
    renamed = {customer.pk: uuid.uuid4() for customer in customers}
    keys = list(DataKey.objects.filter(owner__in=renamed))
    tables: list[list[Any]] = [keys, customers]
    for model in (Contact, Address, Classification, CustomerSearch):
        tables.append(list(model._default_manager.filter(customer__in=renamed)))
    for key in keys:
        key.owner = renamed[key.owner]
    for customer in customers:
        customer.pk, customer.code = renamed[customer.pk], f"J{renamed[customer.pk].hex[:20].upper()}"
    for row in itertools.chain.from_iterable(tables[2:]):
        row.customer_id = renamed[row.customer_id]
        if not isinstance(row, CustomerSearch):
            row.pk = uuid.uuid4() if isinstance(row._meta.pk, models.UUIDField) else None
    return tables


def inserted(tables: list[list[Any]]) -> None:
    with acting(actor=system_user(), kind="benchmarks.floor", channel="command"):
        for rows in tables:
            type(rows[0])._default_manager.bulk_create(rows, batch_size=2_000)
