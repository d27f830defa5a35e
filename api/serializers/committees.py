"""The seats of a selection committee, and whom it may send up."""

from rest_framework import serializers

from api.serializers.common import CheckSerializer, ReadSerializer


class CommitteeSeatSerializer(ReadSerializer):
    """A member's seat; `internal`: whether they are of the agency (null: not known); released ones stay to be read."""

    id = serializers.IntegerField()
    user = serializers.IntegerField(source="user_id")
    name = serializers.CharField(source="user.name")
    internal = serializers.BooleanField(allow_null=True)
    replaces = serializers.IntegerField(source="replaces_id", allow_null=True)
    released_on = serializers.DateField(allow_null=True)
    release_number = serializers.CharField(allow_null=True)
    release_reason = serializers.CharField(allow_null=True)


class AppointableSerializer(ReadSerializer):
    """Who may be given a seat."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class CommitteeSerializer(ReadSerializer):
    """The seats, the rule that they are held against, and, for who may change them, who else may sit there."""

    seats = CommitteeSeatSerializer(many=True)
    composition = CheckSerializer(many=True)
    appointable = AppointableSerializer(many=True)


class RankedSerializer(ReadSerializer):
    """A ranked candidate as they stand by now; `unavailable`: why they can no longer be taken, a part of a sentence
    (blank: they can); `by_rule`: whether the regime's way of choosing takes them (null: it says nothing, or they cannot
    be named); `committee_place`: by the means of the committee's own round (null: it had none, or nobody scored them);
    `reason_needed`: why naming them needs a reason in whatever place (else only when somebody better placed is not
    named before them)."""

    employee = serializers.IntegerField()
    rank = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=["pass", "fail", "unknown"])
    unavailable = serializers.CharField(allow_blank=True)
    by_rule = CheckSerializer(allow_null=True)
    committee_place = serializers.IntegerField(allow_null=True)
    reason_needed = serializers.CharField(allow_blank=True)


class NominationsSerializer(ReadSerializer):
    """What three names are chosen from: `token` is posted back with them."""

    token = serializers.CharField()
    candidates = RankedSerializer(many=True)
