"""A supplementary round of a stage that was scored: for those who applied after it, blind, by the same members."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from rules.errors import DomainError, Invalid, NotAllowed
from succession.domain import announcing, applying, panel, replay, selection
from succession.domain.queries import applicants, ballots, blind, panel_minutes, panel_told, panels, quorum
from succession.interfaces.filling_papers import paper
from succession.models import StageScore
from tests import factories
from tests.succession import cast
from tests.succession.pdf_text import words as words_of
from tests.succession.test_panel import lock, scored, seats
from tests.succession.test_panel_stages import TYPED, closed, screened, signed_off
from tests.talent import documents

pytestmark = pytest.mark.django_db

BY = system_operator
SECOND = {"published_on": date(2026, 8, 3), "closes_on": date(2026, 8, 25)}


def locked(vacancy, scores):
    """A round for the paper, with these scores in the locked ballots of its five members."""
    held = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    members = seats(vacancy, 5, outside=True)
    for member in members:
        scored(held, member, scores)
        lock(held, member)
    return held, members


@pytest.fixture
def extended():
    """Three were scored for the paper by five members; one withdrew, and a newcomer applied in the extension."""
    vacancy, people, applications = screened(3)
    first, members = locked(vacancy, dict(zip(people, (90, 80, 70), strict=True)))
    closed(first, members)
    applying.withdraw(application=applications[2], reason="Menarik diri dari seleksi.", by=BY())
    extend(vacancy)
    newcomer = cast.candidate(vacancy.agency)
    (late,) = cast.applied(vacancy, [newcomer], on=date(2026, 8, 10))
    return vacancy, people, members, first, late


def checked(vacancy):
    selection.screen(vacancy=vacancy, by=BY())
    vacancy.refresh_from_db()


def supplemented(vacancy, members, late, score=60):
    """The round for the newcomer, scored and locked by these members."""
    held = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    for member in members:
        scored(held, member, {late.employee: score})
        lock(held, member)
    return held


def extend(vacancy):
    vacancy.refresh_from_db()
    announcing.extend(vacancy=vacancy, **SECOND, number="P-2", place="Laman", reason="Tinggal dua pelamar.", by=BY())


def code(act):
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


def test_a_newcomer_is_scored_under_an_own_code_and_ranked_beside_the_others(extended):
    vacancy, people, members, first, late = extended
    checked(vacancy)
    assert applicants.latecomers(vacancy) == {"paper": [late]}
    # The committee scored this stage: nobody types it, of the newcomer neither.
    with pytest.raises(Invalid) as refused:
        cast.scored(late, *[70] * 4)
    assert refused.value.code == "by_committee"
    selection.score(application=late, scores=TYPED, seen=0, by=BY(), **cast.LETTER)
    held = supplemented(vacancy, members, late)
    assert (held.supplements, [one.code for one in held.candidates.all()]) == (first, ["K-04"])
    assert quorum.quorum(held).fact.id == "5 dari 5 kursi menilai"
    closed(held, members)
    assert applicants.latecomers(vacancy) == {}
    assert code(lambda: panel.open_round(vacancy=vacancy, stage="paper", by=BY())) == "already_scored"
    given = dict(StageScore.objects.filter(stage="paper").values_list("application__employee", "score"))
    assert given == {people[0].pk: 90, people[1].pk: 80, people[2].pk: 70, late.employee_id: 60}
    assert [row.candidate.employee_id for row in panel_minutes.results(first)] == [person.pk for person in people]
    listed = selection.rank(vacancy=vacancy, by=BY())
    ranked = listed.entries.filter(rank__isnull=False).order_by("rank").values_list("employee_id", flat=True)
    assert list(ranked) == [people[0].pk, people[1].pk, late.employee_id]
    assert code(lambda: panel.open_round(vacancy=vacancy, stage="paper", by=BY())) == "wrong_state"


def test_an_application_recorded_late_is_scored_in_one_too():
    vacancy, people, applications = screened(3)
    first, members = locked(vacancy, dict(zip(people, (90, 80, 70), strict=True)))
    closed(first, members)
    late = applying.apply(
        vacancy=vacancy,
        employee=cast.candidate(vacancy.agency),
        received_on=applications[0].received_on,
        documents=[("Surat lamaran", ("lamaran.pdf", documents.pdf("Lamaran")))],
        reason="Tersimpan di meja penerima surat.",
        by=BY(),
    )
    assert (applicants.latecomers(vacancy), blind.hidden(vacancy, members[0])) == ({"paper": [late]}, True)
    with pytest.raises(Invalid) as refused:
        cast.scored(late, *[70] * 4)
    assert refused.value.code == "by_committee"
    closed(supplemented(vacancy, members, late), members)
    assert StageScore.objects.get(application=late).score == 60
    assert applicants.latecomers(vacancy) == {}


def test_from_the_application_until_their_round_is_revealed_the_names_are_kept_again(extended):
    vacancy, _people, members, _first, late = extended
    assert blind.hidden(vacancy, members[0])
    checked(vacancy)
    assert blind.hidden(vacancy, members[0])
    held = supplemented(vacancy, members, late)
    assert {line.name for line in ballots.sheet(held, ballots.ballot_of(held, members[0]))} == {""}
    panel.reveal(held=held, by=BY())
    assert not blind.hidden(vacancy, members[0])


def test_names_are_not_kept_for_a_newcomer_who_fails_withdraws_or_was_scored_by_hand_before(extended):
    vacancy, _people, members, _first, late = extended
    member = members[0]
    about = {"score": Decimal(70), "by": BY(), "at": timezone.now()}
    StageScore.objects.create(application=late, stage="paper", **about)
    assert not blind.hidden(vacancy, member)
    assert applicants.latecomers(vacancy) == {}
    failing = cast.candidate(vacancy.agency, healthy=False)
    cast.applied(vacancy, [failing], on=date(2026, 8, 10))
    assert blind.hidden(vacancy, member)
    checked(vacancy)
    assert not blind.hidden(vacancy, member)


def test_only_who_scored_the_first_round_scores_the_second(extended):
    vacancy, _people, members, _first, late = extended
    (sixth,) = seats(vacancy, 1, outside=True)
    checked(vacancy)
    held = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    with pytest.raises(NotAllowed, match="Putaran susulan"):
        panel.declare(held=held, relations={}, by=sixth)
    assert panel_told.Told(held, sixth).declarable == []
    assert [one.seat.user for one in panel_told.Told(held, BY()).seats] == sorted(members, key=lambda one: one.name)
    assert code(lambda: panel.open_round(vacancy=vacancy, stage="paper", by=BY())) == "already_scored"
    for member in members[:4]:
        scored(held, member, {late.employee: 60})
        lock(held, member)
    assert code(lambda: panel.reveal(held=held, by=BY())) == "unlocked"


def again(vacancy, application):
    """The person's application anew, after the check."""
    vacancy.refresh_from_db()
    return applying.apply(
        vacancy=vacancy,
        employee=application.employee,
        received_on=application.received_on,
        documents=[("Surat lamaran", ("lamaran.pdf", documents.pdf("Lamaran")))],
        reason="Tersimpan di meja penerima surat.",
        by=BY(),
    )


