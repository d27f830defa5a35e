"""The drawn matrix: what stands on it can be read."""

from itertools import combinations

from talent.interfaces.matrix_drawing import drawing

# The largest movements between two cycles of the demonstration's province.
MOVES = {
    (5, 3): 187, (8, 5): 137, (2, 5): 85, (2, 3): 54, (5, 8): 38, (7, 5): 32, (5, 7): 30, (8, 3): 29, (8, 7): 27,
    (7, 8): 22, (3, 8): 16, (2, 1): 16, (9, 8): 14, (9, 5): 14,
}  # fmt: skip


def test_an_arrows_number_covers_no_words_of_a_box_and_no_other_number():
    drawn = drawing(dict.fromkeys(range(1, 10), 100), {}, [7, 8, 9], MOVES)
    chips = [(one["left"], one["top"], one["left"] + one["wide"], one["top"] + 18) for one in drawn["arrows"]]
    words = [
        (cell["x"] + left, cell["y"] + top, cell["x"] + right, cell["y"] + bottom)
        for cell in drawn["cells"]
        for left, top, right, bottom in ((12, 12, 62, 26), (12, 76, 46, 108))
    ]
    pairs = [*combinations(chips, 2), *((chip, word) for chip in chips for word in words)]
    covered = [(a, b) for a, b in pairs if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]
    assert (len(chips), covered) == (14, [])
