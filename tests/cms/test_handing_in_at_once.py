"""Two people hand in the same page: one review begins, and the other person learns of it."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import WorkflowState
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.actions import tree
from cms.models import FreePage
from reviews import queries as reviews
from tests.clients import SignedInClient
from tests.factories.accounts_staff import make_staff
from tests.factories.reviews import strict
from tests.threads import at_once, only_on_postgresql

SENTENCE = "Diese Seite hat eben schon jemand zur Prüfung gegeben."


def hand_in(person, page, title):
    client = SignedInClient()
    client.force_login(person)
    data = {"title": title, "slug": "team", "intro": "", "menu": "header", "body": streamfield([])}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = client.post(address, nested_form_data({**data, "action-submit": "1"}))
    return answer.status_code, SENTENCE in [str(found) for found in get_messages(answer.wsgi_request)]


def told(answer):
    status, is_told = answer
    assert status in (200, 302)  # the form with what was typed, or its list
    return is_told


@pytest.mark.django_db
def test_who_comes_second_is_told_and_starts_no_second_review(provider, section, at):
    first, _reviewer = strict(provider, at)
    second = make_staff("trainer", provider)
    page = tree.add(parent=section, page=FreePage(title="Team", slug="team"), by=first, at=at, live=False)
    assert [told(hand_in(first, page, "Unser Team")), told(hand_in(second, page, "Anderes Team"))] == [False, True]
    assert WorkflowState.objects.active().count() == 1
    assert reviews.approval_of(FreePage.objects.get(pk=page.pk)).revision.content["title"] == "Unser Team"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_hand_in_at_once_one_begins_the_review_and_the_other_is_told(provider, section, at):
    only_on_postgresql()
    first, _reviewer = strict(provider, at)
    people = [first, make_staff("trainer", provider)]
    page = tree.add(parent=section, page=FreePage(title="Team", slug="team"), by=first, at=at, live=False)
    answers = at_once([lambda who=who: hand_in(who, page, f"Team {who.pk}") for who in people])
    assert sorted(told(answer) for answer in answers) == [False, True]
    assert WorkflowState.objects.active().count() == 1
