"""What happens in the Diversity trainings and seminars: dates, what people hand in, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class Meeting:
    """A date of a training: so many days after the run's first, moved on from a weekend to the Monday."""

    day: int
    begins: time
    ends: time


# By slug, in the order of the units that are taught at dates. A workshop is two times two hours with a break of a
# quarter of an hour; the last date lies 8 to 12 weeks after the workshops.
MEETINGS = {
    "vielfalt-verstehen": (
        Meeting(14, time(9), time(13)),
        Meeting(21, time(9), time(13)),
        Meeting(77, time(9), time(10, 30)),
    ),
    "vielfalt-gestalten": (
        Meeting(14, time(13), time(17)),
        Meeting(21, time(13), time(17)),
        Meeting(84, time(13), time(15, 15)),
    ),
    "gender-und-migration": (Meeting(14, time(9), time(13)),),
    "diversity-und-gesundheit": (
        Meeting(14, time(14), time(17, 15)),
        Meeting(21, time(14), time(17, 15)),
        Meeting(77, time(14), time(14, 45)),
    ),
    "seminar-fachkraefte-gewinnen": (Meeting(0, time(15), time(16, 30)),),
    "seminar-onboarding": (Meeting(0, time(10), time(11, 30)),),
    "seminar-bindung": (Meeting(0, time(17), time(18, 30)),),
}
BREAK_DEDUCTED = "Pause von 15 Minuten abgezogen"
MOVED = "Der Durchgang ist verschoben."

HANDED_IN = (
    "Beobachtung: In unserer Frühbesprechung sprechen immer dieselben drei. Wer Deutsch noch lernt, sagt nichts.\n\n"
    "Plan: Ab Montag beginnt jede Besprechung mit einer kurzen Runde, jede Person sagt einen Satz zum Stand. Was wir "
    "vereinbaren, steht danach an der Tafel.\n\n"
    "Prüfen: Nach vier Wochen frage ich die Gruppe, was sich geändert hat."
)
WAITING = (
    "Ich habe unsere Unterweisung am Schweißplatz neu geschrieben: zwölf kurze Sätze, zu jedem ein Foto. Zwei Kollegen "
    "haben danach gearbeitet, einer davon ist seit März bei uns. Beim Satz „sichern“ hat er gezögert, den erkläre ich "
    "jetzt mit einem Bild."
)
TOO_SHORT = "Ich will netter sein zu den neuen Kollegen."
ACCEPTED = "Das ist konkret und machbar. Nehmen Sie die Frage nach vier Wochen mit ins Follow-up."
RETURNED = (
    "Ein guter Anfang. Beschreiben Sie bitte noch eine bestimmte Situation: Wann, wo, was geschieht genau? Und was tun "
    "Sie dann anders, ab welchem Tag?"
)

# What people answer in turn before, at the end and later, on the scale of agreement (1 to 5).
ANSWERS = {"before": (1, 2, 3), "end": (3, 4, 5), "later": (3, 4, 4)}
HINDERED = ("Zu wenig Zeit, die Schichten sind knapp besetzt.", "Mein Chef fand es erst unnötig, jetzt macht er mit.")
