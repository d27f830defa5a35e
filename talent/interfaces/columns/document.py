"""`docs/kolom-workbook.md`, written from the declarations so that it cannot go stale.

manage.py shell -c "from talent.interfaces.columns.document import write; write()"
"""

from pathlib import Path

from django.conf import settings
from django.utils import translation

from talent.interfaces.columns.kinds import KINDS, Column, Kind

PATH = Path("docs") / "kolom-workbook.md"

_INTRODUCTION = """# Kolom buku kerja

Berkas ini dibuat dari deklarasi di `talent/interfaces/columns/`; jangan disunting langsung.

- Yang dibaca: lembar pertama sebuah `.xlsx`, atau CSV UTF-8 dengan koma atau titik koma. Isi berkas yang menentukan
  jenisnya, bukan namanya; nama yang berlawanan dengan isinya ditolak.
- Kepala kolom: baris pertama yang berisi. Urutan dan huruf besar-kecil bebas; spasi, garis bawah dan tanda hubung
  dianggap sama. Kolom yang tidak dikenal tidak dibaca dan diberitahukan.
- Kosong berarti belum diketahui. Baris kosong dilewati.
- Tanggal: `TTTT-BB-HH`, `HH-BB-TTTT`, `HH/BB/TTTT` (selalu hari lebih dulu) atau sel tanggal. Nomor seri tanggal,
  tahun dua angka dan jam ditolak.
- Bilangan: desimal dengan titik atau koma, tanpa pemisah ribuan; disimpan sampai 6 desimal.
- NIP: teks 18 angka. NIP yang tersimpan sebagai bilangan ditolak, karena Excel hanya menyimpan 15 angka.
- Rumus, sel galat dan sel gabungan ditolak per baris: salin, lalu tempel sebagai nilai.
- Baris yang kuncinya sama dengan baris sebelumnya ditolak dan menyebut baris pertamanya.
"""


def columns_document() -> str:
    """The whole document, in Indonesian."""
    with translation.override("id"):
        return "\n".join([_INTRODUCTION, *(_section(kind) for kind in KINDS.values())])


def write() -> None:
    """Bring `docs/kolom-workbook.md` up to date."""
    (Path(settings.BASE_DIR) / PATH).write_text(columns_document(), encoding="utf-8")


def _section(kind: Kind) -> str:
    key = ", ".join(f"`{kind.column(field).name}`" for field in kind.natural_key)
    lines = [
        f"## `{kind.code}`: {kind.title}",
        "",
        f"Kunci baris: {key}.",
        "",
        *([kind.remark.rule, ""] if kind.remark else []),
        "| kolom | wajib | yang boleh | contoh | nama lain |",
        "|---|---|---|---|---|",
        *(_line(column) for column in kind.columns),
        "",
    ]
    return "\n".join(lines)


def _line(column: Column) -> str:
    old = ", ".join(f"`{name}`" for name in column.old)
    required = "ya" if column.required else ""
    example = f"`{column.example}`" if column.example != "" else ""
    return f"| `{column.name}` | {required} | {column.parser.allowed()} | {example} | {old} |"
