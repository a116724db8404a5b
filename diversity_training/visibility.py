"""
Who sees what of the people in a training: one table, and what each of its cells means in a sentence.

Everything that shows or exports something about participants asks this table (`queries.participation`), people read it
before they take part, the works council gets it as a sheet, and docs/visibility.md is printed from it. Nothing else
says who sees what. Sources: § 87 (1) no. 6 and § 94 BetrVG, § 26 BDSG, § 12 AGG; ADR 0032.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise


class Datum(StrEnum):
    """What there is to know about somebody who takes part; a row of the table."""

    SEATS = "seats"
    ATTENDED = "attended"
    PRESENCE = "presence"
    RESULTS = "results"
    WORDS = "words"
    SURVEY = "survey"


class Viewer(StrEnum):
    """Who might want to know it; a column of the table."""

    PARTICIPANT = "participant"
    TRAINER = "trainer"
    HR = "hr"
    MANAGER = "manager"
    COORDINATOR = "coordinator"
    NETWORK = "network"


class Rule(StrEnum):
    """What a viewer gets to see; a cell of the table."""

    OWN = "own"  # one's own, and nobody else's
    UNLINKED = "unlinked"  # one's own while answering; afterwards nothing leads back to the account
    YES = "yes"
    COUNT = "count"  # how many, never who
    AGREED = "agreed"  # by name only with a works agreement or if the person shares it; else how many, in full fives
    GROUPS = "groups"  # added up over at least five people, only
    UNTIL_CLOSE = "until_close"  # in one's own trainings, until they are over
    NO = "no"
    NEVER = "never"  # no role, agreement or consent opens it


DATUM_NAMES: dict[Datum, StrOrPromise] = {
    Datum.SEATS: _("Gebuchte Plätze, eingeladene Namen"),
    Datum.ATTENDED: _("Teilgenommen ja oder nein, Bescheinigung ausgestellt"),
    Datum.PRESENCE: _("Minuten in den Terminen, angerechnete Stunden"),
    Datum.RESULTS: _("Lernzeiten, Testergebnisse, Versuche, Antworten"),
    Datum.WORDS: _("Chat, eigene Gedanken, Texte der Transferaufgabe"),
    Datum.SURVEY: _("Anonyme Befragung"),
}
VIEWER_NAMES: dict[Viewer, StrOrPromise] = {
    Viewer.PARTICIPANT: _("Teilnehmende"),
    Viewer.TRAINER: _("Trainer*innen"),
    Viewer.HR: _("Personalabteilung"),
    Viewer.MANAGER: _("Vorgesetzte"),
    Viewer.COORDINATOR: _("Koordination des Trägers"),
    Viewer.NETWORK: _("Netzwerk"),
}
RULE_NAMES: dict[Rule, StrOrPromise] = {
    Rule.OWN: _("nur das Eigene"),
    Rule.UNLINKED: _("eigene Antworten, ohne Verbindung zum Konto"),
    Rule.YES: pgettext_lazy("who sees what", "ja"),
    Rule.COUNT: _("nur die Anzahl"),
    Rule.AGREED: _("Namen nur mit Betriebsvereinbarung oder eigener Freigabe, sonst nur die Anzahl"),
    Rule.GROUPS: _("nur Ergebnisse ab fünf Personen"),
    Rule.UNTIL_CLOSE: _("im eigenen Training, bis es zu Ende ist"),
    Rule.NO: pgettext_lazy("who sees what", "nein"),
    Rule.NEVER: pgettext_lazy("who sees what", "nie"),
}

_ROWS: dict[Datum, tuple[Rule, ...]] = {  # in the order of Viewer
    Datum.SEATS: (Rule.OWN, Rule.YES, Rule.YES, Rule.NO, Rule.YES, Rule.COUNT),
    Datum.ATTENDED: (Rule.OWN, Rule.YES, Rule.AGREED, Rule.NO, Rule.YES, Rule.COUNT),
    Datum.PRESENCE: (Rule.OWN, Rule.YES, Rule.NEVER, Rule.NEVER, Rule.YES, Rule.NO),
    Datum.RESULTS: (Rule.OWN, Rule.UNTIL_CLOSE, Rule.NEVER, Rule.NEVER, Rule.NO, Rule.NO),
    Datum.WORDS: (Rule.OWN, Rule.YES, Rule.NEVER, Rule.NEVER, Rule.NO, Rule.NO),
    Datum.SURVEY: (Rule.UNLINKED, Rule.GROUPS, Rule.GROUPS, Rule.GROUPS, Rule.GROUPS, Rule.GROUPS),
}
TABLE: dict[Datum, dict[Viewer, Rule]] = {
    datum: dict(zip(Viewer, rules, strict=True)) for datum, rules in _ROWS.items()
}

# What an employer sees, said to those who take part: the sentence of each row for the column of HR.
TOLD_TO_PARTICIPANTS: dict[Datum, StrOrPromise] = {
    Datum.SEATS: _("Ihr Arbeitgeber sieht, wie viele Plätze er gebucht hat und wen er eingeladen hat."),
    Datum.ATTENDED: _(
        "Ihr Arbeitgeber sieht, wie viele Personen teilgenommen haben. Dass Sie dabei waren, sieht er nur, wenn Sie es "
        "freigeben oder eine Betriebsvereinbarung es regelt."
    ),
    Datum.PRESENCE: _("Ihr Arbeitgeber sieht nie: wann Sie kamen und gingen oder wie viele Stunden angerechnet sind."),
    Datum.RESULTS: _(
        "Ihr Arbeitgeber sieht nie: wie lange Sie gelernt haben, Ihre Testergebnisse, Ihre Versuche, Ihre Antworten."
    ),
    Datum.WORDS: _("Ihr Arbeitgeber sieht nie: was Sie im Chat, in Übungen oder in der Transferaufgabe schreiben."),
    Datum.SURVEY: _(
        "Die Befragung ist anonym. Ihr Arbeitgeber sieht Ergebnisse nur, wenn mindestens fünf Personen geantwortet "
        "haben."
    ),
}
# The same, said to the employer and to the works council.
TOLD_TO_EMPLOYERS: dict[Datum, StrOrPromise] = {
    Datum.SEATS: _("Sie sehen, wie viele Plätze gebucht, vergeben und frei sind und wen Sie eingeladen haben."),
    Datum.ATTENDED: _(
        "Sie sehen, wie viele Personen geschult wurden, auf volle Fünf abgerundet. Die genaue Zahl steht nur im "
        "Schulungsnachweis. Namen sehen Sie nur mit einer Betriebsvereinbarung oder wenn die Person selbst es freigibt."
    ),
    Datum.PRESENCE: _("Sie sehen nie: wann jemand kam und ging oder wie viele Stunden angerechnet sind."),
    Datum.RESULTS: _("Sie sehen nie: Lernzeiten, Testergebnisse, Versuche oder Antworten. Auch nicht auf Anfrage."),
    Datum.WORDS: _("Sie sehen nie: Beiträge im Chat, eigene Gedanken oder Texte der Transferaufgabe."),
    Datum.SURVEY: _("Ergebnisse der Befragung sehen Sie nur, wenn mindestens fünf Personen geantwortet haben."),
}
TOLD_TO_MANAGERS: StrOrPromise = _(
    "Vorgesetzte sehen nichts über einzelne Beschäftigte: weder wer eingeladen ist, noch wer teilgenommen hat, noch "
    "wie jemand gelernt hat."
)

# Which proof the employer gets in which setting; the offer says it, so that nobody expects names afterwards.
PROOFS: tuple[tuple[StrOrPromise, StrOrPromise], ...] = (
    (
        _("Ohne Betriebsvereinbarung"),
        _("Schulungsnachweis mit der genauen Zahl der Geschulten, den Inhalten und dem Datum. Keine Namen."),
    ),
    (
        _("Mit Betriebsvereinbarung, die bei der Buchung genannt ist"),
        _("Dazu eine Liste, wer teilgenommen hat. Keine Ergebnisse, keine Zeiten."),
    ),
    (
        _("Wenn eine Person es selbst freigibt"),
        _("Dazu ihr Name als geschulte Person, solange die Freigabe gilt."),
    ),
    (
        _("In jedem Fall"),
        _("Jede Person bekommt ihre eigene Bescheinigung und entscheidet selbst, wem sie diese zeigt."),
    ),
)
# How the table is kept when somebody calculates.
SAFEGUARDS: tuple[StrOrPromise, ...] = (
    _(
        "Die Geschulten werden einmal gezählt, nach dem Training. Danach ändert sich die Zahl nicht mehr, und kein "
        "Bericht zeigt, wer später dazukam."
    ),
    _(
        "Zahlen der Geschulten sind auf volle Fünf abgerundet. Summen zählen nur, was auch einzeln gezeigt wird. So "
        "lässt sich aus zwei Berichten keine Gruppe unter fünf Personen errechnen. Die genaue Zahl steht nur im "
        "Schulungsnachweis."
    ),
    _(
        "Wird kein Schulungsnachweis ausgestellt, liest der Arbeitgeber nicht, warum: auch das sagt nichts über "
        "jemanden."
    ),
    _(
        "Vom ersten Tag an bleiben Plätze und Zusagen für den Arbeitgeber, wie sie sind. Wer nicht mehr kommt, fällt "
        "hier nicht auf."
    ),
    _(
        "Die Befragung trennt Antworten und Konten. Ergebnisse gibt es erst nach dem Ende und nur ab fünf Antworten, "
        "Freitexte erst nach Durchsicht."
    ),
    _(
        "Jeder Summe der Befragung fügt das Los beim Abschluss einmal eine kleine Abweichung hinzu. So lässt sich auch "
        "dann keine einzelne Antwort errechnen, wenn jemand alle anderen kennt."
    ),
    _(
        "Wie viele geantwortet haben, liest der Arbeitgeber nur in vollen Fünf. So erfährt er nicht, ob jemand fehlt "
        "oder eine Frage ausgelassen hat."
    ),
    _(
        "Damit sich ein Fehler in einem Lernpaket finden lässt, kann die Trainerin oder der Trainer bei einer "
        "einzelnen Person aufzeichnen lassen, was das Paket an die Plattform meldet, auch Antworten: mit Grund und bei "
        "höchstens fünf Starts. Die Person sieht es beim Lernen. Lesen kann es nur, wer auch ihre Ergebnisse sieht, "
        "nie der Arbeitgeber; nach 14 Tagen ist es gelöscht."
    ),
    _(
        "Was ein Lernpaket meldet und sich nicht speichern lässt, ist 30 Tage aufgehoben. Auch das liest nur, wer die "
        "Ergebnisse der Person sieht, nie der Arbeitgeber."
    ),
    _("Für Lernzeiten, Ergebnisse, Antworten und Texte gibt es keine Ansicht und keine Datei für den Arbeitgeber."),
    _(
        "Wer teilnimmt, wird einmal gefragt, ob der Arbeitgeber die Teilnahme sehen darf. Nein hat keine Nachteile. "
        "Die Antwort lässt sich jederzeit ändern und gilt sofort."
    ),
    _("Wer Namen liest oder als Datei mitnimmt, steht im Protokoll. Auch abgewiesene Zugriffe stehen dort."),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a viewer sees of a datum, in words."""

    viewer: StrOrPromise
    rule: Rule
    words: StrOrPromise


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, in words."""

    datum: Datum
    name: StrOrPromise
    cells: tuple[Cell, ...]
    to_participants: StrOrPromise
    to_employers: StrOrPromise


def rule(datum: Datum, viewer: Viewer) -> Rule:
    """Return what the viewer gets to see of the datum."""
    return TABLE[datum][viewer]


def shows_name(datum: Datum, viewer: Viewer, *, has_works_agreement: bool, is_shared: bool) -> bool:
    """Return whether the viewer may see the datum of one person beside the name."""
    found = rule(datum, viewer)
    return found is Rule.YES or (found is Rule.AGREED and (has_works_agreement or is_shared))


def shows_count(datum: Datum, viewer: Viewer) -> bool:
    """Return whether the viewer may see of how many people the datum is true."""
    return rule(datum, viewer) in {Rule.YES, Rule.COUNT, Rule.AGREED}


def rows() -> list[Row]:
    """Return the table in words, for pages and documents; the active language is chosen when they are printed."""
    return [
        Row(
            datum=datum,
            name=DATUM_NAMES[datum],
            cells=tuple(Cell(VIEWER_NAMES[viewer], cell, RULE_NAMES[cell]) for viewer, cell in cells.items()),
            to_participants=TOLD_TO_PARTICIPANTS[datum],
            to_employers=TOLD_TO_EMPLOYERS[datum],
        )
        for datum, cells in TABLE.items()
    ]


def table_markdown() -> str:
    """Return docs/visibility.md (German, the language of the field)."""
    with translation.override("de"):
        lines = [
            "# Wer sieht was",
            "",
            "Erzeugt aus `diversity_training/visibility.py` mit `manage.py print_visibility > docs/visibility.md`; ein",
            "Test vergleicht. Durchgesetzt in `diversity_training/queries/participation.py` (ADR 0032), für den",
            "Träger in `lms/queries/results.py`, `submissions.py` und `surveys/queries/results.py`, für das Netzwerk",
            "in `diversity_training/queries/network_figures.py`.",
            "",
            _line(["Datum", *(str(name) for name in VIEWER_NAMES.values())]),
            _line(["---"] * (1 + len(Viewer))),
            *(_line([str(row.name), *(str(cell.words) for cell in row.cells)]) for row in rows()),
            "",
            "## Was Teilnehmende darüber lesen",
            "",
            *(f"- {row.to_participants}" for row in rows()),
            f"- {TOLD_TO_MANAGERS}",
            "",
            "## Was Arbeitgeber darüber lesen",
            "",
            *(f"- {row.to_employers}" for row in rows()),
            f"- {TOLD_TO_MANAGERS}",
            "",
            "## Wer allein an einem offenen Termin teilnimmt",
            "",
            "Nach dem Arbeitgeber fragt die Anmeldung nicht: Bescheinigung und Statistik brauchen ihn nicht. Wer von",
            "einem Arbeitgeber schon einmal einen Platz hatte, wählt nach der Anmeldung selbst, ob das Training bei",
            "ihm zählt (`Enrolment.counts_for`), und entscheidet getrennt davon, ob er die Teilnahme sieht.",
            "",
            "## Wie die Regeln gehalten werden",
            "",
            *(f"- {line}" for line in SAFEGUARDS),
        ]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
