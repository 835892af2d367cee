"""Names of the directory's entries in the terminal's language."""

from typing import Protocol

from hall_server.wire.directory import WindowEntry
from hall_server.wire.words import Language


class Named(Protocol):
    @property
    def name_zh(self) -> str: ...
    @property
    def name_en(self) -> str: ...


def name_of(entry: Named, language: Language) -> str:
    return entry.name_zh if language is Language.ZH else entry.name_en


def window_name(window: WindowEntry, language: Language) -> str:
    """Without its number, which stands beside it: `85号窗口 房屋买卖` → `房屋买卖`."""
    name = name_of(window, language)
    for sign in (f"{window.number}号窗口", f"{window.number} 号窗口", f"Window {window.number}:"):
        if name.startswith(sign):
            return name.removeprefix(sign).strip() or name
    return name
