"""Facets narrow down together, count what each further choice would leave, and stand in the address."""

from datetime import date

import pytest
from django.http import QueryDict

from accounts.models import Region
from courses.actions import catalogue
from courses.models import Course, Occupation
from courses.queries.catalogue import Search, month, page_number, search
from tests.factories.accounts import ProviderFactory
from tests.factories.courses import RunFactory, live_course

pytestmark = pytest.mark.django_db


def run_of(course, starts_on, **values):
    """An announced run whose window is open from February until its first day."""
    plan = {"starts_on": starts_on, "ends_on": date(2027, 6, 30), "enrol_until": starts_on, **values}
    run = RunFactory(course=course, **plan)
    catalogue.refresh(course_ids=[course.pk])
    return run


def ask(at, query):
    return search(Search.from_query(QueryDict(query)), at=at, language="de")


def slugs(at, query):
    return {hit.slug for hit in ask(at, query).hits}


def counts(at, query, name):
    facet = next(facet for facet in ask(at, query).facets if facet.name == name)
    return {choice.value: choice.count for choice in facet.choices}


@pytest.fixture
def offers():
    pflege = Occupation.objects.get(key="pflege")
    live_course(slug="a", title="A", occupation=pflege, cefr_entry="B1", format="online")
    live_course(slug="b", title="B", occupation=pflege, cefr_entry="B2", format="on_site", teaching_language="en")
    live_course(slug="c", title="C", cefr_entry="B2", format="online", target_groups=["refugees", "new_from_eu"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"a", "b", "c"}),
        ("beruf=pflege", {"a", "b"}),
        ("beruf=pflege&format=online", {"a"}),
        ("format=online&format=on_site", {"a", "b", "c"}),
        ("sprache=en", {"b"}),
        ("zielgruppe=refugees", {"c"}),
        ("zielgruppe=volunteers", set()),
        ("suche=B&sprache=en", {"b"}),
        ("beruf=gibtsnicht", {"a", "b", "c"}),
        ("region=000000000000&netzwerk=ZZZZZ", {"a", "b", "c"}),
        ("art=<script>&format=online", {"a", "c"}),
    ],
)
def test_choices_of_one_facet_add_up_those_of_several_narrow_down_and_unknown_ones_are_ignored(
    at, offers, query, found
):
    assert slugs(at, query) == found


def test_a_choice_counts_what_it_would_leave_with_all_other_facets_as_they_are(at, offers):
    assert counts(at, "", "format") == {"online": 2, "on_site": 1}
    assert counts(at, "beruf=pflege", "format") == {"online": 1, "on_site": 1}
    # What is chosen here does not change the counts here, but does elsewhere.
    assert counts(at, "format=online", "format") == {"online": 2, "on_site": 1}
    assert counts(at, "format=online", "beruf") == {"bueromanagement": 1, "pflege": 1}
    assert counts(at, "format=on_site", "beruf") == {"bueromanagement": 0, "pflege": 1}


def test_a_choice_that_no_offer_has_is_not_listed_unless_it_is_chosen(at, offers):
    assert "volunteers" not in counts(at, "", "zielgruppe")
    assert counts(at, "zielgruppe=volunteers", "zielgruppe")["volunteers"] == 0


def test_every_facet_of_the_issue_is_there(at, offers):
    assert [facet.name for facet in ask(at, "").facets] == [
        "beruf", "art", "niveau", "zielgruppe", "beginn", "tageszeit", "format", "sprache", "netzwerk", "region",
    ]  # fmt: skip


def test_my_level_of_german_finds_what_asks_for_no_more(at, offers):
    assert slugs(at, "niveau=B1") == {"a"}
    assert slugs(at, "niveau=B2") == {"a", "b", "c"}
    assert counts(at, "", "niveau") == {"B1": 1, "B2": 3, "C1": 3, "C2": 3}


def test_a_language_course_is_not_for_those_who_are_beyond_its_goal(at):
    live_course(slug="sprache", offer_kind=Course.OfferKind.LANGUAGE_COURSE, cefr_entry="B1", cefr_goal="B2")
    assert counts(at, "", "niveau") == {"B1": 1}


def test_a_course_lies_in_its_own_region_and_else_in_that_of_its_provider(at):
    home, away = (Region.objects.create(name=name, land="NI") for name in ("Emsland", "Harz"))
    provider = ProviderFactory(region=home, complaint_path="an die Leitung")
    live_course(provider, slug="daheim")
    live_course(provider, slug="auswaerts", region=away)
    assert slugs(at, f"region={home.public_id}") == {"daheim"}
    assert slugs(at, f"region={away.public_id}") == {"auswaerts"}
    assert slugs(at, "suche=Harz") == {"auswaerts"}


def test_networks_are_told_apart_by_their_code(at, offers):
    code = Course.objects.get(slug="a").provider.network.code
    assert slugs(at, f"netzwerk={code}") == {"a"}


