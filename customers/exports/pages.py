"""The page that exports: whom, which columns, how; the file itself or, for many, the work that writes it."""

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from access.models import User
from access.permissions import require
from audit.models import Channel
from audit.refusals import Refused
from customers import facets
from customers.exports import background, choice, column_sets, exporting
from customers.exports.asking import Wanted
from customers.exports.columns import GROUPS, Column
from customers.exports.forms import KEEP, PREVIEW, ExportForm
from customers.exports.scope import Scope
from customers.filters import CustomerFilter
from customers.models import ColumnSet

OWN = ("code", "column_set")  # parameters of this page; all others are the list's
DIRECT = {"xlsx": 5_000, "csv": 10_000}  # rows written while one waits; more are the worker's
CONFIRMED_FROM = 10_000  # rows above which somebody has to say that so many are meant
PREVIEWED = 5  # rows


@never_cache
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """Export the customers of the list's own address, or those of ``code``; ``column_set`` names the columns."""
    require(request.user, choice.EXPORT, None)
    try:
        scope = scope_of(request.GET, request.user)
        asked = scope.asked_of(request.user)
    except Refused as refusal:
        context = {"refusal": refusal.message, "list_url": reverse("customers:list")}
        return render(request, "customers/list_refused.html", context, status=refusal.status)
    page = _Page(request, scope, asked.count(request.user))
    return page.posted() if request.method == "POST" else page.shown()


def scope_of(query: QueryDict, user: Any) -> Scope:
    """Whom an address is about. Raises Refused."""
    listed = query.copy()
    for name in OWN:
        listed.pop(name, None)
    return Scope.of(listed, query.getlist("code"), user)


class _Page:
    """One request: the list it is about, how many there are, and what was typed."""

    def __init__(self, request: HttpRequest, scope: Scope, count: int) -> None:
        self.request, self.user, self.scope, self.count = request, cast(User, request.user), scope, count
        self.problem = ""

    def shown(self) -> HttpResponse:
        """The page before anything was posted: with the columns of a set, or the usual ones."""
        names = choice.usual(choice.offered(self.user))
        if wanted := self.request.GET.get("column_set", ""):
            try:
                names = column_sets.existing(column_sets.called(wanted, self.user), self.user)
            except Refused as refusal:
                self.problem = refusal.message
        form = ExportForm(user=self.user, initial={"columns": names})
        return self._render(form, names, 400 if self.problem else 200)

    def posted(self) -> HttpResponseBase:
        """Write the file, start the work that writes it, keep the columns, or show again what was typed."""
        form, names = ExportForm(self.request.POST, user=self.user), self.request.POST.getlist("columns")
        if form.is_valid():
            act, wanted = form.cleaned_data["act"], form.wanted(self.scope)
            try:
                if act == KEEP:
                    return self._kept(wanted, form.cleaned_data)
                if act != PREVIEW:
                    return self._exported(wanted, form)
                choice.choose(wanted.columns, self.user, unmasked=wanted.unmasked)
            except (Refused, ValidationError) as refusal:
                form.add_refused(refusal)
        return self._render(form, names, 422 if form.errors else 200)

    def _kept(self, wanted: Wanted, typed: dict[str, Any]) -> HttpResponse:
        """Keep the columns under the name that was typed, and go on with them."""
        made = column_sets.create(
            name=typed["set_name"],
            columns=wanted.columns,
            shared=typed["set_shared"],
            unmasked=wanted.unmasked,
            actor=self.user,
            channel=Channel.WEB,
        )
        query = self.request.GET.copy()
        query["column_set"] = made.name
        return redirect(f"{reverse('customers:export')}?{query.urlencode()}")

    def _exported(self, wanted: Wanted, form: ExportForm) -> HttpResponseBase:
        if self.count > CONFIRMED_FROM and form.cleaned_data["confirmed"] != str(self.count):
            form.add_error(None, _("Say that you mean all %(count)s customers.") % {"count": f"{self.count:,}"})
            return self._render(form, list(wanted.columns), 422)
        if self.count > DIRECT[wanted.format.extension]:
            return redirect(background.order(wanted=wanted, actor=self.user, channel=Channel.WEB))
        return sent(exporting.Export(wanted, self.user, Channel.WEB).begin())

    def _render(self, form: ExportForm, names: list[str], status: int) -> HttpResponse:
        unmasked = bool(form.is_bound and form.data.get("unmasked"))
        offered = choice.offered(self.user, unmasked="unmasked" in form.fields)
        query = self.request.GET.urlencode()
        context = {
            "form": form,
            "groups": grouped(offered, names),
            "unmasked": unmasked,
            "count": self.count,
            "missing": max(0, len(self.scope.codes) - self.count),
            "chips": self._chips(),
            "list_url": f"{reverse('customers:list')}?{self.scope.query}",
            "confirm": self.count > CONFIRMED_FROM,
            "direct": DIRECT,
            "sets": self._sets(),
            "query": query,
            "problem": self.problem,
            "preview": self._preview(names),
        }
        return render(self.request, "customers/exports/export.html", context, status=status)

    def _chips(self) -> list[dict[str, str]]:
        """The filters in force; to take one away leads back here."""
        if self.scope.codes:
            return []
        filters = CustomerFilter(QueryDict(self.scope.query), request=self.request)
        return facets.chips(filters, QueryDict(self.scope.query), self.request.path)

    def _sets(self) -> list[dict[str, Any]]:
        """The column sets to choose from, each with the address of this page with it."""
        found, kept = [], self.request.GET.copy()
        for one in ColumnSet.objects.visible_to(self.user).order_by("name", "pk"):
            kept["column_set"] = one.name
            current = self.request.GET.get("column_set") == one.name
            found.append({"label": one.name, "url": f"?{kept.urlencode()}", "current": current, "count": ""})
        return found

    def _preview(self, names: list[str]) -> list[list[dict[str, Any]]]:
        """The first rows; what would stand there in full is masked here, as nobody said yet why it is needed."""
        known = tuple(name for name in names if choice.named(name, self.user))
        if not known or not self.count:
            return []
        return exporting.preview(Wanted(self.scope, known), self.user, PREVIEWED)


def grouped(columns: list[Column], names: list[str]) -> list[dict[str, Any]]:
    """The columns to choose from, by group."""
    ticked = set(names)
    found: dict[str, list[dict[str, Any]]] = {group: [] for group in GROUPS}
    for column in columns:
        option = {"name": column.name, "label": column.label, "checked": column.name in ticked}
        found[column.group].append(option | {"full_only": column.secret and column.mask is None})
    return [{"label": GROUPS[group], "options": options} for group, options in found.items() if options]


def sent(export: exporting.Export) -> StreamingHttpResponse:
    """The file as an attachment that nobody keeps on the way."""
    response = StreamingHttpResponse(export.parts(), content_type=export.wanted.format.content_type)
    response["Cache-Control"] = "no-store"
    name = content_disposition_header(True, exporting.file_name(export.wanted))
    response["Content-Disposition"] = name or "attachment"
    return response
