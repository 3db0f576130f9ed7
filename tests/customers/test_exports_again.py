"""An export taken in again changes nothing: whatever its format, its heads, and what stands in its cells."""

import tempfile
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from audit.history import acting
from customers.exports.asking import Format
from customers.exports.part_columns import dialled
from customers.identifiers import clean_phone
from customers.models import Customer
from tests import factories
from tests.customers import exporting, making
from tests.importing import Desk

pytestmark = pytest.mark.django_db
PEOPLE = ("财务文员", "财务主管")
FORMS = [(Format.CSV, True), (Format.CSV, False), (Format.CSV_GB18030, True), (Format.XLSX, True), (Format.XLSX, False)]


FILED = {
    "identifiers": [
        {"type": "vat", "country": "DE", "number": "DE136695976", "valid_from": "2020-01-01"},
        {"type": "licence", "number": "A12345", "valid_to": "2030-12-31"},
        {"type": "passport", "country": "FR", "number": "12AB34567"},
    ],
    "former_names": [{"name": "西湖|无线电厂;旧", "valid_to": "2001-05-31"}, {"name": "平安保险公司"}],
    "external_codes": [{"system": "SAP", "code": "10042"}, {"system": "用友", "code": "C-7"}],
}


@pytest.fixture
def taken_in(east, tmp_path):
    """Import a file as a supervisor; returns the counts."""

    def take(content, person):
        file = tmp_path / "export"
        file.write_bytes(content)
        return Desk(tmp_path, "import_customers", person).take_in_file(file)

    return take


@pytest.fixture
def filled(east, clerk):
    """Two customers with everything an export may say of them."""
    making.dimension("region", "浙江", "江苏")
    making.dimension("tags", "VIP", "出口", single=False)
    making.create(
        clerk,
        code="A1",
        name="平安（集团）",
        short_name="平安",
        tax_id=making.USCC,
        terms="month_end+30",
        remarks="=见合同\n第二行 “引号”, 逗号",
        external_id="007",
        contacts=[
            {"name": "李雷", "mobile": "+4930123456"},
            {"name": "王敏", "role": "finance", "mobile": "13812345678", "phone": "010-65551234-8", "is_primary": True},
        ],
        addresses=[
            {"kind": "billing", "line": "文一路 1 号"},
            {"kind": "registered", "country": "CN", "province": "浙江省", "city": "杭州市", "line": "文三路 90 号"},
        ],
        categories={"region": ["浙江"], "tags": ["VIP", "出口"]},
        **FILED,
    )
    number = [{"type": "passport", "number": "E12345678", "valid_to": "2031-01-31"}]
    making.create(
        clerk,
        code="A2",
        name="李雷",
        kind="individual",
        tax_id=making.ID_NUMBER,
        terms="day 25 of +1",
        identifiers=number,
    )
    return east


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize(("form", "words"), FORMS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_taking_an_export_in_again_changes_nothing(filled, taken_in, role, form, words, language):
    person = factories.person("", role, manages=[filled])
    full = {"unmasked": True, "reason": "verification"} if role == "财务主管" else {}
    columns = exporting.everything(person, unmasked=bool(full))
    before = Customer.history.count(), list(Customer.objects.order_by("code").values_list("version", "updated_at"))

    with translation.override(language):
        content = exporting.content(person, *columns, format=form, words=words, **full)

    assert taken_in(content, person) == {"unchanged": 2}
    after = Customer.history.count(), list(Customer.objects.order_by("code").values_list("version", "updated_at"))
    assert after == before


def test_a_cell_changed_in_an_export_is_the_one_thing_that_changes(filled, taken_in, supervisor):
    content = exporting.content(supervisor, *exporting.everything(supervisor), words=True)
    changed = content.replace("平安,".encode(), "平安保险,".encode(), 1)
    assert changed != content

    assert taken_in(changed, supervisor) == {"updated": 1, "unchanged": 1}
    assert Customer.objects.get(code="A1").short_name == "平安保险"


def test_a_name_that_stands_for_several_categories_is_written_as_a_code(east, clerk, taken_in):
    dimension = making.dimension("region", "320106", "350102")
    with acting(actor=None, kind="tests.names", channel="command"):
        dimension.categories.update(name_zh="鼓楼区", name_en="Gulou")
    making.create(clerk, code="A1", categories={"region": ["350102"]})

    assert exporting.table(clerk, "code", "category:region", words=True)[0]["region"] == "350102"
    assert taken_in(exporting.content(clerk, "code", "category:region", words=True), clerk) == {"unchanged": 1}


NUMBERS = [
    "13812345678",
    "19912345678",
    "010-65551234",
    "0571-88886666-12",
    "0755-82345678",
    "4001234567",
    "+49 30 123456",
    "+1 212 555 0100 ext 7",
    "+85221234567",
]


@pytest.mark.parametrize("typed", NUMBERS)
def test_a_number_as_it_is_dialled_is_the_same_number(typed):
    stored = clean_phone(typed)

    assert clean_phone(dialled(stored)) == stored


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=40)
TRICKY = st.sampled_from(
    ["=1+1", "'", "'=x", "''", "-12.50", "+86 1", "007", "1e5", "_x005F_x0041_", "<r>x</r>", ";", '"', "a\nb", "＝1"]
)


class TestWhateverPeopleType(TestCase):
    """Names and remarks of any letters go out and come back."""

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(name=TEXTS, remarks=TEXTS | TRICKY, form=st.sampled_from(Format))
    def test_any_text_comes_back_as_it_was(self, name, remarks, form):
        east = factories.portfolio("EAST")
        person = factories.person("", "财务主管", manages=[east])
        if form == Format.CSV_GB18030:  # only a file that reads like Chinese is known to be one (docs/exports.md)
            name = "苏州听雨轩茶叶有限公司" * 8 + name
        try:
            making.create(person, code="A1", name=name, remarks=remarks)
        except ValidationError:
            assume(False)
        columns = exporting.everything(person, unmasked=True)
        content = exporting.content(person, *columns, format=form, unmasked=True, reason="verification")

        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "export"
            file.write_bytes(content)
            assert Desk(Path(folder), "import_customers", person).take_in_file(file) == {"unchanged": 1}
