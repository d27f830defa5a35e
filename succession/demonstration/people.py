"""The people who sign in to the demonstration, each with a password of this installation."""

import secrets
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from accounts.domain import users
from accounts.models import RoleAssignment, User
from accounts.roles import Roles
from succession.demonstration.steps import Cast
from talent.domain.wording import both
from talent.models import Agency, Employee

PASSWORDS = Path(settings.VAR) / "demo-passwords.txt"


class Part(NamedTuple):
    """A sign-in name, whose it is, and the role over Kaltim (or over oneself, or the installation)."""

    username: str
    name: str
    role: str


PARTS = (
    Part("bkd", "Alia (staf BKD)", "BKD_STAFF"),
    Part("kepala-bkd", "Bagas (kepala BKD)", "BKD_HEAD"),
    Part("komite", "Citra (komite talenta)", "TALENT_COMMITTEE"),
    Part("komite2", "Kirana (komite talenta)", "TALENT_COMMITTEE"),
    Part("komite3", "Lestari (komite talenta)", "TALENT_COMMITTEE"),
    Part("ketua", "Mahesa (ketua sidang kalibrasi)", "TALENT_COMMITTEE"),
    Part("pansel", "Damar (panitia seleksi)", "SELECTION_COMMITTEE"),
    Part("pansel2", "Elok (panitia seleksi)", "SELECTION_COMMITTEE"),
    Part("pansel3", "Fajar (panitia seleksi)", "SELECTION_COMMITTEE"),
    # An open selection wants five.
    Part("pansel4", "Galih (panitia seleksi)", "SELECTION_COMMITTEE"),
    Part("pansel5", "Hana (panitia seleksi)", "SELECTION_COMMITTEE"),
    Part("ppk", "Gita (PPK)", "PPK"),
    Part("verifikator", "Hanif (verifikator merit)", "MERIT_VERIFIER"),
    Part("auditor", "Indah (auditor)", "AUDITOR"),
    Part("pegawai", "Pegawai (data sendiri)", "EMPLOYEE"),
    Part("admin", "Joko (administrator)", "ADMINISTRATOR"),
)
# Verifiers and auditors look after all three agencies; the others work in Kaltim.
_EVERYWHERE = {"MERIT_VERIFIER", "AUDITOR"}


def cast() -> Cast:
    """The users of the demonstration, made where they are missing. Needs the agencies."""
    system = users.system_operator()
    home = Agency.objects.get(code="KALTIM")
    passwords = _passwords()
    present = {user.username: user for user in User.objects.filter(username__in=[part.username for part in PARTS])}
    for part in PARTS:
        user = present.get(part.username)
        if user is None:
            user = users.add(username=part.username, name=part.name, password=passwords[part.username], by=system)
            present[part.username] = user
        if part.role != "EMPLOYEE" and not user.assignments.exists():
            agencies = Agency.objects.all() if part.role in _EVERYWHERE else [home]
            for agency in agencies if part.role != "ADMINISTRATOR" else [None]:
                users.grant(user=user, role=Roles.ALL[part.role], agency_id=agency and agency.pk, by=system)
    return Cast(system, present)


def give_employee_a_login(cast: Cast) -> None:
    """Bind the `pegawai` login to an employee: the best placed one of the newest pool."""
    if RoleAssignment.objects.filter(user=cast["pegawai"]).exists():
        return
    pool = Employee.objects.filter(agency__code="KALTIM", memberships__cycle__name="2026")
    employee = pool.order_by("memberships__rank").first()
    if employee is not None:
        users.grant(user=cast["pegawai"], role=Roles.EMPLOYEE, employee_id=employee.pk, by=cast.system)


def sign_in_table() -> str:
    """Names, roles and passwords, to be printed."""
    passwords = _passwords()
    return "\n".join(
        f"  {part.username:<12} {passwords[part.username]:<16} {' / '.join(both(Roles.ALL[part.role].name))}"
        for part in PARTS
    )


def _passwords() -> dict[str, str]:
    """This installation's own passwords, kept for its owner's eyes only."""
    if not PASSWORDS.exists():
        PASSWORDS.parent.mkdir(parents=True, exist_ok=True)
        PASSWORDS.touch(mode=0o600)
    kept = dict(line.split() for line in PASSWORDS.read_text(encoding="utf-8").splitlines())
    # Whoever joined the cast since gets a password too.
    new = {part.username: secrets.token_urlsafe(10) for part in PARTS if part.username not in kept}
    if new:
        PASSWORDS.write_text("".join(f"{name} {word}\n" for name, word in (kept | new).items()), encoding="utf-8")
    return kept | new
