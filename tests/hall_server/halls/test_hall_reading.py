import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from hall_server.domain.hall_plan import HallPlan
from hall_server.halls.mistakes import SENTENCES, Mistake
from hall_server.halls.reading import read_hall, with_cards
from hall_server.halls.themes import OTHER, THEMES
from hall_server.halls.writing import write_hall

Spoil = Callable[[str, str, str], int]
Append = Callable[[str, str], int]


def the_only(mistakes: tuple[Mistake, ...]) -> Mistake:
    assert len(mistakes) == 1, "\n".join(one.in_english() for one in mistakes)
    return mistakes[0]


def place(one: Mistake) -> tuple[str, int | None, str | None, str]:
    return one.file, one.row, one.column, one.code


def test_the_reference_hall_is_read_whole_within_a_second(huaihua: Path) -> None:
    started = time.perf_counter()
    reading = read_hall(huaihua)
    took = time.perf_counter() - started

    plan = reading.plan
    assert plan is not None
    assert (reading.mistakes, reading.warnings) == ((), ())
    tables = (plan.units, plan.items, plan.counters, plan.queues, plan.zones, plan.staff)
    assert [len(table) for table in tables] == [48, 203, 207, 59, 10, 423]
    assert (plan.hall, plan.name_zh) == ("huaihua", "怀化市政务服务中心")
    assert took < 1


def test_window_85_signs_house_sale_contracts(reference_plan: HallPlan) -> None:
    window = reference_plan.counter("W085")
    assert (window.number, window.unit, window.primary) == (85, "U05", ("BG",))
    assert reference_plan.counter("W037").backups == ("GB", "GA")
    assert reference_plan.counter("W169").unit is None


def test_every_reference_item_has_a_theme_papers_and_both_names(reference_plan: HallPlan) -> None:
    themes = Counter(item.theme_zh for item in reference_plan.items.values())
    assert sum(themes.values()) == 203
    assert set(themes) <= set(THEMES) - {OTHER}
    assert reference_plan.item("U06-04").theme_zh == "房产"
    assert reference_plan.item("U26-02").theme_zh == "农林水利"
    for item in reference_plan.items.values():
        assert item.name_en
        assert len(item.bring_zh) == len(item.bring_en) > 0


def test_sample_papers_follow_the_flags_of_the_item(reference_plan: HallPlan) -> None:
    enterprise = reference_plan.item("U01-01")
    assert "营业执照副本" in enterprise.bring_zh
    assert not enterprise.id_card_required
    in_person = reference_plan.item("U05-03")
    assert in_person.bring_zh[0] == "本人居民身份证原件"
    assert "须本人到场,不能委托他人" in in_person.bring_zh


def test_a_small_hall_needs_few_columns(small: Path) -> None:
    reading = read_hall(small)
    assert reading.mistakes == ()
    plan = reading.plan
    assert plan is not None
    item, clerk = plan.item("M1"), plan.staff["1001"]  # type: ignore[index]
    assert (item.theme_zh, item.audience, item.mean_service_minutes) == (OTHER, "both", 10.0)
    assert (clerk.unit, clerk.window, clerk.roles) == ("U1", "W1", ("clerk",))


def test_a_list_of_papers_in_the_file_goes_before_the_sample_one(small: Path) -> None:
    (small / "items.csv").write_text(
        "item_id,unit_id,item_zh,item_en,ticket_prefix,zone_id,bring_zh,bring_en\n"
        "M1,U1,结婚登记,Marriage registration,A,Z1,户口簿;身份证；照片,Household register; ID card; Photo\n"
        "M2,U1,离婚登记,Divorce registration,A,Z1,,\n",
        "utf-8",
    )
    plan = read_hall(small).plan
    assert plan is not None
    assert plan.item("M1").bring_zh == ("户口簿", "身份证", "照片")
    assert plan.item("M1").bring_en == ("Household register", "ID card", "Photo")
    assert plan.item("M2").bring_zh == ()


def test_the_halls_own_days_are_read(small: Path) -> None:
    (small / "calendar.csv").write_text("date,open,note\n2026-10-01,Y,值班\n2026/12/7,否,停电\n", "utf-8")
    plan = read_hall(small).plan
    assert plan is not None
    assert plan.day_overrides == {date(2026, 10, 1): True, date(2026, 12, 7): False}


