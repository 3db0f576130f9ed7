"""A change needs the version its author has seen."""

import pytest
from django.test import RequestFactory

from audit.refusals import Refused
from exchange.etags import check_if_match, etag_of


def request(header=None):
    return RequestFactory().patch("/x/", headers={} if header is None else {"If-Match": header})


@pytest.mark.parametrize("header", [etag_of(7), '  "7" ', '"6", "7"', '"6","7","8"'])
def test_the_version_seen_passes(header):
    check_if_match(request(header), 7)


@pytest.mark.parametrize("header", [None, "", "  ", "*"])
def test_no_version_is_refused_as_missing(header):
    with pytest.raises(Refused, match="version_missing") as refused:
        check_if_match(request(header), 7)

    assert refused.value.status == 428


@pytest.mark.parametrize("header", ['"6"', "7", 'W/"7"', '"07"', '"7', '"７"', '"77"', "x" * 100_000, '"7"x'])
def test_any_other_version_is_refused_as_stale(header):
    with pytest.raises(Refused, match="version_stale") as refused:
        check_if_match(request(header), 7)

    assert refused.value.status == 412
