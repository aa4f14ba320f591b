"""A ticket held before a camera: a film that Chromium plays as its own."""

from pathlib import Path

import segno

WIDTH, HEIGHT, SQUARE = 640, 480, 320


def film_of(text: str, target: Path) -> Path:
    """Grey pictures of the code on a dark table, in the format that Chromium reads (YUV4MPEG2, 4:2:0)."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    step = SQUARE // len(rows)
    side = step * len(rows)
    left, top = (WIDTH - side) // 2, (HEIGHT - side) // 2
    picture = bytearray(b"\x50" * (WIDTH * HEIGHT))
    for y in range(side):
        line = bytes(0x10 if rows[y // step][x // step] else 0xEB for x in range(side))
        start = (top + y) * WIDTH + left
        picture[start : start + side] = line
    frame = b"FRAME\n" + bytes(picture) + b"\x80" * (WIDTH * HEIGHT // 2)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    target.write_bytes(head + frame * 5)
    return target
