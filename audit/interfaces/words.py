"""Words for the kinds of event, and the pages of their subjects."""

from collections.abc import Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from audit.models import Event

KINDS = {
    "accounts.user.added": _("Pengguna ditambahkan"),
    "accounts.role.granted": _("Peran diberikan"),
    "accounts.role.revoked": _("Peran dicabut"),
    "audit.ledger.verified": _("Keutuhan buku besar diperiksa"),
    "audit.heads.exported": _("Kepala segel diekspor"),
    "talent.import.previewed": _("Berkas impor diperiksa"),
    "talent.import.committed": _("Berkas impor ditulis"),
    "talent.import.stopped": _("Penulisan berkas impor terhenti"),
    "talent.import.received": _("Berkas impor diterima"),
    "talent.import.columns_asked": _("Kolom berkas impor ditanyakan"),
    "talent.import.columns_matched": _("Kolom berkas impor dicocokkan"),
    "talent.import.match_forgotten": _("Pencocokan kolom dilupakan"),
    "talent.import.withdrawal_started": _("Penarikan berkas impor dimulai"),
    "talent.records.withdrawn": _("Catatan dari berkas impor ditarik"),
    "talent.import.withdrawn": _("Berkas impor ditarik"),
    "talent.import.errors_exported": _("Kesalahan impor diekspor"),
    "talent.record.added": _("Catatan ditambahkan"),
    "talent.outside.begun": _("Catatan pelamar luar dimulai"),
    "talent.record.corrected": _("Catatan dikoreksi"),
    "talent.record.retired": _("Catatan dibatalkan"),
    "talent.evidence.attached": _("Bukti ditambahkan"),
    "talent.evidence.withdrawn": _("Bukti dicabut"),
    "talent.evidence.opened": _("Bukti dibuka"),
    "talent.employee.opened": _("Data pegawai dibuka"),
    "talent.employee.moved_back": _("Perpindahan pegawai ke instansi lain dibatalkan"),
    "talent.employee.moved": _("Pegawai pindah ke instansi lain oleh pelantikan"),
    "talent.employees.exported": _("Data pegawai diekspor"),
    "talent.records.exported": _("Satu jenis catatan diekspor"),
    "talent.policy.drafted": _("Draf kebijakan dimulai"),
    "talent.policy.draft_saved": _("Draf kebijakan disimpan"),
    "talent.policy.draft_deleted": _("Draf kebijakan dihapus"),
    "talent.policy.simulation_started": _("Simulasi draf kebijakan dimulai"),
    "talent.policy.simulated": _("Draf kebijakan disimulasikan"),
    "talent.policy.moves_exported": _("Hasil simulasi diekspor"),
    "talent.policy.published": _("Kebijakan diterbitkan"),
    "talent.cycle.opened": _("Siklus dibuka"),
    "talent.cycle.gathering": _("Pengumpulan data dibuka"),
    "talent.cycle.announced": _("Hasil diumumkan kepada pegawai"),
    "talent.cycle.closed": _("Siklus ditutup"),
    "talent.cycle.cancelled": _("Siklus dibatalkan"),
    "talent.cycle.proposed": _("Hasil pemetaan diusulkan"),
    "talent.cycle.sent_back": _("Siklus dikembalikan"),
    "talent.calibration.opened": _("Sidang kalibrasi dibuka"),
    "talent.calibration.presence": _("Kehadiran sidang dicatat"),
    "talent.calibration.placed": _("Penempatan buta disimpan"),
    "talent.calibration.revealed": _("Penempatan buta diperlihatkan"),
    "talent.calibration.moved": _("Pegawai dipindahkan dalam sidang"),
    "talent.calibration.minutes": _("Risalah sidang ditulis"),
    "talent.calibration.signed": _("Risalah sidang ditandatangani"),
    "talent.calibration.closed": _("Sidang kalibrasi ditutup"),
    "talent.calibration.excused": _("Anggota dilepas dari sidang"),
    "talent.calibration.chair_replaced": _("Ketua sidang diganti"),
    "talent.calibration.broken_off": _("Sidang kalibrasi dihentikan"),
    "talent.calibration.exported": _("Lembar perubahan diekspor"),
    "talent.relation.declared": _("Hubungan dinyatakan"),
    "talent.relation.ended": _("Pernyataan hubungan diakhiri"),
    "talent.reply.submitted": _("Tanggapan disampaikan"),
    "talent.reply.withdrawn": _("Tanggapan dicabut"),
    "talent.reply.answered": _("Tanggapan dijawab"),
    "talent.inclusion.started": _("Pemetaan susulan dimulai"),
    "talent.inclusion.established": _("Anggota susulan ditetapkan"),
    "talent.inclusion.declined": _("Pegawai susulan tidak ditetapkan"),
    "talent.inclusion.offered": _("Pegawai susulan ditawarkan lagi"),
    "talent.mapping.started": _("Pemetaan dimulai"),
    "talent.mapping.finished": _("Pemetaan selesai"),
    "talent.mapping.replayed": _("Pemetaan diputar ulang"),
    "talent.advice.computed": _("Telaah penilai dihitung"),
    "talent.advice.exported": _("Telaah penilai diekspor"),
    "talent.matrix.exported": _("Matriks diekspor"),
    "talent.monitoring.exported": _("Pemantauan diekspor"),
    "talent.pool.established": _("Kelompok suksesi ditetapkan"),
    "talent.pool.left": _("Anggota keluar dari kelompok suksesi"),
    "talent.pool.exit_revoked": _("Pencatatan keluar dari kelompok suksesi dicabut"),
    "talent.plan.proposed": _("Rencana diusulkan"),
    "talent.plan.revised": _("Rencana diubah"),
    "talent.plan.approved": _("Rencana disetujui"),
    "talent.plan.done": _("Rencana dilaksanakan"),
    "talent.plan.monitored": _("Rencana dipantau"),
    "talent.plan.cancelled": _("Rencana dibatalkan"),
    "talent.training.started": _("Penyusunan kelompok pelatihan dimulai"),
    "talent.training.proposed": _("Kelompok pelatihan disusun"),
    "talent.training.revised": _("Kelompok pelatihan diubah"),
    "talent.training.moved": _("Peserta pelatihan dipindahkan"),
    "succession.merit.scored": _("Nilai merit dihitung"),
    "succession.merit.exported": _("Nilai merit diekspor"),
    "succession.merit.begun": _("Putaran merit dimulai"),
    "succession.merit.answered": _("Sub-aspek dinilai mandiri"),
    "succession.merit.submitted": _("Penilaian mandiri diajukan"),
    "succession.merit.clarification_opened": _("Klarifikasi dibuka"),
    "succession.merit.level_verified": _("Level sub-aspek diverifikasi"),
    "succession.merit.verified": _("Verifikasi merit selesai"),
    "succession.merit.sent_back": _("Putaran merit dikembalikan"),
    "succession.merit.cancelled": _("Putaran merit dibatalkan"),
    "succession.merit.decided": _("Keputusan merit dicatat"),
    "succession.merit.commitment_printed": _("Naskah komitmen merit dicetak"),
    "succession.merit_task.planned": _("Rencana tindak lanjut merit dibuat"),
    "succession.merit_task.added": _("Tugas tindak lanjut merit ditambahkan"),
    "succession.merit_task.revised": _("Tugas tindak lanjut merit diubah"),
    "succession.merit_task.closed": _("Tugas tindak lanjut merit ditutup"),
    "succession.merit_objection.made": _("Keberatan atas keputusan merit diajukan"),
    "succession.merit_objection.answered": _("Keberatan atas keputusan merit dijawab"),
    "succession.merit_objection.superseded": _("Putusan pengganti atas keberatan merit dicatat"),
    "succession.merit_objection.decision_opened": _("Salinan putusan pengganti dibuka"),
    "succession.merit_extract.adopted": _("Petikan sistem dijadikan bukti merit"),
    "succession.merit_extract.replayed": _("Petikan sistem dibuat ulang"),
    "succession.merit_weights.accepted": _("Bobot sub-aspek diterima"),
    "succession.merit_paper.kept": _("Salinan surat bertanda tangan disimpan"),
    "succession.merit_paper.opened": _("Salinan surat bertanda tangan dibuka"),
    "succession.merit_pleno.written": _("Risalah pleno merit ditulis"),
    "succession.merit_pleno.signed": _("Risalah pleno merit ditandatangani"),
    "succession.merit_question.asked": _("Pertanyaan klarifikasi diajukan"),
    "succession.merit_question.answered": _("Pertanyaan klarifikasi dijawab"),
    "succession.merit_question.remarked": _("Pertanyaan klarifikasi ditanggapi verifikator"),
    "succession.merit_question.closed": _("Pertanyaan klarifikasi ditutup"),
    "succession.merit_question.document_opened": _("Berkas klarifikasi dibuka"),
    "succession.merit_evidence.attached": _("Bukti merit ditambahkan"),
    "succession.merit_evidence.replaced": _("Bukti merit diganti"),
    "succession.merit_evidence.withdrawn": _("Bukti merit dicabut"),
    "succession.merit_evidence.opened": _("Bukti merit dibuka"),
    "succession.approval.recorded": _("Surat pengawas dicatat"),
    "succession.approval.corrected": _("Catatan surat pengawas dikoreksi"),
    "succession.approval.revoked": _("Surat pengawas dicabut"),
    "succession.simulation.kept": _("Simulasi penempatan disimpan"),
    "succession.simulation.replayed": _("Simulasi penempatan diputar ulang"),
    "succession.plan.written": _("Rencana suksesi ditulis"),
    "succession.sweep.started": _("Pemeriksaan persyaratan semua pegawai dimulai"),
    "succession.sweep.finished": _("Pemeriksaan persyaratan semua pegawai selesai"),
    "succession.sweep.exported": _("Hasil pemeriksaan persyaratan diunduh"),
    "succession.gate_freeze.recorded": _("Masa tanpa penggantian pejabat dicatat"),
    "succession.gate_freeze.corrected": _("Catatan masa tanpa penggantian pejabat dikoreksi"),
    "succession.gate_freeze.revoked": _("Masa tanpa penggantian pejabat dicabut"),
    "succession.gate_conditions.recorded": _("Syarat jalur instansi dicatat"),
    "succession.gate_conditions.corrected": _("Catatan syarat jalur instansi dikoreksi"),
    "succession.gate_conditions.revoked": _("Syarat jalur instansi dicabut"),
    "succession.critical_post.recorded": _("Jabatan kritikal dicatat"),
    "succession.critical_post.corrected": _("Catatan jabatan kritikal dikoreksi"),
    "succession.critical_post.revoked": _("Jabatan kritikal dicabut"),
    "succession.critical_post.document_opened": _("Dokumen jabatan kritikal dibuka"),
    "succession.agency_requirements.recorded": _("Persyaratan instansi dicatat"),
    "succession.agency_requirements.corrected": _("Catatan persyaratan instansi dikoreksi"),
    "succession.agency_requirements.revoked": _("Persyaratan instansi dicabut"),
    "succession.agency_requirements.document_opened": _("Dokumen persyaratan instansi dibuka"),
    "succession.requirement_waiver.recorded": _("Pengecualian persyaratan dicatat"),
    "succession.requirement_waiver.corrected": _("Catatan pengecualian persyaratan dikoreksi"),
    "succession.requirement_waiver.revoked": _("Pengecualian persyaratan dicabut"),
    "succession.requirement_waiver.document_opened": _("Dokumen pengecualian persyaratan dibuka"),
    "succession.wider_pool.recorded": _("Keputusan tentang kelompok suksesi instansi lain dicatat"),
    "succession.wider_pool.corrected": _("Keputusan tentang kelompok suksesi instansi lain dikoreksi"),
    "succession.wider_pool.revoked": _("Keputusan tentang kelompok suksesi instansi lain dicabut"),
    "succession.wider_pool.document_opened": _("Dokumen keputusan tentang kelompok suksesi instansi lain dibuka"),
    "succession.agreement.recorded": _("Kesediaan anggota kelompok suksesi instansi lain dicatat"),
    "succession.agreement.withdrawn": _("Kesediaan anggota kelompok suksesi instansi lain ditarik"),
    "succession.gone_over.recorded": _("Lowongan beralih dari talent pool ke seleksi terbuka"),
    "succession.gone_over.document_opened": _("Dokumen keputusan beralih dibuka"),
    "succession.agreement.opened": _("Surat kesediaan dibuka"),
    "succession.gate_document.opened": _("Dokumen gerbang jalur dibuka"),
    "succession.vacancy.opened": _("Lowongan dibuka"),
    "succession.vacancy.amended": _("Sebab atau sasaran lowongan diubah"),
    "succession.vacancy.closed": _("Lowongan ditutup"),
    "succession.eligibility.asked": _("Persyaratan seseorang ditanyakan"),
    "succession.route.asked": _("Jalur ditanyakan"),
    "succession.route.decided": _("Jalur ditetapkan"),
    "succession.route.certified": _("Sertifikat jalur dibuat"),
    "succession.route.replayed": _("Jalur diputar ulang"),
    "succession.longlist.built": _("Daftar panjang disusun"),
    "succession.longlist.replayed": _("Daftar panjang diputar ulang"),
    "succession.committee.appointed": _("Panitia seleksi diangkat"),
    "succession.committee.outside": _("Anggota panitia dicatat bukan pegawai instansi"),
    "succession.committee.released": _("Anggota panitia dilepas"),
    "succession.selection.announced": _("Seleksi terbuka diumumkan"),
    "succession.selection.announcement_corrected": _("Pengumuman seleksi dikoreksi"),
    "succession.selection.extended": _("Pengumuman seleksi diperpanjang"),
    "succession.selection.applied": _("Lamaran dicatat"),
    "succession.selection.document_added": _("Dokumen lamaran disimpan"),
    "succession.selection.document_opened": _("Dokumen lamaran dibuka"),
    "succession.selection.withdrawn": _("Lamaran ditarik"),
    "succession.selection.scored": _("Nilai tahapan dicatat"),
    "succession.applicants.screened": _("Administrasi pelamar diperiksa"),
    "succession.applicants.ranked": _("Pelamar diperingkat"),
    "succession.panel.waived": _("Putaran buta ditiadakan"),
    "succession.panel.opened": _("Putaran penilaian panitia dibuka"),
    "succession.panel.declared": _("Benturan kepentingan dinyatakan"),
    "succession.panel.scored": _("Nilai panitia disimpan"),
    "succession.panel.locked": _("Nilai panitia dikunci"),
    "succession.panel.unmasked": _("Daftar kode dan nama dibuka"),
    "succession.panel.revealed": _("Nilai dan nama diperlihatkan"),
    "succession.panel.minutes": _("Risalah panitia ditulis"),
    "succession.panel.signed": _("Risalah panitia ditandatangani"),
    "succession.panel.refused": _("Penandatanganan risalah ditolak"),
    "succession.panel.closed": _("Putaran penilaian panitia ditutup"),
    "succession.nominees.named": _("Tiga nama diusulkan"),
    "succession.nominees.replayed": _("Usulan tiga nama diputar ulang"),
    "succession.deciding.declared": _("Hubungan dengan calon dinyatakan"),
    "succession.nominees.withdrawn": _("Usulan tiga nama ditarik"),
    "succession.nominees.day_corrected": _("Tanggal penetapan nama dikoreksi"),
    "succession.appointment.decided": _("PPK memutuskan"),
    "succession.appointment.withdrawn": _("Keputusan ditarik"),
    "succession.appointment.replayed": _("Keputusan diputar ulang"),
    "succession.filling.paper_made": _("Naskah pengisian dibuat"),
    "succession.dossier.exported": _("Dosir pengisian dibawa"),
    "succession.deviation.entered": _("Penyimpangan dicatat"),
    "succession.deviation.signed": _("Penyimpangan ditandatangani kedua kali"),
    "succession.deviation.ended": _("Penyimpangan ditolak atau ditarik"),
    "succession.deviation.replayed": _("Pengulangan pengisian diputar ulang"),
    "succession.recommendation.recorded": _("Rekomendasi dicatat"),
    "succession.appointment.annulled": _("Pelantikan dibatalkan"),
    "succession.recommendation.withdrawn": _("Rekomendasi ditarik"),
    "succession.appointment.inaugurated": _("Pelantikan dicatat"),
}
SUBJECTS = {
    "talent.employee": (_("pegawai"), "employee"),
    "talent.importbatch": (_("impor"), "import"),
    "talent.reviewcycle": (_("siklus"), "cycle"),
    "talent.mappingrun": (_("pemetaan"), ""),
    "talent.poolmembership": (_("keanggotaan"), "membership"),
    "talent.talentaction": (_("rencana"), "plan"),
    "talent.traininggroup": (_("kelompok pelatihan"), "training_group"),
    "talent.calibrationsession": (_("sidang kalibrasi"), "session"),
    "talent.declaredrelation": (_("hubungan"), ""),
    "talent.reply": (_("tanggapan"), "reply"),
    "talent.agency": (_("instansi"), ""),
    "talent.scoringpolicy": (_("kebijakan"), ""),
    "talent.policydraft": (_("draf kebijakan"), "policy_draft"),
    "accounts.user": (_("pengguna"), ""),
    "succession.vacancy": (_("lowongan"), "vacancy"),
    "succession.meritround": (_("putaran merit"), "merit_round"),
    "succession.meritassessment": (_("penilaian merit"), "merit_assessment"),
    "succession.merittask": (_("tugas tindak lanjut merit"), ""),
    "succession.meritobjection": (_("keberatan merit"), ""),
    "succession.meritpaper": (_("salinan surat"), ""),
    "succession.meritpleno": (_("risalah pleno merit"), ""),
    "succession.meritquestion": (_("pertanyaan klarifikasi"), ""),
    "succession.meritanswer": (_("sub-aspek merit"), ""),
    "succession.approvalrecord": (_("surat pengawas"), ""),
    "succession.gatefreezerecord": (_("masa tanpa penggantian pejabat"), ""),
    "succession.gateconditionrecord": (_("syarat jalur instansi"), ""),
    "succession.routedecision": (_("jalur"), ""),
    "succession.announcement": (_("pengumuman seleksi"), ""),
    "succession.application": (_("lamaran"), "application"),
    "succession.applicationdocument": (_("dokumen lamaran"), ""),
    "succession.goneover": (_("peralihan ke seleksi terbuka"), ""),
    "succession.agreement": (_("kesediaan"), ""),
    "succession.longlist": (_("daftar panjang"), ""),
    "succession.appointmentdecision": (_("keputusan PPK"), ""),
    "succession.deviation": (_("penyimpangan"), ""),
    "succession.recommendation": (_("rekomendasi"), ""),
    "succession.inauguration": (_("pelantikan"), ""),
    "succession.panelround": (_("putaran atau sidang panitia"), ""),
    "succession.decidingdeclaration": (_("pernyataan hubungan"), ""),
    "succession.simulation": (_("simulasi"), "simulation"),
    "succession.successionplan": (_("rencana suksesi"), ""),
    "succession.eligibilitysweep": (_("pemeriksaan persyaratan"), "sweep"),
    "succession.stagescore": (_("nilai tahapan"), ""),
    "succession.meritevidence": (_("bukti merit"), ""),
    "succession.meritextract": (_("petikan sistem"), ""),
    "succession.meritweights": (_("bobot sub-aspek"), ""),
    "succession.criticalpostrecord": (_("jabatan kritikal"), ""),
    "succession.agencyrequirementsrecord": (_("persyaratan instansi"), ""),
    "succession.requirementwaiverrecord": (_("pengecualian persyaratan"), ""),
    "succession.widerpoolrecord": (_("keputusan tentang kelompok suksesi instansi lain"), ""),
    "talent.evidence": (_("bukti"), ""),
    "talent.unitrecord": (_("catatan unit"), ""),
    "talent.positionrecord": (_("catatan jabatan"), ""),
    "talent.technicalstandardrecord": (_("standar kompetensi teknis"), ""),
    "talent.employeerecord": (_("catatan pegawai"), ""),
    "talent.performancerecord": (_("catatan kinerja"), ""),
    "talent.assessmentrecord": (_("catatan asesmen"), ""),
    "talent.technicalrecord": (_("catatan kompetensi teknis"), ""),
    "talent.appointmentrecord": (_("catatan riwayat jabatan"), ""),
    "talent.educationrecord": (_("catatan pendidikan"), ""),
    "talent.trainingrecord": (_("catatan pelatihan"), ""),
    "talent.awardrecord": (_("catatan penghargaan"), ""),
    "talent.teamassignmentrecord": (_("catatan tim kerja"), ""),
    "talent.sanctionrecord": (_("catatan hukuman disiplin"), ""),
    "talent.feedbackrecord": (_("catatan umpan balik"), ""),
    "talent.componentsrecord": (_("catatan komponen"), ""),
    "talent.attestationrecord": (_("catatan surat keterangan"), ""),
}


