"""Imports, jobs and review cycles."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.parameters import PAGE
from api.serializers.common import AgencyNameSerializer, ReadSerializer, TextField
from talent.interfaces import differences, previews
from talent.models import ImportBatch


class JobSerializer(ReadSerializer):
    """Background work and its progress; `target` is what it makes, `kind:id`."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    agency = serializers.IntegerField(source="agency_id", allow_null=True)
    state = serializers.CharField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    percent = serializers.IntegerField()
    attempts = serializers.IntegerField()
    message = serializers.CharField()
    target = serializers.CharField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class ImportSerializer(ReadSerializer):
    """An uploaded workbook; the counts are null where the file was refused as a whole."""

    id = serializers.IntegerField()
    agency = AgencyNameSerializer(allow_null=True)
    kind = serializers.CharField()
    file_name = serializers.CharField()
    file_digest = serializers.CharField()
    state = serializers.ChoiceField(source="phase", choices=[*ImportBatch.State.values, "STOPPED"])
    created_at = serializers.DateTimeField()
    committed_at = serializers.DateTimeField(allow_null=True)
    job = serializers.IntegerField(source="job_id", allow_null=True)
    rows = serializers.SerializerMethodField()
    accepted = serializers.SerializerMethodField()
    rejected = serializers.SerializerMethodField()

    def get_rows(self, batch: ImportBatch) -> int | None:
        return _count(batch, "rows")

    def get_accepted(self, batch: ImportBatch) -> int | None:
        return _count(batch, "accepted")

    def get_rejected(self, batch: ImportBatch) -> int | None:
        return _count(batch, "rejected")


class CellErrorSerializer(ReadSerializer):
    """One cell that could not be taken, and what would be right."""

    sheet = serializers.CharField()
    row = serializers.IntegerField()
    column = serializers.CharField()
    value = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class RefusalSerializer(ReadSerializer):
    """Why nothing of a file can be taken."""

    code = serializers.CharField()
    message = serializers.CharField()


class HaltSerializer(RefusalSerializer):
    """Why the writing gave up (empty where that is not known), and the rows that are in; committing again goes on."""

    written = serializers.DictField(child=serializers.IntegerField())


class MovedSerializer(ReadSerializer):
    """Whose box would change: `now` after calibration, `computed` before it; `listed`: they stand on a list in use."""

    employee = serializers.IntegerField()
    now = serializers.IntegerField(allow_null=True)
    computed = serializers.IntegerField(allow_null=True)
    then = serializers.IntegerField(allow_null=True)
    listed = serializers.BooleanField()


class LiveListSerializer(ReadSerializer):
    """A longlist in use, by the vacancy that it is for."""

    vacancy = serializers.IntegerField()
    title = serializers.CharField()


class ImpactSerializer(ReadSerializer):
    """How many of the people of a file would change their box on the day, and how many of these are on a live list."""

    on = serializers.DateField()
    cycle = serializers.CharField(allow_blank=True)
    policy = serializers.CharField()
    people = serializers.IntegerField()
    moved = serializers.IntegerField()
    listed = serializers.IntegerField()
    lists = LiveListSerializer(many=True, help_text="The lists on which they stand.")
    who = MovedSerializer(many=True, help_text="Some of those who would move, those on a list first.")


class WithdrawalSerializer(ReadSerializer):
    """What taking an upload back would do.

    `weighs`: whether its kind bears on boxes; `impact`: null where it was not weighed yet, or nothing can be; `blocks`:
    why it cannot be taken back, in words, null where so much was written that only the attempt tells.
    """

    weighs = serializers.BooleanField()
    at_once = serializers.BooleanField(help_text="Weighed by asking; otherwise by POST to `weigh/`, and as of then.")
    weighed_at = serializers.DateTimeField(allow_null=True)
    job = JobSerializer(allow_null=True, help_text="What weighs it now, or failed to.")
    impact = ImpactSerializer(allow_null=True)
    blocks = serializers.ListField(child=serializers.CharField(), allow_null=True)


class FieldChangeSerializer(ReadSerializer):
    """One field as it is known and as the file says it."""

    field = serializers.CharField()
    old = serializers.JSONField(allow_null=True)
    new = serializers.JSONField(allow_null=True)


class RowChangeSerializer(ReadSerializer):
    """One row that would change: `of` what (employee, position …), and its id."""

    of = serializers.CharField()
    id = serializers.IntegerField()
    fields = FieldChangeSerializer(many=True)


class DifferencesSerializer(ReadSerializer):
    """The rows that would change, from `start` on; `kept`: of how many the fields are told."""

    total = serializers.IntegerField()
    kept = serializers.IntegerField()
    rows = RowChangeSerializer(many=True)


