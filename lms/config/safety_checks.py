"""What an installation must not be made of: weak keys, open hosts, known passwords. Part of `check --deploy`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

SECRET_KEY_CHARACTERS = 50  # as Django's own advice
RING_KEY_CHARACTERS = 32  # 192 bits and more in base64
DIFFERENT_CHARACTERS = 12  # what a random text of this length always has
# What stands in examples, manuals and images. Compared without case.
KNOWN_PASSWORDS = frozenset(
    {"admin", "changeme", "change-me", "example", "geheim", "lernbruecke", "pass", "passwort", "password", "postgres"}
    | {"redis", "root", "secret", "test", "user"}
)


MADE_BY_DJANGO = "django-insecure-"  # how `startproject` begins the key that stands in everybody's repository


def _is_weak(secret: str, characters: int) -> bool:
    is_known = secret.startswith(MADE_BY_DJANGO)
    return is_known or len(secret) < characters or len(set(secret)) < DIFFERENT_CHARACTERS


@register(deploy=True)
def strong_keys(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse keys that could be guessed: they sign sessions and certificates."""
    found: list[CheckMessage] = []
    make = 'python -c "import secrets; print(secrets.token_urlsafe(48))"'
    if _is_weak(settings.SECRET_KEY, SECRET_KEY_CHARACTERS):
        hint = f"At least {SECRET_KEY_CHARACTERS} random characters: {make}"
        found.append(Error("LB_SECRET_KEY is weak.", hint=hint, id="wiring.E007"))
    if not settings.KEY_RING:
        found.append(Error("LB_KEY_RING is empty.", hint=make, id="wiring.E008"))
    for place, key in enumerate(settings.KEY_RING, 1):
        if _is_weak(key, RING_KEY_CHARACTERS):
            hint = f"At least {RING_KEY_CHARACTERS} random characters each: {make}"
            found.append(Error(f"Key {place} of LB_KEY_RING is weak.", hint=hint, id="wiring.E008"))
    if settings.METRICS_TOKEN and _is_weak(settings.METRICS_TOKEN, RING_KEY_CHARACTERS):
        hint = f"At least {RING_KEY_CHARACTERS} random characters, or none: then this machine alone may ask."
        found.append(Error("LB_METRICS_TOKEN is weak.", hint=hint, id="wiring.E016"))
    if settings.SECRET_KEY in settings.KEY_RING:
        hint = "The ring must outlive the other: certificates are signed with it."
        found.append(Error("LB_SECRET_KEY stands in LB_KEY_RING too.", hint=hint, id="wiring.E009"))
    return found


@register(deploy=True)
def closed_house(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse debug pages, which show settings to strangers, and a host name of anybody's choice."""
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(Error("Debug mode shows code and settings to strangers.", hint="LB_DEBUG", id="wiring.E010"))
    wide = [
        host for host in settings.ALLOWED_HOSTS if host in {"*", ".", ""} or (host.count(".") == 1 and host[0] == ".")
    ]
    if wide:
        text = f"ALLOWED_HOSTS takes any name ({', '.join(wide)}), so links in letters could lead anywhere."
        found.append(Error(text, hint="Name each host in LB_ALLOWED_HOSTS, or none.", id="wiring.E011"))
    return found


@register(deploy=True)
def real_database(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse SQLite, and passwords that everybody knows."""
    return _database_findings(settings.DATABASES["default"])


def _database_findings(database: Mapping[str, Any]) -> list[CheckMessage]:
    if "sqlite" in database["ENGINE"]:
        hint = "LB_DATABASE_URL=postgres://…"
        return [Error("SQLite serves one machine and one writer.", hint=hint, id="wiring.E012")]
    found: list[CheckMessage] = []
    given = {
        "LB_DATABASE_URL": database.get("PASSWORD"),
        "LB_REDIS_URL": urlsplit(settings.CACHES["default"].get("LOCATION") or "").password,
        "LB_SMTP_URL": getattr(settings, "EMAIL_HOST_PASSWORD", ""),
    }
    names = {str(database.get("USER")).lower(), str(database.get("NAME")).lower()}
    found += [
        Error(f"{name} has a password that everybody knows.", hint="docker/make_secrets", id="wiring.E013")
        for name, password in given.items()
        if password and str(password).lower() in KNOWN_PASSWORDS | names
    ]
    if not database.get("PASSWORD") and database.get("HOST"):
        text = "The database is reached over the network without a password of ours."
        found.append(Warning(text, hint="Unless certificates prove us: LB_DATABASE_PASSWORD.", id="wiring.W014"))
    return found


@register(deploy=True)
def letters_sealed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Advise TLS on the way to the mail server: the password, and links that set passwords, travel there."""
    is_open = not (getattr(settings, "EMAIL_USE_TLS", False) or getattr(settings, "EMAIL_USE_SSL", False))
    if not is_open or not getattr(settings, "EMAIL_HOST_PASSWORD", ""):
        return []
    text = "Letters, and the password of the mail server, travel unsealed."
    return [Warning(text, hint="LB_SMTP_URL=smtp://…:587?tls=1, or ?ssl=1 on port 465.", id="wiring.W017")]


@register(deploy=True)
def films_by_nginx(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Advise nginx in front of an object storage: without it each part of a film costs the whole film."""
    is_remote = settings.STORAGES["scorm"]["BACKEND"].startswith("media.objects.")
    if not is_remote or settings.IS_ACCELERATED:
        return []
    text = "Files of the object storage pass through Python whole."
    return [Warning(text, hint="LB_ACCELERATE=1 behind docker/nginx.", id="wiring.W015")]
