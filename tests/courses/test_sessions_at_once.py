"""Two people change the same session in the same moment, each in a transaction of their own, on PostgreSQL."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from courses.actions import session_changes
from courses.actions.session_plan import SessionHasChanged
from courses.timetable import Slot
from notifications.models import Letter
from tests.factories.sessions import PLANNED_AT, plan_of, planned, run_in, trainer_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


def at_once(acts):
    """Run the acts in threads that begin together; return what each ended with."""
    ends, barrier = [], Barrier(len(acts))

    def begin(act):
        try:
            barrier.wait()
            act()
            ends.append("done")
        except SessionHasChanged:
            ends.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=begin, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def test_of_two_people_who_change_a_session_at_once_one_is_told_to_look_again():
    run = run_in("NI")
    trainer = trainer_of(run, email="dana@example.org")
    session = planned(run, trainer)

    def change_title(title):
        session_changes.change_session(
            session=session,
            known_version=1,
            plan=plan_of(session, title=title),
            slot=Slot(session.starts_at, session.ends_at),
            by=trainer,
            at=PLANNED_AT,
        )

    assert at_once([lambda: change_title("Erste"), lambda: change_title("Zweite")]) == ["done", "refused"]
    session.refresh_from_db()
    assert (session.version, session.sequence) == (2, 1)
    assert Letter.objects.filter(event="sessions_changed").count() == 1


def test_a_session_called_off_by_two_people_at_once_is_told_once():
    run = run_in("NI")
    trainer = trainer_of(run, email="dana@example.org")
    session = planned(run, trainer)

    def cancel():
        session_changes.cancel_session(session=session, reason="Krank", by=trainer, at=PLANNED_AT)

    assert at_once([cancel, cancel]) == ["done", "done"]
    assert Letter.objects.filter(event="sessions_cancelled").count() == 1
