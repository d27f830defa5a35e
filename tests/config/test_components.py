"""The look: what a component draws, and what no template may hold."""

import hashlib
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from config import charts, specimens, views
from rules.vacating import Clock
from succession.interfaces.vacating_forms import CLOCKS
from succession.models.vacancy import Cause
from talent import display
from talent.codes import Standing

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ASSETS = [ROOT / "static/vendor/bootstrap/bootstrap-reboot.min.css", ROOT / "static/vendor/htmx/htmx.min.js"]
ASSETS += [*(ROOT / "static/estafet").glob("*.css"), *(ROOT / "static/estafet").glob("*.js")]


def draw(source: str, **context: object) -> str:
    with translation.override("id"):
        return engines["django"].from_string(source).render(context)


def test_the_matrix_holds_the_boxes_where_the_law_puts_them():
    rows = charts.nine_box(specimens.COUNTS, {}, (7, 8, 9), specimens.BEFORE, None)
    assert [[box["number"] for box in row["boxes"]] for row in rows] == [[4, 7, 9], [2, 5, 8], [1, 3, 6]]
    assert [box["change"] for box in rows[0]["boxes"]] == [9, 22, 13]
    assert [box["krs"] for box in rows[1]["boxes"]] == [False, False, True]


def test_a_scale_keeps_its_pointer_inside_and_draws_none_for_no_value():
    bands = [(0, "Buruk"), (175, "Kurang"), (250, "Baik"), (325, "Sangat Baik")]
    drawn = charts.scale(250, bands, 400)
    assert [band["x"] for band in drawn["bands"]] == [0, 175, 250, 325]
    assert drawn["at"] == 250
    assert charts.scale(138, [(0, "")], 100)["at"] == charts.WIDTH
    assert charts.scale(None, bands, 400)["at"] is None


def _light(colour: str) -> float:
    """The luminance of `#rrggbb` as contrast is measured by it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_kinds_in_a_bar_stand_out_from_the_page_and_from_each_other(scheme):
    tokens = (ROOT / "static/estafet/tokens.css").read_text(encoding="utf-8")
    light, dark = (dict(re.findall(r"(--[\w-]+): (#\w{6})", part)) for part in tokens.split("@media (prefers")[:2])
    colours = light | dark if scheme == "dark" else light
    styles = (ROOT / "static/estafet/components.css").read_text(encoding="utf-8")
    drawn = dict(re.findall(r"^\.\w+ \.([\w-]+) \{ fill: var\((--[\w-]+)\)", styles, re.M))
    fills = [drawn[shade] for shade in charts.SHADES]
    (outline,) = re.findall(r"^\.stacks rect \{ stroke: var\((--[\w-]+)\)", styles, re.M)

    def contrast(one: str, other: str) -> float:
        low, high = sorted((_light(one), _light(other)))
        return (high + 0.05) / (low + 0.05)

    assert contrast(colours[outline], colours["--surface"]) >= 3
    # As the kinds of the vacancy calendar: pensions, terms, moves, posts that are vacant.
    assert len(fills) == len(specimens.context()["kinds"])
    assert all(contrast(one, other) >= 1.5 for one, other in combinations([colours[name] for name in fills], 2))


def test_a_legend_stands_beside_the_bars_where_its_words_find_room():
    kinds = ["pensiun", "masa", "pindah"]
    drawn = draw('{% stack_bars rows kinds "Lowong" %}', rows=[("TW 1", [2, 0, 1])], kinds=kinds)
    legend, _end, picture = drawn.partition("</p>")
    assert re.findall(r'<rect class="([\w-]+)".*?</svg> (\w+)', legend) == list(zip(charts.SHADES, kinds, strict=False))
    assert re.findall(r'<rect class="([\w-]+)"', picture) == [charts.SHADES[0], charts.SHADES[2]]


def test_reasons_keep_parents_before_children():
    rows = charts.flatten([{"label": "Y", "children": [{"label": "a", "children": [{"label": "b"}]}, {"label": "c"}]}])
    assert [(row["label"], row["level"]) for row in rows] == [("Y", 0), ("a", 1), ("b", 2), ("c", 1)]


def test_a_mark_carries_sign_and_words():
    drawn = draw('{% mark "fail" %}')
    assert drawn == '<span class="mark fail"><span aria-hidden="true">✗</span> <span>Tidak memenuhi</span></span>'


def test_a_verified_rule_carries_no_mark_and_an_unverified_one_its_citation():
    assert draw('{% unverified "PP 11/2017" "" True %}').strip() == ""
    assert "<strong>PP 11/2017</strong>" in draw('{% unverified "PP 11/2017" "" False %}')


def test_what_is_cited_where_there_is_no_law_is_told_in_the_language_of_the_page():
    """What a rule cites begins with a capital, the law's title, unless there is none."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "rules/data").rglob("*.yaml")]
    none = {cited for text in texts for cited in re.findall(r"\bcitation: ([a-z][^\n]*)", text)}
    with translation.override("en"):
        told = {cited: display.cited(cited) for cited in none}
        drawn = engines["django"].from_string('{% include "components/checks.html" %}').render({"checks": [_assumed()]})
    assert [cited for cited, words in told.items() if words == cited] == []
    assert drawn.count("working assumption, no regulation yet") == 2
    assert "anggapan kerja" not in drawn
    assert display.cited("PP 11/2017 Pasal 107") == "PP 11/2017 Pasal 107"


