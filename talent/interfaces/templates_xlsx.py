"""The workbook that a person downloads to fill in: one per kind, headers ready, what is allowed on a second sheet."""

from typing import Any, BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _

from talent.interfaces.columns.kinds import Column, Kind
from talent.interfaces.columns.parsers import Day, Number, Revoked, Whole, Words, Year

ROWS = 5_000  # rows that carry the drop-down lists
_MAX_LIST = 255  # characters that Excel takes in a drop-down list


def write_template(kind: Kind, stream: BinaryIO) -> None:
    """Write the template of `kind` to `stream`, in the language now active."""
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {
        "required": book.add_format({"bold": True, "bottom": 1, "bg_color": "#DCE6F1"}),
        "optional": book.add_format({"bottom": 1, "bg_color": "#F2F2F2"}),
        "text": book.add_format({"num_format": "@"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "number": book.add_format({"num_format": "General"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    _data_sheet(book, kind, formats)
    _guide_sheet(book, kind, formats)
    book.close()


def _data_sheet(book: Any, kind: Kind, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet("Data")
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(kind.columns):
        sheet.set_column(index, index, max(12, len(column.name) + 2), formats[_cell_format(column)])
        sheet.write_string(0, index, column.name, formats["required" if column.required else "optional"])
        if isinstance(column.parser, Words) and sum(len(word) + 1 for word in column.parser.words) <= _MAX_LIST:
            choice = {"validate": "list", "source": list(column.parser.words)}
            sheet.data_validation(1, index, ROWS, index, choice)


def _cell_format(column: Column) -> str:
    """Text unless it is a day or a number: Excel would turn NIPs, codes and `3.10` into numbers."""
    if isinstance(column.parser, Day | Revoked):
        return "day"
    return "number" if isinstance(column.parser, Number | Whole | Year) else "text"


def _guide_sheet(book: Any, kind: Kind, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(_("Petunjuk"))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 8)
    sheet.set_column(2, 2, 80, formats["wrap"])
    sheet.set_column(3, 3, 34)
    for index, title in enumerate((_("kolom"), _("wajib"), _("yang boleh"), _("contoh"))):
        sheet.write_string(0, index, title, formats["required"])
    for row, column in enumerate(kind.columns, start=1):
        sheet.write_string(row, 0, column.name)
        sheet.write_string(row, 1, _("ya") if column.required else "")
        sheet.write_string(row, 2, column.parser.allowed(), formats["wrap"])
        sheet.write_string(row, 3, str(column.example))
