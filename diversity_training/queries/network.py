# messages: back office – read by IT departments of employers
"""What a workplace must reach, from the settings and the conference servers; never a secret."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from live_sessions.models import Server

MEDIA_PORTS = "UDP 16384–32768"  # WebRTC of a BigBlueButton server as its makers ship it
PROBE = "probe"  # a name below the content domain that holds nothing, to see whether any is reached

PURPOSES: dict[str, StrOrPromise] = {
    "site": _("Plattform: Seiten, Anmeldung, Unterlagen"),
    "content": _("Lernpakete zum Selbstlernen"),
    "room": _("Videotreffen: Raum, Chat, Folien"),
    "media": _("Videotreffen: Ton und Bild"),
}
NEEDS: tuple[StrOrPromise, ...] = (
    _("Ein aktueller Firefox, Chrome, Edge oder Safari; nichts wird installiert."),
    _("JavaScript, Cookies und WebRTC sind erlaubt; ein Proxy bricht TLS und WebSocket nicht auf."),
    _("Kopfhörer mit Mikrofon. Eine Kamera ist freiwillig."),
    _("Etwa 1 Mbit/s je Person in jede Richtung; nur mit Ton genügen 100 kbit/s."),
    _("Ist UDP gesperrt, sprechen Sie uns an: Viele Server bieten einen Umweg über TCP 443."),
)


@dataclass(frozen=True, slots=True)
class Connection:
    """One line of the sheet."""

    key: str  # of PURPOSES
    host: str
    port: str
    probe: str  # an address that answers anything when the connection is open; empty: a page cannot try it

    @property
    def purpose(self) -> StrOrPromise:
        """What it is for, in words."""
        return PURPOSES[self.key]


def connections() -> list[Connection]:
    """Return what a workplace must reach. One query."""
    # The content host lets no other origin read or load anything of it, so a page of ours cannot try it.
    found = [_web("site", settings.SITE_ORIGIN), replace(_web("content", settings.CONTENT_ORIGIN), probe="")]
    for address in Server.objects.in_service().order_by("name", "pk").values_list("base_url", flat=True):
        room = _web("room", address)
        found += [room, Connection("media", room.host, MEDIA_PORTS, "")]
    return list(dict.fromkeys(found))


def _web(key: str, address: str) -> Connection:
    parts = urlsplit(address.replace("{label}", PROBE))
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = parts.hostname or ""
    shown = "*" + host.removeprefix(PROBE) if "{label}" in address else host
    return Connection(key, shown, f"TCP {port}", f"{parts.scheme}://{parts.netloc}/")
