"""The grid of many entries: looked at once more, one batch, all or the sound ones, posted once."""

import re

import pytest

from accounts.models import Entry
from customers import search
from tests import factories
from tests.accounts.ledger import open_of, post
from tests.accounts.test_pages import client

pytestmark = pytest.mark.django_db
GRID = "/receivables/entries/grid/?kind={kind}"
HEAD = {"currency": "CNY", "posting_date": "2026-01-20", "control_total": "", "mode": "all", "pasted": ""}


def typed(*rows, **head):
    """The page's inputs with these rows."""
    data = HEAD | {"row-TOTAL_FORMS": str(len(rows)), "row-INITIAL_FORMS": "0"} | head
    for place, row in enumerate(rows):
        data |= {f"row-{place}-{name}": value for name, value in row.items()}
    return data


def send(browser, data, kind="receipt", act="check"):
    return browser.post(GRID.format(kind=kind), data | {"act": act})


def token_of(page):
    found = re.search(r'name="token" value="([^"]+)"', page.content.decode())
    return found and found.group(1)


def posted(browser, data, kind="receipt"):
    """Check, then post what was checked; returns the last answer."""
    token = token_of(send(browser, data, kind))
    assert token, "the check offered nothing to post"
    return send(browser, data | {"token": token}, kind, "post")


def errors(page):
    return [row.errors for row in page.context["grid"].rows]


def findable(portfolio, code, name):
    made = factories.customer(portfolio, code=code, name=name)
    search.index([made])
    return made


@pytest.fixture
def tea(east):
    return findable(east, "KH-000002", "东方茶叶有限公司")


@pytest.fixture
def browser(clerk):
    return client(clerk)


ONE = {"customer": "KH-000001", "amount": "100.00"}


def test_checking_posts_nothing(customer, browser):
    page = send(browser, typed(ONE))

    assert page.status_code == 200
    assert token_of(page)
    assert not Entry.objects.exists()


def test_posting_unchecked_rows_only_checks_them(customer, browser):
    send(browser, typed(ONE), act="post")

    assert not Entry.objects.exists()


def test_rows_changed_after_the_check_are_checked_again(customer, browser):
    token = token_of(send(browser, typed(ONE)))

    page = send(browser, typed(ONE | {"amount": "900.00"}) | {"token": token}, act="post")

    assert page.status_code == 200
    assert not Entry.objects.exists()


def test_customers_are_found_by_code_name_and_pinyin(customer, tea, browser):
    rows = [{"customer": word, "amount": "10.00"} for word in ("kh-000002", "东方茶叶有限公司", "dfcy")]

    answer = posted(browser, typed(*rows))

    assert answer.status_code == 302
    assert set(Entry.objects.values_list("account__customer__code", flat=True)) == {"KH-000002"}
    assert Entry.objects.count() == 3


def test_several_customers_that_fit_are_named_and_none_is_guessed(tea, east, browser):
    findable(east, "KH-000003", "东方茶庄")

    page = send(browser, typed({"customer": "东方茶", "amount": "10.00"}))

    assert page.status_code == 422
    assert not token_of(page)
    assert "KH-000002" in str(errors(page))
    assert "KH-000003" in str(errors(page))


def test_a_customer_out_of_sight_is_as_one_that_does_not_exist(browser):
    findable(factories.portfolio("WEST"), "KH-000009", "西湖茶庄")

    pages = [send(browser, typed({"customer": word, "amount": "10.00"})) for word in ("KH-000009", "西湖茶", "KH-9999")]

    said = [errors(page)[0]["customer"] for page in pages]
    assert said[0] == said[1] == said[2]
    assert b"KH-000009 " not in pages[1].content


def test_nobody_posts_by_grid_to_a_customer_they_only_see(customer, east):
    west = factories.portfolio("WEST")
    person = factories.person("viewer", "财务文员", sees=[east], manages=[west])

    page = send(client(person), typed(ONE))

    assert page.status_code == 422
    assert errors(page)[0]["customer"]
    assert not token_of(page)


def test_one_wrong_row_keeps_all_back(customer, tea, clerk, browser):
    post(customer, clerk, "receipt", reference="B001")
    rows = ({"customer": "KH-000002", "amount": "10.00"}, ONE | {"reference": "B001"})

    page = send(browser, typed(*rows))

    assert page.status_code == 422
    assert not token_of(page)
    assert "reference" in errors(page)[1]
    assert Entry.objects.count() == 1


def test_the_same_reference_twice_in_the_grid_is_refused_where_it_stands(customer, browser):
    page = send(browser, typed(ONE | {"reference": "B001"}, ONE | {"reference": "B001"}))

    assert [sorted(row) for row in errors(page)] == [[], ["reference"]]


def test_what_changed_after_the_check_leaves_nothing_of_a_whole_batch(customer, tea, clerk, browser):
    data = typed({"customer": "KH-000002", "amount": "10.00"}, ONE | {"reference": "B001"})
    token = token_of(send(browser, data))
    post(customer, clerk, "receipt", reference="B001")

    page = send(browser, data | {"token": token}, act="post")

    assert page.status_code == 422
    assert "reference" in errors(page)[1]
    assert Entry.objects.count() == 1


