"""The one door through which tables leave the platform: CSV for German Excel, and XLSX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | Decimal | date | datetime | None
FORMATS = ("csv", "xlsx")
# A spreadsheet runs a text that begins like this as a formula (CWE-1236).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# What XML cannot hold, and so no workbook; lone surrogates, which packages report, no file at all.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MOST_SIGNS = 32_767  # in a cell of a workbook; a longer text ends in an ellipsis there, the CSV has it whole
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def neutral(value: Cell) -> Cell:
    """
    Return the cell so that no spreadsheet runs it: texts that begin like a formula get an apostrophe in front.

    Control characters go: a workbook cannot hold them, and one name with them would keep everybody's list from
    being exported.
    """
    if not isinstance(value, str):
        return value
    plain: str = UNWRITABLE.sub("", value)
    return "'" + plain if plain.startswith(FORMULA_STARTS) else plain


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the table as German Excel opens it by a double click: UTF-8 with BOM, semicolons, decimal commas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutral(heading) for heading in headings])
    writer.writerows([_german(neutral(cell)) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _german(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    return str(value)


Sheet = tuple[str, Sequence[str], Iterable[Sequence[Cell]]]  # title, headings, rows


def as_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the table as a workbook with one sheet; texts are stored as texts, never as formulas."""
    return as_workbook([(title, headings, rows)])


def as_workbook(sheets: Iterable[Sheet]) -> bytes:
    """
    Return a workbook with a sheet for each table; texts are stored as texts, never as formulas or links.

    Rows go to a file as they come, so that a long table costs time and no memory. Titles must differ.
    """
    content = io.BytesIO()
    with Workbook(content, {"constant_memory": True, "tmpdir": settings.FILE_UPLOAD_TEMP_DIR}) as book:
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "DD.MM.YYYY HH:MM"})
        day = book.add_format({"num_format": "DD.MM.YYYY"})
        for title, headings, rows in sheets:
            sheet = book.add_worksheet("".join(sign for sign in title if sign not in r"[]:*?/\'")[:31] or "Export")
            sheet.freeze_panes(1, 0)
            for column, heading in enumerate(headings):
                sheet.set_column(column, column, max(12, min(len(heading) + 4, 40)))
                _write(sheet, 0, column, heading, bold)
            for number, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    shape = moment if isinstance(value, datetime) else day if isinstance(value, date) else None
                    _write(sheet, number, column, value, shape)
    return content.getvalue()


def _write(sheet: Worksheet, row: int, column: int, value: Cell, shape: Format | None) -> None:
    """Write by the kind of the value: the library's own guess would make formulas and links of texts."""
    safe = neutral(value)
    if isinstance(safe, str):
        text = safe.replace("\r\n", "\n").replace("\r", "\n")  # a workbook breaks lines with LF alone
        sheet.write_string(row, column, text if len(text) <= MOST_SIGNS else text[: MOST_SIGNS - 1] + "…", shape)
    elif isinstance(safe, datetime):
        # Workbooks know no time zones: Berlin wall time.
        sheet.write_datetime(row, column, timezone.localtime(safe).replace(tzinfo=None), shape)
    elif isinstance(safe, date):
        sheet.write_datetime(row, column, safe, shape)
    elif safe is not None:
        sheet.write_number(row, column, safe, shape)


def table_response(
    *, file_format: str, file_stem: str, title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponse:
    """Return the table as a download in one of FORMATS; `file_stem` is plain ASCII without ending."""
    if file_format == "xlsx":
        response = HttpResponse(as_xlsx(title, headings, rows), content_type=XLSX_TYPE)
    else:
        response = HttpResponse(as_csv(headings, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_stem}.{file_format}"'
    response["Cache-Control"] = "no-store"
    return response
