"""The order in which posters are hung: it changes each day, and no two of one colour hang side by side."""

import hashlib
from collections import defaultdict, deque


def hang(items: list[tuple[int, str]], *, seed: str) -> list[int]:
    """Order (id, hue) pairs: drawn from the seed, then spread so that colours alternate.

    Each time, the colour that has the most posters left is taken among those not hung just before; the
    one hung two places before is avoided too when another will do.
    """
    piles: dict[str, deque[int]] = defaultdict(deque)
    for pk, hue in sorted(items, key=lambda item: _draw(item[0], seed)):
        piles[hue].append(pk)
    tie_break = {hue: _draw(hue, seed) for hue in piles}
    hung: list[int] = []
    before: list[str] = []
    while piles:
        free = [hue for hue in piles if hue not in before[-2:]]
        free = free or [hue for hue in piles if hue not in before[-1:]] or list(piles)
        hue = max(free, key=lambda name: (len(piles[name]), tie_break[name]))
        # The biggest pile must not wait: what is left over would end up side by side.
        biggest = max(piles, key=lambda name: len(piles[name]))
        if (
            hue != biggest
            and biggest not in before[-1:]
            and 2 * len(piles[biggest]) > sum(map(len, piles.values()))
        ):
            hue = biggest
        hung.append(piles[hue].popleft())
        before.append(hue)
        if not piles[hue]:
            del piles[hue]
    return hung


def _draw(key: int | str, seed: str) -> bytes:
    return hashlib.blake2b(f"{seed}:{key}".encode(), digest_size=8).digest()


def large_posters(posters: list[tuple[bool, str]]) -> tuple[set[int], int]:
    """Which posters of a page, told as (has a face, hue), are twice as large; how many sentences hang among them.

    Two large ones at most, with a face, of two colours, apart from each other; each takes four places. The
    sentences (two at most) fill what rows of four would leave empty.
    """
    if len(posters) < 5:
        return set(), 0
    faces = [(place, hue) for place, (face, hue) in enumerate(posters) if face]
    large = faces[:1] if faces and faces[0][0] < 4 else []
    large += [(place, hue) for place, hue in faces if place >= 14 and hue not in [one[1] for one in large]][
        :1
    ]
    empty = -(len(posters) + 3 * len(large)) % 4
    if empty == 3 and large:
        # One large poster less leaves room for two sentences.
        large.pop()
        empty = 2
    return {place for place, _hue in large}, min(empty, 2)
