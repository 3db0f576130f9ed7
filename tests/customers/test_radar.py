"""The radar: finds names that were typed twice, however, and little else; forgets what is alike no more."""

import csv
import random
import re
from itertools import combinations

import pytest
from django.utils import timezone

from audit.history import acting
from customers.duplicates import cores, radar, tasks
from customers.duplicates.radar import likeness_of
from customers.models import Customer, LookAlike, NameCore, NotDuplicate
from tests import factories
from tests.customers.listed import LISTED
from tests.customers.making import change, create

SAME_SOUND = {
    "科": "柯",
    "新": "鑫",
    "生": "升",
    "华": "桦",
    "电": "店",
    "通": "同",
    "明": "名",
    "力": "立",
    "源": "元",
}
FORMS = ("股份有限公司", "有限责任公司", "有限公司", "集团有限公司")


def sweep():
    while radar.look():
        pass


def pairs():
    found = LookAlike.objects.order_by("one__name", "other__name")
    return sorted((*sorted((pair.one.name, pair.other.name)), pair.why) for pair in found)


@pytest.fixture
def named(east):
    def make(*names, **fields):
        return [factories.customer(east, name=name, **fields) for name in names]

    return make


ALIKE = [
    ("平安银行", "平安 银行", "name"),
    ("TCL科技", "ТСL科技", "lookalike"),
    ("深圳市海王生物工程股份有限公司", "海王生物工程(深圳)有限公司", "variant"),
    ("海王生物工程股份有限公司", "深圳海王生物工程有限责任公司", "variant"),
    ("海王生物工程股份有限公司", "海旺生物工程股份有限公司", "slip"),  # the same sound
    ("海王生物工程股份有限公司", "海王生物工股份有限公司", "slip"),  # one left out
    ("海王生物工程股份有限公司", "海王生物物工程股份有限公司", "slip"),  # one twice
    ("海王生物工程股份有限公司", "王海生物工程股份有限公司", "slip"),  # two changed round
    ("ACME Trading Co., Ltd.", "Acme Trading Limited", "variant"),
]
DIFFERENT = [
    ("上海第一医药股份有限公司", "上海第二医药股份有限公司"),
    ("北京平安科技有限公司", "上海平安科技有限公司"),
    ("中国银行股份有限公司", "北京银行股份有限公司"),
    ("华东电力有限公司", "华北电力有限公司"),
    ("红星1号基金", "红星2号基金"),
    ("万科", "万达"),
    ("中国石油", "中国石化"),
    ("上海银行", "银行"),
]


@pytest.mark.parametrize(("one", "other", "why"), ALIKE)
def test_names_that_were_typed_twice_are_alike(one, other, why):
    assert likeness_of(one, other).why == likeness_of(other, one).why == why


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_of_two_firms_are_not(one, other):
    assert likeness_of(one, other) is None
    assert likeness_of(other, one) is None


def test_people_are_alike_by_the_very_same_name_only():
    assert likeness_of("王晓明", "王小明", individual=True) is None
    assert likeness_of("王小明", "王小明", individual=True).why == "name"


@pytest.mark.parametrize(("one", "other", "why"), ALIKE)
@pytest.mark.django_db
def test_the_radar_finds_each_of_them(named, one, other, why):
    named(one, other, "别的企业股份有限公司")

    sweep()

    assert pairs() == [(*sorted((one, other)), why)]


@pytest.mark.django_db
def test_a_shared_mobile_number_is_found_and_an_agents_is_not(clerk):
    create(clerk, name="甲方企业", contacts=[{"mobile": "13812345678"}])
    other = create(clerk, name="乙方企业").customer
    change(clerk, other, contacts=[{"name": "王敏", "mobile": "13812345678"}])

    sweep()

    assert [why for *_names, why in pairs()] == ["mobile"]


@pytest.mark.django_db
def test_only_changed_customers_are_looked_at_again(named, clerk):
    named("海王生物工程股份有限公司", "平安银行")
    sweep()
    assert not radar.look()

    named("海旺生物工程股份有限公司")

    assert radar.look()
    assert [why for *_names, why in pairs()] == ["slip"]
    assert not radar.look()


@pytest.mark.django_db
def test_what_is_alike_no_more_is_forgotten_unless_somebody_spoke(named):
    _first, second, _third, fourth = named("海王生物工程", "海旺生物工程", "天山铝业股份", "天山铝业集团")
    sweep()
    LookAlike.objects.filter(why="variant").update(verdict="same")
    with acting(actor=None, kind="tests.rename", channel="command"):
        Customer.objects.filter(pk__in=[second.pk, fourth.pk]).update(name="完全另一家", updated_at=timezone.now())

    sweep()

    assert set(LookAlike.objects.values_list("verdict", "why")) == {("same", "variant"), ("open", "name")}