@pytest.fixture
def dates():
    """Days from the tests' 2 March: one soon in the mornings and one late in the evenings, of the same course."""
    both = live_course(slug="both", title="Both")
    run_of(both, date(2026, 3, 16), times_of_day=["morning"])
    run_of(both, date(2026, 9, 1), times_of_day=["evening", "weekend"])
    running = live_course(slug="running", title="Running")
    run_of(running, date(2026, 2, 20), enrol_until=date(2026, 3, 20))
    live_course(slug="none", title="None")
    return both


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("beginn=now", {"running"}),
        ("beginn=30d", {"both"}),
        ("beginn=90d", set()),
        ("beginn=later", {"both"}),
        ("beginn=open", {"none"}),
        ("beginn=now&beginn=open", {"running", "none"}),
        ("tageszeit=evening", {"both"}),
        ("beginn=30d&tageszeit=morning", {"both"}),
        ("beginn=30d&tageszeit=evening", set()),  # two runs, each with only one of both
        ("beginn=later&tageszeit=weekend", {"both"}),
    ],
)
def test_start_and_time_of_day_hold_for_one_and_the_same_run(at, dates, query, found):
    assert slugs(at, query) == found


def test_counts_of_starts_respect_the_time_of_day_and_the_other_way_round(at, dates):
    assert counts(at, "tageszeit=evening", "beginn") == {"now": 0, "30d": 0, "later": 1, "open": 0}
    assert counts(at, "beginn=30d", "tageszeit") == {"morning": 1, "evening": 0, "weekend": 0}


def test_the_run_that_is_shown_is_the_one_that_fits_what_was_chosen(at, dates):
    soon, late = dates.runs.order_by("starts_on")
    (hit,) = ask(at, "tageszeit=evening").hits
    assert (hit.next_run.pk, hit.next_start, [run.pk for run in hit.other_runs]) == (late.pk, late.starts_on, [soon.pk])
    assert hit.reasons == ["Unterricht abends"]


def test_sorted_by_start_the_next_to_begin_comes_first_and_what_has_no_date_last(at, dates):
    run_of(live_course(slug="tomorrow", title="Z"), date(2026, 3, 3))
    assert [hit.slug for hit in ask(at, "").hits] == ["running", "tomorrow", "both", "none"]


def test_what_can_be_joined_comes_first_when_words_fit_alike(at, dates):
    live_course(slug="also", title="Ohne Termin")
    assert [hit.slug for hit in ask(at, "suche=Büro").hits][:2] == ["running", "both"]


def test_a_month_shows_what_begins_in_it_and_how_much_lies_around(at, dates):
    found = month(Search(), year=2026, month=3, at=at)
    soon = dates.runs.order_by("starts_on").first()
    assert {day: [start.run_id for start in starts] for day, starts in found.days.items()} == {
        date(2026, 3, 16): [soon.pk]
    }
    assert (found.before, found.after) == (1, 1)
    assert month(Search(times_of_day=("evening",)), year=2026, month=3, at=at).days == {}


ADDRESSES = [
    ("", ""),
    ("suche=++Pflege++B2+", "suche=Pflege+B2"),
    ("format=online&beruf=pflege&format=blended", "beruf=pflege&format=online&format=blended"),
    ("niveau=B2&niveau=B1&niveau=B2&niveau=Z9", "niveau=B1&niveau=B2"),
    ("sortierung=beginn", ""),
    ("sortierung=passung", "sortierung=passung"),
    ("suche=x&sortierung=passung", "suche=x"),
    ("suche=x&sortierung=beginn", "suche=x&sortierung=beginn"),
    ("utm_source=mail&seite=3", ""),
    ("netzwerk=NI&region=0123456789ab&zielgruppe=refugees", "zielgruppe=refugees&netzwerk=NI&region=0123456789ab"),
]


@pytest.mark.parametrize(("typed", "canonical"), ADDRESSES)
def test_equal_searches_have_one_address(typed, canonical):
    asked = Search.from_query(QueryDict(typed))
    assert asked.to_query() == canonical
    assert Search.from_query(QueryDict(canonical)) == asked


def test_an_address_changes_by_one_choice_and_keeps_the_rest():
    asked = Search.from_query(QueryDict("suche=x&beruf=pflege&niveau=B1"))
    assert asked.to_query(levels=()) == "suche=x&beruf=pflege"
    assert asked.to_query(page=2) == "suche=x&beruf=pflege&niveau=B1&seite=2"


@pytest.mark.parametrize(("typed", "page"), [("", 1), ("seite=3", 3), ("seite=-1", 1), ("seite=x", 1), ("seite=²", 1)])
def test_a_page_that_is_no_number_is_the_first(typed, page):
    assert page_number(QueryDict(typed)) == page
