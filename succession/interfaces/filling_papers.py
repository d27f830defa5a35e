"""The papers of a filling: longlist, proof matrix, minutes, nomination letter and decision draft, by one template.

Each is made from what was kept and from facts as known when its step was taken, in Indonesian, with users by the name
they sign in with: made again from the same facts it is the same bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.domain.ledger import subject_name
from audit.models import Event
from rules.checks import Check
from rules.eligibility import Served, records_for
from rules.wording import in_words, number
from succession.domain import canonical
from succession.domain.queries import applicants, blind, choosing, longlists, panels, proof, settled, untold
from succession.domain.queries import deviations as register
from succession.domain.queries.candidates import facts_of, required_post
from succession.domain.queries.names import means
from succession.domain.queries.posts import record_of
from succession.interfaces import filling_parts as sheet
from succession.interfaces.filling_parts import UNVERIFIED, Part
from succession.interfaces.filling_rounds import round_of
from succession.interfaces.papers import STATUS
from succession.interfaces.words import summary
from succession.models import (
    AppointmentDecision,
    CommitteeMember,
    Deviation,
    Longlist,
    Nominee,
    Vacancy,
)
from succession.models.vacancy import Route
from talent.codes import AppointmentKind
from talent.domain.queries.records import names_at
from talent.models import Employee, Evidence

# What an open selection comes to for each applicant.
FINAL = "Nilai akhir"


@dataclass(frozen=True)
class Paper:
    """A kind of paper: what it is called, and how it is set; None while what it tells of has not happened."""

    code: str
    name: Promise
    make: Callable[[Vacancy, User], bytes | None]


def _longlist(vacancy: Vacancy, reader: User) -> bytes | None:
    held = longlists.current(vacancy)
    if held is None:
        return None
    rows = []
    entries = list(held.entries.select_related("employee__agency").order_by("position"))
    held.vacancy = vacancy
    called = names_at(held.entries.values("employee"), held.known_at)
    freed = longlists.freed(held, entries, reader=reader)
    for entry in entries:
        entry.longlist = held
        said = summary(entry, freed.get(entry.employee_id, ()))
        lacks = "; ".join(
            f"{word}: {said[name]}"
            for name, word in (("failed", "tidak"), ("unknown", "belum diketahui"), ("waived", "dikecualikan"))
            if said[name]
        )
        values = (entry.talent_value, entry.technical, entry.combined)
        rows.append(
            [
                *(str(entry.rank or "–"), entry.employee.nip),
                *(_name(entry.employee, called) + sheet.home(entry.employee, held), str(entry.box or "–")),
                *("–" if value is None else number(value).id for value in values),
                f"{said['passed']} dari {said['all']}" + (f"; {lacks}" if lacks else ""),
            ]
        )
    score = "Gabungan" if held.cycle_id else FINAL
    return sheet.set_out(
        vacancy,
        f"Daftar panjang {vacancy.code}",
        sheet.moment(held.known_at).date(),
        held.known_at,
        [
            sheet.table(
                ["Peringkat", "NIP", "Nama", "Kotak", "Talenta", "Teknis", score, "Persyaratan terpenuhi"],
                [0, 0, 3, 0, 0, 0, 0, 5],
                rows,
            ),
            *_stages(held, called),
            *sheet.wider(held),
        ],
        _of_list(held),
        wide=True,
    )


def _stages(held: Longlist, called: Mapping[int, str]) -> list[Part]:
    """Of an open selection what each stage gave each applicant on the list as known when it was made, by which weights;
    nothing of any other."""
    first = applicants.first_of(held.vacancy)
    if first is None:
        return []
    stages, weights = applicants.stages_of(first), applicants.weights_of(first)
    applications = dict(held.vacancy.applications.order_by("id").values_list("employee_id", "pk"))
    given = applicants.scores_of(applications.values(), held.known_at)
    rows = []
    for entry in held.entries.select_related("employee").order_by("position"):
        of = given.get(applications.get(entry.employee_id, 0), {})
        values = [*(of.get(stage.code) for stage in stages), entry.combined]
        told = ["–" if value is None else number(float(value)).id for value in values]
        rows.append([str(entry.rank or "–"), _name(entry.employee, called), *told])
    head = [f"{stage.name.id} ({number(float(weights[stage.code])).id}%)" for stage in stages]
    papers = [
        f"{stage.name.id}: {paper_number}, {sheet.day(day)}"
        for stage, paper_number, day in applicants.documents_of(held.vacancy, held.known_at)
    ]
    return [
        sheet.heading("Nilai tahapan dan bobotnya"),
        sheet.table(["Peringkat", "Nama", *head, FINAL], [0, 3, *[2] * len(head), 0], rows),
        *([sheet.text("Dokumen dasar nilai yang tidak diberikan panitia:"), sheet.listed(papers)] if papers else []),
    ]


def _matrix(vacancy: Vacancy, reader: User) -> bytes | None:
    held, names = longlists.current(vacancy), _names(vacancy)
    if held is None or not names:
        return None
    people = [one.employee for one in names]
    post = required_post(vacancy, held.known_at)
    ids = [person.pk for person in people]
    proven = proof.proofs(
        people,
        facts_of(vacancy, ids, held.on, held.known_at, records_for(post)),
        post,
        held.on,
        held.known_at,
        agency_id=vacancy.agency_id,
        reader=reader,
        documents_at=names[0].at,
    )
    called = names_at([person.pk for person in people], names[0].at)
    parts: list[Part] = _scored(vacancy, names, called)
    for place, every in enumerate(zip(*(proven[person.pk] for person in people), strict=True)):
        check = every[0].check
        parts.append(sheet.heading(f"{place + 1}. {check.label.id}"))
        parts.append(sheet.text(_limit(check)))
        parts.append(
            sheet.table(
                ["Calon", "Keadaan", "Fakta", "Dokumen", "Berlaku sampai"],
                [3, 0, 5, 5, 0],
                [
                    [
                        f"{one.order}. {_name(one.employee, called)}",
                        STATUS[held_against.check.status],
                        "\n".join([held_against.check.fact.id, *_periods(held_against)]),
                        "\n".join(_document(paper) for ground in held_against.grounds for paper in ground.documents)
                        or "–",
                        "\n".join(sheet.day(ground.until) for ground in held_against.grounds if ground.until) or "–",
                    ]
                    for one, held_against in zip(names, every, strict=True)
                ],
            )
        )
    digests = [
        *_of_list(held),
        ["Isi matriks (SHA-256)", canonical.digest(parts)],
    ]
    return sheet.set_out(
        vacancy,
        f"Matriks bukti {_many(names)} {vacancy.code}",
        _settled(names),
        held.known_at,
        parts,
        digests,
        wide=True,
    )


def _scored(vacancy: Vacancy, names: Sequence[Nominee], called: Mapping[int, str]) -> list[Part]:
    """What the committee's scores of each name come to; nothing where it gave none, or they are part of the stages."""
    found = means(vacancy)
    if not any(one.employee_id in found for one in names):
        return []
    told = ((one, found.get(one.employee_id)) for one in names)
    rows = [
        [f"{one.order}. {_name(one.employee, called)}", "–" if mean is None else number(mean).id] for one, mean in told
    ]
    return [sheet.heading("Nilai panitia"), sheet.table(["Calon", "Rata-rata"], [3, 2], rows)]


