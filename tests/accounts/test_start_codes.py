"""A start code on paper opens one account once."""

import logging
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions import people, start_codes
from accounts.models import StartCode, User
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "drei-kleine-Igel"


@pytest.fixture
def issued(at):
    return start_codes.issue(person=UserFactory(email="", password=None), by=UserFactory(), at=at)


def test_a_code_has_sixty_random_bits_in_groups_that_survive_handwriting(issued):
    groups = issued.text.split("-")
    assert [len(group) for group in groups] == [4, 4, 4]
    assert set("".join(groups)) <= set(start_codes.ALPHABET)
    assert len(start_codes.ALPHABET) == 32


def test_the_database_knows_a_digest_and_the_trail_no_code(issued):
    plain = issued.text.replace("-", "")
    row = StartCode.objects.get()
    assert plain.encode() not in bytes(row.digest)
    assert len(bytes(row.digest)) == 32
    assert plain not in str(AuditEntry.objects.values_list("details", flat=True))
    assert issued.text not in repr(issued)


def test_redeeming_sets_the_password_and_is_recorded(issued, at):
    person = start_codes.redeem(text=issued.text, password=PASSWORD, at=at)
    assert person == issued.person
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)
    assert AuditEntry.objects.filter(action="accounts.start_code_redeemed", subject=person.public_id).count() == 1


def test_a_code_works_once(issued, at):
    start_codes.redeem(text=issued.text, password=PASSWORD, at=at)
    with pytest.raises(start_codes.CodeIsNotValid):
        start_codes.redeem(text=issued.text, password="etwas-ganz-anderes", at=at)


def test_a_code_works_in_any_case_with_any_dashes_and_with_letters_for_digits(issued, at):
    sloppy = issued.text.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert start_codes.person_of(text=sloppy, at=at) == issued.person


def test_a_code_runs_out(issued, at):
    last_moment = at + timedelta(days=30) - timedelta(seconds=1)
    assert start_codes.person_of(text=issued.text, at=last_moment) == issued.person
    with pytest.raises(start_codes.CodeIsNotValid):
        start_codes.person_of(text=issued.text, at=at + timedelta(days=30))


def test_a_new_code_makes_the_old_sheet_worthless(issued, at):
    newer = start_codes.issue(person=issued.person, by=UserFactory(), at=at)
    with pytest.raises(start_codes.CodeIsNotValid):
        start_codes.person_of(text=issued.text, at=at)
    assert start_codes.person_of(text=newer.text, at=at) == issued.person


def test_no_code_for_an_account_with_a_password(at):
    with pytest.raises(start_codes.HasPassword):
        start_codes.issue(person=UserFactory(), by=UserFactory(), at=at)


def test_a_code_signed_with_an_older_key_still_works(issued, at, settings):
    settings.KEY_RING = ["a newer key", *settings.KEY_RING]
    assert start_codes.person_of(text=issued.text, at=at) == issued.person


def test_spent_codes_are_removed_thirty_days_later(issued, at):
    over = at + timedelta(days=60)
    assert start_codes.remove_spent(at=over) == 0
    assert start_codes.remove_spent(at=over + timedelta(seconds=1)) == 1


@given(text=st.text(max_size=40))
def test_whatever_is_typed_as_a_code_is_answered_and_never_an_error(text):
    assert isinstance(start_codes.normalize(text), str)


class TestPage:
    @pytest.fixture
    def sheet(self):
        provider, by = ProviderFactory(), UserFactory()
        return people.create_without_email(
            full_name="Nguyễn Thị Hồng", language="de", provider=provider, by=by, at=timezone.now()
        )

    def post(self, client, code, **more):
        data = {"code": code, "password": PASSWORD, "password_again": PASSWORD, **more}
        return client.post("/de/konto/start/", data)

    def test_the_code_and_a_password_sign_the_person_in(self, client, sheet):
        response = self.post(client, sheet.text)
        assert response.status_code == 302
        page = client.get(response["Location"])
        assert "Nguyễn Thị Hồng" in page.content.decode()

    def test_the_person_begins_at_the_desk_and_is_told_the_user_name(self, client, sheet):
        page = client.get(self.post(client, sheet.text)["Location"])
        assert page.request["PATH_INFO"] == "/de/lernen/"
        assert f"Ihr Benutzername ist {sheet.person.username}." in page.content.decode()

    def test_a_wrong_code_is_told_at_the_field_and_what_was_typed_stays(self, client, sheet):
        page = self.post(client, "AAAA-BBBB-CCCC")
        assert page.context["form"].errors["code"] == [
            "Dieser Code gilt nicht mehr. Bitte fragen Sie Ihre Kurskoordination nach einem neuen Blatt."
        ]
        assert 'value="AAAA-BBBB-CCCC"' in page.content.decode()

    def test_two_different_passwords_are_told_at_the_second_field_and_use_up_nothing(self, client, sheet):
        page = self.post(client, sheet.text, password_again="etwas anderes")
        assert list(page.context["form"].errors) == ["password_again"]
        assert self.post(client, sheet.text).status_code == 302

    def test_a_password_that_is_too_short_is_told_at_the_field(self, client, sheet):
        page = self.post(client, sheet.text, password="kurz", password_again="kurz")
        assert list(page.context["form"].errors) == ["password"]

    def test_the_code_stands_in_no_log(self, client, sheet, caplog):
        caplog.set_level(logging.DEBUG)
        self.post(client, sheet.text)
        self.post(client, sheet.text)
        assert sheet.text not in caplog.text

    def test_too_many_tries_are_slowed_down(self, client, sheet, settings):
        settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "start_code": "2/m/ip"}
        for _try in range(2):
            self.post(client, "AAAA-BBBB-CCCC")
        page = self.post(client, sheet.text)
        assert page.context["form"].non_field_errors() == ["Zu viele Versuche. Bitte warten Sie ein paar Minuten."]

    def test_the_sheet_is_in_the_persons_language_and_never_stored(self, rf, sheet, at):
        from django.contrib.auth.models import AnonymousUser

        from accounts.views.start import sheet as sheet_page

        sheet.person.preferred_language = "ar"
        request = rf.get("/")
        request.user = AnonymousUser()
        page = sheet_page(request, sheet, back_url="/admin/")
        html = page.content.decode()
        assert page["Cache-Control"] == "no-store"
        assert 'dir="rtl"' in html
        assert sheet.text in html
        assert f"/{sheet.text}" not in html  # only ever behind "#"

    def test_a_stranger_may_open_the_page(self, client):
        assert client.get(reverse("accounts:start")).status_code == 200
