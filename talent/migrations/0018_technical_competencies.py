"""Technical competencies: what a post asks, and what somebody has been found to have."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.references import ReferencesByStatement
from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


def _known() -> list[tuple[str, models.Field]]:
    """What every dated record has in common."""
    return [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("true_from", models.DateField(null=True)),
        ("true_to", models.DateField(null=True)),
        ("known_from", models.DateTimeField()),
        ("known_to", models.DateTimeField(null=True)),
        ("key", models.CharField(max_length=32)),
        ("digest", models.CharField(max_length=32)),
        ("agency", _to("talent.agency", db_index=False, related_name="+")),
        ("batch", _to("talent.importbatch", db_index=False, null=True, related_name="+")),
        ("competency", models.CharField(max_length=120, verbose_name="kompetensi teknis")),
        ("level", models.PositiveSmallIntegerField(verbose_name="level")),
    ]


def _to(model: str, **options: object) -> models.Field:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=model, **options)


def _constraints(name: str, owner: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(condition=models.Q(known_to=None), fields=(owner, "key"), name=f"{name}_once"),
        models.CheckConstraint(
            condition=models.Q(true_from=None) | models.Q(true_to=None) | models.Q(true_to__gte=models.F("true_from")),
            name=f"{name}_true_in_order",
        ),
        models.CheckConstraint(
            condition=models.Q(known_to=None) | models.Q(known_to__gte=models.F("known_from")),
            name=f"{name}_known_in_order",
        ),
        models.CheckConstraint(condition=models.Q(level__range=(1, 5)), name=f"{name}_level"),
    ]


class Migration(migrations.Migration):
    dependencies = [("talent", "0017_dismissed_and_deceased")]

    operations = [
        migrations.CreateModel(
            name="TechnicalRecord",
            fields=[
                *_known(),
                ("institution", models.CharField(max_length=150, null=True, verbose_name="lembaga")),
                ("employee", _to("talent.employee", related_name="+")),
            ],
            options={"constraints": _constraints("technical", "employee")},
        ),
        migrations.CreateModel(
            name="TechnicalStandardRecord",
            fields=[
                *_known(),
                ("position", _to("talent.position", related_name="technical_records", verbose_name="jabatan")),
            ],
            options={"constraints": _constraints("technical_standard", "position")},
        ),
        AppendOnly("technicalrecord", closing=("known_to",)),
        AppendOnly("technicalstandardrecord", closing=("known_to",)),
        RowsByAgency("technicalrecord"),
        RowsByAgency("technicalstandardrecord"),
        ReferencesByStatement("technicalrecord"),
        migrations.RemoveConstraint("evidence", "evidence_of_its_owner"),
        migrations.AddConstraint(
            "evidence",
            models.CheckConstraint(
                condition=models.Q(batch__isnull=False, key="", employee=None, unit=None, position=None)
                | models.Q(batch=None)
                & (
                    models.Q(kind="units", employee=None, unit__isnull=False, position=None)
                    | models.Q(
                        kind__in=["positions", "technical_standards"],
                        employee=None,
                        unit=None,
                        position__isnull=False,
                    )
                    | models.Q(kind="agencies", employee=None, unit=None, position=None)
                    | ~models.Q(kind__in=["units", "positions", "technical_standards", "agencies"])
                    & models.Q(employee__isnull=False, unit=None, position=None)
                ),
                name="evidence_of_its_owner",
            ),
        ),
        AppendOnly("evidence", closing=("withdrawn_at", "withdrawn_by")),
        NothingReplaced(),
    ]
    operations = at_once(operations)