def _minutes(vacancy: Vacancy, reader: User) -> bytes | None:
    names = _names(vacancy)
    if not names:
        return None
    at = names[0].at
    seats = vacancy.committee.select_related("user").order_by("user__username", "id")
    parts = [
        sheet.heading("Panitia seleksi"),
        sheet.table(["Anggota", "Dari dalam instansi", "Keterangan"], [3, 1, 3], [_seat(one, at) for one in seats]),
    ]
    stages, listed = applicants.stage_names(vacancy), longlists.current(vacancy)
    for held in panels.rounds(vacancy):
        parts += round_of(held, stages.get(held.stage), at)
    if listed is not None:
        listed.vacancy = vacancy
        parts += _stages(listed, names_at(listed.entries.values("employee"), at))
    parts += [sheet.heading(f"{_many(names).capitalize()} yang diusulkan"), *_three(names)]
    digests = [["Isi berita acara (SHA-256)", canonical.digest(parts)], *_event("succession.nominees.named", vacancy)]
    return sheet.set_out(
        vacancy,
        f"Berita acara panitia seleksi {vacancy.code}",
        _settled(names),
        names[0].at,
        parts,
        digests,
    )


def _seat(one: CommitteeMember, at: datetime) -> list[str]:
    """A member as of the nomination."""
    inside: dict[bool | None, str] = {True: "ya", False: "tidak", None: "belum diketahui"}
    gone = one.released_at is not None and one.released_on is not None and one.released_at <= at
    note = f"dilepas sejak {sheet.day(one.released_on)}: {one.release_reason}" if gone and one.released_on else ""
    return [one.user.username, inside[one.internal], note or "–"]


