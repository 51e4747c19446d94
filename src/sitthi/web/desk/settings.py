"""The settings of the web application: all that differs between offices comes from its home or the environment.

`HOME/web.toml` holds what an office sets (hosts, OIDC, mail), `DATABASE_URL` names another database than the
home's own SQLite file, `SITTHI_HOME` says where the home is.
"""

import contextlib
import os
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _

from sitthi.web.desk.secret import secret_of

HOME = Path(os.environ.get("SITTHI_HOME", "sitthi-home")).absolute()
# Whatever is written from here on, a load's batches too, is for the office's own account alone.
os.umask(0o077)
HOME.mkdir(parents=True, exist_ok=True)
_FILE = HOME / "web.toml"
OFFICE: dict[str, Any] = tomllib.loads(_FILE.read_text("utf-8")) if _FILE.exists() else {}


def _origin(app: dict[str, Any]) -> str:
    """Gives the scheme and host of an outside identity's server."""
    return "{0.scheme}://{0.netloc}".format(urlsplit(app["settings"]["server_url"]))


DEBUG = os.environ.get("SITTHI_DEBUG") == "1"
SECRET_KEY = secret_of(HOME)
ALLOWED_HOSTS = [*OFFICE.get("hosts", []), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in OFFICE.get("hosts", [])]
IS_SECURE = bool(OFFICE.get("https", False))
"""Whether the office serves over TLS; on one machine over loopback it does not."""

INSTALLED_APPS = [
    "sitthi.web.desk",
    "sitthi.web.accounts",
    "sitthi.web.claims",
    "sitthi.web.intake",
    "sitthi.web.performance",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_q",
    "auditlog",
    "axes",
    "csp",
    "rules",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "sitthi.web.desk.middleware.true_address",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sitthi.web.desk.middleware.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sitthi.web.accounts.came_from.Came",
    "sitthi.web.accounts.gate.FirstThings",
    "sitthi.web.accounts.doors.SignInFirst",
    "sitthi.web.desk.middleware.Legible",
    "sitthi.web.desk.middleware.private_pages",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "sitthi.web.desk.urls"
WSGI_APPLICATION = "sitthi.web.desk.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sitthi.web.desk.frame.frame",
            ],
        },
    }
]

DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{(HOME / 'web.sqlite3').as_posix()}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    _path = Path(DATABASES["default"]["NAME"])
    with contextlib.suppress(OSError):
        # One that an earlier version made; what lies beside it follows its mode.
        _path.chmod(0o600)
    # Without IMMEDIATE two writers that both began by reading lock each other out at once.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
    }
DATABASES["default"]["CONN_MAX_AGE"] = 300
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "name", "email")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "sitthi.web.accounts.adapter.StaffAdapter"
SOCIALACCOUNT_ADAPTER = "sitthi.web.accounts.adapter.StaffSocialAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}  # axes locks out; two counters would contradict
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "sitthi.web.accounts.sign_in.SignInForm",
    "change_password": "sitthi.web.accounts.sign_in.NewPasswordForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Sitthi"
MFA_FORMS = {
    "authenticate": "sitthi.web.accounts.sign_in.CodeForm",
    "reauthenticate": "sitthi.web.accounts.sign_in.CodeAgainForm",
}
MFA_ROLES: list[str] = OFFICE.get("mfa_roles", [])
"""The roles that nothing opens to before a second step of signing in is set up."""
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OFFICE.get("oidc", [])}}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "sitthi.web.accounts.sign_in.name_of"
AXES_LOCKOUT_CALLABLE = "sitthi.web.accounts.sign_in.locked_out"
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
# What a message says of a patient stays on the server; by itself it would travel in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
CSRF_FAILURE_VIEW = "sitthi.web.desk.failures.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None
SECURE_HSTS_SECONDS = 31536000 if IS_SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        # A browser takes the way on to an outside identity for a part of the form that began it.
        "form-action": ["'self'", *(_origin(app) for app in OFFICE.get("oidc", []))],
    }
}

LANGUAGE_CODE = "th"
LANGUAGES = [("th", _("Thai")), ("en", _("English"))]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "uploads", "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "sitthi.web.intake.streams.Limit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_TEMP_DIR = HOME / "uploads" / "coming"
for _folder in (FILE_UPLOAD_TEMP_DIR.parent, FILE_UPLOAD_TEMP_DIR):
    _folder.mkdir(mode=0o700, exist_ok=True)
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
ATTACHMENT_LIMIT = 20 * 1024 * 1024
SET_LIMIT = 200 * 1024 * 1024

Q_CLUSTER = {
    "name": "sitthi",
    "orm": "default",
    "workers": 1,
    "timeout": 1800,
    "retry": 1860,
    "max_attempts": 3,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": 500,
    "poll": 0.5,
}

AUDITLOG_INCLUDE_ALL_MODELS = False
AUDITLOG_DISABLE_REMOTE_ADDR = False
AUDITLOG_CID_HEADER = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "sitthi.web.desk.plain_log.PlainFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
IS_SYNTHETIC = (HOME / "synthetic").exists()
"""Whether the home holds a made-up province: every page and print says so."""
