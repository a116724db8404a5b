"""A form that anybody may send takes a classroom's worth of requests and then asks to wait."""

import pytest
from django import forms
from django.test import RequestFactory

from ui import limits


class Question(forms.Form):
    text = forms.CharField()


@pytest.fixture(autouse=True)
def low(settings):
    settings.FORM_RATES = {"*": "3/h/ip", "letter": "100/h/ip,1/d/key"}


def send(name="barrier", address="192.0.2.1", key=None, method="post") -> Question | None:
    """Return the form if it was refused."""
    form = Question({"text": "hello"})
    assert form.is_valid()
    request = getattr(RequestFactory(REMOTE_ADDR=address), method)("/")
    return None if limits.may_send(request, form, name=name, key=key) else form


def test_the_fourth_request_of_an_hour_is_refused_in_words_and_keeps_what_was_typed():
    assert [send() for _ in range(3)] == [None, None, None]
    refused = send()
    assert refused is not None
    assert refused.non_field_errors() == [
        "Von hier kamen zu viele Anfragen. Bitte versuchen Sie es in einer Stunde wieder."
    ]
    assert refused["text"].value() == "hello"


def test_other_addresses_and_other_forms_are_not_touched():
    for _ in range(4):
        send()
    assert send(address="192.0.2.2") is None
    assert send(name="request") is None


def test_looking_at_a_form_costs_nothing():
    for _ in range(9):
        assert send(method="get") is None
    assert send() is None


def test_a_form_may_count_what_was_typed_in():
    assert send(name="letter", key="anna@example.org") is None
    assert send(name="letter", key="anna@example.org", address="192.0.2.2") is not None
    assert send(name="letter", key="berta@example.org") is None
