"""Every table as it was at the first release, in one step; installations made on the way here are told by `replaces`."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("succession", "0001_initial"),
        ("succession", "0002_append_only"),
        ("succession", "0003_rows_by_agency"),
    ]

    dependencies = [
        ("accounts", "__first__"),
        ("talent", "0001_first_release"),
    ]

    operations = [
        migrations.CreateModel(
            name="AppointmentDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decided_on", models.DateField(verbose_name="tanggal keputusan")),
                ("number", models.CharField(max_length=100, verbose_name="nomor keputusan")),
                ("reason", models.TextField(verbose_name="alasan")),
                ("token", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_reason", models.TextField(null=True, verbose_name="alasan diakhiri")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_reason", None), ("ended_at", None)),
                            models.Q(("end_reason__isnull", False), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="decision_ended_whole",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("employee",), name="decision_one_per_person"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Inauguration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dated", models.DateField(verbose_name="tanggal pelantikan")),
                ("number", models.CharField(max_length=100, verbose_name="nomor berita acara")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inauguration",
                        to="succession.appointmentdecision",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MeritRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="putaran")),
                (
                    "instrument",
                    models.CharField(
                        choices=[("KASN-2019", "KASN 2019"), ("PANRB-2025", "PANRB 2025")],
                        max_length=12,
                        verbose_name="instrumen",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merit_rounds", to="talent.agency"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "name"), name="merit_round_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("instrument__in", ["KASN-2019", "PANRB-2025"]),
                            ("instrument__isnull", True),
                            _connector="OR",
                        ),
                        name="merit_instrument_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeritLevelRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                ("sub_aspect", models.CharField(max_length=6, verbose_name="sub-aspek")),
                ("level", models.PositiveSmallIntegerField(null=True, verbose_name="level")),
                ("verified_level", models.PositiveSmallIntegerField(null=True, verbose_name="level verifikasi")),
                ("note", models.TextField(null=True, verbose_name="catatan")),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="talent.agency",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="talent.importbatch",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="levels", to="succession.meritround"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_to", None)), fields=("round", "key"), name="merit_level_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="merit_level_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="merit_level_known_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeritRoundRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                ("submitted_on", models.DateField(null=True, verbose_name="diajukan")),
                ("decided_on", models.DateField(null=True, verbose_name="diputuskan")),
                ("decision_number", models.CharField(max_length=100, null=True, verbose_name="nomor keputusan")),
                ("valid_to", models.DateField(null=True, verbose_name="berlaku sampai")),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="talent.agency",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="talent.importbatch",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="succession.meritround"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_to", None)), fields=("round", "key"), name="merit_round_record_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="merit_round_record_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="merit_round_record_known_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "authority",
                    models.CharField(choices=[("KASN", "KASN"), ("BKN", "BKN")], max_length=4, verbose_name="otoritas"),
                ),
                ("number", models.CharField(max_length=100, verbose_name="nomor")),
                ("dated", models.DateField(verbose_name="tanggal")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendation",
                        to="succession.appointmentdecision",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Vacancy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="kode")),
                ("opened_on", models.DateField(verbose_name="dibuka")),
                ("decision_date", models.DateField(verbose_name="tanggal penetapan jalur")),
                ("reference_date", models.DateField(verbose_name="tanggal acuan")),
                ("running_since", models.DateField(null=True, verbose_name="proses berjalan sejak")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPENED", "dibuka"),
                            ("ROUTED", "jalur ditetapkan"),
                            ("LONGLISTED", "daftar panjang"),
                            ("NOMINATED", "tiga nama diusulkan"),
                            ("DECIDED", "diputuskan PPK"),
                            ("RECOMMENDED", "rekomendasi tercatat"),
                            ("INAUGURATED", "dilantik"),
                            ("CLOSED", "ditutup"),
                        ],
                        default="OPENED",
                        max_length=12,
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("talent_pool", "langsung dari talent pool"),
                            ("open_selection", "seleksi terbuka"),
                            ("undetermined", "belum dapat ditentukan"),
                        ],
                        max_length=14,
                        null=True,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="vacancies", to="talent.agency"
                    ),
                ),
                (
                    "position",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="vacancies", to="talent.position"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "vacancies",
                "ordering": ["-opened_on", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "code"), name="vacancy_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "OPENED",
                                    "ROUTED",
                                    "LONGLISTED",
                                    "NOMINATED",
                                    "DECIDED",
                                    "RECOMMENDED",
                                    "INAUGURATED",
                                    "CLOSED",
                                ],
                            )
                        ),
                        name="vacancy_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["INAUGURATED", "CLOSED"]), _negated=True),
                        fields=("position",),
                        name="vacancy_one_live_per_post",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RouteDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("JPT_UTAMA", "JPT Utama"),
                            ("JPT_MADYA", "JPT Madya"),
                            ("JPT_PRATAMA", "JPT Pratama"),
                            ("ADMINISTRATOR", "Administrator"),
                            ("PENGAWAS", "Pengawas"),
                            ("PELAKSANA", "Pelaksana"),
                            ("JF_AHLI_UTAMA", "JF Ahli Utama"),
                            ("JF_AHLI_MADYA", "JF Ahli Madya"),
                            ("JF_AHLI_MUDA", "JF Ahli Muda"),
                            ("JF_AHLI_PERTAMA", "JF Ahli Pertama"),
                            ("JF_PENYELIA", "JF Penyelia"),
                            ("JF_MAHIR", "JF Mahir"),
                            ("JF_TERAMPIL", "JF Terampil"),
                            ("JF_PEMULA", "JF Pemula"),
                        ],
                        max_length=20,
                    ),
                ),
                ("on", models.DateField()),
                ("known_at", models.DateTimeField()),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("talent_pool", "langsung dari talent pool"),
                            ("open_selection", "seleksi terbuka"),
                            ("undetermined", "belum dapat ditentukan"),
                        ],
                        max_length=14,
                    ),
                ),
                ("checks", models.JSONField()),
                ("law_digest", models.CharField(max_length=64)),
                ("inputs_digest", models.CharField(max_length=64)),
                ("results_digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.agency"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="talent.reviewcycle",
                    ),
                ),
                (
                    "vacancy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="routes",
                        to="succession.vacancy",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Nominee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="urutan")),
                ("reason", models.TextField(verbose_name="alasan")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
                    ),
                ),
                (
                    "vacancy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="nominees", to="succession.vacancy"
                    ),
                ),
            ],
            options={
                "ordering": ["order"],
                "constraints": [
                    models.UniqueConstraint(fields=("vacancy", "order"), name="nominee_order_once"),
                    models.UniqueConstraint(fields=("vacancy", "employee"), name="nominee_once"),
                    models.CheckConstraint(condition=models.Q(("order__range", (1, 3))), name="nominee_order_in_range"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Longlist",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("known_at", models.DateTimeField()),
                ("codes", models.JSONField()),
                ("law_digest", models.CharField(max_length=64)),
                ("inputs_digest", models.CharField(max_length=64)),
                ("results_digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.reviewcycle"
                    ),
                ),
                (
                    "vacancy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="longlists", to="succession.vacancy"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="CommitteeMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="committee_seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "vacancy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="committee", to="succession.vacancy"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("vacancy", "user"), name="committee_seat_once")],
            },
        ),
        migrations.AddField(
            model_name="appointmentdecision",
            name="vacancy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="succession.vacancy"
            ),
        ),
        migrations.CreateModel(
            name="ApprovalRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("APPROVAL", "persetujuan"),
                            ("COMMITMENT", "komitmen"),
                            ("RECOMMENDATION", "rekomendasi"),
                        ],
                        max_length=15,
                        verbose_name="jenis",
                    ),
                ),
                (
                    "authority",
                    models.CharField(choices=[("KASN", "KASN"), ("BKN", "BKN")], max_length=4, verbose_name="otoritas"),
                ),
                ("number", models.CharField(max_length=100, verbose_name="nomor")),
                ("revoked_on", models.DateField(null=True, verbose_name="dicabut")),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="talent.agency",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="talent.importbatch",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_to", None)), fields=("agency", "key"), name="approval_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="approval_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="approval_known_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["APPROVAL", "COMMITMENT", "RECOMMENDATION"]),
                            ("kind__isnull", True),
                            _connector="OR",
                        ),
                        name="approval_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("authority__in", ["KASN", "BKN"]), ("authority__isnull", True), _connector="OR"
                        ),
                        name="approval_authority_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LonglistEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("passed", models.BigIntegerField()),
                ("unknown", models.BigIntegerField()),
                ("outcome", models.CharField(max_length=7)),
                ("position", models.PositiveIntegerField()),
                ("rank", models.PositiveIntegerField(null=True)),
                ("box", models.PositiveSmallIntegerField()),
                ("talent_value", models.FloatField(null=True)),
                ("technical", models.FloatField(null=True)),
                ("combined", models.FloatField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=30)),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
                    ),
                ),
                (
                    "longlist",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="succession.longlist",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("longlist", "employee"), name="longlist_entry_once"),
                    models.UniqueConstraint(fields=("longlist", "position"), name="longlist_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["pass", "fail", "unknown"])), name="longlist_outcome_known"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="appointmentdecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("vacancy",), name="decision_one_per_vacancy"
            ),
        ),
        AppendOnly("meritroundrecord", closing=("known_to",)),
        AppendOnly("meritlevelrecord", closing=("known_to",)),
        AppendOnly("approvalrecord", closing=("known_to",)),
        AppendOnly("routedecision"),
        AppendOnly("longlist"),
        AppendOnly("longlistentry"),
        AppendOnly("nominee"),
        AppendOnly("recommendation"),
        AppendOnly("inauguration"),
        AppendOnly("appointmentdecision", closing=("ended_at", "end_reason")),
        RowsByAgency("meritround"),
        RowsByAgency("meritroundrecord"),
        RowsByAgency("meritlevelrecord"),
        RowsByAgency("approvalrecord"),
        RowsByAgency("vacancy"),
        RowsByAgency("routedecision"),
        RowsByAgency("longlist", by="vacancy"),
        RowsByAgency("longlistentry", by="longlist"),
        RowsByAgency("committeemember", by="vacancy"),
        RowsByAgency("nominee", by="vacancy"),
        RowsByAgency("appointmentdecision", by="vacancy"),
        RowsByAgency("recommendation", by="decision"),
        RowsByAgency("inauguration", by="decision"),
    ]
    operations = at_once(operations)
