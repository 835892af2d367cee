import time

import pytest

from hall_server.domain.hall_plan import HallPlan
from hall_server.halls.search_keys import pinyin_keys, search_keys


@pytest.mark.parametrize(
    ("typed", "item"),
    [
        ("bdc", "不动产登记信息查询"),
        ("budongchan", "不动产登记信息查询"),
        ("zzjd", "证照寄递"),
        ("sfz", "居民身份证申领、换领、补领"),
        ("gjj", "住房公积金提取"),
        ("hz", "普通护照签发"),
        ("passport", "普通护照签发"),
        ("esf", "存量房转移登记(二手房过户)"),
    ],
)
def test_letters_find_the_item(reference_plan: HallPlan, typed: str, item: str) -> None:
    found = [
        i.name_zh
        for i in reference_plan.items.values()
        if any(typed in k for k in search_keys(i.name_zh, i.name_en, reference_plan.units[i.unit].name_zh))
    ]
    assert item in found


def test_a_unit_is_found_without_the_word_city() -> None:
    keys = search_keys("抵押权登记", "Mortgage registration", "市不动产登记中心")
    assert keys == (
        "diyaquandengji",
        "dyqdj",
        "budongchandengjizhongxin",
        "bdcdjzx",
        "mortgage",
        "registration",
    )


def test_a_character_with_two_readings_is_found_by_both() -> None:
    assert pinyin_keys("银行代收") == ("yinhangdaishou", "yhds", "yinxingdaishou", "yxds")
    assert pinyin_keys("参保证明")[:2] == ("canbaozhengming", "cbzm")
    assert "shenbaozhengming" in pinyin_keys("参保证明")


def test_what_stands_in_brackets_begins_a_key_of_its_own() -> None:
    keys = search_keys("存量房转移登记(二手房过户)", "", "")
    assert {"esfgh", "ershoufangguohu", "clfzydj"} <= set(keys)


def test_punctuation_is_left_out_and_latin_signs_stay() -> None:
    assert pinyin_keys("ETC卡(办理)、5G")[0] == "etckabanli5g"
    assert "lvshizhiye" in pinyin_keys("律师执业")
    assert pinyin_keys("()") == ()


def test_keys_are_lower_case_without_tones(reference_plan: HallPlan) -> None:
    for item in reference_plan.items.values():
        for key in search_keys(item.name_zh, item.name_en, reference_plan.units[item.unit].name_zh):
            assert key.isascii()
            assert key == key.lower()
            assert key.isalnum()


def test_all_items_take_less_than_a_second(reference_plan: HallPlan) -> None:
    search_keys.cache_clear()
    started = time.perf_counter()
    for item in reference_plan.items.values():
        search_keys(item.name_zh, item.name_en, reference_plan.units[item.unit].name_zh)
    assert time.perf_counter() - started < 1
