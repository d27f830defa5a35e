"""The schema: valid, without a warning, and complete."""

from io import StringIO
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS

from api.views.common import DOCUMENTS

MADE = {"vacancy_dossier_file": ("application/zip",), "vacancy_paper_file": ("application/pdf",)}
TABLES = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv")

pytestmark = pytest.mark.django_db


def test_the_schema_is_valid_and_raises_no_warning() -> None:
    GENERATOR_STATS.reset()
    text = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=text)
    assert text.getvalue().startswith("openapi: 3.0.3\n")


def test_the_schema_is_served_with_every_operation_once(staff: Client) -> None:
    content: dict[str, Any] = staff.get("/api/v1/schema/?format=json").json()
    found = sorted(
        (operation["operationId"], method.upper(), path.removeprefix("/api/v1/"))
        for path, methods in content["paths"].items()
        for method, operation in methods.items()
    )
    assert found == [
        ("agencies", "GET", "agencies/"),
        ("agency", "GET", "agencies/{id}/"),
        ("application", "GET", "applications/{id}/"),
        ("application_document_add", "POST", "applications/{id}/documents/"),
        ("application_document_file", "GET", "applications/documents/{id}/"),
        ("application_score", "POST", "applications/{id}/scores/"),
        ("application_withdraw", "POST", "applications/{id}/withdrawal/"),
        ("approval", "GET", "approvals/{id}/"),
        ("approval_correct", "POST", "approvals/{id}/correct/"),
        ("approval_record", "POST", "approvals/"),
        ("approval_revoke", "POST", "approvals/{id}/revoke/"),
        ("approvals", "GET", "approvals/"),
        ("calibration_amend", "POST", "calibration-sessions/{id}/amend/"),
        ("calibration_move", "POST", "calibration-sessions/{id}/move/"),
        ("calibration_session", "GET", "calibration-sessions/{id}/"),
        ("calibration_sessions", "GET", "calibration-sessions/"),
        ("calibration_sign", "POST", "calibration-sessions/{id}/minutes/sign/"),
        ("candidate", "GET", "vacancies/{id}/candidates/{employee}/"),
        ("cycle", "GET", "cycles/{id}/"),
        ("cycle_announce", "POST", "cycles/{id}/announce/"),
        ("cycle_close", "POST", "cycles/{id}/close/"),
        ("cycle_declines", "GET", "cycles/{id}/declines/"),
        ("cycle_establish", "POST", "cycles/{id}/establish/"),
        ("cycle_gather", "POST", "cycles/{id}/gather/"),
        ("cycle_latecomers", "GET", "cycles/{id}/latecomers/"),
        ("cycle_latecomers_decline", "POST", "cycles/{id}/latecomers/decline/"),
        ("cycle_latecomers_establish", "POST", "cycles/{id}/latecomers/establish/"),
        ("cycle_map", "POST", "cycles/{id}/map/"),
        ("cycle_matrix", "GET", "cycles/{id}/matrix/"),
        ("cycle_movements", "GET", "cycles/{id}/movements/"),
        ("cycle_moves", "GET", "cycles/{id}/moves/"),
        ("cycle_open", "POST", "cycles/"),
        ("cycle_placements", "GET", "cycles/{id}/placements/"),
        ("cycle_propose", "POST", "cycles/{id}/propose/"),
        ("cycle_raters", "GET", "cycles/{id}/raters/"),
        ("cycle_replay", "POST", "cycles/{id}/replay/"),
        ("cycle_send_back", "POST", "cycles/{id}/send-back/"),
        ("cycles", "GET", "cycles/"),
        ("decline_offer", "POST", "latecomer-declines/{id}/offer/"),
        ("deviation", "GET", "deviations/{id}/"),
        ("deviation_refuse", "POST", "deviations/{id}/refuse/"),
        ("deviation_sign", "POST", "deviations/{id}/sign/"),
        ("deviations", "GET", "deviations/"),
        ("eligibility", "POST", "eligibility/"),
        ("eligibility_sweep", "GET", "eligibility-sweeps/{id}/"),
        ("eligibility_sweep_posts", "GET", "eligibility-sweeps/{id}/posts/"),
        ("eligibility_sweep_start", "POST", "eligibility-sweeps/"),
        ("eligibility_sweeps", "GET", "eligibility-sweeps/"),
        ("employee", "GET", "employees/{id}/"),
        ("employee_evidence", "GET", "employees/{id}/evidence/"),
        ("employee_placements", "GET", "employees/{id}/placements/"),
        ("employee_records", "GET", "employees/{id}/records/{kind}/"),
        ("employee_search", "POST", "employees/search/"),
        ("employees", "GET", "employees/"),
        ("events", "GET", "events/"),
        ("gate_calendar", "GET", "gate-calendar/"),
        ("gate_condition", "GET", "gate-conditions/{id}/"),
        ("gate_condition_correct", "POST", "gate-conditions/{id}/correct/"),
        ("gate_condition_file", "GET", "gate-conditions/{id}/file/"),
        ("gate_condition_record", "POST", "gate-conditions/"),
        ("gate_condition_revoke", "POST", "gate-conditions/{id}/revoke/"),
        ("gate_conditions", "GET", "gate-conditions/"),
        ("gate_freeze", "GET", "gate-freezes/{id}/"),
        ("gate_freeze_correct", "POST", "gate-freezes/{id}/correct/"),
        ("gate_freeze_file", "GET", "gate-freezes/{id}/file/"),
        ("gate_freeze_record", "POST", "gate-freezes/"),
        ("gate_freeze_revoke", "POST", "gate-freezes/{id}/revoke/"),
        ("gate_freezes", "GET", "gate-freezes/"),
        ("house_records", "GET", "records/{kind}/"),
        ("import", "GET", "imports/{id}/"),
        ("import_commit", "POST", "imports/{id}/commit/"),
        ("import_evidence", "GET", "imports/{id}/evidence/"),
        ("import_evidence_add", "POST", "imports/{id}/evidence/"),
        ("import_faults", "GET", "imports/{id}/faults/"),
        ("import_upload", "POST", "imports/"),
        ("import_weigh", "POST", "imports/{id}/withdraw/weigh/"),
        ("import_withdraw", "POST", "imports/{id}/withdraw/"),
        ("import_withdrawal", "GET", "imports/{id}/withdraw/"),
        ("imports", "GET", "imports/"),
        ("job", "GET", "jobs/{id}/"),
        ("ledger_heads", "POST", "ledger/heads/"),
        ("ledger_verify", "POST", "ledger/verify/"),
        ("me", "GET", "me/"),
        ("membership", "GET", "pool-memberships/{id}/"),
        ("membership_leave", "POST", "pool-memberships/{id}/leave/"),
        ("merit_answer", "POST", "merit-assessments/{id}/answers/{sub}/"),
        ("merit_assessment", "GET", "merit-assessments/{id}/"),
        ("merit_assessment_begin", "POST", "merit-assessments/"),
        ("merit_assessments", "GET", "merit-assessments/"),
        ("merit_commitment", "POST", "merit-rounds/{id}/commitment/"),
        ("merit_commitment_file", "GET", "merit-rounds/{id}/commitment/file/"),
        ("merit_decide", "POST", "merit-assessments/{id}/decide/"),
        ("merit_evidence_add", "POST", "merit-assessments/{id}/evidence/"),
        ("merit_evidence_file", "GET", "merit-evidence/{id}/file/"),
        ("merit_evidence_list", "GET", "merit-assessments/{id}/evidence/"),
        ("merit_evidence_replace", "POST", "merit-evidence/{id}/replace/"),
        ("merit_evidence_withdraw", "POST", "merit-evidence/{id}/withdraw/"),
        ("merit_extract_adopt", "POST", "merit-assessments/{id}/extracts/{sub}/"),
        ("merit_extract_replay", "POST", "merit-evidence/{id}/replay/"),
        ("merit_follow_up", "GET", "merit-rounds/{id}/follow-up/"),
        ("merit_minutes", "POST", "merit-assessments/{id}/minutes/"),
        ("merit_minutes_sign", "POST", "merit-assessments/{id}/minutes/sign/"),
        ("merit_objection", "POST", "merit-rounds/{id}/objections/"),
        ("merit_objection_answer", "POST", "merit-objections/{id}/answer/"),
        ("merit_paper_file", "GET", "merit-papers/{id}/file/"),
        ("merit_plan", "POST", "merit-rounds/{id}/plan/"),
        ("merit_question_ask", "POST", "merit-assessments/{id}/questions/"),
        ("merit_question_close", "POST", "merit-questions/{id}/close/"),
        ("merit_question_file", "GET", "merit-questions/{id}/file/"),
        ("merit_question_reply", "POST", "merit-questions/{id}/reply/"),
        ("merit_round", "GET", "merit-rounds/{id}/"),
        ("merit_rounds", "GET", "merit-rounds/"),
        ("merit_send_back", "POST", "merit-assessments/{id}/send-back/"),
        ("merit_standings", "GET", "merit-standings/"),
        ("merit_step", "POST", "merit-assessments/{id}/step/"),
        ("merit_superseding", "POST", "merit-objections/{id}/decision/"),
        ("merit_superseding_file", "GET", "merit-objections/{id}/decision/file/"),
        ("merit_task_add", "POST", "merit-rounds/{id}/tasks/"),
        ("merit_task_close", "POST", "merit-tasks/{id}/close/"),
        ("merit_task_revise", "POST", "merit-tasks/{id}/revise/"),
        ("merit_verify", "POST", "merit-assessments/{id}/verified/{sub}/"),
        ("merit_way", "GET", "merit-rounds/{id}/way/"),
        ("merit_weights", "GET", "merit-weights/"),
        ("merit_weights_accept", "POST", "merit-weights/"),
        ("merit_weights_present", "GET", "merit-weights/present/"),
        ("placement_explanation", "GET", "cycles/{id}/placements/{employee}/explanation/"),
        ("plan", "GET", "plans/{id}/"),
        ("plan_approve", "POST", "plans/{id}/approve/"),
        ("plan_cancel", "POST", "plans/{id}/cancel/"),
        ("plan_finish", "POST", "plans/{id}/finish/"),
        ("plan_monitor", "POST", "plans/{id}/monitor/"),
        ("plan_propose", "POST", "plans/"),
        ("plan_revise", "POST", "plans/{id}/revise/"),
        ("plans", "GET", "plans/"),
        ("policies", "GET", "policies/"),
        ("policy_draft", "GET", "policy-drafts/{id}/"),
        ("policy_draft_publish", "POST", "policy-drafts/{id}/publish/"),
        ("policy_draft_save", "POST", "policy-drafts/{id}/save/"),
        ("policy_draft_simulate", "POST", "policy-drafts/{id}/simulate/"),
        ("policy_draft_start", "POST", "policy-drafts/"),
        ("policy_drafts", "GET", "policy-drafts/"),
        ("pool", "GET", "pool/"),
        ("pool_exit_correct", "POST", "pool-exits/{id}/correct/"),
        ("pool_exit_revoke", "POST", "pool-exits/{id}/revoke/"),
        ("posts", "GET", "posts/"),
        ("readiness", "GET", "readiness/"),
        ("record_correct", "POST", "records/{kind}/{id}/correct/"),
        ("record_enter", "POST", "records/{kind}/"),
        ("record_evidence", "GET", "records/{kind}/{id}/evidence/"),
        ("replies", "GET", "replies/"),
        ("reply", "GET", "replies/{id}/"),
        ("reply_answer", "POST", "replies/{id}/answer/"),
        ("reply_submit", "POST", "replies/"),
        ("reply_withdraw", "POST", "replies/{id}/withdraw/"),
        ("route", "GET", "route/"),
        ("simulation", "GET", "simulations/{id}/"),
        ("simulation_cascade", "POST", "simulations/cascades/"),
        ("simulation_together", "POST", "simulations/"),
        ("simulations", "GET", "simulations/"),
        ("succession_plan", "GET", "succession-plans/{id}/"),
        ("succession_plan_write", "POST", "succession-plans/{id}/"),
        ("succession_plans", "GET", "succession-plans/"),
        ("swept_post_people", "GET", "swept-posts/{id}/people/"),
        ("swept_post_person", "GET", "swept-posts/{id}/people/{employee}/"),
        ("training_group_people", "GET", "training-groups/{id}/people/"),
        ("training_groups", "GET", "training-groups/"),
        ("unit", "GET", "units/{id}/"),
        ("units", "GET", "units/"),
        ("vacancies", "GET", "vacancies/"),
        ("vacancy", "GET", "vacancies/{id}/"),
        ("vacancy_again", "POST", "vacancies/{id}/again/"),
        ("vacancy_amend", "POST", "vacancies/{id}/amend/"),
        ("vacancy_announce", "POST", "vacancies/{id}/announcements/"),
        ("vacancy_announcements", "GET", "vacancies/{id}/announcements/"),
        ("vacancy_applications", "GET", "vacancies/{id}/applications/"),
        ("vacancy_apply", "POST", "vacancies/{id}/applications/"),
        ("vacancy_calendar", "GET", "vacancy-calendar/"),
        ("vacancy_confirmation", "GET", "vacancies/{id}/confirmation/"),
        ("vacancy_decide", "POST", "vacancies/{id}/decisions/"),
        ("vacancy_decision_replay", "POST", "vacancies/{id}/decisions/replay/"),
        ("vacancy_decision_withdraw", "POST", "vacancies/{id}/decisions/withdraw/"),
        ("vacancy_dossier_file", "GET", "vacancies/{id}/dossier/"),
        ("vacancy_inaugurate", "POST", "vacancies/{id}/inauguration/"),
        ("vacancy_longlist", "GET", "vacancies/{id}/longlist/"),
        ("vacancy_longlist_build", "POST", "vacancies/{id}/longlist/"),
        ("vacancy_longlist_replay", "POST", "vacancies/{id}/longlist/replay/"),
        ("vacancy_names", "GET", "vacancies/{id}/names/"),
        ("vacancy_open", "POST", "vacancies/"),
        ("vacancy_panel", "GET", "vacancies/{id}/panel/"),
        ("vacancy_panel_close", "POST", "vacancies/{id}/panel/close/"),
        ("vacancy_panel_declare", "POST", "vacancies/{id}/panel/declare/"),
        ("vacancy_panel_lock", "POST", "vacancies/{id}/panel/lock/"),
        ("vacancy_panel_minutes", "POST", "vacancies/{id}/panel/minutes/"),
        ("vacancy_panel_open", "POST", "vacancies/{id}/panel/"),
        ("vacancy_panel_reveal", "POST", "vacancies/{id}/panel/reveal/"),
        ("vacancy_panel_score", "POST", "vacancies/{id}/panel/scores/"),
        ("vacancy_panel_sign", "POST", "vacancies/{id}/panel/sign/"),
        ("vacancy_panel_waive", "POST", "vacancies/{id}/panel/waiver/"),
        ("vacancy_paper_file", "GET", "vacancies/{id}/papers/{code}/"),
        ("vacancy_rank", "POST", "vacancies/{id}/ranking/"),
        ("vacancy_recommend", "POST", "vacancies/{id}/recommendation/"),
        ("vacancy_route", "GET", "vacancies/{id}/route/"),
        ("vacancy_route_decide", "POST", "vacancies/{id}/route/"),
        ("vacancy_route_file", "GET", "vacancies/{id}/route/certificate/"),
        ("vacancy_route_replay", "POST", "vacancies/{id}/route/replay/"),
        ("vacancy_screen", "POST", "vacancies/{id}/screening/"),
        ("worklist", "GET", "quality/"),
    ]


def test_its_yaml_says_what_its_json_says_however_often_it_is_asked_for(staff: Client) -> None:
    first, again = (staff.get("/api/v1/schema/?format=yaml") for _time in range(2))
    assert yaml.load(first.content, Loader=yaml.CSafeLoader) == staff.get("/api/v1/schema/?format=json").json()
    assert (again.content, again["Content-Type"]) == (first.content, first["Content-Type"])


def test_every_operation_answers_its_errors_as_problems(staff: Client) -> None:
    content: dict[str, Any] = staff.get("/api/v1/schema/?format=json").json()
    for methods in content["paths"].values():
        for operation in methods.values():
            name = operation["operationId"]
            apart = {"import_faults": TABLES, **MADE}
            good = apart.get(name) or (DOCUMENTS if name.endswith("_file") else ("application/json",))
            for status, response in operation["responses"].items():
                media = good if status < "400" else ("application/problem+json",)
                assert tuple(response["content"]) == media
