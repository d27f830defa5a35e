"""The nine boxes (kotak manajemen talenta). Their numbers are fixed by law: no policy can change them."""

from collections.abc import Mapping
from datetime import date

from rules.law import Law
from rules.text import Text

BOXES = range(1, 10)


def table(on: date, law: Law) -> Mapping[str, Mapping[str, int]]:
    """performance band (ABOVE, AS, BELOW) → potential band (HIGH, MEDIUM, LOW) → box number.

    Raises NoRuleInForce before PermenPANRB 3/2020.
    """
    boxes: Mapping[str, Mapping[str, int]] = law.at("talent.nine_box", on).value
    return boxes


def box(performance_band: str | None, potential_band: str | None, on: date, law: Law) -> int | None:
    """The box of two bands; None while either is not known."""
    if performance_band is None or potential_band is None:
        return None
    return table(on, law)[performance_band][potential_band]


def recommendations(number: int, on: date, law: Law) -> tuple[Text, ...]:
    """What the law recommends for the people in a box, in its own order."""
    return tuple(Text(**words) for words in law.at("talent.nine_box_recommendations", on).value[number])


def pool_boxes(on: date, law: Law, *, national: bool = False) -> tuple[int, ...]:
    """The boxes whose people form the succession group (KRS) of the agency, or of the nation."""
    boxes: tuple[int, ...] = law.at("talent.pool", on).value["national_boxes" if national else "agency_boxes"]
    return boxes