def test_a_broken_copy_yields_every_mistake_with_its_place_and_cure(
    copy: Path, spoil: Spoil, append: Append
) -> None:
    saving = "Energy-saving review of fixed-asset projects,行政许可,enterprise,no,EA,Z5,25"
    wrong = {
        ("hall.csv", spoil("hall.csv", ",Huaihua Municipal", ",=Huaihua Municipal"), "name_en", "formula"),
        ("zones.csv", spoil("zones.csv", "Z5,E,", "Z5,D,"), "letter", "duplicate"),
        ("zones.csv", spoil("zones.csv", "area,zone,2,98", "area,zone,two,98"), "floor", "not_whole"),
        (
            "units.csv",
            append("units.csv", "U01,又一个,Another,administrative,,,,,,,"),
            "unit_id",
            "duplicate",
        ),
        ("units.csv", spoil("units.csv", "U10,市质量技术监督局", "U10,"), "name_zh", "empty"),
        ("queues.csv", append("queues.csv", "io,Z1,甲,A,,,,,,"), "ticket_prefix", "bad_prefix"),
        ("queues.csv", row := append("queues.csv", "BA1,Z1,乙,B,,,,,,"), "ticket_prefix", "bad_prefix"),
        ("queues.csv", row, "ticket_prefix", "prefix_clash"),
        ("queues.csv", spoil("queues.csv", "JC,H2", "JC,H9"), "zone_id", "unknown_reference"),
        ("queues.csv", spoil("queues.csv", "燃气", "燃\u200b气"), "name_zh", "control_character"),
        ("queues.csv", spoil("queues.csv", "GB,Z7", "GB,Z7,Z7"), None, "ragged_row"),
        ("themes.csv", spoil("themes.csv", "RD,社保医保", "RD,社保"), "theme_zh", "not_one_of"),
        (
            "items.csv",
            row := spoil("items.csv", saving, saving.replace("enterprise,no,EA,Z5,25", "all,maybe,EA,Z4,0")),
            "audience",
            "not_one_of",
        ),
        ("items.csv", row, "id_card", "not_one_of"),
        ("items.csv", row, "zone_id", "other_zone"),
        ("items.csv", row, "mean_service_min", "not_minutes"),
        ("items.csv", spoil("items.csv", "U01-03,U01,", "U01-03,U99,"), "unit_id", "unknown_reference"),
        ("items.csv", spoil("items.csv", "U48-02", "U48 02"), "item_id", "bad_id"),
        ("items.csv", spoil("items.csv", "证照寄递", "证" * 81), "item_zh", "too_long"),
        (
            "items.csv",
            spoil("items.csv", "AA,Z1,15,6.0,5,N,N,Y", "AA,Z1,15,6.0,5,N,perhaps,Y"),
            "appointment",
            "not_yes_no",
        ),
        ("windows.csv", spoil("windows.csv", "85,W085", "84,W085"), "window_no", "duplicate"),
        ("windows.csv", spoil("windows.csv", "GB;GA", "GD;GA"), "backup_queues", "repeated_queue"),
        ("windows.csv", spoil("windows.csv", "36,W036,Z7", "36,W036,Z0"), "zone_id", "unknown_reference"),
        ("staff.csv", spoil("staff.csv", "1085,样辛子,front", "1085,样辛子,middle"), "class", "not_one_of"),
        ("staff.csv", spoil("staff.csv", "U39,W001", "U39,W999"), "window_id", "unknown_reference"),
        ("staff.csv", spoil("staff.csv", "back,auditor", "back,owner"), "roles", "not_one_of"),
        ("staff.csv", append("staff.csv", "1001,试甲子,front,clerk,,,"), "staff_no", "duplicate"),
    }
    (copy / "calendar.csv").write_text("date,open\n2026-02-30,N\n", "utf-8")
    wrong.add(("calendar.csv", 2, "date", "not_a_date"))

    reading = read_hall(copy)

    assert reading.plan is None
    assert {place(one) for one in reading.mistakes} == wrong
    assert len(reading.mistakes) == len(wrong) == 28
    assert len({code for *_, code in wrong}) == 17
    for one in reading.mistakes:
        assert all((one.what_zh, one.what_en, one.cure_zh, one.cure_en))
        assert "{" not in one.in_chinese() + one.in_english()


def test_mistakes_come_in_the_order_of_tables_and_rows(copy: Path, spoil: Spoil) -> None:
    last = spoil("zones.csv", "H2,J", "H2,JJJ")
    first = spoil("zones.csv", "Z1,A", "Z1,a")
    spoil("hall.csv", "huaihua,", "huai hua,")
    spoil("staff.csv", "back,auditor", "back,")
    found = read_hall(copy).mistakes
    assert [(one.file, one.row) for one in found] == [
        ("hall.csv", 2),
        ("zones.csv", first),
        ("zones.csv", last),
        ("staff.csv", 424),
    ]


