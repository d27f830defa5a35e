"""Whom the PPK chose, held against the post on the day of the inauguration: when it is recorded and replayed."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from rules.checks import Check
from rules.checks import Decision as Found
from rules.deviation import Kind
from rules.eligibility import Post, records_for
from rules.text import UNSAID
from succession.domain import canonical
from succession.domain.queries.candidates import Frames, facts_of, required_post, worded
from succession.models import AppointmentDecision, Inauguration
from talent.domain.queries.facts import facts, inputs_digest


@dataclass(frozen=True)
class Chosen:
    """The chosen person's facts on a day, the post, and what came of holding one against the other."""

    frames: Frames
    post: Post
    found: Found

    @property
    def checks(self) -> tuple[Check, ...]:
        """Every requirement, in the order of the rule."""
        return self.found.checks

    @property
    def inputs_digest(self) -> str:
        """SHA-256 over the facts and the post."""
        return canonical.digest({"facts": inputs_digest(self.frames), "post": self.post})

    @property
    def results_digest(self) -> str:
        """SHA-256 over what came of it, without its wording."""
        return canonical.outcome_digest(self.found)


def chosen(decision: AppointmentDecision, on: date, known_at: datetime) -> Chosen:
    """The person of `decision` against the post of its vacancy on `on`, as known at `known_at`.

    By the requirements of the vacancy itself, on another day: the reference date is a parameter, in practice the
    inauguration (PP 11/2017 Pasal 107). Raises CannotEvaluate when nothing is known of the person or the post.
    """
    vacancy, person = decision.vacancy, decision.employee
    post = required_post(vacancy, known_at)
    entry = getattr(decision, "deviation", None)
    if entry is not None and entry.kind == Kind.OUTSIDE:
        frames = facts(person.agency_id, on=on, known_at=known_at, employees=[person.pk], records=records_for(post))
    else:
        frames = facts_of(vacancy, [person.pk], on, known_at, records_for(post))
    return Chosen(frames, post, worded(frames, post, on))


def stood(held: Inauguration) -> tuple[Check, ...]:
    """How the person stood at an inauguration, without the facts; nothing of inaugurations where nobody was weighed."""
    found = map(canonical.from_json, held.weighed or ())
    # What was found of a person stands on their own page, whose opening leaves an event.
    return tuple(replace(one, fact=UNSAID, readings=UNSAID, waived=UNSAID, document="") for one in found)
