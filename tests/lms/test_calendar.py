"""„Meine Termine“: what stands there, in whose words, and what a calendar app gets, read by another parser."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.actions import session_changes
from courses.models import RunSession
from lms.actions import calendar_feeds, enrolments
from lms.models import CalendarFeed
from lms.queries import calendar as calendars
from lms.queries.calendar import Kind
from privacy.models import AuditEntry
from tests.factories.accounts import UserFactory
from tests.factories.courses import live_course
from tests.factories.lms import enrolled, running_run
from tests.factories.sessions import planned, run_in, trainer_of

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=30)  # views read the clock


@pytest.fixture
def run():
    return run_in("NI", ends_on=date(2031, 12, 19))


@pytest.fixture
def learner():
    return UserFactory(full_name="Amal Haddad", preferred_language="de")


def feed_of(person, at=datetime(2031, 4, 1, 9, tzinfo=UTC)):
    """Return path and the events as another library reads them, by summary."""
    token = calendar_feeds.renew(person=person, at=at)
    return reverse("calendar_feed", args=[token])


def events(answer):
    calendar = vobject.readOne(answer.content.decode())
    return list(calendar.vevent_list)


def sessions_in_feed(person, at):
    found = calendars.feed_entries(person, language="de", at=at)
    return [entry for entry in found if isinstance(entry.starts, datetime)]


def test_the_list_has_sessions_in_berlin_time_and_marks_holidays(client, run, learner, at):
    enrolled(run, learner)
    planned(run, day=date(2026, 3, 31), title="Auftakt")  # the first Tuesday of summer time
    planned(run, day=date(2026, 4, 7))
    found = calendars.agenda(learner, language="de", at=at)
    assert [(day.day.isoformat(), day.holiday.name if day.holiday else "") for day in found.days] == [
        ("2026-03-31", ""), ("2026-04-03", "Karfreitag"), ("2026-04-06", "Ostermontag"), ("2026-04-07", ""),
    ]  # fmt: skip
    first = found.days[0].appointments[0]
    assert (first.time, first.title) == ("19:00–20:30", "Auftakt")


def test_what_is_over_leaves_the_list_and_what_was_called_off_stays_with_its_reason(client, run, learner):
    enrolled(run, learner)
    session = planned(run, day=SOON)
    trainer = session.session_trainers.get().user
    session_changes.cancel_session(session=session, reason="Krank", by=trainer, at=datetime(2026, 3, 1, tzinfo=UTC))
    client.force_login(learner)
    text = client.get(reverse("lms:calendar")).content.decode()
    assert "Krank" in text
    after = calendars.agenda(learner, language="de", at=timezone.now() + timedelta(days=31))
    assert after.days == ()


def test_a_person_sees_own_dates_only_and_none_after_leaving(run, learner, at):
    enrolment = enrolled(run, learner)
    planned(run_in("HB"), day=SOON)
    mine = planned(run, day=SOON)
    assert list(calendars.sessions_of(learner)) == [mine]
    enrolments.withdraw(enrolment=enrolment, reason="Umzug", by=learner, at=at)
    assert list(calendars.sessions_of(learner)) == []


def test_who_teaches_has_sessions_first_days_and_the_end_of_enrolment(run):
    trainer = trainer_of(run)
    later = running_run(
        run.course.provider, starts_on=date(2026, 4, 20), enrol_until=date(2026, 4, 10), ends_on=date(2026, 6, 1)
    )
    later.run_trainers.create(user=trainer)
    planned(run, trainer, day=date(2026, 4, 8))
    found = calendars.agenda(trainer, language="de", at=datetime(2026, 3, 30, tzinfo=UTC))
    kinds = [(one.kind, one.day.isoformat()) for day in found.days for one in day.appointments]
    assert kinds == [
        (Kind.SESSION, "2026-04-08"), (Kind.DEADLINE, "2026-04-10"), (Kind.RUN_START, "2026-04-20"),
    ]  # fmt: skip


def test_the_first_day_of_a_run_stands_in_the_learners_calendar(learner, at):
    run = running_run(starts_on=date(2026, 3, 16))
    enrolled(run, learner)
    [day] = calendars.agenda(learner, language="de", at=at).days
    assert (day.day, day.appointments[0].kind) == (date(2026, 3, 16), Kind.RUN_START)


def test_the_month_shows_what_is_over_and_its_neighbours(client, run, learner):
    enrolled(run, learner)
    planned(run, day=date(2026, 3, 10))
    client.force_login(learner)
    page = client.get(reverse("lms:calendar_month", args=[2026, 3]))
    filled = [day.isoformat() for day, entries in page.context["month"].days if entries]
    assert reverse("lms:session", args=[RunSession.objects.get().public_id]) in page.text
    assert filled == ["2026-03-10"]
    assert client.get(reverse("lms:calendar_month", args=[2026, 13])).status_code == 404


def test_the_time_in_a_month_stays_on_one_line(client, run, learner):
    enrolled(run, learner)
    planned(run, day=date(2026, 3, 10))
    client.force_login(learner)
    page = client.get(reverse("lms:calendar_month", args=[2026, 3])).text
    assert '<small class="soft"><span class="unbroken">19:00–20:30</span></small>' in page


@pytest.mark.parametrize(("language", "words"), [("de", "Meine Termine"), ("en", "My dates"), ("ar", "مواعيدي")])
def test_the_page_speaks_the_readers_language(client, learner, language, words):
    client.force_login(learner)
    assert words in client.get(f"/{language}/termine/").content.decode()


def test_the_list_costs_the_same_for_one_session_and_for_three(client, run, learner):
    enrolled(run, learner)
    trainer = trainer_of(run)
    client.force_login(learner)
    counts = []
    for days in ((0,), (1, 2)):
        for step in days:
            planned(run, trainer, day=SOON + timedelta(days=step))
        client.get(reverse("lms:calendar"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("lms:calendar"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_file_of_one_own_session_is_read_by_other_software(client, run, learner):
    enrolled(run, learner)
    session = planned(run, day=SOON, title="Auftakt", mode="on_site", place="Raum 2, Hannover")
    client.force_login(learner)
    answer = client.get(reverse("lms:session_file", args=[session.public_id]))
    [event] = events(answer)
    assert (event.dtstart.value, event.dtend.value) == (session.starts_at, session.ends_at)
    assert (event.uid.value, event.location.value) == (session.calendar_uid, "Raum 2, Hannover")
    assert event.summary.value == f"{run.course.title}: Auftakt"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="termin-{session.public_id}.ics"'


def test_a_session_of_others_has_no_file(client, run, learner):
    session = planned(run, day=SOON)
    client.force_login(learner)
    assert client.get(reverse("lms:session_file", args=[session.public_id])).status_code == 404


def test_a_feed_needs_no_cookie_and_sets_none(run, learner):
    enrolled(run, learner)
    planned(run, day=SOON)
    answer = Client().get(feed_of(learner))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.cookies == {}


def test_a_feed_keeps_wall_time_on_both_sides_of_each_change_of_the_clocks(run, learner):
    enrolled(run, learner)
    trainer = trainer_of(run)
    days = [date(2026, 3, 24), date(2026, 3, 31), date(2026, 10, 20), date(2026, 10, 27)]
    for day in days:
        planned(run, trainer, day=day)
    found = sessions_in_feed(learner, datetime(2026, 3, 20, tzinfo=UTC))
    assert [entry.starts.hour for entry in found] == [18, 17, 17, 18]
    from zoneinfo import ZoneInfo

    from courses.calendar_file import calendar_file

    read = vobject.readOne(calendar_file(found, language="de"))
    berlin = [event.dtstart.value.astimezone(ZoneInfo("Europe/Berlin")) for event in read.vevent_list]
    assert [(timezone.localdate(one), one.time()) for one in berlin] == [(day, time(19)) for day in days]


def test_a_changed_and_a_cancelled_session_keep_their_uid_and_count_up(run, learner):
    enrolled(run, learner)
    session = planned(run, day=date(2026, 3, 24))
    at = datetime(2026, 3, 2, tzinfo=UTC)
    [before] = sessions_in_feed(learner, at)
    trainer = session.session_trainers.get().user
    session_changes.cancel_session(session=session, reason="Krank", by=trainer, at=at)
    [after] = sessions_in_feed(learner, at)
    assert (after.uid, after.sequence, after.is_cancelled) == (before.uid, before.sequence + 1, True)


def test_a_feed_tells_other_software_of_a_cancellation_under_the_same_uid(run, learner):
    enrolled(run, learner)
    session = planned(run, day=SOON)
    path = feed_of(learner)

    def of_session():
        return next(event for event in events(Client().get(path)) if event.uid.value == session.calendar_uid)

    before = of_session()
    trainer = session.session_trainers.get().user
    session_changes.cancel_session(session=session, reason="Krank", by=trainer, at=timezone.now())
    after = of_session()
    assert (before.status.value, after.status.value) == ("CONFIRMED", "CANCELLED")
    assert int(after.sequence.value) == int(before.sequence.value) + 1


def test_a_feed_names_nobody(run, learner):
    enrolled(run, learner)
    enrolled(run, UserFactory(full_name="Mitlernende Person"))
    planned(run, trainer_of(run, full_name="Dana Trainer"), day=SOON)
    text = Client().get(feed_of(learner)).content.decode()
    assert [name for name in ("Amal", "Mitlernende", "Dana") if name in text] == []


def test_a_feed_speaks_the_persons_language(run, learner):
    learner.preferred_language = "ar"
    learner.save()
    enrolled(run, learner)
    planned(run, day=SOON, title="Auftakt", title_translations={"ar": "البداية"})
    answer = Client().get(feed_of(learner))
    assert answer.headers["Content-Language"] == "ar"
    told = [event.summary.value for event in events(answer)]  # and the run's own first and last day, around their time
    assert len([summary for summary in told if "البداية" in summary]) == 1


def test_an_app_that_asks_again_hears_that_nothing_changed(run, learner):
    enrolled(run, learner)
    path = feed_of(learner)
    tag = Client().get(path).headers["ETag"]
    assert Client().get(path, headers={"if-none-match": tag}).status_code == 304
    planned(run, day=SOON)
    assert Client().get(path, headers={"if-none-match": tag}).status_code == 200


def test_the_address_is_shown_once_and_kept_as_a_digest(client, learner):
    client.force_login(learner)
    page = reverse("lms:calendar_feed")
    made = client.post(page, {"act": "renew"})
    address = made.context["address"]
    assert address in made.content.decode()
    assert made.headers["Cache-Control"].startswith("max-age=0")
    assert "/kalender/" not in client.get(page).content.decode()
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert token.encode() not in bytes(CalendarFeed.objects.get(person=learner).digest)


def test_a_renewed_address_closes_the_old_one_and_a_revoked_one_opens_nothing(client, learner):
    first, second = feed_of(learner), feed_of(learner)
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    client.force_login(learner)
    client.post(reverse("lms:calendar_feed"), {"act": "revoke"})
    assert Client().get(second).status_code == 404
    acts = AuditEntry.objects.filter(action__startswith="lms.calendar").order_by("pk")
    assert list(acts.values_list("action", flat=True)) == [
        "lms.calendar_feed_made", "lms.calendar_feed_renewed", "lms.calendar_feed_revoked",
    ]  # fmt: skip


def test_a_closed_account_has_no_feed(learner):
    path = feed_of(learner)
    learner.is_active = False
    learner.save()
    assert Client().get(path).status_code == 404


def test_a_feed_that_is_asked_too_often_waits(learner, settings):
    settings.CALENDAR_RATES = {"feed": "2/h/key", "unknown": "1/h/ip"}
    path = feed_of(learner)
    assert [Client().get(path).status_code for _time in range(3)] == [200, 200, 429]
    wrong = reverse("calendar_feed", args=["x" * 32])
    assert [Client().get(wrong).status_code for _time in range(2)] == [404, 429]


def test_a_translated_course_is_called_by_its_translated_title(learner, at):
    run = running_run(course=live_course(), starts_on=date(2026, 3, 16))
    enrolled(run, learner)
    [day] = calendars.agenda(learner, language="en", at=at).days
    assert day.appointments[0].course_language == "de"
