"""The committee's rounds."""

from rest_framework import serializers

from api.serializers.common import CheckSerializer, PersonSerializer, ReadSerializer


class ConflictSerializer(ReadSerializer):
    """With whom a member has a conflict of interest, and which; `declared_at`: of a relation that they declared, which
    may be after their first declaration."""

    employee = PersonSerializer()
    reason = serializers.CharField(source="why")
    declared_at = serializers.DateTimeField(allow_null=True)


class DeclarableSerializer(ReadSerializer):
    """Somebody with whom a conflict of interest can be declared, by their name alone."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class PanelSeatSerializer(ReadSerializer):
    """A member and how far their ballot is; `id`: of their seat; `internal`: whether they are of the agency (null: not
    known); `declared_at`: null while they have declared nothing, and take no part; `conflicts`: null until the
    reveal."""

    id = serializers.IntegerField(source="seat.pk")
    name = serializers.CharField(source="seat.user.name")
    internal = serializers.BooleanField(source="seat.internal", allow_null=True)
    declared_at = serializers.DateTimeField(source="ballot.declared_at", default=None, allow_null=True)
    locked_at = serializers.DateTimeField(source="ballot.locked_at", default=None, allow_null=True)
    conflicts = ConflictSerializer(many=True, allow_null=True)


class LineSerializer(ReadSerializer):
    """A candidate of your own ballot, by the code; `score` is null where you gave none yet. In the blind round `name`
    is empty, and `talent_value` and `technical` are null: the pool's list tells whose they are."""

    code = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    box = serializers.IntegerField(source="entry.box", allow_null=True)
    talent_value = serializers.FloatField(allow_null=True)
    technical = serializers.FloatField(allow_null=True)
    outcome = serializers.CharField(source="entry.outcome")
    score = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)


class GivenSerializer(ReadSerializer):
    """What one member gave; null where they decide nothing about the candidate, and where the application was withdrawn
    as they locked."""

    member = serializers.CharField(source="seat.user.name")
    score = serializers.IntegerField(source="given.score", default=None, allow_null=True)
    reason = serializers.CharField(source="given.reason", default=None, allow_null=True)
    outlying = serializers.BooleanField()


class ResultSerializer(ReadSerializer):
    """A candidate after the reveal; `mean` and `spread` are null where every member was recused, and where somebody who
    may score them did not: then nothing of it counts."""

    code = serializers.CharField(source="candidate.code")
    employee = PersonSerializer(source="candidate.employee")
    rank = serializers.IntegerField(allow_null=True)
    mean = serializers.FloatField(source="opinion.mean", default=None, allow_null=True)
    spread = serializers.IntegerField(source="opinion.spread", default=None, allow_null=True)
    scores = GivenSerializer(many=True)


class PanelRefusalSerializer(ReadSerializer):
    """That a member will not sign the minutes as they are, and why."""

    name = serializers.CharField(source="member.user.name")
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class PanelSerializer(ReadSerializer):
    """A round: nobody sees another's scores before `revealed_at`, done at `closed_at`. `stage`: whose score it gives,
    empty on the talent pool route; `supplements`: the round that it completes, for those who applied later. `scored`:
    whether members score; where they do not, they declare and sign, and all is revealed. `declarable`: with whom you
    may declare a conflict now, by the alphabet and without codes; empty for who has no seat. `own`: your ballot until
    the reveal, with its version; `candidates`: none before it. `version` and `token`: of the minutes, to be written and
    to be signed as they were read. `policy`: by which boxes and talent values were computed, empty in an open
    selection."""

    id = serializers.IntegerField(source="held.pk")
    supplements = serializers.IntegerField(source="held.supplements_id", allow_null=True)
    vacancy = serializers.IntegerField(source="held.vacancy_id")
    stage = serializers.CharField(source="held.stage", allow_blank=True)
    scored = serializers.BooleanField(source="held.scored")
    opened_at = serializers.DateTimeField(source="held.opened_at")
    revealed_at = serializers.DateTimeField(source="held.revealed_at", allow_null=True)
    closed_at = serializers.DateTimeField(source="held.closed_at", allow_null=True)
    minutes = serializers.CharField(source="held.minutes", allow_blank=True)
    policy = serializers.CharField(source="held.longlist.policy_name", allow_blank=True)
    version = serializers.IntegerField(source="held.version")
    token = serializers.CharField(allow_null=True)
    signed = serializers.ListField(child=serializers.CharField(), help_text="Who signed the minutes as they are.")
    refused = PanelRefusalSerializer(many=True)
    composition = CheckSerializer(many=True)
    quorum = CheckSerializer(allow_null=True)
    seats = PanelSeatSerializer(many=True)
    declarable = DeclarableSerializer(many=True)
    own = LineSerializer(many=True)
    own_withdrawn = serializers.ListField(
        child=serializers.CharField(), help_text="The codes that are on it no more: their applications were withdrawn."
    )
    own_void = serializers.IntegerField(
        help_text="How many scores of your ballot count no more, since you declared a relation to the candidate."
    )
    own_version = serializers.IntegerField(source="ballot_version", allow_null=True)
    candidates = ResultSerializer(many=True, source="results")


class CodedSerializer(ReadSerializer):
    """Whose a code of a round is; `withdrawn`: whether they took their application back."""

    code = serializers.CharField()
    employee = PersonSerializer()
    withdrawn = serializers.BooleanField()


class CodesSerializer(ReadSerializer):
    """The codes of a round and whose they are."""

    codes = CodedSerializer(many=True)


class PanelWaiverSerializer(ReadSerializer):
    """That a committee sees the names without a blind round."""

    vacancy = serializers.IntegerField(source="vacancy_id")
    reason = serializers.CharField()
    at = serializers.DateTimeField()
