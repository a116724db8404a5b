"""Do letters leave the house?"""
# messages: back office

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.db.models import Count, Max, Min, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from notifications.models import Letter
from operations.findings import Finding, Probe, State

DAYS = 7
SMTP_SECONDS = 2
LONG_WAIT = timedelta(minutes=15)


def letters(at: datetime) -> Finding:
    """Look at what became of the letters of the last days."""
    found = Letter.objects.aggregate(
        last=Max("sent_at"),
        failed=Count("pk", filter=Q(state=Letter.State.FAILED, written_at__gt=at - timedelta(days=DAYS))),
        last_failed=Max("written_at", filter=Q(state=Letter.State.FAILED)),
        waiting=Count("pk", filter=Q(state=Letter.State.QUEUED)),
        oldest=Min("written_at", filter=Q(state=Letter.State.QUEUED)),
    )
    facts: list[tuple[StrOrPromise, str]] = [
        (_("Zuletzt versendet"), moment(found["last"])),
        (_("Zuletzt gescheitert"), moment(found["last_failed"])),
        (_("Gescheitert in sieben Tagen"), str(found["failed"])),
        (_("Wartend"), str(found["waiting"])),
    ]
    if found["oldest"] and at - found["oldest"] > LONG_WAIT:
        return Finding(
            State.BAD,
            _("Briefe bleiben liegen."),
            _("Sehen Sie unten nach Arbeiter und Mailserver. Die Briefe gehen von selbst hinaus, wenn beide arbeiten."),
            facts,
        )
    if found["failed"]:
        return Finding(
            State.WARN,
            _("Einzelne Briefe kamen nicht an."),
            _("Meist ist eine Adresse falsch. Der Grund steht unten bei den gescheiterten Aufgaben."),
            facts,
        )
    return Finding(State.GOOD, _("Alle Briefe gehen hinaus."), facts=facts)


def mail_server(at: datetime) -> Finding:
    """Greet the mail server and leave again; nothing is sent."""
    server = get_connection(fail_silently=False)
    if not isinstance(server, EmailBackend):
        return Finding(
            State.WARN,
            _("Kein Mailserver: Briefe werden hier nur abgelegt."),
            _("So ist es beim Ausprobieren richtig. Im Betrieb LB_MODE=services und LB_SMTP_URL setzen."),
        )
    server.timeout = SMTP_SECONDS
    name = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        server.open()
        server.close()
    except smtplib.SMTPAuthenticationError:
        return Finding(
            State.BAD,
            _("Der Mailserver %(name)s lehnt Name oder Passwort ab.") % {"name": name},
            _("Prüfen Sie Name und Passwort in LB_SMTP_URL."),
        )
    except OSError as error:
        return Finding(
            State.BAD,
            _("Der Mailserver %(name)s antwortet nicht (%(error)s).") % {"name": name, "error": type(error).__name__},
            _("Prüfen Sie Rechner, Port und tls=1 in LB_SMTP_URL und ob eine Firewall dazwischen steht."),
        )
    is_encrypted = bool(server.use_tls or server.use_ssl)
    if not is_encrypted:
        return Finding(
            State.WARN,
            _("Der Mailserver %(name)s antwortet, aber unverschlüsselt.") % {"name": name},
            _("Hängen Sie ?tls=1 an LB_SMTP_URL an, wenn der Server nicht auf demselben Rechner steht."),
        )
    return Finding(State.GOOD, _("Der Mailserver %(name)s antwortet.") % {"name": name})


def moment(value: datetime | None) -> str:
    """Return a moment in words, or a dash."""
    return date_format(localtime(value), "SHORT_DATETIME_FORMAT") if value else "–"


PROBES = (
    Probe("letters", gettext_lazy("Briefe"), letters),
    Probe("mail-server", gettext_lazy("Mailserver"), mail_server, is_outside=True),
)
