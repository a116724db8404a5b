"""Who sees what: the table itself, what is printed from it, and the pages that show it."""

from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from diversity_training import sheet, visibility
from diversity_training.visibility import Datum, Rule, Viewer
from scorm.limits import limit

DOCS = Path(__file__).resolve().parents[2] / "docs" / "visibility.md"


def test_the_page_in_the_docs_is_the_table():
    assert DOCS.read_text(encoding="utf-8") == visibility.table_markdown()


def test_every_datum_has_a_rule_for_every_viewer_and_words_for_everybody():
    assert {datum: set(cells) for datum, cells in visibility.TABLE.items()} == {datum: set(Viewer) for datum in Datum}
    assert set(visibility.TOLD_TO_PARTICIPANTS) == set(visibility.TOLD_TO_EMPLOYERS) == set(Datum)


def test_the_words_on_what_is_recorded_name_the_numbers_that_hold():
    told = " ".join(map(str, visibility.SAFEGUARDS))
    assert [limit(name) for name in ("CALL_LOG_LAUNCHES", "CALL_LOG_DAYS", "LATE_DAYS")] == [5, 14, 30]
    for words in ("bei höchstens fünf Starts", "nach 14 Tagen ist es gelöscht", "ist 30 Tage aufgehoben"):
        assert words in told


def test_a_manager_sees_nothing_of_one_person():
    seen = {visibility.rule(datum, Viewer.MANAGER) for datum in Datum}
    assert seen == {Rule.NO, Rule.NEVER, Rule.GROUPS}


@pytest.mark.parametrize("datum", [Datum.PRESENCE, Datum.RESULTS, Datum.WORDS])
@pytest.mark.parametrize("viewer", [Viewer.HR, Viewer.MANAGER])
def test_neither_agreement_nor_consent_opens_what_is_never_shown(datum, viewer):
    shown = visibility.shows_name(datum, viewer, has_works_agreement=True, is_shared=True)
    assert (shown, visibility.shows_count(datum, viewer)) == (False, False)


@pytest.mark.parametrize(
    ("has_works_agreement", "is_shared", "expected"),
    [(False, False, False), (True, False, True), (False, True, True), (True, True, True)],
)
def test_hr_reads_a_name_beside_attended_by_agreement_or_by_the_persons_own_will(
    has_works_agreement, is_shared, expected
):
    assert (
        visibility.shows_name(Datum.ATTENDED, Viewer.HR, has_works_agreement=has_works_agreement, is_shared=is_shared)
        is expected
    )


@pytest.mark.parametrize("language", ["de", "en", "ar"])
@pytest.mark.django_db
def test_the_public_page_says_every_sentence_of_the_table(language):
    page = unescape(Client().get(f"/{language}/unternehmen/wer-sieht-was/").content.decode())
    with translation.override(language):
        sentences = [str(row.to_participants) for row in visibility.rows()] + [str(visibility.TOLD_TO_MANAGERS)]
        cells = {str(cell.words) for row in visibility.rows() for cell in row.cells}
    assert [sentence for sentence in [*sentences, *cells] if sentence not in page] == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_sheet_for_works_councils_holds_the_whole_table(language, ready_fonts):
    with translation.override(language):
        words = sheet._words(language, None)
        cells = [str(cell.words) for row in visibility.rows() for cell in row.cells]
    assert [cell for row in words["rows"] for cell in row[1:]] == cells
    assert sheet.works_council_sheet(language).startswith(b"%PDF-")


def test_the_sheet_of_a_booking_names_its_works_agreement(ready_fonts):
    facts = sheet.BookingFacts("Vielfalt verstehen", "Weser", "Träger", "abc", "BV 7/2026", wants_survey=True)
    with translation.override("de"):
        assert ["Betriebsvereinbarung", "BV 7/2026"] in sheet._words("de", facts)["facts"]
    assert sheet.works_council_sheet("de", facts) != sheet.works_council_sheet("de")


@pytest.mark.django_db
def test_everybody_may_load_the_sheet(ready_fonts):
    answer = Client().get(reverse("diversity_training:council_sheet"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
