# messages: back office
"""What HR and staff are told when a step with seats was refused."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from admissions.actions import RunIsClosed
from admissions.actions import seats as admission
from lms.actions import seats


def words_for(error: Exception) -> str:
    """Return what HR is told when a step with seats was refused."""
    match error:
        case admission.TooFewSeats(free=free):
            return _("So viele freie Plätze haben Sie nicht. Frei sind %(free)s.") % {"free": free}
        case admission.TooFewPlaces(free=free):
            return _("So viele Plätze hat der Durchgang nicht mehr. Frei sind %(free)s.") % {"free": free}
        case admission.InvitedAlready(addresses=addresses):
            return _("Schon eingeladen: %(addresses)s") % {"addresses": ", ".join(addresses)}
        case admission.ReturnDayIsOutside(first=first, last=last):
            days = {"first": date_format(first), "last": date_format(last)}
            return _("Der Tag muss zwischen dem %(first)s und dem %(last)s liegen.") % days
        case admission.BlockIsOver():
            return _("Der Tag der Rückgabe ist vorbei. Die freien Plätze haben jetzt andere.")
        case admission.InvitationHasMoved():
            return _("Inzwischen hat die Person geantwortet, oder jemand war schneller. Bitte sehen Sie nach.")
        case seats.TrainingHasBegun():
            return _("Das Training hat begonnen. Wer jetzt einspringt, meldet sich bitte beim Träger.")
        case RunIsClosed():
            return _("Dieser Durchgang nimmt niemanden mehr auf.")
        case _other:
            return _("Das ist gerade nicht möglich.")
