"""Pages of people from a file: upload, what would become of each row, and what became of it."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from access.forms import RefusableForm
from access.models import Portfolio
from access.people import file
from access.querysets import MANAGE_PEOPLE
from access.roles import in_words
from access.settings.pages import require_page
from audit.models import Channel
from audit.refusals import Refused
from exchange.files import csv_lines

SALT, AGE_S = "access.people.file", 60 * 60
EXAMPLE = {"username": "wang.fang", "last_name": "王", "first_name": "芳", "language": "zh-hans"}


class FileForm(RefusableForm):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX, one person a row. An empty cell leaves what there is."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def people_file(request: HttpRequest) -> HttpResponse:
    """Take a file in two steps: judged first, and written when the same rows come back signed."""
    user = require_page(request, MANAGE_PEOPLE)
    if request.POST.get("rows"):
        return _taken_in(request, user, request.POST["rows"])
    form, context = FileForm(request.POST or None, request.FILES or None), {}
    if request.method == "POST" and form.is_valid():
        try:
            context = _preview(form.cleaned_data["file"], user)
        except Refused as refused:
            form.add_error("file", refused.message)
    return _page(request, form, context)


def _preview(upload: Any, user: Any) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "people"
        with path.open("wb") as kept:
            for chunk in upload.chunks():
                kept.write(chunk)
        rows = file.read(path)
    results = file.judge(rows, actor=user)
    signed = signing.dumps([str(user.pk), rows], salt=SALT, compress=True)
    useful = any(result.outcome in ("added", "changed") for result in results)
    return {"results": results, "counts": _counts(results), "signed": signed if useful else ""}


def _taken_in(request: HttpRequest, user: Any, signed: str) -> HttpResponse:
    try:
        person, rows = signing.loads(signed, salt=SALT, max_age=AGE_S)
    except signing.BadSignature:
        return redirect("settings:people_file")
    if person != str(user.pk):
        return redirect("settings:people_file")
    results = file.take_in(rows, actor=user, channel=Channel.IMPORT)
    done = [{"result": one, "link": one.link and request.build_absolute_uri(one.link)} for one in results]
    return _page(request, FileForm(), {"done": done, "counts": _counts(results)})


def _counts(results: list[file.Result]) -> list[tuple[Any, int]]:
    """How many rows had each outcome, in words."""
    outcomes = [result.outcome for result in results]
    return [(words, outcomes.count(name)) for name, words in file.WORDS.items()]


def _page(request: HttpRequest, form: FileForm, more: dict[str, Any]) -> HttpResponse:
    context = {
        "form": form,
        "columns": [{"name": name, "label": label} for name, label in file.COLUMNS.items()],
        "roles": [in_words(name) for name in Group.objects.order_by("pk").values_list("name", flat=True)],
        "crumbs": [{"label": _("People"), "url": reverse("settings:people")}, {"label": _("People from a file")}],
    }
    return render(request, "settings/people_file.html", context | more, status=422 if form.errors else 200)


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """A file to fill in: the columns, and one row as an example."""
    require_page(request, MANAGE_PEOPLE)
    place = Portfolio.objects.filter(retired_on=None).order_by("code").first()
    role = Group.objects.order_by("pk").first()
    row = EXAMPLE | {"manages": place.code if place else "", "roles": in_words(role.name) if role else ""}
    lines = csv_lines([str(label) for label in file.COLUMNS.values()], [[row.get(name, "") for name in file.COLUMNS]])
    answer = HttpResponse(b"".join(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="people.csv"'
    return answer