# What the payloads hold, in words; names that stand here for nobody's reading stay as they are.
NAMES = {
    "accepted": _("diterima"),
    "box": _("kotak"),
    "changed": _("berubah"),
    "chunk": _("bagian berkas"),
    "cycle": _("siklus"),
    "file": _("sidik berkas"),
    "filters": _("saringan"),
    "form": _("bentuk"),
    "kind": _("jenis"),
    "new": _("baru"),
    "on": _("per tanggal"),
    "part": _("bagian data"),
    "rejected": _("ditolak"),
    "role": _("peran"),
    "rows": _("jumlah baris"),
    "same": _("sama"),
    "stages": _("tahapan"),
    "state": _("keadaan berkas"),
    "vacancy": _("lowongan"),
}
PARTS = {
    "application": _("lamaran"),
    "box": _("kotak"),
    "candidate": _("calon pada lowongan"),
    "decision": _("keputusan"),
    "eligibility": _("persyaratan"),
    "evidence": _("bukti"),
    "plan": _("rencana"),
    "pool": _("kelompok suksesi"),
    "readiness": _("kesiapan"),
    "records": _("catatan pegawai"),
    "reply": _("tanggapan"),
    "state": _("keadaan pegawai"),
}


def subject(event: Event) -> dict[str, str]:
    """What an event is about: words, and the address of its page or of the vacancy that it belongs to."""
    name, _colon, pk = event.subject.partition(":")
    words, route = SUBJECTS.get(name, (name, ""))
    if not route and isinstance(event.payload.get("vacancy"), int):
        route, pk_of = "vacancy", str(event.payload["vacancy"])
    else:
        pk_of = pk
    return {"words": f"{words} {pk}".strip(), "href": _address(route, pk_of)}


