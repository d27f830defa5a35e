"""The committee's rounds in its minutes: who declared what, every score with its reason, the text and who signed it."""

from collections.abc import Mapping
from datetime import datetime

from rules.checks import Status
from rules.text import Text
from rules.wording import number
from succession.domain import canonical
from succession.domain.queries import panel_conflicts, panel_minutes, panels, quorum
from succession.interfaces import filling_parts as sheet
from succession.interfaces.filling_parts import Part
from succession.models import PanelRound
from talent.domain.queries.records import names_at


def round_of(held: PanelRound, stage: Text | None, at: datetime) -> list[Part]:
    """A round that is closed, with people by the names that were known `at` an instant; nothing while it is open."""
    if held.closed_at is None:
        return []
    since = f"Dibuka {sheet.at(held.opened_at)}, ditutup {sheet.at(held.closed_at)}."
    title = "Penilaian panitia" if held.scored else "Sidang panitia tanpa penilaian"
    called = names_at(held.candidates.values("employee"), at)
    title = f"{title}: {stage.id}" if stage else title
    title += ", putaran susulan" if held.supplements_id else ""
    left = _left(held)
    title += ", kelompok suksesi yang ditinggalkan" if left else ""
    parts = [sheet.heading(title), *left, sheet.text(since), *_supplementing(held), _declared(held, called)]
    for found in panel_minutes.results(held):
        mean = "–" if found.opinion is None else number(found.opinion.mean).id
        spread = "–" if found.opinion is None else str(found.opinion.spread)
        person = found.candidate.employee
        who = f"{found.candidate.code} {called.get(person.pk, person.name)}"
        told = f"rata-rata {mean}, rentang {spread}"
        if not found.whole:
            told = "tidak dihitung, karena menarik lamarannya sebelum dinilai semua anggota yang dapat menilainya"
        parts.append(sheet.text(f"{who}: {told}."))
        parts.append(sheet.table(["Anggota", "Nilai", "Alasan"], [2, 0, 6], [_given(one) for one in found.scores]))
    parts += [sheet.heading("Risalah"), sheet.text(held.minutes or "–")]
    signed = held.signatures.filter(token=canonical.digest(panel_minutes.minutes_of(held))).select_related("user")
    rows = [[one.user.username, sheet.at(one.at)] for one in signed.order_by("at", "id")]
    against = [[one.member.user.username, one.reason, sheet.at(one.at)] for one in panel_minutes.refusals(held)]
    refused = [sheet.table(["Menolak menandatangani", "Alasan", "Dicatat pada"], [2, 5, 2], against)] if against else []
    return [*parts, sheet.table(["Ditandatangani oleh", "Pada"], [2, 2], rows), *refused]


def _left(held: PanelRound) -> list[Part]:
    """That nothing of a round counts, because its vacancy went over to open selection since."""
    if not panels.of_left_pool(held):
        return []
    gone = held.vacancy.gone_over
    about = f"keputusan nomor {gone.number} tanggal {sheet.day(gone.dated)}"
    return [sheet.text(f"Tidak dihitung: pengisian ini beralih ke seleksi terbuka dengan {about}.")]


def _supplementing(held: PanelRound) -> list[Part]:
    """By what assumption there is a supplementary round, and whether its codes could hide anybody."""
    check = quorum.supplement(held)
    if check is None:
        return []
    told = f"{check.label.id}: {'ya' if check.status == Status.PASS else 'tidak'} ({check.fact.id}; {check.limit.id})."
    mark = "" if check.verified else f" [{sheet.UNVERIFIED}: {check.citation}]"
    return [sheet.text(f"{told}{mark}"), sheet.text(check.note.id)]


def _declared(held: PanelRound, called: Mapping[int, str]) -> Part:
    """Every declaration until the round was closed; of those who did not take part to the end only when it was."""
    conflicts = panel_conflicts.conflicts(held)
    rows = []
    ballots = held.ballots.exclude(panel_conflicts.late(held)).select_related("member__user")
    for one in ballots.order_by("member__user__username", "id"):
        found = conflicts.get(one.member_id)
        named = [f"{called.get(who.employee.pk, who.employee.name)}: {who.why}{_since(who)}" for who in found or ()]
        said = "–" if found is None else "\n".join(named) or "tidak ada"
        rows.append([one.member.user.username, sheet.at(one.declared_at), said])
    return sheet.table(["Anggota", "Menyatakan pada", "Benturan kepentingan"], [2, 2, 5], rows)


def _since(conflict: panel_conflicts.Conflict) -> str:
    return f", dinyatakan pada {sheet.at(conflict.declared_at)}" if conflict.declared_at else ""


def _given(one: panel_minutes.Given) -> list[str]:
    if one.given is None:
        return [one.seat.user.username, "–", "tidak menilai" + ("" if one.recused else ": lamarannya sudah ditarik")]
    alone = " (menyendiri)" if one.outlying else ""
    return [one.seat.user.username, str(one.given.score), one.given.reason + alone]
