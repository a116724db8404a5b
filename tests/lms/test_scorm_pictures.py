"""What the report on a SCORM unit draws on its pages, and how its numbers reach a spreadsheet."""

import pytest
from bs4 import BeautifulSoup

from tests.factories.accounts_staff import make_staff
from tests.lms.test_scorm_reports import answer, learns, of, scorm_run, table_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return scorm_run()


@pytest.fixture
def staff(client, run):
    client.force_login(make_staff("coordinator", run.course.provider))
    return client


def drawn(client, address):
    """The bars and columns of the pictures on a page: (width, height) of each, and the words around them."""
    pictures = BeautifulSoup(client.get(address).content, "html.parser").select("svg.report-picture")
    shapes = [(int(rect["width"]), int(rect["height"])) for one in pictures for rect in one.find_all("rect")]
    return shapes, [text.get_text().strip() for one in pictures for text in one.find_all("text")]


def of_two_questions(run, people):
    """An easy question that all get right, and a hard one that one in four does."""
    for number in range(people):
        hard = answer("schwer", "a", "correct" if number == 0 else "wrong")
        learns(run, answer("leicht", "a", "correct"), hard, name=f"P{number}", lesson_status="incomplete")


def test_how_hard_each_question_is_is_drawn_in_its_share(staff, run):
    of_two_questions(run, 4)
    shapes, words = drawn(staff, of(run, "questions"))
    widths = [width for width, _ in shapes]
    easy, hard = max(widths), min(widths)
    assert round(hard / easy, 2) == 0.25
    assert words == ["1", "100\u202f%", "2", "25\u202f%"]


def test_who_completed_it_when_is_drawn_for_staff_and_on_the_sheet(staff, run):
    learns(run, lesson_status="incomplete")
    for name in ("learners", "sheet"):
        assert drawn(staff, of(run, name)) == ([], [])
    learns(run, lesson_status="passed")
    for name in ("learners", "sheet"):
        shapes, words = drawn(staff, of(run, name))
        assert (len(shapes), words[:2]) == (1, ["1", "0"])


def test_numbers_are_numbers_in_a_spreadsheet(staff, run):
    of_two_questions(run, 4)
    rows = table_of(staff, run, "fragen", "xlsx")
    hard = dict(zip(rows[0], rows[2], strict=True))
    assert hard == hard | {
        "Frage": "schwer",
        "Personen": 4,
        "Richtig": 1,
        "Richtig (%)": 25.0,
        "Häufigste falsche Antwort": "a",
        "So oft": 3,
    }
