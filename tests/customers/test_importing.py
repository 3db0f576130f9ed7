"""``import_customers``: the rules of a form at the speed of a file."""

import stat

import pytest

from access.models import Request
from audit.models import Action
from categories.models import Category
from customers import importing
from customers.models import Customer
from tests import factories
from tests.customers import making
from tests.importing import Desk

pytestmark = pytest.mark.django_db
EAST = ("--portfolio", "EAST")
HEADER = "code,name\n"


@pytest.fixture
def desk(tmp_path, clerk):
    return Desk(tmp_path, "import_customers", clerk)


def history():
    return Customer.history.count(), Action.objects.count()


def test_a_new_code_makes_a_customer_and_the_same_file_again_leaves_no_trace(desk):
    cells = "A1,平安银行,net 30,13800138000,王芳,深圳,益田路1号,老客户"
    text = f"code,name,terms,mobile,contact_name,city,address,remarks\n{cells}\n"
    assert desk.take_in(text, *EAST) == {"created": 1}
    before = history()

    assert desk.take_in(text, *EAST) == {"unchanged": 1}
    assert history() == before
    made = making.stored(Customer.objects.get(code="A1"))
    assert (made.name, made.terms, made.portfolio.code, made.remarks.text) == ("平安银行", "net 30", "EAST", "老客户")
    assert making.texts(made.contacts, "name", "mobile") == [("王芳", "+8613800138000")]
    assert making.texts(made.addresses, "line") == [("益田路1号",)]


def test_every_row_has_its_history_and_its_act(desk, clerk):
    desk.take_in(HEADER + "A1,平安银行\nA2,万科Ａ\n", *EAST)

    act = Action.objects.get(kind="customers.import")
    assert (act.actor, act.channel, act.details) == (clerk, "import", {"rows": "2-3", "created": 2})
    assert set(Customer.history.filter(action_id=act.pk).values_list("code", flat=True)) == {"A1", "A2"}


def test_an_existing_code_is_changed_at_once_where_ordinary_and_by_request_where_sensitive(desk, clerk):
    customer = making.create(clerk, code="A1").customer

    assert desk.take_in("code,name,external_id\nA1,平安银行股份,X-7\n") == {"updated": 1, "proposed": 1}
    customer.refresh_from_db()
    assert (customer.name, customer.external_id) == ("平安银行", "X-7")
    assert list(Request.objects.values_list("kind", "target_id")) == [("customers.change", customer.pk)]


def test_an_empty_cell_leaves_things_as_they_are(desk, clerk):
    contacts = [{"name": "王芳", "mobile": "13800138000"}, {"name": "李雷", "email": "li@example.com"}]
    customer = making.create(clerk, code="A1", short_name="平安", contacts=contacts).customer

    assert desk.take_in("code,name,short_name,mobile,email\nA1,,,,wang@example.com\n") == {"updated": 1}
    assert making.stored(customer).short_name == "平安"
    assert making.texts(customer.contacts, "name", "mobile", "email") == [
        ("王芳", "+8613800138000", "wang@example.com"), ("李雷", "", "li@example.com"),
    ]  # fmt: skip


def test_a_code_that_comes_again_in_the_file_changes_what_its_first_row_made(desk):
    text = "code,name,external_id\nA1,平安银行,X-1\na1,平安银行,X-1\nA1,平安银行,X-2\n"

    assert desk.take_in(text, *EAST) == {"created": 1, "unchanged": 1, "updated": 1}
    assert Customer.objects.get(code="A1").external_id == "X-2"


def test_a_row_that_is_refused_spoils_no_other(desk):
    text = "code,name,terms\nA1,平安银行,net 30\nA2,=1+1,\nA3,万科Ａ,soon\n!,茅台,\nA5,TCL科技,\n"

    assert desk.take_in(text, *EAST) == {"created": 2, "refused": 3}
    assert [(row, column) for row, column, _reason in desk.errors] == [(3, "name"), (4, "terms"), (5, "code")]
    assert "3 rows were not taken in" in desk.complaint
    assert set(Customer.objects.values_list("code", flat=True)) == {"A1", "A5"}


def test_the_refused_rows_can_be_read_by_nobody_else_and_corrected_be_taken_in(desk):
    desk.take_in("code,name,mobile\nA1,平安银行,12\n", *EAST)
    file = desk.folder / "file.csv.errors.csv"

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    corrected = file.read_text(encoding="utf-8-sig").replace("A1,平安银行,12", "A1,平安银行,13800138000")
    assert desk.take_in(corrected, *EAST) == {"created": 1}
    assert not file.exists()


