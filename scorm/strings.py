"""The player's words, in the learner's language."""

from __future__ import annotations

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import override

from scorm.limits import limit


def player_strings(language: str, *, package_bytes: int) -> dict[str, str]:
    """Return every string of the player; `offline_n` keeps its %(n)s for the player to fill in."""
    with override(language):
        return {
            "starting": _("Der Inhalt wird geladen …"),
            "saving": _("Wird gespeichert …"),
            "saved": _("Gespeichert"),
            "offline_one": _("Auf diesem Gerät gesichert: 1 Änderung"),
            "offline_n": _("Auf diesem Gerät gesichert: %(n)s Änderungen"),
            "unkept": _("Noch nicht gesichert"),
            "warning_unkept": _(
                "Dieser Browser bewahrt nichts auf. Lassen Sie diese Seite offen, bis oben „Gespeichert“ steht."
            ),
            "warning_unsaved": _(
                "Ihr Lernstand ist noch nicht übertragen. Er bleibt auf diesem Gerät gesichert und wird übertragen, "
                "sobald wieder eine Verbindung besteht."
            ),
            "partly": _("Nicht alles gespeichert"),
            "warning_refused": _(
                "Ein Teil Ihres Lernstands konnte nicht gespeichert werden. Das liegt an der Übung, nicht an Ihnen. Er "
                "ist aufgehoben, und Sie können weiterlernen. Sagen Sie es bitte Ihrer Kursleitung."
            ),
            "warning_outsize": _(
                "Ein Teil Ihres Lernstands ist zu groß und konnte nicht gespeichert werden. Das liegt an der Übung, "
                "nicht an Ihnen. Alles andere ist gespeichert, und Sie können weiterlernen. Sagen Sie es bitte Ihrer "
                "Kursleitung."
            ),
            "superseded_title": _("An anderer Stelle geöffnet"),
            "superseded_text": _(
                "Sie haben diesen Inhalt in einem anderen Fenster oder auf einem anderen Gerät geöffnet. "
                "Hier wird nicht mehr gespeichert."
            ),
            "continue_here": _("Hier weiterlernen"),
            "ended_title": _("Die Sitzung ist beendet"),
            "ended_text": _("Öffnen Sie den Inhalt noch einmal über Ihren Kurs. Ihr Lernstand ist gesichert."),
            "ended_unkept": _(
                "Ihre letzten Änderungen sind noch nicht gespeichert, und dieser Browser bewahrt nichts auf. "
                "Übertragen Sie sie jetzt: Wenn Sie diese Seite so verlassen, gehen sie verloren."
            ),
            "exit": _("Zurück zum Kurs"),
            "preview": _("Vorschau: Hier zählt kein Ergebnis."),
            "review": _("Zum Ansehen: Ihr Ergebnis bleibt, wie es ist."),
            "failed_title": _("Der Inhalt konnte nicht geladen werden"),
            "failed_text": _(
                "Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal. Geht es auch dann nicht, liegt der "
                "Fehler an der Übung: Sagen Sie es Ihrer Kursleitung. Was Sie bisher gelernt haben, bleibt gespeichert."
            ),
            "foreign_text": _(
                "Die Übung braucht ein Programm von einem fremden Rechner (%(host)s). Die Lernseite lädt es nicht, "
                "damit dort niemand von Ihnen erfährt. Sagen Sie es Ihrer Kursleitung."
            ),
            "skip": _("Zum Inhalt der Übung"),
            "retry": _("Noch einmal versuchen"),
            "replay": _("Lernstand jetzt übertragen"),
            "contents": _("Inhalt"),
            "previous": _("Voriger Teil"),
            "next": _("Nächster Teil"),
            "suspend": _("Unterbrechen"),
            "finish": _("Übung beenden"),
            "finish_title": _("Die ganze Übung beenden?"),
            "finish_text": _(
                "Ihr Ergebnis bleibt gespeichert. Wenn Sie die Übung noch einmal öffnen, beginnt sie von vorn. "
                "Wollen Sie später weiterlernen, wählen Sie „Unterbrechen“."
            ),
            "go_on": _("Weiterlernen"),
            "time_title": _("Die Zeit ist um"),
            "time_continue_text": _("Die Zeit für diesen Teil ist um. Sie können trotzdem weiterlernen."),
            "time_exit_text": _("Die Zeit für diesen Teil ist um. Er ist beendet, Ihr Lernstand ist gesichert."),
            "greyed": _("Was grau ist, lässt sich im Moment nicht öffnen."),
            "done_mark": _("erledigt"),
            "failed_mark": _("nicht bestanden"),
            "calls_recorded": _("Protokoll zur Fehlersuche"),
            "calls_recorded_text": _(
                "Ihre Kursleitung sucht einen Fehler in diesem Inhalt. Bis Sie ihn schließen, wird aufgezeichnet, was "
                "er an die Plattform meldet, auch Ihre Antworten. Lesen kann das nur, wer auch Ihre Ergebnisse sieht; "
                "nach %(days)s Tagen ist es gelöscht."
            )
            % {"days": limit("CALL_LOG_DAYS")},
            "size_hint": _("Datenmenge: höchstens %(size)s") % {"size": filesizeformat(package_bytes)},
        }


def missing_strings(language: str) -> dict[str, str]:
    """Return what stands where a page of a package should be."""
    with override(language):
        return {
            "missing_title": _("Diese Seite fehlt in der Übung"),
            "missing_text": _(
                "Das ist ein Fehler der Übung, nicht Ihrer. Sagen Sie es Ihrer Kursleitung. Was Sie bisher gelernt "
                "haben, bleibt gespeichert; mit „Zurück zum Kurs“ kommen Sie hinaus."
            ),
        }


def gone_strings(language: str) -> dict[str, str]:
    """Return what stands at an address of which nothing is known any more: `title`, `text`, `exit`."""
    with override(language):
        return {
            "title": _("Hier ist nichts mehr geöffnet"),
            "text": _(
                "Diese Adresse galt nur für einen Besuch. Gehen Sie zur Lernplattform und öffnen Sie die Übung über "
                "Ihren Kurs: Dort geht es an der Stelle weiter, an der Sie waren. Ein Lesezeichen setzen Sie am "
                "besten auf die Seite Ihres Kurses."
            ),
            "exit": _("Zur Lernplattform"),
        }
