"""The roles, what each is for and what it may do."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import Permission as P


@dataclass(frozen=True)
class Role:
    """A named set of permissions. `scope` tells what an assignment binds it to.

    agency: the agencies assigned; self: one employee; installation: everything. `seated`: of the vacancies there,
    only those on whose committee the user has a seat.
    """

    code: str
    name: Promise
    description: Promise
    scope: str
    permissions: frozenset[P]
    seated: bool = False


_READ = frozenset({P.VIEW_EMPLOYEES, P.VIEW_MAPPING, P.VIEW_MERIT, P.VIEW_VACANCIES})


class Roles:
    """Every role there is, by its code."""

    BKD_STAFF = Role(
        "BKD_STAFF",
        _("Staf BKD"),
        _("Memelihara data pegawai, mengimpor, memetakan talenta, menyiapkan lowongan."),
        "agency",
        _READ
        | {
            P.EXPORT_DATA,
            P.VIEW_SANCTIONS,
            P.IMPORT_RECORDS,
            P.DRAFT_POLICY,
            P.MAP_TALENT,
            P.ANSWER_REPLIES,
            P.PLAN_TALENT,
            P.ASSESS_MERIT,
            P.PREPARE_VACANCY,
            P.INAUGURATE,
            P.REPLAY,
        },
    )
    BKD_HEAD = Role(
        "BKD_HEAD",
        _("Kepala BKD"),
        _("Menyetujui dan meneruskan; menerbitkan kebijakan instansi."),
        "agency",
        _READ
        | {
            P.EXPORT_DATA,
            P.VIEW_SANCTIONS,
            P.IMPORT_RECORDS,
            P.MAP_TALENT,
            P.SUBMIT_MAPPING,
            P.DRAFT_POLICY,
            P.PUBLISH_POLICY,
            P.ANSWER_REPLIES,
            P.PLAN_TALENT,
            P.APPROVE_PLANS,
            P.ASSESS_MERIT,
            P.SUBMIT_MERIT,
            P.PREPARE_VACANCY,
            P.COUNTERSIGN,
            P.INAUGURATE,
            P.REPLAY,
            P.VIEW_LEDGER,
        },
    )
    TALENT_COMMITTEE = Role(
        "TALENT_COMMITTEE",
        _("Komite talenta"),
        _("Menelaah hasil pemetaan dan mengusulkan kelompok suksesi."),
        "agency",
        frozenset({P.VIEW_EMPLOYEES, P.VIEW_MAPPING, P.CALIBRATE}),
    )
    SELECTION_COMMITTEE = Role(
        "SELECTION_COMMITTEE",
        _("Panitia seleksi"),
        _("Menilai calon pada lowongan yang ditugaskan dan mengusulkan tiga nama."),
        "agency",
        frozenset({P.VIEW_VACANCIES, P.NOMINATE}),
        seated=True,
    )
    PPK = Role(
        "PPK",
        _("Pejabat Pembina Kepegawaian"),
        _("Menetapkan kelompok suksesi dan memutuskan calon."),
        "agency",
        _READ | {P.VIEW_SANCTIONS, P.ESTABLISH_POOL, P.DECIDE, P.COUNTERSIGN},
    )
    MERIT_VERIFIER = Role(
        "MERIT_VERIFIER",
        _("Verifikator merit"),
        _("Memverifikasi penilaian sistem merit; mencatat persetujuan dan rekomendasi."),
        "agency",
        frozenset(
            {
                P.VIEW_MERIT,
                P.IMPORT_MERIT,
                P.VERIFY_MERIT,
                P.RECORD_APPROVAL,
                P.VIEW_VACANCIES,
                P.RECORD_RECOMMENDATION,
                P.VIEW_NATIONAL_POOL,
            }
        ),
    )
    AUDITOR = Role(
        "AUDITOR",
        _("Auditor"),
        _("Membaca segala sesuatu, termasuk siapa melihat apa; memutar ulang keputusan."),
        "agency",
        _READ | {P.VIEW_SANCTIONS, P.VIEW_IMPORTS, P.VIEW_LEDGER, P.REPLAY, P.EXPORT_DATA, P.VIEW_NATIONAL_POOL},
    )
    EMPLOYEE = Role(
        "EMPLOYEE",
        pgettext_lazy("peran", "Pegawai"),
        _("Melihat kotak, masukan, dan alasan milik sendiri."),
        "self",
        frozenset({P.VIEW_OWN}),
    )
    ADMINISTRATOR = Role(
        "ADMINISTRATOR",
        _("Administrator"),
        _("Mengelola pengguna dan peran, mengimpor daftar instansi; tidak melihat data pribadi."),
        "installation",
        frozenset({P.MANAGE_USERS, P.IMPORT_AGENCIES}),
    )
    SYSTEM = Role(
        "SYSTEM",
        _("Operator sistem"),
        _("Perintah manage.py dijalankan atas namanya; tidak dapat masuk."),
        "installation",
        frozenset(P),
    )

    ALL: ClassVar[dict[str, Role]] = {}


@dataclass(frozen=True)
class Conflict:
    """Two roles that nobody holds together over the same agency, and why."""

    roles: frozenset[Role]
    why: Promise


_PREPARED_AND_DECIDED = _("yang satu menyiapkan, yang lain memutuskan")
_PREPARED_AND_VERIFIED = _("yang satu menyiapkan, yang lain memverifikasi dan merekomendasikan")
# A working assumption: no rule read so far names these pairs; whoever prepares a case should not also decide it.
INCOMPATIBLE = (
    Conflict(frozenset({Roles.BKD_STAFF, Roles.PPK}), _PREPARED_AND_DECIDED),
    Conflict(frozenset({Roles.BKD_HEAD, Roles.PPK}), _PREPARED_AND_DECIDED),
    Conflict(frozenset({Roles.BKD_STAFF, Roles.MERIT_VERIFIER}), _PREPARED_AND_VERIFIED),
    Conflict(frozenset({Roles.BKD_HEAD, Roles.MERIT_VERIFIER}), _PREPARED_AND_VERIFIED),
)

Roles.ALL = {role.code: role for role in vars(Roles).values() if isinstance(role, Role)}
