"""An agency whose raters are recorded: six raters of twenty people each in two offices, one of them severe; or six
heads of a section each, one of them weak or its head severe."""

from datetime import date

from accounts.domain import users
from jobs.domain.running import run_job
from talent.domain import advice
from talent.domain.importing import WRITERS, Context
from talent.models import Advice, Agency, ReviewCycle
from tests import factories

RATERS, EACH, SEVERE_ONE = 6, 20, 2
RATINGS = ("BAIK", "BAIK", "SANGAT_BAIK", "BAIK", "BUTUH_PERBAIKAN")
HARSH = ("BUTUH_PERBAIKAN", "KURANG", "BUTUH_PERBAIKAN", "KURANG", "BAIK")


def nip_of(rater: int) -> str:
    """The NIP of a rater, who is an employee too."""
    return factories.nip(rater + 1, date(1970, 1, 1))


def rated(of: Agency | None = None, *, with_raters: bool = True, own_team: bool = False) -> ReviewCycle:
    """A cycle over ratings of 2025; the raters work in units below the two offices, or each rates a section alone."""
    agency = of or factories.agency()
    for code, parent in (("DISHUB", None), ("SETDA", None)):
        top = factories.unit(agency, code, f"Kantor {code}", parent)
        factories.unit(agency, f"{code}-1", f"Bidang {code}", top)
    if own_team:
        for rater in range(RATERS):
            factories.unit(agency, f"SEKSI-{rater}", f"Seksi {rater}", factories.unit(agency, "DISHUB"))
    context = Context(agency, users.system_operator(), factories.KNOWN)
    people = [(factories.nip(n + 1, date(1985, 3, 5)), n // EACH, n) for n in range(RATERS * EACH)]
    nips = [nip_of(rater) for rater in range(RATERS)] + [nip for nip, _rater, _n in people]
    places = ["DISHUB"] * RATERS
    places += [f"SEKSI-{rater}" if own_team else ("DISHUB-1", "SETDA-1", "SETDA")[n % 3] for _nip, rater, n in people]
    columns = {
        "nip": nips,
        "name": [f"Pegawai {place}" for place in range(len(nips))],
        "status": ["PNS"] * len(nips),
        "position": [f"Analis {place}" for place in range(len(nips))],
        "tier": ["JF_AHLI_MUDA"] * len(nips),
        "unit": places,
        "post_from": [date(2018, 1, 2)] * len(nips),
    }
    empty = {name: [None] * len(nips) for name in ("grade", "grade_from", "job_family", "standing", "standing_from")}
    assert not WRITERS["employees"](columns | empty, len(nips), context).errors
    ratings = {
        "nip": [nip for nip, _rater, _n in people],
        "year": [2025] * len(people),
        "rating": [(HARSH if rater == SEVERE_ONE else RATINGS)[n % 5] for _nip, rater, n in people],
        "rater": [nip_of(rater) if with_raters else None for _nip, rater, _n in people],
    }
    empty = {name: [None] * len(people) for name in ("work_result", "behaviour", "score", "new_idea")}
    assert not WRITERS["performance"](ratings | empty, len(people), context).errors
    return factories.cycle(agency)


def computed(cycle: ReviewCycle) -> Advice:
    """The advice as the job stores it; the job runs when the caller's transaction would be committed."""
    job = advice.start(cycle=cycle, by=users.system_operator())
    run_job.func(job.pk)
    return Advice.objects.get(cycle=cycle)
