"""Four people sign at once for one post or for one person: exactly one of them succeeds.

The contests run in processes of their own, on a database of their own, on the engine of the test run.
CONTESTS sets how many there are.
"""

import json
import os
from typing import Any

from tests.promises import counted
from tests.scratch import Party, Scratch

CONTESTS = int(os.environ.get("CONTESTS") or (1_000 if os.environ.get("ASSURE") == "long" else 12))
SIGNERS = 4
SIGNING = "from tests.concurrency.contest import take_orders\ntake_orders()"


def test_exactly_one_wins_each_contest(scratch: Scratch) -> None:
    with scratch.parties([SIGNING] * SIGNERS) as signers:
        # The first of them also prepares and judges.
        referee = signers[0]
        order(referee, "prepare")
        world = answer(referee)
        refusals: set[str] = set()
        for contest in range(CONTESTS):
            same_person = contest % 2 == 0
            vacancies = world["vacancies"] if same_person else [world["vacancies"][contest % SIGNERS]] * SIGNERS
            people = [world["people"][0 if same_person else number % 3] for number in range(SIGNERS)]
            aims = list(zip(vacancies, people, strict=True))
            results = _contest(signers, aims)
            assert results.count("won") == 1, (contest, results)
            refusals |= set(results)
            order(referee, "judge")
            winner = aims[results.index("won")]
            assert answer(referee) == {"held": [[winner[0][0], winner[1]]], "decided": [winner[0][0]]}
        _inaugurated_once(signers, world)
    assert refusals == {"won", "contested"}
    counted("T-30", CONTESTS, f"contests of {SIGNERS} signers", 0)


def test_exactly_one_settles_what_waits_for_a_second_signature(scratch: Scratch) -> None:
    """Three heads sign at once while the PPK takes the decision back: it is signed by one of them, or withdrawn."""
    with scratch.parties([SIGNING] * SIGNERS) as parties:
        referee = parties[0]
        order(referee, "prepare")
        world = answer(referee)
        vacancy, person = world["vacancies"][0][0], world["people"][1]
        seen: set[str] = set()
        for contest in range(CONTESTS):
            order(referee, "deviate", vacancy=vacancy, person=person)
            assert answer(referee) == "waiting"
            roles = ["BKD_HEAD"] * SIGNERS
            roles[contest % SIGNERS] = "PPK"
            for party, role in zip(parties, roles, strict=True):
                order(party, "read", vacancy=vacancy, role=role)
            assert [answer(party) for party in parties] == ["ready"] * SIGNERS
            for party in parties:
                order(party, "countersign")
            results = [answer(party)["result"] for party in parties]
            settled = [one for one in results if one in ("signed", "withdrawn")]
            assert len(settled) == 1, (contest, results)
            order(referee, "settle", vacancy=vacancy)
            signer, ended, state = answer(referee)
            assert (signer is not None, ended, state) == (
                (True, False, "DECIDED") if settled == ["signed"] else (False, True, "NOMINATED")
            )
            seen |= set(results)
    assert seen - {"signed", "withdrawn"} <= {"changed_meanwhile", "stale_confirmation", "wrong_state"}
    counted("T-30", CONTESTS, "contests over a second signature", 0)


def _inaugurated_once(signers: list[Party], world: Any) -> None:
    """While one vacancy inaugurates a person, three others decide for them: none gets them, then or from a page that is
    opened later."""
    (first, *others), person = world["vacancies"], world["people"][0]
    bkd, *rivals = signers
    order(bkd, "almost", vacancy=first[0], person=person)
    decision = answer(bkd)
    for late in (False, True):
        for rival, (vacancy, token) in zip(rivals, others, strict=True):
            if late:
                order(rival, "look", vacancy=vacancy)
                token = answer(rival)
            order(rival, "aim", vacancy=vacancy, token=token, person=person)
            assert answer(rival) == "ready"
        if not late:
            order(bkd, "inaugurate", decision=decision)
        for rival in rivals:
            order(rival, "sign")
        if not late:
            assert answer(bkd)["result"] == "inaugurated"
        assert [answer(rival)["result"] for rival in rivals] == ["contested"] * len(rivals)


def _contest(signers: list[Party], aims: list[tuple[tuple[int, str], int]]) -> list[str]:
    """Everybody opens the page, then everybody signs."""
    for signer, ((vacancy, token), person) in zip(signers, aims, strict=True):
        order(signer, "aim", vacancy=vacancy, token=token, person=person)
    assert [answer(signer) for signer in signers] == ["ready"] * SIGNERS
    for signer in signers:
        order(signer, "sign")
    return [answer(signer)["result"] for signer in signers]


def order(party: Party, do: str, **what: Any) -> None:
    """Give an order without waiting."""
    party.say(json.dumps({"do": do} | what))


def answer(party: Party) -> Any:
    """Wait for the answer to the oldest order."""
    return json.loads(party.hear())
