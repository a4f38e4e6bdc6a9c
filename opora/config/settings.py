"""Infrastructure only, from the environment (OPORA_*); the desk's own settings are dated rows (offices.Policy).

A bad value is an error at start, with the name of the variable in it. Every variable stands in docs/how-to/settings.md.
"""

from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

# Before any zone is made: zones come from the pinned tzdata alone, never from the machine's own database (T8).
from opora.core import zones as _zones  # noqa: F401
from opora.lib import limits

env = environ.Env()

DATA_DIR = Path(env.str("OPORA_DATA_DIR", default=str(Path.cwd() / ".data"))).absolute()
SECRET_KEY = env.str("OPORA_SECRET_KEY", default="")
if not SECRET_KEY:
    _kept = DATA_DIR / "secret-key"
    SECRET_KEY = _kept.read_text().strip() if _kept.is_file() else "not-yet-set-up-" + "x" * 50
DEBUG = env.bool("OPORA_DEBUG", default=False)
ALLOWED_HOSTS = env.list("OPORA_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
BASE_URL = env.str("OPORA_BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "opora.web.lost.csrf_failure"

_HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "form-action": ["'self'"],
}
if _HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "template_partials",
    "django_htmx",
    "django_tasks",
    # For the assets of /api/docs, which would come from a CDN otherwise.
    "ninja",
    "opora.ledger",
    "opora.jobs",
    "opora.accounts",
    "opora.search",
    "opora.calendars",
    "opora.offices",
    "opora.registry",
    "opora.contracts",
    "opora.tickets",
    "opora.promises",
    "opora.channels",
    "opora.programme",
    "opora.web",
    "opora.cli",
    # Behind opora.web, so that its templates come first.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "opora.web.compressed.CompressionMiddleware",
    "opora.web.static_files.StaticFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "opora.web.who.SpeakTheirLanguage",
    "opora.web.csp.ContentSecurityPolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "opora.config.urls"
ASGI_APPLICATION = "opora.config.asgi.application"
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
    }
]

DATABASE_URL = env.str("OPORA_DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'opora.sqlite3'}")
_NO_ADDRESS = "OPORA_DATABASE_URL is no database address: sqlite:////path or postgres://…"
if DATABASE_URL.partition("://")[0] not in environ.Env.DB_SCHEMES:
    raise ImproperlyConfigured(_NO_ADDRESS)
try:
    _database = environ.Env.db_url_config(DATABASE_URL)
except Exception as error:
    raise ImproperlyConfigured(_NO_ADDRESS) from error
_engine = _database["ENGINE"]
_at_once = env.int("OPORA_DATABASE_POOL_SIZE", default=8)
if not 1 <= _at_once <= 256:
    raise ImproperlyConfigured("OPORA_DATABASE_POOL_SIZE: a number from 1 to 256")
if _engine.endswith("sqlite3"):
    # FULL: what an MTA or a mail server was told is kept must outlive a power cut, which NORMAL does not promise.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
elif _engine.endswith("postgresql"):
    _database["CONN_MAX_AGE"] = 0
    # An unreachable host must not hold an MTA that pipes a letter in: it is spooled instead.
    _database["OPTIONS"] = {"connect_timeout": 5}
    if env.bool("OPORA_DATABASE_POOL", default=False):
        _database["OPTIONS"]["pool"] = {"min_size": 1, "max_size": _at_once}
        # A connection that stays open keeps its plans: a third less work for the database with each statement.
        _database["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 5}
else:
    raise ImproperlyConfigured("OPORA_DATABASE_URL: only sqlite:// and postgres:// are supported")
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "queue"
LOGOUT_REDIRECT_URL = "sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_NAME = "opora_session"
PROXIES = env.int("OPORA_PROXIES", default=0)
"""How many proxies stand before the desk, each of which adds to X-Forwarded-For."""
if PROXIES < 0:
    raise ImproperlyConfigured("OPORA_PROXIES is how many proxies stand before the desk: 0 or more")

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_ADAPTER = "opora.web.desk.account.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_ENABLED = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "opora.web.desk.account.CodeAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Opora"
# Telephones whose clock is half a minute wrong.
MFA_TOTP_TOLERANCE = 1
EMAIL_BACKEND = "opora.web.mail.NoOtherWay"

# Guessing: so many wrong passwords for one address from one client, and that client waits.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "opora.web.desk.door.locked"
AXES_USERNAME_CALLABLE = "opora.web.desk.door.attempted_as"
AXES_CLIENT_IP_CALLABLE = "opora.web.who.client_address"
AXES_SENSITIVE_PARAMETERS = ["login", "username", "password", "code", "next"]
AXES_VERBOSE = False

# What is tried too often is counted where all processes see it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

LANGUAGE_CODE = env.str("OPORA_LANGUAGE", default="ru")
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(__file__).resolve().parent.parent / "web" / "static"]
WHITENOISE_USE_FINDERS = True
try:
    FILE_LIMITS = limits.read(env.list("OPORA_FILE_LIMITS", default=[]))
