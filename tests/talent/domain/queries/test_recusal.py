"""Direct reports follow from the unit tree and the tiers: who leads whom, and who does not."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from accounts.domain import second_lock, users
from accounts.models import User
from accounts.roles import Roles
from talent.domain import calibration
from talent.domain.queries import recusal
from talent.models import Agency, DeclaredRelation, Employee
from tests import factories

pytestmark = pytest.mark.django_db

# name → (unit, tier)
PEOPLE = {
    "kadis": ("DISHUB", "JPT_PRATAMA"),
    "staf dinas": ("DISHUB", "PELAKSANA"),
    "kabid": ("BIDANG", "ADMINISTRATOR"),
    "ahli bidang": ("BIDANG", "JF_AHLI_MADYA"),
    "kasi": ("SEKSI", "PENGAWAS"),
    "staf seksi": ("SEKSI", "PELAKSANA"),
    "ahli tanpa atasan": ("UPTD", "JF_AHLI_MUDA"),
    "kadis lain": ("DINKES", "JPT_PRATAMA"),
}


@pytest.fixture
def people() -> dict[str, Employee]:
    home = factories.agency()
    service = factories.unit(home)
    division = factories.unit(home, "BIDANG", "Bidang Angkutan", service)
    factories.unit(home, "SEKSI", "Seksi Trayek", division)
    factories.unit(home, "UPTD", "UPTD Terminal", service)
    factories.unit(home, "DINKES", "Dinas Kesehatan")
    return {name: factories.employee(home, unit=unit, tier=tier) for name, (unit, tier) in PEOPLE.items()}


@pytest.mark.parametrize(
    ("leader", "reports"),
    [
        ("kadis", {"staf dinas", "kabid", "ahli tanpa atasan"}),
        ("kabid", {"ahli bidang", "kasi"}),
        ("kasi", {"staf seksi"}),
        ("staf dinas", set()),
        ("ahli bidang", set()),
        ("kadis lain", set()),
    ],
)
def test_who_leads_whom(people: dict[str, Employee], leader: str, reports: set[str]) -> None:
    user = factories.user("EMPLOYEE", person=people[leader])
    others = [person for name, person in people.items() if name != leader]
    found = recusal.recused(user, others, since=timezone.now())
    assert {name for name, person in people.items() if person.pk in found} == reports
    assert set(found.values()) <= {"bawahan langsung"}


def test_a_change_of_unit_post_or_paper_after_the_opening_lets_nobody_decide(people: dict[str, Employee]) -> None:
    kadis, staff, expert = (people[name] for name in ("kadis", "staf dinas", "ahli tanpa atasan"))
    user, opened = factories.user("EMPLOYEE", person=kadis), timezone.now()

    def led(since: datetime) -> set[str]:
        others = Employee.objects.select_related("current").exclude(pk=kadis.pk)
        found = recusal.recused(user, others, since=since)
        return {name for name, person in people.items() if person.pk in found}

    before = {"staf dinas", "kabid", "ahli tanpa atasan"}
    assert led(opened) == before
    # One moves away, somebody new stands between the leader and another, and in the end the leader is moved too.
    for person, unit, tier in (
        (staff, "DINKES", "PELAKSANA"),
        (None, "UPTD", "PENGAWAS"),
        (kadis, "DINKES", "PELAKSANA"),
    ):
        nip = {"nip": person.nip} if person else {}
        factories.employee(unit=unit, tier=tier, known_at=timezone.now(), **nip)
        assert led(opened) >= before
    assert (led(timezone.now()), expert.pk in recusal.recused(user, [expert], since=opened)) == (set(), True)


def test_somebody_who_is_no_employee_here_leads_nobody(people: dict[str, Employee]) -> None:
    user = factories.user("TALENT_COMMITTEE")
    assert not recusal.linked(user, people["kadis"].agency_id)
    assert recusal.recused(user, people.values(), since=timezone.now()) == {}


@pytest.mark.parametrize(("kind", "unit", "until", "led"), [
    ("PLT", "DINKES", None, {"staf dinkes"}),
    ("PLH", "dinas kesehatan", date(2099, 1, 1), {"staf dinkes"}),
    ("PLT", "DINKES", date(2026, 1, 31), set()),
    ("DEFINITIVE", "DINKES", None, set()),
])  # fmt: skip
def test_whoever_leads_a_unit_acting_leads_its_people(
    people: dict[str, Employee], kind: str, unit: str, until: date | None, led: set[str]
) -> None:
    people["staf dinkes"] = factories.employee(unit="DINKES", tier="PELAKSANA")
    kabid = people["kabid"]
    factories.write("appointments", kabid, position="Kepala Dinas", tier="JPT_PRATAMA", kind=kind, unit=unit,
                    true_from=date(2025, 8, 1), true_to=until)  # fmt: skip
    user = factories.user("EMPLOYEE", person=kabid)
    assert recusal.linked(user, kabid.agency_id)
    found = recusal.recused(user, people.values(), since=timezone.now())
    assert {name for name, person in people.items() if found.get(person.pk) == "bawahan langsung"} == {
        "ahli bidang", "kasi", *led
    }  # fmt: skip


def test_an_applicant_from_elsewhere_is_the_employee_of_that_nip(people: dict[str, Employee]) -> None:
    home, elsewhere = people["kasi"].agency, factories.other_agency()
    kept = Agency.objects.create(code="LUAR", name="Pelamar", kind=elsewhere.kind, outside_of=elsewhere)
    given = {"agency": kept, "outside": True, "born": date(1980, 3, 5), "hired_month": date(2006, 1, 1), "sex": 1}
    me, kin = (Employee.objects.create(nip=people[name].nip, **given) for name in ("kasi", "staf seksi"))
    user, opened = factories.user("PPK", elsewhere), timezone.now()
    users.grant(user=user, role=Roles.EMPLOYEE, by=users.system_operator(), employee_id=people["kasi"].pk)
    calibration.declared(employee=people["staf seksi"], relation="adik", by=user)
    user = User.objects.get(pk=user.pk)
    wanted = {me.pk: "diri sendiri", kin.pk: "hubungan yang dinyatakan: adik"}
    assert home != elsewhere
    # Only where they are an employee do they see what they declared about whom.
    said = DeclaredRelation.objects.get().declared_at
    with second_lock.rows_of_agency(elsewhere.pk):
        assert recusal.recused(user, [me, kin], since=opened) == wanted
        ties = {me.pk: recusal.Tie("self"), kin.pk: recusal.Tie("declared", "adik", said)}
        assert recusal.related(user, [me, kin], since=opened) == ties
