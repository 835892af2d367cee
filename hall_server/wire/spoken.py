"""How a call is said: digits one by one, the window as a number."""

DIGITS = "零一二三四五六七八九"


def chinese_number(n: int) -> str:
    """85 → 八十五, 110 → 一百一十, 207 → 二百零七. From 0 to 9999.

    Raises ValueError outside that range.
    """
    if not 0 <= n <= 9999:
        raise ValueError(f"{n} is outside 0 to 9999")
    if n < 20:
        return DIGITS[n] if n < 10 else "十" + (DIGITS[n - 10] if n > 10 else "")
    parts, pending_zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // unit % 10
        if digit:
            parts += ("零" if pending_zero else "") + DIGITS[digit] + name
        pending_zero = bool(parts) and digit == 0
    return parts


def spoken_ticket_zh(number: str) -> str:
    """BG023 → B G 零 二 三: letters and digits apart, so that no engine reads a word or a thousand."""
    return " ".join(DIGITS[int(c)] if c.isdigit() else c for c in number)


def call_zh(number: str, window: int, *, recall: bool = False) -> str:
    """请 B G 零 二 三 号到八十五号窗口办理业务."""
    sentence = f"请 {spoken_ticket_zh(number)} 号到{chinese_number(window)}号窗口办理业务"
    return f"{sentence}。重呼" if recall else sentence


def call_en(number: str, window: int, *, recall: bool = False) -> str:
    """Ticket B G 0 2 3, please go to window 85."""
    start = "Calling again: ticket" if recall else "Ticket"
    return f"{start} {' '.join(number)}, please go to window {window}."