def test_a_mistake_can_be_read_aloud_in_both_languages(small: Path) -> None:
    path = small / "items.csv"
    path.write_text(path.read_text("utf-8").replace(",A,Z1", ",AA,Z1"), "utf-8")
    one = the_only(read_hall(small).mistakes)
    assert one.in_english() == (
        "items.csv, row 2, column ticket_prefix: “AA” is not in the table “queues”. "
        "Use one that exists (such as A), or add it to the table “queues”."
    )
    assert one.in_chinese() == (
        "items.csv 第 2 行“ticket_prefix”列:“AA”不在“queues”表中。"
        "请改为已有的编号(例如 A),或在“queues”表中加上它。"
    )


@pytest.mark.parametrize("prefix", ["", "a", "I", "BO", "ABCDE", "B0", "Ｂ", "B-C", "北"])
def test_a_prefix_is_one_to_four_capitals_without_i_and_o(small: Path, prefix: str) -> None:
    (small / "queues.csv").write_text(
        f"ticket_prefix,zone_id,name_zh,name_en\nA,Z1,甲,A\n{prefix},Z1,乙,B\n", "utf-8"
    )
    one = read_hall(small).mistakes[0]
    assert (one.row, one.column, one.code) == (3, "ticket_prefix", "bad_prefix" if prefix else "empty")


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [("B", "B0", True), ("B1", "B", True), ("B", "b", True), ("B", "BA", False), ("AB", "BA", False)],
)
def test_prefixes_that_give_the_same_numbers_clash(small: Path, one: str, other: str, clash: bool) -> None:
    (small / "queues.csv").write_text(
        f"ticket_prefix,zone_id,name_zh,name_en\nA,Z1,甲,A\n{one},Z1,乙,B\n{other},Z1,丙,C\n", "utf-8"
    )
    clashes = [m for m in read_hall(small).mistakes if m.code == "prefix_clash"]
    assert [m.row for m in clashes] == ([4] if clash else [])


@pytest.mark.parametrize("letter", ["a", "O", "ABC", "1"])
def test_the_letter_of_a_zone_is_one_or_two_capitals(small: Path, letter: str) -> None:
    (small / "zones.csv").write_text(
        f"zone_id,letter,name_zh,name_en,floor\nZ1,{letter},大厅,Hall,1\n", "utf-8"
    )
    assert the_only(read_hall(small).mistakes).code == "bad_letter"


@pytest.mark.parametrize(("number", "code"), [("", "empty"), ("0", "not_whole"), ("八", "not_whole")])
def test_a_wrong_window_number_is_not_taken_for_another_windows(small: Path, number: str, code: str) -> None:
    path = small / "windows.csv"
    path.write_text(path.read_text("utf-8") + f"W2,{number},Z1,2号窗口,Window 2,A\n", "utf-8")
    one = the_only(read_hall(small).mistakes)
    assert (one.row, one.column, one.code) == (3, "window_no", code)


@pytest.mark.parametrize("minutes", ["0", "-3", "ten", "12分", "1e9", "nan", "inf", "481", "1_0", "1,5"])
def test_minutes_are_above_zero_and_below_a_working_day(small: Path, minutes: str) -> None:
    (small / "queues.csv").write_text(
        f'ticket_prefix,zone_id,name_zh,name_en,mean_service_min\nA,Z1,甲,A,"{minutes}"\n', "utf-8"
    )
    assert the_only(read_hall(small).mistakes).code == "not_minutes"


@pytest.mark.parametrize(
    ("word", "yes"), [("Y", True), ("yes", True), ("NO", False), ("n", False), ("", False)]
)
def test_yes_and_no_are_written_in_several_ways(small: Path, word: str, yes: bool) -> None:
    path = small / "windows.csv"
    heading, row = path.read_text("utf-8").splitlines()
    path.write_text(f"{heading},low_level_accessible\n{row},{word}\n", "utf-8")
    plan = read_hall(small).plan
    assert plan is not None
    assert plan.counter("W1").accessible is yes


