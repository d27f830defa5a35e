"""Merit rounds on their way through the API."""

from typing import Any

import pytest

from tests import factories
from tests.succession import assessed

pytestmark = pytest.mark.django_db


def test_a_round_is_read_by_each_side_and_a_question_asked_answered_and_closed(ask: Any) -> None:
    held, verifier = assessed.clarified(factories.agency())
    assessed.verified(held, "1.1", 2, verifier, "Peta jabatan belum ditetapkan.")
    staff, overseer = ask("BKD_STAFF"), ask("MERIT_VERIFIER")
    at = f"merit-assessments/{held.pk}/"
    own, seen = staff.get(at)[1], overseer.get(at)[1]
    assert (own["own"]["score"], len(own["answers"]), len(own["answers"][0]["evidence"])) == (365.5, 36, 1)
    assert [page["answers"][0]["verified_level"] for page in (own, seen)] == [None, 2]
    body = {"sub_aspect": "1.1", "text": "Mana SK penetapannya?", "due": "2099-01-01"}
    status, question = overseer.post(f"{at}questions/", body)
    assert (status, question["seen"][0]["digest"]) == (201, own["answers"][0]["evidence"][0]["digest"])
    status, answered = staff.post(f"merit-questions/{question['id']}/reply/", {"text": "SK terlampir."})
    assert (status, [one["side"] for one in answered["replies"]]) == (201, ["AGENCY"])
    closing = {"outcome": "SK sudah diperiksa.", "read": 0}
    status, problem = overseer.post(f"merit-questions/{question['id']}/close/", closing)
    assert (status, problem["code"]) == (409, "stale")
    closed = overseer.post(f"merit-questions/{question['id']}/close/", closing | {"read": 1})
    assert (closed[0], closed[1]["outcome"]) == (200, "SK sudah diperiksa.")
    assert staff.get(at)[1]["questions"] == [closed[1]]


def test_the_minutes_of_a_round_are_read_with_who_signed_them(ask: Any) -> None:
    held, verifier = assessed.finished(factories.agency())
    found = ask("BKD_STAFF").get(f"merit-assessments/{held.pk}/")[1]["minutes"]
    assert (found["present"], found["signed"], found["complete"]) == ([verifier.name], [verifier.name], True)
    assert (found["minutes"], found["levels"], len(found["token"])) == ("Pleno membahas hasil verifikasi.", {}, 64)
