"""The work-list of a vacancy: what it is narrowed by, where each fact is entered, and the list as a file."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.lacking import MAPPING, POSTS, STANDARDS
from succession.domain.queries.lacking import Line, WorkList
from succession.domain.queries.words import said
from succession.interfaces.words import named
from succession.models import Vacancy
from talent.interfaces.columns import KINDS
from talent.interfaces.forms import Sought

SORTS = {
    "deciding": _("yang menentukan dahulu"),
    "name": _("nama"),
    "requirement": _("persyaratan"),
    "by": _("jenis catatan"),
}


class LackFilter(Sought):
    """Whose, which requirement, which kind of record, whether it decides; in what order."""

    requirement = forms.ChoiceField(label=_("Persyaratan"), required=False)
    kind = forms.ChoiceField(label=_("Jenis catatan"), required=False)
    deciding = forms.ChoiceField(
        label=_("Calon"),
        required=False,
        choices=[("", _("semua")), ("1", _("masih dapat memenuhi")), ("0", _("sudah tidak memenuhi syarat lain"))],
    )
    sort = forms.ChoiceField(label=_("Urut"), required=False, choices=list(SORTS.items()))

    def __init__(self, data: Any, *, whole: WorkList) -> None:
        super().__init__(data)
        asked: Any = self.fields["requirement"]
        asked.choices = [("", _("semua")), *((code, named([code], whole.own)) for code in whole.codes())]
        kinds: Any = self.fields["kind"]
        kinds.choices = [("", _("semua")), *((kind, title_of(kind)) for kind, _by in whole.kinds())]

    def narrowed(self, whole: WorkList, among: list[int] | None) -> WorkList:
        """What is asked for of it, in the order asked for; nothing where the question cannot be understood."""
        if not self.is_valid():
            return whole.narrowed(among=[])
        given = self.cleaned_data
        deciding = given["deciding"] == "1" if given["deciding"] else None
        found = whole.narrowed(code=given["requirement"], kind=given["kind"], deciding=deciding, among=among)
        return found.ordered(given["sort"] or "deciding")


def title_of(kind: str) -> Any:
    """What a kind of record is called; the mapping, which is no record, by its own name."""
    return _("Pemetaan talenta") if kind == MAPPING else KINDS[kind].title


def entered_at(line: Line, vacancy: Vacancy) -> str:
    """The page on which the missing fact is entered."""
    if line.lack.kind == MAPPING:
        return reverse("cycles")
    if line.lack.kind == STANDARDS:
        about = urlencode({"code": vacancy.position.code, "agency": vacancy.agency_id})
        return f"{reverse('organisation_add', args=[STANDARDS])}?{about}"
    if line.lack.kind == POSTS and vacancy.position.current is not None:
        return reverse("organisation_record", args=[POSTS, vacancy.position.current.pk])
    if line.lack.kind == "employees":
        return reverse("employee", args=[line.person.pk]) + "?bagian=catatan#employees"
    return reverse("record_add", args=[line.person.pk, line.lack.kind])


def may_enter(line: Line, user: User) -> bool:
    """Whether it is the user's to enter."""
    wanted = Permission.MAP_TALENT if line.lack.kind == MAPPING else Permission.IMPORT_RECORDS
    return scope.allows(user, wanted, line.person.agency_id)


def file_rows(lines: Iterable[Line]) -> list[list[Any]]:
    """The work-list as a file: header and lines."""
    rows: list[list[Any]] = [
        [gettext("NIP"), gettext("Nama"), gettext("Instansi"), gettext("Persyaratan"), gettext("Keadaan sekarang"),
         gettext("Yang kurang"), gettext("Jenis catatan"), gettext("Dokumen"), gettext("Siapa melengkapi"),
         gettext("Menentukan")]
    ]  # fmt: skip
    for one in lines:
        lack = one.lack
        rows.append(
            [one.person.nip, one.person.name, one.person.comes_from, said(lack.label), said(lack.fact),
             said(lack.missing), str(title_of(lack.kind)), said(lack.document), said(lack.by),
             gettext("ya") if one.deciding else gettext("tidak")]
        )  # fmt: skip
    return rows