def _assumed():
    return replace(specimens.context()["checks"][0], citation="anggapan kerja, belum ada ketentuan", verified=False)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_prints_a_citation_in_one_language_alone(path):
    assert re.findall(r"\{\{ [a-z_.]+\.citation \}\}", path.read_text(encoding="utf-8")) == []


def test_a_menu_name_without_an_address_draws_nothing():
    assert draw('{% nav_item "no-such-name" "Teks" "home" %}').strip() == ""


def test_text_from_outside_is_escaped_in_every_tag():
    drawn = draw(
        "{% card t %}{{ t }}{% endcard %}{% mark 'pass' t %}{% notice 'info' t %}{{ t }}{% endnotice %}", t="<b>"
    )
    assert "<b>" not in drawn


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_inline_script_or_style(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|hx-on", text) == []


def test_colours_are_named_in_the_tokens_alone():
    sheets = [path for path in (ROOT / "static/estafet").glob("*.css") if path.name != "tokens.css"]
    assert [path.name for path in sheets if re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsl", path.read_text())] == []


def test_vendored_files_are_the_ones_written_down():
    lines = (ROOT / "static/vendor/VERSIONS").read_text().splitlines()[1:]
    for _name, _version, _licence, digest, file in (line.split(" ") for line in lines):
        assert hashlib.sha256((ROOT / "static/vendor" / file).read_bytes()).hexdigest() == digest


def test_styles_and_scripts_leave_two_thirds_of_the_page_weight_to_the_page():
    assert sum(path.stat().st_size for path in ASSETS) < 120_000


def test_no_two_scripts_of_a_page_share_a_name():
    scripts = [path.read_text() for path in (ROOT / "static/estafet").glob("*.js")]
    names = [name for script in scripts for name in re.findall(r"^(?:const|let|function|class) (\w+)", script, re.M)]
    assert (sorted(names), len(scripts)) == (sorted(set(names)), 3)


def test_the_components_page_is_not_there_outside_debug():
    with pytest.raises(NoReverseMatch):
        reverse("ui")


@pytest.mark.django_db
def test_the_components_page_renders_every_component(rf):
    response = views.components_page(rf.get("/ui/"))
    assert response.status_code == 200
    assert response.content.count(b"box box-") == 9


def test_a_fault_shows_a_reference_that_the_log_knows_and_no_trace(caplog):
    request = RequestFactory().get("/pegawai/?q=rahasia")
    try:
        raise RuntimeError("rahasia")
    except RuntimeError:
        response = views.server_error(request)
    page = response.content.decode()
    reference = re.search(r"<code[^>]*>([0-9A-F]{8})</code>", page)
    assert response.status_code == 500
    assert reference
    assert caplog.messages == [f"fault {reference[1]}: RuntimeError at ?"]
    assert "rahasia" not in page


def test_a_label_of_the_scale_that_would_touch_the_next_goes_one_line_lower() -> None:
    drawn = charts.scale(90, [(0, "rendah"), (75, "menengah"), (90, "tinggi")], 100)
    assert [band["y"] for band in drawn["bands"]] == [charts.LABEL, charts.LABEL, charts.LABEL + charts.LINE]
    assert drawn["height"] == charts.HEIGHT + charts.LINE


def test_labels_of_the_scale_with_room_stay_on_one_line() -> None:
    drawn = charts.scale(90, [(0, "rendah"), (50, "menengah"), (80, "tinggi")], 100)
    assert {band["y"] for band in drawn["bands"]} == {charts.LABEL}
    assert drawn["height"] == charts.HEIGHT


def test_a_check_that_decides_nothing_has_no_colour():
    check = specimens._checks()[0]
    shown = [draw('{% include "components/checks.html" %}', checks=[replace(check, decides=d)]) for d in (True, False)]
    assert [re.findall(r'class="mark (\w+)"', one) for one in shown] == [[str(check.status)], ["plain"]]


def test_what_is_wrong_with_a_hidden_field_is_said_above_the_form():
    class Form(forms.Form):
        agency = forms.IntegerField(widget=forms.HiddenInput())

    drawn = draw(
        '{% include "components/fields.html" with refusal="Tidak dapat dijawab" %}', form=Form({"agency": "x"})
    )
    assert "Tidak dapat dijawab" in drawn
    assert "Masukkan nilai bilangan bulat." in drawn or "Masukkan keseluruhan angka" in drawn
    assert "Perbaiki isian" not in drawn


def test_a_heading_that_names_a_column_on_a_phone_keeps_apart_from_the_mark_of_its_rule():
    """A card names each cell by the text of its column's heading."""
    drawn = draw('<th>Batas usia pensiun {% unverified "PP 11/2017" "" False %}</th>')
    text = " ".join(re.sub(r"<[^>]+>", "", drawn.partition('<span class="pop"')[0]).split())
    assert text == "Batas usia pensiun · belum diverifikasi"


def test_a_deadline_that_passed_looks_like_what_fails():
    drawn = draw(
        '{% include "components/steps.html" %}', steps=[{"label": "Jalur", "late": "lewat tenggat 1 Mei 2026"}]
    )
    mark = '<span class="mark fail"><span aria-hidden="true">✗</span> <span>lewat tenggat 1 Mei 2026</span></span>'
    assert mark in drawn


def test_why_a_post_falls_vacant_is_no_state_of_a_person_and_who_sits_is_no_part_of_a_score():
    with translation.override("en"):
        causes = [str(CLOCKS[Clock.RETIREMENT]), str(Cause.RETIREMENT.label), str(Standing.RETIRED.label)]
        composed = [translation.pgettext("panitia", "Susunan"), translation.gettext("Susunan")]
    assert (causes, composed) == (["retirement", "retirement", "retired"], ["Composition", "Components"])


def test_a_refused_signature_comes_back_to_its_form_where_the_notice_stands():
    form = type("Signing", (forms.Form,), {"reason": forms.CharField()})({})
    drawn = draw('{% include "components/sign.html" with url="/lowongan/1/putuskan/" %}', form=form)
    assert re.findall(r'<section class="card sign" id="([\w-]+)"', drawn) == ["tanda-tangan"]
    assert re.findall(r'action="([^"]*)"', drawn) == ["/lowongan/1/putuskan/#tanda-tangan"]
    assert "Belum dapat disimpan" in drawn