def test_where_nothing_can_be_written_beside_the_file_the_refused_rows_go_to_the_current_folder(desk, monkeypatch):
    elsewhere = desk.folder / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setattr("os.access", lambda folder, mode: folder == elsewhere)

    assert desk.take_in(HEADER + "!,平安银行\n", *EAST) == {"refused": 1}
    assert str(elsewhere / "file.csv.errors.csv") in desk.complaint
    assert (elsewhere / "file.csv.errors.csv").exists()
    assert desk.errors == []


def test_one_that_only_the_database_can_refuse_spoils_no_other(desk, monkeypatch):
    # as if another import, between the look-up and the insert, had been first
    monkeypatch.setattr(importing.duplicates, "find_all", lambda intakes: [[] for _intake in intakes])
    text = f"code,name,tax_id\nA1,甲,\nA2,乙,{making.USCC}\nA3,丙,{making.USCC}\nA4,丁,\n"
    monkeypatch.setattr(importing, "_wave", lambda rows: (list(rows), []))

    assert desk.take_in(text, *EAST) == {"created": 3, "refused": 1}
    assert [(row, column) for row, column, _reason in desk.errors] == [(4, "tax_id")]


def test_a_uscc_that_somebody_has_is_refused_within_a_file_too(desk, clerk):
    making.create(clerk, code="A1", tax_id=making.USCC)
    text = f"code,name,tax_id\nB1,万科Ａ,{making.USCC}\nB2,茅台,{making.OTHER_USCC}\nB3,TCL科技,{making.OTHER_USCC}\n"

    assert desk.take_in(text, *EAST) == {"created": 1, "refused": 2}
    assert [(row, column) for row, column, _reason in desk.errors] == [(2, "tax_id"), (4, "tax_id")]


def test_a_similar_one_with_a_code_of_its_own_is_made_and_queued(desk, clerk):
    making.create(clerk, code="A1")

    assert desk.take_in(HEADER + "B1,平安银行\nB2,茅台\nB3,茅台\n", *EAST) == {"created": 3, "review": 3}
    assert not desk.complaint
    queued = Action.objects.filter(kind="customers.possible_duplicate").order_by("pk")
    about = {str(key): code for key, code in Customer.objects.values_list("pk", "code")}
    assert {about[act.about_id]: act.details["others"] for act in queued} == {
        "B1": {"A1": "name"}, "B2": {"B3": "name"}, "B3": {"B2": "name"},
    }  # fmt: skip


def test_a_similar_one_without_a_code_waits(desk, clerk):
    making.create(clerk, code="A1")

    assert desk.take_in("name\n平安银行\n茅台\n茅台\n", *EAST) == {"created": 1, "review": 2}
    assert [row for row, _column, _reason in desk.errors] == [2, 4]
    assert "A1" in desk.errors[0][2]
    assert "2 rows were not taken in" in desk.complaint


def test_one_similar_to_an_invisible_customer_is_not_told_of_it(desk, south):
    factories.customer(south, name="平安银行", code="S1")

    assert desk.take_in(HEADER + "B1,平安银行\n", *EAST) == {"created": 1}
    assert not Action.objects.filter(kind="customers.possible_duplicate").exists()


def test_the_code_of_an_invisible_customer_is_taken_and_tells_nothing_of_it(desk, south):
    factories.customer(south, name="万科Ａ", code="S1")

    assert desk.take_in(HEADER + "S1,平安银行\n", *EAST) == {"refused": 1}
    ((row, column, reason),) = desk.errors
    assert (row, column) == (2, "code")
    assert "万科" not in reason
    assert Customer.objects.get(code="S1").name == "万科Ａ"


def test_a_portfolio_of_somebody_else_is_refused(desk, south):
    assert desk.take_in(HEADER + "B1,平安银行\n", "--portfolio", "SOUTH") == {"refused": 1}
    assert desk.errors[0][1] == "portfolio"


def test_who_only_looks_takes_nothing_in(desk, clerk, reception):
    making.create(clerk, code="A1")
    desk.actor = reception

    assert desk.take_in("code,name,external_id\nA1,,X\nB1,万科Ａ,\n", *EAST) == {"refused": 2}
    assert list(Customer.objects.values_list("code", "external_id")) == [("A1", "")]


