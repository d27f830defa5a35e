"""The kinds hold exactly the columns that outsiders rely on, and the documents say so."""

import io
from pathlib import Path

import pytest
from django.conf import settings

from talent.interfaces.columns import KINDS
from talent.interfaces.columns.document import PATH, columns_document
from talent.interfaces.sheets import FileRefused
from talent.interfaces.templates_xlsx import write_template
from tests.talent.interfaces.columns.rows import checked

NINE = (
    "integritas kerja_sama komunikasi orientasi_pada_hasil pelayanan_publik pengembangan_diri_dan_orang_lain "
    "mengelola_perubahan pengambilan_keputusan perekat_bangsa"
)
EIGHT = (
    "kemampuan_intelektual interpersonal kesadaran_diri berpikir_kritis_dan_strategis menyelesaikan_permasalahan "
    "kecerdasan_emosional belajar_cepat motivasi_dan_komitmen"
)
# Required columns are marked by a star.
PROMISED = {
    "agencies": "kode* nama* jenis* provinsi",
    "units": "kode* nama* induk",
    "positions": f"kode* nama* jenjang* unit rumpun kritikal {NINE} tmt_lowong",
    "employees": "nip* nama* status golongan tmt_golongan unit jabatan jenjang rumpun tmt_jabatan kedudukan "
    "tmt_kedudukan",
    "performance": "nip* tahun* hasil_kerja perilaku predikat nilai ide_baru penilai",
    "assessments": f"nip* tanggal* lembaga jpm {NINE} teknis {EIGHT}",
    "technical_levels": "nip* tanggal* kompetensi* level* lembaga",
    "technical_standards": "kode* kompetensi* level* tmt_mulai tmt_selesai",
    "appointments": "nip* jabatan* jenjang* tmt_mulai* tmt_selesai jenis lebih_tinggi rumpun unit instansi",
    "education": "nip* jenjang* bidang kesesuaian tahun_lulus",
    "training": "nip* nama* jenis* tanggal_selesai* jp",
    "awards": "nip* nama* tingkat* tanggal*",
    "team_assignments": "nip* nama_tim* peran* lingkup* tanggal_mulai* tanggal_selesai",
    "sanctions": "nip* tingkat* tmt_mulai* tmt_selesai nomor_sk",
    "feedback_360": "nip* tahun* predikat*",
    "merit_rounds": "instansi* putaran* instrumen* tanggal_pengajuan tanggal_keputusan nomor_keputusan berlaku_sampai",
    "merit_levels": "instansi* putaran* sub_aspek* level level_verifikasi catatan",
    "approvals": "instansi* jenis* otoritas* nomor* tanggal* berlaku_sampai dicabut",
    "gate_freezes": "instansi* jenis* nomor* tanggal* akhir_masa_jabatan dicabut alasan_pencabutan",
    "gate_conditions": (
        "instansi* nomor* berlaku_sejak* berlaku_sampai kategori nilai calon dicabut alasan_pencabutan"
    ),
    "critical_posts": ("instansi* nomor* jabatan* kriteria berlaku_sejak* berlaku_sampai dicabut alasan_pencabutan"),
    "attestations": "nip* jenis* tanggal* hasil* nomor berlaku_sampai",
}
COMPONENTS = [
    "NIP*",
    "X - Penilaian Kompetensi",
    "X - Pengembangan Kompetensi",
    "X - Pengalaman Jabatan",
    "X - Penilaian Potensi",
    "X - Tingkat Pendidikan Formal",
    "X - Kesesuaian Bidang Ilmu",
    "X - Verifikasi Rekam Jejak Disiplin",
    "Y - Penilaian Kinerja",
    "Y - Penghargaan",
    "Y - Penugasan dalam Tim Kerja",
    "Y - Umpan Balik Kinerja 360",
    "tanggal*",
]


def test_the_columns_are_the_promised_ones() -> None:
    declared = {kind.code: [column.name + "*" * column.required for column in kind.columns] for kind in KINDS.values()}
    assert declared == {kind: names.split() for kind, names in PROMISED.items()} | {"components": COMPONENTS}


def test_the_document_of_the_columns_is_current() -> None:
    """If not: manage.py shell -c "from talent.interfaces.columns.document import write; write()"."""
    assert (Path(settings.BASE_DIR) / PATH).read_text(encoding="utf-8") == columns_document()


@pytest.mark.parametrize("kind", KINDS)
def test_the_template_of_every_kind_is_a_sound_workbook_that_lacks_only_rows(tmp_path: Path, kind: str) -> None:
    stream = io.BytesIO()
    write_template(KINDS[kind], stream)
    path = tmp_path / "template.xlsx"
    path.write_bytes(stream.getvalue())
    with pytest.raises(FileRefused) as caught:
        checked(kind, path)
    assert caught.value.code == "header_only"
