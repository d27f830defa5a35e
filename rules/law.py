"""The law in force on a date, read from `rules/data/**/*.yaml`.

One file is one rule:

    id: jpt.requirements.jpt_pratama        # unique; dots, lower case
    title: {id: …, en: …}
    unit: years                              # optional
    values:                                  # ascending, no gap, no overlap
      - from: 2017-04-07
        to: 2020-02-27                       # inclusive; only the last entry may leave it out (null)
        citation: PP 11/2017 Pasal 107
        tag: V                               # V verified; S or W unverified
        note: {id: …, en: …}                 # what is assumed; required for W
        value: …                             # any YAML; null = repealed

Contract:

    law = Law.load(path=DATA)                # reads and checks all files; LawError names file:line
    law.at(rule_id, on) -> Rule              # Rule(id, title, value, citation, tag, verified, note, effective_from,
                                             #      effective_to, unit)
                                             # NoRuleInForce when nothing (or a repealed value) holds on that date
    law.ids() -> tuple[str, ...]             # every rule id, sorted
    law.digest -> str                        # sha256 over the canonical content of all rules
    shipped() -> Law                         # the shipped law, loaded once

Values are frozen: mappings are read-only, lists are tuples, so no caller can change the law for another.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Self

from rules.errors import DomainError
from rules.law_file import LawError, Version, parse
from rules.text import Text

__all__ = ["DATA", "Law", "LawError", "NoRuleInForce", "Rule", "WatchedLaw", "shipped"]

DATA = Path(__file__).parent / "data"


class NoRuleInForce(DomainError, LookupError):
    """Nothing is laid down under this id on this date (`text` says so in both languages)."""

    code = "no_rule_in_force"
    status = 422

    def __init__(self, rule_id: str, on: date, bound: "Rule | None" = None) -> None:
        """`bound`: the version that says so: the repeal, or else the first one still to come."""
        self.rule_id, self.on, self.bound = rule_id, on, bound
        self.text = Text(
            f"Tidak ada aturan {rule_id} yang berlaku pada {on.isoformat()}{_bound(bound, on, 0)}.",
            f"No rule {rule_id} is in force on {on.isoformat()}{_bound(bound, on, 1)}.",
        )
        super().__init__(self.text)


def _bound(bound: "Rule | None", on: date, language: int) -> str:
    if bound is None:
        return ""
    words = ("; berlaku sejak", "; in force from") if bound.effective_from > on else ("; dicabut", "; repealed")
    return f"{words[language]} {bound.effective_from.isoformat()}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One value of one rule, with the days it holds (both inclusive) and where it comes from."""

    id: str
    title: Text
    value: Any
    citation: str
    tag: str
    verified: bool
    note: Text
    effective_from: date
    effective_to: date | None
    unit: str = ""

    def holds(self, on: date) -> bool:
        """Whether `on` is one of its days."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


class Law:
    """All rules, each with its dated values."""

    def __init__(self, rules: Mapping[str, tuple[Rule, ...]]) -> None:
        self._rules = dict(rules)
        self.digest = _digest(self._rules)

    @classmethod
    def load(cls, path: Path = DATA) -> Self:
        """Read every `*.yaml` under `path` (but not the folder `policies`: a policy is not a rule).

        Raises LawError (file:line) on the first thing that does not hold: a gap, an overlap, an unknown key, an id
        given twice, a date that does not exist.
        """
        files = sorted(file for file in path.rglob("*.yaml") if "policies" not in file.relative_to(path).parts)
        return cls._from_texts((file, file.read_text(encoding="utf-8")) for file in files)

    @classmethod
    def _from_texts(cls, texts: Iterable[tuple[Path, str]]) -> Self:
        rules: dict[str, tuple[Rule, ...]] = {}
        homes: dict[str, Path] = {}
        for file, text in texts:
            parsed = parse(text, file)
            if parsed.id in rules:
                raise LawError(
                    file,
                    parsed.line,
                    Text(
                        f"id {parsed.id} sudah dipakai di {homes[parsed.id]}",
                        f"id {parsed.id} is already used in {homes[parsed.id]}",
                    ),
                )
            homes[parsed.id] = file
            rules[parsed.id] = tuple(
                _rule(parsed.id, parsed.title, parsed.unit, version) for version in parsed.versions
            )
        return cls(rules)

    def ids(self) -> tuple[str, ...]:
        """Every rule id, sorted."""
        return tuple(sorted(self._rules))

    def versions(self, rule_id: str) -> tuple[Rule, ...]:
        """Every dated value of one rule, oldest first, repealed ones included (value None). KeyError if unknown."""
        return self._rules[rule_id]

    def at(self, rule_id: str, on: date) -> Rule:
        """The rule in force on `on`.

        Raises NoRuleInForce when nothing, or a repealed value, holds on that date; KeyError for an id that the law
        does not have at all (a mistake of the program, not of the date).
        """
        bound = None
        for rule in self._rules[rule_id]:
            if rule.holds(on) and rule.value is not None:
                return rule
            if bound is None and (rule.holds(on) or rule.effective_from > on):
                bound = rule
        raise NoRuleInForce(rule_id, on, bound)


class WatchedLaw(Law):
    """The same law, which remembers what it answered: so that a result can name the rules it rests on."""

    def __init__(self, law: Law) -> None:
        self._rules, self.digest = law._rules, law.digest
        # Rule id → first days of the versions answered → these.
        self._answers: dict[str, dict[tuple[date, ...], tuple[Rule, ...]]] = {}

    def versions(self, rule_id: str) -> tuple[Rule, ...]:
        """As the law; every version counts as used."""
        found = super().versions(rule_id)
        self._note(rule_id, found)
        return found

    def at(self, rule_id: str, on: date) -> Rule:
        """As the law; that nothing holds is an answer too."""
        try:
            found = super().at(rule_id, on)
        except NoRuleInForce:
            self._note(rule_id, ())
            raise
        self._note(rule_id, (found,))
        return found

    def _note(self, rule_id: str, found: tuple[Rule, ...]) -> None:
        self._answers.setdefault(rule_id, {})[tuple(rule.effective_from for rule in found)] = found

    @property
    def citations(self) -> frozenset[str]:
        """Where everything that it answered comes from."""
        return frozenset(
            rule.citation for answers in self._answers.values() for found in answers.values() for rule in found
        )

    @property
    def used(self) -> dict[str, list[str]]:
        """Rule id → sha256 of each thing it answered so far, both in order. What two halves of a work used is the union
        of what each used."""
        return {
            rule_id: sorted(_digest({rule_id: found}) for found in answers.values())
            for rule_id, answers in sorted(self._answers.items())
        }


def _rule(rule_id: str, title: Text, unit: str, version: Version) -> Rule:
    return Rule(
        id=rule_id,
        title=title,
        value=version.value,
        citation=version.citation,
        tag=version.tag,
        verified=version.tag == "V",
        note=version.note,
        effective_from=version.effective_from,
        effective_to=version.effective_to,
        unit=unit,
    )


def _digest(rules: Mapping[str, tuple[Rule, ...]]) -> str:
    """sha256 of the canonical JSON: layout, comments and the order of keys in a file do not change it."""
    content = {
        rule_id: [
            {
                "title": list(rule.title),
                "unit": rule.unit,
                "from": rule.effective_from,
                "to": rule.effective_to,
                "citation": rule.citation,
                "tag": rule.tag,
                "note": list(rule.note),
                "value": _pairs(rule.value),
            }
            for rule in versions
        ]
        for rule_id, versions in rules.items()
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _pairs(value: Any) -> Any:
    """Mappings as sorted pairs: JSON would make the keys 1 and "1" the same."""
    if isinstance(value, Mapping):
        return {"{}": sorted(([repr(key), _pairs(item)] for key, item in value.items()), key=lambda pair: str(pair[0]))}
    if isinstance(value, tuple):
        return [_pairs(item) for item in value]
    return value


@cache
def shipped() -> Law:
    """The law that comes with the product, read once a process."""
    return Law.load()
