"""A Chinese font on this machine, for the characters that the printer does not hold."""

import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

from hardware.health import Fault

# Tried in this order. The number is the face inside the file: the mono-spaced one for simplified Chinese.
_KNOWN = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-{}.ttc", 7),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-{}.ttc", 7),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-{}.ttc", 7),
    ("C:/Windows/Fonts/simhei.ttf", 0),
    ("C:/Windows/Fonts/msyh.ttc", 0),
    ("/System/Library/Fonts/PingFang.ttc", 0),
)
_WEIGHTS = {False: "Regular", True: "Bold"}
_FC_MATCH_SECONDS = 5


class FontMissing(Fault):
    """Without a Chinese font a rare name cannot be printed."""

    code = "font_missing"


@dataclass(frozen=True, slots=True)
class FontFace:
    """One face in a font file."""

    path: Path
    index: int = 0

    def at(self, dots: int) -> ImageFont.FreeTypeFont:
        """The face with characters `dots` high. Raises FontMissing."""
        try:
            return ImageFont.truetype(str(self.path), dots, index=self.index)
        except OSError as error:
            raise FontMissing(f"{self.path}: {error}") from error


@cache
def find_chinese_font(bold: bool = False) -> FontFace:
    """Look in the known places, then ask fontconfig. Raises FontMissing."""
    for pattern, index in _KNOWN:
        path = Path(pattern.format(_WEIGHTS[bold]))
        if path.is_file():
            return FontFace(path, index)
    found = _ask_fontconfig(bold)
    if found is None:
        raise FontMissing("no Chinese font in the known places, and fontconfig names none")
    return found


def _ask_fontconfig(bold: bool) -> FontFace | None:
    program = shutil.which("fc-list")
    if program is None:
        return None
    # fc-match always names something, Chinese or not; fc-list names only fonts that cover the language.
    command = [program, f":lang=zh-cn:style={_WEIGHTS[bold]}", "file", "index"]
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, timeout=_FC_MATCH_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    for line in sorted(answer.stdout.splitlines()):
        path, _, index = line.partition(":index=")
        path = path.strip().rstrip(":")
        if Path(path).is_file():
            return FontFace(Path(path), int(index) if index.strip().isdigit() else 0)
    return None
