"""The places where things lie: files, database, cache, backups."""
# messages: back office

from __future__ import annotations

import secrets
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise
from redis import RedisError

from operations import queries, readiness
from operations.findings import Finding, Probe, State
from operations.models import SignOfLife
from operations.probes.letters import moment

LITTLE_SPACE, NO_SPACE = 0.15, 0.05  # of the disk
BACKUP_WARN, BACKUP_BAD = timedelta(hours=26), timedelta(hours=72)
BUSY = 0.8  # of the connections the database allows
CACHE_SLOW_MS = 50
ON_THE_WAY = "uploads"  # the folder's name, beside those of the storages


class Usage(NamedTuple):
    """Bytes of a disk."""

    total: int
    used: int
    free: int


def storage(at: datetime) -> Finding:
    """Write, read and delete a small file in every place of files, uploads on their way included; see to the space."""
    facts: list[tuple[StrOrPromise, str]] = []
    least = 1.0
    for alias in readiness.STORAGES:
        place = storages[alias]
        try:
            is_same = _gives_back(place)
        except Exception as error:  # noqa: BLE001  an object storage fails in words of its own
            return _takes_nothing(alias, error)
        if not is_same:
            return Finding(
                State.BAD,
                _("Der Speicher „%(name)s“ gibt nicht zurück, was er bekam.") % {"name": alias},
                _("Prüfen Sie das Dateisystem oder den Objektspeicher, und spielen Sie keine Sicherung darüber."),
            )
        if isinstance(place, FileSystemStorage):
            disk = shutil.disk_usage(Path(place.location))
            least = min(least, disk.free / disk.total)
            facts.append((alias, _("%(size)s frei") % {"size": filesizeformat(disk.free)}))
        else:
            facts.append((alias, _("Objektspeicher")))
    try:
        on_the_way = _room_on_the_way()
    except OSError as error:
        return _takes_nothing(ON_THE_WAY, error)
    least = min(least, on_the_way.free / on_the_way.total)
    facts.append((ON_THE_WAY, _("%(size)s frei") % {"size": filesizeformat(on_the_way.free)}))
    if least < LITTLE_SPACE:
        return Finding(
            State.BAD if least < NO_SPACE else State.WARN,
            _("Der Platz für Dateien geht zu Ende."),
            _("Vergrößern Sie den Datenträger von LB_DATA_DIR, oder räumen Sie auf, was nicht hierher gehört."),
            facts,
        )
    return Finding(State.GOOD, _("Schreiben, Lesen und Löschen gehen."), facts=facts)


def _takes_nothing(name: str, error: Exception) -> Finding:
    return Finding(
        State.BAD,
        _("Der Speicher „%(name)s“ nimmt nichts an (%(error)s).") % {"name": name, "error": type(error).__name__},
        _(
            "Ist der Datenträger von LB_DATA_DIR voll oder schreibgeschützt, gehören die Ordner einem anderen? "
            "Beim Objektspeicher: stimmen LB_S3_ENDPOINT und die Schlüssel?"
        ),
    )


def _room_on_the_way() -> Usage:
    """Return the room where large uploads wait until they are whole, on this machine also with an object storage."""
    folder = settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"x")
        file.flush()
        return Usage(*shutil.disk_usage(folder))


def _gives_back(place: Storage) -> bool:
    content = secrets.token_bytes(32)
    name = place.save(f"operations/probe/{secrets.token_hex(8)}", ContentFile(content))
    try:
        with place.open(name) as file:
            return bool(file.read() == content)
    finally:
        place.delete(name)


