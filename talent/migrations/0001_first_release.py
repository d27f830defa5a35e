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
        ("talent", "0001_initial"),
        ("talent", "0002_append_only"),
        ("talent", "0003_unit_records"),
        ("talent", "0004_talent_in_full"),
        ("talent", "0005_append_only"),
        ("talent", "0006_supplements_and_signatures"),
        ("talent", "0007_agency_records"),
        ("talent", "0008_rows_by_agency"),
    ]

    dependencies = [
        ("accounts", "__first__"),
        ("jobs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="kode")),
                ("name", models.CharField(max_length=200, verbose_name="nama")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("MINISTRY", "Kementerian"),
                            ("LPNK", "Lembaga pemerintah nonkementerian"),
                            ("LNS", "Lembaga nonstruktural"),
                            ("PROVINCE", "Provinsi"),
                            ("REGENCY", "Kabupaten"),
                            ("CITY", "Kota"),
                        ],
                        max_length=10,
                        verbose_name="jenis",
                    ),
                ),
                ("province", models.CharField(blank=True, max_length=80, verbose_name="provinsi")),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["MINISTRY", "LPNK", "LNS", "PROVINCE", "REGENCY", "CITY"]),
                            ("kind__isnull", True),
                            _connector="OR",
                        ),
                        name="agency_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalibrationSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quorum", models.PositiveSmallIntegerField(verbose_name="kuorum")),
                ("blind", models.BooleanField(default=True, verbose_name="penempatan buta dahulu")),
                ("held_on", models.DateField(verbose_name="tanggal sidang")),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("revealed_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("minutes", models.TextField(blank=True, verbose_name="risalah")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "chair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("quorum__gte", 1)), name="calibration_quorum_positive")
                ],
            },
        ),
        migrations.CreateModel(
            name="CalibrationMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("present", models.BooleanField(default=False, verbose_name="hadir")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="talent.calibrationsession",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("session", "user"), name="calibration_member_once")],
            },
        ),
        migrations.CreateModel(
            name="ColumnMatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("header", models.CharField(max_length=120)),
                ("column", models.CharField(max_length=60)),
                ("at", models.DateTimeField(auto_now=True)),
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
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("agency", "kind", "header"), name="column_match_once")],
            },
        ),
        migrations.CreateModel(
            name="Employee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nip", models.CharField(max_length=18, unique=True, verbose_name="NIP")),
                ("name", models.CharField(max_length=150, verbose_name="nama")),
                ("born", models.DateField(verbose_name="lahir")),
                ("hired_month", models.DateField(verbose_name="CPNS sejak")),
                (
                    "sex",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "laki-laki"), (2, "perempuan")], verbose_name="jenis kelamin"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="employees", to="talent.agency"
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "indexes": [
                    models.Index(fields=["agency", "name", "id"], name="talent_empl_agency__602143_idx"),
                    models.Index(fields=["agency", "id"], name="talent_empl_agency__3322d3_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("sex__in", [1, 2])), name="employee_sex_known"),
                    models.CheckConstraint(
                        condition=models.Q(("nip__regex", "^[0-9]{18}$")), name="employee_nip_digits"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeclaredRelation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("relation", models.CharField(max_length=80, verbose_name="hubungan")),
                ("declared_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "user",
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("user", "employee"),
                        name="relation_declared_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BlindPlacement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("box", models.PositiveSmallIntegerField(verbose_name="kotak")),
                ("at", models.DateTimeField(auto_now=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blind_placements",
                        to="talent.calibrationmember",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blind_placements",
                        to="talent.calibrationsession",
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
                "constraints": [
                    models.UniqueConstraint(fields=("member", "employee"), name="blind_placement_once"),
                    models.CheckConstraint(
                        condition=models.Q(("box__range", (1, 9))), name="blind_placement_box_in_range"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmployeeRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=150, verbose_name="nama")),
                (
                    "status",
                    models.CharField(
                        choices=[("PNS", "PNS"), ("PPPK", "PPPK")], max_length=4, null=True, verbose_name="status"
                    ),
                ),
                ("grade", models.CharField(max_length=5, null=True, verbose_name="golongan")),
                ("grade_from", models.DateField(null=True, verbose_name="TMT golongan")),
                ("position", models.CharField(max_length=200, null=True, verbose_name="jabatan")),
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
                        null=True,
                        verbose_name="jenjang",
                    ),
                ),
                ("job_family", models.CharField(max_length=80, null=True, verbose_name="rumpun")),
                ("post_from", models.DateField(null=True, verbose_name="TMT jabatan")),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("ACTIVE", "aktif"),
                            ("CLTN", "cuti di luar tanggungan negara"),
                            ("STUDY_LEAVE", "tugas belajar"),
                            ("SUSPENDED", "diberhentikan sementara"),
                            ("RELEASED", "bebas tugas"),
                            ("RETIRED", "pensiun"),
                        ],
                        max_length=12,
                        null=True,
                        verbose_name="kedudukan",
                    ),
                ),
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
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="talent.employee"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_to", None)), fields=("employee", "key"), name="employee_record_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="employee_record_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="employee_record_known_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["PNS", "PPPK"]), ("status__isnull", True), _connector="OR"),
                        name="employee_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "tier__in",
                                [
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
                                ],
                            ),
                            ("tier__isnull", True),
                            _connector="OR",
                        ),
                        name="employee_tier_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("standing__in", ["ACTIVE", "CLTN", "STUDY_LEAVE", "SUSPENDED", "RELEASED", "RETIRED"]),
                            ("standing__isnull", True),
                            _connector="OR",
                        ),
                        name="employee_standing_known",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="employee",
            name="current",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employeerecord"
            ),
        ),
        migrations.CreateModel(
            name="EvidenceFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=255, verbose_name="berkas")),
                ("content_type", models.CharField(max_length=60)),
                ("size", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
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
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("agency", "digest"), name="evidence_file_once")],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="jenis catatan")),
                ("key", models.CharField(max_length=32)),
                ("source", models.CharField(max_length=150, verbose_name="sumber")),
                ("number", models.CharField(blank=True, max_length=100, verbose_name="nomor dokumen")),
                ("valid_until", models.DateField(null=True, verbose_name="berlaku sampai")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
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
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="talent.employee"
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="talent.evidencefile",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["employee", "kind", "key"], name="talent_evid_employe_5bdaad_idx"),
                    models.Index(
                        condition=models.Q(("withdrawn_at", None)), fields=["agency", "kind"], name="evidence_in_use"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="evidence_withdrawn_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="jenis")),
                ("file_name", models.CharField(max_length=255, verbose_name="berkas")),
                ("file_digest", models.CharField(max_length=64)),
                ("stored", models.CharField(blank=True, max_length=255)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "menunggu pencocokan kolom"),
                            ("CHECKING", "sedang diperiksa"),
                            ("PREVIEWED", "diperiksa"),
                            ("COMMITTING", "sedang ditulis"),
                            ("COMMITTED", "ditulis"),
                            ("REFUSED", "ditolak"),
                            ("WITHDRAWING", "sedang ditarik"),
                            ("WITHDRAWN", "ditarik"),
                        ],
                        default="PREVIEWED",
                        max_length=12,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("committed_at", models.DateTimeField(null=True)),
                ("report", models.JSONField(default=dict)),
                ("matches", models.JSONField(default=dict)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.agency"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="jobs.job"
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "WAITING",
                                    "CHECKING",
                                    "PREVIEWED",
                                    "COMMITTING",
                                    "COMMITTED",
                                    "REFUSED",
                                    "WITHDRAWING",
                                    "WITHDRAWN",
                                ],
                            ),
                            ("state__isnull", True),
                            _connector="OR",
                        ),
                        name="import_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="import_withdrawn_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedbackRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                ("year", models.PositiveSmallIntegerField(verbose_name="tahun")),
                (
                    "rating",
                    models.CharField(
                        choices=[
                            ("SANGAT_BAIK", "Sangat Baik"),
                            ("BAIK", "Baik"),
                            ("BUTUH_PERBAIKAN", "Butuh Perbaikan"),
                            ("CUKUP", "Cukup"),
                            ("KURANG", "Kurang"),
                            ("SANGAT_KURANG", "Sangat Kurang"),
                        ],
                        max_length=15,
                        verbose_name="predikat",
                    ),
                ),
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
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
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
                        condition=models.Q(("known_to", None)), fields=("employee", "key"), name="feedback_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="feedback_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="feedback_known_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "rating__in",
                                ["SANGAT_BAIK", "BAIK", "BUTUH_PERBAIKAN", "CUKUP", "KURANG", "SANGAT_KURANG"],
                            ),
                            ("rating__isnull", True),
                            _connector="OR",
                        ),
                        name="feedback_rating_known",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="employeerecord",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="talent.importbatch",
            ),
        ),
        migrations.CreateModel(
            name="EducationRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("S3", "S3"),
                            ("S2", "S2"),
                            ("S1", "S1"),
                            ("D4", "D-IV"),
                            ("D3", "D-III"),
                            ("D2", "D-II"),
                            ("D1", "D-I"),
                            ("SLTA", "SLTA"),
                            ("SLTP", "SLTP"),
                            ("SD", "SD"),
                        ],
                        max_length=4,
                        verbose_name="jenjang",
                    ),
                ),
                ("field", models.CharField(max_length=150, null=True, verbose_name="bidang")),
                (
                    "field_match",
                    models.CharField(
                        choices=[("FULL", "sesuai"), ("PARTIAL", "cukup"), ("NONE", "tidak")],
                        max_length=7,
                        null=True,
                        verbose_name="kesesuaian",
                    ),
                ),
                ("graduated_year", models.PositiveSmallIntegerField(null=True, verbose_name="tahun lulus")),
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
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
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
                        condition=models.Q(("known_to", None)), fields=("employee", "key"), name="education_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="education_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="education_known_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level__in", ["S3", "S2", "S1", "D4", "D3", "D2", "D1", "SLTA", "SLTP", "SD"]),
                            ("level__isnull", True),
                            _connector="OR",
                        ),
                        name="education_level_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("field_match__in", ["FULL", "PARTIAL", "NONE"]),
                            ("field_match__isnull", True),
                            _connector="OR",
                        ),
                        name="education_match_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ComponentsRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                ("competency", models.FloatField(null=True)),
                ("development", models.FloatField(null=True)),
                ("experience", models.FloatField(null=True)),
                ("potential", models.FloatField(null=True)),
                ("education", models.FloatField(null=True)),
                ("field_match", models.FloatField(null=True)),
                ("discipline", models.FloatField(null=True)),
                ("rating", models.FloatField(null=True)),
                ("awards", models.FloatField(null=True)),
                ("teamwork_assignments", models.FloatField(null=True)),
                ("feedback", models.FloatField(null=True)),
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
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
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
                        condition=models.Q(("known_to", None)), fields=("employee", "key"), name="components_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="components_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="components_known_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AwardRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=200, verbose_name="nama")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("INTERNATIONAL", "internasional"),
                            ("NATIONAL", "nasional"),
                            ("CROSS_AGENCY", "lintas instansi"),
                            ("AGENCY", "instansi"),
                        ],
                        max_length=13,
                        verbose_name="tingkat",
                    ),
                ),
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
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
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
                        condition=models.Q(("known_to", None)), fields=("employee", "key"), name="award_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="award_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="award_known_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level__in", ["INTERNATIONAL", "NATIONAL", "CROSS_AGENCY", "AGENCY"]),
                            ("level__isnull", True),
                            _connector="OR",
                        ),
                        name="award_level_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AttestationRecord",
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
                            ("HEALTH", "kesehatan"),
                            ("INTEGRITY", "integritas"),
                            ("LHKPN", "LHKPN/LHKASN"),
                            ("TAX", "SPT tahunan"),
                            ("PPK_PERMIT", "izin PPK"),
                        ],
                        max_length=10,
                        verbose_name="jenis",
                    ),
                ),
                ("passed", models.BooleanField(verbose_name="hasil")),
                ("number", models.CharField(max_length=100, null=True, verbose_name="nomor")),
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
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
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
                        condition=models.Q(("known_to", None)), fields=("employee", "key"), name="attestation_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="attestation_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="attestation_known_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["HEALTH", "INTEGRITY", "LHKPN", "TAX", "PPK_PERMIT"]),
                            ("kind__isnull", True),
                            _connector="OR",
                        ),
                        name="attestation_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessmentRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                ("integrity", models.PositiveSmallIntegerField(null=True)),
                ("teamwork", models.PositiveSmallIntegerField(null=True)),
                ("communication", models.PositiveSmallIntegerField(null=True)),
                ("results_orientation", models.PositiveSmallIntegerField(null=True)),
                ("public_service", models.PositiveSmallIntegerField(null=True)),
                ("development", models.PositiveSmallIntegerField(null=True)),
                ("change_management", models.PositiveSmallIntegerField(null=True)),
                ("decision_making", models.PositiveSmallIntegerField(null=True)),
                ("national_unity", models.PositiveSmallIntegerField(null=True)),
                ("institution", models.CharField(max_length=150, null=True, verbose_name="lembaga")),
                ("jpm", models.FloatField(null=True, verbose_name="JPM")),
                ("technical", models.FloatField(null=True, verbose_name="teknis")),
                ("intellectual", models.PositiveSmallIntegerField(null=True)),
                ("interpersonal", models.PositiveSmallIntegerField(null=True)),
                ("self_awareness", models.PositiveSmallIntegerField(null=True)),
                ("critical_thinking", models.PositiveSmallIntegerField(null=True)),
                ("problem_solving", models.PositiveSmallIntegerField(null=True)),
                ("emotional_intelligence", models.PositiveSmallIntegerField(null=True)),
                ("learning_agility", models.PositiveSmallIntegerField(null=True)),
                ("motivation", models.PositiveSmallIntegerField(null=True)),
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
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
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
                        condition=models.Q(("known_to", None)), fields=("employee", "key"), name="assessment_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="assessment_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="assessment_known_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("integrity__isnull", True), ("integrity__range", (1, 5)), _connector="OR"),
                            models.Q(("teamwork__isnull", True), ("teamwork__range", (1, 5)), _connector="OR"),
                            models.Q(
                                ("communication__isnull", True), ("communication__range", (1, 5)), _connector="OR"
                            ),
                            models.Q(
                                ("results_orientation__isnull", True),
                                ("results_orientation__range", (1, 5)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("public_service__isnull", True), ("public_service__range", (1, 5)), _connector="OR"
                            ),
                            models.Q(("development__isnull", True), ("development__range", (1, 5)), _connector="OR"),
                            models.Q(
                                ("change_management__isnull", True),
                                ("change_management__range", (1, 5)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("decision_making__isnull", True), ("decision_making__range", (1, 5)), _connector="OR"
                            ),
                            models.Q(
                                ("national_unity__isnull", True), ("national_unity__range", (1, 5)), _connector="OR"
                            ),
                            models.Q(("intellectual__isnull", True), ("intellectual__range", (1, 5)), _connector="OR"),
                            models.Q(
                                ("interpersonal__isnull", True), ("interpersonal__range", (1, 5)), _connector="OR"
                            ),
                            models.Q(
                                ("self_awareness__isnull", True), ("self_awareness__range", (1, 5)), _connector="OR"
                            ),
                            models.Q(
                                ("critical_thinking__isnull", True),
                                ("critical_thinking__range", (1, 5)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("problem_solving__isnull", True), ("problem_solving__range", (1, 5)), _connector="OR"
                            ),
                            models.Q(
                                ("emotional_intelligence__isnull", True),
                                ("emotional_intelligence__range", (1, 5)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("learning_agility__isnull", True), ("learning_agility__range", (1, 5)), _connector="OR"
                            ),
                            models.Q(("motivation__isnull", True), ("motivation__range", (1, 5)), _connector="OR"),
                        ),
                        name="assessment_levels",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppointmentRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                ("position", models.CharField(max_length=200, verbose_name="jabatan")),
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
                        verbose_name="jenjang",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("DEFINITIVE", "definitif"), ("PLT", "Plt"), ("PLH", "Plh"), ("PJ", "Pj")],
                        max_length=10,
                        null=True,
                        verbose_name="jenis",
                    ),
                ),
                ("higher", models.BooleanField(null=True, verbose_name="lebih tinggi")),
                ("job_family", models.CharField(max_length=80, null=True, verbose_name="rumpun")),
                ("unit", models.CharField(max_length=200, null=True, verbose_name="unit")),
                ("at_agency", models.CharField(max_length=200, null=True, verbose_name="instansi")),
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
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
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
                        condition=models.Q(("known_to", None)), fields=("employee", "key"), name="appointment_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="appointment_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="appointment_known_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "tier__in",
                                [
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
                                ],
                            ),
                            ("tier__isnull", True),
                            _connector="OR",
                        ),
                        name="appointment_tier_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["DEFINITIVE", "PLT", "PLH", "PJ"]), ("kind__isnull", True), _connector="OR"
                        ),
                        name="appointment_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgencyRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=200, verbose_name="nama")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("MINISTRY", "Kementerian"),
                            ("LPNK", "Lembaga pemerintah nonkementerian"),
                            ("LNS", "Lembaga nonstruktural"),
                            ("PROVINCE", "Provinsi"),
                            ("REGENCY", "Kabupaten"),
                            ("CITY", "Kota"),
                        ],
                        max_length=10,
                        verbose_name="jenis",
                    ),
                ),
                ("province", models.CharField(blank=True, max_length=80, verbose_name="provinsi")),
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
                        condition=models.Q(("known_to", None)), fields=("agency", "key"), name="agency_record_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="agency_record_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="agency_record_known_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["MINISTRY", "LPNK", "LNS", "PROVINCE", "REGENCY", "CITY"]),
                            ("kind__isnull", True),
                            _connector="OR",
                        ),
                        name="agency_record_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MappingRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("known_at", models.DateTimeField()),
                ("policy_code", models.CharField(max_length=60)),
                ("policy_version", models.PositiveSmallIntegerField()),
                ("policy_digest", models.CharField(max_length=64)),
                ("policy_document", models.TextField()),
                ("law_digest", models.CharField(max_length=64)),
                ("rules_used", models.JSONField(null=True)),
                ("inputs_digest", models.CharField(max_length=64, null=True)),
                ("results_digest", models.CharField(max_length=64, null=True)),
                ("people", models.PositiveIntegerField(null=True)),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
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
                    "extends",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplements",
                        to="talent.mappingrun",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="MinutesSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=64)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="talent.calibrationsession",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("session", "user", "token"), name="minutes_signed_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PerformanceRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                ("year", models.PositiveSmallIntegerField(verbose_name="tahun")),
                (
                    "work_result",
                    models.CharField(
                        choices=[
                            ("ABOVE", "di atas ekspektasi"),
                            ("AS", "sesuai ekspektasi"),
                            ("BELOW", "di bawah ekspektasi"),
                        ],
                        max_length=5,
                        null=True,
                        verbose_name="hasil kerja",
                    ),
                ),
                (
                    "behaviour",
                    models.CharField(
                        choices=[
                            ("ABOVE", "di atas ekspektasi"),
                            ("AS", "sesuai ekspektasi"),
                            ("BELOW", "di bawah ekspektasi"),
                        ],
                        max_length=5,
                        null=True,
                        verbose_name="perilaku",
                    ),
                ),
                (
                    "rating",
                    models.CharField(
                        choices=[
                            ("SANGAT_BAIK", "Sangat Baik"),
                            ("BAIK", "Baik"),
                            ("BUTUH_PERBAIKAN", "Butuh Perbaikan"),
                            ("CUKUP", "Cukup"),
                            ("KURANG", "Kurang"),
                            ("SANGAT_KURANG", "Sangat Kurang"),
                        ],
                        max_length=15,
                        null=True,
                        verbose_name="predikat",
                    ),
                ),
                ("score", models.FloatField(null=True, verbose_name="nilai")),
                ("new_idea", models.BooleanField(null=True, verbose_name="ide baru")),
                ("rater", models.CharField(max_length=18, null=True, verbose_name="NIP penilai")),
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
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_to", None)), fields=("employee", "key"), name="performance_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="performance_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="performance_known_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("work_result__in", ["ABOVE", "AS", "BELOW"]),
                            ("work_result__isnull", True),
                            _connector="OR",
                        ),
                        name="performance_result_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("behaviour__in", ["ABOVE", "AS", "BELOW"]), ("behaviour__isnull", True), _connector="OR"
                        ),
                        name="performance_behaviour_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "rating__in",
                                ["SANGAT_BAIK", "BAIK", "BUTUH_PERBAIKAN", "CUKUP", "KURANG", "SANGAT_KURANG"],
                            ),
                            ("rating__isnull", True),
                            _connector="OR",
                        ),
                        name="performance_rating_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("performance", models.FloatField(null=True)),
                ("potential", models.FloatField(null=True)),
                ("talent_value", models.FloatField(null=True)),
                (
                    "performance_band",
                    models.CharField(
                        choices=[
                            ("ABOVE", "di atas ekspektasi"),
                            ("AS", "sesuai ekspektasi"),
                            ("BELOW", "di bawah ekspektasi"),
                        ],
                        max_length=5,
                        null=True,
                    ),
                ),
                (
                    "potential_band",
                    models.CharField(
                        choices=[("HIGH", "tinggi"), ("MEDIUM", "menengah"), ("LOW", "rendah")], max_length=6, null=True
                    ),
                ),
                ("box", models.PositiveSmallIntegerField(null=True)),
                ("missing", models.BigIntegerField(default=0)),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="placements", to="talent.employee"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="talent.mappingrun",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["run", "box", "-talent_value", "employee"], name="talent_plac_run_id_8cb101_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "employee"), name="placement_once"),
                    models.CheckConstraint(
                        condition=models.Q(("box", None), ("box__range", (1, 9)), _connector="OR"),
                        name="placement_box_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("performance_band__in", ["ABOVE", "AS", "BELOW"]),
                            ("performance_band__isnull", True),
                            _connector="OR",
                        ),
                        name="placement_performance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("potential_band__in", ["HIGH", "MEDIUM", "LOW"]),
                            ("potential_band__isnull", True),
                            _connector="OR",
                        ),
                        name="placement_potential_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PoolMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("box", models.PositiveSmallIntegerField()),
                ("computed_box", models.PositiveSmallIntegerField(null=True)),
                ("talent_value", models.FloatField(null=True)),
                ("entry_reason", models.TextField(null=True, verbose_name="alasan masuk")),
                ("rank", models.PositiveIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.agency"
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="talent.employee"
                    ),
                ),
            ],
            options={
                "ordering": ["rank"],
                "indexes": [
                    models.Index(fields=["agency", "valid_from", "valid_to"], name="talent_pool_agency__4d564d_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gte", models.F("valid_from"))), name="membership_in_order"
                    ),
                    models.CheckConstraint(condition=models.Q(("box__range", (1, 9))), name="membership_box_in_range"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PoolExit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="keluar pada")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("APPOINTED", "diangkat dalam jabatan"),
                            ("RETIRED", "pensiun atau berhenti"),
                            ("SANCTION", "hukuman disiplin"),
                            ("MOVED", "pindah instansi"),
                            ("REQUEST", "atas permintaan sendiri"),
                            ("OTHER", "lainnya"),
                        ],
                        max_length=9,
                        verbose_name="sebab",
                    ),
                ),
                ("reason", models.TextField(verbose_name="uraian")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "membership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exit", to="talent.poolmembership"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cause__in", ["APPOINTED", "RETIRED", "SANCTION", "MOVED", "REQUEST", "OTHER"]),
                            ("cause__isnull", True),
                            _connector="OR",
                        ),
                        name="pool_exit_cause_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, verbose_name="kode")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="positions", to="talent.agency"
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
                "constraints": [models.UniqueConstraint(fields=("agency", "code"), name="position_code_once")],
            },
        ),
        migrations.CreateModel(
            name="PositionRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                ("integrity", models.PositiveSmallIntegerField(null=True)),
                ("teamwork", models.PositiveSmallIntegerField(null=True)),
                ("communication", models.PositiveSmallIntegerField(null=True)),
                ("results_orientation", models.PositiveSmallIntegerField(null=True)),
                ("public_service", models.PositiveSmallIntegerField(null=True)),
                ("development", models.PositiveSmallIntegerField(null=True)),
                ("change_management", models.PositiveSmallIntegerField(null=True)),
                ("decision_making", models.PositiveSmallIntegerField(null=True)),
                ("national_unity", models.PositiveSmallIntegerField(null=True)),
                ("name", models.CharField(max_length=200, verbose_name="nama")),
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
                        verbose_name="jenjang",
                    ),
                ),
                ("job_family", models.CharField(max_length=80, null=True, verbose_name="rumpun")),
                ("critical", models.BooleanField(null=True, verbose_name="kritikal")),
                ("vacant_from", models.DateField(null=True, verbose_name="lowong sejak")),
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
                    "position",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="talent.position"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["agency", "name"], name="talent_posi_agency__a688fe_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_to", None)), fields=("position", "key"), name="position_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="position_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="position_known_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("integrity__isnull", True), ("integrity__range", (1, 5)), _connector="OR"),
                            models.Q(("teamwork__isnull", True), ("teamwork__range", (1, 5)), _connector="OR"),
                            models.Q(
                                ("communication__isnull", True), ("communication__range", (1, 5)), _connector="OR"
                            ),
                            models.Q(
                                ("results_orientation__isnull", True),
                                ("results_orientation__range", (1, 5)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("public_service__isnull", True), ("public_service__range", (1, 5)), _connector="OR"
                            ),
                            models.Q(("development__isnull", True), ("development__range", (1, 5)), _connector="OR"),
                            models.Q(
                                ("change_management__isnull", True),
                                ("change_management__range", (1, 5)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("decision_making__isnull", True), ("decision_making__range", (1, 5)), _connector="OR"
                            ),
                            models.Q(
                                ("national_unity__isnull", True), ("national_unity__range", (1, 5)), _connector="OR"
                            ),
                        ),
                        name="position_levels",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "tier__in",
                                [
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
                                ],
                            ),
                            ("tier__isnull", True),
                            _connector="OR",
                        ),
                        name="position_tier_known",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="position",
            name="current",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.positionrecord"
            ),
        ),
        migrations.CreateModel(
            name="ReviewCycle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="nama")),
                ("on", models.DateField(verbose_name="data per tanggal")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "draf"),
                            ("OPEN", "pengumpulan data"),
                            ("MAPPED", "terpetakan"),
                            ("CALIBRATION", "dalam kalibrasi"),
                            ("PROPOSED", "diusulkan"),
                            ("ESTABLISHED", "ditetapkan"),
                            ("CLOSED", "ditutup"),
                        ],
                        default="DRAFT",
                        max_length=12,
                    ),
                ),
                ("established_date", models.DateField(null=True, verbose_name="tanggal penetapan")),
                ("decree", models.CharField(blank=True, max_length=100, verbose_name="nomor keputusan")),
                ("announced_on", models.DateField(null=True, verbose_name="diumumkan pada")),
                ("reply_until", models.DateField(null=True, verbose_name="tanggapan sampai")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cycles", to="talent.agency"
                    ),
                ),
                (
                    "established_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="jobs.job"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.mappingrun"
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "name"), name="cycle_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["DRAFT", "OPEN", "MAPPED", "CALIBRATION", "PROPOSED", "ESTABLISHED", "CLOSED"],
                            )
                        ),
                        name="cycle_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("announced_on", None), ("reply_until", None)),
                            ("reply_until__gte", models.F("announced_on")),
                            _connector="OR",
                        ),
                        name="cycle_reply_window_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("established_by", None), ("established_date", None)),
                            models.Q(("established_by__isnull", False), ("established_date__isnull", False)),
                            _connector="OR",
                        ),
                        name="cycle_established_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("CORRECTION", "permintaan koreksi data"), ("OBJECTION", "keberatan atas kotak")],
                        max_length=10,
                        verbose_name="jenis",
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=60, verbose_name="tentang")),
                ("text", models.TextField(verbose_name="uraian")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPEN", "menunggu jawaban"),
                            ("ACCEPTED", "diterima"),
                            ("REJECTED", "ditolak"),
                            ("WITHDRAWN", "dicabut"),
                        ],
                        default="OPEN",
                        max_length=9,
                        verbose_name="keadaan",
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("answer", models.TextField(blank=True, verbose_name="jawaban")),
                ("answered_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="talent.employee"
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="talent.reviewcycle"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["cycle", "state"], name="talent_repl_cycle_i_c86114_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["CORRECTION", "OBJECTION"]), ("kind__isnull", True), _connector="OR"
                        ),
                        name="reply_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["OPEN", "ACCEPTED", "REJECTED", "WITHDRAWN"]),
                            ("state__isnull", True),
                            _connector="OR",
                        ),
                        name="reply_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "OPEN")),
                        fields=("cycle", "employee", "kind", "about"),
                        name="reply_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="reply_answered_whole",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="poolmembership",
            name="cycle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="talent.reviewcycle"
            ),
        ),
        migrations.AddField(
            model_name="mappingrun",
            name="cycle",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="talent.reviewcycle"
            ),
        ),
        migrations.AddField(
            model_name="calibrationsession",
            name="cycle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="talent.reviewcycle"
            ),
        ),
        migrations.CreateModel(
            name="CalibrationMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("computed_box", models.PositiveSmallIntegerField(verbose_name="kotak hasil hitung")),
                ("from_box", models.PositiveSmallIntegerField(verbose_name="dari kotak")),
                ("box", models.PositiveSmallIntegerField(verbose_name="ke kotak")),
                ("reason", models.TextField(verbose_name="alasan")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="talent.calibrationsession",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="talent.reviewcycle"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "employee", "number"), name="calibration_move_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="calibration_move_has_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("box__range", (1, 9))), name="calibration_move_box_in_range"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Advice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("known_at", models.DateTimeField()),
                ("inputs_digest", models.CharField(max_length=64)),
                ("document", models.JSONField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="advice", to="talent.reviewcycle"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["cycle", "kind", "-id"], name="talent_advi_cycle_i_bb3c4b_idx")],
            },
        ),
        migrations.CreateModel(
            name="SanctionRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                (
                    "severity",
                    models.CharField(
                        choices=[("LIGHT", "ringan"), ("MODERATE", "sedang"), ("SEVERE", "berat")],
                        max_length=8,
                        verbose_name="tingkat",
                    ),
                ),
                ("decree", models.CharField(max_length=100, null=True, verbose_name="nomor SK")),
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
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_to", None)), fields=("employee", "key"), name="sanction_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="sanction_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="sanction_known_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("severity__in", ["LIGHT", "MODERATE", "SEVERE"]),
                            ("severity__isnull", True),
                            _connector="OR",
                        ),
                        name="sanction_severity_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoringPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, verbose_name="kode")),
                ("version", models.PositiveSmallIntegerField(verbose_name="versi")),
                ("effective_from", models.DateField(verbose_name="berlaku sejak")),
                ("effective_to", models.DateField(null=True, verbose_name="berlaku sampai")),
                ("document", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="policies",
                        to="talent.agency",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-effective_from", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "code", "version"), name="policy_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("agency", None)),
                        fields=("code", "version"),
                        name="policy_national_version_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_to", None), ("effective_to__gte", models.F("effective_from")), _connector="OR"
                        ),
                        name="policy_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, verbose_name="kode")),
                ("document", models.TextField()),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("simulation", models.JSONField(default=dict)),
                ("simulated_digest", models.CharField(blank=True, max_length=64)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="policy_drafts", to="talent.agency"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="jobs.job"
                    ),
                ),
                (
                    "published",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="talent.scoringpolicy",
                    ),
                ),
            ],
            options={
                "ordering": ["-changed_at"],
            },
        ),
        migrations.CreateModel(
            name="SimulatedMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.PositiveSmallIntegerField(null=True, verbose_name="kotak kini")),
                ("after", models.PositiveSmallIntegerField(null=True, verbose_name="kotak menurut draf")),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="talent.policydraft"
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
                "constraints": [models.UniqueConstraint(fields=("draft", "employee"), name="simulated_move_once")],
            },
        ),
        migrations.CreateModel(
            name="TalentAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("DEVELOPMENT", "pengembangan"),
                            ("RETENTION", "retensi"),
                            ("PLACEMENT", "penempatan"),
                        ],
                        max_length=11,
                        verbose_name="jenis",
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=60, verbose_name="dasar")),
                ("action", models.CharField(max_length=200, verbose_name="kegiatan")),
                ("owner", models.CharField(max_length=150, verbose_name="penanggung jawab")),
                ("due", models.DateField(verbose_name="tenggat")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "diusulkan"),
                            ("APPROVED", "disetujui"),
                            ("DONE", "dilaksanakan"),
                            ("MONITORED", "dipantau"),
                            ("CANCELLED", "dibatalkan"),
                        ],
                        default="PROPOSED",
                        max_length=9,
                        verbose_name="keadaan",
                    ),
                ),
                ("result", models.TextField(blank=True, verbose_name="hasil")),
                ("done_on", models.DateField(null=True, verbose_name="dilaksanakan pada")),
                ("observation", models.TextField(blank=True, verbose_name="hasil pemantauan")),
                (
                    "cost",
                    models.DecimalField(decimal_places=0, max_digits=14, null=True, verbose_name="biaya (rupiah)"),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.agency"
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        related_name="actions",
                        to="talent.reviewcycle",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="talent.employee"
                    ),
                ),
            ],
            options={
                "ordering": ["due", "id"],
                "indexes": [
                    models.Index(fields=["agency", "kind", "state", "due"], name="talent_tale_agency__0e98f0_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["DEVELOPMENT", "RETENTION", "PLACEMENT"]),
                            ("kind__isnull", True),
                            _connector="OR",
                        ),
                        name="action_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["PROPOSED", "APPROVED", "DONE", "MONITORED", "CANCELLED"]),
                            ("state__isnull", True),
                            _connector="OR",
                        ),
                        name="action_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at", None), ("approved_by", None)),
                            models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="action_approved_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamAssignmentRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                ("team", models.CharField(max_length=200, verbose_name="nama tim")),
                (
                    "role",
                    models.CharField(
                        choices=[("LEADER", "ketua"), ("MEMBER", "anggota")], max_length=6, verbose_name="peran"
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[("CROSS_AGENCY", "lintas instansi"), ("INTERNAL", "internal")],
                        max_length=12,
                        verbose_name="lingkup",
                    ),
                ),
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
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_to", None)), fields=("employee", "key"), name="team_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="team_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="team_known_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["LEADER", "MEMBER"]), ("role__isnull", True), _connector="OR"),
                        name="team_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("scope__in", ["CROSS_AGENCY", "INTERNAL"]), ("scope__isnull", True), _connector="OR"
                        ),
                        name="team_scope_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=200, verbose_name="nama")),
                ("profile", models.JSONField()),
                ("starts", models.DateField(null=True, verbose_name="mulai")),
                ("seats", models.PositiveSmallIntegerField(null=True, verbose_name="kursi")),
                (
                    "cost",
                    models.DecimalField(
                        decimal_places=0, max_digits=14, null=True, verbose_name="biaya per kursi (rupiah)"
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.agency"
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="training_groups",
                        to="talent.reviewcycle",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("cycle", "number"), name="training_group_once")],
            },
        ),
        migrations.CreateModel(
            name="TrainingRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=200, verbose_name="nama")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("COURSE", "pengembangan kompetensi"),
                            ("LEADERSHIP", "diklat penjenjangan"),
                            ("CERTIFICATION", "sertifikasi"),
                        ],
                        max_length=13,
                        verbose_name="jenis",
                    ),
                ),
                ("hours", models.FloatField(null=True, verbose_name="JP")),
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
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_to", None)), fields=("employee", "key"), name="training_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="training_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="training_known_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["COURSE", "LEADERSHIP", "CERTIFICATION"]),
                            ("kind__isnull", True),
                            _connector="OR",
                        ),
                        name="training_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="places", to="talent.traininggroup"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("group", "employee"), name="training_seat_once")],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, verbose_name="kode")),
                ("name", models.CharField(max_length=200, verbose_name="nama")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to="talent.agency"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="talent.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
                "constraints": [models.UniqueConstraint(fields=("agency", "code"), name="unit_code_once")],
            },
        ),
        migrations.AddField(
            model_name="positionrecord",
            name="unit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.unit"
            ),
        ),
        migrations.AddField(
            model_name="employeerecord",
            name="unit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.unit"
            ),
        ),
        migrations.CreateModel(
            name="UnitRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=200, verbose_name="nama")),
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
                    "parent",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.unit"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="talent.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_to", None)), fields=("unit", "key"), name="unit_record_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="unit_record_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="unit_record_known_in_order",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="poolmembership",
            constraint=models.UniqueConstraint(fields=("cycle", "employee"), name="membership_once"),
        ),
        migrations.AddConstraint(
            model_name="poolmembership",
            constraint=models.UniqueConstraint(fields=("cycle", "rank"), name="membership_rank_once"),
        ),
        migrations.AddConstraint(
            model_name="calibrationsession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("cycle",), name="calibration_one_open_session"
            ),
        ),
        AppendOnly("positionrecord", closing=("known_to",)),
        AppendOnly("employeerecord", closing=("known_to",)),
        AppendOnly("assessmentrecord", closing=("known_to",)),
        AppendOnly("appointmentrecord", closing=("known_to",)),
        AppendOnly("educationrecord", closing=("known_to",)),
        AppendOnly("trainingrecord", closing=("known_to",)),
        AppendOnly("awardrecord", closing=("known_to",)),
        AppendOnly("teamassignmentrecord", closing=("known_to",)),
        AppendOnly("sanctionrecord", closing=("known_to",)),
        AppendOnly("feedbackrecord", closing=("known_to",)),
        AppendOnly("componentsrecord", closing=("known_to",)),
        AppendOnly("attestationrecord", closing=("known_to",)),
        AppendOnly("scoringpolicy"),
        AppendOnly("placement"),
        AppendOnly("unitrecord", closing=("known_to",)),
        AppendOnly("performancerecord", closing=("known_to",)),
        AppendOnly("poolmembership"),
        AppendOnly("poolexit"),
        AppendOnly("evidencefile"),
        AppendOnly("evidence", closing=("withdrawn_at", "withdrawn_by")),
        AppendOnly("declaredrelation", closing=("ended_at",)),
        AppendOnly("calibrationmove"),
        AppendOnly("advice"),
        AppendOnly("minutessignature"),
        AppendOnly("agencyrecord", closing=("known_to",)),
        AppendOnly("mappingrun", closing=("inputs_digest", "results_digest", "people", "rules_used", "finished_at")),
        RowsByAgency("unit"),
        RowsByAgency("unitrecord"),
        RowsByAgency("position"),
        RowsByAgency("positionrecord"),
        RowsByAgency("employee"),
        RowsByAgency("employeerecord"),
        RowsByAgency("performancerecord"),
        RowsByAgency("assessmentrecord"),
        RowsByAgency("appointmentrecord"),
        RowsByAgency("educationrecord"),
        RowsByAgency("trainingrecord"),
        RowsByAgency("awardrecord"),
        RowsByAgency("teamassignmentrecord"),
        RowsByAgency("sanctionrecord"),
        RowsByAgency("feedbackrecord"),
        RowsByAgency("componentsrecord"),
        RowsByAgency("attestationrecord"),
        RowsByAgency("reviewcycle"),
        RowsByAgency("mappingrun"),
        RowsByAgency("poolmembership"),
        RowsByAgency("talentaction"),
        RowsByAgency("traininggroup"),
        RowsByAgency("evidencefile"),
        RowsByAgency("evidence"),
        RowsByAgency("importbatch"),
        RowsByAgency("columnmatch"),
        RowsByAgency("policydraft"),
        RowsByAgency("scoringpolicy", shared=True),
        RowsByAgency("placement", by="run"),
        RowsByAgency("poolexit", by="membership"),
        RowsByAgency("advice", by="cycle"),
        RowsByAgency("calibrationsession", by="cycle"),
        RowsByAgency("calibrationmember", by="session"),
        RowsByAgency("declaredrelation", by="employee"),
        RowsByAgency("blindplacement", by="session"),
        RowsByAgency("calibrationmove", by="cycle"),
        RowsByAgency("minutessignature", by="session"),
        RowsByAgency("trainingseat", by="group"),
        RowsByAgency("simulatedmove", by="draft"),
        RowsByAgency("reply", by="cycle"),
    ]
    operations = at_once(operations)
