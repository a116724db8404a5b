"""What the demo's offers say of the dates is what its trainings hold."""

import pytest

from demo.content.bookings import BOOKINGS, OFFERED_DATES
from demo.content.trainings import MEETINGS


def test_every_training_that_is_booked_has_its_dates():
    assert {text.course for text in BOOKINGS} - OFFERED_DATES.keys() == set()


@pytest.mark.parametrize("course", OFFERED_DATES)
def test_an_offer_names_the_hours_and_the_number_of_the_workshops(course):
    first, *others = MEETINGS[course]
    ends = f"{first.ends.hour}.{first.ends.minute}" if first.ends.minute else str(first.ends.hour)
    assert f"{first.begins.hour} bis {ends} Uhr" in OFFERED_DATES[course]
    assert OFFERED_DATES[course].split()[0] == ("Zwei" if others else "Ein")
    assert ("nach acht bis zwölf Wochen" in OFFERED_DATES[course]) == (len(others) == 2)
