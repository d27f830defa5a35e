"""The words that workbooks use, and the codes they stand for."""

from talent.interfaces.columns.parsers import Words

AGENCY_KIND = Words(
    {
        "kementerian": "MINISTRY",
        "lpnk": "LPNK",
        "lns": "LNS",
        "provinsi": "PROVINCE",
        "kabupaten": "REGENCY",
        "kota": "CITY",
    }
)
_TIERS = (
    "JPT_UTAMA",
    "JPT_MADYA",
    "JPT_PRATAMA",
    "ADMINISTRATOR",
    "PENGAWAS",
    "PELAKSANA",
    "JF_AHLI_UTAMA",
    "JF_AHLI_MADYA",
    "JF_AHLI_MUDA",
    "JF_AHLI_PERTAMA",
    "JF_PENYELIA",
    "JF_MAHIR",
    "JF_TERAMPIL",
    "JF_PEMULA",
)
TIER = Words({tier: tier for tier in _TIERS}, also={tier[3:]: tier for tier in _TIERS if tier.startswith("JF_")})
STATUS = Words({"PNS": "PNS", "PPPK": "PPPK"})
STANDING = Words(
    {
        "aktif": "ACTIVE",
        "cltn": "CLTN",
        "tugas belajar": "STUDY_LEAVE",
        "diberhentikan sementara": "SUSPENDED",
        "bebas tugas": "RELEASED",
        "pensiun": "RETIRED",
        "diberhentikan": "DISMISSED",
        "meninggal dunia": "DECEASED",
    },
    also={
        "cuti di luar tanggungan negara": "CLTN",
        "diberhentikan dengan hormat": "DISMISSED",
        "diberhentikan tidak dengan hormat": "DISMISSED",
        "meninggal": "DECEASED",
        "wafat": "DECEASED",
    },
)
EXPECTATION = Words(
    {"di atas ekspektasi": "ABOVE", "sesuai ekspektasi": "AS", "di bawah ekspektasi": "BELOW"},
    also={"diatas ekspektasi": "ABOVE", "dibawah ekspektasi": "BELOW"},
)
RATING = Words(
    {
        "Sangat Baik": "SANGAT_BAIK",
        "Baik": "BAIK",
        "Butuh Perbaikan": "BUTUH_PERBAIKAN",
        "Kurang": "KURANG",
        "Sangat Kurang": "SANGAT_KURANG",
        "Cukup": "CUKUP",
    }
)
APPOINTMENT_KIND = Words({"definitif": "DEFINITIVE", "plt": "PLT", "plh": "PLH", "pj": "PJ"})
EDUCATION_LEVEL = Words(
    {level: level for level in ("S3", "S2", "S1", "D4", "D3", "D2", "D1", "SLTA", "SLTP", "SD")},
    also={"D-IV": "D4", "D-III": "D3", "D-II": "D2", "D-I": "D1", "SMA": "SLTA", "SMK": "SLTA", "SMP": "SLTP"},
)
FIELD_MATCH = Words({"sesuai": "FULL", "cukup": "PARTIAL", "tidak": "NONE"})
TRAINING_KIND = Words({"bangkom": "COURSE", "penjenjangan": "LEADERSHIP", "sertifikasi": "CERTIFICATION"})
AWARD_LEVEL = Words(
    {
        "internasional": "INTERNATIONAL",
        "nasional": "NATIONAL",
        "lintas instansi": "CROSS_AGENCY",
        "instansi": "AGENCY",
    }
)
TEAM_ROLE = Words({"ketua": "LEADER", "anggota": "MEMBER"})
TEAM_SCOPE = Words({"lintas instansi": "CROSS_AGENCY", "internal": "INTERNAL"})
SEVERITY = Words({"ringan": "LIGHT", "sedang": "MODERATE", "berat": "SEVERE"})
INSTRUMENT = Words({"KASN-2019": "KASN-2019", "PANRB-2025": "PANRB-2025"})
APPROVAL_KIND = Words(
    {
        "persetujuan": "APPROVAL",
        "komitmen": "COMMITMENT",
        "rekomendasi": "RECOMMENDATION",
        "izin penggantian": "PERMIT",
    }
)
AUTHORITY = Words({"KASN": "KASN", "BKN": "BKN", "Mendagri": "MIN"})
FREEZE_KIND = Words({"pilkada": "PILKADA", "kepala daerah baru": "NEW_HEAD"})
MERIT_CATEGORY = Words({"sangat baik": "SANGAT_BAIK", "baik": "BAIK", "kurang": "KURANG", "buruk": "BURUK"})
ATTESTATION_KIND = Words(
    {
        "kesehatan": "HEALTH",
        "integritas": "INTEGRITY",
        "lhkpn": "LHKPN",
        "spt": "TAX",
        "izin_ppk": "PPK_PERMIT",
    },
    also={"lhkasn": "LHKPN"},
)
YES_NO = Words(
    {"ya": True, "tidak": False},
    also={"y": True, "t": False, "true": True, "false": False, "1": True, "0": False},
)
