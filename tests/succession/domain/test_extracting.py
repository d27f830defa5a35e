"""The system feeds a merit round: extracts of its own records as evidence, made again later from the same facts."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import Invalid, NotAllowed
from succession.domain import assessing, extracting
from succession.domain.queries import extracts
from succession.interfaces import papers
from succession.models import MeritAssessment, MeritExtract
from talent.codes import COMPETENCIES
from talent.domain import evidence, known, plans, pool
from talent.models import Agency, MappingRun, PoolMembership, ReviewCycle, TalentAction
from tests import factories
from tests.succession import assessed

pytestmark = pytest.mark.django_db

# Sub-aspect → the extract that serves it, where every one of them has something to prove.
SERVED = {
    "1.3": "retirement_projection",
    "3.1": "competency_standards",
    "3.2": "assessments",
    "3.3": "nine_box",
    "3.4": "succession_group",
    "3.7": "development_plans",
}


@pytest.fixture
def agency() -> Agency:
    """Three people in box 9 of an established pool, a post with standards and one without, two plans."""
    agency, by = factories.agency(), system_operator()
    factories.write("agencies", agency, code=agency.code, kind="PROVINCE", province="", name="Kaltim")
    people = [factories.assessed(factories.employee(agency)) for _number in range(3)]
    factories.established_cycle(agency)
    levels = dict.fromkeys(COMPETENCIES, 4)
    factories.write("positions", agency, code="JPT-1", name="Kepala Dinas", tier="JPT_PRATAMA", **levels)
    factories.write("positions", agency, code="ADM-1", name="Kepala Bidang", tier="ADMINISTRATOR")
    for person, kind in zip(people, ("DEVELOPMENT", "RETENTION", "DEVELOPMENT"), strict=True):
        about = {"action": "Pelatihan", "owner": "BKD", "due": date(2027, 1, 4)}
        line = plans.propose(employee=person, kind=kind, by=by, **about)
    plans.cancel(line=line, version=line.version, reason="Pindah.", by=by)
    return agency


def _begun(agency: Agency) -> MeritAssessment:
    return assessed.begun(agency, system_operator())


def _adopt(held: MeritAssessment, sub: str, kind: str = "", by=None):
    given = {"kind": kind or SERVED[sub], "on": factories.ON, "prints": papers.extract}
    return extracting.adopt(answer=assessed.of(held, sub), by=by or system_operator(), **given)


def _numbers(agency: Agency, kind: str) -> dict[str, str]:
    found = extracts.extract(kind, agency, factories.ON, known.now(agency.pk))
    assert found is not None
    return dict(found.counted.numbers)


def test_an_extract_counts_what_the_system_holds(agency: Agency) -> None:
    seen = {sub: _numbers(agency, kind) for sub, kind in SERVED.items()}
    assert seen["3.1"] == {
        "Jabatan tercatat": "2",
        "Berstandar lengkap (sembilan kompetensi)": "1",
        "Berstandar sebagian": "0",
    }
    assert (seen["3.2"]["Pegawai"], seen["3.2"]["Sudah dinilai dan masih berlaku"]) == ("3", "3")
    assert (seen["3.3"]["Pegawai dipetakan"], seen["3.3"]["Belum dapat dinilai"]) == ("3", "0")
    assert (seen["3.4"]["Anggota yang berlaku"], seen["3.4"]["Dari kotak 9"]) == ("3", "3")
    assert seen["3.4"]["Keputusan PPK"].startswith("800/1/2026, ")
    # The one that was given up is not among them.
    assert seen["3.7"] == {
        "Rencana yang berjalan": "2",
        "Pegawai yang berencana": "2",
        "Rencana yang disetujui": "0",
    }
    # Born in 1980 as administrators: at 58 in 2038, which lies beyond the years ahead.
    assert seen["1.3"] == {
        "Pegawai": "3",
        "Mencapai batas usia pensiun sampai 2031": "0",
        "Jenjang tidak diketahui": "0",
    }


def test_an_extract_names_what_it_rests_on_and_counts_by_unit(agency: Agency) -> None:
    found = {sub: extracts.extract(kind, agency, factories.ON, known.now(agency.pk)) for sub, kind in SERVED.items()}
    counted = {sub: one.counted for sub, one in found.items() if one is not None}
    run = MappingRun.objects.get()
    for sub in ("3.3", "3.4"):
        assert counted[sub].basis == (
            ("Kebijakan pemetaan", run.policy_name),
            ("Sidik kebijakan", run.policy_digest),
            ("Sidik aturan", run.law_digest),
            ("Sidik data masukan", run.inputs_digest),
        )
    assert counted["1.3"].basis[0][1].endswith(", berlaku sejak 15 Januari 2014")
    assert counted["3.7"].basis == ()
    assert {sub: one.units for sub, one in counted.items() if one.units} == {
        "1.3": (("tanpa unit", "3", "0"),),
        "3.1": (("tanpa unit", "2", "1"),),
        "3.2": (("tanpa unit", "3", "3"),),
        "3.7": (("tanpa unit", "2", "0"),),
    }


def test_the_nine_boxes_are_of_the_newest_run_of_each_that_had_finished_by_then(agency: Agency) -> None:
    cycle = ReviewCycle.objects.get()
    before = known.now(agency.pk)
    factories.employee(agency, name="Belum dinilai")
    for _number in range(2):
        factories.assessed(factories.employee(agency))
    run = factories.included(cycle)
    today = timezone.localdate()

    def told(on: date, known_at: datetime) -> dict[str, str]:
        found = extracts.extract("nine_box", agency, on, known_at)
        assert found is not None
        return dict(found.counted.numbers)

    now = told(today, known.now(agency.pk))
    assert (now["Pegawai dipetakan"], now["Belum dapat dinilai"]) == ("5", "1")
    assert now["Sidik hasil pemetaan susulan"] == run.results_digest
    # As of a day before their data, and as known before: they had not joined.
    for on, known_at in ((factories.ON, known.now(agency.pk)), (today, before)):
        then = told(on, known_at)
        assert (then["Pegawai dipetakan"], "Sidik hasil pemetaan susulan" in then) == ("3", False)


def test_a_clock_set_back_hides_no_plan_that_was_proposed_approved_or_given_up_before(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    by, about = system_operator(), {"action": "Pelatihan", "owner": "BKD", "due": date(2027, 1, 4)}
    person, clock = TalentAction.objects.order_by("id")[0].employee, timezone.now
    with monkeypatch.context() as ahead:
        ahead.setattr(timezone, "now", lambda: clock() + timedelta(days=2))
        line, other = (plans.propose(employee=person, kind="DEVELOPMENT", by=by, **about) for _line in range(2))
        plans.approve(lines=[(line, line.version)], by=by)
        plans.cancel(line=other, version=other.version, reason="Pindah.", by=by)
    assert _numbers(agency, "development_plans") == {
        "Rencana yang berjalan": "3",
        "Pegawai yang berencana": "2",
        "Rencana yang disetujui": "1",
    }


def test_an_adopted_extract_is_evidence_and_made_again_byte_for_byte_whatever_happens_later(agency: Agency) -> None:
    held = _begun(agency)
    made = {sub: _adopt(held, sub) for sub in SERVED}
    kept = {sub: evidence.content_of(one.file) for sub, one in made.items()}
    assert [(one.title, one.number) for one in (made["3.4"],)] == [("Petikan: Kelompok rencana suksesi", 1)]
    assert Event.objects.filter(kind="succession.merit_extract.adopted").count() == len(SERVED)
    assert Event.objects.filter(kind="succession.merit_evidence.attached").count() == len(SERVED)
    # No person stands in what a verifier reads.
    person = PoolMembership.objects.select_related("employee").first().employee
    assert all(word.encode() not in content for content in kept.values() for word in (person.nip, person.name))

    # Every one of the facts changes: a correction, somebody new, a post, an exit, plans, another name.
    by = system_operator()
    factories.write(
        "agencies", agency, known_at=timezone.now(), code=agency.code, name="Lain", kind="CITY", province=""
    )
    Agency.objects.filter(pk=agency.pk).update(name="Lain")
    now = known.turn(agency.pk)
    newcomer = factories.employee(agency, known_at=now, tier="JPT_PRATAMA", born=date(1967, 1, 2))
    factories.write("assessments", newcomer, known_at=now, true_from=date(2026, 1, 5), **dict.fromkeys(COMPETENCIES, 3))
    factories.write("employees", agency, known_at=now, nip=person.nip, name="Baru", tier="JPT_MADYA")
    revised = dict.fromkeys(COMPETENCIES, 3) | {"code": "ADM-1", "name": "Bidang", "tier": "ADMINISTRATOR"}
    factories.write("positions", agency, known_at=now, **revised)
    leaving = {"on": factories.ON, "cause": "REQUEST", "reason": "Mengundurkan diri."}
    pool.leave(membership=PoolMembership.objects.first(), by=by, **leaving)
    plans.approve(lines=[(line, line.version) for line in TalentAction.objects.filter(state="PROPOSED")], by=by)
    with timezone.override("Asia/Jayapura"):
        again = {
            sub: extracting.again(extract=one.file.merit_extract, prints=papers.extract, by=by)
            for sub, one in made.items()
        }
    assert again == dict.fromkeys(SERVED, extracting.Again(identical=True, same_facts=True))

    # The extract of today says something else, and becomes the next version of the evidence.
    for sub in SERVED:
        if sub == "3.3":
            with pytest.raises(Invalid, match="masih sama isinya"):
                _adopt(held, sub)
        else:
            assert _adopt(held, sub).number == 2, sub
    assert held.evidence.filter(withdrawn_at=None).count() == len(SERVED)


def test_an_extract_that_the_records_do_not_give_any_more_is_told_apart(agency: Agency) -> None:
    held = _begun(agency)
    kept = _adopt(held, "1.3").file.merit_extract
    other = MeritExtract(pk=kept.pk, file=kept.file, agency=agency, kind=kept.kind, on=kept.on, facts="0" * 64)
    other.known_at = factories.KNOWN - timedelta(days=1)
    result = extracting.again(extract=other, prints=papers.extract, by=system_operator())
    assert result == extracting.Again(identical=False, same_facts=False)
    found = extracting.again(extract=kept, prints=lambda found: b"another layout", by=system_operator())
    assert found == extracting.Again(identical=False, same_facts=True)


def test_who_may_not_add_evidence_adopts_nothing_and_only_what_serves_the_sub_aspect_is_taken(agency: Agency) -> None:
    staff, head = factories.user("BKD_STAFF", agency), factories.user("BKD_HEAD", agency)
    held = _begun(agency)
    answer = assessed.of(held, "3.1")
    assessing.answer(answer=answer, version=1, level=3, justification="SKJ", owner=staff, by=head)
    mate = factories.user("BKD_STAFF", agency)
    for by in (mate, factories.user("MERIT_VERIFIER", agency), factories.user("BKD_STAFF", factories.other_agency())):
        with pytest.raises(NotAllowed):
            _adopt(held, "3.1", by=by)
    with pytest.raises(Invalid, match="tidak membuktikan sub-aspek ini"):
        _adopt(held, "3.1", "nine_box", by=staff)
    assert held.evidence.count() == 0
    assert _adopt(held, "3.1", by=staff).by == staff


def test_where_the_records_prove_nothing_it_is_said_what_is_missing(agency: Agency) -> None:
    other = factories.other_agency()
    held = _begun(other)
    for sub in SERVED:
        with pytest.raises(Invalid) as refusal:
            _adopt(held, sub)
        assert refusal.value.code == "nothing_to_prove"
        assert str(refusal.value).startswith("Belum ada ")
    assert held.evidence.count() == 0
