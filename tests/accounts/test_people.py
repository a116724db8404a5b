"""New people, and names of every kind."""

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from accounts import usernames
from accounts.actions import people
from accounts.models import User
from notifications.models import Letter
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db
NAMES = [
    "Suharto",
    "Maria da Conceição O'Brien-Müller",
    "محمد عبد الرحمن",
    "Нгуен Олександр",
    "Nguyễn Thị Hồng",
    "Ğülşah İyigün",
    "A" * 200,
]


def invite(at, email="amina@example.org", full_name="Amina Yılmaz", **more):
    values = {"language": "ar", "provider": ProviderFactory(), "by": UserFactory(), **more}
    return people.invite(full_name=full_name, email=email, at=at, **values)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_kept_letter_by_letter_and_gets_a_user_name(at, name):
    person = people.create_without_email(
        full_name=name, language="de", provider=ProviderFactory(), by=UserFactory(), at=at
    ).person
    kept = User.objects.get(pk=person.pk)
    assert (kept.full_name, kept.display_name) == (name, name)
    for validator in usernames.validators:
        validator(kept.username)


def test_a_proposed_user_name_does_not_show_how_many_others_are_here():
    assert len({usernames.propose("Amina Yılmaz") for _try in range(20)}) > 10


def test_a_new_person_gets_one_letter_with_a_link_and_no_password(at):
    person = invite(at)
    assert not person.has_usable_password()
    letter = Letter.objects.get()
    assert (letter.event, letter.recipient, letter.language) == ("invited", person, "ar")
    assert letter.context["url"].startswith("http://localhost/ar/konto/")


def test_whoever_is_known_is_linked_silently_and_nothing_about_them_changes(at):
    known = UserFactory(email="amina@example.org", full_name="Amina Andere", preferred_language="en")
    EmailAddress.objects.create(user=known, email=known.email, primary=True, verified=True)
    assert invite(at, email=" Amina@Example.org ") == known
    unchanged = User.objects.get(pk=known.pk)
    assert (unchanged.full_name, unchanged.preferred_language) == ("Amina Andere", "en")
    assert Letter.objects.count() == 0


def test_the_trail_of_an_invitation_is_the_same_for_known_and_new(at):
    known = UserFactory(email="known@example.org")
    people_invited = [invite(at, email="known@example.org"), invite(at, email="new@example.org")]
    assert people_invited[0] == known
    rows = AuditEntry.objects.filter(action="accounts.invited").values_list("details", flat=True)
    assert list(rows) == [{}, {}]


def test_the_link_of_the_invitation_sets_the_password_and_confirms_the_address(at, client):
    person = invite(at)
    url = Letter.objects.get().context["url"].removeprefix("http://localhost")
    form_page = client.get(url, follow=True)
    path = form_page.redirect_chain[-1][0]
    client.post(path, {"password1": "drei-kleine-Igel", "password2": "drei-kleine-Igel"})
    assert User.objects.get(pk=person.pk).check_password("drei-kleine-Igel")
    assert EmailAddress.objects.get(user=person).verified is True


@pytest.mark.parametrize("field", ["username", "email"])
def test_user_names_and_addresses_are_unique_whatever_their_case(field):
    UserFactory(username="amina", email="amina@example.org")
    values = {"username": "other", "email": "other@example.org", field: {"username": "AMINA"}.get(field, "A@x.org")}
    if field == "email":
        values["email"] = "AMINA@example.org"
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(**values)


def test_many_people_without_address_live_side_by_side():
    assert [UserFactory(email="").email for _one in range(2)] == ["", ""]


def test_a_changed_profile_is_recorded_by_field_and_never_by_content(at):
    person = UserFactory(full_name="Alt")
    people.change_profile(
        person=person, full_name=" Neu ", original_name="جديد", preferred_language="ar", by=person, at=at
    )
    assert User.objects.get(pk=person.pk).full_name == "Neu"
    row = AuditEntry.objects.get(action="accounts.profile_changed")
    assert row.details == {"fields": ["full_name", "original_name", "preferred_language"]}