def database(at: datetime) -> Finding:
    """Look at version, size, migrations and connections."""
    missing = readiness.missing_migrations()
    if missing:
        return Finding(
            State.BAD,
            _("Der Datenbank fehlen Änderungen."),
            _("Rufen Sie manage.py migrate auf."),
            [(_("Es fehlen"), ", ".join(missing))],
        )
    if connection.vendor != "postgresql":
        return Finding(
            State.WARN,
            _("SQLite bedient nur einen Rechner."),
            _("So ist es beim Ausprobieren richtig. Im Betrieb LB_MODE=services und LB_DATABASE_URL setzen."),
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database()),"
            " (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),"
            " current_setting('max_connections')::int"
        )
        version, size, used, most = cursor.fetchone()
    facts: list[tuple[StrOrPromise, str]] = [
        (_("Version"), version),
        (_("Größe"), filesizeformat(size)),
        (_("Verbindungen"), _("%(used)s von %(most)s") % {"used": used, "most": most}),
    ]
    if used > BUSY * most:
        return Finding(
            State.WARN,
            _("Die Verbindungen zur Datenbank gehen aus."),
            _("Erhöhen Sie max_connections, oder starten Sie weniger Prozesse und Threads."),
            facts,
        )
    return Finding(State.GOOD, _("Die Datenbank ist in Ordnung."), facts=facts)


def cache(at: datetime) -> Finding:
    """Put something into the cache and take it out again."""
    try:
        readiness.cache_answers()  # the first time includes the way there
    except (OSError, RedisError) as error:
        return _no_cache(error)
    begin = monotonic()
    readiness.cache_answers()
    milliseconds = round((monotonic() - begin) * 1000)
    facts: list[tuple[StrOrPromise, str]] = [(_("Hin und zurück"), _("%(number)s ms") % {"number": milliseconds})]
    if not settings.CACHES["default"]["BACKEND"].endswith("RedisCache"):
        return Finding(
            State.WARN,
            _("Der Zwischenspeicher ist kein Redis."),
            _(
                "So ist es beim Ausprobieren richtig. Im Betrieb LB_REDIS_URL setzen: sonst zählt jeder Rechner die "
                "Anmeldeversuche für sich."
            ),
            facts,
        )
    server = caches["default"]._cache.get_client()  # type: ignore[attr-defined]
    facts += [
        (_("Version"), str(server.info("server")["redis_version"])),
        (_("Speicher"), str(server.info("memory")["used_memory_human"])),
    ]
    if milliseconds > CACHE_SLOW_MS:
        return Finding(
            State.WARN, _("Redis antwortet langsam."), _("Er gehört in dasselbe Netz wie die Webserver."), facts
        )
    return Finding(State.GOOD, _("Redis antwortet."), facts=facts)


def _no_cache(error: Exception) -> Finding:
    return Finding(
        State.BAD,
        _("Der Zwischenspeicher antwortet nicht (%(error)s).") % {"error": type(error).__name__},
        _(
            "Starten Sie Redis und prüfen Sie LB_REDIS_URL. Bis dahin kann sich niemand anmelden; wer angemeldet ist, "
            "lernt weiter, und Aufgaben warten."
        ),
    )


def backup(at: datetime) -> Finding:
    """Look at when the last backup said that it was complete."""
    sign = queries.sign_of_life(SignOfLife.Name.BACKUP)
    facts: list[tuple[StrOrPromise, str]] = [(_("Letzte Sicherung"), moment(sign.at if sign else None))]
    if sign is None:
        return Finding(
            State.WARN,
            _("Von keiner Sicherung ist etwas bekannt."),
            _(
                "Richten Sie die tägliche Sicherung ein (docs/backup.md). Wer anders sichert, ruft an ihrem Ende "
                "manage.py note_backup auf."
            ),
            facts,
        )
    age = at - sign.at
    if age > BACKUP_WARN:
        return Finding(
            State.BAD if age > BACKUP_BAD else State.WARN,
            _("Die letzte Sicherung ist zu alt."),
            _("Sehen Sie nach, warum die tägliche Sicherung nicht lief, und holen Sie sie nach."),
            facts,
        )
    return Finding(State.GOOD, _("Die letzte Sicherung ist frisch."), facts=facts)


PROBES = (
    Probe("database", gettext_lazy("Datenbank"), database),
    Probe("storage", gettext_lazy("Dateien"), storage, is_outside=True),
    Probe("cache", gettext_lazy("Zwischenspeicher"), cache, is_outside=True),
    Probe("backup", gettext_lazy("Sicherung"), backup),
)
