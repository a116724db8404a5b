"""Tables leave the platform readable in German Excel, and harmless."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from lms import exports


@pytest.mark.parametrize("text", ["=1+1", "+49 511", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])
def test_a_text_that_looks_like_a_formula_is_neutralised_in_both_formats(text):
    table = exports.as_csv(["Name"], [[text]]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(table, newline=""), delimiter=";"))[1] == ["'" + text]
    cell = load_workbook(io.BytesIO(exports.as_xlsx("Liste", ["Name"], [[text]]))).active["A2"]
    # A workbook keeps a carriage return as a line feed; what counts is that the text is a text.
    assert (cell.data_type, str(cell.value).replace("\n", "\r")) == ("s", "'" + text.replace("\n", "\r"))


@pytest.mark.parametrize("file_format", exports.FORMATS)
def test_a_name_with_control_characters_keeps_nobody_from_exporting(file_format):
    answer = exports.table_response(
        file_format=file_format, file_stem="liste", title="Liste", headings=["Name"], rows=[["Ami\x0bna\x1b"]]
    )
    if file_format == "csv":
        assert answer.content.decode("utf-8-sig") == "Name\r\nAmina\r\n"
    else:
        assert load_workbook(io.BytesIO(answer.content)).active["A2"].value == "Amina"


@pytest.mark.parametrize("file_format", exports.FORMATS)
def test_half_a_sign_as_packages_report_it_keeps_nobody_from_exporting(file_format):
    answer = exports.table_response(
        file_format=file_format, file_stem="liste", title="Liste", headings=["Antwort"], rows=[["a\ud83db"]]
    )
    if file_format == "csv":
        assert answer.content.decode("utf-8-sig") == "Antwort\r\nab\r\n"
    else:
        assert load_workbook(io.BytesIO(answer.content)).active["A2"].value == "ab"


def test_no_control_character_hides_the_start_of_a_formula():
    assert exports.neutral("\x0b=1+1") == "'=1+1"


def test_umlauts_survive_a_double_click_in_german_excel():
    content = exports.as_csv(["Größe", "Anteil"], [["Müller; Söhne", Decimal("0.5")]])
    assert content == '\ufeffGröße;Anteil\r\n"Müller; Söhne";0,5\r\n'.encode()


def test_instants_are_berlin_wall_time():
    moment = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
    assert exports.as_csv(["Wann", "Tag"], [[moment, date(2026, 7, 1)]]).decode("utf-8-sig") == (
        "Wann;Tag\r\n01.07.2026 12:00;01.07.2026\r\n"
    )
    cell = load_workbook(io.BytesIO(exports.as_xlsx("Liste", ["Wann"], [[moment]]))).active["A2"]
    assert cell.value == datetime(2026, 7, 1, 12, 0)


def test_numbers_stay_numbers_in_a_workbook():
    cell = load_workbook(io.BytesIO(exports.as_xlsx("Liste", ["UE"], [[-3]]))).active["A2"]
    assert cell.value == -3


def sheet_of(*rows, headings=("a",)):
    return load_workbook(io.BytesIO(exports.as_xlsx("Liste", headings, rows))).active


@pytest.mark.parametrize(
    "text", ["https://example.org", "mailto:a@example.org", "#N/A", "1", " Rand ", "😀", "_x0041_"]
)
def test_a_text_stays_a_text_in_a_workbook(text):
    cell = sheet_of([text])["A2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    # The reader leaves the escape of a literal "_x0041_" in place, as the format has it in the file.
    assert cell.value.replace("_x005F_x0041_", "_x0041_") == text


def test_signs_that_no_workbook_holds_are_left_out():
    assert sheet_of(["a\ufffeb\x00c"])["A2"].value == "abc"


def test_lines_of_a_text_are_lines_in_a_workbook():
    assert sheet_of(["eins\r\nzwei\rdrei\nvier"])["A2"].value == "eins\nzwei\ndrei\nvier"


def test_a_text_too_long_for_a_cell_says_that_it_goes_on():
    assert sheet_of(["x" * 32_767])["A2"].value == "x" * 32_767
    assert sheet_of(["x" * 32_768])["A2"].value == "x" * 32_766 + "…"


def test_days_and_moments_are_shown_as_in_germany():
    sheet = sheet_of(
        [date(2026, 3, 29), datetime(2026, 7, 1, 10, 0, tzinfo=UTC), Decimal("0.25"), None], headings="abcd"
    )
    assert [cell.number_format for cell in sheet[2]][:2] == ["DD.MM.YYYY", "DD.MM.YYYY HH:MM"]
    assert [cell.value for cell in sheet[2]] == [datetime(2026, 3, 29), datetime(2026, 7, 1, 12, 0), 0.25, None]


def test_headings_are_bold_and_stay_in_sight():
    sheet = sheet_of(["x", "y"], headings=["Name", "Anteil der richtigen Antworten"])
    assert [[cell.font.bold for cell in row] for row in sheet] == [[True, True], [False, False]]
    assert sheet.freeze_panes == "A2"
    assert [round(sheet.column_dimensions[name].width) for name in "AB"] == [13, 35]


def test_each_table_of_a_workbook_has_its_sheet():
    book = load_workbook(io.BytesIO(exports.as_workbook([("Eins: & [zwei]", ["a"], [["x"]]), ("Drei", ["b"], [])])))
    assert book.sheetnames == ["Eins & zwei", "Drei"]
    assert [[cell.value for cell in row] for row in book["Drei"]] == [["b"]]
