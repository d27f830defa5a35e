"""Short words for what rules call by a code: requirements in a table, categories as marks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from rules.checks import Status
from rules.eligibility.words import CALLED
from rules.text import Text
from succession.domain.queries.afterwards import TaskState
from succession.domain.queries.asked import Freed
from succession.domain.queries.longlists import own_names, stored_statuses
from succession.domain.queries.words import said
from succession.models import LonglistEntry
from succession.models.vacancy import Cause

# How a category is marked; what it allows is the gate's business.
CATEGORY_MARKS = {
    "SANGAT_BAIK": Status.PASS,
    "BAIK": Status.PASS,
    "KURANG": Status.FAIL,
    "BURUK": Status.FAIL,
    None: Status.UNKNOWN,
}
# How a task is marked; one that runs or is closed is neither good nor bad.
TASK_MARKS = {TaskState.LATE: Status.FAIL, TaskState.DONE: Status.PASS}
FILLED = {False: _("pengangkatan"), True: _("perpindahan antar-JPT")}
ROUTE_MARKS = {"talent_pool": Status.PASS, "open_selection": Status.FAIL, "undetermined": Status.UNKNOWN}


def amended(payload: Mapping[str, Sequence[Any]]) -> list[tuple[str, str, str]]:
    """What an amendment of a vacancy changed: of each part its name, what was said before and what is said since."""
    found = []
    if "cause" in payload:
        causes = {str(code): str(label) for code, label in Cause.choices}
        found.append((str(_("Sebab lowong")), *(causes.get(one or "", "–") for one in payload["cause"])))
    if "target_date" in payload:
        days = (
            formats.date_format(date.fromisoformat(one), "DATE_FORMAT") if one else "–"
            for one in payload["target_date"]
        )
        found.append((str(_("Tanggal sasaran pelantikan")), *days))
    if "transfer" in payload:
        found.append((str(_("Cara pengisian")), *(str(FILLED[one]) for one in payload["transfer"])))
    return [(label, before, after) for label, before, after in found]


def named(codes: Iterable[str], own: Mapping[str, Text]) -> str:
    """Requirements in words, comma between; `own`: what the agency's own are called."""
    names = CALLED | dict(own)
    return ", ".join(said(names[code]) if code in names else code for code in codes)


def by_documents(freed: Iterable[Freed], own: Mapping[str, Text]) -> str:
    """What somebody passes only by documents, each with the document's number; `own` as in `named`."""
    return ", ".join(f"{named([one.code], own)} ({one.number})" for one in freed)


def summary(entry: LonglistEntry, freed: Iterable[Freed] = ()) -> dict[str, object]:
    """An entry's requirements in a line: how many are met of how many, which failed, which are not known, and which are
    met only by a document (`freed`)."""
    found, own = stored_statuses(entry), own_names(entry.longlist)
    return {
        "passed": sum(status == Status.PASS for status in found.values()),
        "all": len(found),
        "failed": named((code for code, status in found.items() if status == Status.FAIL), own),
        "unknown": named((code for code, status in found.items() if status == Status.UNKNOWN), own),
        "waived": by_documents(freed, own),
    }
