"""Every endpoint for every role, in the own agency and in another one: expected status of each."""

from typing import Any

import pytest

from api.urls import urlpatterns
from tests import factories
from tests.access.world import undone
from tests.api.conftest import House, addresses

pytestmark = pytest.mark.django_db

EVERY = {"me", "agencies", "agency", "units"}
PEOPLE = {"employees", "employee", "employee_records", "employee_similar"}
MAPPING = {"cycles", "cycle", "cycle_placements", "placement_explanation", "employee_placements", "pool"}
MAPPING |= {"calibration_sessions", "replies", "plans", "training_groups", "readiness"}
# Like employees, what the agency decrees about its posts.
MAPPING |= {"critical_posts", "critical_post", "agency_requirements", "agency_requirement"}
MAPPING |= {"requirement_waivers", "requirement_waiver", "wider_pools", "wider_pool"}
MERIT = {"merit_rounds", "merit_round", "merit_follow_up", "merit_assessments", "approvals", "approval", "route"}
MERIT |= {"gate_freezes", "gate_freeze", "gate_conditions", "gate_condition"}
MERIT |= {"merit_weights", "merit_weights_present", "gate_calendar", "merit_way", "merit_standings"}
AHEAD = {"vacancy_calendar", "succession_plans"}
VACANCIES = {"vacancies", "vacancy", "vacancy_route", "vacancy_longlist", "vacancy_lacking", "vacancy_names"}
VACANCIES |= {"candidate", "vacancy_compare"}
ALLOWED = {
    "BKD_STAFF": EVERY | PEOPLE | MAPPING | MERIT | VACANCIES | AHEAD | {"imports", "posts", "simulations"},
    "BKD_HEAD": EVERY | PEOPLE | MAPPING | MERIT | VACANCIES | AHEAD | {"imports", "posts", "simulations", "events"},
    "TALENT_COMMITTEE": EVERY | PEOPLE | MAPPING,
    "PPK": EVERY | PEOPLE | MAPPING | MERIT | VACANCIES | AHEAD | {"simulations"},
    "MERIT_VERIFIER": EVERY | MERIT | VACANCIES | {"imports"},
    "AUDITOR": EVERY | PEOPLE | MAPPING | MERIT | VACANCIES | AHEAD | {"events", "imports", "simulations"},
    "ADMINISTRATOR": {"me", "imports"},
}
LISTS = {"me", "agencies", "units", "employees", "imports", "cycles", "merit_rounds", "vacancies", "events"}
LISTS |= {"calibration_sessions", "replies", "plans", "training_groups", "approvals", "merit_assessments", "posts"}
LISTS |= {"simulations"}
LISTS |= {"critical_posts", "agency_requirements", "requirement_waivers", "wider_pools"}
LISTS |= {"gate_freezes", "gate_conditions", "merit_standings", "merit_weights"}


def test_a_role_reads_what_it_may_and_is_refused_the_rest(ask: Any, house: House) -> None:
    for role, allowed in ALLOWED.items():
        caller = ask(role)
        found = {name: caller.get(path)[0] for name, path in addresses(house).items()}
        assert (role, found) == (role, {name: 200 if name in allowed else 403 for name in found})


def test_nothing_of_another_agency_can_be_read(ask: Any, house: House) -> None:
    other = factories.other_agency()
    for role in ("BKD_STAFF", "BKD_HEAD", "PPK", "AUDITOR"):
        caller = ask(role, other)
        found = {name: caller.get(path) for name, path in addresses(house).items()}
        for name, (status, content) in found.items():
            if name not in ALLOWED[role]:
                assert (role, name, status) == (role, name, 403)
            elif name not in LISTS:
                assert (role, name, status) == (role, name, 404)
            elif name not in ("me", "agencies", "events"):
                assert (role, name, content["results"]) == (role, name, [])
        for person in house.people:
            assert person.nip not in str(found), role


