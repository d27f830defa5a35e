"""A document is judged by the whole of its content."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import Invalid
from talent.domain.file_types import judged
from tests.talent import documents

WHOLE = {
    "sk.pdf": documents.pdf(),
    "ijazah.png": documents.png(),
    "foto.JPG": documents.jpeg(),
    "foto.jpeg": documents.jpeg(),
    "piagam.webp": documents.webp(),
}
TYPES = ["application/pdf", "image/png", "image/jpeg", "image/jpeg", "image/webp"]


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as parts:
        parts.writestr("muatan.html", "<script>alert(1)</script>")
    return stream.getvalue()


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        judged(name, content)
    return refused.value.code


@pytest.mark.parametrize(("name", "type_"), list(zip(WHOLE, TYPES, strict=True)))
def test_each_of_the_four_types_is_taken(name, type_):
    assert judged(name, WHOLE[name]) == type_


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "file_type"),
        (b"<!doctype html><title>x</title>", "file_type"),
        (b"GIF89a" + bytes(20), "file_type"),
        (archive(), "file_type"),
        (b"\n" + documents.pdf(), "file_type"),
        (documents.png(), "file_name"),
    ],
)
def test_what_is_no_pdf_is_no_pdf_whatever_its_name(content, code):
    assert refusal("surat.pdf", content) == code


@pytest.mark.parametrize(
    "name", ["surat", "surat.exe", "surat.pdf.exe", "surat.pdf\x00", "su\u202efdp.pdf", "../surat.pdf", "surat.html"]
)
def test_a_name_that_lies_or_hides_something_is_refused(name):
    assert refusal(name, documents.pdf()) == "file_name"


@pytest.mark.parametrize("name", list(WHOLE))
def test_an_archive_behind_a_document_is_refused(name):
    assert refusal(name, WHOLE[name] + archive()) == "file_two_things"


@pytest.mark.parametrize("name", list(WHOLE))
def test_anything_behind_a_document_is_refused(name):
    assert refusal(name, WHOLE[name] + b"lebih") == "file_structure"


@pytest.mark.parametrize("name", list(WHOLE))
def test_a_document_cut_short_is_refused(name):
    assert refusal(name, WHOLE[name][:-3]) == "file_structure"


def test_a_page_inside_the_head_of_a_picture_is_refused():
    picture = documents.jpeg()
    comment = b"<script>alert(1)</script>"
    hidden = picture[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + picture[2:]
    assert refusal("foto.jpg", hidden) == "file_two_things"


def test_a_picture_with_a_wrong_checksum_is_refused():
    content = bytearray(documents.png())
    content[20] ^= 1
    assert refusal("ijazah.png", bytes(content)) == "file_structure"


@given(st.sampled_from(list(WHOLE)), st.data())
def test_whatever_is_changed_a_file_is_taken_or_refused_with_a_reason(name, data):
    content = bytearray(WHOLE[name])
    for _time in range(3):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(0, len(content)))])
    with suppress(Invalid):
        assert judged(name, cut) in TYPES
