"""The demo's people exist in the demo only."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from accounts.actions import personas
from accounts.models import User

pytestmark = pytest.mark.django_db


def create(at, username="petra"):
    return personas.create_persona(
        username=username, password="x" * 12, full_name="Petra", language="de", with_second_factor=True, at=at
    )


def test_a_persona_is_made_once_and_has_a_second_factor(at):
    assert create(at) == create(at)
    assert User.objects.get().check_password("x" * 12)
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_the_shown_code_is_the_one_that_the_sign_in_accepts(at):
    person = create(at)
    code = personas.second_factor_code(person=person)
    assert TOTP(Authenticator.objects.get()).validate_code(code)


def test_outside_the_demo_no_persona_is_made_and_no_code_shown(at, settings):
    person = create(at)
    settings.DEMO = False
    with pytest.raises(personas.NotTheDemo):
        create(at, "other")
    with pytest.raises(personas.NotTheDemo):
        personas.second_factor_code(person=person)
