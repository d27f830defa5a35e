"""Eligibility as it is kept: sixteen bytes a pair of person and post, and what many pairs come to.

A pair is the person and two masks over the post's requirements; everything else (the words, the periods, the articles)
is found again from the dated facts by `explain`, and must agree with what is stored here.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rules.eligibility.values import PASS, UNKNOWN, Bools, Eligibility, Masks, outcomes

# Bit i of a mask belongs to the i-th code of the post; neither bit set means that the requirement is not met.
PAIR = np.dtype([("employee", "<i8"), ("passed", "<u4"), ("unknown", "<u4")])
Pairs = npt.NDArray[Any]
# Beside each pair, where any of a block has one: the bits of `passed` that only a document set.
WAIVED = np.dtype("<u4")


class Stop(NamedTuple):
    """What one requirement does to the people of a post: how many do not meet it, of how many that is not known, and
    for how many of the former it is the only one that they do not meet, with nothing unknown beside it."""

    failed: int
    unknown: int
    alone: int


class Tally(NamedTuple):
    """How many people were held against a post, how many are eligible, of how many that is not known; and what each
    requirement stops, by its code."""

    people: int
    eligible: int
    unsure: int
    stops: dict[str, Stop]


def packed(found: Eligibility) -> bytes:
    """The pairs of one post, in the order of its people."""
    pairs = np.empty(len(found.employee_id), dtype=PAIR)
    pairs["employee"], pairs["passed"], pairs["unknown"] = found.employee_id, found.passed, found.unknown
    return pairs.tobytes()


def unpacked(blocks: Sequence[bytes]) -> Pairs:
    """PAIR[n]: the pairs of these blocks, one block after another."""
    return np.frombuffer(b"".join(blocks), dtype=PAIR)


def waived_packed(found: Eligibility) -> bytes | None:
    """What each passes only by a document, in the order of the pairs; None where that is nothing of anybody."""
    return found.waived.astype(WAIVED).tobytes() if found.waived.any() else None


def waived_unpacked(blocks: Sequence[tuple[bytes, bytes]]) -> Masks:
    """uint32[n]: the same of these blocks, each after its pairs (b"": nothing), one block after another."""
    nothing = (bytes(len(pairs) // PAIR.itemsize * WAIVED.itemsize) for pairs, _waived in blocks)
    held = [waived or none for (_pairs, waived), none in zip(blocks, nothing, strict=True)]
    return np.frombuffer(b"".join(held), dtype=WAIVED)


def outcomes_of(pairs: Pairs, size: int) -> npt.NDArray[np.uint8]:
    """uint8[n]: index into OUTCOMES of each pair; `size`: how many requirements the post has."""
    return outcomes(pairs["passed"], pairs["unknown"], size)


def failing(pairs: Pairs, size: int) -> Masks:
    """uint32[n]: which requirements each does not meet."""
    return np.asarray(~(pairs["passed"] | pairs["unknown"]) & np.uint32((1 << size) - 1), dtype=np.uint32)


def has(masks: Masks, bit: int) -> Bools:
    """bool[n]: whether that bit is set."""
    return np.asarray(masks >> np.uint32(bit) & np.uint32(1), dtype=np.bool_)


def by_document(pairs: Pairs, waived: Masks, size: int) -> int:
    """How many of the eligible pass something only by a document; `size`: how many requirements the post has."""
    return int(((outcomes_of(pairs, size) == PASS) & (waived != 0)).sum())


def tally(pairs: Pairs, codes: Sequence[str]) -> Tally:
    """What the pairs of one post come to; `codes`: its requirements in the order of their bits."""
    outcome, failed, unknown = outcomes_of(pairs, len(codes)), failing(pairs, len(codes)), pairs["unknown"]
    only = np.where(unknown == 0, failed, np.uint32(0))
    stops = {
        code: Stop(
            int(has(failed, bit).sum()),
            int(has(unknown, bit).sum()),
            int((only == np.uint32(1 << bit)).sum()),
        )
        for bit, code in enumerate(codes)
    }
    return Tally(len(pairs), int((outcome == PASS).sum()), int((outcome == UNKNOWN).sum()), stops)