def test_the_option_places_new_customers_and_moves_none(desk, clerk, south):
    making.create(clerk, code="A1")
    factories.grant(clerk, "manage", south)

    assert desk.take_in(HEADER + "A1,平安银行\nB1,茅台\n", "--portfolio", "SOUTH") == {"created": 1, "unchanged": 1}
    assert dict(Customer.objects.values_list("code", "portfolio__code")) == {"A1": "EAST", "B1": "SOUTH"}


def test_categories_come_from_several_columns_and_new_ones_join_an_open_dimension(desk):
    making.dimension("industry", open=True)
    making.dimension("region", "浙江")
    mapping = {"columns": {"code": ["code", "name"], "trade": "category:industry", "place": "category:region"}}
    text = "code,trade,place\nA1,银行,浙江\nA2,银行,浙江\nA3,白酒,火星\n"

    assert desk.take_in(text, *EAST, mapping=mapping) == {"created": 2, "refused": 1}
    assert desk.errors[0][:2] == (4, "place")
    assert Category.objects.filter(dimension__code="industry").count() == 1
    assert making.classes(Customer.objects.get(code="A2")) == [("银行", None, None), ("浙江", None, None)]
    assert desk.take_in(text, *EAST, mapping=mapping) == {"unchanged": 2, "refused": 1}


def test_a_dry_run_says_what_would_happen_and_changes_nothing(desk):
    before = history()

    assert desk.take_in(HEADER + "A1,平安银行\nA2,=1\n", *EAST, "--dry-run") == {"created": 1, "refused": 1}
    assert "nothing was changed" in desk.said
    assert history() == before


def test_outside_evaluation_somebody_must_be_named(desk, settings):
    settings.EVALUATION = False
    desk.actor = None

    assert desk.take_in(HEADER + "A1,平安银行\n", *EAST) == {}
    assert "--actor" in desk.complaint
    assert not Customer.objects.exists()


def test_in_evaluation_the_demonstration_manager_imports(desk, settings, east):
    settings.EVALUATION = True
    manager = factories.person("manager", "财务经理")
    desk.actor = None

    assert desk.take_in(HEADER + "A1,平安银行\n", *EAST) == {"created": 1}
    assert Customer.objects.get().created_by == manager


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("code,code\nA1,A1\n", "Row 1"),
        ("code,colour\nA1,red\n", "colour"),
        (HEADER + 'A1,"平安\n', "Row"),
        (b"code,name\nA1,\xff\xfe\xfa\n", "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(desk, text, said):
    assert desk.take_in(text, *EAST) == {}
    assert said in desk.complaint
    assert not Customer.objects.exists()


def test_nothing_personal_of_a_refused_row_enters_the_journal_or_what_is_printed(desk):
    desk.take_in("code,name,mobile,email\nA1,平安银行,13800138000,planted@@example.com\n", *EAST)

    assert desk.errors[0][1] == "email"
    kept = "".join(f"{act.reason}{act.details}" for act in Action.objects.all())
    assert "planted" not in kept + desk.said + desk.complaint
    assert "13800138000" not in kept + desk.said + desk.complaint


def test_many_are_compared_by_the_rule_for_one(clerk):
    making.dimension("region", "浙江", single=True)
    making.create(clerk, code="A1", contacts=[{"mobile": "13800138000"}])
    making.create(clerk, code="A2", name="长城集团", addresses=[{"city": "杭州市", "line": "1号"}])
    making.create(clerk, code="A3", name="茅台", tax_id=making.USCC)
    typed = [
        making.typed(clerk, name="平安银行"),
        making.typed(clerk, name="另一家", contacts=[{"mobile": "+86 138 0013 8000"}]),
        making.typed(clerk, name="长城股份有限公司", addresses=[{"city": "杭州", "line": "2号"}]),
        making.typed(clerk, name="长城股份有限公司", addresses=[{"city": "上海", "line": "2号"}]),
        making.typed(clerk, name="五粮液", tax_id=making.USCC),
        making.typed(clerk, name="无人"),
    ]

    found = [[(m.customer.code, m.why) for m in matches] for matches in importing.duplicates.find_all(typed)]

    assert found == [[("A1", "name")], [("A1", "mobile")], [("A2", "fuzzy")], [], [("A3", "tax_id")], []]
    assert found == [[(m.customer.code, m.why) for m in importing.duplicates.find(intake)] for intake in typed]