def test_an_employee_reads_only_what_is_their_own(ask: Any, house: House) -> None:
    caller = ask("EMPLOYEE", person=house.people[0])
    found = {name: caller.get(path)[0] for name, path in addresses(house).items()}
    own = EVERY | (PEOPLE - {"employee_similar"}) | {"placement_explanation", "employee_placements", "replies"}
    assert found == {name: 200 if name in own else 403 for name in found}


WRITES = {
    "employees/search/": {"BKD_STAFF", "BKD_HEAD", "TALENT_COMMITTEE", "PPK", "AUDITOR"},
    "cycles/": {"BKD_STAFF", "BKD_HEAD"},
    "cycles/{cycle}/map/": {"BKD_STAFF", "BKD_HEAD"},
    "cycles/{cycle}/replay/": {"BKD_STAFF", "BKD_HEAD", "AUDITOR"},
    "vacancies/": {"BKD_STAFF", "BKD_HEAD"},
    "vacancies/{vacancy}/route/": {"BKD_STAFF", "BKD_HEAD"},
    "vacancies/{vacancy}/longlist/": {"BKD_STAFF", "BKD_HEAD"},
    "vacancies/{vacancy}/route/replay/": {"BKD_STAFF", "BKD_HEAD", "AUDITOR"},
    "vacancies/{vacancy}/longlist/replay/": {"BKD_STAFF", "BKD_HEAD", "AUDITOR"},
    "ledger/verify/": {"BKD_HEAD", "AUDITOR"},
    "ledger/heads/": {"BKD_HEAD", "AUDITOR"},
    "eligibility/": {"BKD_STAFF", "BKD_HEAD", "TALENT_COMMITTEE", "PPK", "AUDITOR"},
}


def test_only_some_roles_write(ask: Any, house: House) -> None:
    for role in ALLOWED:
        caller = ask(role)
        for path, allowed in WRITES.items():
            # What one role writes, the next does not find.
            with undone():
                status, content = caller.post(path.format(cycle=house.cycle.pk, vacancy=house.vacancy.pk))
            refused = (status == 403, content.get("code") == "not_allowed")
            assert (role, path, refused) == (role, path, (role not in allowed, role not in allowed))


def test_nobody_reads_without_signing_in(client: Any, house: House) -> None:
    for path in addresses(house).values():
        response = client.get(f"/api/v1/{path}")
        assert (path, response.status_code, response.json()["code"]) == (path, 403, "not_authenticated")
    assert client.get("/api/v1/schema/").status_code == 403
    response = client.get("/api/v1/")
    assert (response.status_code, response["Location"]) == (302, "/masuk/?next=/api/v1/")


