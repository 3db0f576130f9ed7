"""B1 to B9: pages and the API beside a static page of as many bytes, one client, every call in turn."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test import Client as InProcess
from django.test.utils import CaptureQueriesContext

from access.models import User
from benchmarks import population
from benchmarks.bars import BARS, Outcome
from benchmarks.clients import Client, FormReader
from benchmarks.series import Call, Figures, interleaved

ROUNDS = 21
LIST, API_LIST = "/customers/", "/api/v1/customers/?page_size=50"


@dataclass(frozen=True)
class Server:
    """A running server with the people signed in at it."""

    port: int
    facts: dict[str, Any]

    def person(self, name: str) -> Client:
        cookie = f"{settings.SESSION_COOKIE_NAME}={self.facts['sessions'][name]}"
        return Client(self.port, {"Cookie": cookie, "Accept-Language": "zh-CN"})

    def token(self) -> Client:
        return Client(self.port, {"Authorization": f"Bearer {self.facts['token']}"})


def got(client: Client, address: str) -> Call:
    """The call that fetches ``address``."""
    return lambda: client.get(address).took_s


def works(here: Server, small: Server) -> dict[str, tuple[Client, str]]:
    """Who fetches what for each workload that is a page."""
    root, officer = here.person("bench_root"), here.person("bench_officer")
    rare, common, none = (f"{LIST}?q={quote(w)}" for w in (population.RARE, population.COMMON, population.ABSENT))
    return {
        "B1": (officer, LIST),
        "B1 at S": (small.person("bench_officer"), LIST),
        "B2": (root, LIST),
        "B3 tiny": (here.person("bench_tiny"), LIST),
        "B3 area": (here.person("bench_area"), LIST),
        "B3 dormant": (here.person("bench_dormant"), LIST),
        "B4 far": (root, f"{LIST}?cursor={here.facts['far']}"),
        "B5 rare": (root, rare),
        "B5 common": (root, common),
        "B5 none": (root, none),
        "B6": (officer, common),
        "B7": (officer, f"{LIST}{here.facts['busy']}/"),
        "B9": (here.token(), API_LIST),
    }


def measure(here: Server, small: Server, wanted: Callable[[str], bool]) -> list[Outcome]:
    """Every wanted page with its floor and what it is compared with."""
    pages = works(here, small)
    asked = [key for key in BARS if wanted(key) and (key in pages or key in ("B4 size", "B8"))]
    needed = dict.fromkeys(["B1", *asked, *(BARS[key].against for key in asked)])
    calls: dict[str, Call] = {}
    for key in filter(pages.__contains__, needed):
        client, address = pages[key]
        calls[key] = got(client, address)
        calls[f"{key} floor"] = floor(here, len(client.get(address).body))
    if "B8" in asked:
        calls |= {"B8": creation(here), "B8 floor": floor(here, 20_000)}
    found = interleaved(calls, ROUNDS) if calls else {}
    return [outcome(key, found, here) for key in asked]


def floor(here: Server, size: int) -> Call:
    return got(here.person("bench_root"), f"/floor/{size}/")


def outcome(key: str, found: Mapping[str, Figures], here: Server) -> Outcome:
    """The figures of a workload against its floor or the workload it is compared with."""
    bar, own = BARS[key], found["B1" if key == "B4 size" else key]
    against = found[f"{key} floor"] if bar.against == "F_web" else found[bar.against]
    notes: dict[str, Any] = {"rounds": len(own.seconds)}
    if f"{key} floor" in found:
        notes["over_f_web"] = round(own.median_ms / found[f"{key} floor"].median_ms, 2)
    if key == "B4 far":
        notes["page"] = here.facts["far_page"]
    queries = count_queries(key, here) if bar.queries else None
    return Outcome(key, own.median_ms, against.median_ms, p95=own.p95_ms, queries=queries, notes=notes)


def count_queries(key: str, here: Server) -> int:
    """Every statement of the page, session and person included."""
    client = InProcess(HTTP_ACCEPT_LANGUAGE="zh-CN", SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="bench_officer"), backend=settings.AUTHENTICATION_BACKENDS[-1])
    address = LIST if key == "B1" else f"{LIST}{here.facts['busy']}/"
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def creation(here: Server) -> Call:
    """Type a customer, look at it once more, save it; what counts is the post that saves."""
    maker, number = here.person("bench_maker"), itertools.count(1)

    def create() -> float:
        form = FormReader(maker.get(f"{LIST}new/").body).values
        confirm = maker.post(f"{LIST}new/", typed(form, next(number)), expected=200)
        saved = maker.post(f"{LIST}new/", FormReader(confirm.body).values, expected=302)
        return saved.took_s

    return create


def typed(form: list[tuple[str, str]], number: int) -> list[tuple[str, str]]:
    """The form as a clerk fills it in: name, portfolio, a contact, a region."""
    filled = {
        "name": f"量测第{number}号精密器材有限公司",
        "contacts-0-name": "李小红",
        "contacts-0-mobile": f"137{number:08d}",
        "contacts-0-email": f"n{number}@example.com",
        "addresses-0-line": f"文三路 {number} 号",
    }
    return [(name, filled.get(name, value)) for name, value in form]
