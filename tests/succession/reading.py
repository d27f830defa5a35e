"""Reading what a certificate shows without the parts that made it: a QR code from its drawing, a PDF from its bytes."""

import re
import zlib

# Data codewords of each block, by error level and version (ISO/IEC 18004), up to version 10.
_BLOCKS = {
    "L": [[19], [34], [55], [80], [108], [68] * 2, [78] * 2, [97] * 2, [116] * 2, [68] * 2 + [69] * 2],
    "M": [[16], [28], [44], [32] * 2, [43] * 2, [27] * 4, [31] * 4, [38] * 2 + [39] * 2, [36] * 3 + [37] * 2,
          [43] * 4 + [44]],
    "Q": [[13], [22], [17] * 2, [24] * 2, [15] * 2 + [16] * 2, [19] * 4, [14] * 2 + [15] * 4, [18] * 4 + [19] * 2,
          [16] * 4 + [17] * 4, [19] * 6 + [20] * 2],
    "H": [[9], [16], [13] * 2, [9] * 4, [11] * 2 + [12] * 2, [15] * 4, [13] * 4 + [14], [14] * 4 + [15] * 2,
          [12] * 4 + [13] * 4, [15] * 6 + [16] * 2],
}  # fmt: skip
_CENTRES = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]]
_MASKS = [
    lambda r, c: (r + c) % 2 == 0,
    lambda r, c: r % 2 == 0,
    lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
]
Matrix = list[list[bool]]


def drawn(svg: str, border: int = 2) -> Matrix:
    """The modules of a QR code drawn as strokes of width 1."""
    (width,) = re.findall(r'<svg[^>]* width="([0-9.]+)', svg)
    size = int(float(width)) - 2 * border
    dark, x, y = [[False] * size for _row in range(size)], 0.0, 0.0
    (path,) = re.findall(r'<path[^>]* d="([^"]+)"', svg)
    for order, numbers in re.findall(r"([Mmh])([-0-9. ]+)", path):
        given = [float(number) for number in re.findall(r"-?[0-9.]+", numbers)]
        if order == "h":
            for step in range(int(given[0])):
                dark[int(y) - border][int(x) + step - border] = True
            x += given[0]
        else:
            x, y = (given[0], given[1]) if order == "M" else (x + given[0], y + given[1])
    return dark


def decoded(dark: Matrix) -> str:
    """The text of a QR code in byte mode, as it is printed: no error is corrected."""
    size = len(dark)
    version = (size - 17) // 4
    # Format: five bits and their check, along the upper left finder, under a mask of their own.
    places = [(8, c) for c in (0, 1, 2, 3, 4, 5, 7, 8)] + [(r, 8) for r in (7, 5, 4, 3, 2, 1, 0)]
    told = int("".join(str(int(dark[r][c])) for r, c in places), 2) ^ 0b101010000010010
    level, mask = "MLHQ"[told >> 13], _MASKS[told >> 10 & 7]
    fixed = [[_fixed(r, c, size, version) for c in range(size)] for r in range(size)]
    bits, upward, column = "", True, size - 1
    while column > 0:
        column -= column == 6
        for row in range(size - 1, -1, -1) if upward else range(size):
            for c in (column, column - 1):
                if not fixed[row][c]:
                    bits += str(int(dark[row][c] ^ mask(row, c)))
        upward, column = not upward, column - 2
    words = [int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8)]
    blocks: list[list[int]] = [[] for _block in _BLOCKS[level][version - 1]]
    taken = iter(words)
    for place in range(max(_BLOCKS[level][version - 1])):
        for block, length in zip(blocks, _BLOCKS[level][version - 1], strict=True):
            if place < length:
                block.append(next(taken))
    stream = "".join(f"{word:08b}" for block in blocks for word in block)
    assert stream[:4] == "0100", "byte mode"
    counted = 8 if version < 10 else 16
    length = int(stream[4 : 4 + counted], 2)
    data = stream[4 + counted : 4 + counted + 8 * length]
    return bytes(int(data[at : at + 8], 2) for at in range(0, len(data), 8)).decode()


def _fixed(row: int, column: int, size: int, version: int) -> bool:
    """Whether a module is part of a pattern and holds no data."""
    finder = (row < 9 and column < 9) or (row < 9 and column > size - 9) or (row > size - 9 and column < 9)
    told = version >= 7 and ((row < 6 and column > size - 12) or (column < 6 and row > size - 12))
    centres = _CENTRES[version - 1]
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    aligned = any(abs(row - r) < 3 and abs(column - c) < 3 for r in centres for c in centres if (r, c) not in corners)
    return finder or told or aligned or 6 in (row, column)


def inflated(pdf: bytes) -> bytes:
    """A PDF with the objects and texts that lie compressed in it."""
    streams = re.findall(rb"/FlateDecode[^>]*>>\s*stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"\n".join(zlib.decompressobj().decompress(stream) for stream in streams)
