"""Text in columns: a Chinese character is two columns wide, a Latin one is one."""

import unicodedata

# A line must not begin with one of these, nor end with one of those.
_NOT_FIRST = frozenset("，。、；：！？）》」』】〕”’…·,.;:!?)]}%％")
_NOT_LAST = frozenset("（《「『【〔“‘([{￥$")


def width(text: str) -> int:
    """Columns that `text` takes, as a Chinese printer counts: one per ASCII character, else two."""
    return sum(_width_of(character) for character in text)


def _width_of(character: str) -> int:
    if character.isascii():
        return 1
    return 0 if unicodedata.combining(character) else 2


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most `columns`; Latin words and numbers stay whole where they can."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if width(line) + width(piece) <= columns:
            line += piece
            continue
        if line.strip():
            line, carried = _break(line, piece)
            lines.append(line.rstrip())
            line = carried + (piece if carried else piece.lstrip())
        else:
            line = piece.lstrip()
        while width(line) > columns:
            head = _fitting(line, columns)
            lines.append(head)
            line = line[len(head) :]
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


def wrap_evenly(text: str, columns: int) -> list[str]:
    """As few lines as `wrap` needs, of about the same width: a centred title leaves no single character."""
    lines = wrap(text, columns)
    while len(lines) > 1 and columns > 2:
        columns -= 1
        narrower = wrap(text, columns)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def _pieces(text: str) -> list[str]:
    """Runs of ASCII without spaces are one piece; every other character is its own."""
    pieces: list[str] = []
    for character in text:
        is_part_of_word = character.isascii() and character != " "
        if is_part_of_word and pieces and pieces[-1][-1].isascii() and pieces[-1][-1] != " ":
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _break(line: str, following: str) -> tuple[str, str]:
    """Where to break before `following`: what stays, and what goes down with it."""
    stays = line
    if following[0] in _NOT_FIRST:
        stays = stays[:-1]
    while stays and stays[-1] in _NOT_LAST:
        stays = stays[:-1]
    return (stays, line[len(stays) :]) if stays.strip() else (line, "")


def _fitting(text: str, columns: int) -> str:
    used = 0
    for index, character in enumerate(text):
        used += _width_of(character)
        if used > columns:
            return text[: max(index, 1)]
    return text


def pair(left: str, right: str, columns: int) -> list[str]:
    """`left` and `right` at the two edges; on lines of their own if they do not fit on one."""
    gap = columns - width(left) - width(right)
    if gap >= 1 and left and right:
        return [left + " " * gap + right]
    lines = wrap(left, columns) if left else []
    return lines + [" " * (columns - width(line)) + line for line in (wrap(right, columns) if right else [])]
