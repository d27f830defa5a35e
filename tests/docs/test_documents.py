"""What the documents say about the program is so."""

import argparse
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

from rules.law import shipped
from rules.policy import shipped_policies
from succession.demonstration.people import PARTS
from talent.domain.queries import facts
from talent.interfaces.columns.kinds import KINDS
from tests import factories
from tools import assumptions, merit_levels

ROOT = Path(settings.BASE_DIR)
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "demo" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LOCAL = {"accounts", "audit", "jobs", "talent", "succession", "api"}
# Commands whose table row sends the reader to --help for the rest of their options.
ABRIDGED = {"make_population"}


def own_commands() -> dict[str, BaseCommand]:
    return {name: load_command_class(app, name) for name, app in get_commands().items() if app in LOCAL}


def options_of(command: BaseCommand) -> set[str]:
    parser = argparse.ArgumentParser(add_help=False)
    command.add_arguments(parser)
    return {word for action in parser._actions for word in action.option_strings}


def command_rows() -> dict[str, str]:
    """Command name → the first cell of its row in the README's table; ° there stands for `--language`."""
    section = README.split("\n## Commands\n")[1].split("\n## ")[0]
    cells = [line.split(" | ")[0].replace("°", "--language") for line in section.splitlines() if line.startswith("| `")]
    return {cell.removeprefix("| `").split()[0].rstrip("`"): cell for cell in cells}


def test_the_readme_lists_exactly_the_commands_there_are() -> None:
    assert sorted(command_rows()) == sorted(own_commands())


@pytest.mark.parametrize("name", sorted(set(own_commands()) - ABRIDGED))
def test_the_readme_gives_every_option_of_a_command_and_no_other(name: str) -> None:
    named = set(re.findall(r"--[a-z-]+", command_rows()[name]))
    assert named == options_of(own_commands()[name])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_a_document_names_exists(document: Path) -> None:
    known = {*get_commands(), "help", "…"}
    named = set(re.findall(r"manage\.py ([a-z_…]+)", document.read_text(encoding="utf-8")))
    assert named - known == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_make_target_a_reader_is_sent_to_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    named = {word for document in DOCUMENTS for word in re.findall(r"make ([a-z-]+)\b", _code(document))}
    assert named <= targets


def test_the_readme_explains_every_setting_read_from_the_environment() -> None:
    source = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"env\.[a-z]+\(\s*\"([A-Z_]+)\"", source))
    section = README.split("\n## Running it for real\n")[1]
    assert {name for name in read if f"`{name}`" not in section} == set()


def test_the_readme_names_every_workbook_kind_and_no_other() -> None:
    line = next(line for line in README.splitlines() if line.startswith("Kinds: "))
    assert set(re.findall(r"`([a-z_0-9]+)`", line)) == set(KINDS)


def test_the_readme_names_every_sign_in_of_the_demonstration() -> None:
    table = README.split("| sign-in name |")[1].split("\n\n")[0]
    first_cells = [row.split("|")[1] for row in table.splitlines()[2:]]
    assert re.findall(r"`([a-z0-9-]+)`", " ".join(first_cells)) == [part.username for part in PARTS]


def test_the_list_of_assumptions_is_current() -> None:
    assert assumptions.PATH.read_text(encoding="utf-8") == assumptions.document(shipped(), shipped_policies())


def test_the_list_of_merit_levels_is_current() -> None:
    assert merit_levels.PATH.read_text(encoding="utf-8") == merit_levels.document(shipped())


def test_the_list_of_assumptions_has_every_unverified_value_of_the_law_and_no_verified_one() -> None:
    found = assumptions.assumptions(shipped(), shipped_policies())
    whole = {(one.of, one.since, one.tag) for one in found if not one.part}
    law = {
        (rule.id, rule.effective_from, rule.tag)
        for rule_id in shipped().ids()
        for rule in shipped().versions(rule_id)
        if not rule.verified
    }
    policies = {(f"{one.code} v{one.version}", one.effective_from, one.tag) for one in shipped_policies()}
    assert whole == law | policies
    assert {one.tag for one in found} == {"W", "S"}


def test_the_list_of_assumptions_has_the_unverified_parts_of_verified_rules() -> None:
    found = assumptions.assumptions(shipped(), shipped_policies())
    parts = {one.part: one.tag for one in found if one.of == "requirements.jpt_pratama"}
    readings = dict.fromkeys(("experience", "retirement", "health", "integrity", "standing", "sanction"), "W")
    assert parts == readings | {"competence": "S"}


@pytest.mark.django_db
def test_the_description_of_the_frames_names_every_frame_and_column() -> None:
    person = factories.assessed(factories.employee())
    frames = facts.facts(person.agency_id, on=date(2026, 6, 30), known_at=datetime(2026, 7, 1, tzinfo=UTC))
    described = set(re.findall(r"`([a-z_]+)`", (ROOT / "docs" / "frames.md").read_text(encoding="utf-8")))
    described |= {f"standard_{name}" for name in described}
    columns = {column for frame in frames.values() for column in frame.columns}
    assert (set(frames) | columns) - described == set()


def _code(document: Path) -> str:
    """What stands between backticks or in an indented or fenced block: words meant to be typed."""
    text = document.read_text(encoding="utf-8")
    fenced = re.findall(r"```.*?```", text, flags=re.DOTALL)
    return "\n".join([*fenced, *re.findall(r"`([^`\n]+)`", text)])
