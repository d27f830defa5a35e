"""What is told of a sheet's rows that are taken as they are: each thing said once, with the rows that it is about."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from rules.text import Text
from talent.domain.wording import in_both
from talent.interfaces.columns.rules import Remark

ROWS_NAMED = 5  # of each thing that is said
SAID = 20  # different things; of the others only the rows are counted


@dataclass
class _Told:
    rows: list[int] = field(default_factory=list)
    count: int = 0


@dataclass
class Remarks:
    """Gathers over the chunks of one sheet, in little memory however many rows are meant."""

    told: dict[Text, _Told] = field(default_factory=dict)
    beyond: int = 0

    def note(self, remark: Remark, rows: list[int], columns: dict[str, list[Any]]) -> None:
        """Take in the good rows of a chunk (numbers as the spreadsheet program shows them)."""
        values = [columns[name] for name in remark.fields]
        if not remark.ever(*values):
            return
        for row, given in zip(rows, zip(*values, strict=True), strict=True):
            text = remark.say(*given)
            if text is not None:
                self._add(text, row)

    def _add(self, text: Text, row: int) -> None:
        if text not in self.told and len(self.told) == SAID:
            self.beyond += 1
            return
        told = self.told.setdefault(text, _Told())
        told.count += 1
        if len(told.rows) < ROWS_NAMED:
            told.rows.append(row)

    def said(self) -> Iterator[Text]:
        """The notices, in the order in which their rows stand."""
        for text, told in self.told.items():
            yield in_both(partial(_sentence, text, told))
        if self.beyond:
            yield in_both(partial(_more, self.beyond))


def _sentence(text: Text, told: _Told) -> str:
    rows, more = ", ".join(map(str, told.rows)), told.count - len(told.rows)
    if more:
        said = gettext("Baris %(rows)s dan %(more)s baris lain: %(text)s.")
        return said % {"rows": rows, "more": number_format(more, force_grouping=True), "text": text}
    said = ngettext("Baris %(rows)s: %(text)s.", "Baris %(rows)s: %(text)s.", told.count)
    return said % {"rows": rows, "text": text}


def _more(count: int) -> str:
    said = ngettext(
        "%(count)s baris lain juga mengisi hal yang tidak dipakai.",
        "%(count)s baris lain juga mengisi hal yang tidak dipakai.",
        count,
    )
    return said % {"count": number_format(count, force_grouping=True)}