def test_who_withdraws_and_applies_again_keeps_the_committees_score_and_nobody_types_another(sign_in):
    vacancy, people, applications = screened(3)
    first, members = locked(vacancy, dict(zip(people, (90, 80, 40), strict=True)))
    closed(first, members)
    applying.withdraw(application=applications[2], reason="Menarik diri dari seleksi.", by=BY())
    anew = again(vacancy, applications[2])
    kept = StageScore.objects.get(application=anew)
    assert (kept.stage, kept.score, kept.round) == ("paper", 40, first)
    assert (applicants.latecomers(vacancy), panels.scored_by_committee(anew)) == ({}, {"paper"})
    said = cast.LETTER | {"scores": {"paper": "99"}, "seen": kept.pk, "reason": "Salah salin dari surat."}
    staff = sign_in("BKD_STAFF", vacancy.agency)
    answer = staff.post(f"/api/v1/applications/{anew.pk}/scores/", said, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "by_committee")
    typed = {"number": "800/9", "dated": "2026-07-28", "reason": said["reason"], "seen": kept.pk}
    refused = staff.post(f"/lamaran/{anew.pk}/nilai/", typed | {"score_paper": "99", "score_interview": "80"})
    assert refused.status_code == 422
    assert "Tahapan ini dinilai panitia" in refused.content.decode()
    assert StageScore.objects.filter(application=anew).count() == 1
    selection.score(application=anew, scores=TYPED, seen=kept.pk, by=BY(), **cast.LETTER)
    listed = selection.rank(vacancy=vacancy, by=BY())
    # 20 % of 80, 25 % of 75, 35 % of 82.5 and 20 % of 40.
    assert (listed.entries.get(employee=people[2]).combined, replay.longlist(listed).identical) == (71.625, True)