def test_a_window_without_queue_and_a_queue_without_window_are_warnings(small: Path) -> None:
    (small / "windows.csv").write_text(
        "window_id,window_no,zone_id,name_zh,name_en,primary_queue\nW1,1,Z1,1号窗口,Window 1,\n", "utf-8"
    )
    reading = read_hall(small)
    assert reading.plan is not None
    assert [place(one) for one in reading.warnings] == [
        ("queues.csv", 2, "ticket_prefix", "queue_without_window"),
        ("windows.csv", 2, "primary_queue", "window_without_queue"),
    ]


def test_lists_of_papers_that_differ_in_length_are_a_warning(small: Path) -> None:
    (small / "items.csv").write_text(
        "item_id,unit_id,item_zh,item_en,ticket_prefix,zone_id,bring_zh,bring_en\n"
        "M1,U1,结婚登记,Marriage registration,A,Z1,户口簿;身份证,Household register\n",
        "utf-8",
    )
    reading = read_hall(small)
    assert reading.plan is not None
    assert [place(one) for one in reading.warnings] == [("items.csv", 2, "bring_en", "bring_differs")]


def test_a_table_that_cannot_be_read_does_not_make_every_reference_wrong(copy: Path, spoil: Spoil) -> None:
    spoil("zones.csv", "zone_id,letter", "zone,letter")
    (copy / "units.csv").unlink()
    found = read_hall(copy).mistakes
    assert [place(one) for one in found] == [
        ("units.csv", None, None, "missing_table"),
        ("zones.csv", 1, "zone_id", "missing_column"),
        ("zones.csv", 1, "zone", "unknown_column"),
    ]


def test_a_hall_has_one_row_of_its_own(small: Path) -> None:
    (small / "hall.csv").write_text("id,name_zh,name_en\n", "utf-8")
    assert the_only(read_hall(small).mistakes).code == "not_one_hall"


def test_a_line_break_inside_a_name_is_found(small: Path) -> None:
    (small / "units.csv").write_text('unit_id,name_zh,name_en\nU1,"民政\n局",Civil affairs\n', "utf-8")
    one = the_only(read_hall(small).mistakes)
    assert (one.row, one.column, one.code) == (2, "name_zh", "control_character")
    assert "U+000A" in one.what_en


def test_every_sentence_has_both_languages_and_the_same_places() -> None:
    for code, sentence in SENTENCES.items():
        assert all(sentence), code
        for zh, en in ((sentence.what_zh, sentence.what_en), (sentence.cure_zh, sentence.cure_en)):
            assert _places(zh) == _places(en), code


def _places(sentence: str) -> set[str]:
    return {
        field.removesuffix("_zh").removesuffix("_en") for _, field, *_ in Formatter().parse(sentence) if field
    }


def with_a_card(copy: Path, number: str, card: str) -> None:
    """A column of cards in staff.csv: one number, at one person."""
    path = copy / "staff.csv"
    heading, *lines = path.read_text("utf-8-sig").splitlines()
    if not heading.endswith(",card"):
        heading, lines = heading + ",card", [line + "," for line in lines]
    lines = [line + card if line.startswith(f"{number},") else line for line in lines]
    path.write_text("\n".join([heading, *lines]), "utf-8")


def test_cards_are_read_and_stay_out_of_the_plan_until_they_are_hashed(copy: Path) -> None:
    with_a_card(copy, "1085", "04a2b9c1")
    reading = read_hall(copy)
    assert reading.plan is not None
    assert reading.cards == {"1085": "04A2B9C1"}
    assert "04A2B9C1" not in repr(reading)
    assert {s.card for s in reading.plan.staff.values()} == {""}
    plan = with_cards(reading.plan, reading.cards, lambda card: f"hash of {card}")
    assert plan.staff["1085"].card == "hash of 04A2B9C1"
    assert plan.staff["1001"].card == ""


def test_a_card_is_of_one_person_and_its_number_is_told_in_no_message(copy: Path) -> None:
    with_a_card(copy, "1085", "04A2B9C1")
    with_a_card(copy, "1001", "04a2b9c1")
    with_a_card(copy, "1002", "x")
    found = read_hall(copy).mistakes
    assert sorted(one.code for one in found) == ["bad_card", "same_card"]
    assert not any("04A2" in one.in_english() for one in found)


def test_a_hall_is_written_without_its_cards(copy: Path, tmp_path: Path) -> None:
    with_a_card(copy, "1085", "04A2B9C1")
    plan = read_hall(copy).plan
    assert plan is not None
    write_hall(with_cards(plan, {"1085": "04A2B9C1"}, lambda card: "hash-of-it"), tmp_path / "out")
    assert not any(b"hash-of-it" in path.read_bytes() for path in (tmp_path / "out").iterdir())
