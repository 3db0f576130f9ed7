import pytest

from config.catalogues import CatalogueError, complaints, merged

VIEW = """
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

print(_("Customer"), pgettext_lazy("month", "May"), ngettext("%(n)s row", "%(n)s rows", 2))
"""
PAGE = """{% load i18n %}
<p title="it's">{% translate "Balance" %} {% blocktranslate with name=a %}Hello {{ name }}{% endblocktranslate %}</p>
"""


@pytest.fixture
def project(tmp_path):
    """A project of one view and one page."""
    for folder, name, text in (("customers", "views.py", VIEW), ("templates", "page.html", PAGE)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text)
    return tmp_path


def part(folder, name, text):
    file = folder / f"{name}.po"
    file.write_text(text, encoding="utf-8")
    return file


WHOLE = """
msgid "Customer"
msgstr "客户"

msgctxt "month"
msgid "May"
msgstr "五月"

msgid "%(n)s row"
msgid_plural "%(n)s rows"
msgstr[0] "%(n)s 行"

msgid "Balance"
msgstr "余额"

msgid "Hello %(name)s"
msgstr "%(name)s，您好"
"""


def test_a_whole_catalogue_leaves_nothing_to_complain_about(project):
    assert complaints(merged([part(project, "all", WHOLE)]), project=project) == []


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ('msgstr "客户"', 'msgstr ""', "customers/views.py: not translated: 'Customer'"),
        ('msgctxt "month"', 'msgctxt "verb"', "customers/views.py: not translated: 'May'"),
        ('msgstr[0] "%(n)s 行"', 'msgstr[0] ""', "customers/views.py: not translated: '%(n)s row'"),
        ('msgid "Balance"', 'msgid "Balances"', "templates/page.html: not translated: 'Balance'"),
        ('msgid "Hello', 'msgid "Hallo', "templates/page.html: not translated: 'Hello %(name)s'"),
        ('msgid "Customer"', '#, fuzzy\nmsgid "Customer"', "customers/views.py: fuzzy: 'Customer'"),
    ],
)
def test_a_missing_translation_is_named_with_its_file(project, was, becomes, complaint):
    assert WHOLE.count(was) == 1
    found = complaints(merged([part(project, "all", WHOLE.replace(was, becomes))]), project=project)

    assert found == [complaint]


def test_a_translation_that_loses_a_placeholder_is_a_complaint(project):
    text = WHOLE.replace("%(name)s，您好", "您好")

    found = complaints(merged([part(project, "all", text)]), project=project)

    assert found == ["other placeholders: 'Hello %(name)s'"]


def test_parts_may_repeat_a_translation_but_not_contradict_it(project):
    same = part(project, "a", WHOLE), part(project, "b", 'msgid "Customer"\nmsgstr "客户"\n')
    other = part(project, "c", 'msgid "Customer"\nmsgstr "顾客"\n')

    merged(same)
    with pytest.raises(CatalogueError, match=r"'Customer' has two translations: '顾客' in c[.]po"):
        merged([*same, other])
