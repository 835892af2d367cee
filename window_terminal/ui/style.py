"""Colours, fonts and the one style sheet. Main text stands at 7 : 1 or better on its ground."""

from hall_server.wire.words import WindowState

FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "WenQuanYi Micro Hei", "sans-serif")

INK, MUTED = "#14202B", "#3D4A57"
GROUND, SURFACE, LINE = "#E9EEF4", "#FFFFFF", "#C5CFDA"
ACCENT, ACCENT_DARK, ACCENT_SOFT = "#0B4A8F", "#083A71", "#DFEBF8"
OFF_INK, OFF_GROUND = "#6A7783", "#F1F4F7"

STATE_LOOK: dict[WindowState, tuple[str, str]] = {
    WindowState.CLOSED: ("#DDE3E9", "#2B3743"),
    WindowState.IDLE: ("#DCF1E3", "#0B4022"),
    WindowState.CALLING: ("#FFEBBF", "#4F3300"),
    WindowState.SERVING: ("#D6E6F9", "#07305F"),
    WindowState.WALK_IN: ("#E8DEF6", "#3C1A66"),
    WindowState.PAUSED: ("#FADFD8", "#651808"),
    WindowState.INTERNAL_TASK: ("#F3E3CB", "#533000"),
}
"""Ground and ink of the state's sign; its words say the same."""

LINE_LOOK: dict[str, tuple[str, str, str]] = {
    "": (GROUND, MUTED, ""),
    "said": ("#DCF1E3", "#0B4022", "✓"),
    "busy": (ACCENT_SOFT, "#07305F", "…"),
    "retry": ("#FFEBBF", "#4F3300", "↻"),
    "lost": ("#FADFD8", "#651808", "▲"),
    "trouble": ("#FFEBBF", "#4F3300", "!"),
    "refused": ("#FADFD8", "#651808", "!"),
    "unsent": ("#FFEBBF", "#4F3300", "↑"),
}
"""Ground, ink and mark of the calm line."""

DEVICE_LOOK: dict[str, tuple[str, str, str]] = {
    "ok": (GROUND, MUTED, "✓"),
    "waiting": (GROUND, MUTED, "…"),
    "asking": (ACCENT_SOFT, "#07305F", "…"),
    "warning": ("#FFEBBF", "#4F3300", "!"),
    "down": ("#FADFD8", "#651808", "✕"),
}
"""Ground, ink and mark of a device's sign."""


def style_sheet() -> str:
    families = ", ".join(f'"{name}"' for name in FONTS)
    return f"""
    * {{ font-family: {families}; font-size: 15px; color: {INK}; }}
    #terminal {{ background: {GROUND}; }}
    #bar {{ background: {SURFACE}; border-bottom: 2px solid {ACCENT}; }}
    #card {{ background: {SURFACE}; border: 1px solid {LINE}; border-radius: 6px; }}
    #work, #sign_in_page, QStackedWidget, QScrollArea, #scrolled {{ background: transparent; border: none; }}
    QLabel {{ background: transparent; }}
    QLabel[look="muted"] {{ color: {MUTED}; font-size: 14px; }}
    QLabel[look="title"] {{ font-size: 15px; font-weight: 600; color: {INK}; }}
    QLabel[look="figure"] {{ font-size: 22px; font-weight: 600; }}
    QLabel[look="heading"] {{ font-size: 20px; font-weight: 600; }}
    QLabel[look="found"] {{ font-size: 30px; font-weight: 700; }}
    #found_advice {{ font-size: 17px; }}
    QLabel[look="key"] {{ font-size: 12px; color: {MUTED}; background: {GROUND};
        border: 1px solid {LINE}; border-radius: 3px; padding: 1px 5px; }}
    QLabel[look="key"]:disabled {{ color: {OFF_INK}; background: {OFF_GROUND}; }}
    #window_number {{ font-size: 32px; font-weight: 700; color: {ACCENT}; }}
    #current_number {{ font-size: 32px; font-weight: 700; }}
    #next_number {{ font-size: 16px; font-weight: 600; }}
    #service_timer {{ font-size: 14px; }}
    #service_timer[overdue="true"] {{ color: #651808; font-weight: 700; }}
    #window_state {{ border-radius: 4px; padding: 2px 10px; font-weight: 600; }}

    QPushButton {{ background: {SURFACE}; border: 1px solid {LINE}; border-radius: 5px;
        padding: 4px 10px; }}
    QPushButton:hover {{ background: {ACCENT_SOFT}; border-color: {ACCENT}; }}
    QPushButton:pressed {{ background: #C6DBF3; }}
    QPushButton:focus {{ border: 2px solid {ACCENT}; padding: 3px 9px; }}
    QPushButton:disabled {{ color: {OFF_INK}; background: {OFF_GROUND}; border-color: #DCE2E8; }}
    QPushButton[look="act"] {{ text-align: left; padding-left: 12px; font-size: 16px; }}
    QPushButton[look="act"]:focus {{ padding-left: 11px; }}
    QPushButton[look="quick"] {{ padding: 4px 2px; font-size: 14px; }}
    QPushButton[look="row"] {{ padding: 0px 12px; }}
    QPushButton[look="primary"] {{ background: {ACCENT}; color: #FFFFFF; border: 1px solid {ACCENT_DARK};
        font-size: 18px; font-weight: 600; }}
    QPushButton[look="primary"]:hover {{ background: {ACCENT_DARK}; }}
    QPushButton[look="primary"]:focus {{ border: 2px solid {INK}; }}
    QPushButton[look="primary"]:disabled {{ background: #DCE2E8; color: #55626E; border-color: #DCE2E8; }}
    QPushButton[look="choice"] {{ text-align: left; padding: 4px 10px; }}
    QPushButton[look="choice"]:checked {{ background: {ACCENT_SOFT}; border: 2px solid {ACCENT};
        padding: 3px 9px; font-weight: 600; }}
    QPushButton[look="choice"]:checked:disabled {{ background: #E4E9EF; border-color: #9AA7B4; }}

    QLineEdit {{ background: {SURFACE}; border: 1px solid #8896A5; border-radius: 5px; padding: 4px 9px;
        selection-background-color: {ACCENT}; selection-color: #FFFFFF; }}
    QLineEdit:focus {{ border: 2px solid {ACCENT}; padding: 3px 8px; }}
    QLineEdit:disabled {{ color: {OFF_INK}; background: {OFF_GROUND}; }}
    QTableWidget {{ background: {SURFACE}; border: none; gridline-color: transparent; }}
    QTableWidget::item {{ padding: 0px 6px; border-bottom: 1px solid #E3E8ED; }}
    QHeaderView::section {{ background: {SURFACE}; color: {MUTED}; border: none;
        border-bottom: 1px solid {LINE}; padding: 2px 6px; font-size: 14px; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; }}
    QScrollBar::handle:vertical {{ background: #A9B5C1; border-radius: 4px; min-height: 30px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0px; }}
    QToolTip {{ background: {INK}; color: #FFFFFF; border: none; padding: 4px 8px; }}
    """


def painted(ground: str, ink: str) -> str:
    """Inline style of a sign whose colours change with the state."""
    return f"background: {ground}; color: {ink};"
