"""The law on a day, for anybody who is signed in."""

import pytest

from rules.law import shipped

pytestmark = pytest.mark.django_db


def row(page, rule_id):
    return next(row for row in page.context["rows"] if row["id"] == rule_id)


def test_every_rule_stands_on_the_page_with_what_holds_on_the_day(sign_in):
    page = sign_in("BKD_STAFF").get("/aturan/?on=2022-06-01")
    assert [one["id"] for one in page.context["rows"]] == list(shipped().ids())
    validity = row(page, "talent.assessment_validity")
    assert (validity["now"][1], validity["now"][2]) == ([("", ("3", "3"))], ("tahun", "years"))
    regime = row(page, "reference.merit_regime")
    assert dict(regime["now"][1])["name"].en == "8 aspects, 400 points, categories I-IV"
    assert len(regime["versions"]) == 3


def test_a_long_table_is_a_link_to_a_page_of_its_own(sign_in):
    auditor, words = sign_in("AUDITOR"), "merit.level_words_kasn_2019"
    listed = auditor.get("/aturan/?on=2022-06-01").content.decode()
    assert f'href="?rule={words}&amp;on=2022-06-01"' in listed
    alone = auditor.get(f"/aturan/?rule={words}&on=2022-06-01")
    assert [one["id"] for one in alone.context["rows"]] == [words]
    first = row(alone, words)["now"][1][0][1][0]
    assert (first in listed, first in alone.content.decode()) == (False, True)


def test_a_repealed_rule_says_so_and_keeps_its_history(sign_in):
    categories = row(sign_in("AUDITOR").get("/aturan/?on=2026-01-01"), "merit.categories")
    assert categories["now"] is None
    assert [bool(values) for _rule, values, _unit in categories["versions"]] == [True, False]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", ("Aturan yang berlaku 1 Juni 2022", "Masa berlaku tidak ditemukan dalam peraturan")),
        ("en", ("Law in force on 1 June 2022", "No period of validity was found in the regulations")),
    ],
)
def test_the_page_speaks_both_languages_and_marks_what_is_not_verified(sign_in, language, words):
    auditor = sign_in("AUDITOR")
    auditor.cookies["django_language"] = language
    text = auditor.get("/aturan/?on=2022-06-01").content.decode()
    for part in (*words, "PermenPANRB 3/2020", 'href="/aturan/"'):
        assert part in text


def test_a_day_that_is_none_is_said_to_be_none(sign_in):
    page = sign_in("AUDITOR").get("/aturan/?on=2022-02-30")
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["on"])
