"""The form in which a list is saved, or a saved one changed."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from access.permissions import rights_of
from access.roles import in_words
from customers.saved_views.saving import SETTINGS, may_share


class RoleField(forms.ModelMultipleChoiceField):
    """Roles, in the words of the active language."""

    def label_from_instance(self, obj: Any) -> str:
        return in_words(obj.name)


class ViewForm(forms.Form):
    """What it is called, what of the list it keeps, and who sees it; parts a person may not decide are not there."""

    name = forms.CharField(label=_("Name"), max_length=100)
    whole = forms.BooleanField(
        label=_("Keep columns, order and page size too"),
        required=False,
        help_text=_("Without it only the filter is kept, and everybody sees it with their own columns."),
    )
    opening = forms.BooleanField(label=_("Open the customer list with it"), required=False)
    shared = forms.BooleanField(
        label=_("Share it"),
        required=False,
        help_text=_("Everybody finds it in their menu. Nobody sees by it what they may not see anyway."),
    )
    roles = RoleField(
        label=_("Open the list with it for these roles"),
        queryset=Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rights = rights_of(user)
        if not (may_share(rights) or self.initial.get("shared")):
            del self.fields["shared"]
        if SETTINGS not in rights.may:
            del self.fields["roles"]


class ChangeForm(ViewForm):
    """The same for a view that is there: ``replace`` makes it show the list one comes from."""

    replace = forms.BooleanField(label=_("Show the list as it is now"), required=False)

    field_order = ("name", "replace", "whole", "opening", "shared", "roles")

    def __init__(self, *args: Any, replaces: bool, own: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not replaces:
            del self.fields["replace"]
            del self.fields["whole"]
        if not own:
            del self.fields["opening"]