def _letter(vacancy: Vacancy, reader: User) -> bytes | None:
    held, names = longlists.current(vacancy), _names(vacancy)
    if held is None or not names:
        return None
    parts = [
        sheet.text("Kepada Yth. Pejabat Pembina Kepegawaian"),
        sheet.text(
            f"Panitia seleksi mengusulkan {_many(names)} berikut, menurut urutannya, untuk mengisi "
            f"{_post(vacancy, held)}. Setiap nama telah diperiksa terhadap semua persyaratan jabatan; buktinya pada "
            "matriks bukti terlampir."
        ),
        *_three(names),
    ]
    way = choosing.way_of(vacancy)
    if way is not None:
        parts.append(sheet.text(f"{way.label.id}: {_limit(way)}"))
    parts += [
        sheet.heading("Lampiran"),
        sheet.listed(["Daftar panjang", f"Matriks bukti {_many(names)}", "Berita acara panitia seleksi"]),
        sheet.signature("Ketua panitia seleksi"),
    ]
    digests = [*_of_list(held), *_event("succession.nominees.named", vacancy)]
    title = f"Surat usulan {_many(names)} {vacancy.code}"
    return sheet.set_out(vacancy, title, _settled(names), names[0].at, parts, digests)


def _draft(vacancy: Vacancy, reader: User) -> bytes | None:
    made = vacancy.decisions.select_related("employee", "by", "holder", "inauguration").first()
    held = longlists.current(vacancy)
    if made is None or held is None:
        return None
    entry = Deviation.objects.select_related("signed_by").filter(decision=made).first()
    checks = untold.kept(made.checks, made.employee, reader)
    nominee = vacancy.nominees.filter(employee=made.employee).first()
    names = _many(vacancy.nominees.all())
    sent = f"{names} yang diusulkan"
    order = f"urutan {nominee.order} dari {sent}" if nominee else f"di luar {sent}"
    way, route = choosing.way_of(vacancy), Route(vacancy.route).label if vacancy.route else "–"
    through = "" if vacancy.route == Route.TALENT_POOL else "melalui "
    moved = " sebagai perpindahan antar-JPT" if vacancy.transfer else ""
    cited = dict.fromkeys(check.citation for check in (*checks, *([way] if way else [])))
    called = names_at([made.employee_id], made.at)
    parts = [
        sheet.heading("Menimbang"),
        sheet.listed(
            [
                f"bahwa {_post(vacancy, held)} perlu diisi {through}{route}{moved};",
                f"bahwa panitia seleksi telah mengusulkan {names} dan yang diputuskan berada pada {order};",
                f"alasan: {made.reason}",
            ]
        ),
        sheet.heading("Mengingat"),
        sheet.listed(list(cited)),
        sheet.heading("Memutuskan"),
        sheet.text(
            f"Mengangkat {_name(made.employee, called)}, NIP {made.employee.nip}, dalam jabatan {_post(vacancy, held)}."
        ),
        *_replaced(made),
        *_deviated(entry),
        *_inaugurated(made),
        sheet.heading("Persyaratan pada saat diputuskan"),
        sheet.table(
            ["Persyaratan", "Keadaan", "Fakta", "Syarat dan kutipan"],
            [3, 0, 4, 5],
            [[one.label.id, STATUS[one.status], one.fact.id, _limit(one)] for one in checks],
        ),
        sheet.signature("Pejabat Pembina Kepegawaian"),
    ]
    digests = [
        ["Yang ditandatangani (SHA-256)", made.token],
        *([["Data masukan (SHA-256)", made.inputs_digest]] if made.inputs_digest else []),
        *([["Hasil (SHA-256)", made.results_digest]] if made.results_digest else []),
        *_event("succession.appointment.decided", made),
    ]
    return sheet.set_out(
        vacancy,
        f"Konsep keputusan {made.number}",
        made.decided_on,
        made.at,
        parts,
        digests,
        mark=_mark(made, entry),
    )


