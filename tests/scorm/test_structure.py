"""What is different between two versions of a package."""

import pytest

from scorm.structure import changes
from tests.factories.scorm import PackageFactory, PackageVersionFactory, ScoFactory

pytestmark = pytest.mark.django_db


def version(package, *items, standard="1.2"):
    """A version with these items: (identifier, values) in order."""
    made = PackageVersionFactory(package=package, standard=standard)
    for position, (identifier, values) in enumerate(items):
        ScoFactory(version=made, identifier=identifier, position=position, **values)
    return made


def told(old, new):
    return [(change.kind.value, change.title, change.before, change.after) for change in changes(old, new)]


def test_the_same_structure_has_no_changes():
    package = PackageFactory()
    items = [("a", {"title": "Eins"}), ("b", {"title": "Zwei"})]
    assert told(version(package, *items), version(package, *items)) == []


def test_what_came_what_went_and_what_is_called_otherwise():
    package = PackageFactory()
    old = version(package, ("a", {"title": "Eins"}), ("b", {"title": "Zwei"}))
    new = version(package, ("a", {"title": "Erstens"}), ("c", {"title": "Drei"}))
    assert told(old, new) == [
        ("renamed", "Erstens", "Eins", "Erstens"),
        ("added", "Drei", "", ""),
        ("removed", "Zwei", "", ""),
    ]


def test_another_launch_file_and_another_passing_score_are_named():
    package = PackageFactory()
    old = version(package, ("a", {"href": "alt.html", "mastery_score": "80"}), ("b", {}))
    new = version(package, ("a", {"href": "neu.html", "mastery_score": "70.5"}), ("b", {}))
    assert told(old, new) == [
        ("launch", "Lektion", "alt.html", "neu.html"),
        ("passing", "Lektion", "80", "70.5"),
    ]


def test_another_edition_is_named_first():
    package = PackageFactory()
    old, new = version(package, ("a", {})), version(package, ("a", {}), standard="2004-4")
    assert told(old, new) == [("edition", "", "SCORM 1.2", "SCORM 2004 4th Edition")]


def test_items_in_another_order_are_named():
    package = PackageFactory()
    first, second = ("a", {"title": "Eins"}), ("b", {"title": "Zwei"})
    old, new = version(package, first, second), version(package, second, first)
    assert [kind for kind, *_ in told(old, new)] == ["moved", "moved"]


def test_one_item_alone_is_the_same_under_a_new_identifier():
    package = PackageFactory()
    old = version(package, ("item_2024", {"title": "Kurs"}))
    new = version(package, ("item_2025", {"title": "Kurs"}))
    assert told(old, new) == []


def test_the_comparison_costs_two_statements(django_assert_num_queries):
    package = PackageFactory()
    old, new = version(package, *((str(n), {}) for n in range(5))), version(package, *((str(n), {}) for n in range(4)))
    with django_assert_num_queries(2):
        assert len(changes(old, new)) == 1
