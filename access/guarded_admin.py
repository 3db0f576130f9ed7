"""The administration's pages for recorded models: what a person may see, and nothing to write with (spine 1)."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.admin.utils import unquote
from django.core.paginator import Paginator
from django.db import models
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from access.encryption import EncryptedField
from access.fields import MONEY, may_see, shown
from access.permissions import rights_of
from audit.models import Action

COUNT_CAP = 10_000
HISTORY_SHOWN = 200
FILTER_ENDS = ("__exact", "__id__exact", "__isnull")  # how Django's own filters name their conditions


class CappedPaginator(Paginator):
    """Pages up to COUNT_CAP rows: counting a million rows for a page nobody opens is not worth the wait."""

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[:COUNT_CAP].count()


class VisibleRelatedFilter(RelatedFieldListFilter):
    """A filter whose choices are only rows that exist for the person."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[Any, str]]:
        rows = field.related_model.objects.visible_to(request.user)
        return [(row.pk, str(row)) for row in rows.order_by(*self.field_admin_ordering(field, request, model_admin))]


def _text_of(field: Any) -> Callable[[models.Model], str]:
    @admin.display(description=field.verbose_name)
    def text(row: models.Model) -> str:
        return str(getattr(row, field.name) or "—")

    text.__name__ = field.name
    return text


class GuardedAdmin(admin.ModelAdmin):
    """Read-only pages of a recorded model.

    Lists, objects, history and related choices start from ``visible_to``, fields from ``shown``; adding, changing
    and deleting are off, actions call operations. ``needs``: a role's permission without which the model is not
    there; ``columns``: what its pages show, in order.
    """

    needs: str | None = None
    columns: tuple[str, ...] = ()
    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    view_on_site = False
    object_history_template = "admin/guarded_history.html"

    def __init__(self, model: type[models.Model], admin_site: admin.AdminSite):
        super().__init__(model, admin_site)
        self._texts: dict[str, Callable[[models.Model], str]] = {}

    def visible(self, user: Any) -> models.QuerySet:
        """The rows that exist for ``user``."""
        return self.model.objects.visible_to(user)

    def may_enter(self, user: Any) -> bool:
        """Whether the model exists for ``user`` at all: by ``needs``, else by any grant."""
        rights = rights_of(user)
        if self.needs is not None:
            return self.needs in rights.may
        return bool(rights.everywhere or rights.portfolios or rights.customers)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = self.visible(request.user) if self.may_enter(request.user) else self.model.objects.none()
        return rows.order_by(*self.get_ordering(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_enter(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return self.may_enter(request.user)
        return self.get_queryset(request).filter(pk=obj.pk).exists()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The declared columns, cut to what the person may see; ciphertexts have no place here."""
        encrypted = {field.name for field in self.model._meta.concrete_fields if isinstance(field, EncryptedField)}
        names = shown(request.user, self.model, self.columns)
        return [self._cell(name, request) for name in names if name not in encrypted]

    def _cell(self, name: str, request: HttpRequest) -> Any:
        """The column; of a relation only its text, not a link, where the person has no page of the other model."""
        field = next((field for field in self.opts.concrete_fields if field.name == name and field.is_relation), None)
        if field is None:
            return name
        other = self.admin_site._registry.get(field.related_model)
        if other is not None and other.has_module_permission(request):
            return name
        return self._texts.setdefault(name, _text_of(field))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.get_fields(request, obj)

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return shown(request.user, self.model, self.list_display)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        names = {(name if isinstance(name, str) else name[0]): name for name in self.list_filter}
        return [names[name] for name in shown(request.user, self.model, names)]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return [name for name in self.search_fields if shown(request.user, self.model, [name.lstrip("^=@")])]

    def get_sortable_by(self, request: HttpRequest) -> list[str]:
        return self.get_list_display(request)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only by the filters on the page: any other condition in the address would tell what is not shown."""
        filters = self.get_list_filter(request) if request is not None else self.list_filter
        names = [name if isinstance(name, str) else name[0] for name in filters]
        return lookup in {f"{name}{end}" for name in names for end in FILTER_ENDS}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> ModelChoiceField | None:
        """Related choices, should a page ever offer them: visible ones, or none where that is not known."""
        rows = db_field.related_model._default_manager.all()
        options["queryset"] = rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows.none()
        return super().formfield_for_foreignkey(db_field, request, **options)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What was done about the object, newest first: who, when, why; values are on the record's own page."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = self.admin_site.each_context(request) | {
            "title": _("Change history: %s") % row,
            "object": row,
            "opts": self.opts,
            "acts": self._acts(row, request.user)[:HISTORY_SHOWN],
        }
        return TemplateResponse(request, self.object_history_template, context)

    def _acts(self, row: models.Model, user: Any) -> models.QuerySet:
        acts = Action.objects.filter(about_type=self.opts.label_lower, about_id=str(row.pk)).select_related("actor")
        if not may_see(user, MONEY):
            acts = acts.exclude(kind__startswith="accounts.")  # that something was posted tells about money
        return acts.order_by("-pk")
