"""Settings: everything a host may choose comes from the environment, with a safe default.

The table of settings stands in `docs/settings.md`; a test compares the two.
"""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

env = environ.Env()
ROOT = Path(__file__).resolve().parents[2]
VAR = Path(env.str("SAMENSPEL_VAR", default=str(ROOT / "var")))

DEBUG = env.bool("SAMENSPEL_DEBUG", default=False)
# Invented people whom anybody may be: no place for a secret, nor for mail that goes out.
DEMO_DOORS = env.bool("SAMENSPEL_DEMO", default=DEBUG)
SECRET_KEY = env.str(
    "SAMENSPEL_SECRET_KEY", default="only for a demo: not a secret" if DEMO_DOORS else ""
)
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "Set SAMENSPEL_SECRET_KEY to something long and random, and keep it secret: it signs "
        "sessions and links. To look around without one, start bin/demo."
    )
SITE_URL = env.str("SAMENSPEL_URL", default="http://localhost:8000")
ALLOWED_HOSTS = env.list("SAMENSPEL_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "samenspel.web",
    "samenspel.digests",
    "samenspel.site",
    "samenspel.travelogue",
    "samenspel.exchange",
    "samenspel.insight",
    "samenspel.suggestions",
    "samenspel.recognition",
    "samenspel.lessons",
    "samenspel.threads",
    "samenspel.reflections",
    "samenspel.pitstops",
    "samenspel.agendas",
    "samenspel.stories",
    "samenspel.assessments",
    "samenspel.sources",
    "samenspel.circles",
    "samenspel.people",
    "samenspel.foundation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "samenspel.foundation.middleware.AskedAgain",
    "samenspel.site.hosts.own_address",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "samenspel.foundation.middleware.PlainWords",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "samenspel.circles.roles.ask_once",
    "samenspel.people.middleware.keep_private",
    "samenspel.people.middleware.own_language",
    "samenspel.people.middleware.second_step",
    "samenspel.web.errors.calmly",
]

ROOT_URLCONF = "samenspel.web.urls"
WSGI_APPLICATION = "samenspel.web.wsgi.application"
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
            ],
            "builtins": ["samenspel.foundation.templatetags.face"],
        },
    }
]

FORM_RENDERER = "samenspel.foundation.rendering.FaceRenderer"

# SQLite: an acknowledged write survives a power cut (FULL), and writers wait instead of failing.
DATABASES: dict[str, Any] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'samenspel.sqlite3'}")
}
DATABASES["default"]["CONN_MAX_AGE"] = None
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
            "PRAGMA foreign_keys=ON; PRAGMA cache_size=-20000;"
        ),
    }
SAMENSPEL_THREADS = env.int(
    "SAMENSPEL_THREADS",
    default=1 if DATABASES["default"]["ENGINE"].endswith("sqlite3") else 4,
)
SAMENSPEL_MOST_BYTES = env.int("SAMENSPEL_MOST_BYTES", default=25 * 1024 * 1024)
# A project of another package is written to disk as it comes.
SAMENSPEL_MOST_PROJECT = env.int("SAMENSPEL_MOST_PROJECT", default=200 * 1024 * 1024)
# Recordings are files beside the database, where no address leads. They arrive in pieces.
RECORDINGS = VAR / "recordings"
EPISODES = VAR / "episodes"  # the sound of episodes, made from those
# A service that writes recordings out; without an address no sound ever leaves this site.
TRANSCRIBER = env.str("SAMENSPEL_TRANSCRIBER", default="").rstrip("/")
TRANSCRIBER_KEY = env.str("SAMENSPEL_TRANSCRIBER_KEY", default="")
TRANSCRIBER_MODEL = env.str("SAMENSPEL_TRANSCRIBER_MODEL", default="whisper-1")
TRANSCRIBER_LANGUAGE = env.str("SAMENSPEL_TRANSCRIBER_LANGUAGE", default="")
# The Python of an environment with `deduce`, which the worker then asks about lessons.
DEDUCE = env.str("SAMENSPEL_DEDUCE", default="")
TRAVELOGUES = VAR / "travelogues"
SAMENSPEL_MOST_RECORDING = env.int("SAMENSPEL_MOST_RECORDING", default=500 * 1024 * 1024)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "foundation_cache",
        # Too full, it forgets first what the alphabet puts first: who tries to come in too often.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
# What takes minutes waits apart, so that no mail waits behind it.
TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "slow"]},
}

# Getting in: a code or link by e-mail, a passkey, or a provider of the host's choice. No passwords.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "samenspel.people.adapters.Accounts"
ACCOUNT_FORMS = {
    "request_login_code": "samenspel.people.forms.AskForCode",
    "confirm_login_code": "samenspel.people.forms.TypeCode",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_SESSION_REMEMBER = True
# Asking for a code is counted in people/forms.py: by address and place together, because a whole
# meeting comes in through one router.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": None,
    "login_failed": "10/5m/key",
    "reauthenticate": "20/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("SAMENSPEL_PROXIES", default=0)
MFA_ADAPTER = "samenspel.people.adapters.SecondStep"
MFA_FORMS = {
    "add_webauthn": "samenspel.people.forms.AddPasskey",
    "authenticate": "samenspel.people.forms.GiveSecondStep",
    "reauthenticate": "samenspel.people.forms.ConfirmItIsMe",
    "activate_totp": "samenspel.people.forms.AddApp",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith("http://localhost")
MFA_TOTP_ISSUER = "Samenspel"
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
SOCIALACCOUNT_ADAPTER = "samenspel.people.adapters.Providers"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that ends at another site is stopped by our CSP
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": provider["id"],
                "name": provider["name"],
                "client_id": provider["client_id"],
                "secret": provider["secret"],
                "settings": {"server_url": provider["server"], "oauth_pkce_enabled": True},
            }
            for provider in env.json("SAMENSPEL_OIDC", default=[])
        ]
    }
}
# Who must show a second step (a passkey or an app): the support team, the fund and partners.
SECOND_STEP = env.bool("SAMENSPEL_SECOND_STEP", default=not DEMO_DOORS)
SECOND_STEP_FOR = "samenspel.circles.roles.travels_along"

# Mail: smtp+tls://user:password@host:587. In development it goes to the page /post/ instead.
MAIL = env.str("SAMENSPEL_MAIL", default="" if DEMO_DOORS else "smtp://localhost:25")
EMAIL_BACKEND = "samenspel.foundation.postbox.Backend"
if MAIL:
    vars().update(env.email_url_config(MAIL))
EMAIL_TIMEOUT = 10
POSTBOX = DEMO_DOORS and not MAIL
DEFAULT_FROM_EMAIL = env.str("SAMENSPEL_MAIL_FROM", default="Samenspel <samenspel@localhost>")

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
TIME_ZONE = "Europe/Amsterdam"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# To the standard error of the process; in development Django's own, with messages and all.
if not DEBUG:
    LOGGING = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "without_words": {
                "()": "samenspel.foundation.logs.WithoutWords",
                "format": "{asctime} {levelname} {name} {message}",
                "style": "{",
            }
        },
        "filters": {"only_trouble": {"()": "samenspel.foundation.logs.OnlyTrouble"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "without_words"},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"level": "ERROR", "filters": ["only_trouble"]},
        },
    }

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],  # the nonce is for the one import map
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
CSRF_FAILURE_VIEW = "samenspel.web.errors.csrf_failure"
LANGUAGE_COOKIE_NAME = "taal"
if SITE_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
