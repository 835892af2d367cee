"""How personal data looks on anything that somebody else may see."""

_COMPOUND = """
欧阳 太史 上官 端木 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶
太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐
"""
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())


def masked_name(name: str) -> str:
    """张三 → 张*, 张小三 → 张*三, 欧阳小三 → 欧阳*三; a Latin name keeps its first letter."""
    name = name.strip()
    if not name:
        return ""
    if name[0].isascii():
        return name[0] + "***"
    surname = name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]
    given = name[len(surname) :]
    if not given:
        return surname + "*"
    return surname + "*" * max(1, len(given) - 1) + (given[-1] if len(given) > 1 else "")


def masked_id_number(number: str) -> str:
    """431202199001011234 → 4312…1234; short values are hidden whole."""
    return f"{number[:4]}…{number[-4:]}" if len(number) >= 15 else "…"
