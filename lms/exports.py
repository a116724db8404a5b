"""The one door through which tables leave the platform: CSV for German Excel, and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Cell = str | int | Decimal | date | datetime | None
FORMATS = ("csv", "xlsx")
# A spreadsheet runs a text that begins like this as a formula (CWE-1236).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def neutral(value: Cell) -> Cell:
    """
    Return the cell so that no spreadsheet runs it: texts that begin like a formula get an apostrophe in front.

    Control characters go: a workbook cannot hold them, and one name with them would keep everybody's list from
    being exported.
    """
    if not isinstance(value, str):
        return value
    plain: str = ILLEGAL_CHARACTERS_RE.sub("", value)
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
    """Return a workbook with a sheet for each table; texts are stored as texts, never as formulas."""
    book = Workbook()
    book.remove(book.active)
    for title, headings, rows in sheets:
        sheet = book.create_sheet("".join(sign for sign in title if sign not in r"[]:*?/\'")[:31] or "Export")
        for row_number, row in enumerate([list(headings), *rows], start=1):
            for column_number, value in enumerate(row, start=1):
                cell = sheet.cell(row=row_number, column=column_number)
                cell.value = _naive(neutral(value))
                if isinstance(value, str):
                    cell.data_type = "s"
                elif isinstance(value, datetime):
                    cell.number_format = "DD.MM.YYYY HH:MM"
                elif isinstance(value, date):
                    cell.number_format = "DD.MM.YYYY"
        for column_number, heading in enumerate(headings, start=1):
            sheet.cell(row=1, column=column_number).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(column_number)].width = max(12, min(len(heading) + 4, 40))
        sheet.freeze_panes = "A2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _naive(value: Cell) -> Cell:
    """Return instants as Berlin wall time: workbooks know no time zones."""
    return timezone.localtime(value).replace(tzinfo=None) if isinstance(value, datetime) else value


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
