"""What the demo does without, and which settings bring it in. Names are those of lms.config.env."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Service:
    """A service of a real installation, what stands in for it here, and the variables that name it."""

    name: StrOrPromise
    here: StrOrPromise
    settings: tuple[str, ...]


SERVICES = (
    Service(
        _("Betriebsart"),
        _("eingebaut, alles in einem Ordner"),
        ("LB_MODE", "LB_SITE_ORIGIN", "LB_SECRET_KEY", "LB_KEY_RING"),
    ),
    Service(_("E-Mail"), _("ein Ordner, zu lesen unter „Postausgang“"), ("LB_SMTP_URL", "LB_MAIL_FROM")),
    Service(_("Datenbank"), _("SQLite, eine Datei"), ("LB_DATABASE_URL",)),
    Service(_("Aufträge und Zwischenspeicher"), _("Dateien"), ("LB_REDIS_URL",)),
    Service(
        _("Ablage für Dateien"),
        _("ein Ordner"),
        ("LB_S3_BUCKET", "LB_S3_ENDPOINT", "LB_S3_ACCESS_KEY", "LB_S3_SECRET_KEY"),
    ),
    Service(
        _("Konferenzserver"),
        _(
            "ein Platzhalter daneben, ohne Ton und Bild. Einen echten trägt die Administration unter „Konferenzserver“ "
            "ein; die Variable braucht nur, wer eine eigene Zertifizierungsstelle hat."
        ),
        ("LB_BBB_CA_BUNDLE",),
    ),
    Service(_("Adresse für Inhalte von Paketen"), _("ein Name unter localhost je Paket"), ("LB_CONTENT_ORIGIN",)),
)
