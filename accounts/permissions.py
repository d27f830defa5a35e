"""What can be done here, one value each."""

from enum import StrEnum


class Permission(StrEnum):
    """A permission is held through a role, over the scope of that role's assignment."""

    VIEW_EMPLOYEES = "view_employees"
    VIEW_OWN = "view_own"
    EXPORT_DATA = "export_data"
    IMPORT_RECORDS = "import_records"
    VIEW_IMPORTS = "view_imports"
    VIEW_MAPPING = "view_mapping"
    MAP_TALENT = "map_talent"
    ESTABLISH_POOL = "establish_pool"
    DRAFT_POLICY = "draft_policy"
    PUBLISH_POLICY = "publish_policy"
    CALIBRATE = "calibrate"
    ANSWER_REPLIES = "answer_replies"
    PLAN_TALENT = "plan_talent"
    APPROVE_PLANS = "approve_plans"
    VIEW_MERIT = "view_merit"
    IMPORT_MERIT = "import_merit"
    RECORD_APPROVAL = "record_approval"
    VIEW_VACANCIES = "view_vacancies"
    PREPARE_VACANCY = "prepare_vacancy"
    NOMINATE = "nominate"
    DECIDE = "decide"
    RECORD_RECOMMENDATION = "record_recommendation"
    INAUGURATE = "inaugurate"
    VIEW_LEDGER = "view_ledger"
    REPLAY = "replay"
    MANAGE_USERS = "manage_users"
