# messages: back office
"""Lists of people to invite: from a file or typed, read line by line; every line that cannot be used is named."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from admissions.actions.seats import Invitee

MOST_BYTES = 1024**2  # thousands of lines; nobody invites more at once
MOST_UNPACKED_BYTES = 20 * 1024**2  # a workbook is an archive, and small archives can be large inside
MOST_LINES = 1000
COLUMNS = ("name", "email", "department", "language")
HEADINGS = {
    "name": {"name", "vor- und nachname", "vollständiger name", "full name", "mitarbeiter", "person"},
    "email": {"e-mail", "email", "mail", "e-mail-adresse", "emailadresse", "e-mail address"},
    "department": {"abteilung", "bereich", "team", "department"},
    "language": {"sprache", "language"},
}
SEPARATOR = ";"


class NotAList(Exception):
    """The file is neither a workbook nor text that can be read."""


class TooLong(Exception):
    """The file is larger than a list of people is."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be used, counted as in the file or the field, and why."""

    number: int
    reason: str

    def __str__(self) -> str:
        return _("Zeile %(number)s: %(reason)s") % {"number": self.number, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class SeatList:
    """What a list says: people, or what is wrong with it."""

    invitees: list[Invitee]
    bad_lines: list[BadLine]


def text_of_file(content: bytes) -> str:
    """Return the rows of a CSV file or an XLSX workbook as lines of text. Raises NotAList, TooLong."""
    if len(content) > MOST_BYTES:
        raise TooLong
    rows = _rows_of_workbook(content) if content.startswith(b"PK") else _rows_of_csv(content)
    return "\n".join(_line(row) for row in rows)


def read(text: str) -> SeatList:
    """Return the people of the list, one a line: name; e-mail address; department; language."""
    order: Sequence[str] = COLUMNS
    invitees: list[Invitee] = []
    bad_lines: list[BadLine] = []
    first_line_of: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter=_separator(line)), [])]
        if not any(cells):
            continue
        if not invitees and not bad_lines and (named := _headings(cells)) is not None:
            order = named
            continue
        person = dict(zip(order, cells, strict=False))
        reason = _reason(person, first_line_of)
        if reason:
            bad_lines.append(BadLine(number, reason))
            continue
        invitee = Invitee(
            name=person.get("name", ""),
            email=person.get("email", ""),
            department=person.get("department", ""),
            language=person.get("language", "").lower() or settings.LANGUAGE_CODE,
        )
        if invitee.address:
            first_line_of[invitee.address] = number
        invitees.append(invitee)
    return SeatList(invitees, bad_lines)


def _reason(person: dict[str, str], first_line_of: dict[str, int]) -> str:
    """Return why this person cannot be invited; empty when they can."""
    name, email = person.get("name", ""), person.get("email", "")
    if not name:
        return _("Der Name fehlt.")
    if len(name) > 200 or len(person.get("department", "")) > 100:
        return _("Name oder Abteilung ist zu lang.")
    if not email:
        return _("Die E-Mail-Adresse fehlt. Wer keine hat, bekommt einen Link oder den Code.")
    try:
        validate_email(email)
    except ValidationError:
        return _("„%(email)s“ ist keine E-Mail-Adresse.") % {"email": email}
    if (first := first_line_of.get(email.lower())) is not None:
        return _("Diese Adresse steht schon in Zeile %(first)s.") % {"first": first}
    language = person.get("language", "").lower()
    if language and language not in dict(settings.LANGUAGES):
        known = ", ".join(dict(settings.LANGUAGES))
        return _("Die Sprache „%(language)s“ gibt es nicht. Möglich sind: %(known)s.") % {
            "language": language,
            "known": known,
        }
    return ""


def _headings(cells: Sequence[str]) -> list[str] | None:
    """Return what the columns are called when this is the line that says so; unknown columns are skipped."""
    if any("@" in cell for cell in cells):
        return None
    found = []
    for cell in cells:
        plain = cell.casefold().strip(" *:")
        found.append(next((key for key, names in HEADINGS.items() if plain in names), ""))
    return found if "name" in found or "email" in found else None


def _rows_of_csv(content: bytes) -> Iterable[Sequence[str]]:
    if b"\0" in content:
        raise NotAList
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # what Excel writes in Germany
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise TooLong
    separator = _separator(lines[0]) if lines else SEPARATOR
    return list(csv.reader(lines, delimiter=separator))


def _rows_of_workbook(content: bytes) -> Iterable[Sequence[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED_BYTES:
                raise TooLong
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = [
            ["" if cell is None else str(cell) for cell in row]
            for row in sheet.iter_rows(max_row=MOST_LINES + 1, max_col=20, values_only=True)
        ]
    except TooLong:
        raise
    except Exception:  # noqa: BLE001  whatever a broken workbook makes its reader raise
        raise NotAList from None
    if len(rows) > MOST_LINES:
        raise TooLong
    return rows


def _separator(line: str) -> str:
    return max((SEPARATOR, "\t", ","), key=line.count)


def _line(cells: Sequence[str]) -> str:
    """Return the row as one line that `read` understands: no cell breaks it or brings a separator of its own."""
    plain = [re.sub(r"[\s;]+", " ", cell).strip() for cell in cells]
    return "; ".join(plain).rstrip("; ")
