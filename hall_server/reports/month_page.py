"""《月度考勤报表》 as a page to print: one file without scripts, pictures or links, A4 or A3 across."""

from collections.abc import Iterable
from html import escape

from hall_server.reports.around import Around, around, in_order
from hall_server.reports.columns import COLUMNS, PERSONAL, Column, Figure, Value, cells, printed
from hall_server.reports.look import Paper
from hall_server.reports.month import MonthFacts, Row, rows_of
from hall_server.reports.words import Words
from hall_server.wire.words import Language

STYLE = """
@page { size: %(paper)s landscape; margin: 9mm 8mm 13mm;
  @bottom-left { content: %(state)s; font: 8pt "Noto Sans CJK SC","Microsoft YaHei",sans-serif; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
* { box-sizing: border-box; }
body { margin: 0; color: #000; background: #fff;
  font: 8.5pt/1.35 "SimSun","Songti SC","Noto Serif CJK SC","Noto Sans CJK SC",serif; }
h1 { margin: 0 0 2mm; text-align: center; font: bold 16pt "SimHei","Noto Sans CJK SC",sans-serif; }
.about { display: flex; justify-content: space-between; margin: 0 0 1.5mm; font-size: 9pt; }
table { width: calc(100%% - 1px); border-collapse: collapse; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
tr.sum { break-before: avoid; }
th, td { border: 0.4pt solid #444; padding: 0.5mm 0.8mm; text-align: center; overflow-wrap: anywhere; }
th { background: #e3eaf4; font-weight: bold; }
td.words { text-align: left; }
td.short, td.figure { white-space: nowrap; } td.figure { font-variant-numeric: tabular-nums; }
tr.sum td { font-weight: bold; background: #f3f3f3; }
tr.sum td:first-child { text-align: left; }
.notes { margin: 2mm 0 0; padding: 0; list-style: none; }
.adjustments { width: auto; margin: 1mm 0 0; }
h2 { margin: 4mm 0 0; font-size: 10pt; }
.sign { display: grid; grid-template-columns: repeat(4, 1fr); margin: 9mm 0 4mm; font-size: 11pt;
  }
.foot { break-inside: avoid; break-before: avoid; }
@media screen { body { width: 1280px; margin: 16px auto; } }
@media print { th, tr.sum td { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def month_page(facts: MonthFacts, paper: Paper = Paper.A4, language: Language = Language.ZH) -> str:
    """The whole page. It needs nothing from anywhere else, and runs nothing."""
    words = Words(language)
    frame = around(facts, words, details=None)
    lang = "zh-CN" if language is Language.ZH else "en"
    title = f"{escape(frame.title)} {escape(words.month(facts.month))}"
    table = f"<table>{_columns()}{_head(words)}<tbody>\n{_body(facts, words)}</tbody></table>"
    style = STYLE % {"paper": paper.name, "state": _quoted(f"{frame.about}　{frame.state}")}
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta name="robots" content="noindex"><title>{title}</title><style>{style}</style></head><body>\n'
        f"<h1>{escape(frame.title)}</h1>"
        f'<p class="about"><span>{escape(frame.about)}</span><b>{escape(frame.state)}</b></p>\n'
        f"{table}\n{_foot(frame, words)}"
        "</body></html>\n"
    )


def _quoted(said: str) -> str:
    """As a string of CSS; nothing in it can end the string or the style."""
    return '"' + "".join(c if c.isalnum() or c in " :：-　" else f"\\{ord(c):x} " for c in said) + '"'


def _columns() -> str:
    whole = sum(column.width for column in COLUMNS)
    widths = "".join(f'<col style="width:{column.width / whole * 100:.2f}%">' for column in COLUMNS)
    return f"<colgroup>{widths}</colgroup>"


def _head(words: Words) -> str:
    first, second = [], []
    for place, column in enumerate(COLUMNS):
        said = escape(words(f"column_{column.key}"))
        if column.group is None:
            first.append(f'<th rowspan="2" scope="col">{said}</th>')
            continue
        second.append(f'<th scope="col">{said}</th>')
        mine = [c for c in COLUMNS if c.group == column.group]
        if COLUMNS[place - 1].group != column.group:
            group = escape(words(f"column_{column.group}"))
            first.append(f'<th colspan="{len(mine)}" scope="colgroup">{group}</th>')
    return f"<thead><tr>{''.join(first)}</tr><tr>{''.join(second)}</tr></thead>"


def _body(facts: MonthFacts, words: Words) -> str:
    return "".join(_row(row, facts, words) for row in rows_of(in_order(facts)))


def _row(row: Row, facts: MonthFacts, words: Words) -> str:
    values = list(zip(COLUMNS, cells(row, facts, words), strict=True))
    if row.person is not None:
        return f"<tr>{_cells(values)}</tr>\n"
    name = escape(str(values[0][1]))
    return f'<tr class="sum"><td colspan="{PERSONAL}">{name}</td>{_cells(values[PERSONAL:])}</tr>\n'


def _cells(values: Iterable[tuple[Column, Value]]) -> str:
    return "".join(
        f'<td class="{_kind(column)}">{escape(printed(value, column.figure))}</td>'
        for column, value in values
    )


def _kind(column: Column) -> str:
    if column.figure is Figure.LONG_WORDS:
        return "words"
    return "short" if column.figure is Figure.WORDS else "figure"


def _foot(frame: Around, words: Words) -> str:
    notes = "".join(f"<li>{escape(note)}</li>" for note in frame.footnotes)
    found = [f'<ul class="notes">{notes}</ul>']
    if frame.adjustments:
        heading, *rows = frame.adjustments
        lines = [_line("th", heading), *(_line("td", row) for row in rows)]
        found.append(
            f'<h2>{escape(words("adjustments"))}</h2><table class="adjustments">{"".join(lines)}</table>'
        )
    signs = "".join(f"<span>{escape(sign)}</span>" for sign in frame.signatures)
    found.append(f'<p class="sign">{signs}</p>')
    return f'<div class="foot">{"".join(found)}</div>'


def _line(tag: str, cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(said)}</{tag}>' for said in cells)}</tr>"