PAPERS = {
    one.code: one
    for one in (
        Paper("daftar-panjang", _("Daftar panjang"), _longlist),
        Paper("matriks-bukti", _("Matriks bukti tiga nama"), _matrix),
        Paper("berita-acara", _("Berita acara panitia"), _minutes),
        Paper("surat-usulan", _("Surat usulan tiga nama"), _letter),
        Paper("konsep-keputusan", _("Konsep keputusan"), _draft),
    )
}


def paper(code: str, vacancy: Vacancy, reader: User) -> bytes | None:
    """A paper of a vacancy as PDF/A, as far as `reader` may read it; None while there is nothing to tell. Raises
    StillBlind for a committee in its blind round."""
    blind.require_names(vacancy, reader)
    with translation.override("id"):
        return PAPERS[code].make(vacancy, reader)


def available(*, listed: bool, nominated: bool, decided: bool) -> list[Paper]:
    """The papers that can be made of a vacancy with a longlist, three names, a decision."""
    held = {"daftar-panjang": listed, "konsep-keputusan": decided}
    return [one for one in PAPERS.values() if held.get(one.code, nominated)]


def _names(vacancy: Vacancy) -> list[Nominee]:
    return list(settled.with_day(vacancy.nominees.select_related("employee__agency").order_by("order")))


def _many(names: Sequence[Nominee] | QuerySet[Nominee]) -> str:
    """How many names were sent up."""
    return f"{in_words(len(names)).id} nama"


def _settled(names: Sequence[Nominee]) -> date:
    """The day of the three names; of those before it was kept the day on which they were recorded."""
    day: date | None = names[0].day  # type: ignore[attr-defined]
    return day or sheet.moment(names[0].at).date()


def _name(person: Employee, called: Mapping[int, str]) -> str:
    """What they were called when the paper's step was taken."""
    return called.get(person.pk, person.name)


def _three(names: Sequence[Nominee]) -> list[Part]:
    called = names_at([one.employee_id for one in names], names[0].at)
    rows = [[str(one.order), one.employee.nip, _name(one.employee, called), one.reason or "–"] for one in names]
    table, day = sheet.table(["Urutan", "NIP", "Nama", "Alasan panitia"], [0, 0, 3, 5], rows), names[0].day  # type: ignore[attr-defined]
    return [table, *([sheet.text(f"Ditetapkan panitia pada {sheet.day(day)}.")] if day else [])]


def _replaced(made: AppointmentDecision) -> list[Part]:
    """Whom the decision replaces, and early for which cause; nothing where nobody held the post."""
    if made.holder is None:
        return []
    told = f"Menggantikan {names_at([made.holder.pk], made.at).get(made.holder.pk, made.holder.name)}."
    for check in map(canonical.from_json, made.warned):
        told += f" {check.label.id}: {STATUS[check.status]} ({check.fact.id}; {_limit(check)})."
    return [sheet.text(told + (f" Sebab: {made.replacing}" if made.replacing else ""))]


