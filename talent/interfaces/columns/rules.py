"""Rules over the cells of one row. Each names the fields it reads; rows where one of those is already wrong are
passed over, so that one mistake gives one message."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from rules.law import shipped
from rules.performance import contradiction, set_aside, year_rules
from rules.text import Text
from talent.interfaces.columns.messages import Bad

Check = Callable[..., None]


class RowRule(NamedTuple):
    """`check(*values of fields)` raises Bad; the error is shown at `blamed`. Rules without `all_needed` also run where
    some of the values are empty. `quick(*columns of fields)`, given columns without empty cells, tells by their
    bounds that no row can be wrong."""

    fields: tuple[str, ...]
    blamed: str
    check: Check
    all_needed: bool = True
    quick: Callable[..., bool] | None = None


class Remark(NamedTuple):
    """What a person should know of a row that is taken: `say(*values of fields)` tells it, or None. `ever(*columns of
    fields)` tells at a glance whether any row could be meant. `rule`: what is done, for the document of the columns."""

    fields: tuple[str, ...]
    say: Callable[..., Text | None]
    ever: Callable[..., bool]
    rule: str


def ends_after(start: str, end: str) -> RowRule:
    """The day in `end` is not before the day in `start`."""

    def check(first: date, last: date) -> None:
        if last < first:
            raise Bad("end_before_start", start=NAMES[start], date=first.isoformat())

    return RowRule((start, end), end, check)


NAMES = {
    "true_from": _("tanggal mulai"),
    "submitted_on": "tanggal_pengajuan",
    "decided_on": "tanggal_keputusan",
}


def birth_date(nip: str) -> date:
    """The birth date in a NIP that has been checked."""
    return date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))


def not_before_birth(field: str) -> RowRule:
    """The day in `field` is not before the birth date in the NIP."""

    def check(nip: str, day: date) -> None:
        # The year alone settles nearly every row.
        if day.year <= int(nip[:4]) and day < birth_date(nip):
            raise Bad("before_birth", born=birth_date(nip).isoformat())

    def quick(nips: list[str], days: list[date]) -> bool:
        return min(days).year > int(max(nips)[:4])

    return RowRule(("nip", field), field, check, quick=quick)


def year_not_before_birth(field: str) -> RowRule:
    """The year in `field` is not before the year of birth."""

    def check(nip: str, year: int) -> None:
        if year < int(nip[:4]):
            raise Bad("year_before_birth", born=nip[:4])

    def quick(nips: list[str], years: list[int]) -> bool:
        return min(years) >= int(max(nips)[:4])

    return RowRule(("nip", field), field, check, quick=quick)


def one_of_three() -> RowRule:
    """Performance needs both ratings, or the predicate, or the number."""

    def check(work_result: Any, behaviour: Any, rating: Any, score: Any) -> None:
        if rating is None and score is None and (work_result is None or behaviour is None):
            raise Bad("performance_missing")

    return RowRule(("work_result", "behaviour", "rating", "score"), "rating", check, all_needed=False)


def old_rating() -> RowRule:
    """The word “Cukup” ended with PP 30/2019's numbers: it is of years before 2022."""

    def check(year: int, rating: str) -> None:
        if rating == "CUKUP" and year >= 2022:
            raise Bad("rating_old")

    return RowRule(("year", "rating"), "rating", check)


def number_of_its_years() -> RowRule:
    """A number alone says nothing of a year whose rating comes of two ratings (since 2022): such a row would take the
    place of one that does."""

    def check(year: int | None, work_result: Any, behaviour: Any, rating: Any, score: Any) -> None:
        # A year that is missing or no year has a fault of its own.
        if year is None or rating is not None or score is None or (work_result is not None and behaviour is not None):
            return
        rules = year_rules(year, shipped())
        if rules.matrix is not None and not rules.bands:
            raise Bad("performance_number_over", year=year)

    return RowRule(("year", "work_result", "behaviour", "rating", "score"), "score", check, all_needed=False)


def grade_of_status() -> RowRule:
    """I/a … IV/e are of PNS, I … XVII of PPPK."""

    def check(status: str, grade: str) -> None:
        if ("/" in grade) != (status == "PNS"):
            raise Bad("grade_status", grade=grade, status=status)

    return RowRule(("status", "grade"), "grade", check)


def no_contradiction() -> RowRule:
    """A predicate given beside both ratings is the one that the law's matrix of that year gives."""

    def check(work_result: str, behaviour: str, rating: str, year: int) -> None:
        if text := _contradiction(work_result, behaviour, rating, year):
            raise Bad("performance_contradiction", why=text)

    return RowRule(("work_result", "behaviour", "rating", "year"), "rating", check)


@lru_cache(maxsize=4096)
def _contradiction(work_result: str, behaviour: str, rating: str, year: int) -> Text | None:
    return contradiction(work_result, behaviour, rating, year, shipped())


def performance_set_aside() -> Remark:
    """Which of several statements about one year counts, where they disagree and none is refused; and that none does
    where the law of the year makes no rating of what is given."""

    def ever(
        work: list[Any], behaviour: list[Any], rating: list[Any], score: list[Any], idea: list[Any], year: list[int]
    ) -> bool:
        given = [any(value is not None for value in column) for column in (work, rating, score)]
        return given.count(True) > 1 or (None in rating and year_rules(min(year), shipped()).matrix is None)

    return Remark(
        ("work_result", "behaviour", "rating", "score", "new_idea", "year"),
        _set_aside,
        ever,
        "Bila sebuah baris mengisi lebih dari satu: `predikat` dipakai sebagaimana tertulis, lalu `hasil_kerja` dan "
        "`perilaku`, lalu `nilai`. `predikat` yang berlawanan dengan hasil kerja dan perilaku menurut matriks tahunnya "
        "(sejak 2022) ditolak. Untuk tahun sebelum 2022 hasil kerja dan perilaku tidak menghasilkan predikat: barisnya "
        "diterima, dan pratinjau serta laporannya menyebut apa yang tidak dipakai dan predikat mana yang dipakai; "
        "begitu pula `nilai` yang menurut aturan tahunnya berarti predikat lain. Baris lama yang menurut aturan "
        "tahunnya tidak menghasilkan predikat sama sekali (`nilai` sebelum 2019, atau hanya hasil kerja dan perilaku "
        "sebelum 2022) diterima dan disebut juga; sejak 2022 `nilai` saja ditolak.",
    )


@lru_cache(maxsize=4096)
def _set_aside(work: Any, behaviour: Any, rating: Any, score: Any, new_idea: Any, year: int) -> Text | None:
    return set_aside(work, behaviour, rating, score, new_idea, year, shipped())
