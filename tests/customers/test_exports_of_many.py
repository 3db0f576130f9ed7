"""Many rows as each role, as the programs that open them see the cells, and taken in again (Shows 4).

``KEHU_EXPORT_ROWS`` is the number of customers of which all roles take away all files, one after the other: 10,000 in
``make soak``. LibreOffice, of Debian's package libreoffice-calc, opens both formats where it is found. A CSV file
carries no types: LibreOffice is told, as a person would in its dialogue, to take every column of one as text.
"""

import hashlib
import os
import shutil
import subprocess
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from python_calamine import CalamineWorkbook

from audit.models import Action
from customers.exports import choice
from customers.exports.asking import Format
from customers.models import Customer
from tests import factories
from tests.accounts import ledger
from tests.customers import exporting
from tests.importing import Desk

pytestmark = pytest.mark.django_db
FEW, MANY = 100, int(os.environ.get("KEHU_EXPORT_ROWS", "0"))
READERS = {"财务文员": False, "财务主管": True, "财务经理": True, "审计": False}  # and whether they may export in full
OPENER, OPENER_IN_FULL = "财务文员", "财务主管"  # LibreOffice takes seconds to start
FORMS = [Format.XLSX, Format.CSV]
REFUSED = ("前台", "系统管理员")
IMPORTERS = ("财务文员", "财务主管", "财务经理")
EVERYWHERE = ("财务经理", "审计")
OFFICE = shutil.which("soffice")
office = pytest.mark.skipif(not OFFICE, reason="LibreOffice (Debian: libreoffice-calc) is not installed")
TEXTS = ("code", "name", "short_name", "external_id", "portfolio", "terms", "mobile_masked", "bank_number_masked")
USCC = "91350100M000100Y43"
ACCOUNT = "0225880137706868"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE_NS = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT_NS = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


@pytest.fixture
def many(request, east, south, clerk, supervisor, stranger, tmp_path):
    """Customers of EAST, the first with everything, and one of SOUTH."""
    rows = getattr(request, "param", FEW)
    lines = [f"{n:08d},{named(n)},1E{n},0{n},net 30,139{n:08d},王敏,'=1+{n},EAST" for n in range(1, rows + 1)]
    text = "\n".join(["code,name,short_name,external_id,terms,mobile,contact_name,remarks,portfolio", *lines])
    desk = Desk(tmp_path, "import_customers", clerk)
    assert desk.take_in(text) == {"created": rows}, desk.errors[:3]
    first = Customer.objects.get(code="00000001")
    factories.bank_account(first, ACCOUNT)
    ledger.post(first, clerk, amount="1234567.80")
    hidden = factories.customer(south, code="99999999", name="南方药业")
    ledger.post(hidden, stranger, amount="7.00")
    return east


def named(number):
    """A name of its own: ten thousand that differ in a number alone would all be compared with each other."""
    return f"{chr(0x4E00 + number // 100)}{chr(0x5B00 + number % 100)}客户{number}"


def somebody(role, east):
    """A person in ``role``; those who see everything have no grant."""
    return factories.person("", role, manages=[] if role in EVERYWHERE else [east])


def in_full(role):
    return {"unmasked": True, "reason": "verification"} if READERS[role] else {}


def seen(role):
    return Customer.objects.count() - (role not in EVERYWHERE)


def written(person, folder, form, **options):
    """The file with every column that exists for ``person``; how, and its bytes."""
    columns = exporting.everything(person, unmasked=options.get("unmasked", False))
    path = folder / f"export.{form.extension}"
    path.write_bytes(exporting.content(person, *columns, format=form, **options))
    return path


