"""No rule lies in the law unread: each is read by code, or declared here with where a person meets it."""

from pathlib import Path

from rules.law import shipped
from rules.law_lines import UNITS
from rules.policy import shipped_policies

ROOT = Path(__file__).parents[2]
ROOMS = ("rules", "talent", "succession", "api")

# Rule → why no code reads it by name. All of them are shown, with value, source and history, on the page of the law.
SHOWN_ONLY = {
    "merit.predicates_panrb_2025": "no index of PermenPANRB 19/2025 can be computed while its weights are unknown",
    "reference.echelons": "workbooks name tiers themselves; officials read tiers beside the echelons they know",
    "reference.merit_regime": "a round names its own instrument; which one was in force is for the reader",
    "talent.jpm_mapping": "bands for reading a mapping's JPM; boxes come from the policy's cut-offs",
    "talent.pool_validity": "the policy of the run says how long a pool holds; held equal to the national one below",
    "talent.potential_aspects": "names of the workbook's columns; held equal to them in test_law_data",
}


def read_by_code() -> set[str]:
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py") if "migrations" not in file.parts]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    families = [rule_id for rule_id in shipped().ids() if f'f"{rule_id.split(".")[0]}.{{' in code]
    return {rule_id for rule_id in shipped().ids() if f'"{rule_id}"' in code} | set(families)


def test_every_rule_is_read_or_declared_as_shown_only() -> None:
    assert sorted(set(shipped().ids()) - read_by_code()) == sorted(SHOWN_ONLY)


def test_the_page_of_the_law_shows_them_all() -> None:
    view = (ROOT / "config" / "views.py").read_text(encoding="utf-8")
    assert "shipped().ids()" in view


def test_every_unit_of_the_law_has_words_in_both_languages() -> None:
    rules = [rule for rule_id in shipped().ids() for rule in shipped().versions(rule_id)]
    assert {rule.unit for rule in rules} - {""} <= set(UNITS)


def test_the_pool_of_the_national_policy_holds_as_long_as_the_law_says() -> None:
    for policy in shipped_policies():
        assert policy.pool_valid_years == shipped().at("talent.pool_validity", policy.effective_from).value
