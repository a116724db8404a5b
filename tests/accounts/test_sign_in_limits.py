"""A class signs in at once; one account cannot be guessed at; and guessing does not shut out its owner."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts import sign_in_limits
from accounts.adapter import AccountAdapter
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "drei kleine worte"
WAIT = "Zu viele Versuche. Bitte warten Sie fünf Minuten."
ATTACKED = "Mit diesem Namen wurde sehr oft ein falsches Passwort eingegeben"


def person(username: str = "olena", **values):
    user = UserFactory(username=username, **{"email": "", **values})
    if user.email:
        user.emailaddress_set.create(email=user.email, primary=True, verified=True)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(login: str, password: str = PASSWORD, *, address: str = "192.0.2.1", client: Client | None = None) -> str:
    """Return "" after a success, else what stands above the form."""
    client = client or Client()
    answer = client.post(reverse("account_login"), {"login": login, "password": password}, REMOTE_ADDR=address)
    return "" if answer.status_code == 302 else " ".join(answer.context["form"].non_field_errors())


def attack(login: str, times: int, *, first: int = 0) -> list[str]:
    """Guess from many addresses, as a botnet does."""
    return [sign_in(login, "falsch falsch", address=f"198.51.100.{first + number}") for number in range(times)]


def test_thirty_people_behind_one_address_sign_in_within_a_minute_two_mistakes_each():
    for number in range(30):
        person(f"lernende{number}")
    for number in range(30):
        for _mistake in range(2):
            assert WAIT not in sign_in(f"lernende{number}", "vertippt vertippt")
        assert sign_in(f"lernende{number}") == ""


@pytest.mark.parametrize("login", ["olena", "OLENA ", "there-is-nobody"])
def test_guessing_at_one_name_from_one_address_ends_after_five_whether_it_exists_or_not(login):
    person()
    answers = [sign_in(login, "falsch falsch") for _ in range(6)]
    assert WAIT not in "".join(answers[:5])
    assert answers[5] == WAIT
    if login == "olena":
        assert sign_in("olena") == WAIT  # the right password is not looked at either
        assert sign_in("olena", address="192.0.2.2") == ""


@pytest.mark.parametrize("login", ["olena", "there-is-nobody"])
def test_guessing_from_many_addresses_is_slowed_in_words_that_help(login):
    person()
    attack(login, 30)
    assert sign_in(login, address="203.0.113.9").startswith(ATTACKED)


def test_an_attack_from_elsewhere_does_not_shut_out_a_device_that_knows_the_account():
    person()
    phone = Client()
    assert sign_in("olena", client=phone) == ""
    phone.post(reverse("account_logout"))
    attack("olena", 31)
    assert sign_in("olena", address="203.0.113.9").startswith(ATTACKED)
    assert sign_in("olena", client=phone) == ""


def test_a_device_that_knows_one_account_may_not_guess_at_another():
    person()
    person("reza")
    phone = Client()
    sign_in("olena", client=phone)
    phone.post(reverse("account_logout"))
    answers = [sign_in("reza", "falsch falsch", client=phone) for _ in range(6)]
    assert answers[5] == WAIT


def test_a_stolen_device_is_slowed_as_well():
    person()
    phone = Client()
    sign_in("olena", client=phone)
    phone.post(reverse("account_logout"))
    answers = [sign_in("olena", "falsch falsch", client=phone) for _ in range(11)]
    assert answers[10] == WAIT


def test_a_made_up_mark_counts_as_none(settings):
    person()
    attack("olena", 30)
    stranger = Client()
    stranger.cookies[settings.KNOWN_DEVICE_COOKIE_NAME] = "WyJ4IixbIm9sZW5hIl1d:1tXXXX:made-up"
    assert sign_in("olena", address="203.0.113.9", client=stranger).startswith(ATTACKED)


def test_the_mark_holds_no_name_and_is_out_of_reach_of_scripts(settings):
    person(email="olena@example.org")
    phone = Client()
    sign_in("olena@example.org", client=phone)
    mark = phone.cookies[settings.KNOWN_DEVICE_COOKIE_NAME]
    assert (mark["httponly"], mark["samesite"], mark["path"], mark["domain"]) == (True, "Lax", "/", "")
    assert "olena" not in mark.value
    _device, known = sign_in_limits._mark(_request_with(mark))
    assert not any("olena" in digest for digest in known)
    assert len(known) == 2


def _request_with(mark):
    request = RequestFactory().get("/")
    request.COOKIES[mark.key] = mark.value
    return request


def test_a_new_password_by_letter_begins_anew():
    user = person(email="olena@example.org")
    for _ in range(6):
        sign_in("olena@example.org", "falsch falsch", address="127.0.0.1")
        sign_in("olena", "falsch falsch", address="127.0.0.1")
    assert sign_in("olena@example.org", address="127.0.0.1") == sign_in("olena", address="127.0.0.1") == WAIT
    door = Client().get(AccountAdapter().invitation_url(user).removeprefix("http://localhost"))
    door.client.post(door["Location"], {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in("olena@example.org", address="127.0.0.1") == ""
    assert sign_in("olena", address="127.0.0.1") == ""


def test_a_success_leaves_nothing_counted():
    person()
    for _ in range(12):
        assert sign_in("olena") == ""
