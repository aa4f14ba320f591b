"""Write the classes that place a session in the programme's grid: inline styles are refused, so a place is a class.

python tools/programme_steps.py
"""

from pathlib import Path

TARGET = Path(__file__).parent.parent / "static" / "css" / "components" / "programme_steps.css"
STEPS = 72  # quarters of an hour: 18 hours in a day
ROOMS = 12


def sheet() -> str:
    lines = [f"    .from-{n} {{ grid-row-start: {n}; }}" for n in range(1, STEPS + 1)]
    lines += [f"    .for-{n} {{ grid-row-end: span {n}; }}" for n in range(1, STEPS + 1)]
    # The first column holds the hours.
    lines += [f"    .room-{n} {{ grid-column-start: {n + 1}; }}" for n in range(1, ROOMS + 1)]
    lines += [f"    .wide-{n} {{ grid-column-end: span {n}; }}" for n in range(1, ROOMS + 1)]
    lines += [
        f"    .rooms-{n} {{ grid-template-columns: 3.6rem repeat({n}, minmax(0, 1fr)); }}"
        for n in range(1, ROOMS + 1)
    ]
    return (
        "/* Written by tools/programme_steps.py. */\n"
        "@layer components {\n  @media (min-width: 64rem) {\n" + "\n".join(lines) + "\n  }\n}\n"
    )


if __name__ == "__main__":
    TARGET.write_text(sheet())
