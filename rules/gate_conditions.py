"""The conditions of the merit gate, one function each: (case, condition data, decides) → Check."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from rules.checks import Check, Status
from rules.gate_facts import Approval, Assessment, GateFacts
from rules.law import Law, NoRuleInForce, Rule
from rules.merit import day_of_round, not_verified, shortfall, valid_to, validity
from rules.text import UNSAID, Text
from rules.wording import APPROVALS, CATEGORIES, TIERS, day, listed, number

Condition = Mapping[str, Any]
Finding = tuple[Status, Text]

_ENDLESS: Final = Text("tanpa batas akhir", "no end named")


@dataclass(frozen=True, slots=True)
class Case:
    """One question put to the gate: the facts, the date, the law and the value of the regime that decides.

    `rule_day` chooses the law: it is `on`, except for a filling under way that may finish under its old rule.
    """

    facts: GateFacts
    on: date
    rule_day: date
    law: Law
    regime: Mapping[str, Any]

    @property
    def latest(self) -> Assessment | None:
        """The round decided last, on or before the date; rounds still undecided then never count."""
        decided = [round_ for round_ in self.facts.assessments if _decided_by(round_, self.on)]
        return max(
            decided, key=lambda round_: (round_.decided_on, round_.submitted_on or date.min, round_.name), default=None
        )


def _decided_by(assessment: Assessment, on: date) -> bool:
    return assessment.decided_on is not None and assessment.decided_on <= on


def merit_assessment(case: Case, condition: Condition, decides: bool) -> Check:
    """A decided assessment that is still valid."""
    label = Text("Penilaian sistem merit", "Merit assessment")
    limit = Text("ada keputusan penilaian yang masih berlaku", "a decided assessment that is still valid")
    latest = case.latest
    if latest is None or latest.decided_on is None:
        return _check(condition, decides, label, (Status.UNKNOWN, _undecided(case)), limit)
    last_day, stated = valid_to(latest.decided_on, latest.valid_to, case.law)
    assumed = None if stated else validity(latest.decided_on, case.law)
    decided, last = day(latest.decided_on), day(last_day)
    paper = f"{latest.name}, {latest.decision_no}".rstrip(", ")
    held = case.on <= last_day
    return _check(
        condition,
        decides,
        label,
        (
            Status.PASS if held else Status.FAIL,
            Text(
                f"{paper}, diputuskan {decided.id}, {'berlaku sampai' if held else 'berlaku hanya sampai'} {last.id}",
                f"{paper}, decided {decided.en}, {'valid to' if held else 'valid only to'} {last.en}",
            ),
        ),
        limit,
        assumed=assumed,
        document=latest.document,
    )


def _undecided(case: Case) -> Text:
    names = ", ".join(round_.name for round_ in case.facts.assessments if not _decided_by(round_, case.on))
    if names:
        # Also a calendar says it, of many days.
        return Text(f"belum ada yang diputuskan; tercatat: {names}", f"none is decided yet; on record: {names}")
    return Text("instansi belum pernah dinilai", "the agency has never been assessed")


def merit_category(case: Case, condition: Condition, decides: bool) -> Check:
    """The category of the latest decided round is one that the regime accepts."""
    accepted = case.regime["categories"]
    wanted = listed(tuple(CATEGORIES[code] for code in reversed(accepted)))
    label = Text("Kategori sistem merit", "Merit category")
    return _check(condition, decides, label, _category(case, accepted), wanted)


def _category(case: Case, accepted: tuple[str, ...]) -> Finding:
    latest = case.latest
    if latest is None or latest.decided_on is None:
        return Status.UNKNOWN, _undecided(case)
    result = latest.result
    if latest.unverified:
        lacking = not_verified(latest.unverified)
        return Status.UNKNOWN, Text(f"{latest.name}: {lacking.id}", f"{latest.name}: {lacking.en}")
    if result is None or result.category is None or result.score is None:
        return Status.UNKNOWN, Text(
            f"{latest.name} ({latest.instrument}): kategori belum dapat dihitung",
            f"{latest.name} ({latest.instrument}): the category cannot be computed yet",
        )
    name, score = CATEGORIES[result.category], number(result.score)
    fact = Text(f"{latest.name}: {score.id}, {name.id}", f"{latest.name}: {score.en}, {name.en}")
    if result.category in accepted:
        effect = case.regime["effect"].get(result.category)
        return Status.PASS, fact if effect is None else Text(f"{fact.id}: {effect['id']}", f"{fact.en}: {effect['en']}")
    lowest = accepted[-1]
    scored_on = day_of_round(latest.instrument, latest.decided_on, case.law)
    gap, asked = shortfall(result.score, lowest, scored_on, case.law), CATEGORIES[lowest]
    if gap is None:
        return Status.FAIL, fact
    return Status.FAIL, Text(f"{fact.id}, kurang {gap.id} dari {asked.id}", f"{fact.en}, {gap.en} short of {asked.en}")


def overseer_approval(case: Case, condition: Condition, decides: bool) -> Check:
    """The overseer's own approval, in force on the date."""
    return _paper_check(case, condition, decides, "APPROVAL", Text("Persetujuan pengawas", "Approval of the overseer"))


