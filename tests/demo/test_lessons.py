"""The demo's lessons: complete, and as long as their outlines say."""

from decimal import Decimal

import pytest

from demo import packages
from demo.content import adaptation, diversity, lessons
from demo.content.timetable import SLOTS

COURSES = (*adaptation.COURSES, *diversity.COURSES)
UNITS = [
    pytest.param(unit, id=f"{text.number}-{unit.title}")
    for text in COURSES
    for module in lessons.modules(text.lessons)
    for unit in module.units
]


@pytest.mark.parametrize("text", COURSES, ids=lambda text: text.number)
def test_the_modules_add_up_to_the_outline(text):
    modules = lessons.modules(text.lessons)
    assert sum(unit.teaching_units for module in modules for unit in module.units) == Decimal(text.teaching_units)


# M1 to M7 as the outlines say; the physiotherapists' eighth is their four weeks of practice
@pytest.mark.parametrize(
    ("folder", "lengths"),
    [
        ("a1", [48, 48, 40, 40, 24, 20, 20]),
        ("a2", [24, 60, 48, 72, 24, 32, 60, 120]),
        ("a3", [24, 20, 24, 16, 28, 32, 16]),
        ("a4", [50, 60, 50, 40, 40, 30, 30]),
        ("a5", [24, 28, 24, 20, 16, 8, 0]),
        ("a6", [2]),
        ("d1", [1, 1, 5, 5, 2, 2]),
        ("d2", [2, 1, 5, 5, 4, 3]),
        ("d3", [2, 5, 1]),
        ("d4", [2, 4, 4, 1, 1]),
    ],
)
def test_each_module_is_as_long_as_its_outline(folder, lengths):
    assert [sum(unit.teaching_units for unit in module.units) for module in lessons.modules(folder)] == lengths


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_has_both_goals_and_something_to_learn(unit):
    if unit.survey_round:
        assert (unit.teaching_units, len(unit.body)) == (0, 1)
        return
    assert unit.subject_goal.startswith("Sie ")
    assert unit.language_goal.startswith("Sie ")
    assert unit.package in {*packages.MODULES, *packages.COURSES} if unit.package else len(unit.body) >= 4


def test_every_slot_names_a_course():
    assert {slot.course for slot in SLOTS} == {text.slug for text in COURSES}


def test_a_lesson_is_read_block_by_block():
    text = (
        "Modul: M1\n\n# Titel\nUE: 1.5 live\nFach: Sie können es.\n\nEin **Satz** & mehr\nmit Rest.\n\n"
        "1. eins\n2. zwei\n\n## Weiter\n- a\n! Achtung\n= das Wort: Sinn | Satz.\n"
    )
    unit = lessons.module(text).units[0]
    assert (unit.title, unit.teaching_units, unit.delivery) == ("Titel", Decimal("1.5"), "virtual_classroom")
    assert unit.body == (
        ("text", "<p>Ein <b>Satz</b> &amp; mehr mit Rest.</p><ol><li>eins</li><li>zwei</li></ol>"),
        ("heading", "Weiter"),
        ("text", "<ul><li>a</li></ul>"),
        ("callout", {"kind": "important", "text": "<p>Achtung</p>"}),
        ("term", {"term": "das Wort", "meaning": "Sinn", "example": "Satz."}),
    )


def test_a_unit_without_length_is_an_error():
    with pytest.raises(ValueError, match="needs a length"):
        lessons.module("Modul: M1\n\n# Titel\nText\n")
