"""SAMPLE lists of the papers to bring, derived from what is known of an item where nobody has written a list.

They show what such a list looks like. A hall that goes into service writes its own in the columns `bring_zh`
and `bring_en`, lines separated by semicolons.
"""

Lines = tuple[str, ...]

ID_CARD = ("本人居民身份证原件", "Your own resident ID card (original)")
ID_CARD_IF_ANY = ("居民身份证(建议携带)", "Resident ID card (recommended)")
LICENCE = ("营业执照副本", "Business licence (duplicate)")
SEAL = ("单位公章", "Seal of the enterprise or organisation")
LICENCE_IF_ENTERPRISE = (
    "单位办理的:营业执照副本和公章",
    "For an enterprise: business licence (duplicate) and seal",
)
AGENT = (
    "委托办理的:授权委托书和受托人身份证",
    "If you send an agent: power of attorney and the agent's ID card",
)
IN_PERSON = ("须本人到场,不能委托他人", "Come in person, as an agent cannot act for you")
FORM = ("申请表(可在窗口领取)", "Application form (available at the window)")


def sample_bring(id_card: str, audience: str, proxy_allowed: bool) -> tuple[Lines, Lines]:
    """Sample lines in Chinese and in English. `id_card` is required, optional or no."""
    lines = []
    if id_card == "required":
        lines.append(ID_CARD)
    elif id_card == "optional":
        lines.append(ID_CARD_IF_ANY)
    if audience == "enterprise":
        lines += [LICENCE, SEAL]
    elif audience == "both":
        lines.append(LICENCE_IF_ENTERPRISE)
    lines.append(FORM)
    lines.append(AGENT if proxy_allowed else IN_PERSON)
    return tuple(zh for zh, _ in lines), tuple(en for _, en in lines)
