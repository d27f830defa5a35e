"""The guide names every step of a cycle, by whom, and whether a reason is asked, as the code declares them."""

import re

from django.conf import settings
from django.utils import translation

from accounts.permissions import Permission
from talent.domain.transitions import TRANSITIONS

WHO = {Permission.MAP_TALENT: "BKD", Permission.SUBMIT_MAPPING: "kepala BKD", Permission.ESTABLISH_POOL: "PPK"}


def test_the_guide_has_the_table_of_steps() -> None:
    text = (settings.BASE_DIR / "docs" / "panduan-bkd.md").read_text(encoding="utf-8")
    table = text.split("### Langkah siklus")[1].split("###")[0]
    found = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|(.*?)\|$", table, re.M)
    rows = [tuple(cell.strip() for cell in row) for row in found]
    with translation.override("id"):
        steps = [
            (str(step.source.label), str(step.to.label), WHO[step.permission], "wajib" if step.reason else "")
            for step in TRANSITIONS
        ]
    assert rows[1:] == steps
