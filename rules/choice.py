"""How the successor is chosen, and whether the overseer is heard first: data of the regime in force (`gate.regime`)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from rules.checks import Check, Status
from rules.law import Rule
from rules.text import UNSAID, Text

LABEL = Text("Cara memilih pengganti", "How the successor is chosen")


class Ranked(NamedTuple):
    """A candidate who has a rank; `who` is any key of theirs; `box` is None of an applicant."""

    who: int
    rank: int
    box: int | None


def way(regime: Rule, route: str) -> Check:
    """The way of choosing on `route` (`talent_pool`, `open_selection`), as a check of nobody yet: UNKNOWN."""
    return _check(regime, route, Status.UNKNOWN, UNSAID)


def choice(regime: Rule, ranked: Sequence[Ranked], route: str = "talent_pool") -> dict[int, Check]:
    """Each candidate held against the regime's way of choosing on `route`; shown, it decides no requirement.

    First-ranked of a box: one passes, or nobody when no ranked candidate stands in it. A ranked list: all pass. Ranked
    names of an open selection: the first so many pass.
    """
    data = regime.value["choice"][route]
    chosen = {one.who for one in _CHOSEN[data["method"]](data, sorted(ranked, key=lambda one: one.rank))}
    return {
        one.who: _check(regime, route, Status.PASS if one.who in chosen else Status.FAIL, _place(one)) for one in ranked
    }


def passed_over(places: Mapping[int, int], names: Sequence[int]) -> dict[int, list[int]]:
    """Of each name with a place (1 the best, equals share one), who has a better one and was not named before it, the
    best first; only names with anybody before them. Pure arithmetic, no rule: what a committee has to answer for."""
    found = {
        who: sorted(
            (one for one in places if places[one] < places[who] and one not in names[:at]), key=places.__getitem__
        )
        for at, who in enumerate(names)
        if who in places
    }
    return {who: better for who, better in found.items() if better}


def recommendation(regime: Rule) -> Check:
    """Whether the overseer's recommendation must be on record before the inauguration: `decides` says so."""
    data = regime.value["recommendation_before_inauguration"]
    who = data["authority"]
    return Check(
        code="recommendation",
        status=Status.UNKNOWN,
        label=Text("Rekomendasi sebelum pelantikan", "Recommendation before the inauguration"),
        fact=UNSAID,
        limit=Text(f"rekomendasi {who} tercatat sebelum pelantikan", f"{who}'s recommendation recorded first")
        if data["required"]
        else Text(f"rekomendasi {who} tidak diwajibkan", f"{who}'s recommendation is not required"),
        citation=data["citation"],
        verified=data["tag"] == "V",
        decides=data["required"],
        note=_note(data),
    )


# Of the candidates in their order, those whom each way chooses from.
_CHOSEN: dict[str, Callable[[Mapping[str, Any], list[Ranked]], list[Ranked]]] = {
    "first_ranked_of_box": lambda data, ranked: [one for one in ranked if one.box == data["box"]][:1],
    "ranked_list": lambda data, ranked: ranked,
    "ranked_names": lambda data, ranked: ranked[: data["nominees"]],
}


def _place(one: Ranked) -> Text:
    if one.box is None:
        return Text(f"peringkat {one.rank}", f"rank {one.rank}")
    return Text(f"peringkat {one.rank}, kotak {one.box}", f"rank {one.rank}, box {one.box}")


def _check(regime: Rule, route: str, status: Status, fact: Text) -> Check:
    data = regime.value["choice"][route]
    return Check(
        code="choice",
        status=status,
        label=LABEL,
        fact=fact,
        limit=_WAYS[data["method"]](data),
        citation=data["citation"],
        verified=data["tag"] == "V",
        decides=False,
        note=_note(data),
    )


def _note(data: Mapping[str, Any]) -> Text:
    return Text(**data["note"]) if "note" in data else UNSAID


_WAYS = {
    "first_ranked_of_box": lambda data: Text(
        f"peringkat pertama kotak {data['box']}", f"first-ranked of box {data['box']}"
    ),
    "ranked_list": lambda data: Text(
        f"daftar berperingkat {data['nominees']} nama; PPK memilih satu dengan rekomendasi pengawas",
        f"a ranked list of {data['nominees']} names; the PPK takes one with the overseer's recommendation",
    ),
    "ranked_names": lambda data: Text(
        f"{data['nominees']} nama berperingkat dari seleksi terbuka",
        f"{data['nominees']} ranked names from open selection",
    ),
}
