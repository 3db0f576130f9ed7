"""A customer's page carries the query of the list it was opened from, for the way back and for its neighbours."""

from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

LIST = "list"  # the parameter that holds the list's own query
MAX_QUERY = 1_500  # characters: addresses have an end


def carried(query: QueryDict) -> str:
    """The parameter by which a customer's page knows the list of ``query``, ready to stand after its address."""
    text = query.urlencode()
    if len(text) > MAX_QUERY:
        text = ""
    return "?" + urlencode({LIST: text})


def list_of(request: HttpRequest) -> QueryDict | None:
    """The query of the list this page was opened from; None where it was opened by itself."""
    text = request.GET.get(LIST)
    return None if text is None or len(text) > MAX_QUERY else QueryDict(text)


def list_url(query: QueryDict) -> str:
    """The address of the list of ``query``, the same page of it included."""
    return f"{reverse('customers:list')}?{query.urlencode()}" if query else reverse("customers:list")


def onto(url: str, request: HttpRequest) -> str:
    """``url``, a page of the same customer, with what this page carries."""
    more = again(request)
    return url + (f"&{more[1:]}" if more and "?" in url else more)


def again(request: HttpRequest) -> str:
    """What this page carries, for addresses that come back to it; "" for nothing."""
    query = list_of(request)
    return "" if query is None else carried(query)