def _inaugurated(made: AppointmentDecision) -> list[Part]:
    """When the person was inaugurated, in spite of which warnings, and why; nothing before."""
    held = getattr(made, "inauguration", None)
    if held is None:
        return []
    told = f"Dilantik {sheet.day(held.dated)}, {held.number}."
    for check in map(canonical.from_json, held.checks):
        told += f" {check.label.id}: {STATUS[check.status]} ({check.fact.id}; {_limit(check)})."
    return [sheet.text(told + (f" Alasan: {held.reason}" if held.reason else ""))]


def _deviated(entry: Deviation | None) -> list[Part]:
    if entry is None:
        return []
    basis = register.basis_of(entry)
    mark = "" if basis.verified else f" [{UNVERIFIED}]"
    told = f"Menyimpang ({entry.get_kind_display()}): {basis.name.id}; {basis.citation}{mark}."
    told += f" Sebab: {entry.get_cause_display()} [{UNVERIFIED}]." if entry.cause else ""
    if entry.signed_at is not None and entry.signed_by is not None:
        told += f" Tanda tangan kedua: {entry.signed_by.username}, {sheet.at(entry.signed_at)}."
    return [sheet.text(told)]


def _mark(made: AppointmentDecision, entry: Deviation | None) -> str:
    if made.ended_at is not None and not hasattr(made, "inauguration"):
        return "DITARIK"
    if made.ended_at is not None and made.inauguration.annulled_at is not None:
        return "PELANTIKAN DIBATALKAN"
    return "BELUM FINAL: menunggu tanda tangan kedua" if entry is not None and entry.signed_at is None else "KONSEP"


def _post(vacancy: Vacancy, held: Longlist) -> str:
    post = record_of(vacancy.position, vacancy.reference_date, held.known_at)
    return post.name if post else vacancy.position.code


def _limit(check: Check) -> str:
    return f"{check.limit.id} · {check.citation}" + ("" if check.verified else f" [{UNVERIFIED}]")


def _periods(proven: proof.Proof) -> list[str]:
    """What of each record counts as time served, a line each; nothing where something else is asked for."""
    return [_served(ground, ground.served) for ground in proven.grounds if ground.served is not None]


def _served(ground: proof.Ground, served: Served) -> str:
    name = f"{served.position or '–'}, sejak {sheet.day(ground.since) if ground.since else '–'}"
    if served.left_out is not None:
        rule, kind = served.left_out.rule, AppointmentKind(served.left_out.kind).label
        return f"{name}: tidak dihitung ({kind}; {rule.citation})" + ("" if rule.verified else f" [{UNVERIFIED}]")
    if served.counted is None:
        return f"{name}: belum pasti terhitung"
    told = f"{name}: {served.counted} hari"
    if served.overlap:
        told += f"; {served.overlap} hari bersamaan dengan periode sebelumnya, dihitung sekali"
    if served.gap is not None:
        first, last = sheet.day(served.gap.first), sheet.day(served.gap.last)
        told += f"; sebelumnya jeda {first} s.d. {last} ({served.gap.days} hari)"
    return told


def _document(paper: Evidence) -> str:
    said = " ".join(filter(None, (paper.source, paper.number)))
    until = f", berlaku sampai {sheet.day(paper.valid_until)}" if paper.valid_until else ""
    return said + until + (f" (SHA-256 {paper.file.digest[:16]}…)" if paper.file else "")


def _of_list(held: Longlist) -> list[list[str]]:
    return [
        ["Data masukan (SHA-256)", held.inputs_digest],
        ["Aturan (SHA-256)", held.law_digest],
        ["Hasil (SHA-256)", held.results_digest],
    ]


def _event(kind: str, about: Any) -> list[list[str]]:
    # Names that were taken back were named before: the last time counts.
    found = Event.objects.filter(kind=kind, subject=subject_name(about)).order_by("pk").last()
    return [[f"Buku besar, peristiwa {found.pk}", found.digest]] if found else []
