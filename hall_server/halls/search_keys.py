"""By what an item is found when somebody types Latin letters: pinyin, initials of pinyin, English words."""

import re
from functools import lru_cache

TWO_READINGS: dict[str, tuple[str, str]] = {
    "行": ("xing", "hang"),
    "长": ("chang", "zhang"),
    "重": ("zhong", "chong"),
    "调": ("diao", "tiao"),
    "乐": ("le", "yue"),
    "参": ("can", "shen"),
    "藏": ("cang", "zang"),
    "传": ("chuan", "zhuan"),
    "差": ("cha", "chai"),
    "给": ("gei", "ji"),
    "率": ("lv", "shuai"),
    "校": ("xiao", "jiao"),
    "降": ("jiang", "xiang"),
    "省": ("sheng", "xing"),
    "宿": ("su", "xiu"),
    "系": ("xi", "ji"),
    "畜": ("xu", "chu"),
    "便": ("bian", "pian"),
    "卡": ("ka", "qia"),
    "削": ("xue", "xiao"),
    "露": ("lu", "lou"),
}
"""Characters that people in doubt read in two ways. The phrase decides which comes first; both count."""
IGNORED = frozenset({"and", "for", "from", "of", "or", "the", "to", "with", "in", "on", "by", "a", "an"})
PLACE = re.compile("^[省市州县区]")
"""“Of the city” before the name of a unit; nobody types it."""
UMLAUT = str.maketrans({"ü": "v"})


@lru_cache(maxsize=4096)
def search_keys(item_zh: str, item_en: str, unit_zh: str) -> tuple[str, ...]:
    """Lower-case keys that find an item: of its name, of the parts of the name between brackets and commas,
    of its unit; then English words."""
    keys: dict[str, None] = {}
    parts = [part for part in re.split(r"[^a-zA-Z0-9\u3400-\u9fff]+", item_zh) if len(part) > 1]
    for name in (item_zh, *parts, PLACE.sub("", unit_zh)):
        keys.update(dict.fromkeys(pinyin_keys(name)))
    for word in re.findall(r"[a-z0-9]+", item_en.lower()):
        if len(word) > 1 and word not in IGNORED:
            keys[word] = None
    return tuple(keys)


@lru_cache(maxsize=4096)
def pinyin_keys(name: str) -> tuple[str, ...]:
    """Full pinyin without tones and the initials, for each way of reading the name."""
    keys: dict[str, None] = {}
    for syllables in _readings(name):
        keys["".join(syllables)] = None
        keys["".join(syllable[0] for syllable in syllables)] = None
    return tuple(keys)


def _readings(name: str) -> list[list[str]]:
    """The reading that the phrase suggests, then one for each ambiguous character read the other way."""
    from pypinyin import lazy_pinyin  # its dictionary takes half a second: not while a server starts

    stretches = re.findall(r"[a-z0-9]+|[\u3400-\u9fff]+", name.lower())
    usual = [sound.translate(UMLAUT) for stretch in stretches for sound in lazy_pinyin(stretch)]
    # lazy_pinyin keeps a Latin stretch whole and gives one sound for each Chinese character.
    signs = [sign for s in stretches for sign in ([s] if s.isascii() else s)]
    readings = [usual] if usual else []
    for ambiguous in dict.fromkeys(sign for sign in signs if sign in TWO_READINGS):
        one, two = TWO_READINGS[ambiguous]
        readings.append(
            [
                (two if sound == one else one) if sign == ambiguous else sound
                for sign, sound in zip(signs, usual, strict=True)
            ]
        )
    return readings
