"""What nobody may read who has no business with it: names, numbers and addresses that give themselves away."""

import html
import io
import zipfile
from typing import Any

from django.urls import reverse

from talent.models import Employee, ReviewCycle
from tests.access.world import FAR, FLOCK, MARK, PLANNED, House, World

# Who may know that the other agency and its users exist: whoever manages users.
KNOWS_AGENCIES = {"ADMINISTRATOR"}
# Who reads nothing about any person, who only about themself, and who only about candidates.
READS_NOBODY = {"ADMINISTRATOR", "NOBODY", "OUT"}
READS_CANDIDATES = {"SELECTION_COMMITTEE", "MERIT_VERIFIER"}


def of_role(world: World, role: str) -> frozenset[str]:
    """What must not stand in any response to this role of `here`."""
    if role not in world.canaries:
        world.canaries[role] = _of_role(world, role)
    return world.canaries[role]


def _of_role(world: World, role: str) -> frozenset[str]:
    found = {MARK.casefold(), *_people(world.there), *_addresses(world.there)}
    if role not in KNOWS_AGENCIES:
        found |= {FLOCK.casefold(), str(FAR)}
    if role in READS_NOBODY:
        found |= _people(world.here)
    if role == "EMPLOYEE":
        found |= _people(world.here, but=world.here.people[0]) | {PLANNED.casefold()}
    if role in READS_CANDIDATES:
        found |= {world.here.unmapped.nip, world.here.unmapped.name.casefold()}
    if role == "SELECTION_COMMITTEE":
        found.add(world.here.unseated.code.casefold())
    return frozenset(found)


def found_in(response: Any, canaries: frozenset[str], said: str = "") -> list[str]:
    """The canaries in a response; what the request itself `said` does not count, nor does its address."""
    said = f"{said} {response.wsgi_request.get_full_path()}".casefold()
    text = f"{_text(response)} {response.headers.get('Location', '')}".casefold()
    return sorted(one for one in canaries if one in text and one not in said)


def _people(of: House, but: Employee | None = None) -> set[str]:
    people = Employee.objects.filter(agency=of.agency).exclude(pk__in=[but.pk] if but else [])
    return {word.casefold() for row in people.values_list("nip", "name") for word in row}


def _addresses(of: House) -> set[str]:
    """Pages and endpoints of the house's objects, as links would have them."""
    people = Employee.objects.filter(agency=of.agency).values_list("pk", flat=True)
    cycles = ReviewCycle.objects.filter(agency=of.agency).values_list("pk", flat=True)
    ids = {
        "employee": people,
        "cycle": cycles,
        "vacancy": [of.seated.pk, of.unseated.pk],
        "merit_round": [of.round.pk],
        "import": [of.records.pk, of.levels.pk],
        "job": [of.mapping_job.pk, of.import_job.pk],
    }
    return {reverse(f"{space}{name}", args=(pk,)) for name, pks in ids.items() for pk in pks for space in ("", "api:")}


def _text(response: Any) -> str:
    content: bytes = response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"\n".join(parts.read(name) for name in parts.namelist())
    return html.unescape(content.decode("utf-8", "replace"))
