"""What can be wrong with one cell, and what would be right."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from talent.domain.wording import both

MESSAGES = {
    # Any cell
    "required": _("Kolom ini wajib diisi."),
    "formula": _("Sel ini berisi rumus, yang tidak pernah dihitung. Salin lalu tempel sebagai nilai."),
    "formula_text": _("Teks ini diawali tanda sama dengan (=) seperti rumus. Tulis nilainya saja."),
    "merged": _("Sel ini digabung dengan sel lain. Pisahkan sel itu dan isi setiap baris."),
    "error_value": _("Sel ini berisi galat Excel (misalnya #N/A atau #REF!). Isi nilainya, atau kosongkan."),
    "too_few_cells": _(
        "Baris ini hanya punya %(count)s sel, padahal kepala kolom punya %(width)s. Periksa apakah baris terpotong."
    ),
    "too_many_cells": _(
        "Baris ini punya %(count)s sel, padahal kepala kolom hanya %(width)s. Apit dengan tanda kutip nilai yang "
        "memuat koma atau titik koma."
    ),
    # Text
    "too_long": _("Teks ini %(length)s karakter; paling banyak %(limit)s."),
    "control_character": _("Teks ini berisi karakter yang tidak tampak (%(character)s). Ketik ulang teksnya."),
    "date_in_text": _("Excel mengubah isi sel ini menjadi tanggal. Jadikan format sel Teks, lalu ketik ulang."),
    "number_in_text": _("Sel ini berisi bilangan pecahan, bukan teks. Jadikan format sel Teks, lalu ketik ulang."),
    "digits_lost_text": _(
        "Excel hanya menyimpan 15 angka pertama sebuah bilangan. Jadikan format sel Teks, lalu ketik ulang."
    ),
    "yes_no_in_text": _("Sel ini berisi nilai benar/salah, bukan teks. Ketik teksnya."),
    # NIP
    "nip_number": _(
        "NIP tersimpan sebagai bilangan: Excel hanya menyimpan 15 angka, sehingga tiga angka terakhir hilang. Jadikan "
        "format kolom Teks, lalu ketik ulang NIP dari sumbernya."
    ),
    "nip_apostrophe": _("NIP diawali atau diakhiri tanda petik. Hapus tanda petik itu; sisakan 18 angka."),
    "nip_foreign_digits": _("NIP memuat angka dari aksara lain. Tulis dengan angka 0–9."),
    "nip_characters": _("NIP hanya boleh berisi angka; ditemukan “%(characters)s”. Tulis 18 angka."),
    "nip_length": _("NIP harus 18 angka; ini %(length)s angka."),
    "nip_birth_date": _("Tanggal lahir di dalam NIP (%(part)s) tidak mungkin: harus TTTTBBHH yang ada di kalender."),
    "nip_birth_future": _("Tanggal lahir di dalam NIP (%(part)s) berada di masa depan."),
    "nip_start": _("Bulan mulai CPNS di dalam NIP (%(part)s) tidak mungkin: harus TTTTBB dengan bulan 01–12."),
    "nip_start_future": _("Bulan mulai CPNS di dalam NIP (%(part)s) berada di masa depan."),
    "nip_start_young": _(
        "Menurut NIP, umur saat mulai CPNS (%(part)s) di bawah 15 tahun. Periksa kedua tanggal di dalam NIP."
    ),
    "nip_sex": _("Angka ke-15 NIP (jenis kelamin) harus 1 atau 2; ini %(part)s."),
    "nip_serial": _("Nomor urut di akhir NIP tidak mungkin 000."),
    # Dates
    "date_serial": _(
        "Ini nomor seri tanggal, yang artinya berbeda antara Excel 1900 dan 1904. Jadikan format sel Tanggal, atau "
        "tulis HH-BB-TTTT."
    ),
    "date_impossible": _(
        "Tanggal ini tidak ada di kalender. Urutannya hari, bulan, tahun: HH-BB-TTTT, atau TTTT-BB-HH."
    ),
    "date_month": _("Bulan %(month)s tidak ada. Tanggal dibaca hari/bulan/tahun: HH/BB/TTTT, bukan bulan lebih dulu."),
    "date_short_year": _("Tahun harus empat angka: HH-BB-TTTT."),
    "date_year": _("Tahun %(year)s di luar 1900–2100."),
    "date_form": _(
        "Ini bukan tanggal yang dikenal. Tulis TTTT-BB-HH, HH-BB-TTTT atau HH/BB/TTTT, misalnya 31-12-2024."
    ),
    "date_time": _("Sel tanggal ini memuat jam (%(time)s). Hapus jamnya; sisakan tanggal."),
    "date_future": _("Tanggal ini sesudah hari ini (%(today)s); kolom ini hanya untuk yang sudah terjadi."),
    # Numbers
    "number_form": _("Ini bukan bilangan. Tulis angka saja, misalnya 85 atau 85,5."),
    "number_thousands": _("Bilangan ini memakai pemisah ribuan. Tulis tanpa pemisah ribuan, misalnya 1234,5."),
    "number_either": _("Bilangan ini dapat dibaca %(whole)s atau %(decimal)s. Tulis salah satunya persis demikian."),
    "number_scientific": _("Bilangan ini ditulis dalam notasi ilmiah. Tulis angkanya lengkap, misalnya 85,5."),
    "number_percent": _("Tulis bilangan tanpa tanda persen, misalnya 85,5."),
    "number_not_finite": _("Nilai ini bukan bilangan (NaN atau tak hingga). Isi bilangan, atau kosongkan."),
    "number_date": _("Excel mengubah bilangan ini menjadi tanggal. Jadikan format sel Angka, lalu ketik ulang."),
    "number_range": _("Bilangan ini harus antara %(low)s dan %(high)s."),
    "number_whole": _("Isi kolom ini harus bilangan bulat antara %(low)s dan %(high)s."),
    "year_future": _("Tahun ini sesudah tahun sekarang (%(year)s)."),
    # Words
    "word_similar": _("Kata ini tidak dikenal. Mungkin maksudnya “%(similar)s”? Yang boleh: %(allowed)s."),
    "word_unknown": _("Kata ini tidak dikenal. Yang boleh: %(allowed)s."),
    "grade_unknown": _("Golongan ini tidak ada. PNS: I/a sampai IV/e (I–III sampai d); PPPK: I sampai XVII."),
    "sub_aspect_form": _("Sub-aspek ini tidak dikenal. Tulis nomor aspek 1–8, titik, nomor urut, misalnya 3.10."),
    "sub_aspect_number": _(
        "Sel ini berisi bilangan, sehingga 3.1 dan 3.10 tidak dapat dibedakan. Jadikan format sel Teks, lalu ketik "
        "ulang."
    ),
    "revoked_date": _("Tulis tanggal pencabutan, atau kosongkan bila tidak dicabut."),
    # Rows
    "end_before_start": _(
        "Tanggal ini sebelum %(start)s (%(date)s). Tanggal akhir tidak boleh mendahului tanggal awal."
    ),
    "before_birth": _("Tanggal ini sebelum tanggal lahir menurut NIP (%(born)s)."),
    "year_before_birth": _("Tahun ini sebelum tahun lahir menurut NIP (%(born)s)."),
    "performance_missing": _("Isi hasil_kerja dan perilaku, atau predikat, atau nilai: salah satu wajib ada."),
    "performance_contradiction": _("Predikat ini bertentangan: %(why)s. Perbaiki salah satunya."),
    "performance_number_over": _(
        "Tidak ada aturan yang mengubah nilai tahun %(year)s menjadi predikat. Isi hasil_kerja dan perilaku, atau "
        "predikat."
    ),
    "rating_old": _("Predikat “Cukup” hanya berlaku untuk tahun sebelum 2022. Sejak 2022: Butuh Perbaikan."),
    "grade_status": _("Golongan %(grade)s bukan golongan %(status)s. PNS: I/a sampai IV/e; PPPK: I sampai XVII."),
    "duplicate": _(
        "Baris ini sama kuncinya (%(key)s) dengan baris %(first)s berkas yang diunggah. Hapus salah satunya."
    ),
}


class Bad(Exception):
    """One cell that cannot be taken: `code`, and the words for a person in both languages."""

    def __init__(self, code: str, **details: Any) -> None:
        self.code = code
        self.message = both(MESSAGES[code], **details)
        super().__init__(self.message)
