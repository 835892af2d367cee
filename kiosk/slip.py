"""A number that was issued becomes the lines of its slip. At most four digits of an ID stand on it."""

from zoneinfo import ZoneInfo

from hall_server.wire.answers import Issued
from hall_server.wire.catalogue import text
from hall_server.wire.directory import Directory
from hall_server.wire.waits import wait_label, wait_words
from hall_server.wire.words import Language, PriorityClass
from hardware.printer.slip import Align, Feed, Pair, Qr, Rule, Slip, SlipLine, Text

WINDOWS_SHOWN = 12
ID_DIGITS_SHOWN = 4


def slip_of(
    issued: Issued, directory: Directory, language: Language, id_number: str = "", offline: bool = False
) -> Slip:
    """All that the citizen needs on paper, in one language. One printed without the hall says so, and says
    nothing of the wait."""
    lines: list[SlipLine] = [
        Text(_said(directory, language), bold=True, align=Align.CENTRE),
        Text(_place(issued, directory, language), align=Align.CENTRE),
        Rule(),
        *_what(issued, directory, language),
        Text(issued.ticket.number, size=4, bold=True, align=Align.CENTRE),
        *_marks(issued, directory, language, offline),
        Rule(),
        *([Text(text("slip.offline_note", language))] if offline else _outlook(issued, language)),
        Text(f"{text('slip.windows', language)} {_windows(issued, language)}"),
        Pair(text("slip.taken_at", language), _taken_at(issued, directory)),
    ]
    if id_number:
        tail = "".join(c for c in id_number if c.isalnum())[-ID_DIGITS_SHOWN:]
        lines.append(Pair(text("slip.id", language), tail))
    if issued.url:
        scan = text("slip.scan_later" if offline else "slip.scan", language)
        lines += [Feed(), Qr(issued.url), Text(scan, align=Align.CENTRE)]
    lines += [Rule(), Text(directory.missed_rule_zh if language is Language.ZH else directory.missed_rule_en)]
    if directory.complaint_phone:
        lines.append(Text(text("slip.complaints", language, phone=directory.complaint_phone)))
    return Slip(tuple(line for line in lines if not isinstance(line, Text) or line.text.strip()))


def class_mark(priority: PriorityClass, directory: Directory, language: Language) -> str:
    """The short mark of a class; empty for an ordinary ticket."""
    if priority is PriorityClass.ORDINARY:
        return ""
    for entry in directory.classes:
        if entry.code == priority:
            return entry.mark_zh if language is Language.ZH else entry.mark_en
    return text("slip.priority", language)


def windows_words(numbers: tuple[int, ...]) -> str:
    """48, 49, 50, 52 → 48-50, 52: neighbouring numbers are joined."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def _said(entry: Directory, language: Language) -> str:
    return entry.name_zh if language is Language.ZH else entry.name_en or entry.name_zh


def _place(issued: Issued, directory: Directory, language: Language) -> str:
    for zone in directory.zones:
        if zone.id == issued.zone:
            name = zone.name_zh if language is Language.ZH else zone.name_en
            return text("slip.place", language, letter=zone.letter, name=name, floor=zone.floor)
    return ""


def _what(issued: Issued, directory: Directory, language: Language) -> list[SlipLine]:
    chinese = language is Language.ZH
    unit = next((u for u in directory.units if u.id == issued.unit), None)
    item = next((i for i in directory.items if i.id == issued.item), None)
    queue = next((q for q in directory.queues if q.id == issued.ticket.queue), None)
    named = item or queue
    lines: list[SlipLine] = []
    if unit:
        lines.append(Text(unit.name_zh if chinese else unit.name_en, align=Align.CENTRE))
    if named:
        lines.append(Text(named.name_zh if chinese else named.name_en, bold=True, align=Align.CENTRE))
    return lines


def _outlook(issued: Issued, language: Language) -> list[SlipLine]:
    people = text("slip.people", language, count=issued.estimate.ahead)
    return [
        Pair(text("slip.ahead", language), people, bold=True),
        Pair(wait_label(issued.estimate, language), wait_words(issued.estimate, language)),
    ]


def _marks(issued: Issued, directory: Directory, language: Language, offline: bool) -> list[SlipLine]:
    mark = class_mark(issued.ticket.priority, directory, language)
    again = text("slip.reprint", language) if issued.reprint else ""
    alone = text("slip.offline", language) if offline else ""
    words = "  ".join(f"[{word}]" for word in (mark, again, alone) if word)
    return [Text(words, bold=True, align=Align.CENTRE)] if words else []


def _windows(issued: Issued, language: Language) -> str:
    if not issued.windows:
        return text("slip.any_window", language)
    first = windows_words(issued.windows[:WINDOWS_SHOWN])
    return first + (" …" if len(issued.windows) > WINDOWS_SHOWN else "")


def _taken_at(issued: Issued, directory: Directory) -> str:
    return f"{issued.ticket.taken_at.astimezone(ZoneInfo(directory.time_zone)):%Y-%m-%d %H:%M:%S}"
