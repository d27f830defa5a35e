"""Addresses of the talent pages: Indonesian words, English names."""

from django.urls import path, re_path

from talent.views import boxes, cycles, employees, evidence, home, imports, policies, records

urlpatterns = [
    path("", home.home_page, name="home"),
    path("data-saya/", employees.own_page, name="own"),
    path("pegawai/", employees.employee_list, name="employees"),
    re_path(r"^pegawai/ekspor\.(?P<form>csv|xlsx)$", employees.employee_export, name="employees_export"),
    path("pegawai/<int:pk>/", employees.employee_page, name="employee"),
    path("pegawai/<int:pk>/catatan/<slug:kind>/tambah/", records.record_add, name="record_add"),
    path("catatan/", records.record_list, name="records"),
    re_path(r"^catatan/ekspor\.(?P<form>csv|xlsx)$", records.record_export, name="records_export"),
    path("catatan/<slug:kind>/<int:pk>/", records.record_page, name="record"),
    path("catatan/<slug:kind>/<int:pk>/koreksi/", records.record_correct, name="record_correct"),
    path("catatan/<slug:kind>/<int:pk>/batalkan/", records.record_retire, name="record_retire"),
    path("catatan/<slug:kind>/<int:pk>/bukti/", evidence.evidence_attach, name="evidence_attach"),
    path("bukti/<int:pk>/", evidence.evidence_file, name="evidence"),
    path("bukti/<int:pk>/ganti/", evidence.evidence_replace, name="evidence_replace"),
    path("bukti/<int:pk>/cabut/", evidence.evidence_withdraw, name="evidence_withdraw"),
    path("impor/", imports.import_list, name="imports"),
    path("impor/templat/<slug:kind>.xlsx", imports.import_template, name="import_template"),
    path("impor/<int:pk>/", imports.import_page, name="import"),
    path("impor/<int:pk>/tulis/", imports.import_write, name="import_write"),
    path("impor/<int:pk>/kesalahan.csv", imports.import_errors, name="import_errors"),
    path("siklus/", cycles.cycle_list, name="cycles"),
    path("siklus/<int:pk>/", cycles.cycle_page, name="cycle"),
    path("siklus/<int:pk>/petakan/", cycles.cycle_map, name="cycle_map"),
    path("siklus/<int:pk>/usulkan/", cycles.cycle_propose, name="cycle_propose"),
    path("siklus/<int:pk>/kembalikan/", cycles.cycle_send_back, name="cycle_send_back"),
    path("siklus/<int:pk>/tetapkan/", cycles.cycle_establish, name="cycle_establish"),
    path("siklus/<int:pk>/putar-ulang/", cycles.cycle_replay, name="cycle_replay"),
    path("siklus/<int:pk>/kotak/<int:number>/", boxes.box_page, name="box"),
    path("kelompok-suksesi/", boxes.pool_page, name="pool"),
    path("kebijakan/<int:pk>/", policies.cycle_policy_page, name="cycle_policy"),
    path("kebijakan/<slug:code>/", policies.policy_page, name="policy"),
]
