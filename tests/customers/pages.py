"""What the tests of the customers' pages share."""

from html.parser import HTMLParser

from customers import intake, records
from tests import factories

CONTACT = {"name": "王敏", "mobile": "13812345678", "email": "wang@example.com"}


def saved(portfolio, **members):
    """A customer made as a person makes it, contact, categories and search row included."""
    clerk = factories.person("", "财务文员", manages=[portfolio])
    raw = {"name": "重庆啤酒", "portfolio": portfolio.code, "contacts": [CONTACT]} | members
    others = list(portfolio.customers.values_list("code", flat=True))
    read = intake.read(raw, actor=clerk)
    return records.create(intake=read, actor=clerk, channel="web", not_duplicate_of=others).customer


def text_of(response):
    """The page as text."""
    return response.content.decode()


class _Inputs(HTMLParser):
    """What the page's main form would post as it stands."""

    def __init__(self):
        super().__init__()
        self.values, self.within, self.select, self.area = {}, False, "", ""

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.within = "data-primary" in found
        elif tag == "template":
            self.within = False
        elif self.within and tag == "select":
            self.select = found["name"]
        elif self.within and tag == "textarea":
            self.area = found["name"]
        elif self.within and tag == "option" and self.select and "selected" in found:
            self.values[self.select] = found.get("value", "")
        elif self.within and tag == "input":
            self.take(found)

    def take(self, found):
        ticked = found.get("type") not in ("checkbox", "radio") or "checked" in found
        if found.get("name") and ticked:
            self.values[found["name"]] = found.get("value", "on" if found.get("type") == "checkbox" else "")

    def handle_endtag(self, tag):
        if tag == "template":
            self.within = True
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data):
        if self.area:
            self.values[self.area] = data.removeprefix("\n")


def posted(response, **changes):
    """What a browser would post from the page's main form, with ``changes``; None leaves a field out."""
    inputs = _Inputs()
    inputs.feed(text_of(response))
    return {name: value for name, value in {**inputs.values, **changes}.items() if value is not None}