def commitment(case: Case, condition: Condition, decides: bool) -> Check:
    """The commitment signed after the decision that counts, in force on the date; whether one that followed an earlier
    decision does too, `gate.earlier_commitment` says."""
    label, latest = Text("Komitmen ditandatangani", "Signed commitment"), case.latest
    if latest is None:
        return _paper_check(case, condition, decides, "COMMITMENT", label)
    earlier = [one for one in case.facts.approvals if one.kind == "COMMITMENT" and not _follows(one, latest)]
    own = _among(case, [one for one in case.facts.approvals if one not in earlier])
    found = _paper_check(own, condition, decides, "COMMITMENT", label)
    if found.status == Status.PASS or not earlier:
        return found
    rule = case.law.at("gate.earlier_commitment", case.rule_day)
    counting = [one for one in earlier if rule.value["with_end" if one.valid_to else "without_end"]]
    old = _paper_check(_among(case, counting), condition, decides, "COMMITMENT", label)
    held = old.status == Status.PASS
    if not held:
        old = _paper_check(_among(case, earlier), condition, decides, "COMMITMENT", label)
    if old.status != Status.PASS:
        # None holds: what is wrong with the one after this decision says more, where there is one.
        return found if any(one.kind == "COMMITMENT" for one in own.facts.approvals) else old
    unheld = Text("", "") if held else Text(", maka tidak dihitung", ", so it is left out")
    fact = Text(
        f"{old.fact.id}; lebih lama dari putusan yang menentukan ({latest.name}){unheld.id}",
        f"{old.fact.en}; older than the decision that counts ({latest.name}){unheld.en}",
    )
    status = Status.PASS if held else Status.FAIL
    return _check(condition, decides, label, (status, fact), old.limit, assumed=rule, document=old.document)


def _among(case: Case, papers: Sequence[Approval]) -> Case:
    return replace(case, facts=replace(case.facts, approvals=papers))


def _follows(paper: Approval, latest: Assessment) -> bool:
    """Whether a commitment follows this decision: by what it says, or by its date where it says nothing."""
    if paper.round:
        return paper.round == latest.name
    return latest.decided_on is not None and latest.decided_on <= paper.dated


def _paper_check(case: Case, condition: Condition, decides: bool, kind: str, label: Text) -> Check:
    """The paper in force that lasts longest.

    If none is: what is wrong with the last one given by then, the authority asked for before another.
    """
    earlier = _earlier_documents(case)
    papers = sorted(
        (paper for paper in case.facts.approvals if paper.kind == kind),
        key=lambda paper: (
            paper.since <= case.on,
            paper.authority in case.regime["authorities"],
            paper.since,
            paper.number,
            paper.authority,
        ),
    )
    problems = {paper: _problem(paper, case, earlier) for paper in papers}
    names = listed(tuple(Text(code, code) for code in case.regime["authorities"]))
    limit = Text(
        f"{APPROVALS[kind].id} {names.id} yang berlaku pada tanggal ini",
        f"{APPROVALS[kind].en} of {names.en} in force on this date",
    )
    good = [paper for paper in papers if problems[paper] is None and _of_post(paper, case)]
    if good:
        best = max(good, key=lambda paper: (paper.valid_to or date.max, paper.dated, paper.number))
        rests_on = earlier if best.authority not in case.regime["authorities"] else None
        found = Status.PASS, _in_force(best)
        return _check(condition, decides, label, found, limit, assumed=rests_on, document=best.document)
    narrow = [paper for paper in papers if problems[paper] is None]
    if narrow and not case.facts.post_named:
        return _check(condition, decides, label, (Status.UNKNOWN, _only_for(narrow[-1])), limit)
    if narrow:
        return _check(condition, decides, label, (Status.FAIL, _only_for(narrow[-1])), limit)
    if not papers:
        none = Text(f"tidak ada {APPROVALS[kind].id} yang tercatat", f"no {APPROVALS[kind].en} is recorded")
        return _check(condition, decides, label, (Status.FAIL, none), limit)
    last = papers[-1]
    found = Status.FAIL, problems[last] or Text("", "")
    return _check(condition, decides, label, found, limit, document=last.document)


def _of_post(paper: Approval, case: Case) -> bool:
    return not paper.posts or case.facts.post in paper.posts


def _only_for(paper: Approval) -> Text:
    name, posts = _named(paper), ", ".join(paper.posts)
    return Text(f"{name} hanya untuk jabatan {posts}", f"{name} is only for the posts {posts}")


def _earlier_documents(case: Case) -> Rule | None:
    if not case.regime["accepts_earlier_documents"]:
        return None
    try:
        return case.law.at("gate.kasn_documents_after_abolition", case.rule_day)
    except NoRuleInForce:
        return None


def _named(paper: Approval) -> str:
    return f"{paper.authority} {paper.number}".strip()


