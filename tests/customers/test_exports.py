"""Exports: who stands in a file, and which columns exist for whom, in which form (S22, S28, S56, E12)."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from access import approvals
from access.models import Membership, Request, Verdict
from audit.history import acting
from audit.models import Action
from audit.refusals import Refused
from customers.exports import exporting as exports
from customers.exports.asking import Format
from customers.models import Status
from tests import factories
from tests.accounts import ledger
from tests.customers import exporting, making, pages

pytestmark = pytest.mark.django_db
BANK = "6222020200112233445"
CONTACT = {"name": "王敏", "mobile": "13812345678", "phone": "0571-88886666-12", "email": "wang@example.com"}


@pytest.fixture
def bank(east, supervisor):
    """A customer with something of every class, its bank account agreed to."""
    made = pages.saved(
        east,
        code="A1",
        name="平安银行",
        tax_id=making.USCC,
        terms="net 30",
        remarks="月底前联系",
        contacts=[CONTACT],
        addresses=[{"kind": "registered", "province": "浙江省", "city": "杭州市", "line": "浙江省杭州市文三路 90 号"}],
        bank_accounts=[{"bank": "工商银行", "holder": "平安银行股份", "number": BANK}],
    )
    approvals.decide(asked=Request.objects.get(), actor=supervisor, verdict=Verdict.APPROVED, comment="", channel="web")
    return made


def test_a_file_holds_the_rows_the_list_shows(clerk, east):
    pages.saved(east, code="A1", name="平安银行")
    pages.saved(east, code="A2", name="万科企业")

    assert exporting.table(clerk, query="q=万科") == [{"code": "A2", "name": "万科企业"}]


def test_picked_customers_are_exported_and_nobody_else(clerk, east):
    for code in ("A1", "A2", "A3"):
        factories.customer(east, code=code)

    assert [row["code"] for row in exporting.table(clerk, codes=["A3", "A1"])] == ["A1", "A3"]


def test_nobody_exports_whom_they_do_not_see(clerk, stranger, east, south):
    factories.customer(east, code="E1")
    factories.customer(south, code="S1")

    assert [row["code"] for row in exporting.table(clerk)] == ["E1"]
    assert [row["code"] for row in exporting.table(stranger, codes=["E1", "S1"])] == ["S1"]


def test_a_single_grant_on_a_customer_is_enough_to_export_it(stranger, east, south):
    granted = factories.customer(east, code="E1")
    factories.customer(east, code="E2")
    factories.customer(south, code="S1")
    factories.grant(stranger, "view", granted)

    assert [row["code"] for row in exporting.table(stranger)] == ["E1", "S1"]


def test_deleted_customers_are_in_no_file_unless_the_auditor_asks(clerk, east):
    factories.customer(east, code="A1", status=Status.DELETED)
    auditor = factories.person("auditor", "审计")

    assert exporting.table(clerk) == exporting.table(auditor) == []
    assert [row["code"] for row in exporting.table(auditor, query="status=deleted")] == ["A1"]


def test_every_batch_follows_the_one_before(clerk, east, monkeypatch):
    monkeypatch.setattr(exports, "BATCH", 2)
    codes = ["A1", "A2", "A3", "A4", "B-1"]
    for code in codes:
        factories.customer(east, code=code)

    assert [row["code"] for row in exporting.table(clerk)] == codes


def test_reception_may_not_export_and_the_journal_says_they_tried(reception):
    with pytest.raises(PermissionDenied):
        exporting.content(reception)
    assert Action.objects.get(kind="customers.export_begun").details["refused"] == "forbidden"


def test_a_right_taken_away_halfway_ends_the_file(clerk, east, monkeypatch):
    monkeypatch.setattr(exports, "BATCH", 1)
    for code in ("A1", "A2"):
        factories.customer(east, code=code)
    export = exports.Export(exporting.wanted(), clerk, "web").begin()
    export.watch = lambda batch: leave_all_roles(clerk)

    with pytest.raises(PermissionDenied):
        b"".join(export.parts())
    assert export.rows == 1


def leave_all_roles(person):
    with acting(actor=None, kind="tests.role", channel="command"):
        Membership.objects.filter(user=person).delete()


@pytest.mark.parametrize("name", ["receivable:CNY", "category:credit_grade", "bank", "bank_number", "mobile"])
def test_a_column_one_may_not_see_is_as_unknown_as_one_that_is_not(name, east):
    """Of the sales people of somewhere, who export names only: no role as shipped, but one may be made."""
    making.dimension("credit_grade", "AAA", from_money=True)
    person = seller(east)

    with pytest.raises(Refused, match="column_unknown"):
        exporting.content(person, "code", name)
    with pytest.raises(Refused, match="column_unknown"):
        exporting.content(person, "code", "nonsense")
    assert not {name, f"{name}_masked"} & set(exporting.everything(person))


def seller(portfolio):
    """A person who may export and see nothing but names."""
    role = Group.objects.create(name="销售")
    role.permissions.add(Permission.objects.get(codename="export_customer"))
    person = factories.person("seller", sees=[portfolio])
    with acting(actor=None, kind="tests.role", channel="command"):
        Membership.objects.create(user=person, group=role)
    return person


def test_what_is_masked_on_the_pages_is_masked_in_the_file(clerk, bank):
    [row] = exporting.table(clerk, *exporting.everything(clerk))

    shown = {name: row[name] for name in row if name.endswith("_masked")}
    assert shown == {
        "id_number_masked": "",
        "personal_identifiers_masked": "",
        "contact_name_masked": "王*",
        "mobile_masked": "138****5678",
        "phone_masked": "0571-****6666",
        "email_masked": "w***@example.com",
        "address_masked": "浙江省杭州市****",
        "bank_holder_masked": "平*",
        "bank_number_masked": "•••• 3445",
    }
    assert (row["tax_id"], row["province"], row["bank"], row["terms"]) == (making.USCC, "浙江省", "工商银行", "net 30")
    assert "remarks" not in row


def test_values_in_full_need_a_right_of_their_own(clerk, supervisor, bank):
    with pytest.raises(PermissionDenied):
        exporting.content(clerk, "code", "mobile", unmasked=True, reason="collection")

    [row] = exporting.table(supervisor, "mobile", "phone", "bank_number", "remarks", unmasked=True, reason="collection")
    assert row == {
        "mobile": "13812345678",
        "phone": "0571-88886666-12",
        "bank_number": BANK,
        "remarks": "月底前联系",
    }


def test_values_in_full_need_a_reason(supervisor, bank):
    with pytest.raises(ValidationError) as refused:
        exporting.content(supervisor, "code", "mobile", unmasked=True)
    assert list(refused.value.message_dict) == ["reason"]


def test_what_one_may_not_reveal_stays_masked_in_a_file_in_full(east, bank):
    role = factories.role("财务主管")
    role.permissions.remove(role.permissions.get(codename="reveal_bank"))
    person = factories.person("", "财务主管", manages=[east])

    [row] = exporting.table(person, "mobile", "bank_number", unmasked=True, reason="collection")
    assert row == {"mobile": "13812345678", "bank_number_masked": "•••• 3445"}


def test_individuals_numbers_are_masked_and_firms_are_public(clerk, supervisor, east):
    pages.saved(east, code="A1", name="李雷", kind="individual", tax_id=making.ID_NUMBER)

    [masked] = exporting.table(clerk, "tax_id", "id_number")
    [full] = exporting.table(supervisor, "tax_id", "id_number", unmasked=True, reason="verification")
    assert masked == {"tax_id": "", "id_number_masked": "1101**********002X"}
    assert full == {"tax_id": "", "id_number": making.ID_NUMBER}


def test_balances_are_numbers_and_identifiers_texts_in_a_workbook(clerk, bank):
    ledger.post(bank, clerk, amount="1234567.80")

    heads, row = exporting.sheet(clerk, "code", "tax_id", "receivable:CNY", "receivable:USD", "bank_number")
    assert heads == ["code", "tax_id", "receivable:CNY", "receivable:USD", "bank_number_masked"]
    assert row == ["A1", making.USCC, 1234567.8, "", "•••• 3445"]


def test_words_are_in_the_language_of_the_reader(clerk, bank):
    with translation.override("zh-hans"):
        text = exporting.content(clerk, "code", "kind", "status", "terms", "mobile", words=True).decode("utf-8-sig")

    assert text.splitlines() == ["编码,性质,状态,付款条件,联系人手机（脱敏）", "A1,单位,启用,净 30 天,138****5678"]


def test_gb18030_is_what_it_says(clerk, bank):
    text = exporting.content(clerk, "code", "name", format=Format.CSV_GB18030)

    assert text.decode("gb18030") == "code,name\r\nA1,平安银行\r\n"
