"""Export and erasure ask every app, top floor first, in one transaction."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings as live_settings

from accounts.actions import erase, start_codes
from accounts.models import Membership, User
from notifications import actions as letters
from notifications.models import Letter
from privacy import actions, audit
from privacy.models import AuditEntry
from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_subject_data_stands_from_the_top_floor_down():
    floors = [
        "demo",
        "cms",
        "opening_process",
        "diversity_training",
        "lms",
        "admissions",
        "courses",
        "surveys",
        "certificates",
        "reviews",
        "live_sessions",
        "scorm",
        "media",
        "notifications",
    ]
    order = [*floors, "accounts", "jobs", "privacy"]
    listed = [dotted.split(".")[0] for dotted in live_settings.SUBJECT_DATA]
    assert listed == sorted(listed, key=order.index)


@pytest.mark.parametrize("dotted", live_settings.SUBJECT_DATA)
def test_subject_data_offers_export_kept_and_erase(dotted):
    module = import_module(dotted)
    assert [callable(getattr(module, name)) for name in ("export", "kept", "erase")] == [True, True, True]


def test_an_export_holds_what_each_app_knows_and_is_recorded(at):
    person = UserFactory(full_name="Amina Yılmaz", original_name="أمينة")
    letters.write(key="k", recipient=person, event="password_changed", context={}, at=at)
    held = actions.export_person(person=person, by=person, at=at)
    assert held["accounts"]["account"]["original_name"] == "أمينة"
    assert [letter["event"] for letter in held["notifications"]["letters"]] == ["password_changed"]
    assert AuditEntry.objects.get(action="privacy.exported").subject == person.public_id


def test_an_export_says_nothing_about_others(at):
    person, other = UserFactory(), UserFactory()
    letters.write(key="k", recipient=other, event="password_changed", context={}, at=at)
    held = actions.export_person(person=person, by=person, at=at)
    assert other.public_id not in str(held)
    assert "notifications" not in held


def test_an_erased_person_is_emptied_and_signed_out_for_good(at):
    person = UserFactory(email="amina@example.org", original_name="أمينة")
    letters.write(key="k", recipient=person, event="password_changed", context={}, at=at)
    erase.erase(person=person, by=person, at=at)
    emptied = User.objects.get(pk=person.pk)
    assert (emptied.email, emptied.full_name, emptied.original_name, emptied.is_active) == ("", "", "", False)
    assert emptied.username == f"erased-{person.public_id}"
    assert emptied.erased_at == at
    assert not emptied.has_usable_password()
    assert Letter.objects.count() == 0
    assert AuditEntry.objects.get(action="privacy.erased").subject == person.public_id


def test_an_address_is_free_again_after_its_person_was_erased(at):
    person = UserFactory(email="amina@example.org")
    erase.erase(person=person, by=person, at=at)
    assert UserFactory(email="amina@example.org").pk != person.pk


def test_a_start_code_does_not_open_an_erased_account(at):
    person, by = UserFactory(email="", password=None), UserFactory()
    code = start_codes.issue(person=person, by=by, at=at)
    erase.erase(person=person, by=by, at=at)
    with pytest.raises(start_codes.CodeIsNotValid):
        start_codes.redeem(text=code.text, password="richtig-langes-passwort", at=at)


def test_somebody_who_works_here_is_not_erased_before_their_roles_ended(at):
    membership = MembershipFactory()
    with pytest.raises(erase.HoldsRoles):
        erase.erase(person=membership.user, by=membership.user, at=at)
    Membership.objects.update(ended_at=at)
    erase.erase(person=membership.user, by=membership.user, at=at)
    assert User.objects.get(pk=membership.user.pk).erased_at == at


def test_a_failing_app_leaves_everything_as_it_was(at, settings):
    settings.SUBJECT_DATA = [*settings.SUBJECT_DATA, "tests.privacy.failing_subject_data"]
    person = UserFactory(full_name="Amina")
    with pytest.raises(RuntimeError):
        erase.erase(person=person, by=person, at=at)
    assert User.objects.get(pk=person.pk).full_name == "Amina"


def test_a_function_that_fails_keeps_no_other_from_sweeping(at, settings):
    settings.RETENTION = ["tests.privacy.failing_subject_data.sweep", "privacy.actions.remove_old_audit_entries"]
    audit.record("accounts.old", subject=UserFactory(), by=None, at=at - timedelta(days=5000))
    with pytest.raises(ExceptionGroup):
        actions.sweep(at=at)
    assert AuditEntry.objects.count() == 0


def test_the_sweep_runs_every_function_of_the_settings(at, settings):
    assert set(actions.sweep(at=at)) == set(settings.RETENTION)
