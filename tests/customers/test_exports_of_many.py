"""Many rows as each role, as the programs that open them see the cells, and taken in again (Shows 4).

``KEHU_EXPORT_ROWS`` is the number of customers: 10,000 for the demonstration, few otherwise. LibreOffice, of Debian's
package libreoffice-calc, opens the workbook where it is found.
"""

import csv
import os
import shutil
import subprocess

import pytest
from django.core.exceptions import PermissionDenied
from python_calamine import CalamineWorkbook

from customers.exports.asking import Format
from customers.models import Customer
from tests import factories
from tests.accounts import ledger
from tests.customers import exporting
from tests.importing import Desk

pytestmark = pytest.mark.django_db
ROWS = int(os.environ.get("KEHU_EXPORT_ROWS", "30"))
ROLES = ("财务文员", "财务主管", "财务经理", "审计")
OFFICE = shutil.which("soffice")
TEXTS = ("code", "name", "external_id", "mobile_masked", "portfolio", "terms")


@pytest.fixture
def many(east, clerk, tmp_path):
    """ROWS customers of the EAST portfolio; the first one owes something."""
    lines = [f"{n:08d},客户{n},0{n},net 30,139{n:08d},王敏,EAST" for n in range(1, ROWS + 1)]
    text = "\n".join(["code,name,external_id,terms,mobile,contact_name,portfolio", *lines])
    assert Desk(tmp_path, "import_customers", clerk).take_in(text) == {"created": ROWS}
    ledger.post(Customer.objects.get(code="00000001"), clerk, amount="1234567.80")
    return east


def written(person, folder):
    path = folder / "export.xlsx"
    columns = exporting.everything(person)
    path.write_bytes(exporting.content(person, *columns, format=Format.XLSX))
    return path


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_texts_numbers_and_days_and_nothing_beyond_it(many, tmp_path, role):
    person = factories.person("", role, manages=[many])

    with CalamineWorkbook.from_path(str(written(person, tmp_path))) as book:
        heads, *rows = book.get_sheet_by_index(0).to_python()
    assert len(rows) == ROWS
    first = dict(zip(heads, rows[0], strict=True))
    assert {name: type(first[name]) for name in TEXTS} == dict.fromkeys(TEXTS, str)
    assert (first["code"], first["external_id"]) == ("00000001", "01")
    assert first["receivable:CNY"] == 1234567.8
    assert first["updated_on"].isoformat().startswith("20")
    assert not {"mobile", "remarks", "bank_number", "id_number"} & set(heads)
    assert "13900000001" not in str(rows)


def test_reception_gets_no_file_at_all(many, reception):
    with pytest.raises(PermissionDenied):
        exporting.content(reception, "code")


@pytest.mark.parametrize("form", [Format.XLSX, Format.CSV])
def test_taking_all_of_it_in_again_changes_nothing(many, clerk, tmp_path, form):
    file = tmp_path / "again"
    file.write_bytes(exporting.content(clerk, *exporting.everything(clerk), format=form, words=True))

    assert Desk(tmp_path, "import_customers", clerk).take_in_file(file) == {"unchanged": ROWS}


@pytest.mark.skipif(not OFFICE, reason="LibreOffice (Debian: libreoffice-calc) is not installed")
def test_libreoffice_shows_the_cells_as_they_were_meant(many, clerk, tmp_path):
    path = written(clerk, tmp_path)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [OFFICE, profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", path.name]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=240)

    with (tmp_path / "export.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == ROWS
    assert (rows[0]["code"], rows[0]["external_id"], rows[0]["mobile_masked"]) == ("00000001", "01", "139****0001")
    assert rows[0]["receivable:CNY"] in ("1234567.80", "1,234,567.80")
