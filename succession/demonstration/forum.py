"""The calibration session of the demonstration: blind placements, a few reasoned moves, signed minutes.

Whom it moves follows from the facts alone. People in transport stay where they were computed: the story of the
vacancies is told with them.
"""

from collections.abc import Sequence

from django.utils import timezone

from accounts.models import User
from talent.domain import calibration
from talent.domain.queries import placements, sittings
from talent.models import AppointmentRecord, CalibrationSession, Employee, ReviewCycle

HELD = ("KALTIM", "2026")
# From box, to box, why.
MOVES = (
    (6, 8, "Memimpin pemulihan layanan sesudah banjir; hasilnya belum terekam dalam penilaian tahun 2025."),
    (8, 9, "Penilaian potensi dilakukan saat sakit; asesor menyarankan penilaian ulang yang hasilnya tinggi."),
    (7, 5, "Umpan balik 360° diisi atas nama orang lain; kinerjanya dinilai kembali oleh atasan langsung."),
)
MINUTES = (
    "Sidang dibuka ketua dan memenuhi kuorum. Penempatan buta diperlihatkan, lalu kotak 6 sampai 9 dibahas. "
    "Tiga orang dipindahkan dengan alasan masing-masing; selebihnya tetap menurut hasil hitung."
)
STAYS = "perhubungan"


def hold(cycle: ReviewCycle, bkd: User, chair: User, members: Sequence[User]) -> str:
    """Hold the session where it has not been held; says what it moved."""
    session = CalibrationSession.objects.filter(cycle=cycle).first() or calibration.open_session(
        cycle=cycle, chair=chair, members=members, outside=members, quorum=2, held_on=timezone.localdate(), by=bkd
    )
    if session.closed_at is None:
        _sit(session, chair, members)
    moved = ", ".join(f"{move.from_box}→{move.box}" for move in sittings.moves(session))
    return f"{cycle.agency.code} {cycle.name}: sidang kalibrasi/calibration {moved}"


def _sit(session: CalibrationSession, chair: User, members: Sequence[User]) -> None:
    present = [user.pk for user in members]
    calibration.record_presence(session=session, present=present, version=session.version, by=chair)
    chosen = [(person, to, why) for box, to, why in MOVES for person in _first_of(session.cycle, box)]
    for person, to, _why in chosen:
        for place, user in enumerate(members):
            calibration.place_blind(session=session, employee=person, box=to - (place == 2), by=user)
    session.refresh_from_db()
    calibration.reveal(session=session, version=session.version, by=chair)
    for place, (person, to, why) in enumerate(chosen):
        calibration.move(session=session, employee=person, box=to, reason=why, seen=0, by=members[place])
    session.refresh_from_db()
    calibration.write_minutes(session=session, text=MINUTES, version=session.version, by=chair)
    for user in (chair, *members):
        calibration.sign(session=session, token=sittings.minutes_token(session), by=user)
    session.refresh_from_db()
    calibration.close(session=session, version=session.version, by=chair)


def _first_of(cycle: ReviewCycle, box: int) -> list[Employee]:
    """The one with the highest talent value in a box, outside transport and never yet in it."""
    assert cycle.run is not None
    people = placements.in_box(cycle.run, box).exclude(employee__current__job_family=STAYS)
    people = people.exclude(employee__in=AppointmentRecord.objects.filter(job_family=STAYS).values("employee"))
    found = people.order_by("-talent_value", "employee__nip").first()
    return [found.employee] if found else []
