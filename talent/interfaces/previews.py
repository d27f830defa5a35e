"""What a batch keeps of its check, and how it is read again: messages in both languages, shown in the reader's."""

from dataclasses import asdict
from typing import Any

from rules.text import Text
from talent.domain.wording import restored, stored
from talent.interfaces.columns.header import ColumnsUnclear
from talent.interfaces.importers import COUNTS, Report
from talent.interfaces.sheets.errors import CellError, FileRefused
from talent.models import ImportBatch

# More errors than this are counted, not kept: a file that is wrong everywhere is wrong in one way.
ERRORS_KEPT = 2_000


def kept(report: Report) -> dict[str, Any]:
    """A preview as JSON."""
    return report.counts() | {
        "accepted": report.accepted,
        "errors_total": report.errors_total,
        "errors": [asdict(error) | {"message": stored(error.message)} for error in report.errors],
        "notices": [stored(notice) for notice in report.notices],
    }


def kept_refusal(refusal: FileRefused) -> dict[str, Any]:
    """A refused file's reason as JSON."""
    return {"refused": {"code": refusal.code, "message": stored(refusal.message)}}


def kept_offers(unclear: ColumnsUnclear) -> dict[str, Any]:
    """What somebody is asked about the columns, as JSON."""
    return {
        "offers": [[offer.header, offer.suggested] for offer in unclear.offers],
        "free": [[column.name, column.required] for column in unclear.free],
    }


def told_impact(weighed: dict[str, Any] | None, most: int | None = None, start: int = 0) -> dict[str, Any] | None:
    """What was kept of an impact as an answer names it: `most` of those who would move, from `start` on."""
    if not weighed:
        return None
    listed = set(weighed["listed_who"])
    # What was kept by an earlier version says nothing of calibration and of the lists.
    after = dict(weighed.get("calibrated", ()))
    who = [
        {"employee": pk, "now": after.get(pk, now), "computed": now, "then": then, "listed": pk in listed}
        for pk, now, then in weighed["who"]
    ]
    lists = [{"vacancy": pk, "title": title} for _route, pk, title in weighed.get("lists", ())]
    aside = {"listed_who", "calibrated"}
    kept = {name: value for name, value in weighed.items() if name not in aside}
    return kept | {"who": who[start:][:most], "lists": lists}


def errors(batch: ImportBatch) -> list[CellError]:
    """The errors that were kept, in the order of rows."""
    return [CellError(**error | {"message": restored(error["message"])}) for error in batch.report.get("errors", [])]


def notices(batch: ImportBatch) -> list[Text]:
    """What should be known of the file, though nothing is wrong."""
    return [restored(notice) for notice in batch.report.get("notices", [])]


def counted(batch: ImportBatch) -> dict[str, Any]:
    """What the file came to: what was written, else what the check counted."""
    written: dict[str, Any] | None = batch.report.get("written")
    return written or batch.report


def refusal(batch: ImportBatch) -> dict[str, Any] | None:
    """Why nothing of the file can be taken: `code` and `message`."""
    return _reason(batch.report.get("refused"))


def halt(batch: ImportBatch) -> dict[str, Any] | None:
    """What is in of a batch whose writing gave up (`written`: counts so far), and why, as far as that is known."""
    if not batch.halted:
        return None
    unknown = {"code": "", "message": Text("", "")}
    return (_reason(batch.report.get("stopped")) or unknown) | {"written": batch.cursor.get("counts") or no_counts()}


def no_counts() -> dict[str, int]:
    """Nothing written yet."""
    return dict.fromkeys(COUNTS, 0)


def _reason(reason: dict[str, Any] | None) -> dict[str, Any] | None:
    return reason and reason | {"message": restored(reason["message"])}
