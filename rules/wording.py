"""How dates, numbers, spans of time and codes are said in the two languages."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from rules.text import Text

MONTHS: Final = (
    Text("Januari", "January"),
    Text("Februari", "February"),
    Text("Maret", "March"),
    Text("April", "April"),
    Text("Mei", "May"),
    Text("Juni", "June"),
    Text("Juli", "July"),
    Text("Agustus", "August"),
    Text("September", "September"),
    Text("Oktober", "October"),
    Text("November", "November"),
    Text("Desember", "December"),
)

TIERS: Final = {
    "JPT_UTAMA": Text("JPT Utama", "JPT Utama"),
    "JPT_MADYA": Text("JPT Madya", "JPT Madya"),
    "JPT_PRATAMA": Text("JPT Pratama", "JPT Pratama"),
    "ADMINISTRATOR": Text("Administrator", "Administrator"),
    "PENGAWAS": Text("Pengawas", "Supervisor (Pengawas)"),
    "PELAKSANA": Text("Pelaksana", "Executive (Pelaksana)"),
    "JF_AHLI_UTAMA": Text("JF Ahli Utama", "JF Ahli Utama"),
    "JF_AHLI_MADYA": Text("JF Ahli Madya", "JF Ahli Madya"),
    "JF_AHLI_MUDA": Text("JF Ahli Muda", "JF Ahli Muda"),
    "JF_AHLI_PERTAMA": Text("JF Ahli Pertama", "JF Ahli Pertama"),
    "JF_PENYELIA": Text("JF Penyelia", "JF Penyelia"),
    "JF_MAHIR": Text("JF Mahir", "JF Mahir"),
    "JF_TERAMPIL": Text("JF Terampil", "JF Terampil"),
    "JF_PEMULA": Text("JF Pemula", "JF Pemula"),
}

RATINGS: Final = {
    "SANGAT_BAIK": Text("Sangat Baik", "Very Good"),
    "BAIK": Text("Baik", "Good"),
    "BUTUH_PERBAIKAN": Text("Butuh Perbaikan", "Needs Improvement"),
    "CUKUP": Text("Cukup", "Fair"),
    "KURANG": Text("Kurang", "Poor"),
    "SANGAT_KURANG": Text("Sangat Kurang", "Very Poor"),
}

# The merit categories stay Indonesian in English: they are the names of legal classes, not opinions.
CATEGORIES: Final = {
    "SANGAT_BAIK": Text("Sangat Baik", "Sangat Baik"),
    "BAIK": Text("Baik", "Baik"),
    "KURANG": Text("Kurang", "Kurang"),
    "BURUK": Text("Buruk", "Buruk"),
}

EXPECTATIONS: Final = {
    "ABOVE": Text("di atas ekspektasi", "above expectation"),
    "AS": Text("sesuai ekspektasi", "as expected"),
    "BELOW": Text("di bawah ekspektasi", "below expectation"),
}

APPROVALS: Final = {
    "APPROVAL": Text("persetujuan", "approval"),
    "COMMITMENT": Text("komitmen", "commitment"),
    "RECOMMENDATION": Text("rekomendasi", "recommendation"),
    "PERMIT": Text("izin penggantian pejabat", "permit to replace officials"),
}


_NUMERALS: Final = (
    Text("satu", "one"),
    Text("dua", "two"),
    Text("tiga", "three"),
    Text("empat", "four"),
    Text("lima", "five"),
    Text("enam", "six"),
    Text("tujuh", "seven"),
    Text("delapan", "eight"),
    Text("sembilan", "nine"),
)


def in_words(count: int) -> Text:
    """A whole number as it is written within a sentence: below ten in words."""
    return _NUMERALS[count - 1] if 0 < count < 10 else Text(str(count), str(count))


def day(on: date) -> Text:
    """`31 Desember 2022` / `31 December 2022`."""
    month = MONTHS[on.month - 1]
    return Text(f"{on.day} {month.id} {on.year}", f"{on.day} {month.en} {on.year}")


def number(value: float | Decimal | Fraction, places: int = 6) -> Text:
    """`263,5` / `263.5`: at most `places` decimals, without trailing zeros, without grouping."""
    exact = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    scaled = round(exact * 10**places)
    whole, rest = divmod(abs(scaled), 10**places)
    decimals = f"{rest:0{places}d}".rstrip("0") if places else ""
    sign = "-" if scaled < 0 else ""
    return Text(
        f"{sign}{whole}" + (f",{decimals}" if decimals else ""),
        f"{sign}{whole}" + (f".{decimals}" if decimals else ""),
    )


def period(years: int, months: int, days: int) -> Text:
    """`54 tahun 3 bulan 2 hari` / `54 years 3 months 2 days`; all three are always named."""

    def plural(count: int, unit: str) -> str:
        return f"{count} {unit}" if count == 1 else f"{count} {unit}s"

    return Text(
        f"{years} tahun {months} bulan {days} hari",
        f"{plural(years, 'year')} {plural(months, 'month')} {plural(days, 'day')}",
    )


def listed(texts: tuple[Text, ...]) -> Text:
    """`A, B, atau C` / `A, B or C`."""
    if len(texts) < 2:
        return texts[0] if texts else Text("", "")
    *head, last = texts
    comma = "," if len(head) > 1 else ""
    return Text(
        f"{', '.join(text.id for text in head)}{comma} atau {last.id}",
        f"{', '.join(text.en for text in head)} or {last.en}",
    )
