"""The announcement of an open selection, its extensions, and what corrects one: a new row that stands in the place of
the older one, which stays as it was."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules import selection as law_of_selection
from rules.checks import Check, Status
from rules.errors import DomainError, Invalid
from rules.law import NoRuleInForce, shipped
from succession.domain import selection, states
from succession.domain.queries import applicants, longlists
from succession.domain.queries.words import said
from succession.domain.reasons import past_date, required_number, required_reason
from succession.models import Announcement, GoneOver, Vacancy
from talent.domain import known
from talent.domain.queries import meanwhile

State = Vacancy.State


@transaction.atomic
def announce(
    *,
    vacancy: Vacancy,
    number: str,
    published_on: date,
    closes_on: date,
    place: str,
    weights: Mapping[str, Decimal],
    by: User,
) -> Announcement:
    """Record the announcement, with the weight (percent) of each stage: from then on they stay as they are.

    Raises Invalid for a time too short, or weights outside their ranges or not adding to 100 (`selection.*`, by the
    law of the day of publication).
    """
    selection.require(vacancy, by)
    states.require_at(vacancy, State.ROUTED)
    if past_date(published_on) < vacancy.decision_date:
        raise Invalid(_("Pengumuman tidak boleh terbit sebelum tanggal penetapan jalur."), code="date_order")
    if published_on < earliest(vacancy):
        message = _("Pengumuman tidak boleh terbit sebelum keputusan beralih ke seleksi terbuka.")
        raise Invalid(message, code="date_order")
    try:
        checks = law_of_selection.weighing(weights, published_on, shipped())
        checks = (law_of_selection.period(published_on, closes_on, published_on, shipped()), *checks)
    except NoRuleInForce as error:
        raise Invalid(said(error.text), code="no_rule_in_force") from error
    _require_met(checks)
    made = _announced(vacancy, number, published_on, closes_on, place, by, weights=weights)
    selection.note("announced", made, made.vacancy, by)
    return made


@transaction.atomic
def extend(
    *, vacancy: Vacancy, number: str, published_on: date, closes_on: date, place: str, reason: str, by: User
) -> Announcement:
    """Announce anew because fewer applied, or are left after the administrative check, than the law asks for.

    Raises Invalid when there are enough, or the extension begins before the last closing or is too short.
    """
    selection.require(vacancy, by)
    states.require_at(vacancy, State.ANNOUNCED, State.SCREENED)
    reason = required_reason(reason)
    first, last = selection.first_of(vacancy), selection.last_of(vacancy)
    found = applicants.enough(vacancy, first)
    if found.status == Status.PASS:
        words = {"fact": said(found.fact), "limit": said(found.limit)}
        raise Invalid(
            _("Pengumuman tidak perlu diperpanjang: %(fact)s, sedangkan diminta %(limit)s.") % words, code="enough"
        )
    if past_date(published_on) <= last.closes_on:
        raise Invalid(_("Perpanjangan terbit sesudah lamaran ditutup."), code="date_order")
    _require_met([law_of_selection.period(published_on, closes_on, first.published_on, shipped(), extension=True)])
    made = _announced(vacancy, number, published_on, closes_on, place, by, reason=reason)
    selection.note("extended", made, vacancy, by, reason=reason)
    return made


@transaction.atomic
def correct(
    *,
    announcement: Announcement,
    number: str,
    published_on: date,
    closes_on: date,
    place: str,
    reason: str,
    by: User,
) -> Announcement:
    """Say otherwise what an announcement, or an extension, was: its number and where it stood until names are sent up,
    its days until the applicants are checked. The weights stay.

    Raises Invalid when nothing changes, the closing day would be an earlier one or the time too short, the days no
    longer follow each other, or an application was received outside of them; Stale when it was corrected already.
    """
    vacancy = announcement.vacancy
    scope.require(by, Permission.PREPARE_VACANCY, vacancy.agency_id)
    if vacancy.state in selection.NAMED:
        message = _("Nama sudah diusulkan; pengumumannya tidak dikoreksi lagi.")
        raise DomainError(message, code="names_sent")
    states.require_at(vacancy, *selection.APPLYING)
    reason = required_reason(reason)
    if Announcement.every.filter(corrects=announcement).exists():
        message = _("Pengumuman ini sudah dikoreksi; koreksilah yang berlaku sekarang.")
        raise meanwhile.overtaken(DomainError, message, announcement, code="corrected")
    number, place = required_number(number), place.strip()
    if not place:
        raise Invalid(_("Sebutkan di mana seleksi diumumkan."), code="no_place")
    given = {"number": number, "published_on": published_on, "closes_on": closes_on, "place": place}
    changed = {name: value for name, value in given.items() if getattr(announcement, name) != value}
    if not changed:
        raise Invalid(_("Tidak ada yang berubah: isi ini sama dengan yang sudah tercatat."), code="record_same")
    others = vacancy.announcements.exclude(pk=announcement.pk)
    if others.filter(number=number).exists():
        raise Invalid(_("Pengumuman dengan nomor ini sudah tercatat pada lowongan ini."), code="number_taken")
    if {"published_on", "closes_on"} & set(changed):
        _require_days(announcement, list(others), published_on, closes_on)
    made = Announcement(
        vacancy=vacancy,
        weights=announcement.weights,
        reason=announcement.reason,
        corrects=announcement,
        correction=reason,
        by=by,
        at=known.turn(vacancy.agency_id),
        **given,
    )
    made.save(force_insert=True)
    if not _all_in_time(vacancy):
        message = _("Ada lamaran yang diterima di luar masa pengumuman menurut koreksi ini.")
        raise Invalid(message, code="not_announced")
    states.touch(vacancy)
    kind, code = "succession.selection.announcement_corrected", vacancy.agency.code
    payload = {"vacancy": vacancy.pk, "corrects": announcement.pk} | {
        name: [str(getattr(announcement, name)), str(value)] for name, value in changed.items()
    }
    ledger.record(kind, by=by, agency=code, subject=made, reason=reason, payload=payload)
    return made


def earliest(vacancy: Vacancy) -> date:
    """The first day on which a selection may be announced."""
    gone: GoneOver | None = getattr(vacancy, "gone_over", None)
    return vacancy.decision_date if gone is None else max(vacancy.decision_date, gone.dated)


def _announced(
    vacancy: Vacancy,
    number: str,
    published_on: date,
    closes_on: date,
    place: str,
    by: User,
    *,
    weights: Mapping[str, Decimal] | None = None,
    reason: str = "",
) -> Announcement:
    if not place.strip():
        raise Invalid(_("Sebutkan di mana seleksi diumumkan."), code="no_place")
    # Not that of a correction either, which the database does not compare.
    if vacancy.announcements.filter(number=required_number(number)).exists():
        raise Invalid(_("Pengumuman dengan nomor ini sudah tercatat pada lowongan ini."), code="number_taken")
    made = Announcement(
        vacancy=vacancy,
        number=required_number(number),
        published_on=published_on,
        closes_on=closes_on,
        place=place.strip(),
        weights=None if weights is None else {stage: str(weight) for stage, weight in weights.items()},
        reason=reason,
        by=by,
        at=known.turn(vacancy.agency_id),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid(
            _("Pengumuman dengan nomor ini sudah tercatat pada lowongan ini."), code="number_taken"
        ) from error
    states.move(vacancy, State.ANNOUNCED)
    return made


def _require_days(one: Announcement, others: list[Announcement], published_on: date, closes_on: date) -> None:
    """Raise Invalid unless these days may be the announcement's."""
    vacancy = one.vacancy
    if vacancy.state != State.ANNOUNCED or (not one.extends and longlists.current(vacancy) is not None):
        message = _("Tanggal pengumuman tidak berubah lagi: pelamarnya sudah diperiksa menurut tanggal itu.")
        raise Invalid(message, code="checked")
    if closes_on < one.closes_on:
        raise Invalid(_("Lamaran tidak dapat ditutup lebih awal daripada yang diumumkan."), code="earlier_closing")
    first = published_on if not one.extends else selection.first_of(vacancy).published_on
    found = law_of_selection.period(published_on, closes_on, first, shipped(), extension=one.extends)
    _require_met([found])
    before = [other.closes_on for other in others if other.closes_on < one.published_on]
    after = [other.published_on for other in others if other.published_on > one.closes_on]
    if past_date(published_on) < earliest(vacancy) or any(published_on <= day for day in before):
        raise Invalid(_("Pengumuman tidak boleh terbit sebelum yang mendahuluinya selesai."), code="date_order")
    if any(closes_on >= day for day in after):
        raise Invalid(_("Perpanjangan terbit sesudah lamaran ditutup."), code="date_order")


def _all_in_time(vacancy: Vacancy) -> bool:
    """Whether every live application was received while an announcement stood."""
    spans = list(vacancy.announcements.values_list("published_on", "closes_on"))
    received = vacancy.applications.filter(withdrawn_at=None).values_list("received_on", flat=True)
    return all(any(first <= day <= last for first, last in spans) for day in received)


def _require_met(checks: Sequence[Check]) -> None:
    """Raise Invalid with everything that is not as the law asks."""
    wrong = [one for one in checks if one.status == Status.FAIL]
    if wrong:
        told = "; ".join(f"{said(one.label)}: {said(one.fact)} ({said(one.limit)})" for one in wrong)
        raise Invalid(_("Belum menurut aturan: %(what)s.") % {"what": told}, code=wrong[0].code)
