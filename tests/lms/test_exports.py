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