def _in_force(paper: Approval) -> Text:
    dated = day(paper.dated)
    said = [Text(f"{_named(paper)} tanggal {dated.id}", f"{_named(paper)} of {dated.en}")]
    if paper.round:
        said.append(Text(f"putaran {paper.round}", f"round {paper.round}"))
    if paper.valid_from is not None:
        first = day(paper.valid_from)
        said.append(Text(f"berlaku sejak {first.id}", f"in force since {first.en}"))
    last = None if paper.valid_to is None else day(paper.valid_to)
    said.append(Text(f"berlaku sampai {last.id}", f"valid to {last.en}") if last else _ENDLESS)
    return Text(*map(", ".join, zip(*said, strict=True)))


def _problem(paper: Approval, case: Case, earlier: Rule | None) -> Text | None:
    """Why this paper is not in force on the date; None if it is."""
    name, dated = _named(paper), day(paper.dated)
    if paper.since > case.on:
        first = day(paper.since)
        return Text(f"{name} baru berlaku {first.id}", f"{name} is in force only from {first.en}")
    if paper.revoked_on is not None and paper.revoked_on <= case.on:
        revoked = day(paper.revoked_on)
        return Text(f"{name} dicabut {revoked.id}", f"{name} was revoked on {revoked.en}")
    if paper.valid_to is not None and paper.valid_to < case.on:
        last = day(paper.valid_to)
        return Text(f"{name} berlaku hanya sampai {last.id}", f"{name} is valid only to {last.en}")
    if paper.tier and paper.tier != case.facts.tier:
        tier = TIERS[paper.tier]
        return Text(f"{name} hanya untuk {tier.id}", f"{name} is only for {tier.en}")
    if paper.authority in case.regime["authorities"]:
        if paper.authority in _overseers(paper.dated, case.law):
            return None
        return Text(
            f"{name} bertanggal {dated.id}, sebelum {paper.authority} menjadi pengawas",
            f"{name} is dated {dated.en}, before {paper.authority} was the overseer",
        )
    if earlier is not None and paper.authority == earlier.value["authority"]:
        until = earlier.value["given_until"]
        if paper.dated <= until:
            return None
        return Text(
            f"{name} bertanggal {dated.id}, setelah {day(until).id}",
            f"{name} is dated {dated.en}, after {day(until).en}",
        )
    return Text(
        f"{name}: {paper.authority} bukan pengawas dalam rezim ini",
        f"{name}: {paper.authority} is not the overseer in this regime",
    )


def _overseers(on: date, law: Law) -> tuple[str, ...]:
    """Whose approvals counted on a day; nobody's before any rule."""
    try:
        authorities: tuple[str, ...] = law.at("gate.regime", on).value["authorities"]
    except NoRuleInForce:
        return ()
    return authorities


def succession_group(case: Case, condition: Condition, decides: bool) -> Check:
    """Somebody stands in the succession group of the post (`gate.succession_group` says who does)."""
    label, facts = Text("Kelompok rencana suksesi jabatan", "Succession group of the post"), case.facts
    reading: Rule | None = None
    if facts.group_by_requirements:
        reading = case.law.at("gate.succession_group", case.rule_day)
        limit = Text(**reading.value)
    else:
        tiers = case.law.at("gate.feeder_tiers", case.rule_day).value[facts.tier]
        names = listed(tuple(TIERS[tier] for tier in tiers))
        limit = Text(f"sedikitnya satu calon dari {names.id}", f"at least one candidate from {names.en}")
    size = facts.succession_group
    if size is None:
        unknown = Status.UNKNOWN, Text("belum diketahui", "not known")
        return _check(condition, decides, label, unknown, limit, assumed=reading)
    fact = Text(f"{size} calon", f"{size} candidate" if size == 1 else f"{size} candidates")
    if facts.group_met is not None and size:
        met = facts.group_met
        fact = Text(
            f"{fact.id}; memenuhi semua persyaratan: {met}",
            f"{fact.en}; meeting every requirement: {met}",
        )
    if not facts.pool_holds:
        fact = Text(
            "belum ada kelompok suksesi yang ditetapkan dan berlaku",
            "no established succession group is in force",
        )
    found = Status.PASS if size > 0 else Status.FAIL, fact
    return _check(condition, decides, label, found, limit, assumed=reading)


def _check(
    condition: Condition,
    decides: bool,
    label: Text,
    finding: Finding,
    limit: Text,
    assumed: Rule | None = None,
    document: str = "",
) -> Check:
    """`assumed`: another rule that the finding rests on; the check is then only as sure as the weaker of the two."""
    own = Text(**condition["note"]) if "note" in condition else UNSAID
    notes = [note for note in (own, assumed.note if assumed is not None else UNSAID) if note]
    return Check(
        code=condition["code"],
        status=finding[0],
        label=label,
        fact=finding[1],
        limit=limit,
        citation=condition["citation"],
        verified=condition["tag"] == "V" and (assumed is None or assumed.verified),
        decides=decides,
        note=Text(*map(" ".join, zip(*notes, strict=True))) if notes else UNSAID,
        document=document,
    )


CONDITIONS: Final[Mapping[str, Callable[[Case, Condition, bool], Check]]] = {
    "merit_assessment": merit_assessment,
    "merit_category": merit_category,
    "overseer_approval": overseer_approval,
    "commitment": commitment,
    "succession_group": succession_group,
}
