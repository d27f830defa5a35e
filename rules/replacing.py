"""Whether somebody leaves a senior post to which they came less than two years ago: whoever is chosen for another one,
and whoever holds the one that is filled."""

from datetime import date

from rules.checks import Check, Status
from rules.dates import add_years
from rules.law import Law, NoRuleInForce
from rules.text import Text
from rules.wording import day

RULE = "selection.early_replacement"
HOLDER_CODE = "holder_early_replacement"
LABEL = Text("Dua tahun sejak dilantik pada jabatan sekarang", "Two years since the inauguration in the present post")
HOLDER = Text("Dua tahun sejak pejabat lama dilantik", "Two years since the holder's inauguration")


def early(since: date | None, on: date, law: Law) -> Check | None:
    """The holder of a senior post since `since` (None: not known), held against the years before which a PPK replaces
    nobody but for stated causes, on `on`; None on days without such a rule.

    Shown, it decides nothing: the rule was not read at its source. PP 11/2017 jo. PP 17/2020.
    """
    return _held("early_replacement", LABEL, since, on, law)


def early_holder(since: date | None, on: date, law: Law) -> Check | None:
    """The same of whoever holds the post that somebody else is to take."""
    return _held(HOLDER_CODE, HOLDER, since, on, law)


def _held(code: str, label: Text, since: date | None, on: date, law: Law) -> Check | None:
    try:
        rule = law.at(RULE, on)
    except NoRuleInForce:
        return None
    years, causes = rule.value["years"], [Text(**one["name"]) for one in rule.value["causes"]]
    told = day(since) if since else None
    passed = since is not None and on >= add_years(since, years).item()
    return Check(
        code=code,
        status=Status.UNKNOWN if since is None else Status.PASS if passed else Status.FAIL,
        label=label,
        fact=Text(f"sejak {told.id}", f"since {told.en}") if told else Text("TMT tidak tercatat", "no day on record"),
        limit=Text(
            f"tidak diganti dalam {years} tahun sejak pelantikan, kecuali " + " atau ".join(one.id for one in causes),
            f"not replaced within {years} years of the inauguration, but for " + " or ".join(one.en for one in causes),
        ),
        citation=rule.citation,
        verified=rule.verified and all(one["tag"] == "V" for one in rule.value["causes"]),
        decides=False,
        note=rule.note,
    )
