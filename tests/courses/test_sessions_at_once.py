"""Two people change the same session in the same moment, each in a transaction of their own, on PostgreSQL."""

from itertools import pairwise
from threading import Barrier, Thread

import pytest
from django.db import connection

from courses.actions import session_changes
from courses.actions.session_plan import SessionHasChanged, SessionIsCancelled
from courses.timetable import Slot
from notifications.models import Letter
from privacy.models import AuditEntry
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
        except (SessionHasChanged, SessionIsCancelled):
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


def test_a_session_called_off_while_a_colleague_takes_it_over_is_off_and_told_once():
    run = run_in("NI")
    trainer, colleague = trainer_of(run, email="dana@example.org"), trainer_of(run, email="kim@example.org")
    session = planned(run, trainer)
    Letter.objects.all().delete()

    ends = at_once(
        [
            lambda: session_changes.cancel_session(session=session, reason="Krank", by=trainer, at=PLANNED_AT),
            lambda: session_changes.take_over_session(session=session, by=colleague, at=PLANNED_AT),
        ]
    )
    session.refresh_from_db()
    has_taken_over = ends == ["done", "done"]
    who = list(session.session_trainers.values_list("user", flat=True))
    assert (session.is_cancelled, who) == (True, [colleague.pk if has_taken_over else trainer.pk])
    actions = ["courses.session_cancelled"] + ["courses.session_taken_over"] * has_taken_over
    told = AuditEntry.objects.filter(action__in=actions).values_list("action", flat=True)
    assert sorted(told) == actions
    letters = Letter.objects.filter(event="sessions_cancelled").values_list("recipient", flat=True)
    assert sorted(letters) == who


def test_a_session_that_two_colleagues_take_over_at_once_is_taught_by_one():
    run = run_in("NI")
    session = planned(run, trainer_of(run))
    colleagues = [trainer_of(run), trainer_of(run)]
    at_once(
        [
            lambda by=by: session_changes.take_over_session(session=session, by=by, at=PLANNED_AT)
            for by in (*colleagues, colleagues[0])
        ]
    )
    [last] = session.session_trainers.values_list("user", flat=True)
    assert last in {one.pk for one in colleagues}
    taken = AuditEntry.objects.filter(action="courses.session_taken_over").order_by("pk")
    assert [one.actor for one in taken][-1] == next(one.public_id for one in colleagues if one.pk == last)
    assert all(one.actor != other.actor for one, other in pairwise(taken))
