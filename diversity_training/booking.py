# messages: back office
"""
How a booking goes: its states, whose turn it is, what may follow, and by when. Pure: no database, no clock.

One table. Actions ask it before they change a state, both sides read from it what comes next, and the picture in
docs/booking.md is drawn from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


class State(models.TextChoices):
    """How far a booking has come."""

    REQUESTED = "requested", _("Anfrage")
    CLARIFYING = "clarifying", _("Auftragsklärung")
    OFFERED = "offered", _("Angebot liegt vor")
    ACCEPTED = "accepted", _("Angebot angenommen")
    DECLINED = "declined", _("Angebot abgelehnt")
    SCHEDULED = "scheduled", _("Termine stehen")
    ENROLLING = "enrolling", _("Einladung")
    RUNNING = "running", _("Training läuft")
    DELIVERED = "delivered", _("durchgeführt")
    EVALUATING = "evaluating", _("Auswertung")
    CERTIFIED = "certified", _("bescheinigt")
    FOLLOW_UP = "follow_up", _("Nachtreffen")
    CLOSED = "closed", _("Buchung abgeschlossen")
    POSTPONED = "postponed", _("verschoben")
    CANCELLED = "cancelled", _("zurückgezogen")


class Turn(StrEnum):
    """Who has to take the next step."""

    EMPLOYER = "employer"
    PROVIDER = "provider"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Step:
    """What a state means for both sides."""

    turn: Turn
    following: tuple[State, ...]  # the usual way first
    to_employer: StrOrPromise  # what comes next, said to those who booked
    to_provider: StrOrPromise  # the same, said to the provider's staff
    days: int | None = None  # within how many days of the last step whoever has the turn should act


RESUMABLE = (State.CLARIFYING, State.OFFERED, State.ACCEPTED)  # where a postponed booking may go on
# No way leads back to here once people were invited: they read whether the employer sees names before they accept, so
# the works agreement, which is part of the analysis, stays what it was then.
ANALYSIS_OPEN_IN = (State.REQUESTED, State.CLARIFYING)
ASIDE = (State.POSTPONED, State.CANCELLED)

STEPS: dict[State, Step] = {
    State.REQUESTED: Step(
        Turn.PROVIDER,
        (State.CLARIFYING, State.CANCELLED),
        _("Der Träger liest Ihre Anfrage und meldet sich."),
        _("Bitte lesen Sie die Anfrage und melden Sie sich beim Betrieb."),
        7,
    ),
    State.CLARIFYING: Step(
        Turn.EMPLOYER,
        (State.OFFERED, *ASIDE),
        _("Bitte füllen Sie die Bedarfsanalyse aus. Sie können jederzeit unterbrechen."),
        _("Der Betrieb füllt die Bedarfsanalyse aus."),
        14,
    ),
    State.OFFERED: Step(
        Turn.EMPLOYER,
        (State.ACCEPTED, State.DECLINED, State.CLARIFYING, *ASIDE),
        _("Bitte lesen Sie das Angebot und nehmen Sie es an oder lehnen Sie es ab."),
        _("Der Betrieb entscheidet über das Angebot."),
        14,
    ),
    State.ACCEPTED: Step(
        Turn.PROVIDER,
        (State.SCHEDULED, *ASIDE),
        _("Der Träger legt die Termine fest."),
        _("Bitte verbinden Sie die Buchung mit einem Durchgang. Damit stehen die Termine."),
        7,
    ),
    State.DECLINED: Step(
        Turn.NOBODY,
        (State.CLARIFYING,),
        _("Sie haben das Angebot abgelehnt. Schreiben Sie uns, wenn Sie ein anderes möchten."),
        _("Der Betrieb hat abgelehnt. Sie können die Klärung wieder aufnehmen."),
    ),
    State.SCHEDULED: Step(
        Turn.PROVIDER,
        (State.ENROLLING, *ASIDE),
        _("Die Termine stehen. Der Träger öffnet bald die Einladung Ihrer Beschäftigten."),
        _("Bitte öffnen Sie die Einladung, spätestens am ersten Anmeldetag."),
        7,
    ),
    State.ENROLLING: Step(
        Turn.EMPLOYER,
        (State.RUNNING, *ASIDE),
        _("Bitte laden Sie Ihre Beschäftigten ein: mit Namen, mit Liste oder mit einem Code."),
        _("Der Betrieb lädt seine Beschäftigten ein."),
        14,
    ),
    State.RUNNING: Step(
        Turn.NOBODY,
        (State.DELIVERED,),
        _("Das Training läuft. Sie müssen nichts tun."),
        _("Das Training läuft bis zum letzten Workshop."),
    ),
    State.DELIVERED: Step(
        Turn.PROVIDER,
        (State.EVALUATING,),
        _("Das Training ist durchgeführt. Der Träger bestätigt die Anwesenheit."),
        _("Bitte bestätigen Sie die Anwesenheit und beginnen Sie die Auswertung."),
        7,
    ),
    State.EVALUATING: Step(
        Turn.PROVIDER,
        (State.CERTIFIED, State.CLOSED),
        _("Der Träger wertet aus und stellt die Bescheinigungen aus."),
        _("Bitte stellen Sie die Bescheinigungen und den Schulungsnachweis aus."),
        14,
    ),
    State.CERTIFIED: Step(
        Turn.NOBODY,
        (State.FOLLOW_UP,),
        _("Die Bescheinigungen sind ausgestellt. Nach acht bis zwölf Wochen folgt der Rückblick."),
        _("Acht Wochen nach dem Training beginnt die Zeit des Rückblicks, mit Nachtreffen oder Befragung."),
    ),
    State.FOLLOW_UP: Step(
        Turn.PROVIDER,
        (State.CLOSED,),
        _("Es ist Zeit für den Rückblick: Was hat sich im Alltag geändert?"),
        _("Bitte halten Sie das Nachtreffen, wenn eines geplant ist, und schließen Sie die Buchung ab."),
        28,
    ),
    State.CLOSED: Step(
        Turn.NOBODY,
        (),
        _("Die Buchung ist abgeschlossen. Nachweise und Auswertung bleiben hier abrufbar."),
        _("Die Buchung ist abgeschlossen."),
    ),
    State.POSTPONED: Step(
        Turn.NOBODY,
        (*RESUMABLE, State.CANCELLED),
        _("Die Buchung ruht, bis eine Seite sie wieder aufnimmt."),
        _("Die Buchung ruht, bis eine Seite sie wieder aufnimmt."),
    ),
    State.CANCELLED: Step(
        Turn.NOBODY,
        (),
        _("Die Buchung ist zurückgezogen."),
        _("Die Buchung ist zurückgezogen."),
    ),
}

# Once the needs analysis is handed in, the clarification is the provider's to end.
ANALYSED = Step(
    Turn.PROVIDER,
    STEPS[State.CLARIFYING].following,
    _("Ihre Bedarfsanalyse ist da. Der Träger schreibt das Angebot."),
    _("Die Bedarfsanalyse ist da. Bitte schreiben Sie das Angebot."),
    14,
)

# An offer that ran out is good no more: the employer asks for it anew or declines.
_STILL_OPEN = tuple(state for state in STEPS[State.OFFERED].following if state != State.ACCEPTED)
RUN_OUT = Step(
    Turn.EMPLOYER,
    _STILL_OPEN,
    _("Das Angebot ist abgelaufen. Bitten Sie den Träger, es zu erneuern, oder lehnen Sie es ab."),
    _("Das Angebot ist abgelaufen. Der Betrieb bittet um ein neues oder lehnt ab; erneuern können Sie es auch so."),
    14,
)
RENEWAL_ASKED = Step(
    Turn.PROVIDER,
    _STILL_OPEN,
    _("Sie haben gebeten, das abgelaufene Angebot zu erneuern. Der Träger meldet sich."),
    _("Der Betrieb bittet Sie, das abgelaufene Angebot zu erneuern."),
    7,
)

# Who asks for advice waits for an answer and a talk; a training they then want is led on like every other.
ADVISING = {
    State.REQUESTED: STEPS[State.REQUESTED],
    State.CLARIFYING: Step(
        Turn.PROVIDER,
        (State.CANCELLED,),
        _("Der Träger berät Sie. Möchten Sie danach ein Training, wird daraus eine Buchung."),
        _("Bitte beraten Sie den Betrieb. Danach machen Sie daraus eine Buchung, oder Sie beenden die Beratung."),
        14,
    ),
    State.CANCELLED: Step(Turn.NOBODY, (), _("Die Beratung ist beendet."), _("Die Beratung ist beendet.")),
}

FOR_ADVICE = tuple(ADVISING)

# Who has a date has a run: from here on the row names it.
WITH_RUN = (
    State.SCHEDULED,
    State.ENROLLING,
    State.RUNNING,
    State.DELIVERED,
    State.EVALUATING,
    State.CERTIFIED,
    State.FOLLOW_UP,
    State.CLOSED,
)
# An offer is accepted with an account of the employer, so from here on the row names the employer.
WITH_EMPLOYER = (State.ACCEPTED, *WITH_RUN)
# Names and figures of those who took part are read from here on, and not before.
AFTER_DELIVERY = (State.DELIVERED, State.EVALUATING, State.CERTIFIED, State.FOLLOW_UP, State.CLOSED)
WITH_REASON = (State.DECLINED, *ASIDE)
OVER = (State.DECLINED, State.CLOSED, State.CANCELLED)

OFFER_VALID_DAYS = 28  # unless the provider says another day
FREE_CANCELLATION_DAYS = 14  # until so many days before the first day the employer withdraws without asking
FOLLOW_UP_AFTER = timedelta(weeks=8)
CLOSED_AFTER = timedelta(weeks=12)


def step(state: State, *, is_analysed: bool, is_advice: bool = False, is_renewal_asked: bool = False) -> Step:
    """
    Return what this state means.

    `is_analysed` says whether the needs analysis was handed in, `is_renewal_asked` whether the employer waits for
    the offer that ran out to be renewed.
    """
    if is_advice:
        return ADVISING[state]
    if is_renewal_asked:
        return RENEWAL_ASKED
    return ANALYSED if state == State.CLARIFYING and is_analysed else STEPS[state]


def resumes_to(state: State) -> State:
    """Return where a postponed booking goes on: dates that stood are to be found anew."""
    return State.ACCEPTED if state in WITH_RUN else state


def due_on(step: Step, since: date) -> date | None:
    """Return the day by which whoever has the turn should act, or None where nothing waits."""
    return None if step.days is None else since + timedelta(days=step.days)


def last_free_day(starts_on: date) -> date:
    """Return the last day on which the employer withdraws without asking the provider first."""
    return starts_on - timedelta(days=FREE_CANCELLATION_DAYS)


WAY = (State.REQUESTED, State.CLARIFYING, State.OFFERED, *WITH_EMPLOYER)  # where nothing goes wrong


def way(state: State) -> list[tuple[State, bool]]:
    """Return all steps of the usual way in order, each with whether it is this one; none for a state beside it."""
    return [(step, step == state) for step in WAY] if state in WAY else []


def picture() -> str:
    """Return docs/booking.md: the table as a picture and as lines (German, the language of the field)."""
    with translation.override("de"):
        lines = [
            "# Der Weg einer Buchung",
            "",
            "Erzeugt aus `diversity_training/booking.py` mit `python manage.py print_booking > docs/booking.md`; ein",
            "Test vergleicht.",
            "",
            "Eine Anfrage nach Beratung nennt noch kein Training. Sie geht von `requested` nach `clarifying`; danach",
            "wird daraus eine Buchung, die denselben Weg geht, oder sie endet in `cancelled`.",
            "",
            "Ein abgelaufenes Angebot wird nicht mehr angenommen: Der Betrieb bittet um Erneuerung (dann ist der",
            f"Träger am Zug, {RENEWAL_ASKED.days} Tage), oder er lehnt ab.",
            "",
            "Bescheinigt ist eine Buchung nur mit Schulungsnachweis. Ist niemand zu zählen, wird sie nach der",
            "Auswertung ohne ihn abgeschlossen. Warum, liest der Betrieb nicht.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *(f'    state "{state.label}" as {state}' for state in State),
            f"    [*] --> {State.REQUESTED}",
            *(f"    {state} --> {after}" for state in State for after in STEPS[state].following),
            *(f"    {state} --> [*]" for state in State if not STEPS[state].following),
            "```",
            "",
            "| Stand | am Zug | nächster Schritt | Tage | danach |",
            "| --- | --- | --- | --- | --- |",
        ]
        turns = {Turn.EMPLOYER: "Betrieb", Turn.PROVIDER: "Träger", Turn.NOBODY: "–"}
        for state in State:
            row = STEPS[state]
            after = ", ".join(f"`{one}`" for one in row.following) or "–"
            cells = [f"{state.label} (`{state}`)", turns[row.turn], str(row.to_provider), str(row.days or "–"), after]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
