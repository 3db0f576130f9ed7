"""The field oracle: two worlds that differ in what a person may not see answer them alike, everywhere (S56, Shows 6).

The crawl asks every address of the matrix, with the values of both worlds. ``KEHU_ORACLE=1`` changes all that is
hidden at once, ``each`` (in ``make soak``) one field at a time, so that no two changes can hide each other. Without
either two people ask the pages and calls that are used every day, and no address may be left without its questions.
"""

import os

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import resolve, reverse
from drf_spectacular.generators import SchemaGenerator

from tests.oracle import worlds
from tests.oracle.answers import answer, difference
from tests.oracle.asks import Ask, asks
from tests.oracle.objects import NOBODY, places
from tests.oracle.posts import POSTS, UNASKED
from tests.oracle.values import FIRST, HIDDEN, THOROUGH, second, words
from tests.test_matrix import MATRIX

WANTED = os.environ.get("KEHU_ORACLE", "")
pytestmark = pytest.mark.django_db
EVERYDAY = {
    *("home", "customers:list", "customers:detail", "customers:history", "customers:similar", "finding:search"),
    *("api:customers", "api:customer", "api:history", "api:requests", "approvals:list", "approvals:detail"),
    *("customers:export", "audit:journal", "accounts:balances", "api:ageing", "api:entries", "runs:list"),
}
IN_FIRST = {}  # by person and first numbers: what the first world answers, the same for each hidden field
SHOWN = int(os.environ.get("KEHU_SHOWN", "10"))
CASES = [(person, name) for person, hidden in HIDDEN.items() for name in (hidden if THOROUGH else [""])]
if not WANTED:
    CASES = [("reception", ""), ("stranger", "")]
elif not THOROUGH:  # the auditor is asked in the clerk's place: the same is hidden from both
    CASES.remove(("clerk", ""))


@pytest.fixture
def people():
    """Those who ask; gives where the numbers of rows began, by which a world comes again."""
    with worlds.numbers_again() as begun:
        with worlds.same_chance("people"):
            worlds.made_people()
        yield begun


def crawled(person, values, looked_for, known):
    """Everything the person is answered in the world of ``values``, by the number of the question.

    What is ``known`` is not asked again: a world comes again with the same keys, numbers and times.
    """
    client = Client(raise_request_exception=False)
    found = []
    with worlds.world(values):
        client.force_login(worlds.person(person))
        for ask in asks(looked_for):
            if WANTED or ask.name in EVERYDAY:
                if ask.key not in known:
                    known[ask.key] = answer(client, ask)
                found.append((ask, known[ask.key]))
    return found


@pytest.mark.parametrize(("person", "name"), CASES)
def test_who_may_not_see_a_field_cannot_tell_what_it_holds(people, person, name):
    looked_for = words(FIRST, second(person, name))
    one = crawled(person, FIRST, looked_for, IN_FIRST.setdefault((person, people), {}))
    other = crawled(person, second(person, name), looked_for, {})

    assert [ask.path for ask, _answer in one] == [ask.path for ask, _answer in other]
    told = [(ask, a, b) for (ask, a), (_ask, b) in zip(one, other, strict=True) if a != b]
    assert not told, "\n".join(f"{ask.method} {ask.path}\n{difference(a, b)}" for ask, a, b in told[:SHOWN])


def test_every_address_that_takes_something_is_asked(people):
    assert {*POSTS, *UNASKED} <= MATRIX.keys()
    client = Client(raise_request_exception=False)
    with worlds.world(FIRST):
        client.force_login(worlds.person("boss"))
        silent = MATRIX.keys() - {*POSTS, *UNASKED}
        takes = [name for name in sorted(silent) if answer(client, Ask(name, address(name), "post", {})).status != 405]
    assert takes == [], takes


def test_every_parameter_of_the_api_is_asked_for(people):
    with worlds.world(FIRST):
        asked = {ask.name: set() for ask in asks(["x"])}
        for ask in asks(["x"]):
            asked[ask.name] |= QueryDict(ask.path.partition("?")[2]).keys()
    missing = {
        path: unasked
        for path, operations in SchemaGenerator().get_schema(public=True)["paths"].items()
        if (unasked := parameters_of(operations.get("get", {})) - asked[name_of(path)])
    }
    assert missing == {}, missing


def address(name):
    return reverse(name, args=places(name)[0])


def name_of(path):
    """The name of an address of the API as the description writes it."""
    filled = path.replace("{code}", "X").replace("{number}", "X")
    names = [resolve(filled.replace("{key}", key)).view_name for key in (str(NOBODY), "1")]
    return next(name for name in names if name != "api:nothing")


def parameters_of(operation):
    return {one["name"] for one in operation.get("parameters", []) if one["in"] == "query"}
