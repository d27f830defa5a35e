"""Addresses of what follows from a mapping: the pool, plans, training groups, monitoring."""

from django.urls import path, re_path

from talent.views import monitoring, plans, pools, training

FILE = r"ekspor\.(?P<form>csv|xlsx)$"

urlpatterns = [
    path("kelompok-suksesi/", pools.pool_page, name="pool"),
    re_path(rf"^kelompok-suksesi/{FILE}", pools.pool_export, name="pool_export"),
    path("kelompok-suksesi/tindak-lanjut/", pools.pool_due, name="pool_due"),
    path("kelompok-suksesi/nasional/", pools.national_page, name="pool_national"),
    path("kelompok-suksesi/anggota/<int:pk>/", pools.membership_page, name="membership"),
    path("kelompok-suksesi/anggota/<int:pk>/keluar/", pools.membership_exit, name="membership_exit"),
    path("kelompok-suksesi/keluar/<int:pk>/cabut/", pools.exit_revoke, name="exit_revoke"),
    path("kelompok-suksesi/keluar/<int:pk>/betulkan/", pools.exit_correct, name="exit_correct"),
    path("pegawai/<int:pk>/rencana/", plans.person_plan, name="person_plan"),
    path("rencana/", plans.plan_list, name="plans"),
    path("rencana/menunggu/", plans.plans_in, {"state": "PROPOSED"}, name="plans_waiting"),
    path("rencana/lewat-tenggat/", plans.plans_in, {"state": "LATE"}, name="plans_overdue"),
    path("rencana/setujui/", plans.plan_approve, name="plans_approve"),
    re_path(rf"^rencana/{FILE}", plans.plan_export, name="plans_export"),
    path("rencana/<int:pk>/", plans.plan_page, name="plan"),
    path("rencana/<int:pk>/ubah/", plans.plan_edit, name="plan_edit"),
    re_path(r"^rencana/(?P<pk>[0-9]+)/(?P<to>approved|done|monitored|cancelled)/$", plans.plan_step, name="plan_step"),
    path("siklus/<int:pk>/pelatihan/", training.groups_page, name="training"),
    path("siklus/<int:pk>/pelatihan/susun/", training.groups_propose, name="training_propose"),
    re_path(rf"^siklus/(?P<pk>[0-9]+)/pelatihan/{FILE}", training.groups_export, name="training_export"),
    path("pelatihan/", training.calendar_page, name="training_calendar"),
    path("pelatihan/<int:pk>/", training.group_page, name="training_group"),
    path("pelatihan/<int:pk>/pindah/<int:employee>/", training.group_move, name="training_move"),
    path("siklus/<int:pk>/pemantauan/", monitoring.monitoring_page, name="monitoring"),
    path("siklus/<int:pk>/pemantauan.xlsx", monitoring.monitoring_export, name="monitoring_export"),
]
