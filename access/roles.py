"""The built-in roles. A role says what; a grant says where (access/permissions.py). Written by ``bootstrap``."""

from django.utils.translation import get_language

LOOK = (
    "customers.view_contacts",
    "customers.reveal_contacts",
    "customers.view_bank",
    "accounts.view_money",
    "customers.export_customer",
)
CLERK = (
    *LOOK,
    "customers.add_customer",
    "customers.change_customer",
    "customers.freeze_customer",
    "customers.change_status",
    "customers.request_deletion",
    "accounts.post_receipt",
    "accounts.post_invoice",
    "accounts.post_adjustment",
    "accounts.allocate",
    "accounts.reverse_entry",
)
SUPERVISOR = (
    *CLERK,
    "customers.approve_change",
    "customers.delete_customer",
    "customers.reveal_bank",
    "customers.export_unmasked",
    "accounts.approve_credit",
    "categories.manage_taxonomy",
)
MANAGER = (
    *SUPERVISOR,
    "accounts.approve_second_level",
    "accounts.close_period",
    "access.manage_every_portfolio",
    "access.manage_settings",
)
AUDITOR = (*LOOK, "audit.view_history", "access.view_every_portfolio")
RECEPTION = ("customers.view_contacts",)
SYSTEM_ADMINISTRATOR = ("access.manage_people", "access.manage_settings")

ROLES: dict[str, tuple[str, ...]] = {
    "财务文员": CLERK,
    "财务主管": SUPERVISOR,
    "财务经理": MANAGER,
    "审计": AUDITOR,
    "前台": RECEPTION,
    "系统管理员": SYSTEM_ADMINISTRATOR,
}
ADMINISTERING = frozenset({"财务主管", "财务经理", "审计", "系统管理员"})  # may enter the administration at /admin/
ENGLISH_NAMES = {
    "财务文员": "Finance clerk",
    "财务主管": "Finance supervisor",
    "财务经理": "Finance manager",
    "审计": "Auditor",
    "前台": "Reception",
    "系统管理员": "System administrator",
}


def named(text: str) -> str:
    """The role that people call ``text``, in either language; ``text`` itself where there is none."""
    return next(
        (role for role, english in ENGLISH_NAMES.items() if text.casefold() in (role, english.casefold())), text
    )


def in_words(role: str) -> str:
    """A role's name in the active language; one made later keeps the name it was given."""
    return role if (get_language() or "").startswith("zh") else ENGLISH_NAMES.get(role, role)
