"""Courses that editors pick for the home page."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.models import HomePage
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import CourseFactory, RunFactory, live_course

pytestmark = pytest.mark.django_db


def home() -> HomePage:
    return HomePage.objects.get(locale__language_code="de")


def feature(*courses):
    page = home()
    page.featured = [("course", course) for course in courses]
    page.save_revision().publish()


def shown(client, language="de"):
    return [card.title for card in client.get(f"/{language}/").context["cards"]]


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_home_page_shows_what_editors_chose_in_their_order_in_every_language(client, language):
    first, second, _other = live_course(title="Zuerst"), live_course(title="Danach"), live_course(title="Nicht gewählt")
    feature(first, second)
    assert shown(client, language) == ["Zuerst", "Danach"]


def test_without_a_choice_it_shows_the_next_starts(client):
    course = RunFactory(course=live_course(title="Beginnt bald")).course
    assert shown(client) == [course.title]


def test_a_course_that_is_withdrawn_disappears_by_itself(client):
    first, second = live_course(title="Bleibt"), live_course(title="Geht")
    feature(first, second)
    second.unpublish()
    assert shown(client) == ["Bleibt"]
    first.unpublish()
    assert shown(client) == []


def form(course):
    values = {"title": "Start", "slug": "start", "lead": "Hier lernen Sie.", "about": rich_text("<p></p>")}
    blocks = {"featured": streamfield([("course", str(course.pk))]), "body": streamfield([])}
    return nested_form_data({**values, **blocks, "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}})


def test_an_editor_of_the_platform_picks_published_courses_of_any_provider(client):
    client.force_login(make_staff("administrator"))
    public, draft = live_course(title="Pflege fuer alle"), CourseFactory(title="GEHEIM")
    found = client.get(reverse("published_course_chooser:choose")).content.decode()
    assert ("Pflege fuer alle" in found, "GEHEIM" in found) == (True, False)
    found = client.get(reverse("published_course_chooser:choose_results"), {"q": "Pflege"}).content.decode()
    assert ("Pflege fuer alle" in found, "GEHEIM" in found) == (True, False)
    assert client.get(reverse("published_course_chooser:chosen", args=[public.pk])).status_code == 200
    assert client.get(reverse("published_course_chooser:chosen", args=[draft.pk])).status_code == 404
    edit = reverse("wagtailadmin_pages:edit", args=[home().pk])
    assert client.post(edit, form(draft)).status_code == 404
    assert client.post(edit, form(public)).status_code == 302
    assert home().get_latest_revision_as_object().featured_ids == [public.pk]


def test_the_chooser_is_shut_for_who_does_not_write_the_home_page(client):
    course = live_course()
    client.force_login(make_staff("trainer", course.provider))
    assert client.get(reverse("published_course_chooser:choose")).status_code == 404
    assert client.get(reverse("published_course_chooser:chosen", args=[course.pk])).status_code == 404


def test_a_translation_of_the_home_page_does_not_ask_for_courses(client):
    client.force_login(make_staff("administrator"))
    arabic = HomePage.objects.get(locale__language_code="ar")
    assert "-featured-" in client.get(reverse("wagtailadmin_pages:edit", args=[home().pk])).content.decode()
    assert "-featured-" not in client.get(reverse("wagtailadmin_pages:edit", args=[arabic.pk])).content.decode()
