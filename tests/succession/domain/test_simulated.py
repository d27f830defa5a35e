"""Whom a draft of a policy would move off or within a live longlist, talent learns without knowing of succession."""

import pytest

from accounts.domain.users import system_operator
from jobs.domain import running
from rules import policy_edit
from talent.domain import policy_drafts
from talent.domain.queries import drafts
from tests import factories
from tests.factories import ON
from tests.succession import cast

pytestmark = pytest.mark.django_db


def test_the_moved_on_a_live_longlist_are_named_beside_those_in_the_pool() -> None:
    agency = factories.agency()
    _vacancy, candidates = cast.ready(agency)
    by = system_operator()
    draft = policy_drafts.start(agency=agency, source="in_force", by=by)
    changes = {("cutoffs", "potential", "top"): "99.5", ("cutoffs", "potential", "middle"): "99"}
    draft = policy_drafts.save(draft=draft, document=policy_edit.changed(draft.document, changes), version=1, by=by)
    running.run_job.func(policy_drafts.start_simulation(draft=draft, on=ON, by=by).pk)
    draft.refresh_from_db()
    who = sorted(person.pk for person in candidates)
    assert {str(title): ids for title, ids in drafts.at_stake(draft, ON)} == {
        "kelompok suksesi": who,
        "daftar panjang": who,
    }
