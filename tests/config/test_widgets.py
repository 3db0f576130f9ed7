"""Widgets drawn without templates say what Django's templates say, and nothing typed becomes markup."""

from html.parser import HTMLParser

from django import forms
from django.forms.renderers import DjangoTemplates
from hypothesis import given
from hypothesis import strategies as st

from config.widgets import Renderer

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=20) | st.sampled_from(
    ['"><script>', "a&amp;b", "'", "<b>", "甲 乙"]
)
CHOICES = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4, unique_by=lambda pair: pair[0])
WIDGETS = (
    *(forms.TextInput, forms.NumberInput, forms.EmailInput, forms.HiddenInput, forms.CheckboxInput, forms.Textarea),
    *(forms.Select, forms.SelectMultiple, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.FileInput),
)


class Reading(HTMLParser):
    """The tags with their attributes, and the texts between."""

    def __init__(self, html):
        super().__init__()
        self.said = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        ours = {name: value for name, value in attrs if name not in ("class", "tabindex")}
        if tag not in ("div", "span"):
            self.said.append((tag, ours))

    def handle_data(self, data):
        if data.strip():
            self.said.append(data.strip())


@given(data=st.data(), name=TEXTS.filter(bool), value=TEXTS, help_text=TEXTS)
def test_widgets_say_what_djangos_templates_say(data, name, value, help_text):
    kind = data.draw(st.sampled_from(WIDGETS))
    choices = {"choices": data.draw(CHOICES)} if hasattr(kind, "choices") else {}
    widget = kind(attrs={"id": "id_x", "title": help_text, "autofocus": True, "hidden": False}, **choices)
    asked = [choices["choices"][0][0]] if choices else value
    ours, djangos = (widget.render(name, asked, renderer=renderer) for renderer in (Renderer(), DjangoTemplates()))

    assert Reading(ours).said == Reading(djangos).said


def test_groups_have_heads():
    groups = [("<甲>", [("1", "一"), ("2", "二")]), ("3", "三")]

    one = forms.Select(choices=groups).render("x", "2", renderer=Renderer())
    ticks = forms.CheckboxSelectMultiple(choices=groups).render("x", ["2"], renderer=Renderer())

    assert '<optgroup label="&lt;甲&gt;">' in one
    assert '<option value="2" selected>二</option>' in one
    assert '<span class="choices-head">&lt;甲&gt;</span>' in ticks
    assert 'value="2" class="form-check-input" checked>' in ticks
