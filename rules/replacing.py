"""Whether whoever is chosen leaves a senior post to which they came less than two years ago."""

from datetime import date

from rules.checks import Check, Status
from rules.dates import add_years
from rules.law import Law, NoRuleInForce
from rules.text import Text
from rules.wording import day

RULE = "selection.early_replacement"
LABEL = Text("Dua tahun sejak dilantik pada jabatan sekarang", "Two years since the inauguration in the present post")


def early(since: date | None, on: date, law: Law) -> Check | None:
    """The holder of a senior post since `since` (None: not known), held against the years before which a PPK replaces
    nobody but for stated causes, on `on`; None on days without such a rule.

    Shown, it decides nothing: the rule was not read at its source. PP 11/2017 jo. PP 17/2020.
    """
    try:
        rule = law.at(RULE, on)
    except NoRuleInForce:
        return None
    years, causes = rule.value["years"], [Text(**one["name"]) for one in rule.value["causes"]]
    told = day(since) if since else None
    passed = since is not None and on >= add_years(since, years).item()
    return Check(
        code="early_replacement",
        status=Status.UNKNOWN if since is None else Status.PASS if passed else Status.FAIL,
        label=LABEL,
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
