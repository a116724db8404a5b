# messages: back office
"""What the log of a package's calls says, in words: errors of the standards, and what is odd."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from scorm.call_findings import Finding, Oddity
from scorm.call_log import Line

# SCORM 1.2 Run-Time Environment, 3.3.6.1; SCORM 2004 4th Edition Run-Time Environment, 3.1.7.
OF_SCORM_12: dict[str, StrOrPromise] = {
    "101": gettext_lazy("Allgemeiner Fehler"),
    "201": gettext_lazy("Der Aufruf hat einen falschen Parameter"),
    "202": gettext_lazy("Dieses Element hat keine Unterelemente"),
    "203": gettext_lazy("Dieses Element ist keine Liste und hat keine Anzahl"),
    "301": gettext_lazy("Das Paket ist nicht angemeldet"),
    "401": gettext_lazy("Dieses Element gibt es nicht, oder die Plattform führt es nicht"),
    "402": gettext_lazy("Dieses Wort ist vergeben und kann nicht gesetzt werden"),
    "403": gettext_lazy("Dieses Element ist nur zum Lesen"),
    "404": gettext_lazy("Dieses Element ist nur zum Schreiben"),
    "405": gettext_lazy("Der Wert hat die falsche Form oder ist zu lang"),
}
OF_SCORM_2004: dict[str, StrOrPromise] = {
    "101": gettext_lazy("Allgemeiner Fehler"),
    "102": gettext_lazy("Die Anmeldung ist gescheitert"),
    "103": gettext_lazy("Das Paket ist schon angemeldet"),
    "104": gettext_lazy("Das Paket hat sich schon abgemeldet"),
    "111": gettext_lazy("Die Abmeldung ist gescheitert"),
    "112": gettext_lazy("Abmelden vor dem Anmelden"),
    "113": gettext_lazy("Abmelden nach dem Abmelden"),
    "122": gettext_lazy("Lesen vor dem Anmelden"),
    "123": gettext_lazy("Lesen nach dem Abmelden"),
    "132": gettext_lazy("Schreiben vor dem Anmelden"),
    "133": gettext_lazy("Schreiben nach dem Abmelden"),
    "142": gettext_lazy("Speichern vor dem Anmelden"),
    "143": gettext_lazy("Speichern nach dem Abmelden"),
    "201": gettext_lazy("Der Aufruf hat einen falschen Parameter"),
    "301": gettext_lazy("Lesen ist gescheitert"),
    "351": gettext_lazy("Schreiben ist gescheitert"),
    "391": gettext_lazy("Speichern ist gescheitert"),
    "401": gettext_lazy("Dieses Element gibt es im Standard nicht"),
    "402": gettext_lazy("Dieses Element führt die Plattform nicht"),
    "403": gettext_lazy("Dieses Element hat noch keinen Wert"),
    "404": gettext_lazy("Dieses Element ist nur zum Lesen"),
    "405": gettext_lazy("Dieses Element ist nur zum Schreiben"),
    "406": gettext_lazy("Der Wert hat die falsche Form oder ist zu lang"),
    "407": gettext_lazy("Der Wert liegt außerhalb des Erlaubten"),
    "408": gettext_lazy("Vorher muss ein anderes Element gesetzt sein"),
}
OF_SERVER: dict[str, StrOrPromise] = {
    "": gettext_lazy("keine Verbindung"),
    "200": gettext_lazy("angenommen"),
    "403": gettext_lazy("nicht erlaubt"),
    "409": gettext_lazy("an anderer Stelle geöffnet"),
    "410": gettext_lazy("dieser Start ist beendet"),
    "413": gettext_lazy("zu groß"),
    "422": gettext_lazy("nicht speicherbar"),
    "429": gettext_lazy("zu viele in kurzer Zeit"),
}
SERVER_DOWN = gettext_lazy("der Server war nicht erreichbar")


def meaning(line: Line, *, is_12: bool) -> str:
    """Return what the line's error means, "" where all went well."""
    if line.kind == "commit":
        return str(OF_SERVER.get(line.error, SERVER_DOWN))
    if line.error in ("", "0"):
        return ""
    return str((OF_SCORM_12 if is_12 else OF_SCORM_2004).get(line.error, ""))


