"""The joined lines of the list: what a name holds stays text, and boxes are there for those who can use them."""

from customers.lists.lines import drawn
from customers.tables import Row

HOSTILE = "<script>\"'&{0}"


def line(*, pick):
    act = {"icon": "pencil", "label": HOSTILE, "url": '/a"b', "key": ""}
    return drawn([Row(url="/c/", name=HOSTILE, code=HOSTILE, key='K"', acts=[act])], carried='?list="', pick=pick)


def test_nothing_typed_becomes_markup():
    html = line(pick=True)

    assert "<script" not in html
    assert html.count("&lt;script&gt;&quot;&#x27;&amp;{0}") == 6
    assert 'href="/c/?list=&quot;"' in html
    assert 'href="/a&quot;b"' in html
    assert 'value="K&quot;"' in html


def test_the_box_is_there_only_where_something_can_be_done_with_it():
    assert 'type="checkbox"' in line(pick=True)
    assert 'type="checkbox"' not in line(pick=False)
