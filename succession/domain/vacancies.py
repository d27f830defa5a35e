"""Opening and closing a vacancy."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import DomainError, Invalid, Stale
from rules.law import NoRuleInForce, shipped
from succession.domain import deviations, states
from succession.domain.queries import words
from succession.domain.queries.posts import record_of
from succession.domain.queries.vacancies import TRANSFER
from succession.domain.reasons import required_reason
from succession.models import Vacancy
from succession.models.vacancy import Cause
from talent.codes import JPT_TIERS
from talent.domain import known
from talent.domain.days import require_possible
from talent.domain.queries import meanwhile
from talent.models import Agency, Position


class AlreadyOpen(DomainError):
    """The post has a vacancy that is still being filled, or the code is taken."""

    code = "already_open"


@transaction.atomic
def open_vacancy(
    *,
    agency: Agency,
    position: Position,
    code: str,
    opened_on: date,
    decision_date: date,
    reference_date: date,
    running_since: date | None = None,
    cause: str | None = None,
    target_date: date | None = None,
    transfer: bool = False,
    by: User,
) -> Vacancy:
    """Open a senior post for filling.

    `decision_date`: the day whose law decides the route; `reference_date`: the day requirements are measured on;
    `running_since`: first day of a filling that was already under way; `cause`: why the post is, or will be, empty
    (`Cause`); `target_date`: the day by which somebody should be inaugurated; `transfer`: it is filled by a transfer
    between senior posts (PP 11/2017 Pasal 131).
    Raises Invalid for what cannot be right, AlreadyOpen when the code or the post is taken.
    """
    scope.require(by, Permission.PREPARE_VACANCY, agency.pk)
    require_possible(opened_on, decision_date, reference_date, running_since, target_date)
    _check_post(agency, position, decision_date)
    _check_dates(opened_on, decision_date, reference_date, running_since)
    _check_aim(decision_date, cause, target_date)
    if transfer:
        _check_transfer(position, reference_date)
    if not code.strip():
        raise Invalid(_("Lowongan perlu kode."), code="no_code")
    vacancy = Vacancy(
        agency=agency,
        position=position,
        code=code.strip(),
        opened_on=opened_on,
        decision_date=decision_date,
        reference_date=reference_date,
        running_since=running_since,
        cause=cause,
        target_date=target_date,
        transfer=transfer,
    )
    said = {"cause": cause, "target_date": target_date}
    payload: dict[str, Any] = {name: str(value) for name, value in said.items() if value is not None}
    payload |= {"transfer": True} if transfer else {}
    return write(vacancy, payload, by)


def write(vacancy: Vacancy, payload: dict[str, Any], by: User) -> Vacancy:
    """Write a new vacancy and its event, whatever it comes from: the one place that does. Raises AlreadyOpen when the
    code or the post is taken."""
    try:
        with transaction.atomic():
            vacancy.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyOpen(_taken(vacancy)) from error
    ledger.record("succession.vacancy.opened", by=by, agency=vacancy.agency.code, subject=vacancy, payload=payload)
    return vacancy


@transaction.atomic
def amend(
    *,
    vacancy: Vacancy,
    cause: str | None,
    target_date: date | None,
    transfer: bool | None = None,
    version: int,
    reason: str,
    by: User,
) -> Vacancy:
    """Say otherwise why the post is, or will be, empty, by when somebody should be inaugurated, or whether it is filled
    by a `transfer` (None: as it was); the ledger keeps what was said before.

    Raises Stale, with who did what, when the vacancy is no longer as it was seen (`version`), Invalid when nothing
    changes, the target lies before the route's day, or candidates have been held against other requirements already.
    """
    scope.require(by, Permission.PREPARE_VACANCY, vacancy.agency_id)
    reason = required_reason(reason)
    if vacancy.state in (states.State.INAUGURATED, states.State.CLOSED):
        raise states.wrong(vacancy)
    _check_aim(vacancy.decision_date, cause, target_date)
    before = Vacancy.objects.select_for_update().get(pk=vacancy.pk)
    if before.version != version:
        message = _("Lowongan ini baru saja diubah orang lain; isian Anda belum tersimpan.")
        raise meanwhile.overtaken(Stale, message, vacancy)
    said = {"cause": (before.cause, cause), "target_date": (before.target_date, target_date)}
    changed: dict[str, list[Any]] = {
        name: [one and str(one) for one in both] for name, both in said.items() if both[0] != both[1]
    }
    if transfer is not None and transfer != before.transfer:
        _check_transfer_open(before, transfer)
        changed["transfer"] = [before.transfer, transfer]
    if not changed:
        raise Invalid(_("Tidak ada yang berubah: isi ini sama dengan yang sudah tercatat."), code="record_same")
    Vacancy.objects.filter(pk=vacancy.pk).update(
        cause=cause,
        target_date=target_date,
        transfer=before.transfer if transfer is None else transfer,
        version=F("version") + 1,
    )
    kind, code = "succession.vacancy.amended", vacancy.agency.code
    ledger.record(kind, by=by, agency=code, subject=vacancy, reason=reason, payload=changed)
    vacancy.refresh_from_db()
    return vacancy


@transaction.atomic
def close(*, vacancy: Vacancy, reason: str, by: User) -> None:
    """End a vacancy that will not be filled here: open selection took over, or the need is gone.

    Raises DomainError once names were sent up: what becomes of them the PPK decides, in the register
    (`countersigning.start_again`).
    """
    scope.require(by, Permission.PREPARE_VACANCY, vacancy.agency_id)
    deviations.require_none_open(vacancy)
    if vacancy.state == states.State.NOMINATED:
        message = _(
            "Nama sudah diusulkan; lowongan ini tidak ditutup begitu saja. PPK dapat mengulang pengisiannya, dan "
            "itu masuk register penyimpangan."
        )
        raise DomainError(message, code="names_sent")
    reason = required_reason(reason)
    states.move(vacancy, states.State.CLOSED)
    ledger.record("succession.vacancy.closed", by=by, agency=vacancy.agency.code, subject=vacancy, reason=reason)


def next_code(agency: Agency, code: str) -> str:
    """The code of another vacancy after the one with this code: L-01, L-01/2, L-01/3 …, whichever is free."""
    stem, _slash, number = code.rpartition("/")
    base, attempt = (stem, int(number)) if stem and number.isdecimal() else (code, 1)
    taken = set(Vacancy.objects.filter(agency=agency).values_list("code", flat=True))
    while True:
        attempt += 1
        tail = f"/{attempt}"
        code = base[: 40 - len(tail)] + tail
        if code not in taken:
            return code


def _check_post(agency: Agency, position: Position, on: date) -> None:
    if position.agency_id != agency.pk:
        raise Invalid(_("Jabatan ini bukan milik instansi tersebut."), code="foreign_post")
    record = record_of(position, on, known.now(agency.pk))
    if record is None:
        raise Invalid(_("Jabatan ini belum punya data; impor data jabatannya dahulu."), code="unknown_post")
    if record.tier not in JPT_TIERS:
        raise Invalid(
            _("Lowongan dibuka untuk jabatan pimpinan tinggi; jabatan ini %(tier)s.")
            % {"tier": record.get_tier_display()},
            code="not_a_jpt_tier",
        )


def _check_dates(opened_on: date, decision_date: date, reference_date: date, running_since: date | None) -> None:
    if decision_date < opened_on:
        raise Invalid(_("Tanggal penetapan jalur tidak boleh sebelum lowongan dibuka."), code="date_order")
    if reference_date < decision_date:
        raise Invalid(_("Tanggal acuan tidak boleh sebelum tanggal penetapan jalur."), code="date_order")
    if running_since is not None and running_since > decision_date:
        raise Invalid(_("Proses tidak dapat mulai berjalan setelah tanggal penetapan jalur."), code="date_order")


def _check_aim(decision_date: date, cause: str | None, target_date: date | None) -> None:
    require_possible(target_date)
    if target_date is not None and target_date < decision_date:
        raise Invalid(_("Tanggal sasaran tidak boleh sebelum tanggal penetapan jalur."), code="date_order")
    if cause is not None and cause not in Cause.values:
        raise Invalid(_("Sebab lowong ini tidak dikenal."), code="unknown_cause")


def _check_transfer(position: Position, reference_date: date) -> None:
    """Raise Invalid unless the post can be filled by a transfer on the day its requirements are measured."""
    try:
        tiers = shipped().at(TRANSFER, reference_date).value
    except NoRuleInForce as error:
        raise Invalid(words.said(error.text), code="no_rule_in_force") from error
    record = record_of(position, reference_date, known.now(position.agency_id))
    if record is None or record.tier not in tiers:
        raise Invalid(
            _("Perpindahan hanya antar-JPT; pada tanggal acuan jabatan ini %(tier)s.")
            % {"tier": record.get_tier_display() if record else "–"},
            code="not_a_jpt_tier",
        )


def _check_transfer_open(vacancy: Vacancy, transfer: bool) -> None:
    if vacancy.longlists.exists():
        message = _("Cara pengisian tidak berubah lagi: calonnya sudah diperiksa terhadap persyaratannya.")
        raise Invalid(message, code="longlist_there")
    if transfer:
        _check_transfer(vacancy.position, vacancy.reference_date)


def _taken(vacancy: Vacancy) -> str:
    if Vacancy.objects.filter(agency=vacancy.agency, code=vacancy.code).exists():
        return _("Kode lowongan %(code)s sudah dipakai.") % {"code": vacancy.code}
    live = Vacancy.objects.filter(position=vacancy.position).exclude(state__in=["INAUGURATED", "CLOSED"]).first()
    return _("Jabatan ini sedang diisi melalui lowongan %(code)s.") % {"code": live.code if live else "?"}
