"""What can be said of a rater or a unit, and from how many ratings on. Costs nothing to import."""

from typing import Final

LENIENT: Final = "LENIENT"
SEVERE: Final = "SEVERE"
NOTHING: Final = "NOTHING"
TOO_FEW: Final = "TOO_FEW"
UNCLEAR: Final = "UNCLEAR"
VERDICTS: Final = (LENIENT, SEVERE, UNCLEAR, NOTHING, TOO_FEW)

# A rater or a unit is judged from so many ratings on, and only where there are so many such raters to compare.
MIN_RATINGS: Final = 10
MIN_RATERS: Final = 5
# And not without so many ratings that others' in the same teams can be laid beside: where each rates a team of their
# own, a severe rater and a weak team look alike.
MIN_COMPARED: Final = 5
