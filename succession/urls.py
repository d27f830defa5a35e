"""Addresses of merit and succession: Indonesian words, English names."""

from django.urls import path, re_path

from succession.views import (
    candidates,
    certificates,
    merit,
    national,
    papers,
    posts,
    readiness,
    signatures,
    steps,
    vacancies,
)

urlpatterns = [
    path("merit/", merit.round_list, name="merit"),
    path("merit/jalur/", merit.route_page, name="merit_route"),
    path("merit/nasional/", national.national_page, name="merit_national"),
    re_path(r"^merit/nasional/ekspor\.(?P<form>csv|xlsx)$", national.national_export, name="merit_national_export"),
    path("merit/kalender/", merit.calendar_page, name="merit_calendar"),
    path("merit/surat/", papers.paper_list, name="merit_papers"),
    path("merit/surat/<int:pk>/cabut/", papers.paper_revoke, name="merit_paper_revoke"),
    re_path(
        r"^merit/(?P<kind>merit_rounds|merit_levels|approvals)\.(?P<form>csv|xlsx)$",
        merit.merit_export,
        name="merit_export",
    ),
    path("merit/<int:pk>/", merit.round_page, name="merit_round"),
    path("merit/<int:pk>/jalan/", merit.way_page, name="merit_way"),
    path("jabatan/", posts.post_list, name="posts"),
    path("kesiapan/", readiness.readiness_page, name="readiness"),
    re_path(r"^kesiapan/ekspor\.(?P<form>csv|xlsx)$", readiness.readiness_export, name="readiness_export"),
    path("pegawai/<int:pk>/kesiapan/", readiness.readiness_person, name="readiness_person"),
    path("lowongan/", vacancies.vacancy_list, name="vacancies"),
    path("lowongan/<int:pk>/", vacancies.vacancy_page, name="vacancy"),
    path("lowongan/<int:pk>/jalur/", steps.vacancy_route, name="vacancy_route"),
    path("lowongan/<int:pk>/sertifikat-jalur.pdf", certificates.route_certificate, name="vacancy_certificate"),
    path("lowongan/<int:pk>/daftar-panjang/", steps.vacancy_longlist, name="vacancy_longlist"),
    path("lowongan/<int:pk>/panitia/", steps.vacancy_committee, name="vacancy_committee"),
    path("lowongan/<int:pk>/usulan/", signatures.vacancy_nominate, name="vacancy_nominate"),
    path("lowongan/<int:pk>/keputusan/", signatures.vacancy_decide, name="vacancy_decide"),
    path("lowongan/<int:pk>/tarik/", steps.vacancy_withdraw, name="vacancy_withdraw"),
    path("lowongan/<int:pk>/rekomendasi/", steps.vacancy_recommend, name="vacancy_recommend"),
    path("lowongan/<int:pk>/pelantikan/", steps.vacancy_inaugurate, name="vacancy_inaugurate"),
    path("lowongan/<int:pk>/tutup/", steps.vacancy_close, name="vacancy_close"),
    path("lowongan/<int:pk>/putar-ulang/jalur/", steps.replay_route, name="vacancy_replay_route"),
    path("lowongan/<int:pk>/putar-ulang/daftar-panjang/", steps.replay_longlist, name="vacancy_replay_longlist"),
    path("lowongan/<int:pk>/calon/<int:employee>/", candidates.candidate_page, name="candidate"),
]
