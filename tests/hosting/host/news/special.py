"""The project of the document, with users, languages, transactions and pages of its own."""

from news.settings import *  # noqa: F403

INSTALLED_APPS = ["people", *INSTALLED_APPS]  # noqa: F405
AUTH_USER_MODEL = "people.Person"
LANGUAGE_CODE = "de"
TIME_ZONE = "Europe/Berlin"
_behind = MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware") + 1  # noqa: F405
MIDDLEWARE = [*MIDDLEWARE[:_behind], "django.middleware.locale.LocaleMiddleware", *MIDDLEWARE[_behind:]]  # noqa: F405
DATABASES["default"] |= {"ATOMIC_REQUESTS": True, "TEST": {"NAME": BASE_DIR / "special.sqlite3"}}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ROOT_URLCONF = "news.special_urls"