def test_who_withdrew_while_the_round_was_open_has_the_mean_of_who_scored_them_or_a_round_of_their_own():
    vacancy, people, applications = screened(5)
    first = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    members = seats(vacancy, 5, outside=True)
    gone = {"reason": "Menarik diri dari seleksi.", "by": BY()}
    applying.withdraw(application=applications[4], **gone)
    for member in members:
        scored(first, member, dict(zip(people[:4], (90, 80, 70, 40), strict=True)))
        lock(first, member)
    applying.withdraw(application=applications[3], **gone)
    closed(first, members)
    locked, unscored = again(vacancy, applications[3]), again(vacancy, applications[4])
    assert StageScore.objects.get(application=locked).score == 40
    assert applicants.latecomers(vacancy) == {"paper": [unscored]}
    assert blind.hidden(vacancy, members[0])
    with pytest.raises(Invalid) as refused:
        cast.scored(unscored, *[70] * 4)
    assert refused.value.code == "by_committee"
    closed(supplemented(vacancy, members, unscored), members)
    assert (StageScore.objects.get(application=unscored).score, applicants.latecomers(vacancy)) == (60, {})


def test_page_api_and_papers_say_which_round_it_was(extended, sign_in):
    vacancy, people, members, first, late = extended
    checked(vacancy)
    selection.score(application=late, scores=TYPED, seen=0, by=BY(), **cast.LETTER)
    staff, at = sign_in("BKD_STAFF", vacancy.agency), f"/lowongan/{vacancy.pk}/penilaian/"
    offered = dict(staff.get(at).context["opening"].fields["stage"].choices)
    assert offered == {"paper": "makalah, susulan bagi 1 pelamar baru"}
    assert staff.post(f"{at}buka/", {"stage": "paper"}).status_code == 302
    held = panels.of(vacancy)
    for member in members:
        scored(held, member, {late.employee: 60})
        lock(held, member)
    closed(held, members)
    shown = staff.get(f"{at}?tahapan=paper&susulan={held.pk}")
    assert [tab["label"] for tab in shown.context["tabs"]] == ["makalah", "makalah, susulan"]
    assert [row.candidate.employee_id for row in shown.context["beside"]] == [person.pk for person in people]
    assert [row.candidate.employee_id for row in shown.context["results"]] == [late.employee_id]
    assert staff.get(f"{at}?tahapan=paper").context["held"] == first
    for wrong in ("susulan=x", f"tahapan=interview&susulan={held.pk}", f"tahapan=paper&susulan={first.pk}"):
        assert staff.get(f"{at}?{wrong}").status_code == 404
    assert "putaran susulan" in staff.get(f"/lamaran/{late.pk}/").content.decode()
    api = staff.get(f"/api/v1/vacancies/{vacancy.pk}/panel/?stage=paper&supplement={held.pk}").json()
    assert (api["id"], api["supplements"]) == (held.pk, first.pk)
    selection.rank(vacancy=vacancy, by=BY())
    cast.nominated(vacancy, [people[0], people[1], late.employee])
    minutes = paper("berita-acara", vacancy, BY())
    assert minutes is not None
    assert "Penilaian panitia: makalah, putaran susulan" in words_of(minutes)


