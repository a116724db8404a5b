"""Who may do what with which pages: rights come from roles and from the section a page stands in."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.actions import translating, tree
from cms.models import FreePage, HomePage, ProviderPage
from notifications.models import Letter
from privacy.models import AuditEntry
from reviews import queries as reviews
from reviews.actions import reviewing
from reviews.rules import NeedsReview
from tests.factories.accounts import MembershipFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.media import ImageFactory
from tests.factories.reviews import strict

pytestmark = pytest.mark.django_db


def free_page(section, at, title="Unser Haus", *, live=False, by=None):
    return tree.add(
        parent=section, page=FreePage(title=title, slug=title.lower().replace(" ", "-")), by=by, at=at, live=live
    )


def page_form(title="Neu", **values):
    action = values.pop("action", None)
    data = {"title": title, "slug": title.lower(), "intro": "", "menu": "header", "body": streamfield([]), **values}
    if action:
        data[action] = "1"
    return nested_form_data(data)


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def add(parent):
    return reverse("wagtailadmin_pages:add", args=["cms", "freepage", parent.pk])


def test_a_hurried_trainer_finds_the_own_section_by_one_entry_in_the_menu(client, provider, section):
    client.force_login(make_staff("trainer", provider))
    assert reverse("cms_own_pages") in client.get(reverse("wagtailadmin_home")).content.decode()
    answer = client.get(reverse("cms_own_pages"), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("wagtailadmin_explore", args=[section.pk])
    assert answer.status_code == 200
    assert "bulk-action-checkbox" not in answer.content.decode()


def test_a_trainer_writes_and_publishes_a_page_in_the_own_section(client, provider, section):
    trainer = make_staff("trainer", provider)
    client.force_login(trainer)
    answer = client.post(add(section), page_form("Team", action="action-publish"))
    assert answer.status_code == 302
    page = FreePage.objects.get(title="Team")
    assert (page.live, page.get_parent().pk) == (True, section.pk)
    acts = AuditEntry.objects.filter(subject=page.public_id, actor=trainer.public_id, provider=provider.public_id)
    assert {"cms.page_created", "cms.page_published"} <= set(acts.values_list("action", flat=True))


@pytest.mark.parametrize("who", ["own coordinator", "administrator", "trainer elsewhere"])
def test_others_do_not_open_a_providers_pages(client, provider, section, at, who):
    page = free_page(section, at)
    people = {
        "own coordinator": lambda: make_staff("coordinator", provider),
        "administrator": lambda: make_staff("administrator"),
        "trainer elsewhere": lambda: make_staff("trainer"),
    }
    client.force_login(people[who]())
    assert client.get(edit(page)).status_code == 404
    assert client.post(edit(page), page_form("Anders")).status_code == 404


def test_the_administration_of_the_platform_writes_its_pages_and_a_trainer_does_not(client, provider, at):
    home = HomePage.objects.get(locale__language_code="de")
    page = tree.add(parent=home, page=FreePage(title="Über uns", slug="ueber-uns"), at=at)
    client.force_login(make_staff("trainer", provider))
    assert client.get(edit(page)).status_code == 404
    assert client.post(add(home), page_form()).status_code == 404
    client.force_login(make_staff("administrator"))
    assert client.get(edit(page)).status_code == 200
    client.post(edit(page), page_form("Über die Plattform", slug="ueber-uns", action="action-publish"))
    page.refresh_from_db()
    assert page.title == "Über die Plattform"


def test_the_roots_of_the_tree_cannot_be_taken_away(client, provider, section):
    client.force_login(make_staff("trainer", provider))
    for name in ("delete", "move", "copy"):
        assert client.post(reverse(f"wagtailadmin_pages:{name}", args=[section.pk])).status_code == 404
    assert ProviderPage.objects.filter(pk=section.pk).exists()


def test_a_page_is_neither_moved_nor_copied_into_the_section_of_another(client, provider, section, foreign, at):
    page = free_page(section, at)
    client.force_login(make_staff("trainer", provider))
    target = foreign.get_parent().pk
    assert client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, target])).status_code == 404
    posted = {"new_parent_page": target, "new_title": "X", "new_slug": "x"}
    assert client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), posted).status_code == 404
    assert (
        not Page.objects.child_of(foreign.get_parent())
        .filter(title__in=[page.title, "X"])
        .exclude(pk=foreign.pk)
        .exists()
    )


def test_own_page_with_the_workflow_task_of_another_provider_opens_nothing(client, provider, section, foreign, at):
    trainer, reviewer = strict(provider, at)
    own = free_page(section, at, by=trainer)
    reviewing.submit(content=own, by=trainer)
    other_trainer, _other = strict(foreign.owning_provider, at)
    theirs = reviewing.submit(content=foreign, by=other_trainer)
    client.force_login(reviewer)
    for name in ("workflow_action", "collect_workflow_action_data"):
        address = reverse(f"wagtailadmin_pages:{name}", args=[own.pk, "approve", theirs.pk])
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    theirs.refresh_from_db()
    assert theirs.status == "in_progress"


@pytest.mark.parametrize("screen", ["set_privacy", "convert_alias"])
def test_what_nobody_needs_is_closed(client, provider, section, screen):
    client.force_login(make_staff("trainer", provider))
    assert client.get(reverse(f"wagtailadmin_pages:{screen}", args=[section.pk])).status_code == 404


def test_choosers_offer_own_pages_and_what_everybody_reads_but_no_drafts_of_others(
    client, provider, section, foreign, at
):
    own = free_page(section, at, "Eigener Entwurf")
    public = free_page(foreign.get_parent(), at, "Offen bei B", live=True)
    renamed = free_page(foreign.get_parent(), at, "Alter Name", live=True)
    renamed.title = "GEHEIM neu"
    renamed.save_revision()
    client.force_login(make_staff("trainer", provider))
    found = client.get(reverse("wagtailadmin_choose_page_search"), {"q": "GEHEIM"}).content.decode()
    assert "GEHEIM neu" not in found
    assert (
        "Eigener Entwurf" in client.get(reverse("wagtailadmin_choose_page_child", args=[section.pk])).content.decode()
    )
    below = client.get(reverse("wagtailadmin_choose_page_child", args=[foreign.get_parent().pk])).content.decode()
    assert ("Offen bei B" in below, "GEHEIM" in below) == (True, False)
    chosen = reverse("wagtailadmin_choose_page_chosen_multiple")
    assert client.get(chosen, {"id": [own.pk, public.pk]}).status_code == 200
    assert client.get(chosen, {"id": [foreign.pk]}).status_code == 404


def test_a_form_takes_no_picture_of_another_provider(client, provider, section, foreign, at):
    theirs, own = ImageFactory(provider=foreign.owning_provider), ImageFactory(provider=provider)
    page = free_page(section, at)
    client.force_login(make_staff("trainer", provider))
    assert client.post(edit(page), page_form("Bild", share_image=str(theirs.pk))).status_code == 404
    assert client.post(edit(page), page_form("Bild", share_image=str(own.pk))).status_code == 302


def test_the_search_and_the_explorer_show_own_pages_only(client, provider, section, foreign, at):
    free_page(section, at, "Eigener Entwurf")
    client.force_login(make_staff("trainer", provider))
    found = client.get(reverse("wagtailadmin_pages:search"), {"q": "GEHEIM"}).content.decode()
    assert foreign.slug not in found.replace("?q=GEHEIM", "")
    for place in (section.get_parent(), section):
        listed = client.get(reverse("wagtailadmin_explore", args=[place.pk])).content.decode()
        assert "Träger B" not in listed
    assert client.get(reverse("wagtailadmin_explore", args=[foreign.get_parent().pk])).status_code == 404


def test_a_page_is_translated_by_our_button_with_its_parents_as_drafts(client, provider, section, at):
    page = free_page(section, at, live=True)
    trainer = make_staff("trainer", provider)
    client.force_login(trainer)
    address = reverse("cms_translate", args=[page.pk])
    assert address in client.get(edit(page)).content.decode()
    client.post(address, {"language": "ar"})
    copy = page.get_translation(Locale.objects.get(language_code="ar")).specific
    assert (copy.live, copy.owning_provider, copy.get_parent().live) == (False, provider, False)
    assert client.get(edit(copy)).status_code == 200
    assert AuditEntry.objects.filter(subject=copy.public_id, actor=trainer.public_id).exists()
    assert client.post(address, {"language": "ar"}).headers["Location"] == edit(copy)
    client.force_login(make_staff("trainer"))
    assert client.get(edit(copy)).status_code == 404


def test_where_a_review_is_wanted_the_editor_hands_in_and_another_person_publishes(client, provider, section, at):
    trainer, reviewer = strict(provider, at)
    client.force_login(trainer)
    client.post(add(section), page_form("Team", action="action-publish"))
    page = FreePage.objects.get(title="Team")
    assert page.live is False
    with pytest.raises(NeedsReview):
        page.latest_revision.publish(user=trainer, skip_permission_checks=True)
    assert "action-publish" not in client.get(edit(page)).content.decode()
    client.post(edit(page), page_form("Team", action="action-submit"))
    assert set(
        Letter.objects.filter(event="review_asked").values_list("recipient__memberships__provider", flat=True)
    ) == {provider.pk}
    client.force_login(reviewer)
    assert page.review_path in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.get(page.review_path).status_code == 200
    approval = reviews.approval_of(FreePage.objects.get(pk=page.pk))
    client.post(page.review_path, {"approval": approval.pk, "act": "release"})
    page.refresh_from_db()
    assert page.live is True
    assert AuditEntry.objects.filter(action="cms.page_approved", actor=reviewer.public_id).count() == 1


def test_the_reviewers_page_of_another_provider_does_not_exist(client, provider, section, foreign, at):
    trainer, _reviewer = strict(foreign.owning_provider, at)
    approval = reviewing.submit(content=foreign, by=trainer)
    client.force_login(strict(provider, at)[1])
    assert client.get(foreign.review_path).status_code == 404
    assert client.post(foreign.review_path, {"approval": approval.pk, "act": "release"}).status_code == 404


def test_who_writes_at_two_providers_sees_both_sections(client, provider, section, foreign, at):
    trainer = make_staff("trainer", provider)
    MembershipFactory(role="trainer", provider=foreign.owning_provider, user=trainer)
    client.force_login(trainer)
    places = client.get(reverse("cms_own_pages")).content.decode()
    assert ("Träger A" in places, "Träger B" in places) == (True, True)
    assert client.get(edit(foreign)).status_code == 200


def test_a_role_that_ends_takes_the_pages_with_it(client, provider, section, at):
    trainer = make_staff("trainer", provider)
    page = free_page(section, at)
    trainer.memberships.update(ended_at=timezone.now())
    client.force_login(trainer)
    assert client.get(edit(page)).status_code != 200


def test_what_a_click_changes_and_its_audit_row_stand_or_fall_together(client, provider, section, at, monkeypatch):
    page = free_page(section, at)
    client.force_login(make_staff("trainer", provider))
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(AuditEntry.objects, "create", lambda **_values: 1 / 0)
        client.post(edit(page), page_form("Anders", action="action-publish"))
    page.refresh_from_db()
    assert (page.title, page.live, page.latest_revision.content["title"]) == ("Unser Haus", False, "Unser Haus")


def test_translation_starts_from_the_original_only(provider, section, at):
    page = free_page(section, at)
    trainer = make_staff("trainer", provider)
    copy = translating.start_translation(page=page, locale=Locale.objects.get(language_code="ar"), by=trainer)
    with pytest.raises(translating.NotAnOriginal):
        translating.start_translation(page=copy, locale=Locale.objects.get(language_code="en"), by=trainer)
    assert json.loads(json.dumps(copy.language)) == "ar"


def test_who_works_here_checks_the_page_for_wcag_and_nobody_else_gets_the_bar(client, provider, section, at):
    page = free_page(section, at, live=True)
    address = page.get_url()
    assert "wagtail-userbar" not in client.get(address).content.decode()
    client.force_login(make_staff("trainer", provider))
    shown = client.get(address).content.decode()
    assert ("wagtail-userbar" in shown, "wcag22aa" in shown) == (True, True)
    client.logout()
    assert "wagtail-userbar" not in client.get(address).content.decode()


def test_the_preview_in_the_editor_brings_the_checker_along(client, provider, section, at):
    page = free_page(section, at)
    client.force_login(make_staff("trainer", provider))
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.post(preview, page_form("Neu")).json()["is_valid"] is True
    shown = client.get(preview, {"in_preview_panel": "true", "mode": ""})
    assert (shown.status_code, "checker-axe-configuration" in shown.content.decode()) == (200, True)


def test_two_editors_see_each_other(client, provider, section, at):
    page = free_page(section, at)
    client.force_login(make_staff("trainer", provider))
    client.get(edit(page))
    session = EditingSession.objects.get(object_id=str(page.pk))
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", page.pk, session.pk])
    assert client.post(ping).status_code == 200
    client.force_login(make_staff("trainer"))
    assert client.post(ping).status_code == 404


def test_the_own_drafts_are_on_the_start_page(client, provider, section, at):
    trainer = make_staff("trainer", provider)
    page = free_page(section, at, "Halb fertig", by=trainer)
    client.force_login(trainer)
    assert edit(page) in client.get(reverse("wagtailadmin_home")).content.decode()
