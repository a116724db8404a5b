"""The one door to the environment: everything the house reads from its surroundings, typed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# What must be given when real services are used; in embedded mode all of it has a default.
REQUIRED_WITH_SERVICES = {
    "LB_SECRET_KEY": "signs sessions; 50 random characters",
    "LB_KEY_RING": "comma-separated secrets, the first one signs, the others still verify",
    "LB_SITE_ORIGIN": "origin of the platform, such as https://lernen.example",
    "LB_CONTENT_ORIGIN": "origin of package content on another domain, with {label}: https://{label}.inhalt.example",
    "LB_DATABASE_URL": "postgres://user:password@host:5432/name",
    "LB_REDIS_URL": "redis://host:6379/0",
    "LB_SMTP_URL": "smtp://user:password@host:587?tls=1",
    "LB_MAIL_FROM": "sender of all letters, such as Lernbrücke <post@lernen.example>",
}


# What belongs to LB_S3_BUCKET: uploads then lie in an object storage instead of LB_DATA_DIR.
REQUIRED_WITH_S3 = {
    "LB_S3_ENDPOINT": "address of the object storage, such as https://s3.example",
    "LB_S3_ACCESS_KEY": "who we are there",
    "LB_S3_SECRET_KEY": "proves it",
}


class EnvironmentIncomplete(Exception):
    """Raised at start-up with every missing variable at once, so that nobody mends them one by one."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        meaning = {**REQUIRED_WITH_SERVICES, **REQUIRED_WITH_S3}
        lines = "\n".join(f"  {name}: {meaning[name]}" for name in missing)
        super().__init__(f"These variables are missing:\n{lines}")


@dataclass(frozen=True, slots=True)
class ObjectStorage:
    """An S3-compatible store with one private bucket of ours."""

    bucket: str
    endpoint: str
    region: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Env:
    """What the house reads from its surroundings. Secrets hide from repr."""

    mode: str  # "embedded" (SQLite, files, no servers) or "services"
    debug: bool
    secret_key: str = field(repr=False)
    key_ring: tuple[str, ...] = field(repr=False)
    site_origin: str
    content_origin: str
    allowed_hosts: tuple[str, ...]
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    smtp_url: str = field(repr=False)
    mail_from: str
    data_dir: Path
    static_dir: Path | None  # where the web server in front reads static files; `start prepare` copies them there
    object_storage: ObjectStorage | None
    is_accelerated: bool  # nginx in front sends files itself once a view has allowed it (docker/nginx)
    trusts_proxy: bool  # a reverse proxy in front sets X-Forwarded-Proto
    bind: str  # where the web processes listen
    web_processes: int
    web_threads: int  # of each web process; each may hold one connection to the database
    worker_processes: int
    demo_is_shared: bool  # the demo is open to the network (make demo HOST=…), and says so on every page
    demo_standin: str = field(repr=False)  # "address#secret" of the BigBlueButton stand-in that make demo starts
    log_format: str  # "json" (one object a line) or "plain" (for people)
    log_level: str  # DEBUG, INFO, WARNING, ERROR
    metrics_token: str = field(repr=False)  # opens /metrics from elsewhere; without one only this machine may ask
    metrics_dir: str  # where processes of one machine add up their numbers; empty: one process, nothing to add up
    security_contact: tuple[str, ...]  # https: or mailto: addresses for security.txt
    bbb_ca_file: str  # certificates of the authority that BigBlueButton servers of an own network have theirs from
    security_expires: str  # until when they hold, such as 2027-06-30


def _local_secret(data_dir: Path, name: str) -> str:
    """Return a secret of this installation, made on first use: embedded mode ships no known key."""
    path = data_dir / name
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()


def _read_secret_files(environ: Mapping[str, str]) -> dict[str, str]:
    """Let each NAME also come as NAME_FILE, the way container secrets are mounted."""
    values = dict(environ)
    for name, path in environ.items():
        if name.startswith("LB_") and name.endswith("_FILE"):
            values.setdefault(name.removesuffix("_FILE"), Path(path).read_text(encoding="utf-8").strip())
    return values


def _words(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in values.get(name, "").split(",") if part.strip())


def _one_of(values: Mapping[str, str], name: str, choices: tuple[str, ...], *, default: str) -> str:
    value = values.get(name) or default
    if value not in choices:
        raise ValueError(f"{name} is {value!r}; it must be one of {', '.join(choices)}")
    return value


def hand_on(name: str, value: str) -> None:
    """Set a variable that a library reads by itself; settings have no other way to reach it."""
    os.environ[name] = value


