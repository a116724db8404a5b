"""Every form of the house looks the same, and tells screen readers what belongs together."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from ui.parts import Cell, Column, Table
from ui.widgets import DayMonthYear


class Registration(forms.Form):
    name = forms.CharField(label="Name", help_text="Wie im Pass", widget=forms.TextInput(attrs={"placeholder": "Name"}))
    email = forms.EmailField(label="E-Mail", required=False)
    time = forms.ChoiceField(label="Zeit", choices=[("a", "Abend")], widget=forms.RadioSelect, help_text="Eine Zeit")
    birthday = forms.DateField(label="Geburtstag", required=False, widget=DayMonthYear)
    agreed = forms.BooleanField(label="Gelesen")


def render(source: str, **context: object) -> str:
    with translation.override("de"):
        return Template("{% load ui %}" + source).render(Context(context))


@pytest.fixture
def wrong() -> Registration:
    with translation.override("de"):
        form = Registration({"name": "", "email": "amina@", "time": "", "agreed": ""})
        form.is_valid()
    return form


def test_hint_and_error_are_what_the_control_points_to(wrong):
    html = render("{% field form.name %}", form=wrong)
    pointed = re.search(r'aria-describedby="([^"]+)"', html)
    assert pointed
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    assert pointed[1].split() == ["id_name_helptext", "id_name_error"]
    assert set(pointed[1].split()) <= ids
    assert 'aria-invalid="true"' in html


def test_a_group_of_choices_carries_hint_and_error_on_its_fieldset(wrong):
    html = render("{% field form.time %}", form=wrong)
    assert '<fieldset class="field field--wrong" aria-describedby="id_time_helptext id_time_error">' in html
    assert '<legend class="field__label">Zeit' in html


def test_wrong_input_is_kept(wrong):
    assert 'value="amina@"' in render("{% field form.email %}", form=wrong)


def test_optional_is_said_in_words_and_placeholders_are_left_out():
    form = Registration()
    assert "(freiwillig)" in render("{% field form.email %}", form=form)
    name = render("{% field form.name %}", form=form)
    assert "(freiwillig)" not in name
    assert "placeholder" not in name


def test_an_arabic_name_finds_its_direction_and_an_address_stays_left_to_right():
    form = Registration()
    assert 'dir="auto"' in render("{% field form.name %}", form=form)
    assert 'dir="ltr"' in render("{% field form.email %}", form=form)


def test_each_part_of_a_date_says_what_it_asks_for():
    html = render("{% field form.birthday %}", form=Registration())
    assert re.findall(r'aria-label="(\w+)"', html) == ["Tag", "Monat", "Jahr"]


def test_a_whole_form_uses_the_field_of_the_house(wrong):
    html = render("{{ form }}", form=wrong)
    assert html.count('class="field field--wrong"') + html.count('<fieldset class="field field--wrong"') >= 4
    assert "errorlist" not in html


def test_words_of_a_library_can_be_replaced(wrong):
    html = render('{% field form.name label="Ihr Name" hint="" %}', form=wrong)
    assert "Ihr Name" in html
    assert "Wie im Pass" not in html
    assert 'aria-describedby="id_name_error"' in html


def test_the_summary_leads_to_each_wrong_field(wrong):
    html = render('{% include "ui/components/error_summary.html" with form=form only %}', form=wrong)
    assert re.findall(r'href="#([^"]+)"', html) == ["id_name", "id_email", "id_time", "id_agreed"]
    assert "autofocus" in html


def test_what_the_summary_points_to_exists(wrong):
    summary = render('{% include "ui/components/error_summary.html" with form=form only %}', form=wrong)
    page = render("{{ form }}", form=wrong)
    assert set(re.findall(r'href="#([^"]+)"', summary)) - set(re.findall(r'\bid="([^"]+)"', page)) == set()


def test_a_form_without_errors_has_no_summary():
    assert (
        render('{% include "ui/components/error_summary.html" with form=form only %}', form=Registration()).strip()
        == ""
    )


def test_a_table_names_its_columns_in_every_cell_for_phones():
    table = Table("Stand", (Column("Name"), Column("UE", is_number=True)), ((Cell("Amina"), Cell("24")),))
    html = render('{% include "ui/components/table.html" with table=table only %}', table=table)
    assert re.findall(r'data-label="([^"]+)"', html) == ["Name", "UE"]
    assert '<th role="rowheader" scope="row"' in html


def test_a_table_refuses_a_row_of_another_width():
    table = Table("Stand", (Column("Name"), Column("UE")), ((Cell("Amina"),),))
    with pytest.raises(ValueError, match="shorter"):
        _ = table.labelled_rows


@pytest.mark.parametrize(("name", "expected"), [("Amina Haddad", "AH"), ("Sukarno", "S"), ("Ana Maria da Silva", "AS")])
def test_initials_do_not_ask_for_two_names(name: str, expected: str):
    assert render("{{ name|initials }}", name=name) == expected