def test_every_endpoint_stands_in_this_table(house: House) -> None:
    named = set()
    for pattern in urlpatterns:
        named |= {inner.name for inner in getattr(pattern, "url_patterns", [pattern])}
    elsewhere = {
        "unit",
        "import",
        "import_commit",
        "import_withdraw",
        "import_weigh",
        "vacancy_route_replay",
        "vacancy_longlist_replay",
        "ledger_verify",
        "ledger_heads",
        "job",
        "cycle_map",
        "cycle_replay",
        "eligibility",
        "eligibility_sweeps",
        "eligibility_sweep",
        "eligibility_sweep_posts",
        "swept_post_people",
        "swept_post_person",
        "employee_search",
    }
    # Row by row, with what each role gets, in tests/access/table.yaml.
    elsewhere |= {"employee_evidence", "worklist", "cycle_gather", "cycle_moves", "cycle_matrix", "cycle_movements"}
    decreed = (
        "gate_freeze",
        "gate_condition",
        "critical_post",
        "agency_requirement",
        "requirement_waiver",
        "wider_pool",
    )
    elsewhere |= {f"{of}_{verb}" for of in decreed for verb in ("correct", "revoke", "file")}
    elsewhere |= {"vacancy_panel", "vacancy_panel_declare", "vacancy_panel_score", "vacancy_panel_lock"}
    elsewhere |= {f"vacancy_panel_{act}" for act in ("reveal", "minutes", "sign", "refuse", "close", "waive", "codes")}
    elsewhere |= {"vacancy_amend"}
    elsewhere |= {"approval_correct", "approval_revoke", "vacancy_route_file"}
    elsewhere |= {"succession_plan", "simulation", "simulation_cascade"}
    elsewhere |= {
        "import_faults",
        "import_evidence",
        "cycle_propose",
        "cycle_send_back",
        "cycle_establish",
        "cycle_announce",
        "cycle_close",
    }
    elsewhere |= {"cycle_latecomers", "cycle_latecomers_establish", "cycle_latecomers_decline"}
    elsewhere |= {"cycle_declines", "decline_offer"}
    elsewhere |= {"calibration_amend", "calibration_sign", "reply_answer", "reply_withdraw"}
    elsewhere |= {"plan_approve", "plan_finish", "plan_monitor", "plan_cancel"}
    elsewhere |= {"calibration_session", "cycle_raters", "reply", "plan", "training_group_people"}
    elsewhere |= {"membership", "membership_leave", "pool_exit_revoke", "pool_exit_correct"}
    elsewhere |= {"policies", "policy_drafts", "policy_draft", "policy_draft_simulate", "policy_draft_publish"}
    elsewhere |= {"merit_assessment", "merit_question_ask", "merit_question_reply", "merit_question_close"}
    elsewhere |= {"merit_task_revise", "merit_answer", "merit_verify", "merit_step", "merit_send_back", "merit_decide"}
    elsewhere |= {"merit_minutes", "merit_minutes_sign", "merit_plan", "merit_objection", "merit_objection_answer"}
    elsewhere |= {"merit_evidence_list", "merit_evidence_file", "merit_evidence_replace", "merit_evidence_withdraw"}
    elsewhere |= {"merit_extract_adopt", "merit_extract_replay"}
    elsewhere |= {"merit_superseding", "merit_superseding_file", "merit_task_add", "merit_task_close"}
    elsewhere |= {"merit_commitment", "merit_commitment_file", "merit_paper_file", "merit_question_file"}
    elsewhere |= {"vacancy_announcements", "vacancy_applications", "vacancy_screening", "vacancy_ranking"}
    elsewhere |= {
        "vacancy_outsiders",
        "vacancy_agreements",
        "vacancy_go_over",
        "vacancy_over_file",
        "agreement",
        "agreement_withdraw",
        "agreement_file",
    }
    elsewhere |= {"application", "application_document_add", "application_document_file"}
    elsewhere |= {"application_score", "application_withdraw"}
    elsewhere |= {"vacancy_confirmation", "vacancy_decide", "vacancy_decision_withdraw", "vacancy_decision_replay"}
    elsewhere |= {"vacancy_nominations_replay", "vacancy_again_replay", "simulation_replay"}
    elsewhere |= {"vacancy_declare", "vacancy_again", "vacancy_recommend", "vacancy_inaugurate"}
    elsewhere |= {
        "vacancy_inauguration_annul",
        "announcement_correct",
        "vacancy_nominations_day",
        "vacancy_nominations_withdraw",
        "vacancy_recommendation_withdraw",
    }
    elsewhere |= {"vacancy_committee", "vacancy_seat_release", "vacancy_nominations", "vacancy_close"}
    elsewhere |= {"vacancy_paper_file", "vacancy_dossier_file"}
    elsewhere |= {"deviations", "deviation", "deviation_sign", "deviation_refuse"}
    elsewhere |= {
        "records",
        "record_evidence",
        "record_correct",
        "plan_revise",
        "policy_draft_save",
        "calibration_move",
    }
    assert named - set(addresses(house)) == elsewhere | {"documentation", "schema", "nowhere"}