# What can be computed again: event → the page where that is done, and the part of it. A route may be decided anew: the
# event leads to the decision that it tells of.
REPLAYS = {
    "talent.mapping.started": ("cycle", "#putar-ulang"),
    "talent.pool.established": ("cycle", "#putar-ulang"),
    "succession.route.decided": ("vacancy", "?bagian=jejak&jalur={pk}"),
    "succession.longlist.built": ("vacancy", "?bagian=jejak"),
    "succession.nominees.named": ("vacancy", "?bagian=jejak"),
    "succession.appointment.decided": ("vacancy", "?bagian=jejak"),
    "succession.deviation.entered": ("vacancy", "?bagian=jejak"),
    "succession.simulation.kept": ("simulation", "#putar-ulang"),
    "succession.applicants.screened": ("vacancy", "?bagian=jejak"),
    "succession.applicants.ranked": ("vacancy", "?bagian=jejak"),
}


def replay(event: Event) -> str:
    """The address where what the event tells of can be computed again; empty where it tells of no computation."""
    route, part = REPLAYS.get(event.kind, ("", ""))
    name, _colon, pk = event.subject.partition(":")
    itself = route in ("cycle", "simulation") or name == "succession.vacancy"
    of = pk if itself else str(event.payload.get(route, ""))
    page = _address(route, of)
    return page + part.format(pk=pk) if page else ""


def employee_of(event: Event) -> int:
    """The id of the employee whom an event is about; 0 where it is about something else."""
    name, _colon, pk = event.subject.partition(":")
    return int(pk) if name == "talent.employee" and pk.isdecimal() else 0


def details(event: Event, kinds: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """The payload, flat and short enough to read; `kinds`: what the kinds of records are called."""
    return [
        (NAMES.get(name, name), _part(value, kinds) if name == "part" else _short(value))
        for name, value in sorted(event.payload.items())
        if value not in (None, "", [], {})
    ]


def _part(value: Any, kinds: Mapping[str, Any]) -> str:
    """Which part of a person's data was opened; of records also the kind."""
    part, _dot, kind = str(value).partition(".")
    return ": ".join(str(word) for word in (PARTS.get(part, part), kinds.get(kind, kind)) if word)


def _short(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _address(route: str, pk: str) -> str:
    try:
        return reverse(route, args=(int(pk),)) if route else ""
    except (NoReverseMatch, ValueError):
        return ""
