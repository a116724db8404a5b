"""Sessions in the back office: preview, holidays, collisions, old tabs, colleagues, other providers."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses import queries, room_forms
from courses.models import Run, RunSession
from courses.room_options import RoomOptions
from courses.timetable import slot
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import live_course, live_unit
from tests.factories.sessions import planned, run_in, trainer_of

pytestmark = pytest.mark.django_db
FRIDAY = date(2031, 4, 4)  # a week before Good Friday


@pytest.fixture
def run():
    return run_in("NI", ends_on=date(2031, 12, 19))


@pytest.fixture
def trainer(run):
    return trainer_of(run, full_name="Dana Trainer")


@pytest.fixture
def staff(client, trainer):
    client.force_login(trainer)
    return client


def typed(trainer, **values):
    form = {
        "day": FRIDAY.isoformat(), "begins": "19:00", "ends": "20:30", "mode": "online", "trainers": [trainer.pk],
        "min_percent": "80", "opens_for_staff_minutes": "30", "opens_for_learners_minutes": "10",
    }  # fmt: skip
    return {**form, **values}


def url(name, thing):
    return reverse(f"session_office:{name}", args=[thing.public_id])


def hidden(answer, name="seen"):
    return answer.context["form"][name].value()


def test_a_session_on_a_clear_day_is_planned_at_once(staff, run, trainer):
    answer = staff.post(url("plan", run), typed(trainer, title="Auftakt", title_en="Start"))
    assert answer.status_code == 302
    session = run.sessions.get()
    assert (session.title_in("en"), session.title_in("ar")) == ("Start", "Auftakt")
    assert session.starts_at == slot(FRIDAY, time(19), time(20, 30)).starts_at


def test_dates_are_shown_and_read_as_people_in_germany_write_them(staff, run, trainer):
    session = planned(run, trainer, day=FRIDAY)
    shown = staff.get(url("change", session)).content.decode()
    assert 'value="04.04.2031"' in shown
    assert "Schlagwort" not in shown  # Wagtail's German for the English word "Tag"
    assert staff.post(url("plan", run), typed(trainer, day="11.04.2031")).status_code == 200  # Good Friday is asked


def test_a_series_of_a_run_that_has_begun_starts_today_at_the_earliest(staff, run):
    Run.objects.filter(pk=run.pk).update(starts_on=date(2020, 1, 7))
    assert staff.get(url("series", run)).context["form"]["from_on"].value() == timezone.localdate()


def test_the_bar_says_what_the_page_is_for(staff, run):
    pages = {"plan": "Termin planen", "series": "Serie planen", "run": "Termine des Durchgangs"}
    last = {name: staff.get(url(name, run)).context["breadcrumbs_items"][-1]["label"] for name in pages}
    assert last == pages


def test_a_holiday_of_the_land_is_asked_about_before_it_is_planned(staff, run, trainer):
    good_friday = typed(trainer, day="2031-04-11")
    asked = staff.post(url("plan", run), good_friday)
    assert "Feiertag: Karfreitag" in asked.content.decode()
    assert not run.sessions.exists()
    assert staff.post(url("plan", run), {**good_friday, "seen": hidden(asked)}).status_code == 302
    assert run.sessions.count() == 1


def test_what_a_trainer_or_the_run_has_at_that_time_is_shown(staff, run, trainer):
    other_run = run_of_same_provider(run)
    planned(other_run, trainer, day=FRIDAY, begins=time(20), ends=time(21))
    planned(run, trainer_of(run), day=FRIDAY, begins=time(18), ends=time(19, 15))
    text = staff.post(url("plan", run), typed(trainer)).content.decode()
    assert "Dana Trainer unterrichtet da schon" in text
    assert "Dieser Durchgang hat da schon einen Termin" in text


def run_of_same_provider(run):
    from tests.factories.lms import running_run

    return running_run(run.course.provider, ends_on=date(2031, 12, 19))


def test_what_a_trainer_does_at_another_provider_is_not_told(run, trainer):
    elsewhere = run_in("HB", ends_on=date(2031, 12, 19))
    make_staff_of = trainer_of(elsewhere)
    planned(elsewhere, make_staff_of, day=FRIDAY)
    [mark] = queries.marks(run, [slot(FRIDAY, time(19), time(20))], [make_staff_of])
    assert mark.clashes == ()


SERIES = {
    "weekdays": ["FR"], "from_on": "2031-04-04", "count": "3", "begins": "19:00", "ends": "20:30", "mode": "online",
    "min_percent": "80", "opens_for_staff_minutes": "30", "opens_for_learners_minutes": "10",
}  # fmt: skip


def test_a_series_shows_all_dates_first_with_holidays_left_out(staff, run, trainer):
    form = {**SERIES, "trainers": [trainer.pk]}
    shown = staff.post(url("series", run), {**form, "act": "preview"})
    assert [(mark.slot.day.isoformat(), kept) for mark, _words, kept in shown.context["preview"]] == [
        ("2031-04-04", True), ("2031-04-11", False), ("2031-04-18", True),
    ]  # fmt: skip
    assert not run.sessions.exists()
    keep = ["2031-04-04", "2031-04-18"]
    staff.post(url("series", run), {**form, "act": "save", "seen": hidden(shown), "keep": keep})
    assert [timezone.localdate(one.starts_at).isoformat() for one in run.sessions.order_by("starts_at")] == keep


def test_a_series_that_was_not_shown_is_not_made(staff, run, trainer):
    form = {**SERIES, "trainers": [trainer.pk]}
    shown = staff.post(url("series", run), {**form, "act": "preview"})
    other = {**form, "count": "4", "act": "save", "seen": hidden(shown), "keep": ["2031-04-04"]}
    answer = staff.post(url("series", run), other)
    assert "Die Angaben haben sich geändert" in answer.content.decode()
    assert not run.sessions.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends": "18:00"}, "ends"),
        ({"begins": "06:00", "ends": "18:01"}, "ends"),
        ({"mode": "on_site"}, "place"),
        ({"min_percent": "101"}, "min_percent"),
        ({"min_minutes": "0"}, "min_minutes"),
        ({"capacity": "0"}, "capacity"),
        ({"opens_for_staff_minutes": "5"}, "opens_for_staff_minutes"),
        ({"day": "2025-01-07"}, "day"),
        ({"trainers": []}, "trainers"),
    ],
)
def test_bad_input_is_said_at_its_field(staff, run, trainer, values, field):
    answer = staff.post(url("plan", run), typed(trainer, **values))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_the_form_of_a_change_gives_back_what_stands(staff, run, trainer):
    session = planned(run, trainer, day=FRIDAY, title="Auftakt")
    page = staff.get(url("change", session))
    values = {name: bound for name in page.context["form"].fields if (bound := page.context["form"][name].value())}
    staff.post(url("change", session), {**values, "title": "Einstieg"})
    session.refresh_from_db()
    assert (session.title, session.version, session.starts_at.hour) == ("Einstieg", 2, 17)


def test_a_change_from_an_old_tab_is_refused_and_shows_what_stands_now(staff, run, trainer):
    session = planned(run, trainer, day=FRIDAY)
    for title in ("Erste", "Zweite"):
        answer = staff.post(url("change", session), typed(trainer, version="1", title=title), follow=True)
    session.refresh_from_db()
    assert session.title == "Erste"
    assert "Jemand anderes hat den Termin inzwischen geändert" in answer.content.decode()


def test_a_session_is_called_off_with_a_reason(staff, run, trainer):
    session = planned(run, trainer, day=FRIDAY)
    assert staff.post(url("cancel", session), {"reason": ""}).context["form"].errors
    staff.post(url("cancel", session), {"reason": "Krank"})
    session.refresh_from_db()
    assert session.is_cancelled


def test_a_colleague_takes_over_in_two_clicks(client, run, trainer):
    session = planned(run, trainer, day=FRIDAY)
    colleague = trainer_of(run)
    client.force_login(colleague)
    assert url("take_over", session) in client.get(url("run", run)).content.decode()
    client.post(url("take_over", session))
    assert [row.user for row in session.session_trainers.all()] == [colleague]


def test_who_plans_but_does_not_teach_takes_nothing_over(client, run, trainer):
    session = planned(run, trainer, day=FRIDAY)
    client.force_login(make_staff("coordinator", run.course.provider))
    assert url("take_over", session) not in client.get(url("run", run)).content.decode()
    assert client.post(url("take_over", session)).status_code == 404


def test_sessions_of_another_provider_do_not_exist(client, run, trainer):
    session = planned(run, trainer, day=FRIDAY)
    client.force_login(make_staff("provider_admin"))
    asked = [url("run", run), url("plan", run), url("series", run)]
    asked += [url(name, session) for name in ("change", "cancel", "take_over")]
    assert {client.get(address).status_code for address in asked} == {404}


def test_the_list_costs_the_same_for_one_session_and_for_three(staff, run, trainer, django_assert_num_queries):
    address = reverse("session_office:index")
    planned(run, trainer, day=FRIDAY)
    staff.get(address)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as one:
        staff.get(address)
    for step in (1, 2):
        planned(run, trainer, day=FRIDAY + timedelta(days=step))
    with django_assert_num_queries(len(one)):
        assert staff.get(address).content.decode().count("20:30") >= 3


def test_the_runs_page_says_which_unit_lacks_dates(staff, run, trainer):
    provider = run.course.provider
    taught = live_unit(provider, title="Fachgespräch", delivery="virtual_classroom", teaching_units=4)
    course = live_course(provider, units=[taught, live_unit(provider)])
    from tests.factories.lms import running_run

    other = running_run(course=course, ends_on=date(2031, 12, 19))
    item = next(iter(queries.item_titles(other)))
    planned(other, trainer, day=FRIDAY, item_id=item)
    assert "Fachgespräch: 2 von 4 UE" in staff.get(reverse("runs:manage", args=[other.pk])).content.decode()
    planned(other, trainer, day=FRIDAY + timedelta(days=7), item_id=item, at=timezone.now())
    assert queries.lacks(other) == []
    assert RunSession.objects.filter(run=other).count() == 2


def test_what_is_chosen_about_the_room_is_kept_and_shown_again(staff, run, trainer):
    chosen = {"room_lobby": "on", "room_public_chat": "on", "room_layout": "slides"}
    staff.post(url("plan", run), typed(trainer, **chosen))
    session = run.sessions.get()
    options = RoomOptions.read(session.room_options)
    assert (options.lobby, options.private_chat, options.layout) == (True, False, "slides")
    form = staff.get(url("change", session)).context["form"]
    assert [form[name].value() for name in ("room_lobby", "room_private_chat", "room_layout")] == [
        True,
        False,
        "slides",
    ]
    first = staff.get(url("plan", run)).context["form"]
    assert room_forms.chosen({field.name: field.value() for field in first.room_fields()}) == RoomOptions()


def test_a_room_cannot_be_given_a_layout_nobody_offers(staff, run, trainer):
    answer = staff.post(url("plan", run), typed(trainer, room_layout="javascript"))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["room_layout"])
    assert answer.context["form"].has_room_errors()


def test_a_wrong_form_says_above_itself_what_is_wrong_and_takes_the_focus(staff, run, trainer):
    answer = staff.post(url("plan", run), typed(trainer, ends="18:00", title="Bleibt stehen"))
    text = answer.content.decode()
    summary = text[text.index('class="error-summary" tabindex="-1" autofocus') : text.index("</form>")]
    assert '<a href="#id_ends">Ende: Das Ende liegt vor dem Beginn.</a>' in summary
    assert 'value="Bleibt stehen"' in text


def test_a_preview_takes_the_focus_and_counts_its_dates_and_holidays(staff, run, trainer):
    shown = staff.post(url("series", run), {**SERIES, "trainers": [trainer.pk], "act": "preview"}).content.decode()
    assert '<h2 tabindex="-1" autofocus>Vorschau</h2>' in shown
    assert "1 davon liegt auf einem Feiertag." in " ".join(shown.split())


@pytest.mark.parametrize("name", ["change", "cancel", "take_over"])
def test_pages_of_one_date_name_their_run_and_have_a_way_back(staff, run, trainer, name):
    text = staff.get(url(name, planned(run, trainer, day=FRIDAY))).content.decode()
    inside = text[text.index("<main") :]
    assert f"<strong><bdi>{run}</bdi></strong>" in inside
    assert f'<a class="button button-secondary w-ml-0" href="{url("run", run)}">' in inside


def test_a_series_across_the_end_of_summer_time_keeps_its_hour_in_germany(staff, run, trainer):
    form = {**SERIES, "trainers": [trainer.pk], "from_on": "2031-10-24", "count": "2"}  # clocks go back on the 26th
    shown = staff.post(url("series", run), {**form, "act": "preview"})
    keep = ["2031-10-24", "2031-10-31"]  # Reformation Day is a holiday in Niedersachsen; kept all the same
    staff.post(url("series", run), {**form, "act": "save", "seen": hidden(shown), "keep": keep})
    starts = run.sessions.order_by("starts_at").values_list("starts_at", flat=True)
    assert [timezone.localtime(one).strftime("%H:%M %z") for one in starts] == ["19:00 +0200", "19:00 +0100"]
