"""Addresses of API v1."""

from django.urls import include, path, re_path, register_converter

from api.views import (
    agreements,
    ahead,
    committees,
    comparing,
    cycle_steps,
    decisions,
    decrees,
    development,
    deviations,
    filling_papers,
    gate,
    inclusion,
    lacking,
    ledger,
    mapping,
    matrix,
    memberships,
    merit,
    merit_after,
    merit_evidence,
    merit_threads,
    names,
    narrowing,
    organisation,
    over,
    panels,
    papers,
    people,
    policies,
    post_decrees,
    posts,
    records,
    review,
    selection,
    similar,
    simulations,
    site,
    succession,
    succession_plans,
    sweeps,
    weights,
    work,
)


class Identifier:
    """The id of a row, as large as databases have them."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """The id."""
        return int(value)

    def to_url(self, value: int) -> str:
        """As it stands in an address."""
        return str(value)


class SubAspect:
    """The id of a sub-aspect, as instruments number them."""

    regex = "[1-9][0-9]?[.][1-9][0-9]?"

    def to_python(self, value: str) -> str:
        """The id."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands in an address."""
        return value


register_converter(Identifier, "id")
register_converter(SubAspect, "sub")

_employees = [
    path("", people.EmployeeList.as_view(), name="employees"),
    path("search/", people.EmployeeSearch.as_view(), name="employee_search"),
    path("<id:pk>/", people.EmployeeDetail.as_view(), name="employee"),
    path("<id:pk>/evidence/", records.EvidenceList.as_view(), name="employee_evidence"),
    path("<id:pk>/placements/", people.PlacementHistory.as_view(), name="employee_placements"),
    path("<id:pk>/records/<slug:kind>/", people.RecordList.as_view(), name="employee_records"),
    path("<id:pk>/similar/", similar.SimilarList.as_view(), name="employee_similar"),
]
_imports = [
    path("", work.ImportList.as_view(), name="imports"),
    path("<id:pk>/", work.ImportDetail.as_view(), name="import"),
    path("<id:pk>/faults/", work.ImportFaults.as_view(), name="import_faults"),
    path("<id:pk>/commit/", work.ImportCommit.as_view(), name="import_commit"),
    path("<id:pk>/withdraw/", work.ImportWithdraw.as_view(), name="import_withdraw"),
    path("<id:pk>/withdraw/weigh/", work.ImportWeigh.as_view(), name="import_weigh"),
    path("<id:pk>/evidence/", work.ImportEvidence.as_view(), name="import_evidence"),
]
_cycles = [
    path("", mapping.CycleList.as_view(), name="cycles"),
    path("<id:pk>/", mapping.CycleDetail.as_view(), name="cycle"),
    path("<id:pk>/matrix/", matrix.CycleMatrix.as_view(), name="cycle_matrix"),
    path("<id:pk>/movements/", matrix.CycleMovements.as_view(), name="cycle_movements"),
    path("<id:pk>/gather/", mapping.CycleGather.as_view(), name="cycle_gather"),
    path("<id:pk>/moves/", mapping.CycleMoves.as_view(), name="cycle_moves"),
    path("<id:pk>/map/", mapping.CycleMap.as_view(), name="cycle_map"),
    path("<id:pk>/propose/", cycle_steps.CyclePropose.as_view(), name="cycle_propose"),
    path("<id:pk>/send-back/", cycle_steps.CycleSendBack.as_view(), name="cycle_send_back"),
    path("<id:pk>/establish/", cycle_steps.CycleEstablish.as_view(), name="cycle_establish"),
    path("<id:pk>/announce/", cycle_steps.CycleAnnounce.as_view(), name="cycle_announce"),
    path("<id:pk>/close/", cycle_steps.CycleClose.as_view(), name="cycle_close"),
    path("<id:pk>/latecomers/", inclusion.Latecomers.as_view(), name="cycle_latecomers"),
    path("<id:pk>/latecomers/establish/", inclusion.LatecomersEstablish.as_view(), name="cycle_latecomers_establish"),
    path("<id:pk>/latecomers/decline/", inclusion.LatecomersDecline.as_view(), name="cycle_latecomers_decline"),
    path("<id:pk>/declines/", inclusion.DeclineList.as_view(), name="cycle_declines"),
    path("<id:pk>/replay/", mapping.CycleReplay.as_view(), name="cycle_replay"),
    path("<id:pk>/raters/", review.CycleRaters.as_view(), name="cycle_raters"),
    path("<id:pk>/placements/", mapping.PlacementList.as_view(), name="cycle_placements"),
    path(
        "<id:pk>/placements/<id:employee>/explanation/",
        mapping.PlacementExplanation.as_view(),
        name="placement_explanation",
    ),
]
_drafts = [
    path("", policies.DraftList.as_view(), name="policy_drafts"),
    path("<id:pk>/", policies.DraftDetail.as_view(), name="policy_draft"),
    path("<id:pk>/save/", policies.DraftSave.as_view(), name="policy_draft_save"),
    path("<id:pk>/simulate/", policies.DraftSimulate.as_view(), name="policy_draft_simulate"),
    path("<id:pk>/publish/", policies.DraftPublish.as_view(), name="policy_draft_publish"),
]
_vacancies = [
    path("", succession.VacancyList.as_view(), name="vacancies"),
    path("<id:pk>/", succession.VacancyDetail.as_view(), name="vacancy"),
    path("<id:pk>/amend/", succession.VacancyAmendment.as_view(), name="vacancy_amend"),
    path("<id:pk>/route/", succession.VacancyRoute.as_view(), name="vacancy_route"),
    path("<id:pk>/route/certificate/", gate.RouteCertificate.as_view(), name="vacancy_route_file"),
    path("<id:pk>/route/replay/", succession.RouteReplay.as_view(), name="vacancy_route_replay"),
    path("<id:pk>/announcements/", selection.AnnouncementList.as_view(), name="vacancy_announcements"),
    path("<id:pk>/applications/", selection.ApplicationList.as_view(), name="vacancy_applications"),
    path("<id:pk>/outsiders/", selection.OutsiderList.as_view(), name="vacancy_outsiders"),
    path("<id:pk>/screening/", selection.VacancyScreening.as_view(), name="vacancy_screening"),
    path("<id:pk>/ranking/", selection.VacancyRanking.as_view(), name="vacancy_ranking"),
    path("<id:pk>/open-selection/", over.VacancyOver.as_view(), name="vacancy_go_over"),
    path("<id:pk>/open-selection/document/", over.VacancyOverFile.as_view(), name="vacancy_over_file"),
    path("<id:pk>/agreements/", agreements.AgreementList.as_view(), name="vacancy_agreements"),
    path("<id:pk>/longlist/", succession.VacancyLonglist.as_view(), name="vacancy_longlist"),
    path("<id:pk>/lacking/", lacking.VacancyLacking.as_view(), name="vacancy_lacking"),
    path("<id:pk>/comparison/", comparing.VacancyComparison.as_view(), name="vacancy_compare"),
    path("<id:pk>/names/", names.VacancyNames.as_view(), name="vacancy_names"),
    path("<id:pk>/committee/", committees.Committee.as_view(), name="vacancy_committee"),
    path("<id:pk>/committee/<id:seat>/release/", committees.SeatRelease.as_view(), name="vacancy_seat_release"),
    path("<id:pk>/nominations/", committees.Nominations.as_view(), name="vacancy_nominations"),
    path("<id:pk>/nominations/replay/", committees.NominationReplay.as_view(), name="vacancy_nominations_replay"),
    path("<id:pk>/nominations/day/", committees.NominationsDay.as_view(), name="vacancy_nominations_day"),
    path("<id:pk>/nominations/withdraw/", committees.NominationsBack.as_view(), name="vacancy_nominations_withdraw"),
    path("<id:pk>/close/", committees.VacancyClose.as_view(), name="vacancy_close"),
    path("<id:pk>/panel/", panels.Panel.as_view(), name="vacancy_panel"),
    path("<id:pk>/panel/codes/", panels.PanelCodes.as_view(), name="vacancy_panel_codes"),
    path("<id:pk>/panel/declare/", panels.PanelDeclare.as_view(), name="vacancy_panel_declare"),
    path("<id:pk>/panel/scores/", panels.PanelScores.as_view(), name="vacancy_panel_score"),
    path("<id:pk>/panel/lock/", panels.PanelLock.as_view(), name="vacancy_panel_lock"),
    path("<id:pk>/panel/reveal/", panels.PanelReveal.as_view(), name="vacancy_panel_reveal"),
    path("<id:pk>/panel/minutes/", panels.PanelMinutes.as_view(), name="vacancy_panel_minutes"),
    path("<id:pk>/panel/sign/", panels.PanelSign.as_view(), name="vacancy_panel_sign"),
    path("<id:pk>/panel/refusals/", panels.PanelRefuse.as_view(), name="vacancy_panel_refuse"),
    path("<id:pk>/panel/close/", panels.PanelClose.as_view(), name="vacancy_panel_close"),
    path("<id:pk>/panel/waiver/", panels.PanelWaiver.as_view(), name="vacancy_panel_waive"),
    path("<id:pk>/longlist/replay/", succession.LonglistReplay.as_view(), name="vacancy_longlist_replay"),
    path("<id:pk>/candidates/<id:employee>/", succession.Candidate.as_view(), name="candidate"),
    path("<id:pk>/confirmation/", decisions.VacancyConfirmation.as_view(), name="vacancy_confirmation"),
    path("<id:pk>/declaration/", decisions.VacancyDeclaration.as_view(), name="vacancy_declare"),
    path("<id:pk>/decisions/", decisions.VacancyDecisions.as_view(), name="vacancy_decide"),
    path("<id:pk>/decisions/withdraw/", decisions.DecisionWithdrawal.as_view(), name="vacancy_decision_withdraw"),
    path("<id:pk>/decisions/replay/", decisions.DecisionReplay.as_view(), name="vacancy_decision_replay"),
    path("<id:pk>/again/", decisions.VacancyAgain.as_view(), name="vacancy_again"),
    path("<id:pk>/again/replay/", decisions.AgainReplay.as_view(), name="vacancy_again_replay"),
    path("<id:pk>/recommendation/", decisions.VacancyRecommendation.as_view(), name="vacancy_recommend"),
    path(
        "<id:pk>/recommendation/withdraw/",
        decisions.RecommendationBack.as_view(),
        name="vacancy_recommendation_withdraw",
    ),
    path("<id:pk>/inauguration/", decisions.VacancyInauguration.as_view(), name="vacancy_inaugurate"),
    path("<id:pk>/inauguration/annul/", decisions.InaugurationAnnulment.as_view(), name="vacancy_inauguration_annul"),
    path("<id:pk>/papers/<slug:code>/", filling_papers.FillingPaper.as_view(), name="vacancy_paper_file"),
    path("<id:pk>/dossier/", filling_papers.FillingDossier.as_view(), name="vacancy_dossier_file"),
]
_deviations = [
    path("", deviations.DeviationList.as_view(), name="deviations"),
    path("<id:pk>/", deviations.DeviationDetail.as_view(), name="deviation"),
    path("<id:pk>/sign/", deviations.DeviationSign.as_view(), name="deviation_sign"),
    path("<id:pk>/refuse/", deviations.DeviationRefuse.as_view(), name="deviation_refuse"),
]
_sweeps = [
    path("", sweeps.SweepList.as_view(), name="eligibility_sweeps"),
    path("<id:pk>/", sweeps.SweepDetail.as_view(), name="eligibility_sweep"),
    path("<id:pk>/posts/", sweeps.SweptPosts.as_view(), name="eligibility_sweep_posts"),
]
_applications = [
    path("<id:pk>/", selection.ApplicationDetail.as_view(), name="application"),
    path("<id:pk>/documents/", selection.ApplicationDocuments.as_view(), name="application_document_add"),
    path("<id:pk>/scores/", selection.ApplicationScores.as_view(), name="application_score"),
    path("<id:pk>/withdrawal/", selection.ApplicationWithdrawal.as_view(), name="application_withdraw"),
    path("documents/<id:pk>/", selection.ApplicationDocumentFile.as_view(), name="application_document_file"),
]
_agreements = [
    path("<id:pk>/", agreements.AgreementDetail.as_view(), name="agreement"),
    path("<id:pk>/withdrawal/", agreements.AgreementWithdrawal.as_view(), name="agreement_withdraw"),
    path("<id:pk>/file/", agreements.AgreementFile.as_view(), name="agreement_file"),
]
_merit_rounds = [
    path("", succession.RoundList.as_view(), name="merit_rounds"),
    path("<id:pk>/", succession.RoundDetail.as_view(), name="merit_round"),
    path("<id:pk>/follow-up/", merit_after.RoundFollowUp.as_view(), name="merit_follow_up"),
    path("<id:pk>/way/", gate.RoundWay.as_view(), name="merit_way"),
    path("<id:pk>/tasks/", merit_after.RoundTasks.as_view(), name="merit_task_add"),
    path("<id:pk>/plan/", merit_after.RoundPlan.as_view(), name="merit_plan"),
    path("<id:pk>/objections/", merit_after.RoundObjections.as_view(), name="merit_objection"),
    path("<id:pk>/commitment/file/", merit_after.CommitmentFile.as_view(), name="merit_commitment_file"),
    path("<id:pk>/commitment/", merit_after.RoundCommitment.as_view(), name="merit_commitment"),
]
_merit_assessments = [
    path("", merit.AssessmentList.as_view(), name="merit_assessments"),
    path("<id:pk>/", merit.AssessmentDetail.as_view(), name="merit_assessment"),
    path("<id:pk>/answers/<sub:sub>/", merit.AssessmentAnswer.as_view(), name="merit_answer"),
    path("<id:pk>/verified/<sub:sub>/", merit.AssessmentVerify.as_view(), name="merit_verify"),
    path("<id:pk>/extracts/<sub:sub>/", merit_evidence.AssessmentExtract.as_view(), name="merit_extract_adopt"),
    path("<id:pk>/evidence/", merit_evidence.EvidenceList.as_view(), name="merit_evidence_list"),
    path("<id:pk>/questions/", merit_threads.AssessmentQuestions.as_view(), name="merit_question_ask"),
    path("<id:pk>/step/", merit.AssessmentStep.as_view(), name="merit_step"),
    path("<id:pk>/send-back/", merit.AssessmentBack.as_view(), name="merit_send_back"),
    path("<id:pk>/minutes/", merit.AssessmentMinutes.as_view(), name="merit_minutes"),
    path("<id:pk>/minutes/sign/", merit.MinutesSign.as_view(), name="merit_minutes_sign"),
    path("<id:pk>/decide/", merit.AssessmentDecide.as_view(), name="merit_decide"),
]


