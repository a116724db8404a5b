"""
When the demo's courses take place, relative to the day it is furnished: a run for every state that runs have.

A slot is found again by its label. When time has moved its run into another state, the run stays as it is and the
slot gets a further one, so that on any day there is something to see, to join and to continue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.rules import RunState


@dataclass(frozen=True, slots=True)
class Slot:
    """
    A run that is to be there. Days count from today; `steps` says who learns in it and how far they are.

    A learner's steps are the units done from the start, ALL of them, or WITHDRAWN. `is_full` gives all other places
    to people of the demo. `archive` puts the run away once its people are through.
    """

    course: str
    label: str
    states: tuple[RunState, ...]
    starts: int
    ends: int
    enrol_from: int
    enrol_until: int
    capacity: int = 16
    is_announced: bool = True
    is_full: bool = False
    cancel_reason: str = ""
    archive: bool = False
    steps: Mapping[str, int] = field(default_factory=dict)


ALL = 1000
WITHDRAWN = -1
GUESTS = "Gäste der Demo"
EVENINGS = "Abende am Bildschirm"
EVENING_PEOPLE = ("samira", "olena", "marisol", "amara", "farid", "zahra")
METAL, UTILITY, FEW = "Metallbau Sonnenschein", "Stadtwerke", "Letzter Durchgang"  # trainings with people in them
SEVEN = ("ioana", "mehmet", "olena", "daniela", "jerome", "marisol", "rahul")  # enough for results
FOUR = ("ngozi", "linh", "amara", "farid")  # too few for any
OFFICE_GROUP = "Montag und Mittwoch"
OFFICE_STEPS = {
    **dict.fromkeys(("oksana", "hamid", "thandiwe", "pawel", "arben"), 6),
    **dict.fromkeys(("yusuf", "rosa", "selam", "mina"), 5),
    **dict.fromkeys(("lucia", "bilal", "shirin", "rahul", "ngozi", "jerome"), 4),
    "nguyen": 3,
}
OPEN = (RunState.OPEN,)
ON = (RunState.RUNNING,)


def upcoming(course: str, label: str, weeks: int, **values: object) -> Slot:
    """Return a run that can be joined now and begins in three weeks."""
    return Slot(course, label, OPEN, 21, 21 + 7 * weeks, -14, 20, **values)  # type: ignore[arg-type]


def on_now(course: str, label: str, weeks: int, **values: object) -> Slot:
    """Return a run that has been going for three weeks; nobody can join any more."""
    return Slot(course, label, ON, -21, 7 * weeks - 21, -60, -10, **values)  # type: ignore[arg-type]


SLOTS = (
    # A1: begins soon; another one lies far ahead and is shown with the day its enrolment opens
    on_now("bruecke-ingenieurwesen", "Abendkurs", 20, steps={"rahul": 6, "ngozi": 3}),
    upcoming("bruecke-ingenieurwesen", "Nächster Abendkurs", 20),
    Slot("bruecke-ingenieurwesen", "Herbstkurs", (RunState.ANNOUNCED,), 150, 290, 60, 140),
    # A2: what the first walk leads to; it has begun and can still be joined, so that there is a unit to open
    Slot("physiotherapie", "Abendkurs mit Praxiswochen", OPEN, -7, 273, -21, 28, capacity=40),
    on_now("physiotherapie", "Laufender Lehrgang", 40, steps={"samira": 4, "nguyen": 1}),
    Slot("physiotherapie", "Intensivkurs", (RunState.PLANNED,), 120, 300, 60, 110, is_announced=False),
    # A3: begun, but the door is still open; one is over with certificates, one was put away
    Slot(
        "bueromanagement",
        "Dienstag und Donnerstag",
        OPEN,
        -7,
        105,
        -21,
        28,
        steps={"olena": 9, "marisol": 2, "amara": 0},
    ),
    # the one for reports: everybody at another point of the two courses of several parts (demo.content.ways)
    on_now("bueromanagement", OFFICE_GROUP, 16, steps=OFFICE_STEPS),
    Slot(
        "bueromanagement",
        "Letzter Durchgang",
        (RunState.FINISHED,),
        -140,
        -21,
        -170,
        -135,
        steps={"tatjana": ALL, "dilan": ALL, "kofi": WITHDRAWN, "linh": 12},
    ),
    Slot(
        "bueromanagement",
        "Archiv",
        (RunState.ARCHIVED,),
        -420,
        -300,
        -450,
        -410,
        archive=True,
        steps={"kofi": 5},
    ),
    # A4: both shifts; the morning course is full
    on_now("fachsprache-pflege-b2", "Vormittagskurs", 25, steps={"daniela": 7, "zahra": 3, "jerome": 12}),
    Slot(
        "fachsprache-pflege-b2",
        "Vormittagskurs im Frühjahr",
        (RunState.FULL,),
        28,
        203,
        -30,
        21,
        capacity=8,
        is_full=True,
    ),
    upcoming("fachsprache-pflege-b2", "Abendkurs", 25),
    # A5: enrolment ends in a few days; another was called off
    Slot("elektro-handwerk", "Kurs am Mittwoch und Samstag", (RunState.CLOSING,), 12, 110, -20, 4),
    on_now("elektro-handwerk", "Laufender Kurs", 16, steps={"mehmet": 5}),
    Slot(
        "elektro-handwerk",
        "Wochenendkurs",
        (RunState.CANCELLED,),
        40,
        130,
        -10,
        35,
        cancel_reason="Zu wenige Anmeldungen. Bitte wählen Sie den Kurs am Mittwoch und Samstag.",
    ),
    # A6: what is taught at dates only; demo.furnish.sessions keeps these dates
    on_now("fachgespraech", EVENINGS, 24, steps=dict.fromkeys(EVENING_PEOPLE, 0)),
    upcoming("fachgespraech", "Nächster Abend", 1),
    # D1 to D4
    upcoming("vielfalt-verstehen", "Zwei Vormittage", 12),
    Slot(
        "vielfalt-verstehen",
        METAL,
        ON,
        -30,
        70,
        -60,
        -35,
        steps={"ioana": 6, "bernd": 6, "mehmet": 6, "marisol": 3},
    ),
    Slot(
        "vielfalt-verstehen",
        UTILITY,
        (RunState.FINISHED,),
        -130,
        -20,
        -160,
        -131,
        steps={**dict.fromkeys(SEVEN, ALL), "bernd": WITHDRAWN},
    ),
    upcoming("vielfalt-gestalten", "Führung und Personal", 14),
    Slot("vielfalt-gestalten", "Ausbildende", (RunState.CLOSED,), 10, 100, -40, -2, steps={"bernd": 0}),
    upcoming("gender-und-migration", "Vormittag online", 6),
    Slot(
        "gender-und-migration",
        FEW,
        (RunState.FINISHED,),
        -70,
        -20,
        -90,
        -71,
        steps=dict.fromkeys(FOUR, ALL),
    ),
    upcoming("diversity-und-gesundheit", "Zwei Nachmittage", 12),
    # where guests of the guided walks learn: never full, on no page
    Slot("vielfalt-verstehen", GUESTS, ON, -7, 700, -14, 690, capacity=5000, is_announced=False),
    Slot("elektro-handwerk", GUESTS, ON, -7, 700, -14, 690, capacity=5000, is_announced=False),
    # seminars
    Slot("seminar-fachkraefte-gewinnen", "Nächster Termin", OPEN, 16, 16, -14, 15, capacity=60),
    Slot("seminar-onboarding", "Nächster Termin", (RunState.CLOSING,), 5, 5, -30, 4, capacity=60),
    Slot("seminar-bindung", "Nächster Termin", (RunState.ANNOUNCED,), 45, 45, 10, 44, capacity=60),
)