def sentence(found: Finding, *, is_12: bool) -> str:
    """Return the finding in one sentence, for support and for the maker of the package."""
    line, call = found.line, found.call
    element = line.element if line else ""
    why = meaning(line, is_12=is_12) if line else ""
    match found.oddity:
        case Oddity.SILENT:
            text = _("Das Paket hat die Schnittstelle nie angesprochen: %(call)s fehlt.")
            return text % {"call": call}
        case Oddity.NOT_BEGUN:
            return _("Das Paket hat sich nie erfolgreich angemeldet: %(call)s fehlt oder schlug fehl.") % {"call": call}
        case Oddity.REFUSED_BY_SERVER:
            return _("Der Server konnte etwas nicht speichern, was das Paket gemeldet hat.")
        case Oddity.SUPERSEDED:
            return _(
                "Inzwischen war der Inhalt an anderer Stelle geöffnet; was danach kam, wartet auf eine Entscheidung."
            )
        case Oddity.LINE_DOWN:
            text = ngettext(
                "%(count)s Übertragung kam nicht an und wurde wiederholt: Die Verbindung oder der Server war weg.",
                "%(count)s Übertragungen kamen nicht an und wurden wiederholt: Die Verbindung oder der Server war weg.",
                found.count,
            )
            return text % {"count": found.count}
        case Oddity.SCRIPT_BROKE:
            text = _("Ein Skript des Pakets ist abgebrochen (%(place)s): %(error)s")
            return text % {"place": element, "error": line.value[:200] if line else ""}
        case Oddity.TOO_LONG:
            length = (line.value_length or len(line.value)) if line else 0
            text = _("%(element)s ist zu lang (%(length)s Zeichen): Fehler %(code)s.")
            return text % {"element": element, "length": length, "code": line.error if line else ""}
        case Oddity.NEVER_ENDED:
            return _("Das Paket hat sich nie abgemeldet: %(call)s fehlt.") % {"call": call}
        case Oddity.NO_STATUS:
            return _("Das Paket hat nie gesagt, ob es erledigt oder bestanden ist.")
        case Oddity.STATUS_BEFORE_SCORE:
            text = _("Das Paket hat den Stand „%(status)s“ vor der Punktzahl gemeldet.")
            return text % {"status": line.value if line else ""}
        case Oddity.AFTER_END:
            return _("Das Paket hat nach %(call)s weitergesprochen; das zählt nicht mehr.") % {"call": call}
        case Oddity.BEFORE_BEGIN:
            return _("Das Paket hat vor %(call)s gesprochen; das zählt noch nicht.") % {"call": call}
        case Oddity.CALLS_FAILED:
            text = ngettext(
                "%(count)s Aufruf schlug fehl mit Fehler %(code)s (%(why)s), bei %(element)s.",
                "%(count)s Aufrufe schlugen fehl mit Fehler %(code)s (%(why)s), zuerst bei %(element)s.",
                found.count,
            )
            values = {
                "code": line.error if line else "",
                "why": why or "–",
                "element": element or (line.call if line else ""),
            }
            return text % {"count": found.count, **values}
        case Oddity.ERRORS_UNREAD:
            return _("Das Paket hat nach keinem der Fehler gefragt: Es bemerkt sie nicht.")
        case Oddity.NOT_SUSPENDED:
            return _(
                "Das Paket hat eine Stelle gemerkt, sich aber ohne „suspend“ abgemeldet: "
                "Es beginnt beim nächsten Mal von vorn."
            )
        case Oddity.NEVER_SAVED:
            return _(
                "Das Paket hat nie selbst gespeichert (%(call)s fehlt); die Plattform hat es von sich aus getan."
            ) % {"call": call}
        case Oddity.REPEATS:
            text = _("Das Paket ruft %(call)s immer wieder gleich auf (%(count)s-mal).")
            return text % {"call": call, "count": found.count}
        case Oddity.INCOMPLETE:
            return _("Dem Protokoll fehlen Zeilen; was hier nicht steht, kann trotzdem geschehen sein.")
