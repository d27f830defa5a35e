"""Publishing policies: checked, once, by those who may, and unchangeable from then on."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import Invalid, NotAllowed
from talent.domain.policies import publish
from talent.models import ScoringPolicy
from tests import factories

pytestmark = pytest.mark.django_db
DOCUMENT = (Path(settings.BASE_DIR) / "demo" / "policies" / "kaltim-2020.yaml").read_text(encoding="utf-8")


def test_the_head_publishes_for_their_own_agency_and_the_ledger_knows_by_digest() -> None:
    agency, head = factories.agency(), factories.user("BKD_HEAD")
    published = publish(document=DOCUMENT, name="a.yaml", agency=agency, by=head)
    stored = ScoringPolicy.objects.get()
    assert (stored.code, stored.version, stored.document, stored.published_by_id) == (
        "kaltim-2020",
        1,
        DOCUMENT,
        head.pk,
    )
    event = Event.objects.get(kind="talent.policy.published")
    assert (event.actor, event.agency, event.payload["digest"]) == (head.pk, "KALTIM", published.digest)


@pytest.mark.parametrize("role", ["BKD_STAFF", "PPK", "AUDITOR", "ADMINISTRATOR", "TALENT_COMMITTEE"])
def test_nobody_else_publishes(role: str) -> None:
    with pytest.raises(NotAllowed):
        publish(document=DOCUMENT, name="a.yaml", agency=factories.agency(), by=factories.user(role))


def test_a_head_publishes_neither_for_another_agency_nor_for_all() -> None:
    head = factories.user("BKD_HEAD")
    for agency in (factories.other_agency(), None):
        with pytest.raises(NotAllowed):
            publish(document=DOCUMENT, name="a.yaml", agency=agency, by=head)
    assert not ScoringPolicy.objects.exists()


@pytest.mark.parametrize(
    ("change", "to", "named"),
    [
        ("    - id: rating\n", "    - id: rating\n      colour: blue\n", "      colour: blue"),
        ("weight: 40", "weight: 41", "  components:\n    - id: competency"),
        ("{middle: 65, top: 90}", "{middle: 95, top: 90}", "  performance: {middle: 95"),
        ("version: 1", "version: satu", "version: satu"),
        ("effective_to: 2025-12-31", "effective_to: 2019-12-31", "effective_to: 2019"),
    ],
)
def test_a_document_that_cannot_be_used_is_refused_with_file_and_line(change: str, to: str, named: str) -> None:
    assert DOCUMENT.count(change) == 1
    document = DOCUMENT.replace(change, to)
    line = document[: document.index(f"\n{named}") + 1].count("\n") + 1
    with pytest.raises(Invalid, match=rf"^salah\.yaml:{line}: ") as refused:
        publish(document=document, name="salah.yaml", agency=None, by=system_operator())
    assert refused.value.code == "policy_unusable"
    assert not ScoringPolicy.objects.exists()


@pytest.mark.parametrize("document", ["", "code: [", "- a\n- b\n", "code: a\n\0", "code: x\ncode: y\n"])
def test_what_is_no_policy_at_all_is_refused(document: str) -> None:
    with pytest.raises(Invalid, match=r"^salah\.yaml:\d+: "):
        publish(document=document, name="salah.yaml", agency=None, by=system_operator())


def test_a_version_is_published_once_for_each_agency_and_once_for_all() -> None:
    by = system_operator()
    for agency in (factories.agency(), factories.other_agency(), None):
        publish(document=DOCUMENT, name="a.yaml", agency=agency, by=by)
        with pytest.raises(Invalid, match="kaltim-2020 versi 1 sudah terbit") as refused:
            publish(document=DOCUMENT + "\n", name="a.yaml", agency=agency, by=by)
        assert refused.value.code == "policy_published"
    assert ScoringPolicy.objects.count() == 3
    assert Event.objects.filter(kind="talent.policy.published").count() == 3


def test_a_published_policy_never_changes_nor_goes_away() -> None:
    published = publish(document=DOCUMENT, name="a.yaml", agency=None, by=system_operator())
    published.effective_to = None
    for change in (published.save, published.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert ScoringPolicy.objects.get().effective_to is not None
