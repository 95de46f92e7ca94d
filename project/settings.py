"""Every setting of Django's, in the order in which a request meets it."""

import secrets
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote, urlsplit

from comments import limits
from comments.schedule import BEAT_SCHEDULE
from project import connections, datadir, env, spelling
from project.sentences import _

spelling.refuse_misspelt()
BASE_DIR = datadir.BASE_DIR
DATA_DIR = datadir.data_dir()
DEBUG = env.flag("DEBUG", default=False)
DEMO = env.flag("DEMO", default=False)

# What kind of process this is: web, worker, beat, or a command typed by a person.
PROCESS = env.text("PROCESS", "command")

# Importing settings writes nothing: `manage.py up` makes the key, other commands do with a passing one.
_kept_key = env.secret_key("SECRET_KEY", datadir.kept(DATA_DIR, "secret-key"), debug=DEBUG)
if _kept_key is None and PROCESS != "command":
    raise env.Misconfigured(_("SECRET_KEY is not set. Give it at least 50 random characters, or use `manage.py up`."))
SECRET_KEY = _kept_key or secrets.token_urlsafe(64)
SECRET_KEY_FALLBACKS = env.secret_keys("SECRET_KEY_FALLBACKS")

# Where people meet the service. Every absolute link is made from PUBLIC_URL, never from a Host header.
PORT = env.number("PORT", 8000, lowest=1, highest=65535)
PUBLIC_URL = env.web_address("PUBLIC_URL", f"http://localhost:{PORT}")
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or ""
SECURE = PUBLIC_URL.startswith("https://")
if SECURE:
    env.require_in_public("DATABASE_URL", "BROKER_URL", "SECRET_KEY")
# Probes of the same machine ask by these names, whatever the public one is.
ALLOWED_HOSTS = [*env.host_names("ALLOWED_HOSTS"), "localhost", "127.0.0.1", "[::1]", PUBLIC_HOST]
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
if DEBUG and (SECURE or not ip_address(env.listen_address("HOST", "127.0.0.1")).is_loopback):
    raise env.Misconfigured(
        _("DEBUG would show secrets to everybody. Switch it off, or keep HOST and PUBLIC_URL local.")
    )

INSTALLED_APPS = [
    # First, so that the publication has error pages of its own.
    *(["project.newsroom"] if DEMO else []),
    "project",
    "project.second_factor",
    "comments",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "csp",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "project.content_policy.ContentPolicy",
    "project.middleware.ErrorsAreNotKept",
    "comments.middleware.ClientAddress",
    "comments.middleware.Unavailable",
    "django.middleware.http.ConditionalGetMiddleware",
    "comments.middleware.PublicPages",
    "project.middleware.SessionsInAdminOnly",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "project.long_forms.LongFormsOfStaff",
    "project.second_factor.middleware.AskForSecondFactor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "project.known_browsers.KnownBrowsers",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "project.urls"
WSGI_APPLICATION = "project.wsgi.application"
# The longest comment that any site may allow, at 12 bytes a character of escaped JSON, and room for the other fields.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * limits.TEXT_CEILING + 16_384
# What staff may send instead: two word lists of 20,000 lines, in letters that take nine bytes each in a form.
STAFF_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
# Nothing takes files, and a body is in memory already.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# Transport and cookies. Only a public https address makes cookies Secure: on http browsers would drop them.
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
# Granian speaks http, so https ends at a proxy; its word counts only when one is declared.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE and TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = SECURE_PROXY_SSL_HEADER is not None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-sessionid" if SECURE else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "comments.admin.late_forms.csrf_failed"
# A publication's other subdomains are not ours to bind, nor is a list of browsers.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Who guesses passwords waits, by network and by account; what strangers do never locks a browser that its owner used.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_HANDLER = "project.signing_in.Throttle"
AXES_LOCKOUT_PARAMETERS = ["ip_address"]
AXES_FAILURE_LIMIT = env.number("LOGIN_FAILURES", 10, lowest=1, highest=1000)
AXES_COOLOFF_TIME = timedelta(minutes=env.number("LOGIN_LOCK_MINUTES", 15, lowest=1, highest=1440))
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "project.signing_in.network"
AXES_USERNAME_CALLABLE = "project.signing_in.name"
AXES_LOCKOUT_CALLABLE = "project.signing_in.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken"]
# What stands in its tables is for the command line; logins are not kept, failures only as long as they count.
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

# Sites may ask their chief moderators for a code beside the password.
SECOND_FACTOR = "project.second_factor.factors.is_on"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

REST_FRAMEWORK = {
    # What the API parses, renders and answers is its own; the project adds no other way in.
    "URL_FORMAT_OVERRIDE": None,
    "NUM_PROXIES": 0,
}

