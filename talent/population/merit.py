"""Merit rounds of the three demonstration agencies: the published totals, with invented levels that give them.

The totals are public record; which sub-aspect had which level is not, and is made up here.
"""

from talent.population.workbooks import Row

SUB_ASPECTS = tuple(f"{aspect}.{number}" for aspect, count in enumerate((4, 5, 10, 3, 5, 4, 2, 3), 1)
                    for number in range(1, count + 1))  # fmt: skip

# instansi, putaran, pengajuan, keputusan, berlaku sampai, self levels and verified levels by aspect
_ROUNDS = (
    ("KALTIM", "2021", "2020-11-16", "2021-03-15", "2022-03-14",
     "4333 33333 2323223212 222 33223 2323 23 332", "3333 23333 2213213212 222 33223 2323 23 332"),
    ("KALTIM", "2022", "2022-07-18", "2022-11-30", "2023-11-30",
     "3433 33343 2122234223 332 23333 4434 24 333", "3433 33333 2122223222 332 23323 4334 24 323"),
    ("BALIKPAPAN", "2022", "2022-06-06", "2022-10-24", "2023-10-23",
     "3441 43444 2321124434 232 33144 3444 34 433", "3441 33333 2321123333 222 33133 3444 34 333"),
    ("BONTANG", "2021", "2021-02-08", "2021-06-21", "2022-06-20",
     "4344 43433 3322222422 222 33242 3343 43 434", "3233 32332 2322222321 222 23232 3333 33 333"),
    ("BONTANG", "2022", "2022-05-23", "2022-09-12", "2023-09-11",
     "4442 34344 3132132444 321 34243 3234 34 443", "3432 24344 2132131434 321 34233 3234 24 433"),
)  # fmt: skip
_LOWERED = "Bukti dukung belum mencakup seluruh perangkat daerah (contoh)."

APPROVALS: tuple[Row, ...] = (
    ("KALTIM", "komitmen", "KASN", "CONTOH/KOMITMEN/KALTIM/2022", "2022-12-01", "", ""),
    ("KALTIM", "persetujuan", "KASN", "CONTOH/KASN/KALTIM/2022", "2022-12-05", "2023-12-04", ""),
    ("KALTIM", "persetujuan", "BKN", "CONTOH/BKN/KALTIM/2026", "2026-01-20", "2028-01-19", ""),
    ("BALIKPAPAN", "komitmen", "KASN", "CONTOH/KOMITMEN/BALIKPAPAN/2022", "2022-11-14", "", ""),
    ("BALIKPAPAN", "persetujuan", "BKN", "CONTOH/BKN/BALIKPAPAN/2026", "2026-03-02", "2028-03-01", ""),
    ("BONTANG", "komitmen", "KASN", "CONTOH/KOMITMEN/BONTANG/2022", "2022-10-03", "", ""),
    ("BONTANG", "persetujuan", "KASN", "CONTOH/KASN/BONTANG/2023", "2023-01-16", "2024-01-15", "2023-09-01"),
)

# The days are those of the election of 2024; an agency of its own records them from its papers.
FREEZES: tuple[Row, ...] = tuple(
    row
    for agency in ("KALTIM", "BALIKPAPAN", "BONTANG")
    for row in (
        (agency, "pilkada", f"CONTOH/KPU/{agency}/2024", "2024-09-22", "2025-02-19"),
        (agency, "kepala daerah baru", f"CONTOH/PELANTIKAN/{agency}/2025", "2025-02-20", ""),
    )
)


def rounds() -> list[Row]:
    """Rows of `merit_rounds`."""
    return [
        (agency, name, "KASN-2019", sent, decided, f"CONTOH/MERIT/{agency}/{name}", until)
        for agency, name, sent, decided, until, _, _ in _ROUNDS
    ]


def levels() -> list[Row]:
    """Rows of `merit_levels`: 36 for each round, the verified level never above the agency's own."""
    result: list[Row] = []
    for agency, name, _, _, _, own, verified in _ROUNDS:
        pairs = zip(SUB_ASPECTS, own.replace(" ", ""), verified.replace(" ", ""), strict=True)
        result += [(agency, name, sub, a, b, _LOWERED if b < a else "") for sub, a, b in pairs]
    return result
