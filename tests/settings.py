"""Settings of the tests: those of the evaluation installation, with cheap passwords and unhashed static files."""

from config.settings import *  # noqa: F403
from config.settings import STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# static files straight from where they are, without collectstatic
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
