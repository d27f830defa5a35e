"""The reader of papers reads every letter, whichever code it has."""

from tests.succession import pdf_text


def test_codes_that_are_brackets_are_read_whether_in_pairs_or_escaped() -> None:
    drawn = rb"/f0 9 Tf [(\000a\000(\000b\000)\000c)-20(\000]\000\))] TJ (\000\\) Tj"
    found = [spaced or plain for font, spaced, plain in pdf_text._DRAWN.findall(drawn) if not font]
    codes = [b"".join(map(pdf_text._bytes, pdf_text._STRING.findall(one))) for one in found]
    assert codes == [b"\0a\0(\0b\0)\0c\0]\0)", b"\0\\"]
