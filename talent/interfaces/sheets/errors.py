"""What can be wrong with a file as a whole, each with what to do about it, and one wrong cell."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from rules.text import Text
from talent.domain.wording import both

SHOWN = 80  # characters of a cell's value that a message or a report repeats

MESSAGES = {
    # The file itself
    "empty_file": _("Berkas ini kosong (0 byte). Kirim berkas yang berisi kepala kolom dan data."),
    "old_excel": _(
        "Ini buku kerja Excel lama (.xls) atau buku kerja yang dikunci kata sandi. Buka di Excel, hapus kata "
        "sandinya, lalu simpan sebagai .xlsx."
    ),
    "csv_named_xlsx": _(
        "Nama berkas ini berakhiran .xlsx, tetapi isinya teks CSV. Ganti akhiran namanya menjadi .csv, atau simpan "
        "ulang sebagai Buku Kerja Excel (.xlsx)."
    ),
    "xlsx_named_csv": _(
        "Nama berkas ini berakhiran .csv, tetapi isinya buku kerja Excel. Ganti akhiran namanya menjadi .xlsx, atau "
        "simpan ulang sebagai CSV UTF-8."
    ),
    "not_table": _("Isi berkas ini %(found)s, bukan tabel. Kirim berkas .xlsx atau .csv."),
    "binary": _("Isi berkas ini bukan tabel (data biner). Kirim berkas .xlsx atau .csv."),
    "web_page": _(
        "Isi berkas ini halaman web atau XML, bukan tabel. Buka di Excel lalu simpan sebagai .xlsx atau CSV UTF-8."
    ),
    # Text
    "utf16": _("Teks berkas ini berkode UTF-16 (“Teks Unicode”). Simpan ulang sebagai CSV UTF-8."),
    "not_utf8": _(
        "Teks berkas ini bukan UTF-8 (baris teks %(line)s), mungkin Windows-1252. Simpan ulang dari Excel dengan "
        "jenis “CSV UTF-8”."
    ),
    "nul": _("Berkas CSV ini berisi karakter NUL (baris teks %(line)s). Simpan ulang dari aplikasi asalnya."),
    "control": _(
        "Berkas CSV ini berisi karakter kendali yang tidak tampak (baris teks %(line)s). Hapus karakter itu, atau "
        "simpan ulang dari aplikasi asalnya."
    ),
    "unbalanced_quote": _(
        'Tanda kutip (") yang dibuka pada baris %(row)s tidak ditutup dengan benar. Tutup tanda kutip itu, atau '
        'tulis dua kali ("") bila bagian dari teks.'
    ),
    "cell_too_long": _(
        "Baris %(row)s berisi sel yang lebih dari %(limit)s karakter. Periksa tanda kutip di sekitarnya."
    ),
    "line_too_long": _(
        "Baris teks %(line)s lebih panjang dari %(limit)s MB: ini bukan baris sebuah tabel. Simpan ulang dari aplikasi "
        "asalnya sebagai CSV UTF-8, satu orang satu baris."
    ),
    "too_many_columns": _("Baris %(row)s berisi lebih dari %(limit)s kolom. Hapus kolom yang tidak dipakai."),
    # The archive around a workbook
    "archive_broken": _("Buku kerja ini terpotong atau rusak. Unduh atau simpan ulang, lalu kirim lagi."),
    "not_workbook": _("Arsip ini bukan buku kerja Excel (.xlsx). Kirim berkas .xlsx atau .csv."),
    "open_document": _("Ini lembar kerja OpenDocument (.ods). Simpan sebagai .xlsx atau CSV UTF-8."),
    "binary_workbook": _("Ini buku kerja biner Excel (.xlsb). Simpan sebagai .xlsx."),
    "encrypted": _("Buku kerja ini terenkripsi. Hapus kata sandinya lalu simpan ulang sebagai .xlsx."),
    "macros": _("Buku kerja ini berisi makro. Simpan sebagai .xlsx tanpa makro."),
    "external_links": _(
        "Buku kerja ini bertaut ke berkas lain. Di Excel: Data, Edit Tautan, Putuskan Tautan; lalu simpan ulang."
    ),
    "too_large": _(
        "Isi buku kerja ini terlalu besar (%(size)s MB setelah dibuka; batasnya %(limit)s MB). Pecah menjadi beberapa "
        "berkas, atau simpan sebagai CSV UTF-8."
    ),
    "ratio": _(
        "Bagian “%(member)s” dari buku kerja ini termampatkan lebih dari %(limit)s kali: ini bukan lembar data biasa. "
        "Salin datanya ke buku kerja baru."
    ),
    "too_many_members": _(
        "Arsip buku kerja ini berisi %(count)s bagian; batasnya %(limit)s. Salin datanya ke buku kerja baru."
    ),
    "duplicate_member": _(
        "Bagian “%(member)s” ada dua kali di dalam buku kerja ini. Salin datanya ke buku kerja baru."
    ),
    "overlap": _("Bagian-bagian buku kerja ini saling menindih di dalam arsip. Salin datanya ke buku kerja baru."),
    "slip_name": _(
        "Buku kerja ini berisi bagian bernama tidak wajar (“%(member)s”). Salin datanya ke buku kerja baru."
    ),
    "compression": _("Buku kerja ini memakai cara pemampatan yang tidak dikenal. Simpan ulang sebagai .xlsx."),
    "false_size": _(
        "Ukuran bagian “%(member)s” tidak seperti yang dinyatakan buku kerja ini. Simpan ulang sebagai .xlsx."
    ),
    # The parts of a workbook
    "dtd": _(
        "Bagian “%(member)s” dari buku kerja ini berisi DTD atau entitas XML, yang tidak pernah dibaca. Simpan ulang "
        "sebagai .xlsx."
    ),
    "xml_encoding": _("Bagian “%(member)s” dari buku kerja ini bukan XML UTF-8. Simpan ulang sebagai .xlsx."),
    "xml_broken": _("Bagian “%(member)s” dari buku kerja ini bukan XML yang sah. Simpan ulang sebagai .xlsx."),
    "no_sheet": _("Buku kerja ini tidak punya lembar data. Letakkan data di lembar pertama."),
    "hidden_sheet": _(
        "Lembar pertama (“%(sheet)s”) tersembunyi. Tampilkan atau hapus lembar itu: yang dibaca hanya lembar pertama."
    ),
    "far_cell": _(
        "Ada isi di sel %(cell)s, terlalu jauh dari tabel (batas: %(columns)s kolom, %(rows)s baris, %(cells)s sel). "
        "Hapus isi sel itu."
    ),
    "too_many_flaws": _(
        "Lembar ini berisi lebih dari %(limit)s rumus, sel galat atau sel gabungan. Salin semua, tempel sebagai "
        "nilai, lalu kirim lagi."
    ),
    # The parser
    "out_of_time": _(
        "Membaca berkas ini terlalu lama, lalu dihentikan. Pecah menjadi beberapa berkas, atau simpan sebagai CSV "
        "UTF-8."
    ),
    "parser_died": _(
        "Berkas ini tidak dapat dibaca dalam batas memori dan waktu, atau rusak. Simpan ulang, pecah menjadi beberapa "
        "berkas, atau simpan sebagai CSV UTF-8."
    ),
    "file_changed": _(
        "Berkas yang tersimpan bukan lagi berkas yang diperiksa. Unggah berkas aslinya lagi; yang sudah tertulis tidak "
        "ditulis dua kali."
    ),
    "unreadable": _("Buku kerja ini tidak dapat dibaca. Buka di Excel, lalu simpan ulang sebagai .xlsx."),
    # The table
    "empty_sheet": _("Lembar pertama kosong. Isi kepala kolom di baris pertama dan data di bawahnya."),
    "header_only": _("Berkas ini hanya berisi kepala kolom, tanpa baris data."),
    "no_header": _(
        "Baris %(row)s bukan kepala kolom: tidak satu pun nama kolom dikenal. Tulis nama kolom di baris pertama: "
        "%(columns)s."
    ),
    "header_formula": _("Kepala kolom di sel %(cell)s berupa rumus atau galat. Tulis nama kolomnya sebagai teks."),
    "header_merged": _("Kepala kolom di sel %(cell)s digabung dengan sel lain. Pisahkan sel itu."),
    "duplicate_header": _(
        "Kolom “%(column)s” ada dua kali: “%(first)s” (kolom %(first_place)s) dan “%(second)s” (kolom "
        "%(second_place)s). Hapus salah satunya."
    ),
    "separator": _(
        "Kolom berkas ini dipisah dengan %(separator)s. Yang dibaca hanya koma (,) atau titik koma (;): simpan ulang "
        "sebagai CSV UTF-8, atau kirim sebagai .xlsx."
    ),
    "other_kind": _("Kolomnya cocok dengan jenis %(kinds)s; pilih jenis itu, lalu kirim lagi."),
    "missing_column": _("Kolom wajib tidak ada: %(columns)s."),
    "missing_column_unknown": _(
        "Kolom wajib tidak ada: %(columns)s. Kolom yang tidak dikenal: %(unknown)s; bila salah satunya yang dimaksud, "
        "ganti namanya."
    ),
    "missing_column_similar": _("Kolom wajib tidak ada: %(columns)s. Mungkin maksudnya: %(renames)s?"),
}

RENAME = _("ganti nama “%(found)s” menjadi “%(wanted)s”")


class FileRefused(Exception):
    """The whole file is refused; nothing of it was taken.

    `code` is for programs, `message` for people, in both languages.
    """

    def __init__(self, code: str, **details: Any) -> None:
        self.code = code
        self.details = details
        self.message = both(MESSAGES[code], **details)
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class CellError:
    """One cell that was not taken: `row` counts as the spreadsheet program shows it, from 1; `column` is the name
    in `docs/kolom-workbook.md`; `value` is cut at 80 characters."""

    sheet: str
    row: int
    column: str
    value: str
    code: str
    message: Text


def column_letters(column: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def whole(raw: Any) -> str:
    """A raw cell as a person would recognise it."""
    return "" if raw is None else _plain(raw)


def shown(raw: Any) -> str:
    """A raw cell as a person would recognise it, cut at 80 characters."""
    if raw is None:
        return ""
    text = _plain(raw)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _plain(raw: Any) -> str:
    if isinstance(raw, tuple):  # a date, time or duration cell: (kind, ISO text)
        return str(raw[1])
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e21:
        return str(int(raw))
    return str(raw)
