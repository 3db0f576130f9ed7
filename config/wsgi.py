"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application

from config.installation import join

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
join()
application = get_wsgi_application()

from audit.checks import demand_protection  # noqa: E402 - needs the applications

demand_protection()
