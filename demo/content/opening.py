"""What the demo's employer wrote down on its way: two cycles of an invented metal works. Days count from today."""

from __future__ import annotations

from dataclasses import dataclass

# Maturity by key of opening_process.starter: at the end of the first cycle, and in the second.
RATINGS: dict[str, tuple[int, int | None]] = {
    "mandate-from-the-top": (2, 3),
    "diversity-in-the-mission": (1, 2),
    "people-time-and-money": (1, 3),
    "complaints-office-known": (0, 3),
    "affected-people-decide": (1, 2),
    "language-in-job-adverts": (0, 4),
    "same-questions-for-all": (1, 2),
    "mentors-for-newcomers": (2, 3),
    "managers-are-trained": (0, 2),
    "time-for-german-and-recognition": (1, 2),
    "forms-in-plain-language": (0, 1),
    "information-in-languages": (1, 2),
    "who-is-missing": (0, 0),
    "interpreting-when-it-matters": (1, 1),
    "pictures-show-diversity": (1, 3),
    "migrant-organisations": (0, 1),
    "advice-centres-known": (1, 3),
    "vacancies-reach-everybody": (1, 2),
    "exchange-with-others": (2, 2),
    "partners-treat-people-fairly": (0, None),
}
EVIDENCE = {
    "language-in-job-adverts": "Alle 14 Anzeigen des letzten Jahres nennen ein Niveau (GER).",
    "mentors-for-newcomers": "7 von 9 Neuen hatten eine Patin oder einen Paten.",
    "complaints-office-known": "Aushang in drei Sprachen, Thema in jeder Sicherheitsunterweisung.",
    "advice-centres-known": "Liste im Intranet, zwei Kolleginnen haben dort angerufen.",
}
OWN_STATEMENT = "Sicherheitsunterweisungen versteht auch, wer noch Deutsch lernt."
OWN_RATING = 2

SPONSOR = "Geschäftsführung"
STEERING_GROUP = (
    "Personalleitung, Betriebsrat, Ausbildungsleitung, Schichtführung Fertigung, zwei Beschäftigte aus der Montage"
)
FIRST_MANDATE = "Wir wollen, dass neue internationale Kolleginnen und Kollegen bei uns ankommen und bleiben."
SECOND_MANDATE = (
    "Die Patenschaften laufen. Jetzt sollen unsere Unterlagen verständlich werden und die Führungskräfte sicherer."
)
REVIEW = (
    "Die Patenschaften sind angekommen, die Anzeigen sind neu geschrieben. Die Formulare haben wir unterschätzt: "
    "Sie brauchen mehr Zeit und jemanden, der sie mit den Beschäftigten zusammen überarbeitet."
)


@dataclass(frozen=True, slots=True)
class MeasureText:
    """A measure; `due` in days from today, `owner` empty for the HR person, `training` the slug of a booked course."""

    text: str
    owner: str
    due: int
    state: str
    training: str = ""


@dataclass(frozen=True, slots=True)
class GoalText:
    """A goal with its measures."""

    level: str
    text: str
    indicator: str
    baseline: str
    target: str
    due: int
    measures: tuple[MeasureText, ...]


FIRST_GOALS = (
    GoalText(
        "personal",
        "Neue Kolleginnen und Kollegen kommen gut an.",
        "Kündigungen in der Probezeit",
        "4 von 10",
        "höchstens 1 von 10",
        -60,
        (
            MeasureText("Patinnen und Paten gewinnen und freistellen", "Ausbildungsleitung", -300, "done"),
            MeasureText("Stellenanzeigen mit Sprachniveau neu schreiben", "", -330, "done"),
        ),
    ),
    GoalText(
        "angebote",
        "Formulare versteht, wer Deutsch auf B1 spricht.",
        "überarbeitete Formulare",
        "0 von 12",
        "12 von 12",
        120,
        (MeasureText("Urlaubs- und Krankmeldung in Einfacher Sprache fassen", "Betriebsrat", 5, "running"),),
    ),
)
SECOND_GOALS = (
    GoalText(
        "personal",
        "Führungskräfte führen vielfältige Teams sicher.",
        "Schichtführungen mit Training",
        "2 von 8",
        "8 von 8",
        150,
        (
            MeasureText("Diversity-Training für alle Schichtführungen", "", 40, "planned", "vielfalt-gestalten"),
            MeasureText("Fallbesprechung einmal im Monat", "Fertigungsleitung", 90, "planned"),
        ),
    ),
    GoalText(
        "kooperation",
        "Wir sind in der Stadt als guter Arbeitgeber bekannt.",
        "Bewerbungen über Vereine",
        "0 im Jahr",
        "10 im Jahr",
        200,
        (MeasureText("Betriebsbesichtigung mit zwei Migrantenorganisationen", "Personalreferat", -6, "planned"),),
    ),
)
