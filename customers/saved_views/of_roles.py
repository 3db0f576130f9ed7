"""Which view the list of each role opens with: asked on every list, and changed once a year."""

from access.remembering import Remembered
from customers.saved_views.models import RoleView


@Remembered
def of_roles() -> list[tuple[str, str]]:
    """Names of roles and slugs of their shared views, in the order in which several roles of a person count."""
    found = RoleView.objects.filter(view__shared=True).order_by("view__name", "view_id")
    return list(found.values_list("role__name", "view__slug"))
