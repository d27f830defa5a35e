"""Spreadsheets, XLSX or CSV, read as rows of plain cells: bounded in time and memory, nothing half read."""

from talent.interfaces.sheets.errors import CellError, FileRefused
from talent.interfaces.sheets.reader import Chunk, Flaw, read_rows

__all__ = ["CellError", "Chunk", "FileRefused", "Flaw", "read_rows"]
