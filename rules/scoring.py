"""Scoring as the rest of the house calls it: place people, name what is missing, explain one of them."""

from rules.explain import ExplainedNode, Explanation, explain
from rules.placing import (
    DECIMALS,
    LEFT,
    NOT_YET_HIRED,
    PERFORMANCE_BANDS,
    PERSON_REASONS,
    POTENTIAL_BANDS,
    RETIRED,
    Scores,
    missing_names,
    score,
)

__all__ = [
    "DECIMALS",
    "LEFT",
    "NOT_YET_HIRED",
    "PERFORMANCE_BANDS",
    "PERSON_REASONS",
    "POTENTIAL_BANDS",
    "RETIRED",
    "ExplainedNode",
    "Explanation",
    "Scores",
    "explain",
    "missing_names",
    "score",
]
