"""Which scoring policy holds for an agency on a date."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from rules.errors import DomainError
from rules.policy import Policy, shipped_policies
from talent.models import Agency, ScoringPolicy


class NoPolicyInForce(DomainError):
    """Neither the agency nor the nation has a policy for this date."""

    code = "no_policy"
    status = 422


def in_force(agency: Agency, on: date, code: str | None = None) -> Policy:
    """The agency's own policy in force on `on`, otherwise the national one; or the newest version of `code` if named.

    A named policy applies whatever its dates: somebody asked for it by name, and the run records it.
    """
    if code is not None:
        return _named(agency, code)
    own = _parsed(
        ScoringPolicy.objects.filter(Q(agency=agency) & _covering(on)).order_by("effective_from", "version", "pk")
    )
    published = _parsed(
        ScoringPolicy.objects.filter(Q(agency=None) & _covering(on)).order_by("effective_from", "version", "pk")
    )
    shipped = [policy for policy in shipped_policies() if policy.holds(on)]
    for candidates in (own, published, shipped):
        if candidates:
            return candidates[-1]
    raise NoPolicyInForce(
        _("Tidak ada kebijakan pemetaan yang berlaku pada %(on)s untuk %(agency)s; terbitkan dahulu kebijakannya.")
        % {"on": on.isoformat(), "agency": agency.name}
    )


def in_force_or_none(agency: Agency, on: date) -> Policy | None:
    """`in_force`, or None where there is none."""
    try:
        return in_force(agency, on)
    except NoPolicyInForce:
        return None


def known_names(agency: Agency) -> list[str]:
    """Codes that `in_force(code=…)` accepts for this agency."""
    own = ScoringPolicy.objects.filter(Q(agency=agency) | Q(agency=None)).values_list("code", flat=True)
    return sorted({*own, *(policy.code for policy in shipped_policies())})


def _named(agency: Agency, code: str) -> Policy:
    named = ScoringPolicy.objects.filter(code__iexact=code).order_by("version")
    own, published = _parsed(named.filter(agency=agency)), _parsed(named.filter(agency=None))
    shipped = [policy for policy in shipped_policies() if policy.code.casefold() == code.casefold()]
    for candidates in (own, published, shipped):
        if candidates:
            return candidates[-1]
    raise NoPolicyInForce(
        _("Kebijakan “%(code)s” tidak ditemukan; yang ada: %(known)s.")
        % {"code": code, "known": ", ".join(known_names(agency))}
    )


def _covering(on: date) -> Q:
    return Q(effective_from__lte=on) & (Q(effective_to=None) | Q(effective_to__gte=on))


def _parsed(policies: Iterable[ScoringPolicy]) -> list[Policy]:
    return [parsed(policy.document, f"{policy.code} v{policy.version}") for policy in policies]


def parsed(document: str, name: str) -> Policy:
    """A policy document that was checked when it was published."""
    return Policy.parse(document, name, published=True)
