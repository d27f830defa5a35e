"""Publishing scoring policies."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import DomainError, Invalid, NotAllowed
from rules.policy import Policy, PolicyError
from talent.domain.queries import drafts, employees
from talent.models import Agency, ScoringPolicy


def publish_untried(*, document: str, name: str, agency: Agency | None, reason: str, by: User) -> ScoringPolicy:
    """Publish a document that came by no draft. For an agency with people it has to have been simulated on them, as a
    draft of the same content; without that a reason is asked for, which the ledger keeps.

    Raises DomainError without either, and otherwise what `publish` does.
    """
    policy = _parsed(document, name)
    people = employees.serving(agency.pk).count() if agency is not None else 0
    if agency is not None and people and not reason.strip() and not drafts.was_simulated(agency, policy):
        raise DomainError(
            _("Instansi ini mempunyai %(people)s pegawai, dan dokumen ini belum disimulasikan atas data mereka (atau "
              "simulasinya sudah usang). Unggah sebagai draf pada halaman Kebijakan lalu simulasikan, atau sebutkan "
              "alasan menerbitkannya tanpa simulasi (--reason); alasan itu dicatat di buku besar.")
            % {"people": people},
            code="simulation_outdated",
        )  # fmt: skip
    return publish(document=document, name=name, agency=agency, reason=reason.strip(), by=by)


def publish(*, document: str, name: str, agency: Agency | None, by: User, reason: str = "") -> ScoringPolicy:
    """Publish a policy document for an agency (or, by the system operator, for all); immutable from then on.

    `name` is the file's name, for messages; `reason`: why it goes without a simulation, where it does. Raises Invalid
    with file and line when the document cannot be used, and when this version was published already.
    """
    held = scope.scope(by, Permission.PUBLISH_POLICY)
    if not (held.everywhere or (agency is not None and held.covers(agency.pk))):
        raise NotAllowed(_("Hanya kepala BKD instansi itu yang dapat menerbitkan kebijakannya."))
    # Before the transaction: others wait for a writer, and a long text with a mistake takes seconds.
    return _published(_parsed(document, name), document, agency, reason, by)


def _parsed(document: str, name: str) -> Policy:
    try:
        return Policy.parse(document, name)
    except PolicyError as error:
        raise Invalid(error.in_(get_language() or "id"), code="policy_unusable") from error


@transaction.atomic
def _published(policy: Policy, document: str, agency: Agency | None, reason: str, by: User) -> ScoringPolicy:
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
        reason=reason,
        payload={"code": policy.code, "version": policy.version, "digest": policy.digest},
    )
    return published