def opened(path, folder):
    """The cells as LibreOffice has them after opening: for each row by head (type, value)."""
    columns = len(path.read_text("utf-8-sig").partition("\n")[0].split(",")) if path.suffix == ".csv" else 0
    as_text = "/".join(f"{n}/2" for n in range(1, columns + 1))
    how = [f"--infilter=Text - txt - csv (StarCalc):44,34,76,1,{as_text}"] if columns else []
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [OFFICE, profile, "--headless", *how, "--convert-to", "fods", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    (folder / "export.fods").replace(folder / f"{path.name}.fods")
    heads, rows = [], []
    for _event, element in ET.iterparse(folder / f"{path.name}.fods"):  # noqa: S314 - LibreOffice wrote it
        if element.tag == f"{TABLE}table-row":
            cells = [cell for one in element for cell in _cells(one)]
            if not heads:
                heads = [value for _kind, value in cells]
            elif any(value for _kind, value in cells):
                cells += [("", "")] * (len(heads) - len(cells))
                rows.append(dict(zip(heads, cells, strict=False)))
            element.clear()
    return rows


def _cells(cell):
    kind = cell.get(f"{OFFICE_NS}value-type", "")
    value = cell.get(f"{OFFICE_NS}value") or cell.get(f"{OFFICE_NS}date-value")
    text = "\n".join("".join(part.itertext()) for part in cell.findall(f"{TEXT_NS}p"))
    assert cell.get(f"{TABLE}formula") is None, text
    repeated = min(int(cell.get(f"{TABLE}number-columns-repeated", 1)), choice.MAX_COLUMNS)
    return [(kind, value if value is not None else text)] * repeated


def assert_shown_by_libreoffice(person, role, folder, form):
    rows = opened(written(person, folder, form), folder)

    assert len(rows) == seen(role)
    first = rows[0]
    assert {name: first[name][0] for name in TEXTS} == dict.fromkeys(TEXTS, "string")
    assert (first["code"][1], first["external_id"][1]) == ("00000001", "01")
    assert first["mobile_masked"][1] == "139****0001"
    assert first["short_name"][1] == "1E1"
    amount, day = first["receivable:CNY"], first["updated_on"]
    if form == Format.XLSX:
        assert amount == ("float", "1234567.8")
        assert day[0] == "date"
    assert float(amount[1]) == 1234567.8
    assert date.fromisoformat(day[1][:10]).year >= 2020
    of_east = Customer.objects.count() - 1
    assert [one["code"][1] for one in rows[:of_east]] == [f"{n:08d}" for n in range(1, of_east + 1)]


def assert_in_full_in_libreoffice(person, role, folder, form):
    rows = opened(written(person, folder, form, **in_full(role)), folder)

    assert rows[0]["bank_number"] == ("string", ACCOUNT)
    assert rows[0]["mobile"] == ("string", "13900000001")
    kind, remark = rows[0]["remarks"]
    assert (kind, remark.removeprefix("'")) == ("string", "=1+1")  # in a CSV an apostrophe keeps it from being run


def assert_nothing_beyond(person, role, folder):
    """Texts, numbers and days, and nothing beyond the role."""
    with CalamineWorkbook.from_path(str(written(person, folder, Format.XLSX))) as book:
        heads, *rows = book.get_sheet_by_index(0).to_python()
    assert len(rows) == seen(role)
    first = dict(zip(heads, rows[0], strict=True))
    assert {name: type(first[name]) for name in TEXTS} == dict.fromkeys(TEXTS, str)
    assert (first["code"], first["external_id"], first["short_name"]) == ("00000001", "01", "1E1")
    assert first["receivable:CNY"] == 1234567.8
    assert isinstance(first["updated_on"], date)
    assert not {"mobile", "remarks", "bank_number", "id_number"} & set(heads)
    assert not any(secret in str(rows) for secret in ("13900000001", ACCOUNT))
    assert ("南方药业" in str(rows)) == (role in EVERYWHERE)


@pytest.mark.parametrize("role", [role for role, full in READERS.items() if not full])
def test_who_may_not_export_in_full_gets_none_of_it_in_full(many, role):
    with pytest.raises(PermissionDenied):
        exporting.content(somebody(role, many), "code", "mobile", unmasked=True, reason="verification")


@pytest.mark.parametrize("role", READERS)
def test_the_journal_says_which_file_each_role_took_away(many, role):
    person = somebody(role, many)
    columns = exporting.everything(person)
    content = exporting.content(person, *columns, query="portfolio=EAST")

    kept = Action.objects.get(kind="customers.export")
    assert kept.actor == person
    assert kept.details["filter"] == {"portfolio": ["EAST"]}
    assert [name.removesuffix(choice.MASKED) for name in kept.details["columns"]] == list(columns)
    assert (kept.details["rows"], kept.details["complete"]) == (FEW, True)
    assert kept.details["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("role", REFUSED)
def test_who_may_not_export_gets_no_file_at_all(many, role):
    with pytest.raises(PermissionDenied):
        exporting.content(factories.person("", role, manages=[many]), "code")
    assert not Action.objects.filter(kind="customers.export").exists()
    assert Action.objects.get(kind="customers.export_begun").details["refused"] == "forbidden"


def test_who_has_no_grant_gets_a_file_without_rows(many):
    nobody = factories.person("", "财务文员")

    assert exporting.table(nobody, *exporting.everything(nobody)) == []


def assert_taken_in_unchanged(person, role, folder, form):
    file = written(person, folder, form, words=True, **in_full(role))
    before = _stored()

    assert Desk(folder, "import_customers", person).take_in_file(file) == {"unchanged": seen(role)}
    assert _stored() == before


def _stored():
    """How many rows of history there are, and what was done but for the files themselves."""
    return Customer.history.count(), Action.objects.exclude(kind__startswith="customers.export").count()


@office
@pytest.mark.parametrize("form", FORMS)
def test_libreoffice_shows_the_cells_as_they_were_meant(many, tmp_path, form):
    assert_shown_by_libreoffice(somebody(OPENER, many), OPENER, tmp_path, form)


@office
@pytest.mark.parametrize("form", FORMS)
def test_numbers_in_full_stay_text_with_their_zeros_in_libreoffice(many, tmp_path, form):
    assert_in_full_in_libreoffice(somebody(OPENER_IN_FULL, many), OPENER_IN_FULL, tmp_path, form)


@pytest.mark.parametrize("role", READERS)
def test_each_role_gets_texts_numbers_and_days_and_nothing_beyond_it(many, tmp_path, role):
    assert_nothing_beyond(somebody(role, many), role, tmp_path)


@pytest.mark.parametrize("role", IMPORTERS)
@pytest.mark.parametrize("form", FORMS)
def test_taking_all_of_it_in_again_changes_nothing(many, tmp_path, role, form):
    assert_taken_in_unchanged(somebody(role, many), role, tmp_path, form)


@office
@pytest.mark.skipif(not MANY, reason="KEHU_EXPORT_ROWS is not set: make soak sets it")
@pytest.mark.parametrize("many", [MANY], indirect=True)
def test_every_role_takes_away_many_and_brings_them_again(many, tmp_path):
    for role, full in READERS.items():
        person = somebody(role, many)
        assert_nothing_beyond(person, role, tmp_path)
        for form in FORMS:
            assert_shown_by_libreoffice(person, role, tmp_path, form)
            if full:
                assert_in_full_in_libreoffice(person, role, tmp_path, form)
            if role in IMPORTERS:
                assert_taken_in_unchanged(person, role, tmp_path, form)