app_name = "api"
urlpatterns = [
    path("", site.documentation, name="documentation"),
    path("schema/", site.Schema.as_view(), name="schema"),
    path("me/", organisation.Me.as_view(), name="me"),
    path("agencies/", organisation.AgencyList.as_view(), name="agencies"),
    path("agencies/<id:pk>/", organisation.AgencyDetail.as_view(), name="agency"),
    path("units/", organisation.UnitList.as_view(), name="units"),
    path("units/<id:pk>/", organisation.UnitDetail.as_view(), name="unit"),
    path("employees/", include(_employees)),
    path("eligibility/", people.EligibilityQuestion.as_view(), name="eligibility"),
    path("eligibility-sweeps/", include(_sweeps)),
    path("swept-posts/<id:pk>/people/", sweeps.SweptPeople.as_view(), name="swept_post_people"),
    path("swept-posts/<id:pk>/people/<id:employee>/", sweeps.SweptPerson.as_view(), name="swept_post_person"),
    path("imports/", include(_imports)),
    path("jobs/<id:pk>/", work.JobDetail.as_view(), name="job"),
    path("cycles/", include(_cycles)),
    path("calibration-sessions/", review.SessionList.as_view(), name="calibration_sessions"),
    path("calibration-sessions/<id:pk>/", review.SessionDetail.as_view(), name="calibration_session"),
    path("calibration-sessions/<id:pk>/move/", review.SessionMove.as_view(), name="calibration_move"),
    path("calibration-sessions/<id:pk>/amend/", review.SessionAmend.as_view(), name="calibration_amend"),
    path("calibration-sessions/<id:pk>/minutes/sign/", review.SessionSign.as_view(), name="calibration_sign"),
    path("replies/", review.ReplyList.as_view(), name="replies"),
    path("replies/<id:pk>/", review.ReplyDetail.as_view(), name="reply"),
    path("replies/<id:pk>/answer/", review.ReplyAnswer.as_view(), name="reply_answer"),
    path("replies/<id:pk>/withdraw/", review.ReplyWithdraw.as_view(), name="reply_withdraw"),
    path("plans/", development.PlanList.as_view(), name="plans"),
    path("plans/<id:pk>/", development.PlanDetail.as_view(), name="plan"),
    path("plans/<id:pk>/revise/", development.PlanRevise.as_view(), name="plan_revise"),
    path("plans/<id:pk>/approve/", development.PlanApprove.as_view(), name="plan_approve"),
    path("plans/<id:pk>/finish/", development.PlanFinish.as_view(), name="plan_finish"),
    path("plans/<id:pk>/monitor/", development.PlanMonitor.as_view(), name="plan_monitor"),
    path("plans/<id:pk>/cancel/", development.PlanCancel.as_view(), name="plan_cancel"),
    path("training-groups/", development.TrainingGroupList.as_view(), name="training_groups"),
    path("training-groups/<id:pk>/people/", development.TrainingGroupPeople.as_view(), name="training_group_people"),
    path("readiness/", development.ReadinessList.as_view(), name="readiness"),
    path("records/<slug:kind>/", records.RecordList.as_view(), name="records"),
    path("records/<slug:kind>/<id:pk>/evidence/", records.RecordEvidence.as_view(), name="record_evidence"),
    path("records/<slug:kind>/<id:pk>/correct/", records.RecordCorrect.as_view(), name="record_correct"),
    path("quality/", records.WorklistView.as_view(), name="worklist"),
    path("policies/", policies.PolicyList.as_view(), name="policies"),
    path("policy-drafts/", include(_drafts)),
    path("pool/", mapping.Pool.as_view(), name="pool"),
    path("pool-memberships/<id:pk>/", memberships.MembershipDetail.as_view(), name="membership"),
    path("pool-memberships/<id:pk>/leave/", memberships.MembershipLeave.as_view(), name="membership_leave"),
    path("pool-exits/<id:pk>/revoke/", memberships.ExitRevoke.as_view(), name="pool_exit_revoke"),
    path("pool-exits/<id:pk>/correct/", memberships.ExitCorrect.as_view(), name="pool_exit_correct"),
    path("latecomer-declines/<id:pk>/offer/", inclusion.DeclineOffer.as_view(), name="decline_offer"),
    path("merit-rounds/", include(_merit_rounds)),
    path("merit-assessments/", include(_merit_assessments)),
    path("merit-evidence/<id:pk>/file/", merit_evidence.EvidenceFile.as_view(), name="merit_evidence_file"),
    path("merit-evidence/<id:pk>/replace/", merit_evidence.EvidenceReplace.as_view(), name="merit_evidence_replace"),
    path("merit-evidence/<id:pk>/withdraw/", merit_evidence.EvidenceWithdraw.as_view(), name="merit_evidence_withdraw"),
    path("merit-evidence/<id:pk>/replay/", merit_evidence.ExtractReplay.as_view(), name="merit_extract_replay"),
    path("merit-questions/<id:pk>/reply/", merit_threads.QuestionReply.as_view(), name="merit_question_reply"),
    path("merit-questions/<id:pk>/close/", merit_threads.QuestionClose.as_view(), name="merit_question_close"),
    path("merit-questions/<id:pk>/file/", merit_threads.QuestionFile.as_view(), name="merit_question_file"),
    path("merit-tasks/<id:pk>/revise/", merit_after.TaskRevise.as_view(), name="merit_task_revise"),
    path("merit-tasks/<id:pk>/close/", merit_after.TaskClose.as_view(), name="merit_task_close"),
    path("merit-objections/<id:pk>/decision/", merit_after.ObjectionDecision.as_view(), name="merit_superseding"),
    path(
        "merit-objections/<id:pk>/decision/file/",
        merit_after.SupersedingFile.as_view(),
        name="merit_superseding_file",
    ),
    path("merit-objections/<id:pk>/answer/", merit_after.ObjectionAnswer.as_view(), name="merit_objection_answer"),
    path("merit-papers/<id:pk>/file/", merit_after.PaperFile.as_view(), name="merit_paper_file"),
    path("approvals/", papers.ApprovalList.as_view(), name="approvals"),
    path("approvals/<id:pk>/", papers.ApprovalDetail.as_view(), name="approval"),
    path("approvals/<id:pk>/correct/", papers.ApprovalCorrect.as_view(), name="approval_correct"),
    path("approvals/<id:pk>/revoke/", papers.ApprovalRevoke.as_view(), name="approval_revoke"),
    path("gate-freezes/", include(decrees.addresses(narrowing.FREEZE))),
    path("gate-conditions/", include(decrees.addresses(narrowing.CONDITIONS))),
    path("merit-weights/", weights.WeightsList.as_view(), name="merit_weights"),
    path("merit-weights/present/", weights.PresentWeights.as_view(), name="merit_weights_present"),
    path("merit-standings/", gate.StandingList.as_view(), name="merit_standings"),
    path("gate-calendar/", gate.GateCalendar.as_view(), name="gate_calendar"),
    path("route/", succession.RouteQuestion.as_view(), name="route"),
    path("posts/", posts.PostList.as_view(), name="posts"),
    path("critical-posts/", include(decrees.addresses(post_decrees.CRITICAL))),
    path("agency-requirements/", include(decrees.addresses(post_decrees.ASKED))),
    path("requirement-waivers/", include(decrees.addresses(post_decrees.WAIVERS))),
    path("wider-pools/", include(decrees.addresses(post_decrees.WIDER))),
    path("vacancy-calendar/", ahead.VacancyCalendar.as_view(), name="vacancy_calendar"),
    path("succession-plans/", succession_plans.SuccessionPlanList.as_view(), name="succession_plans"),
    path("succession-plans/<id:pk>/", succession_plans.SuccessionPlanDetail.as_view(), name="succession_plan"),
    path("simulations/", simulations.SimulationList.as_view(), name="simulations"),
    path("simulations/cascades/", simulations.CascadeList.as_view(), name="simulation_cascade"),
    path("simulations/<id:pk>/", simulations.SimulationDetail.as_view(), name="simulation"),
    path("simulations/<id:pk>/replay/", simulations.SimulationReplay.as_view(), name="simulation_replay"),
    path("vacancies/", include(_vacancies)),
    path("applications/", include(_applications)),
    path("announcements/<id:pk>/correct/", selection.AnnouncementCorrection.as_view(), name="announcement_correct"),
    path("agreements/", include(_agreements)),
    path("deviations/", include(_deviations)),
    path("events/", ledger.EventList.as_view(), name="events"),
    path("ledger/verify/", ledger.LedgerVerify.as_view(), name="ledger_verify"),
    path("ledger/heads/", ledger.LedgerHeads.as_view(), name="ledger_heads"),
    re_path(r"^.+$", site.Nowhere.as_view(), name="nowhere"),
]