except ValueError as error:
    raise ImproperlyConfigured(f"OPORA_FILE_LIMITS: {error}") from error
# A program's request carries its files in base64.
DATA_UPLOAD_MAX_MEMORY_SIZE = max(10, FILE_LIMITS["api"] * 3 // 2) * limits.MEGABYTE

TASKS = {"default": {"BACKEND": "opora.jobs.backend.LeaseBackend", "QUEUES": ["default"]}}
"""Background work by leases (`opora.jobs`)."""

WEB_PROCESSES = env.int("OPORA_WEB_PROCESSES", default=1)
"""How many processes answer the web; one of them uses one core at most."""
if not 1 <= WEB_PROCESSES <= 64:
    raise ImproperlyConfigured("OPORA_WEB_PROCESSES: a number from 1 to 64")
WEB_THREADS = _at_once
"""How many requests one of them answers at one time: so many as it has connections to the database."""

MAIL_OUT_DIR = env.str("OPORA_MAIL_OUT_DIR", default="")
"""A folder of .eml files in place of SMTP, for the demo: nothing leaves the machine."""
MAIL_ALLOW = env.list("OPORA_MAIL_ALLOW", default=[])
"""When set, letters leave only to these addresses or domains (`@example.org`)."""
MAIL_AUTHSERV = env.list("OPORA_MAIL_AUTHSERV", default=[])
"""Names of our own mail servers as they stand in Authentication-Results: what these say of a sender is believed."""
MAIL_DKIM = env.bool("OPORA_MAIL_DKIM", default=False)
"""Verify signatures of letters of which no server of ours says anything; keys come from DNS."""
if MAIL_DKIM and not (find_spec("dkim") and find_spec("dns")):
    raise ImproperlyConfigured("OPORA_MAIL_DKIM needs dkimpy and dnspython: pip install 'opora[dkim]'")

CALL_URL = env.str("OPORA_CALL_URL", default="")
"""Where the calls of staff on duty are posted; empty: nowhere."""
CALL_SECRET = env.str("OPORA_CALL_SECRET", default="")
_called = urlsplit(CALL_URL)
_loopback = _called.scheme == "http" and _called.netloc.partition(":")[0] in ("127.0.0.1", "localhost")
if CALL_URL and not (_called.hostname and "@" not in _called.netloc and (_called.scheme == "https" or _loopback)):
    raise ImproperlyConfigured("OPORA_CALL_URL: an https:// address; http:// is for this machine alone")
if CALL_URL and len(CALL_SECRET) < 32:
    raise ImproperlyConfigured("OPORA_CALL_SECRET: 32 characters or more, known to the desk and the receiver alone")

PUSH_HOSTS = env.list("OPORA_PUSH_HOSTS", default=[
    "fcm.googleapis.com", ".push.services.mozilla.com", ".notify.windows.com", ".push.apple.com",
])  # fmt: skip
"""Push servers of browsers' makers, and no other address that a browser names; a dot before it: whatever lies below."""

S3 = env.str("OPORA_S3", default="")
"""A bucket in which letters and files are kept: https://server/bucket/prefix; empty: the data folder."""
_s3 = urlsplit(S3)
_near = _s3.scheme == "http" and _s3.netloc.partition(":")[0] in ("127.0.0.1", "localhost")
_bare = _s3.hostname and _s3.path.strip("/") and "@" not in _s3.netloc and not _s3.query
if S3 and not (_bare and (_s3.scheme == "https" or _near)):
    raise ImproperlyConfigured("OPORA_S3: https://server/bucket/prefix (or without a prefix), no key and no secret")
if S3 and find_spec("boto3") is None:
    raise ImproperlyConfigured("OPORA_S3 wants boto3: pip install boto3")

CLAMD = env.str("OPORA_CLAMD", default="")
"""Where clamd listens: the path of its socket, or host:port; empty: nobody scans files."""
if CLAMD and not (CLAMD.startswith("/") or CLAMD.rpartition(":")[2].isdecimal()):
    raise ImproperlyConfigured("OPORA_CLAMD: the path of clamd's socket, or host:port")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {"()": "opora.lib.logs.Lines", "fmt": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "filters": {"no address": {"()": "opora.lib.logs.NoAddress"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": env.str("OPORA_LOG_LEVEL", default="WARNING")},
    # Whatever else may listen to these, an address of a link never reaches it.
    "loggers": {
        **{name: {"filters": ["no address"]} for name in ("django.request", "django.security.csrf", "django.server")},
        # axes would write who tried to come in; its table knows, the log need not.
        "axes": {"level": "CRITICAL"},
    },
}