def test_the_sound_rows_are_posted_and_the_others_stay_as_typed(customer, tea, clerk, browser):
    post(customer, clerk, "receipt", reference="B001")
    data = typed(
        ONE | {"reference": "B001", "memo": "kept"}, {"customer": "KH-000002", "amount": "10.00"}, mode="sound"
    )

    page = posted(browser, data)

    assert page.status_code == 422
    assert Entry.objects.filter(account__customer=tea).count() == 1
    left = [row for row in page.context["grid"].rows if not row.is_empty]
    assert [row.typed()["memo"] for row in left] == ["kept"]
    assert "reference" in left[0].errors


@pytest.mark.parametrize("mode", ["all", "sound"])
def test_a_batch_sent_twice_is_posted_once(mode, customer, browser):
    data = typed(ONE, mode=mode)
    data["token"] = token_of(send(browser, data))

    first, second = (send(browser, data, act="post") for _ in range(2))

    assert Entry.objects.count() == 1
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])


def test_sent_twice_the_left_rows_are_the_same(customer, clerk, browser):
    post(customer, clerk, "receipt", reference="B001")
    data = typed(ONE | {"reference": "B001"}, ONE, mode="sound")
    data["token"] = token_of(send(browser, data))

    pages = [send(browser, data, act="post") for _ in range(2)]

    lefts = [[row.typed() for row in page.context["grid"].rows if not row.is_empty] for page in pages]
    assert lefts[0] == lefts[1]
    assert len(lefts[0]) == 1
    assert Entry.objects.count() == 2


def test_rows_that_do_not_add_up_to_the_control_total_are_not_posted(customer, browser):
    wrong, right = (send(browser, typed(ONE, ONE, control_total=total)) for total in ("200.01", "200.00"))

    assert (wrong.status_code, token_of(wrong)) == (422, None)
    assert "200.00" in str(wrong.context["form"].errors["control_total"])
    assert token_of(right)


def test_malformed_cells_are_refused_beside_them_and_kept(customer, browser):
    row = {"customer": "KH-000001", "amount": "1,000", "document_date": "yesterday", "memo": "x\u202ey"}

    page = send(browser, typed(row))

    assert {"amount", "document_date", "memo"} <= {*errors(page)[0]}
    assert page.context["grid"].rows.forms[0].typed()["amount"] == "1,000"


def test_a_receipt_settles_the_document_its_row_names(customer, clerk, browser):
    first, second = (post(customer, clerk, reference=name).entry for name in ("F-1", "F-2"))

    posted(browser, typed(ONE | {"settles": "F-2"}))

    assert (open_of(first), open_of(second)) == (100, 0)


def test_a_number_in_the_words_is_offered_and_not_taken_unasked(customer, clerk, browser):
    post(customer, clerk, amount="70.00", reference="F-1")
    post(customer, clerk, amount="70.00", reference="F-12")
    data = typed(ONE | {"memo": "pays F-12"})

    offered = send(browser, data).context["rows"][0]["offer"]
    taken = send(browser, data | {"offer-0": offered.name}, act="take-0")

    assert offered.name == "F-12"
    assert taken.context["grid"].rows.forms[0].typed()["settles"] == "F-12"


def test_the_only_document_of_the_amount_is_offered(customer, clerk, browser):
    post(customer, clerk, reference="F-1")
    post(customer, clerk, amount="70.00", reference="F-2")

    assert send(browser, typed(ONE)).context["rows"][0]["offer"].name == "F-1"


def test_several_documents_of_the_amount_are_named_and_none_is_offered(customer, clerk, browser):
    post(customer, clerk, reference="F-1")
    post(customer, clerk, reference="F-2")

    offer = send(browser, typed(ONE)).context["rows"][0]["offer"]

    assert offer.name == ""
    assert "F-1" in offer.reason
    assert "F-2" in offer.reason


def test_a_credit_note_of_no_invoice_waits_for_a_second_person(customer, browser):
    answer = posted(browser, typed(ONE), "credit_note")

    page = browser.get(answer["Location"])
    assert not Entry.objects.exists()
    assert len(page.context["waiting"]) == 1


def test_pasted_rows_stand_after_those_typed(customer, browser):
    page = send(browser, typed(ONE, pasted="日期\t客户\t金额\n2026-01-05\tKH-000002\t5\n"), act="paste")

    rows = [row.typed() for row in page.context["grid"].rows if not row.is_empty]
    assert [row["customer"] for row in rows] == ["KH-000001", "KH-000002"]


def test_too_many_pasted_rows_stay_in_the_paste_field(customer, browser):
    pasted = "KH-000001\t1\n" * 101

    page = send(browser, typed(ONE, pasted=pasted), act="paste")

    assert page.context["form"]["pasted"].value() == pasted
    assert len([row for row in page.context["grid"].rows if not row.is_empty]) == 1


def test_more_rows_are_added_without_losing_any(customer, browser):
    page = send(browser, typed(*[ONE] * 5), act="more")

    assert len(page.context["grid"].rows.forms) == 15


def test_a_batch_is_shown_to_its_maker_alone(customer, browser, supervisor):
    place = posted(browser, typed(ONE))["Location"]

    assert browser.get(place).status_code == 200
    assert client(supervisor).get(place).status_code == 404


def test_who_posts_nothing_has_no_grid(reception):
    assert client(reception).get(GRID.format(kind="receipt")).status_code == 403


def test_a_kind_without_a_grid_is_no_page(clerk):
    assert client(clerk).get(GRID.format(kind="write_off")).status_code == 404
