"""Plain sentences for what a test of a server found, and for why one does not answer."""
# messages: back office

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from live_sessions.models import Signature

GOOD, WARN, BAD = "good", "warn", "bad"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finding in words; `tone` is "good", "warn" or "bad"."""

    tone: str
    text: str

    @property
    def icon(self) -> str:
        """The picture beside it, by Wagtail's names."""
        return {GOOD: "circle-check", WARN: "warning", BAD: "cross"}[self.tone]

    @property
    def word(self) -> str:
        """The tone in a word, for whoever does not see colours or pictures."""
        return {GOOD: _("in Ordnung"), WARN: _("beachten"), BAD: _("gestört")}[self.tone]


def why(message_key: str) -> str:
    """Return why a server did not answer as it should, and what to do, by the key of the error."""
    sentences = {
        "timeout": _("Der Server hat nicht rechtzeitig geantwortet. Prüfen Sie, ob er läuft und erreichbar ist."),
        "unreachable": _("Zu dieser Adresse kommt keine Verbindung zustande. Prüfen Sie Adresse, Netz und Firewall."),
        "tls": _("Das Zertifikat des Servers ist nicht gültig. Erneuern Sie es auf dem Server."),
        "serverError": _("Der Server meldet einen eigenen Fehler. Sehen Sie dort mit „bbb-conf --check“ nach."),
        "redirected": _("Die Adresse leitet weiter. Tragen Sie die Adresse ein, bei der man am Ende ankommt."),
        "tooLarge": _("Die Antwort ist viel zu groß. Unter dieser Adresse antwortet kein BigBlueButton."),
        "notXml": _("Unter dieser Adresse antwortet etwas anderes als BigBlueButton."),
        "wrongRoot": _("Unter dieser Adresse antwortet etwas anderes als BigBlueButton."),
        "httpError": _("Unter dieser Adresse gibt es kein BigBlueButton, oder es ist für uns gesperrt."),
        "checksumError": _("Der Server nimmt unser Geheimnis oder unsere Signatur nicht an."),
        "secretUnreadable": _(
            "Das gespeicherte Geheimnis lässt sich nicht mehr öffnen. Geben Sie es neu ein: der Schlüssel, mit dem es "
            "verschlüsselt wurde, fehlt in LB_KEY_RING."
        ),
    }
    return sentences.get(message_key) or _("Der Server lehnt ab: %(key)s.") % {"key": message_key or "–"}


def why_no_hooks(message_key: str) -> str:
    """Return why a server does not take our webhook, and what to do, by the key of the error."""
    if message_key in ("httpError", "unsupportedRequest", "notXml", "wrongRoot"):
        return _(
            "Auf dem Server läuft kein bbb-webhooks. Richten Sie es dort ein, oder schalten Sie Meldungen hier ab."
        )
    return why(message_key)


def sentences(report: Sequence[Mapping[str, Any]]) -> list[Sentence]:
    """Return the findings of a test as sentences, in their order."""
    return [_sentence(finding) for finding in report]


def _sentence(finding: Mapping[str, Any]) -> Sentence:
    code = finding["code"]
    if code == "reached":
        if not finding["version"]:
            return Sentence(GOOD, _("Der Server antwortet. Seine Version verrät er nicht."))
        return Sentence(GOOD, _("Der Server antwortet, mit BigBlueButton %(version)s.") % finding)
    if code == "secret_right":
        algorithm = Signature(finding["algorithm"])
        if algorithm == Signature.SHA1:
            return Sentence(WARN, _("Das Geheimnis stimmt. SHA-1 ist veraltet: stellen Sie beides auf SHA-256 um."))
        return Sentence(GOOD, _("Das Geheimnis stimmt (%(algorithm)s).") % {"algorithm": algorithm.label})
    if code == "other_algorithm":
        label = Signature(finding["algorithm"]).label
        text = _("Das Geheimnis stimmt, aber der Server nimmt diese Signatur nicht an. Wählen Sie %(algorithm)s.")
        return Sentence(BAD, text % {"algorithm": label})
    if code == "secret_wrong":
        return Sentence(
            BAD,
            _("Das Geheimnis ist falsch. Auf dem Server zeigt „bbb-conf --secret“ das richtige; geben Sie es neu ein."),
        )
    if code == "secret_unreadable":
        return Sentence(BAD, why("secretUnreadable"))
    if code in ("not_reached", "refused"):
        return Sentence(BAD, why(finding["key"]))
    if code == "load":
        return Sentence(GOOD, _load(finding["meetings"], finding["people"]))
    return _clock(code, finding["seconds"])


def _load(meetings: int, people: int) -> str:
    if not meetings:
        return _("Zurzeit läuft dort keine Sitzung.")
    text = ngettext(
        "Zurzeit läuft dort eine Sitzung; anwesend: %(people)s.",
        "Zurzeit laufen dort %(meetings)s Sitzungen; anwesend: %(people)s.",
        meetings,
    )
    return text % {"meetings": meetings, "people": people}


def _clock(code: str, seconds: int | None) -> Sentence:
    if code == "clock_unknown" or seconds is None:
        return Sentence(WARN, _("Die Uhrzeit des Servers ist nicht zu erfahren."))
    if code == "clock_right":
        return Sentence(GOOD, _("Die Uhr des Servers geht richtig."))
    text = _("Die Uhr des Servers geht %(seconds)s Sekunden vor.")
    if seconds < 0:
        text = _("Die Uhr des Servers geht %(seconds)s Sekunden nach.")
    mend = _("Schalten Sie dort die Zeit aus dem Netz ein (timedatectl set-ntp true).")
    return Sentence(WARN, f"{text % {'seconds': abs(seconds)}} {mend}")