def test_what_one_member_gave_whoever_withdrew_meanwhile_is_not_the_committees_score(sign_in):
    vacancy, people, applications = screened(4)
    held = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    members = seats(vacancy, 5, outside=True)
    scored(held, members[0], dict(zip(people, (60, 60, 60, 100), strict=True)))
    lock(held, members[0])
    applying.withdraw(application=applications[3], reason="Menarik diri.", by=BY())
    for member in members[1:]:
        scored(held, member, dict.fromkeys(people[:3], 60))
        lock(held, member)
    closed(held, members)
    last = panel_minutes.results(held)[-1]
    assert (last.candidate.employee, last.whole, last.opinion, last.rank) == (people[3], False, None, None)
    assert [(one.given.score if one.given else None, one.recused) for one in last.scores].count((None, False)) == 4
    page = sign_in("BKD_STAFF", vacancy.agency).get(f"/lowongan/{vacancy.pk}/penilaian/?tahapan=paper").content.decode()
    said = ("tidak dihitung: menarik lamarannya", "tidak menilai: lamarannya sudah ditarik", "tidak menilai: benturan")
    assert [page.count(words) for words in said] == [1, 4, 0]
    anew = again(vacancy, applications[3])
    assert not StageScore.objects.filter(application=anew).exists()
    assert applicants.latecomers(vacancy) == {"paper": [anew]}
    applying.withdraw(application=anew, reason="Menarik diri.", by=BY())
    vacancy.refresh_from_db()
    selection.rank(vacancy=vacancy, by=BY())
    cast.nominated(vacancy, people[:3])
    minutes = words_of(paper("berita-acara", vacancy, BY()))
    assert f"{last.candidate.code} {people[3].name}: tidak dihitung, karena menarik lamarannya" in minutes
    assert minutes.count("tidak menilai: lamarannya sudah ditarik") == 4


def test_who_applies_again_is_scored_blind_under_another_code_than_the_one_that_the_reveal_told():
    vacancy, people, applications = screened(4, {"assessment": Decimal(75)})
    first = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    members = seats(vacancy, 5, outside=True)
    applying.withdraw(application=applications[3], reason="Menarik diri.", by=BY())
    for member in members:
        scored(first, member, dict.fromkeys(people[:3], 60))
        lock(first, member)
    panel.reveal(held=first, by=BY())
    first.refresh_from_db()
    told = {row.candidate.code: row.candidate.employee for row in panel_minutes.results(first)}
    assert set(told) == {"K-01", "K-02", "K-03", "K-04"}
    signed_off(first, members)
    anew = again(vacancy, applications[3])
    assert applicants.latecomers(vacancy) == {"paper": [anew]}
    assert blind.hidden(vacancy, members[0])
    assert panels.scored_by_committee(anew) == {"paper"}
    late = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    assert [(one.code, one.employee) for one in late.candidates.all()] == [("K-05", people[3])]
    for member in members:
        scored(late, member, {people[3]: 70})
        lock(late, member)
    closed(late, members)
    assert (StageScore.objects.get(application=anew).score, applicants.latecomers(vacancy)) == (70, {})
    # What is scored later is scored under the code that was told last.
    later = panel.open_round(vacancy=vacancy, stage="interview", by=BY())
    assert dict(later.candidates.values_list("employee", "code"))[people[3].pk] == "K-05"


