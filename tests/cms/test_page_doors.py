"""Ways past a review, or past the rights of pages, that Wagtail leaves open."""

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import streamfield

from cms.models import FreePage
from tests.cms.test_page_rights import add, edit, free_page, page_form
from tests.factories.accounts import MembershipFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.media import DocumentFactory
from tests.factories.reviews import strict

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(section, at):
    return free_page(section, at, live=True)


@pytest.fixture
def both(provider, page, at):
    """Somebody who writes and reviews at a provider that wants four eyes."""
    trainer, _reviewer = strict(provider, at)
    MembershipFactory(role="coordinator", provider=provider, user=trainer)
    return trainer


@pytest.mark.parametrize("day", ["", "2100-01-01 10:00"])
def test_a_new_page_does_not_go_public_with_the_click_that_makes_it_where_a_review_is_wanted(
    client, section, both, day
):
    client.force_login(both)
    answer = client.post(add(section), page_form("Team", action="action-publish", go_live_at=day))
    assert answer.status_code == 302
    made = FreePage.objects.get(title="Team")
    assert (made.live, made.live_revision, made.approved_schedule) == (False, None, False)


def copy(client, page, **posted):
    posted = {"new_title": "X", "new_slug": "x", **posted}
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), posted)


def test_nobody_makes_an_alias(client, section, both, page):
    client.force_login(both)
    assert 'name="alias"' not in client.get(reverse("wagtailadmin_pages:copy", args=[page.pk])).content.decode()
    assert copy(client, page, new_parent_page=section.pk, alias="on").status_code == 302
    made = Page.objects.get(slug="x")
    assert (made.alias_of, made.live, made.specific.public_id != page.public_id) == (None, False, True)


def test_a_copy_does_not_go_public_where_a_review_is_wanted(client, section, both, page):
    client.force_login(both)
    copy(client, page, new_parent_page=section.pk, publish_copies="on")
    assert not Page.objects.filter(slug="x").exists()


@pytest.mark.parametrize("key", ["", "9" * 5000, "9" * 30, "²", "-1", "\0"], ids=str.__len__)
def test_a_place_that_does_not_exist_is_no_error_of_ours(client, both, page, key):
    client.force_login(both)
    assert copy(client, page, new_parent_page=key).status_code == 404
    assert copy(client, page).status_code == 404


def test_an_editing_session_of_no_row_is_no_error_of_ours(client, provider):
    client.force_login(make_staff("trainer", provider))
    for key in ("x", "9" * 5000):
        address = reverse("wagtailadmin_editing_sessions:ping", args=["courses", "unit", key, 1])
        assert client.post(address).status_code == 404


def test_a_form_that_is_wrong_elsewhere_does_not_tell_the_title_of_a_foreign_handout(
    client, provider, section, foreign, page
):
    theirs = DocumentFactory(provider=foreign.owning_provider, title="GEHEIM")
    client.force_login(make_staff("trainer", provider))
    body = streamfield([("document", {"document": str(theirs.pk), "title": ""}), ("heading", "")])
    answer = client.post(edit(page), page_form("", action="action-publish", body=body))
    assert (answer.status_code, "GEHEIM" in answer.content.decode()) == (404, False)


def test_the_list_of_a_providers_pages_leads_to_no_closed_screen(client, section, page, both):
    client.force_login(both)
    body = client.get(reverse("wagtailadmin_explore", args=[section.pk])).content.decode()
    assert page.title in body
    closed = (
        "/admin/bulk/",
        f"/pages/{section.pk}/move/",
        f"/pages/{section.pk}/copy/",
        f"/pages/{section.pk}/delete/",
    )
    assert [address for address in closed if address in body] == []
    assert f"/pages/{page.pk}/move/" in body  # a page of their own may go elsewhere
