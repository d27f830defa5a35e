"""Who meets the requirements of a post on a day: one code for one person and for a nation.

PP 11/2017 Pasal 54 and 107 jo. PP 17/2020; the requirements of each tier are rule files (`requirements.<tier>`).
"""

from rules.eligibility.case import RECORDS, beside, records_for
from rules.eligibility.evaluation import Crowd, asked, evaluate, explain, periods, requirements
from rules.eligibility.tenure import Served
from rules.eligibility.values import OUTCOMES, Eligibility, OwnReading, Post, Waiver, statuses

__all__ = [
    "OUTCOMES",
    "RECORDS",
    "Crowd",
    "Eligibility",
    "OwnReading",
    "Post",
    "Served",
    "Waiver",
    "asked",
    "beside",
    "evaluate",
    "explain",
    "periods",
    "records_for",
    "requirements",
    "statuses",
]