@pytest.mark.django_db
def test_a_recorded_word_is_not_asked_again(named, clerk):
    one, other = named("海王生物工程", "海旺生物工程")
    with acting(actor=clerk, kind="tests.word", channel="command") as action:
        NotDuplicate.objects.create(customer=other, other=one, said_by=clerk, action_id=action)

    sweep()

    assert pairs() == []


@pytest.mark.django_db
def test_a_deleted_customer_is_alike_to_nobody(named):
    one, _other = named("海王生物工程", "海旺生物工程")
    sweep()
    with acting(actor=None, kind="tests.delete", channel="command"):
        Customer.objects.filter(pk=one.pk).update(status="deleted", updated_at=timezone.now())

    sweep()

    assert pairs() == []
    assert not NameCore.objects.filter(customer=one).exists()


@pytest.mark.django_db
def test_a_name_that_hundreds_have_keeps_few_pairs_each(named):
    named(*["连锁门店有限公司"] * 60)

    sweep()

    assert 0 < LookAlike.objects.count() <= 60 * radar.KEPT


@pytest.mark.django_db
def test_the_schedule_starts_the_radar_where_something_changed(named):
    from django_tasks_db.models import DBTaskResult

    named("海王生物工程", "海旺生物工程")
    tasks.start()
    assert DBTaskResult.objects.count() == 1

    tasks.sweep.func()
    assert [why for *_names, why in pairs()] == ["slip"]


def test_keys_are_shared_by_names_one_slip_apart():
    assert set(cores.keys_of("海王生物")) & set(cores.keys_of("海旺生物"))
    assert set(cores.keys_of("海王生物")) & set(cores.keys_of("海王物"))
    assert set(cores.keys_of("海王生物")) & set(cores.keys_of("王海生物"))
    assert not set(cores.keys_of("海王")) & set(cores.keys_of("海旺"))


def listed():
    """Real firms: place and what distinguishes them, the trade put behind short ones as in registered names."""
    with LISTED.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["region"] and not row["name"].startswith(("*ST", "ST"))]
    for row in rows:
        core = re.sub("股份|集团|控股", "", row["name"])
        yield row["region"], core + (row["industry"] if len(core) < 4 and row["industry"] not in core else "")


def mistyped(place, core, chance):
    """The name as somebody else might have typed it, or None where no slip of this kind is possible."""
    at = chance.randrange(len(core) - 1)
    form, end = chance.choice(FORMS), "股份有限公司"
    swapped = next((letter for letter in core if SAME_SOUND.get(letter, letter) != letter), "")
    return (
        f"{core}({place}){form}",
        f"{core}{form}",
        f"{place} {core} {form}",
        f"{place}{core[:at]}{core[at]}{core[at:]}{end}",
        f"{place}{core[:at]}{core[at + 1]}{core[at]}{core[at + 2 :]}{end}",
        f"{place}{core.replace(swapped, SAME_SOUND[swapped], 1)}{end}" if swapped else None,
    )[chance.randrange(6)]


@pytest.mark.skipif(not LISTED.exists(), reason="the list of listed companies is not beside the project")
def test_precision_and_recall_on_the_listed_companies():
    """4,000 real names, 800 of them typed a second time: nearly all of those are found, and little else."""
    chance = random.Random(11)
    firms = chance.sample(list(listed()), 4_000)
    names = {firm: f"{firm[0]}{firm[1]}股份有限公司" for firm in firms}
    again = {
        names[firm]: other for firm in firms[:800] if (other := mistyped(*firm, chance)) not in (None, names[firm])
    }
    wanted = {frozenset(pair) for pair in again.items()}
    found = {frozenset(pair) for pair in blocked([*names.values(), *again.values()]) if likeness_of(*pair)}
    found = {pair for pair in found if len(pair) == 2}
    wanted = {pair for pair in wanted if len(pair) == 2}

    recall = len(found & wanted) / len(wanted)
    precision = len(found & wanted) / len(found)
    print(f"{len(wanted)} typed twice, {len(found)} found: precision {precision:.3f}, recall {recall:.3f}")
    assert recall >= 0.95
    assert precision >= 0.90


def blocked(names):
    """The pairs that share a key, as the radar compares them."""
    by_key = {}
    for name in names:
        for key in cores.keys_of(cores.core_of(name).text):
            by_key.setdefault(key, []).append(name)
    return {pair for group in by_key.values() for pair in combinations(group, 2)}