# The database. Each option was measured; what a crash may cost is in docs/operations.md.
_SQLITE = {
    "timeout": 5,
    # A transaction that reads before it writes would fail, not wait, when another wrote in between.
    "transaction_mode": "IMMEDIATE",
    # FULL: what was acknowledged to a visitor survives a loss of power too.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    "PRAGMA journal_size_limit=67108864;",
}
_POSTGRESQL = {
    "connect_timeout": 3,
    "keepalives_idle": 30,
    "tcp_user_timeout": 5000,
    "application_name": f"comments-{PROCESS}",
    "options": "-c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000",
}
if PROCESS != "command":
    # No request or task may hang on one statement; a migration or a bulk command may take its time.
    _POSTGRESQL["options"] = f"{_POSTGRESQL['options']} -c statement_timeout=5000"
if PROCESS == "web":
    # A pool that checks its connections loses next to nothing in a restart of the server.
    _POSTGRESQL["pool"] = {"min_size": 1, "max_size": 8, "timeout": 1, "max_lifetime": 1800, "max_idle": 300}

_database = connections.database("DATABASE_URL", f"sqlite:///{quote(str(DATA_DIR / 'comments.sqlite3'))}")
_is_sqlite = _database["ENGINE"].endswith("sqlite3")
_database["OPTIONS"] = {**(_SQLITE if _is_sqlite else _POSTGRESQL), **_database.get("OPTIONS", {})}
# A pool must not be bypassed by connections that stay. Without one each thread has a connection that lasts.
_database["CONN_MAX_AGE"] = 0 if "pool" in _database["OPTIONS"] else None
_database["CONN_HEALTH_CHECKS"] = True
if "pool" in _database["OPTIONS"]:
    _database["ENGINE"] = "project.postgresql"  # gives up in time, and for a moment at once
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Where it is noted, outside the database and its backups, which comments were deleted for ever.
ERASURES_DIR = Path(env.text("ERASURES_DIR") or DATA_DIR / "erasures")

CACHES = {"default": connections.cache("CACHE_URL", "locmemcache://")}
# Public answers kept in the memory of each web process, in megabytes.
CACHE_MB = env.number("CACHE_MB", 16, lowest=0, highest=4096)

# The queue. The database row is the truth and the message a doorbell, so losing one costs seconds and nothing else.
CELERY_BROKER_URL = connections.broker("BROKER_URL", datadir.broker_url(DATA_DIR))
CELERY_BROKER_TRANSPORT_OPTIONS = connections.broker_options(CELERY_BROKER_URL)
CELERY_BROKER_CONNECTION_TIMEOUT = CELERY_BROKER_POOL_ACQUIRE_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "comments"
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True  # safe because the database counts the attempts
CELERY_TASK_SOFT_TIME_LIMIT = 20
CELERY_TASK_TIME_LIMIT = 30
CELERY_TASK_PUBLISH_RETRY = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.2}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 200_000  # kB
CELERY_WORKER_SEND_TASK_EVENTS = False
# Nobody sends commands to workers; without their queue none can lock another out, as two of one name do on RabbitMQ.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
# Celery would close the database connection before and after each task. `project/worker.py` checks it instead.
CELERY_DB_REUSE_MAX = 1_000_000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE

# The spam service that is asked when a key is set. Any that speaks Akismet's language will do.
AKISMET_URL = env.service_address("AKISMET_URL", "https://rest.akismet.com/1.1")
AKISMET_KEY = env.text("AKISMET_KEY")
AKISMET_TEST = env.flag("AKISMET_TEST", default=False)
PRIVATE_KEY_SETS = env.flag("PRIVATE_KEY_SETS", default=False)
TELEGRAM_API_URL = env.service_address("TELEGRAM_API_URL", "https://api.telegram.org")
PRIVATE_RECEIVERS = env.flag("PRIVATE_RECEIVERS", default=False)

# Mails: by this server, or as files that nobody is sent. Who else would use Django's own functions gets the same.
_mail = connections.mail_server("EMAIL_URL")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if _mail.host else "comments.mail.files.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.host, _mail.port, _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = _mail.starts_tls, _mail.is_tls, 10
EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = connections.sender("DEFAULT_FROM_EMAIL", PUBLIC_HOST, _mail)

# Words and times. Every text is marked for translation; times are stored in UTC, shown in the site's zone.
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT") or DATA_DIR / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", among=("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "project.logs.Redact"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        # Django's own handlers would print beside ours, without the redaction.
        "django": {"handlers": [], "level": LOG_LEVEL},
        "django.server": {"handlers": [], "propagate": True},
        # A line for every sweep, every 5 seconds, hides the lines that matter.
        "celery": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
    },
}
