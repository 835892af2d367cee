"""Colours and letters of the technician's page. Main text stands at 7 : 1 or better on its ground."""

from PySide6.QtWidgets import QWidget

from hardware.health import HealthState

FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "WenQuanYi Micro Hei", "sans-serif")
INK, QUIET, PAPER, SHEET, LINE, HEAD, BLUE = (
    "#12233A",
    "#3D4D63",
    "#EEF2F7",
    "#FFFFFF",
    "#B9C6D6",
    "#0A2E5C",
    "#114B92",
)
STATES = {
    HealthState.OK: ("#E2F3E8", "#0B4A2E"),
    HealthState.WARNING: ("#FFF0CC", "#5A3A00"),
    HealthState.UNKNOWN: ("#ECE6F6", "#45227A"),
    HealthState.DOWN: ("#FBE0DA", "#7A1408"),
}
"""Ground and ink of a state; its sign and its word say the same."""

PLAIN = 768.0
LEAST, MOST = 0.85, 2.2


def scale_of(width: int, height: int) -> float:
    """How much larger than on a desk all is drawn: a kiosk and a wall are looked at from further away."""
    return min(max(min(width, height) / PLAIN, LEAST), MOST)


def style_sheet(scale: float) -> str:
    def px(pixels: float) -> str:
        return f"{round(pixels * scale)}px"

    families = ", ".join(f'"{name}"' for name in FAMILIES)
    return f"""
    * {{ font-family: {families}; font-size: {px(17)}; color: {INK}; }}
    #technician_page {{ background: {PAPER}; }}
    QLabel {{ background: transparent; }}
    #technician_head {{ background: {HEAD}; }}
    #technician_head QLabel {{ color: #FFFFFF; font-size: {px(24)}; font-weight: 700; }}
    QLabel[look="title"] {{ font-size: {px(26)}; font-weight: 700; color: {HEAD}; }}
    QLabel[look="fact"] {{ font-size: {px(15)}; color: {QUIET}; }}
    QLabel[look="value"] {{ font-size: {px(16)}; font-weight: 600; }}
    QLabel[look="name"] {{ font-size: {px(18)}; font-weight: 700; }}
    QLabel[look="where"] {{ font-size: {px(15)}; color: {QUIET}; }}
    QLabel[look="digits"] {{ font-size: {px(34)}; font-weight: 700; letter-spacing: {px(8)};
        background: {SHEET}; border: 2px solid {BLUE}; border-radius: {px(8)}; }}
    QLabel[look="line"] {{ font-size: {px(17)}; font-weight: 600; }}
    QFrame[look="row"] {{ background: {SHEET}; border: 1px solid {LINE}; border-radius: {px(8)}; }}
    QFrame[look="card"] {{ background: {SHEET}; border: 1px solid {LINE}; border-radius: {px(12)}; }}
    QScrollArea, #technician_rows {{ background: transparent; border: none; }}
    QPushButton {{ background: {SHEET}; border: 2px solid {BLUE}; border-radius: {px(8)};
        color: {HEAD}; font-size: {px(18)}; font-weight: 600; padding: {px(4)} {px(14)}; }}
    QPushButton:pressed {{ background: #D3E2F5; }}
    QPushButton:focus {{ border: 3px solid {INK}; }}
    QPushButton:disabled {{ background: #E3E8EE; border-color: #B4BFCB; color: #4A5668; }}
    QPushButton[look="key"] {{ font-size: {px(28)}; }}
    QPushButton[look="main"] {{ background: {BLUE}; color: #FFFFFF; }}
    QPushButton[look="main"]:pressed {{ background: {HEAD}; }}
    QPushButton[look="main"]:disabled {{ background: #E3E8EE; color: #4A5668; }}
    QScrollBar:vertical {{ background: #DCE4ED; width: {px(22)}; border-radius: {px(8)}; }}
    QScrollBar::handle:vertical {{ background: #6F829A; min-height: {px(48)}; border-radius: {px(8)}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0px; }}
    """


def painted(state: HealthState, scale: float) -> str:
    """Inline style of a sign: colours of its state, round corners."""
    ground, ink = STATES[state]
    return (
        f"background: {ground}; color: {ink}; border: 2px solid {ink}; font-weight: 700; "
        f"border-radius: {round(8 * scale)}px; padding: {round(3 * scale)}px {round(8 * scale)}px;"
    )


def marked(widget: QWidget, look: str) -> None:
    """Which rule of the style sheet it follows."""
    widget.setProperty("look", look)
