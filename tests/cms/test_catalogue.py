"""The catalogue: what is found, why, how to narrow it down, and what to do when nothing fits."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from wagtail.models import Locale

from accounts.models import Region
from cms.actions import tree
from cms.models import LegalPage
from cms.queries.cards import hours
from cms.queries.catalogue import FULL_RUNS
from courses.actions import catalogue, publishing, translating
from courses.models import Occupation
from tests.factories.accounts import NetworkFactory, ProviderFactory, UserFactory
from tests.factories.courses import RunFactory, live_course, live_unit
from tests.factories.lms import enrolled

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
TODAY = timezone.localdate(NOW)


def day(offset):
    return TODAY + timedelta(days=offset)


def a_run(course, **values):
    """A run that can be entered today and begins in two weeks."""
    plan = {"starts_on": day(14), "ends_on": day(90), "enrol_from": day(-5), "enrol_until": day(13), **values}
    run = RunFactory(course=course, **plan)
    catalogue.refresh(course_ids=[course.pk])
    return run


@pytest.fixture
def offers():
    """A nursing course that is paid for by nobody, and an office course."""
    nursing = live_course(
        title="Pflege mit Zukunft",
        slug="pflege",
        occupation=Occupation.objects.get(key="pflege"),
        cefr_entry="B1",
        cefr_goal="B2",
    )
    office = live_course(title="Büro und Recht", slug="buero", cefr_entry="B2", cefr_goal="C1")
    return nursing, office


def look(client, address="/de/kurse/", **query):
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer


def titles(answer):
    return [card.title for card in answer.context["part"].cards]


def query_of(href):
    return parse_qs(urlsplit(href).query)


def test_a_card_says_what_it_is_when_it_begins_how_long_it_takes_and_that_it_is_free(client):
    provider = ProviderFactory(name="Bildungswerk Leine", city="Hannover", complaint_path="Brief an die Leitung.")
    units = [live_unit(provider, teaching_units=4), live_unit(provider, teaching_units="3.5")]
    course = live_course(provider, title="Büro und Recht", units=units, cefr_entry="B1")
    a_run(course)
    card = look(client).context["part"].cards[0]
    assert {fact.term: fact.text for fact in card.facts} == {
        "Beginn": date_format(day(14), "DATE_FORMAT"),
        "Umfang": "7,5 UE (5,62 Stunden)",
        "Deutsch": "ab B1",
        "Format": "online",
        "Träger": "Bildungswerk Leine, Hannover",
    }
    assert [badge.text for badge in card.badges] == ["Anmeldung offen", "kostenfrei"]
    assert card.href == f"/de/kurse/{course.slug}/"
    assert "1 UE dauert 45 Minuten" in look(client).content.decode()


@pytest.mark.parametrize(
    ("plan", "taken", "badge"),
    [
        ({}, 0, "Anmeldung offen"),
        ({"capacity": 2}, 0, "noch 2 Plätze"),
        ({"capacity": 1}, 1, "ausgebucht"),
        ({"enrol_from": day(3)}, 0, "angekündigt"),
        ({"starts_on": day(-3), "enrol_until": day(-3)}, 0, "läuft"),
        ({"enrol_until": day(-1)}, 0, "Anmeldung beendet"),
        (None, 0, "zurzeit kein Termin"),
    ],
)
def test_a_card_says_where_its_run_stands(client, plan, taken, badge):
    course = live_course()
    if plan is not None:
        run = a_run(course, **plan)
        for _ in range(taken):
            enrolled(run, at=NOW)
    assert look(client).context["part"].cards[0].badges[0].text == badge


def test_a_full_run_gives_way_to_one_with_places(client):
    course = live_course()
    enrolled(a_run(course, capacity=1), at=NOW)
    a_run(course, starts_on=day(40), enrol_until=day(30))
    assert look(client).context["part"].cards[0].badges[0].text == "Anmeldung offen"


@pytest.mark.parametrize("order", ["beginn", "passung"])
def test_what_one_can_join_comes_before_what_is_full_however_early_that_begins(client, order):
    full, later, _undated = (live_course(title=title) for title in ("A ausgebucht", "B später", "C ohne Termin"))
    run = a_run(full, capacity=1, starts_on=day(7), enrol_until=day(6))
    a_run(later, starts_on=day(40), enrol_until=day(30))
    names = lambda: titles(look(client, suche="bueromanagement", sortierung=order))  # noqa: E731
    assert names()[:2] == ["A ausgebucht", "B später"]
    enrolled(run, at=NOW)
    cache.delete(FULL_RUNS)  # ten seconds are over
    assert names() == ["B später", "A ausgebucht", "C ohne Termin"]


def test_an_occupation_in_another_language_finds_the_course_and_says_why(client, offers):
    answer = look(client, "/de/kurse/", suche="ممرضة")
    assert titles(answer) == ["Pflege mit Zukunft"]
    assert any("Pflege" in reason for reason in answer.context["part"].cards[0].reasons)


def test_a_facet_shows_its_counts_and_narrows_down(client, offers):
    body = look(client).content.decode()
    assert '<input type="checkbox" name="beruf" value="pflege">' in body
    answer = look(client, beruf="pflege")
    assert titles(answer) == ["Pflege mit Zukunft"]
    assert 'name="beruf" value="pflege" checked' in answer.content.decode()


def test_what_was_chosen_can_be_taken_back_one_by_one_and_together(client, offers):
    part = look(client, suche="recht", niveau=["B1", "B2"], beruf="bueromanagement").context["part"]
    assert (part.chips[0].group, part.chips[0].label) == ("Suche", "recht")
    without = {chip.label: query_of(chip.href) for chip in part.chips}
    assert without["B1"] == {"suche": ["recht"], "beruf": ["bueromanagement"], "niveau": ["B2"]}
    assert without["recht"] == {"beruf": ["bueromanagement"], "niveau": ["B1", "B2"]}
    assert part.clear_href == "/de/kurse/"


def test_the_state_stands_in_the_address_and_is_kept_on_page_two(client, monkeypatch):
    monkeypatch.setattr("cms.queries.catalogue.PER_PAGE", 2)
    for _ in range(3):
        live_course(cefr_entry="B1")
    answer = look(client, niveau="B1", sortierung="passung")
    assert len(answer.context["part"].cards) == 2
    assert 'href="?niveau=B1&amp;sortierung=passung&amp;seite=2"' in answer.content.decode()
    second = look(client, niveau="B1", sortierung="passung", seite=2)
    assert len(second.context["part"].cards) == 1
    assert [chip.label for chip in second.context["part"].chips] == ["B1"]
    assert second.context["part"].search.told_order == "passung"


def test_another_language_of_the_page_keeps_the_state(client, offers):
    body = look(client, beruf="pflege").content.decode()
    assert "/sprache/ar/?weiter=/de/kurse/%3Fberuf%3Dpflege" in body


def test_a_typing_error_is_asked_back(client, offers):
    answer = look(client, suche="Pflge")
    assert "Meinten Sie" in answer.content.decode()
    assert query_of(answer.context["part"].did_you_mean_href) == {"suche": ["Pflege"]}


def test_nothing_found_says_what_to_loosen_and_who_helps(client, offers):
    answer = look(client, beruf="pflege", niveau="A1")
    body = answer.content.decode()
    assert "Dazu haben wir gerade keinen Kurs" in body
    assert [(one.label, query_of(one.href), one.count) for one in answer.context["part"].loosenings] == [
        ("Mein Deutsch", {"beruf": ["pflege"]}, 1)
    ]
    assert "Lassen Sie sich beraten" in body


def reachable(name, code, **values):
    return NetworkFactory(name=name, code=code, **{"email": f"{code.lower()}@netz.example", **values})


def names_of(answer):
    return [network.name for network in answer.context["part"].contacts.networks]


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_nothing_found_offers_counselling_and_a_person_to_write_to_or_call(client, offers, language):
    reachable("Netzwerk Nord", "NN", phone="0511 / 12-34")
    NetworkFactory(name="Ohne Adresse", code="OA", email="", phone="")
    page = BeautifulSoup(look(client, f"/{language}/kurse/", suche="xqzxqzxqz").content, "html.parser")
    [help_] = page.select("#ergebnisse .stack--wide")
    assert [link["href"] for link in help_.select("a")][1:] == [
        f"/{language}/beratung/",
        "tel:+495111234",
        "mailto:nn@netz.example?subject=Kurssuche%3A%20xqzxqzxqz",
    ]
    assert "Ohne Adresse" not in help_.text
    assert ("Fragen Sie uns" in help_.text) == (language == "de")
    levels = [int(heading.name[1]) for heading in page.select("main h1, main h2, main h3, main h4")]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_whom_to_ask_follows_the_network_or_region_that_was_chosen(client):
    here, there = reachable("Netzwerk Hier", "HH"), reachable("Netzwerk Dort", "DD")
    region = Region.objects.create(name="Dort", land="NI")
    ProviderFactory(network=there, region=region)
    ProviderFactory(network=here, region=region, archived_at=NOW)
    assert names_of(look(client)) == ["Netzwerk Dort", "Netzwerk Hier"]
    assert names_of(look(client, netzwerk="HH")) == ["Netzwerk Hier"]
    assert names_of(look(client, region=region.public_id)) == ["Netzwerk Dort"]
    type(there).objects.filter(pk=there.pk).update(archived_at=NOW)
    assert names_of(look(client, region=region.public_id)) == ["Netzwerk Hier"]  # better than nobody


def test_where_no_network_can_be_reached_the_imprint_says_how(client, at):
    tree.build_site(at=at)
    page = LegalPage.objects.get(kind="imprint", depth=3, locale__language_code="de")
    page.save_revision().publish()
    answer = look(client, "/ar/kurse/")
    address = answer.context["part"].contacts.imprint
    assert f'class="button button--quiet" href="{address}"' in answer.content.decode()
    assert (address[:4], client.get(address).status_code) == ("/ar/", 200)
    page.refresh_from_db()
    page.unpublish()
    assert not look(client, "/en/kurse/").context["part"].contacts


def test_a_month_in_which_nothing_begins_names_a_person_too(client, offers):
    reachable("Netzwerk Nord", "NN")
    a_run(offers[0])
    far = day(400)
    empty = client.get(f"/de/kurse/monat/{far.year}/{far.month}/").content.decode()
    assert "mailto:nn@netz.example?subject=Kurssuche" in empty
    assert "Lassen Sie sich beraten" in empty
    filled = client.get(f"/de/kurse/monat/{day(14).year}/{day(14).month}/").content.decode()
    assert "mailto:nn@netz.example" not in filled


def test_whom_to_ask_costs_nothing_where_something_was_found(client, offers):
    look(client)
    with CaptureQueriesContext(connection) as captured:
        look(client, niveau="B1")
    assert [query for query in captured.captured_queries if 'FROM "accounts_network"' in query["sql"]] == []


def test_a_word_that_nothing_holds_leads_back_to_all_courses(client, offers):
    body = look(client, suche="xqzxqzxqz").content.decode()
    assert 'href="/de/kurse/">Alle Kurse zeigen' in body


def test_an_address_typed_wrongly_is_no_error(client, offers):
    assert titles(look(client, beruf="gibt-es-nicht", niveau="Z9", seite="viele", sortierung="oben", beginn="nie"))


def test_the_courses_title_is_in_the_readers_language_where_translated(client, offers):
    nursing, _ = offers
    copy = translating.start_translation(
        source=nursing, locale=Locale.objects.get(language_code="ar"), by=UserFactory(), at=NOW
    )
    copy.title, copy.slug = "التمريض والمستقبل", "pflege-ar"
    copy.save_revision()
    publishing.publish_course(course=copy, by=None)
    found = {card.title: card for card in look(client, "/ar/kurse/").context["part"].cards}
    assert found["التمريض والمستقبل"].direction == "rtl"
    assert found["Büro und Recht"].language == "de"
    assert '<h3 lang="de" dir="ltr"><a href="/ar/kurse/buero/">' in look(client, "/ar/kurse/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_catalogue_costs_at_most_five_statements_and_writes_nothing(client, count):
    for _ in range(count):
        course = live_course()
        a_run(course)
        a_run(course, starts_on=day(40), enrol_until=day(30))
    look(client)  # a process reads the entries once
    with CaptureQueriesContext(connection) as captured:
        look(client, niveau="B1")
    assert len(captured) <= 5
    verbs = {query["sql"].split(maxsplit=1)[0] for query in captured}
    assert verbs == {"SELECT"}


def test_a_month_shows_what_begins_in_it_and_leads_to_the_others(client, offers):
    nursing, office = offers
    a_run(nursing, starts_on=day(14))
    a_run(office, starts_on=day(14 + 62), ends_on=day(200))
    moment = day(14)
    address = reverse("cms:catalogue_month", args=[moment.year, moment.month])
    month = look(client, address).context["part"].month
    assert [entry.label for entry in dict(month.days)[moment]] == ["Pflege mit Zukunft"]
    assert month.following
    assert not month.previous
    assert [
        found for found in look(client, address, beruf="bueromanagement").context["part"].month.days if found[1]
    ] == []


@pytest.mark.parametrize("address", ["/de/kurse/monat/1999/1/", "/de/kurse/monat/2999/1/"])
def test_a_month_far_away_does_not_exist(client, address):
    assert client.get(address).status_code == 404


def test_searches_are_not_for_search_engines_and_the_catalogue_is(client, offers):
    assert "noindex" not in look(client).content.decode()
    searched = look(client, suche="pflege").content.decode()
    assert '<meta name="robots" content="noindex, follow">' in searched
    assert '<link rel="canonical" href="http://localhost/de/kurse/">' in searched


def test_search_engines_are_told_every_page_in_every_language(client, offers):
    body = client.get("/sitemap.xml").content.decode()
    for language in ("de", "en", "ar"):
        assert f"<loc>http://testserver/{language}/kurse/pflege/</loc>" in body
    assert 'hreflang="ar" href="http://testserver/ar/kurse/"' in body
    assert "<loc>http://testserver/de/traeger/</loc>" in body
    assert body.count("<loc>http://testserver/de/kurse/</loc>") == 1


def test_an_occupation_on_the_start_page_leads_into_the_catalogue(client, offers):
    body = client.get("/ar/").content.decode()
    assert 'href="/ar/kurse/?beruf=pflege"' in body


def test_in_arabic_the_length_keeps_its_order_between_german_signs():
    with translation.override("ar"):
        text = hours(Decimal(440))
    assert text == "\u200f\u2066440 UE\u2069 (330 ساعة)"  # right to left, though it begins with a number and "UE"
