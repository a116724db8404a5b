"""What employers of the demo book: one training in each phase, and the three that people take part in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from diversity_training.booking import State

METALWORKS, UTILITY_COMPANY = "metallbau-sonnenschein", "stadtwerke-auental"


@dataclass(frozen=True, slots=True)
class BookingText:
    """
    A booking that stands in this state today.

    `starts` and `ends` are days from today of its run; a booking that has none yet began twelve days ago.
    """

    key: str
    employer: str  # a key of demo.content.organisations.EMPLOYERS
    hr: str  # user name
    course: str
    state: State
    starts: int = 0
    ends: int = 0
    reason: str = ""
    people: int = 12
    taking_part: int = 0  # how many of them have claimed a seat
    works_agreement: str = ""


# The runs that people of the demo take part in, by label: they hold seats of the booking (demo.furnish.learning).
METAL_BOOKING = BookingText(
    "metall-gehalten", METALWORKS, "thomas", "vielfalt-verstehen", State.DELIVERED, -30, 70, people=14
)
UTILITY_BOOKING = BookingText(
    "stadtwerke-fertig",
    UTILITY_COMPANY,
    "birgit",
    "vielfalt-verstehen",
    State.CLOSED,
    -130,
    -20,
    works_agreement="Dienstvereinbarung Weiterbildung vom 3. Februar",
)
FEW_BOOKING = BookingText(
    "metall-gender", METALWORKS, "thomas", "gender-und-migration", State.EVALUATING, -70, -20, people=8
)

# Somebody who does not know yet what they need; no employer of the demo.
ADVICE: dict[str, Any] = {
    "organisation": "Bäckerei Morgenrot",
    "postcode": "45881",
    "contact_name": "Sabine Krämer",
    "contact_email": "sabine.kraemer@example.org",
    "contact_phone": "",
    "talk": "video",
    "period": "dienstags oder donnerstags am Nachmittag",
    "message": "Wir bilden zum ersten Mal zwei junge Leute aus Marokko aus und möchten es gut machen.",
}

BOOKINGS = (
    BookingText("metall-anfrage", METALWORKS, "thomas", "gender-und-migration", State.REQUESTED),
    BookingText("stadt-klaerung", UTILITY_COMPANY, "birgit", "vielfalt-gestalten", State.CLARIFYING),
    BookingText("metall-angebot", METALWORKS, "thomas", "vielfalt-gestalten", State.OFFERED),
    BookingText("stadt-zusage", UTILITY_COMPANY, "birgit", "gender-und-migration", State.ACCEPTED),
    BookingText(
        "stadt-absage",
        UTILITY_COMPANY,
        "birgit",
        "diversity-und-gesundheit",
        State.DECLINED,
        reason="Zwei Nachmittage lassen sich mit dem Schichtplan nicht vereinbaren.",
    ),
    BookingText("stadt-termine", UTILITY_COMPANY, "birgit", "vielfalt-verstehen", State.SCHEDULED, 45, 130),
    BookingText(
        "metall-einladung", METALWORKS, "thomas", "diversity-und-gesundheit", State.ENROLLING, 21, 105, taking_part=5
    ),
    BookingText(
        "stadt-laeuft",
        UTILITY_COMPANY,
        "birgit",
        "gender-und-migration",
        State.RUNNING,
        -7,
        14,
        people=9,
        taking_part=9,
    ),
    BookingText(
        "metall-bescheinigt",
        METALWORKS,
        "thomas",
        "gender-und-migration",
        State.CERTIFIED,
        -50,
        -30,
        people=8,
        taking_part=8,
    ),
    BookingText(
        "stadt-nachtreffen",
        UTILITY_COMPANY,
        "birgit",
        "gender-und-migration",
        State.FOLLOW_UP,
        -90,
        -66,
        people=9,
        taking_part=9,
    ),
    BookingText(
        "metall-verschoben",
        METALWORKS,
        "thomas",
        "vielfalt-verstehen",
        State.POSTPONED,
        reason="Auftragsspitze bis zum Sommer.",
    ),
    BookingText(
        "stadt-zurueck",
        UTILITY_COMPANY,
        "birgit",
        "vielfalt-verstehen",
        State.CANCELLED,
        reason="Die Abteilung wird zusammengelegt.",
    ),
)
GOALS = "Unsere Teams kommen aus zwölf Ländern. Wir möchten Missverständnisse früher ansprechen und fair auswählen."
OWN_CASE = "In der Frühbesprechung reden immer dieselben drei. Wer Deutsch noch lernt, sagt nichts."
WISHED_DATES = "Zwei Vormittage mit einer Woche Abstand, nicht freitags."
ROOMS = "Schulungsraum im Werk mit 16 Plätzen und WLAN; jede Person hat einen Laptop."
OFFERED_DATES = {  # by course; the hours of demo.content.trainings.MEETINGS
    "vielfalt-verstehen": "Zwei Vormittage, 9 bis 13 Uhr; Nachtreffen nach acht bis zwölf Wochen",
    "vielfalt-gestalten": "Zwei Nachmittage, 13 bis 17 Uhr; Abschlusstermin nach acht bis zwölf Wochen",
    "gender-und-migration": "Ein Vormittag, 9 bis 13 Uhr; Transferaufgabe in den Wochen danach",
    "diversity-und-gesundheit": "Zwei Nachmittage, 14 bis 17.15 Uhr; Nachtreffen nach acht bis zwölf Wochen",
}
CHANGES = "Wir üben an Ihrem Fall aus der Frühbesprechung und lassen mehr Zeit für Gespräche in kleinen Gruppen."
QUESTION = "Können wir die Gruppe mit der Nachtschicht mischen? Der Schichtplan steht Ende der Woche."
ANSWER = "Ja, gern. Bitte legen Sie die Schichten so, dass die Nachtschicht ausgeruht kommt."
# Somebody who lacks the Basistraining and says why they can join the Aufbautraining all the same.
ENTRY_COURSE, ENTRY_RUN, ENTRY_LEARNER = "vielfalt-gestalten", "Führung und Personal", "kofi"
ENTRY_REASON = (
    "Ich habe bei meinem letzten Arbeitgeber drei Tage zu Diversität und Führung gelernt und leite seit zwei Jahren "
    "ein Team aus fünf Ländern. Die Bescheinigung reiche ich gern nach."
)
