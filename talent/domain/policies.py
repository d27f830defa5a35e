"""Publishing scoring policies."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import Invalid, NotAllowed
from rules.policy import Policy, PolicyError
from talent.models import Agency, ScoringPolicy


def publish(*, document: str, name: str, agency: Agency | None, by: User) -> ScoringPolicy:
    """Publish a policy document for an agency (or, by the system operator, for all); immutable from then on.

    `name` is the file's name, for messages. Raises Invalid with file and line when the document cannot be used, and
    when this version was published already.
    """
    held = scope.scope(by, Permission.PUBLISH_POLICY)
    if not (held.everywhere or (agency is not None and held.covers(agency.pk))):
        raise NotAllowed(_("Hanya kepala BKD instansi itu yang dapat menerbitkan kebijakannya."))
    try:
        # Before the transaction: others wait for a writer, and a long text with a mistake takes seconds.
        policy = Policy.parse(document, name)
    except PolicyError as error:
        raise Invalid(error.in_(get_language() or "id"), code="policy_unusable") from error
    return _published(policy, document, agency, by)


@transaction.atomic
def _published(policy: Policy, document: str, agency: Agency | None, by: User) -> ScoringPolicy:
    try:
        with transaction.atomic():
            published = ScoringPolicy.objects.create(
                agency=agency,
                code=policy.code,
                version=policy.version,
                effective_from=policy.effective_from,
                effective_to=policy.effective_to,
                document=document,
                digest=policy.digest,
                published_at=timezone.now(),
                published_by=by,
            )
    except IntegrityError as error:
        raise Invalid(
            _("Kebijakan %(code)s versi %(version)s sudah terbit; perubahan adalah versi baru.")
            % {"code": policy.code, "version": policy.version},
            code="policy_published",
        ) from error
    ledger.record(
        "talent.policy.published",
        by=by,
        agency=agency.code if agency else "",
        subject=published,
        payload={"code": policy.code, "version": policy.version, "digest": policy.digest},
    )
    return published
