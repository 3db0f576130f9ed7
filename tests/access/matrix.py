"""This room's part of the matrix of addresses (tests/test_matrix.py): settings, people, passwords, the manual."""

from access.models import Portfolio, User

LOOKED_AFTER = (403, 403, 403, 403, 200, 302)  # pages of who looks after people and settings
READ_TOO = (403, 403, 403, 200, 200, 302)  # those the auditor reads as well
PAGES = {
    "drafts:keep": (405, 405, 405, 405, 405, 302),
    "drafts:discard": (405, 405, 405, 405, 405, 302),
    "help:manual": (200,) * 6,
    "help:chapter": (200,) * 6,
    "help:picture": (404, 404, 404, 404, 404, 302),
    "settings:index": READ_TOO,
    "settings:end_setup": (405, 405, 405, 405, 405, 302),
    "settings:group": LOOKED_AFTER,
    "settings:accounts": LOOKED_AFTER,
    "settings:people": LOOKED_AFTER,
    "settings:new_person": LOOKED_AFTER,
    "settings:people_file": LOOKED_AFTER,
    "settings:people_template": LOOKED_AFTER,
    "settings:person": LOOKED_AFTER,
    "settings:rights": (405, 405, 405, 405, 405, 302),
    "settings:activation": (405, 405, 405, 405, 405, 302),
    "settings:password_link": (405, 405, 405, 405, 405, 302),
    "settings:portfolios": READ_TOO,
    "settings:new_portfolio": LOOKED_AFTER,
    "settings:portfolio": LOOKED_AFTER,
    "settings:retirement": (405, 405, 405, 405, 405, 302),
    "settings:roles": READ_TOO,
    "account_set_password": (302, 302, 302, 302, 302, 302),
    "account_new_password": (410, 410, 410, 410, 410, 410),
}


def _clerk():
    return [User.objects.get(username="clerk").pk]


def _east():
    return [Portfolio.objects.get(code="EAST").pk]


ARGUMENTS = {
    "account_new_password": lambda: [*_clerk(), "none"],
    "help:chapter": lambda: ["find"],
    "help:picture": lambda: ["nothing"],
    "settings:group": lambda: ["numbering"],
    **dict.fromkeys(("settings:person", "settings:rights", "settings:activation", "settings:password_link"), _clerk),
    **dict.fromkeys(("settings:portfolio", "settings:retirement"), _east),
}
