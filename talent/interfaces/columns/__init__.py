"""Rows of cells turned into typed columns: what each workbook may hold, and what is wrong where it does not."""

from talent.interfaces.columns.check import CheckedChunk, check_sheet, group_errors
from talent.interfaces.columns.kinds import KINDS, Column, Kind

__all__ = ["KINDS", "CheckedChunk", "Column", "Kind", "check_sheet", "group_errors"]
