"""What people type becomes data in one place, or is refused by the name of what is wrong."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.history import acting
from categories.models import Category
from customers import intake
from customers.lookups import Lookups
from customers.models import Customer
from tests import factories
from tests.customers.making import ID_NUMBER, USCC, create, dimension, typed

pytestmark = pytest.mark.django_db


def refused(actor, *, customer=None, **members):
    """The paths that are refused, with the codes of why."""
    with pytest.raises(ValidationError) as caught:
        typed(actor, customer=customer, **members)
    return {path: [error.code for error in errors] for path, errors in caught.value.error_dict.items()}


def test_everything_that_can_be_typed_comes_back_in_the_form_it_is_kept_in(clerk, east):
    dimension("region", "浙江")
    read = typed(
        clerk,
        code="a-1",
        short_name=" 平安 ",
        mnemonic="payh",
        tax_id=USCC.lower(),
        terms="净 30 天",
        remarks="一\r\n二",
        external_id="SAP-1",
        contacts=[{"name": "王芳", "phone": "0571-88886666转801", "mobile": "138 1234 5678", "email": "w@a.cn"}],
        addresses=[{"kind": "billing", "city": "杭州", "line": "文一路1号"}],
        bank_accounts=[{"bank": "招行", "number": "6225 8801 3770 6868"}],
        categories={"region": ["浙江"]},
    )

    assert (read.code, read.short_name, read.mnemonic, read.tax_id, read.terms, read.remarks, read.portfolio) == (
        "A-1",
        "平安",
        "PAYH",
        USCC,
        "net 30",
        "一\n二",
        east,
    )
    (contact,) = read.contacts
    assert (contact.phone, contact.mobile, contact.is_primary) == ("+8657188886666;ext=801", "+8613812345678", True)
    assert (read.addresses[0].kind, read.bank_accounts[0].number, read.bank_accounts[0].currency) == (
        "billing",
        "6225880137706868",
        "CNY",
    )
    assert [category.code for found in read.categories.values() for category in found] == ["浙江"]


def test_every_fault_is_named_by_its_path(clerk):
    faults = refused(
        clerk,
        nick="x",
        name="",
        kind="firm",
        tax_id="91350100M000100Y4Z",
        terms="soon",
        code="客户",
        contacts=[{"mobile": "138"}, {}, 3, {"name": "李", "boss": True}],
        addresses=[{"city": "杭州"}],
        bank_accounts="6225880137706868",
        categories={"mood": ["good"]},
    )

    assert faults == {
        "nick": ["unknown"],
        "name": ["required"],
        "kind": ["choice"],
        "tax_id": ["uscc_characters"],
        "terms": ["terms_malformed"],
        "code": ["not_ascii"],
        "contacts.0.mobile": ["phone_malformed"],
        "contacts.1": ["empty"],
        "contacts.2": ["not_an_object"],
        "contacts.3.boss": ["unknown"],
        "addresses.0.line": ["required"],
        "bank_accounts": ["not_a_list"],
        "categories.mood": ["dimension_unknown"],
    }


def test_what_must_be_there_is_asked_for_by_name(clerk):
    with pytest.raises(ValidationError) as caught:
        intake.read({}, actor=clerk)

    assert set(caught.value.error_dict) == {"name", "portfolio"}


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("contacts", [{"name": "王*"}]),
        ("contacts", [{"mobile": "138****5678"}]),
        ("contacts", [{"email": "w***@example.com"}]),
        ("addresses", [{"line": "浙江省****"}]),
        ("bank_accounts", [{"number": "•••• 6789"}]),
        ("tax_id", "1101***********02X"),
        ("remarks", "••••"),
    ],
)
def test_a_mask_read_back_is_refused(clerk, member, value):
    assert ["masked"] in refused(clerk, **{member: value, "kind": "individual"}).values()


def test_a_name_may_have_a_star_but_not_be_a_formula(clerk):
    assert typed(clerk, name="*ST国华").name == "*ST国华"
    assert refused(clerk, name="=1+1", short_name="@SUM(A1)") == {"name": ["formula"], "short_name": ["formula"]}


@pytest.mark.parametrize(
    ("member", "limit"), [("name", 200), ("short_name", 100), ("external_id", 100), ("remarks", 2_000)]
)
def test_a_text_has_its_length(clerk, member, limit):
    assert getattr(typed(clerk, **{member: "长" * limit}), member) == "长" * limit
    assert refused(clerk, **{member: "长" * (limit + 1)}) == {member: ["too_long"]}


@pytest.mark.parametrize("character", ["\x00", "\u202e", "\u200b", "\ufeff", "\ud800", "\t"])
def test_hidden_characters_are_refused_not_dropped(clerk, character):
    assert refused(clerk, name=f"平{character}安") == {"name": ["character_refused"]}


@pytest.mark.parametrize("value", [None, 1, 1.5, True, [], {}, b"x"])
def test_only_text_is_text(clerk, value):
    faults = refused(clerk, name=value, tax_id=value, terms=value, portfolio=value, code=value)

    assert set(faults) == {"name", "tax_id", "terms", "portfolio", "code"}


def test_a_number_belongs_to_the_kind_of_customer(clerk):
    assert typed(clerk, kind="individual", tax_id=ID_NUMBER).tax_id == ID_NUMBER
    assert refused(clerk, kind="individual", tax_id=USCC) == {"tax_id": ["id_malformed"]}
    assert refused(clerk, tax_id=ID_NUMBER) == {"tax_id": ["uscc_checksum"]}


def test_a_portfolio_somebody_else_looks_after_does_not_exist(clerk, south):
    assert refused(clerk, portfolio="SOUTH") == {"portfolio": ["portfolio_unknown"]}
    assert refused(clerk, portfolio="NOWHERE") == {"portfolio": ["portfolio_unknown"]}


def test_a_category_answers_to_its_code_its_names_and_its_aliases(clerk):
    region = dimension("region", "33")
    with acting(actor=None, kind="tests.alias", channel="command"):
        Category.objects.update(name_zh="浙江", name_en="Zhejiang", aliases=["浙江省"])

    for label in ("33", "浙江", "zhejiang", " 浙江省 "):
        assert [found.code for found in typed(clerk, categories={"region": [label]}).categories[region]] == ["33"]


def test_an_ambiguous_name_asks_for_the_code(clerk):
    dimension("region", "22", "2202")
    with acting(actor=None, kind="tests.alias", channel="command"):
        Category.objects.update(name_zh="吉林")

    assert refused(clerk, categories={"region": ["吉林"]}) == {"categories.region": ["category_ambiguous"]}


def test_an_open_dimension_takes_a_new_category_a_closed_one_does_not(clerk):
    industry = dimension("industry", open=True)
    dimension("size")

    (new,) = typed(clerk, categories={"industry": ["电气设备"]}).categories[industry]

    assert (new._state.adding, new.code, new.name_zh) == (True, "电气设备", "电气设备")
    assert refused(clerk, categories={"size": ["巨型"]}) == {"categories.size": ["category_unknown"]}


def test_many_inputs_share_their_lookups(clerk, django_assert_num_queries):
    dimension("region", "浙江")
    lookups = Lookups(clerk)
    raw = {"name": "平安银行", "portfolio": "EAST", "categories": {"region": ["浙江"]}}
    intake.read(raw, actor=clerk, lookups=lookups)

    with django_assert_num_queries(0):
        intake.read(raw, actor=clerk, lookups=lookups)


def test_a_single_dimension_takes_one_value_and_a_required_one_needs_it(clerk):
    dimension("size", "大型", "小型", required=True)

    assert refused(clerk, categories={"size": ["大型", "小型"]}) == {"categories.size": ["single"]}
    assert refused(clerk) == {"categories.size": ["required"]}


def test_a_retired_category_may_stay_but_is_not_chosen_anew(clerk):
    size = dimension("size", "大型")
    customer = create(clerk, categories={"size": ["大型"]}).customer
    with acting(actor=None, kind="tests.retire", channel="command"):
        Category.objects.update(retired_on="2026-01-01")

    assert refused(clerk, name="另一家", categories={"size": ["大型"]}) == {"categories.size": ["category_retired"]}
    assert typed(clerk, customer=customer, categories={"size": ["大型"]}).categories[size]


def test_a_dimension_told_from_money_does_not_exist_without_the_right(east, reception):
    dimension("credit_grade", "优质", from_money=True)
    customer = factories.customer(east)

    faults = refused(reception, customer=customer, categories={"credit_grade": ["优质"]})

    assert faults == {"categories.credit_grade": ["dimension_unknown"]}


def test_an_id_must_be_one_of_the_customers_own(clerk):
    mine = create(clerk, contacts=[{"name": "王芳"}]).customer
    other = create(clerk, name="另一家", contacts=[{"name": "李明"}]).customer.contacts.get()

    twice = [{"id": str(mine.contacts.get().pk)}] * 2

    assert refused(clerk, customer=mine, contacts=[{"id": str(other.pk)}]) == {"contacts.0.id": ["id"]}
    assert set(refused(clerk, customer=mine, contacts=twice)) == {"contacts.0.id", "contacts.1.id"}
    assert refused(clerk, contacts=[{"id": "x", "name": "王"}]) == {"contacts.0.id": ["id"]}


def test_a_code_never_changes(clerk):
    customer = create(clerk).customer

    assert refused(clerk, customer=customer, code="OTHER") == {"code": ["code_fixed"]}
    assert typed(clerk, customer=customer, code=customer.code).code == customer.code


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
HOSTILE = st.sampled_from(
    ["1e15", "NaN", "Infinity", "1_000", "１２３", "\x00", "\u202eabc", "=1+1", "x" * 3_000, "ТСL"]
)
ITEM = st.dictionaries(st.sampled_from(["id", "name", "mobile", "email", "line", "number", "kind"]), JSON | HOSTILE)


@settings(max_examples=150, deadline=None)
@given(
    raw=st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(("name", "kind", "tax_id", "terms", "code", "remarks", "portfolio"), JSON | HOSTILE),
            **{name: JSON | st.lists(ITEM, max_size=2) for name in ("contacts", "addresses", "bank_accounts")},
            "categories": JSON | st.dictionaries(st.sampled_from(["region", "x"]), JSON | HOSTILE),
        },
    )
)
def test_whatever_comes_is_read_or_refused_with_a_reason(raw):
    reader, messages = factories.person(), []
    try:
        read = intake.read(raw, actor=reader, partial=True)
    except ValidationError as error:
        messages = [text for texts in error.message_dict.values() for text in texts]
    else:
        messages = ["read"] if read.given == frozenset(raw) else []
    assert messages
    assert all(messages)
    assert not Customer.objects.exists()
