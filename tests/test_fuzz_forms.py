"""Bad input in forms: each input of each page refuses what is not of its class, and then nothing is stored.

``KEHU_FUZZ`` is the number of inputs for each class of input (10,000 in ``make soak``).
"""

import re
from contextlib import suppress
from math import ceil
from mimetypes import guess_type
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.calls import made_world
from tests.fuzz.pages import hostile, made_pages, samples
from tests.test_fuzz_api import EXAMPLES, HIDDEN, stored, thoroughly, undone
from tests.test_matrix import MATRIX

pytestmark = pytest.mark.django_db
KINDS = ("choice", "code", "day", "line", "money", "text")
BUTTONS = (
    "accounts:open_items_file",
    "accounts:subledger_file",
    "accounts:comparison_file",
    "accounts:statement_run_prints",
    "accounts:auto_allocation",
    "accounts:period_closing",
    "accounts:reconciliation_file",
    "accounts:verification",
    "customers:note_strike",
    "runs:stop",
    "imports:again",
    "customer_lists:columns",
    "bulk:detail",
    "bulk:undo",
    "accounts:statement_file",
    "accounts:ageing_file",
    "accounts:balances_file",
)  # pressed or ticked, nothing typed
LINKS = ("settings:end_setup", "settings:activation", "settings:password_link", "settings:retirement")
KEPT = ("saved_views:delete", "saved_views:opening", "finding:pin", "finding:visit")
OTHERS = (  # typed into by the tests of their own rooms
    "customers:attachment_content",  # a reason as the reveals take one, which are here
    "settings:people_file",  # a file, then the same rows signed: tests/access/people/test_file.py
    *("drafts:keep", "drafts:discard"),
    *("account_set_password", "account_new_password"),
    *("accounts:allocation", "accounts:undo_allocation"),
    *("accounts:new_control_total", "accounts:new_opening_item", "accounts:opening_file"),  # only in set-up
    *("accounts:reconciliations", "accounts:vouchers"),  # a file; a file is the answer
    *("accounts:openings_posting", "accounts:opening_strike"),
    "customers:similar",  # says nothing of what is not sound
)
ANSWERED = ("customers:reveal", "customers:export", "settings:new_person")  # with what was asked for, not a way on
ALLAUTH = ("account_login", "account_logout", "account_change_password", "account_inactive", "set_language")


@pytest.fixture
def pages():
    world = made_world()
    return {"boss": world.boss, **made_pages()}


@pytest.fixture
def signed_in(client, pages):
    client.raise_request_exception = True
    client.force_login(pages.pop("boss"))
    return client


def send(client, page, **typed):
    """Post the form and, where it is shown once more, confirm it."""
    filled = {name: value for name, value in {**page.beside, **page.typed, **typed}.items() if value != ""}
    file = {"file": SimpleUploadedFile(*page.file, guess_type(page.file[0])[0])} if page.file else {}
    answer = client.post(page.path, filled | file)
    token = (
        answer.context["token"] if answer.status_code == 200 and answer.context and "token" in answer.context else ""
    )
    return client.post(page.path, {**filled, "token": token}) if token else answer


def assert_refused(client, page, **values):
    """The page comes again with words about it, and nothing is stored; a value that it does not mark is tried alone."""
    said = f"{page.path} { {name: value[:60] for name, value in values.items()} }"
    with undone():
        before = stored()
        answer = send(client, page, **values)
        assert answer.status_code in (400, 409, 422), f"{said}: {answer.status_code}"
        assert stored() == before, said
    if len(values) > 1:
        for name in values.keys() - marked(answer):
            assert_refused(client, page, **{name: values[name]})


def marked(answer):
    """The names of the inputs that the page marks as wrong."""
    tags = re.findall(r"<(?:input|select|textarea) [^>]*>", answer.content.decode())
    return {re.search(r' name="([^"]*)"', tag).group(1) for tag in tags if ' aria-invalid="true"' in tag}


def inputs(pages, kind):
    """Each page that has inputs of this class, with their names."""
    named = [(page, [name for name in page.typed if page.kind_of(name) == kind]) for page in pages.values()]
    typed = [(page, [name for name in names if not name.startswith("initial-")]) for page, names in named]
    return [(page, names) for page, names in typed if names]


def test_every_form_is_taken_as_it_stands(signed_in, pages):
    for name, page in pages.items():
        with undone():
            answer = send(signed_in, page)
            errors = answer.context["form"].errors if answer.status_code == 422 and "form" in answer.context else ""
            assert answer.status_code in (200, 302), f"{name}: {answer.status_code} {errors}"
            assert answer.status_code == 302 or name in ANSWERED, name


def test_every_page_that_takes_a_form_is_here(signed_in, pages):
    assert {*pages} <= MATRIX.keys()
    for name in MATRIX.keys() - {*pages, *ALLAUTH, *BUTTONS, *LINKS, *KEPT, *OTHERS}:
        if not name.startswith("api:"):
            assert signed_in.post(anywhere(name)).status_code == 405, name


def anywhere(name):
    """An address of this name, about nothing that is there: who may post to it is asked first."""
    tried = ([], [1], ["KH-000001"], [uuid4()], ["KH-000001", uuid4()], [uuid4(), uuid4()])
    for arguments in tried:
        with suppress(NoReverseMatch):
            return reverse(name, args=arguments)
    raise AssertionError(name)


@pytest.mark.parametrize("kind", KINDS)
def test_each_input_refuses_a_few_values_of_every_sort(signed_in, pages, kind):
    for page, names in inputs(pages, kind):
        for value in samples(kind):
            assert_refused(signed_in, page, **dict.fromkeys(names, value))


@pytest.mark.parametrize("kind", KINDS)
def test_inputs_refuse_whatever_is_not_of_their_class(signed_in, pages, kind):
    """``KEHU_FUZZ`` inputs, each input of a page as often as any: a page gets all of its class at once."""
    places = inputs(pages, kind)

    @settings(thoroughly, max_examples=ceil(EXAMPLES * len(places) / sum(len(names) for _page, names in places)))
    @given(data=st.data(), place=st.sampled_from(places))
    def refuse(data, place):
        page, names = place
        assert_refused(signed_in, page, **{name: data.draw(hostile(kind)) for name in names})

    refuse()


@thoroughly
@given(data=st.data())
def test_no_input_that_a_page_does_not_have_is_taken(signed_in, pages, data):
    page = data.draw(st.sampled_from([page for page in pages.values() if page.strict]))
    name = "§" + data.draw(st.text(max_size=30))

    assert_refused(signed_in, page, **{name: "x"})


@thoroughly
@given(data=st.data())
def test_whatever_is_typed_is_answered(signed_in, pages, data):
    page = data.draw(st.sampled_from(list(pages.values())))
    name = data.draw(st.sampled_from([*page.typed, "token", "edit"]))
    value = data.draw(st.text(max_size=150) | st.text(alphabet=f"甲Aa1- \n{HIDDEN}", max_size=12))
    with undone():
        assert send(signed_in, page, **{name: value}).status_code < 500