def test_who_applies_again_in_an_extension_while_ballots_are_locked_without_them_comes_after_the_round():
    vacancy, people, applications = screened(3)
    first = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    members = seats(vacancy, 5, outside=True)
    applying.withdraw(application=applications[2], reason="Menarik diri.", by=BY())
    for member in members:
        scored(first, member, dict.fromkeys(people[:2], 60))
        lock(first, member)
    vacancy.refresh_from_db()
    announcing.extend(vacancy=vacancy, **SECOND, number="P-2", place="Laman", reason="Tinggal dua pelamar.", by=BY())
    (anew,) = cast.applied(vacancy, people[2:], on=date(2026, 8, 10))
    closed(first, members)
    assert applicants.latecomers(vacancy) == {"paper": [anew]}
    assert (panels.scored_by_committee(anew), blind.hidden(vacancy, members[0])) == ({"paper"}, True)
    checked(vacancy)
    closed(supplemented(vacancy, members, anew), members)
    assert StageScore.objects.get(application=anew, stage="paper").score == 60


def test_whom_every_member_is_barred_from_scoring_is_typed_by_hand_and_comes_after_no_round():
    vacancy, people, applications = screened(4)
    held = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    members = seats(vacancy, 5, outside=True)
    for member in members:
        panel.declare(held=held, relations={people[3].pk: "Ipar"}, by=member)
        scored(held, member, dict.fromkeys(people[:3], 60))
        lock(held, member)
    closed(held, members)
    assert applicants.latecomers(vacancy) == {}
    assert panels.scored_by_committee(applications[3]) == frozenset()
    assert not blind.hidden(vacancy, members[0])


def test_who_keeps_the_committees_score_has_it_from_the_application_on_and_nobodys_name_is_kept_again():
    vacancy, people, applications = screened(3)
    first, members = locked(vacancy, dict(zip(people, (90, 80, 40), strict=True)))
    closed(first, members)
    applying.withdraw(application=applications[2], reason="Menarik diri.", by=BY())
    extend(vacancy)
    (anew,) = cast.applied(vacancy, people[2:], on=date(2026, 8, 10))
    assert StageScore.objects.get(application=anew).score == 40
    assert (applicants.latecomers(vacancy), blind.hidden(vacancy, members[0])) == ({}, False)


def test_a_newcomers_name_is_kept_as_soon_as_the_others_scores_are_revealed():
    vacancy, people, applications = screened(3)
    first, members = locked(vacancy, dict.fromkeys(people, 60))
    panel.reveal(held=first, by=BY())
    applying.withdraw(application=applications[2], reason="Menarik diri.", by=BY())
    extend(vacancy)
    assert not blind.hidden(vacancy, members[0])
    cast.applied(vacancy, [cast.candidate(vacancy.agency)], on=date(2026, 8, 10))
    assert blind.hidden(vacancy, members[0])
    # Which keeps nobody from signing.
    signed_off(first, members)
    assert blind.hidden(vacancy, members[0])


def test_who_is_kept_in_another_row_since_is_scored_in_the_round_that_began_with_the_first():
    agency = factories.agency()
    people = cast.people(agency, 2)
    vacancy = cast.announced(agency)
    cast.applied(vacancy, people)
    gone = cast.outsider(vacancy)
    selection.screen(vacancy=vacancy, by=BY())
    held = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    members = seats(vacancy, 5, outside=True)
    applying.withdraw(application=gone, reason="Menarik diri.", by=BY())
    extend(vacancy)
    (anew,) = cast.applied(vacancy, [cast.candidate(agency, nip=gone.employee.nip)], on=date(2026, 8, 10))
    assert panels.withdrawn(held) == set()
    for member in members:
        scored(held, member, {people[0]: 60, people[1]: 60, gone.employee: 70})
        lock(held, member)
    closed(held, members)
    assert StageScore.objects.get(application=anew).score == 70
    assert (applicants.latecomers(vacancy), panels.scored_by_committee(anew)) == ({}, {"paper"})
    assert not blind.hidden(vacancy, members[0])
