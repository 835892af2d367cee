"""A calibration as a drawing: two panels, shares on a logarithmic scale against the threshold."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hardware.face.matching.calibration import Calibration

WIDTH, HEIGHT, LEFT, TOP, WIDE, HIGH, APART = 1020, 510, 84, 70, 400, 320, 104
DECADES = (0, -1, -2, -3, -4)
"""Powers of ten: from all to one in ten thousand; what is rarer lies on the bottom line."""
WRONG, MISSED = "#b3261e", "#1f4e9c"
FONT = "Noto Sans CJK SC, Microsoft YaHei, sans-serif"


@dataclass(frozen=True, slots=True)
class Panel:
    title: str
    wrong: str
    curve: Sequence[tuple[float, float, float]]
    threshold: float


def svg(calibration: Calibration, caption: str) -> str:
    """Both curves are told apart by dashes as well as by colour."""
    panels = (
        Panel(
            "1:N 识别 identification",
            "陌生人被误认 strangers taken for somebody",
            calibration.identify_curve,
            calibration.identify.threshold,
        ),
        Panel(
            "1:1 核验 verification",
            "冒用工号通过 taken for whom they claim",
            calibration.verify_curve,
            calibration.verify.threshold,
        ),
    )
    drawn = [_panel(panel, LEFT + number * (WIDE + APART)) for number, panel in enumerate(panels)]
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONT}" '
            'font-size="14">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
            _text(LEFT, 28, caption, size=16),
            *drawn,
            "</svg>\n",
        )
    )


def _panel(panel: Panel, left: float) -> str:
    lowest, highest = panel.curve[0][0], panel.curve[-1][0]

    def across(threshold: float) -> float:
        return left + (min(max(threshold, lowest), highest) - lowest) / (highest - lowest) * WIDE

    parts = [_text(left, TOP - 14, panel.title)]
    for power in DECADES:
        y = _down(10.0**power)
        parts += [_line(left, y, left + WIDE, y, "#d0d0d0"), _text(left - 8, y + 5, _percent(power), "end")]
    for whole in range(math.ceil(lowest), math.floor(highest) + 1, 2):
        parts.append(_text(across(whole), TOP + HIGH + 22, str(whole), "middle"))
    parts.append(_text(left + WIDE / 2, TOP + HIGH + 44, "阈值 threshold", "middle"))
    parts.append(_curve([(across(x), _down(wrong)) for x, wrong, _ in panel.curve], WRONG, ""))
    parts.append(_curve([(across(x), _down(missed)) for x, _, missed in panel.curve], MISSED, "7 5"))
    chosen = across(panel.threshold)
    parts.append(_line(chosen, TOP, chosen, TOP + HIGH, "#202020"))
    parts.append(_text(chosen + 5, TOP + 16, f"{panel.threshold:g}"))
    parts += _key(panel, left)
    return "\n".join(parts)


def _key(panel: Panel, left: float) -> list[str]:
    drawn = []
    names = ((panel.wrong, WRONG, ""), ("本人未通过 own not accepted", MISSED, "7 5"))
    for row, (name, colour, dashes) in enumerate(names):
        y = TOP + HIGH + 70 + 24 * row
        drawn.append(_curve([(left, y), (left + 40, y)], colour, dashes))
        drawn.append(_text(left + 50, y + 5, name))
    return drawn


def _down(share: float) -> float:
    power = math.log10(share) if share > 0 else DECADES[-1]
    return TOP + min(max(-power, 0.0), -DECADES[-1]) / -DECADES[-1] * HIGH


def _percent(power: int) -> str:
    return f"{100 * 10.0**power:g} %"


def _text(x: float, y: float, words: str, anchor: str = "start", size: int = 14) -> str:
    escaped = words.replace("&", "&amp;").replace("<", "&lt;")
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{escaped}</text>'


def _line(x: float, y: float, to_x: float, to_y: float, colour: str) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{colour}"/>'


def _curve(points: Sequence[tuple[float, float]], colour: str, dashes: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    look = f'fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dashes}"'
    return f'<polyline points="{path}" {look}/>'
