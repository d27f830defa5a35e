"""What a law was asked can be held against another law: only rules that answered otherwise count as changed."""

from datetime import date

import pytest

from rules.law import NoRuleInForce, WatchedLaw, shipped

ON = date(2026, 6, 30)


def test_only_what_was_asked_is_named_and_the_halves_of_a_work_add_up_to_it() -> None:
    whole, first, second = (WatchedLaw(shipped()) for _each in range(3))
    assert whole.used == {}
    for law, rule in ((first, "talent.nine_box"), (second, "talent.pool"), (second, "talent.nine_box")):
        assert law.at(rule, ON) == whole.at(rule, ON) == shipped().at(rule, ON)
    assert list(whole.used) == ["talent.nine_box", "talent.pool"]
    assert first.used | second.used == whole.used
    assert whole.digest == shipped().digest


def test_that_nothing_holds_is_an_answer_and_an_unknown_rule_is_none() -> None:
    law = WatchedLaw(shipped())
    with pytest.raises(NoRuleInForce):
        law.at("talent.nine_box", date(1950, 1, 1))
    early = law.used
    law.at("talent.nine_box", ON)
    assert len(law.used["talent.nine_box"]) == 2 == len(early["talent.nine_box"]) + 1
    with pytest.raises(KeyError):
        law.at("talent.ten_box", ON)
    assert "talent.ten_box" not in law.used


def test_every_version_counts_when_every_version_was_read() -> None:
    law, other = WatchedLaw(shipped()), WatchedLaw(shipped())
    assert law.versions("talent.pool") == shipped().versions("talent.pool")
    other.at("talent.pool", ON)
    assert (list(law.used), len(law.used["talent.pool"])) == (["talent.pool"], 1)