def _database_url(values: Mapping[str, str]) -> str:
    """Return the address of the database, with the password from a variable of its own where that is given."""
    url, password = values.get("LB_DATABASE_URL", ""), values.get("LB_DATABASE_PASSWORD", "")
    parts = urlsplit(url)
    if not password or parts.password or not parts.username:
        return url
    return url.replace(f"{parts.username}@", f"{parts.username}:{quote(password, safe='')}@", 1)


def _number(values: Mapping[str, str], name: str, default: int) -> int:
    """Return a positive whole number; raise ValueError that names the variable."""
    given = values.get(name) or str(default)
    if not given.isdecimal() or int(given) < 1:
        raise ValueError(f"{name} is {given!r}; it must be a whole number from 1")
    return int(given)


def _object_storage(values: Mapping[str, str]) -> ObjectStorage | None:
    if not values.get("LB_S3_BUCKET"):
        return None
    return ObjectStorage(
        bucket=values["LB_S3_BUCKET"],
        endpoint=values["LB_S3_ENDPOINT"].rstrip("/"),
        region=values.get("LB_S3_REGION") or "us-east-1",
        access_key=values["LB_S3_ACCESS_KEY"],
        secret_key=values["LB_S3_SECRET_KEY"],
    )


def read(environ: Mapping[str, str] | None = None) -> Env:
    """Return the typed environment; raise EnvironmentIncomplete naming all that services mode lacks."""
    values = _read_secret_files(os.environ if environ is None else environ)
    mode = values.get("LB_MODE", "embedded")
    if mode not in {"embedded", "services"}:
        raise ValueError(f"LB_MODE is {mode!r}; it must be 'embedded' or 'services'")
    data_dir = Path(values.get("LB_DATA_DIR", str(BASE_DIR / ".data")))
    required = [*(REQUIRED_WITH_SERVICES if mode == "services" else ())]
    required += [*(REQUIRED_WITH_S3 if values.get("LB_S3_BUCKET") else ())]
    if missing := [name for name in required if not values.get(name)]:
        raise EnvironmentIncomplete(missing)
    if mode == "services":
        secret_key = values["LB_SECRET_KEY"]
        key_ring = _words(values, "LB_KEY_RING")
    else:
        secret_key = values.get("LB_SECRET_KEY") or _local_secret(data_dir, "secret-key")
        key_ring = (values.get("LB_KEY_RING") or _local_secret(data_dir, "key-ring"),)
    return Env(
        mode=mode,
        debug=values.get("LB_DEBUG", "") == "1",
        secret_key=secret_key,
        key_ring=key_ring,
        site_origin=values.get("LB_SITE_ORIGIN", "http://localhost:8000").rstrip("/"),
        content_origin=values.get("LB_CONTENT_ORIGIN", "http://{label}.scorm.localhost:8000").rstrip("/"),
        allowed_hosts=_words(values, "LB_ALLOWED_HOSTS"),
        database_url=_database_url(values),
        redis_url=values.get("LB_REDIS_URL", ""),
        smtp_url=values.get("LB_SMTP_URL", ""),
        mail_from=values.get("LB_MAIL_FROM", "Lernbrücke <post@lernbruecke.invalid>"),
        data_dir=data_dir,
        static_dir=Path(values["LB_STATIC_DIR"]) if values.get("LB_STATIC_DIR") else None,
        object_storage=_object_storage(values),
        is_accelerated=values.get("LB_ACCELERATE", "") == "1",
        trusts_proxy=values.get("LB_TRUST_PROXY", "") == "1",
        bind=values.get("LB_BIND", "0.0.0.0:8000"),
        web_processes=_number(values, "LB_WEB_PROCESSES", 2),
        web_threads=_number(values, "LB_WEB_THREADS", 8),
        worker_processes=_number(values, "LB_WORKER_PROCESSES", 2),
        demo_is_shared=values.get("LB_DEMO_SHARED", "") == "1",
        demo_standin=values.get("LB_DEMO_STANDIN", ""),
        log_format=_one_of(
            values, "LB_LOG_FORMAT", ("json", "plain"), default="plain" if mode == "embedded" else "json"
        ),
        log_level=_one_of(values, "LB_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO"),
        metrics_token=values.get("LB_METRICS_TOKEN", ""),
        metrics_dir=values.get("LB_METRICS_DIR", ""),
        security_contact=_words(values, "LB_SECURITY_CONTACT"),
        bbb_ca_file=values.get("LB_BBB_CA_BUNDLE", ""),
        security_expires=values.get("LB_SECURITY_EXPIRES", ""),
    )