class ImportDetailSerializer(ImportSerializer):
    """An uploaded workbook with its preview; at most 2,000 errors are listed, all are counted.

    `impact`: null where nothing could be weighed. `differences`: null where no row would change, or it is written.
    """

    new = serializers.SerializerMethodField()
    changed = serializers.SerializerMethodField()
    same = serializers.SerializerMethodField()
    errors_total = serializers.SerializerMethodField()
    errors = serializers.SerializerMethodField()
    notices = serializers.SerializerMethodField()
    refused = serializers.SerializerMethodField()
    stopped = serializers.SerializerMethodField()
    written = serializers.SerializerMethodField()
    impact = serializers.SerializerMethodField()
    differences = serializers.SerializerMethodField()

    def get_new(self, batch: ImportBatch) -> int | None:
        return _count(batch, "new")

    def get_changed(self, batch: ImportBatch) -> int | None:
        return _count(batch, "changed")

    def get_same(self, batch: ImportBatch) -> int | None:
        return _count(batch, "same")

    def get_errors_total(self, batch: ImportBatch) -> int | None:
        return _count(batch, "errors_total")

    @extend_schema_field(CellErrorSerializer(many=True))
    def get_errors(self, batch: ImportBatch) -> Any:
        return CellErrorSerializer(previews.errors(batch), many=True).data

    def get_notices(self, batch: ImportBatch) -> list[str]:
        return [str(notice) for notice in previews.notices(batch)]

    @extend_schema_field(RefusalSerializer(allow_null=True))
    def get_refused(self, batch: ImportBatch) -> Any:
        refusal = previews.refusal(batch)
        return refusal and RefusalSerializer(refusal).data

    @extend_schema_field(HaltSerializer(allow_null=True))
    def get_stopped(self, batch: ImportBatch) -> Any:
        halt = previews.halt(batch)
        return halt and HaltSerializer(halt).data

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}, "nullable": True})
    def get_written(self, batch: ImportBatch) -> Any:
        return batch.report.get("written")

    @extend_schema_field(ImpactSerializer(allow_null=True))
    def get_impact(self, batch: ImportBatch) -> Any:
        return previews.told_impact(batch.report.get("impact"), PAGE)

    @extend_schema_field(DifferencesSerializer(allow_null=True))
    def get_differences(self, batch: ImportBatch) -> Any:
        held = batch.report.get("differences")
        if not held or batch.state != ImportBatch.State.PREVIEWED:
            return None
        rows = differences.stretch(held["file"], getattr(batch, "start", 0), PAGE)
        return {"total": held["total"], "kept": held["kept"], "rows": rows}


class CycleSerializer(ReadSerializer):
    """A review cycle."""

    id = serializers.IntegerField()
    agency = AgencyNameSerializer()
    name = serializers.CharField()
    on = serializers.DateField()
    state = serializers.CharField()
    run = serializers.IntegerField(source="run_id", allow_null=True)
    job = serializers.IntegerField(source="job_id", allow_null=True)
    established_date = serializers.DateField(allow_null=True)
    decree = serializers.CharField()
    announced_on = serializers.DateField(allow_null=True, help_text="Employees see their result from this day on.")
    reply_until = serializers.DateField(allow_null=True, help_text="The last day on which they may reply.")
    version = serializers.IntegerField()


class RunSerializer(ReadSerializer):
    """A mapping run: what went in, what came out."""

    id = serializers.IntegerField()
    on = serializers.DateField()
    known_at = serializers.DateTimeField()
    policy_code = serializers.CharField()
    policy_version = serializers.IntegerField()
    policy_digest = serializers.CharField()
    law_digest = serializers.CharField()
    inputs_digest = serializers.CharField(allow_null=True)
    results_digest = serializers.CharField(allow_null=True)
    people = serializers.IntegerField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class LackSerializer(ReadSerializer):
    """What people without a box lack; `bit` is its place in a placement's mask."""

    bit = serializers.IntegerField()
    label = TextField()
    people = serializers.IntegerField()


class MatrixSerializer(ReadSerializer):
    """People by box after calibration, and by the computed one; `pool_boxes` are those of the succession group.
    `people` are those in a box and the `unassessed`; who had `retired` by the day of the cycle is counted apart."""

    boxes = serializers.DictField(child=serializers.IntegerField())
    computed_boxes = serializers.DictField(child=serializers.IntegerField())
    unassessed = serializers.IntegerField()
    retired = serializers.IntegerField()
    people = serializers.IntegerField()
    pool_boxes = serializers.ListField(child=serializers.IntegerField())
    lacking = LackSerializer(many=True)


class CycleDetailSerializer(ReadSerializer):
    """A review cycle with its run and matrix; both null until it is mapped."""

    cycle = CycleSerializer()
    run = RunSerializer(allow_null=True)
    matrix = MatrixSerializer(allow_null=True)
    token = serializers.CharField(
        allow_null=True, help_text="Digest of what a penetapan is given for; null unless you may establish it now."
    )


class ReplaySerializer(ReadSerializer):
    """A run computed again from the dated facts; `differences`: ids of employees who came out otherwise."""

    identical = serializers.BooleanField()
    people = serializers.IntegerField()
    inputs_same = serializers.BooleanField()
    law_same = serializers.BooleanField()
    rules_changed = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="Rules that the run used and that say something else now; null where these were not noted.",
    )
    differences = serializers.ListField(child=serializers.IntegerField())


def _count(batch: ImportBatch, name: str) -> int | None:
    found = batch.report.get(name)
    return found if isinstance(found, int) else None
