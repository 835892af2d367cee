"""The themes under which citizens look for an item.

Which queue belongs to which theme is a matter of each hall: its table `themes` says so (for a whole queue, or
for the items of one unit in it), or the items' own column `theme_zh`. Items without either are under `OTHER`.
"""

OTHER = "其他"

THEMES: dict[str, str] = {
    "房产": "Housing",
    "税费": "Taxes",
    "出入境与户籍": "Passports and household register",
    "交通出行": "Transport and driving",
    "社保医保": "Social insurance",
    "就业创业": "Jobs and starting out",
    "公积金": "Housing provident fund",
    "企业开办": "Business start-up",
    "行业许可": "Trade licences",
    "工程建设": "Construction projects",
    "卫生健康": "Health",
    "教育民政": "Education and civil affairs",
    "农林水利": "Farming, forestry and water",
    "法律服务": "Legal services",
    "水电气网": "Water, power, gas and internet",
    "便民服务": "Everyday services",
    "证照领取": "Collecting documents",
    "档案查询": "Archives",
    "咨询投诉": "Enquiries and complaints",
    OTHER: "Other",
}
"""English name by Chinese name, in the order in which a screen shows them."""


def theme_en(theme_zh: str) -> str:
    """The English name of a theme; that of `OTHER` for a name that is no theme."""
    return THEMES.get(theme_zh, THEMES[OTHER])
