"""What looks the same for the same values is made once in each language."""

import pytest
from django.template import Context, Template
from django.utils import translation

WORDS = "{% load i18n %}{% translate 'Suchen' %} {{ name }} {{ other }}"
READER = Template(f"{{% load ui %}}{{% kept name %}}{WORDS}{{% endkept %}}")


def read(**values):
    return READER.render(Context(values))


def test_equal_values_say_the_same_and_others_do_not():
    assert read(name="Ada", other=1) == "Suchen Ada 1"
    assert read(name="Ada", other=2) == "Suchen Ada 1"
    assert read(name="<b>", other=2) == "Suchen &lt;b&gt; 2"


def test_each_language_has_its_own():
    with translation.override("en"):
        assert read(name="Ben", other=1) == "Search Ben 1"
    assert read(name="Ben", other=1) == "Suchen Ben 1"


def test_a_value_that_may_change_is_refused():
    with pytest.raises(TypeError):
        read(name=["Ada"])


def test_what_is_kept_stays_within_bounds():
    for number in range(300):
        read(name=number)
    assert len(READER.nodelist[1]._kept) <= 128
