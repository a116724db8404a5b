"""How the house looks from outside: certificates of TLS, the content host, the contact for people who find a hole."""
# messages: back office

from __future__ import annotations

import http.client
import secrets
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from operations import contact
from operations.findings import Finding, Probe, State

SECONDS = 2.5
TLS_WARN_DAYS, TLS_BAD_DAYS = 21, 7
CONTACT_WARN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Place:
    """Where an origin is reached."""

    is_https: bool
    host: str
    port: int

    @classmethod
    def of(cls, origin: str) -> Place:
        parts = urlsplit(origin)
        is_https = parts.scheme == "https"
        return cls(is_https, parts.hostname or "", parts.port or (443 if is_https else 80))

    @property
    def machine(self) -> str:
        """Browsers lead *.localhost to the machine itself; the resolver of the system may not know that."""
        return "127.0.0.1" if self.host.endswith(".localhost") else self.host


def tls(at: datetime) -> Finding:
    """Look at how long the certificate of the platform's own name still holds."""
    place = Place.of(settings.SITE_ORIGIN)
    if not place.is_https:
        return Finding(
            State.WARN,
            _("Die Seite läuft ohne https."),
            _(
                "Auf dem eigenen Rechner ist das richtig. Im Betrieb gehört ein Webserver mit Zertifikat davor, und "
                "LB_SITE_ORIGIN beginnt mit https."
            ),
        )
    return _certificate(place, at)


def _certificate(place: Place, at: datetime) -> Finding:
    try:
        with (
            socket.create_connection((place.machine, place.port), timeout=SECONDS) as line,
            ssl.create_default_context().wrap_socket(line, server_hostname=place.host) as secure,
        ):
            given = secure.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return Finding(
            State.BAD,
            _("Das Zertifikat von %(host)s gilt nicht.") % {"host": place.host},
            _("Erneuern Sie es, mit der ganzen Kette und für diesen Namen."),
            [(_("Grund"), error.verify_message)],
        )
    except OSError as error:
        return _unreachable(place, error)
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(given["notAfter"])), UTC)
    days = (ends - at).days
    facts: list[tuple[StrOrPromise, str]] = [(_("Gilt bis"), date_format(ends, "SHORT_DATE_FORMAT"))]
    if days < TLS_WARN_DAYS:
        return Finding(
            State.BAD if days < TLS_BAD_DAYS else State.WARN,
            _("Das Zertifikat von %(host)s läuft bald ab.") % {"host": place.host},
            _("Die Erneuerung sollte von selbst laufen: sehen Sie nach, warum nicht."),
            facts,
        )
    return Finding(State.GOOD, _("Das Zertifikat von %(host)s gilt.") % {"host": place.host}, facts=facts)


def content_host(at: datetime) -> Finding:
    """Ask a content host nobody has used before: it must be ours, another name than the platform's, without cookies."""
    has_label = "{label}" in settings.CONTENT_ORIGIN
    label = f"probe-{secrets.token_hex(4)}"
    place = Place.of(settings.CONTENT_ORIGIN.replace("{label}", label))
    site = Place.of(settings.SITE_ORIGIN)
    if place.host == site.host:
        return Finding(
            State.BAD,
            _("Pakete laufen auf demselben Namen wie die Plattform."),
            _("Fremde Programme können so die Anmeldung stehlen. Geben Sie LB_CONTENT_ORIGIN eine eigene Domain."),
        )
    try:
        answer = _get(place, "/l/probe/")
    except OSError as error:
        return _unreachable(place, error)
    if answer.status not in {404, 410} or not answer.getheader("X-Request-ID"):
        return Finding(
            State.BAD,
            _("Unter %(host)s antwortet nicht diese Anwendung.") % {"host": place.host},
            _("Führen Sie alle Namen der Inhalts-Domain (Platzhalter *) auf denselben Webserver wie die Plattform."),
            [(_("Antwort"), str(answer.status))],
        )
    if answer.getheader("Set-Cookie"):
        return Finding(
            State.BAD,
            _("Der Inhalts-Host setzt Cookies."),
            _("Etwas davor fügt sie hinzu: schalten Sie dort Cookies für diesen Namen ab."),
        )
    if not has_label:
        return Finding(
            State.WARN,
            _("Alle Pakete teilen sich einen Namen."),
            _("Setzen Sie {label} in LB_CONTENT_ORIGIN, mit Platzhalter im DNS und im Zertifikat."),
        )
    if place.is_https and (problem := _certificate(place, at)).state != State.GOOD:
        return problem
    return Finding(State.GOOD, _("Beliebige Namen der Inhalts-Domain antworten, getrennt von der Plattform."))


def _get(place: Place, path: str) -> http.client.HTTPResponse:
    kind = http.client.HTTPSConnection if place.is_https else http.client.HTTPConnection
    line = kind(place.machine, place.port, timeout=SECONDS)
    if isinstance(line, http.client.HTTPSConnection) and place.machine != place.host:
        raise OSError("https on *.localhost")
    try:
        default = 443 if place.is_https else 80
        host = place.host if place.port == default else f"{place.host}:{place.port}"
        line.request("GET", path, headers={"Host": host})
        answer = line.getresponse()
        answer.read(1024)
        return answer
    except http.client.HTTPException as error:
        raise OSError(type(error).__name__) from error
    finally:
        line.close()


def _unreachable(place: Place, error: OSError) -> Finding:
    return Finding(
        State.BAD,
        _("%(host)s ist von hier nicht zu erreichen.") % {"host": f"{place.host}:{place.port}"},
        _(
            "Prüfen Sie DNS, Firewall und Webserver. Ist die Adresse von außen erreichbar, darf nur dieser Rechner "
            "nicht hinaus."
        ),
        [(_("Grund"), type(error).__name__)],
    )


def security_contact(at: datetime) -> Finding:
    """Look at whether people who find a hole know where to turn."""
    ends = contact.expires()
    if not settings.SECURITY_CONTACT or ends is None:
        return Finding(
            State.WARN,
            _("Wer eine Lücke findet, weiß nicht, wohin damit."),
            _("Setzen Sie LB_SECURITY_CONTACT und LB_SECURITY_EXPIRES; dann gibt es /.well-known/security.txt."),
        )
    facts: list[tuple[StrOrPromise, str]] = [
        (_("Kontakt"), ", ".join(settings.SECURITY_CONTACT)),
        (_("Gilt bis"), date_format(ends, "SHORT_DATE_FORMAT")),
    ]
    days = (ends - at).days
    if days < CONTACT_WARN_DAYS:
        return Finding(
            State.BAD if days < 0 else State.WARN,
            _("Die Angaben in security.txt laufen ab."),
            _("Prüfen Sie den Kontakt und setzen Sie LB_SECURITY_EXPIRES höchstens ein Jahr weiter."),
            facts,
        )
    return Finding(State.GOOD, _("Der Kontakt für Sicherheitslücken steht in security.txt."), facts=facts)


PROBES = (
    Probe("tls", gettext_lazy("Zertifikat (TLS)"), tls, is_outside=True),
    Probe("content-host", gettext_lazy("Inhalts-Host"), content_host, is_outside=True),
    Probe("security-contact", gettext_lazy("Kontakt für Sicherheitslücken"), security_contact),
)
