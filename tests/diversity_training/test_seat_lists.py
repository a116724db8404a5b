"""Lists of people to invite: every line that cannot be used is named."""

import io

import pytest
from openpyxl import Workbook

from diversity_training.seat_lists import NotAList, TooLong, read, text_of_file


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def people(text):
    return [(one.name, one.email, one.department, one.language) for one in read(text).invitees]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_csv_file_is_read_whatever_parts_its_cells(separator):
    text = separator.join(["Amina Beispiel", "amina@example.org", "Pflege", "ar"])
    assert people(text_of_file(text.encode())) == [("Amina Beispiel", "amina@example.org", "Pflege", "ar")]


def test_a_file_that_excel_wrote_in_germany_keeps_its_umlauts():
    assert people(text_of_file("Jörg Müller;joerg@example.org".encode("cp1252")))[0][0] == "Jörg Müller"


def test_headings_say_where_what_stands_and_other_columns_are_skipped():
    text = "E-Mail;Personalnummer;Name\namina@example.org;4711;Amina Beispiel"
    assert people(text) == [("Amina Beispiel", "amina@example.org", "", "de")]


def test_a_workbook_says_the_same_as_a_csv_file():
    content = workbook(["Name", "E-Mail", "Abteilung"], ["Amina Beispiel", "amina@example.org", "Pflege; Nacht"])
    assert people(text_of_file(content)) == [("Amina Beispiel", "amina@example.org", "Pflege Nacht", "de")]


def test_every_bad_line_is_named_with_its_number_and_why():
    text = "\n".join(
        [
            "Amina Beispiel; amina@example.org",
            "",
            "; niemand@example.org",
            "Ohne Adresse",
            "Falsche Adresse; amina(at)example.org",
            "Noch einmal; AMINA@example.org",
            "Fremde Sprache; x@example.org; ; xx",
        ]
    )
    found = read(text)
    assert [line.number for line in found.bad_lines] == [3, 4, 5, 6, 7]
    assert str(found.bad_lines[0]) == "Zeile 3: Der Name fehlt."
    assert "Zeile 1" in str(found.bad_lines[3])
    assert len(found.invitees) == 1


@pytest.mark.parametrize("content", [b"PK\x03\x04 kein Archiv", b"MZ\x90\x00\x00\x00", workbook()[:200]])
def test_what_is_no_list_is_refused(content):
    with pytest.raises(NotAList):
        text_of_file(content)


def test_what_is_too_long_for_a_list_is_refused():
    for content in (b"x" * (1024**2 + 1), b"A;a@example.org\n" * 1001, workbook(*[["A", "a@example.org"]] * 1001)):
        with pytest.raises(TooLong):
            text_of_file(content)
