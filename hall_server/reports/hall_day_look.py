"""How the managers' pages look, and the pieces that they are made of. The style is one constant, so that a
page may be told to run nothing else."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from html import escape

from hall_server.domain.forecast.drift import ALARM, OVER, Drift
from hall_server.domain.rules import Reason
from hall_server.wire.catalogue import text
from hall_server.wire.words import Language

NOTHING = "–"
Cell = str
"""Ready HTML."""
STYLE = """
@page { size: A4 portrait; margin: 11mm 10mm 13mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1120px; padding: 16px 20px 40px; color: #10203c; background: #fff;
  font: 16px/1.5 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif; }
header { border-bottom: 3px solid #0b3d91; margin-bottom: 10px; }
header p { margin: 0; } .hall { font-size: 17px; color: #34415c; }
h1 { margin: 0; font-size: 28px; } h2 { margin: 26px 0 6px; font-size: 20px; break-after: avoid; }
nav { display: flex; gap: 18px; align-items: center; flex-wrap: wrap; }
nav a { color: #0b3d91; font-weight: bold; } nav form { margin: 0 0 0 auto; }
button { font: inherit; font-weight: bold; color: #0b3d91; background: #fff; border: 2px solid #0b3d91;
  border-radius: 6px; padding: 6px 16px; min-height: 40px; cursor: pointer; }
button.main { background: #0b3d91; color: #fff; width: 100%; min-height: 48px; }
input { font: inherit; color: #10203c; border: 2px solid #5a6780; border-radius: 6px; padding: 5px 8px; }
:focus-visible { outline: 3px solid #b35900; outline-offset: 2px; }
.ask { display: flex; gap: 14px; align-items: center; flex-wrap: wrap; margin: 14px 0 0; padding: 10px 14px;
  background: #eef1f6; border-radius: 8px; }
.answer { margin: 10px 0 0; padding: 10px 14px; border-left: 8px solid #0b3d91; background: #eef1f6;
  font-size: 18px; }
.alarms { list-style: none; margin: 0; padding: 10px 14px; border: 2px solid #7a1d00; border-left-width: 10px;
  border-radius: 6px; color: #7a1d00; font-weight: bold; }
.calm { margin: 0; font-weight: bold; }
table { border-collapse: collapse; width: 100%; }
table.summary { width: auto; min-width: 60%; }
thead { display: table-header-group; } tr { break-inside: avoid; }
th, td { border: 1px solid #8b97ab; padding: 4px 8px; text-align: right; }
td { white-space: nowrap; font-variant-numeric: tabular-nums; }
th { background: #e3eaf4; } th.words, td.words { text-align: left; }
td.words { white-space: normal; overflow-wrap: anywhere; }
.bounds td.words { overflow-wrap: break-word; }
tr.part td { background: #f3f3f3; font-weight: bold; text-align: left; break-after: avoid; }
strong { color: #7a1d00; }
.note { color: #34415c; font-size: 14px; margin: 6px 0 0; }
.card { max-width: 26em; margin: 8vh auto 0; border: 1px solid #8b97ab; border-radius: 8px;
  padding: 18px 24px 24px; }
.card label { display: block; margin: 14px 0 4px; font-weight: bold; }
.card input { width: 100%; min-height: 46px; }
.card button { margin-top: 20px; }
.wrong { background: #7a1d00; color: #fff; border-radius: 6px; padding: 8px 12px; font-weight: bold; }
@media print { .screen { display: none; } body { max-width: none; padding: 0; font-size: 9.5pt; }
  h1 { font-size: 17pt; } h2 { font-size: 12pt; margin-top: 5mm; } .note { font-size: 8pt; }
  th, td { padding: 0.6mm 1.4mm; }
  th, tr.part td { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def document(language: Language, title: str, body: str) -> str:
    """A whole page. It needs nothing from anywhere else."""
    lang = "zh-CN" if language is Language.ZH else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{escape(title)}</title><style>{STYLE}</style></head>'
        f"<body>\n{body}</body></html>\n"
    )


def table(name: str, head: Sequence[str], rows: Sequence[Sequence[Cell] | str], words: int = 1) -> str:
    """A row that is a string stands over the following ones. The first `words` columns hold words."""

    def line(tag: str, cells: Sequence[Cell]) -> str:
        return "".join(
            f"<{tag}{' class=words' if place < words else ''}>{cell}</{tag}>"
            for place, cell in enumerate(cells)
        )

    body = "".join(
        f'<tr class="part"><td colspan="{len(head)}">{row}</td></tr>\n'
        if isinstance(row, str)
        else f"<tr>{line('td', row)}</tr>\n"
        for row in rows
    )
    return f'<table class="{name}"><thead><tr>{line("th", head)}</tr></thead><tbody>\n{body}</tbody></table>'


def reason_words(code: str | None, known: Sequence[Reason], language: Language) -> str:
    """The hall's words for a reason; the code where the hall no longer lists it."""
    listed = next((r for r in known if r.code == code), None)
    if listed is None:
        return code or NOTHING
    return listed.text_zh if language is Language.ZH else listed.text_en


def figure(value: float, places: int = 1) -> str:
    """Rounded; nothing has no sign."""
    return f"{round(value, places) + 0.0:.{places}f}".replace("-", "−")


def drift_words(drift: Drift, language: Language, zone: tzinfo) -> str:
    """The alarm of the coverage in one sentence."""

    def clock(moment: datetime | None) -> str:
        return f"{moment.astimezone(zone):%H:%M}" if moment else text("managers.earlier", language)

    low, high = (share(x) for x in ALARM)
    places = {"since": clock(drift.since), "low": low, "high": high}
    if drift.until is None:
        return text("managers.alarm_drift_now", language, share=share(drift.share, 1), over=OVER, **places)
    worst, until = share(drift.worst, 1), clock(drift.until)
    return text("managers.alarm_drift_past", language, share=worst, until=until, **places)


def share(value: float, places: int = 0) -> str:
    return f"{value * 100:.{places}f}%"
