"""How devices tell what is wrong."""

import importlib
import pkgutil

import pytest

import hardware
from hardware.health import ADVICE, Fault, Health, HealthState, advice_of
from hardware.printer.interface import OutOfPaper


def every_kind_of(fault: type[Fault]) -> set[type[Fault]]:
    return {fault}.union(*(every_kind_of(kind) for kind in fault.__subclasses__()))


def test_every_fault_has_its_cause_and_cure_in_both_languages() -> None:
    for module in pkgutil.walk_packages(hardware.__path__, "hardware."):
        if module.name.endswith(".interface") or module.name.endswith(".line"):
            importlib.import_module(module.name)
    for kind in every_kind_of(Fault):
        if kind.__module__.startswith("hardware."):
            advice = ADVICE[kind.code]
            assert all((advice.cause_zh, advice.cure_zh, advice.cause_en, advice.cure_en)), kind


def test_a_fault_tells_its_code_and_detail() -> None:
    assert str(OutOfPaper("roll 2")) == "paper_out: roll 2"


def test_a_fault_is_a_device_that_is_down() -> None:
    assert OutOfPaper().health == Health(HealthState.DOWN, "paper_out", "打印机缺纸", "请更换纸卷")


def test_the_same_health_can_be_told_in_english() -> None:
    health = Health.warning("paper_near_end")
    assert health.cause == "打印纸即将用尽"
    assert health.in_english().cause == "The paper is running low"
    assert health.in_english().state is HealthState.WARNING


def test_a_code_without_advice_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        Health.down("nobody_wrote_this")


def test_a_number_in_a_code_stands_in_its_words() -> None:
    health = Health.warning("paper_near_end_40")
    assert "40 张" in health.cause
    assert "about 40 tickets" in health.in_english().cause
    assert advice_of("paper_near_end").cause_zh == "打印纸即将用尽"


@pytest.mark.parametrize("code", ["nobody_wrote_this_4", "paper_out_4", "4", "paper_near_end_"])
def test_a_number_makes_no_advice_where_there_is_none(code: str) -> None:
    with pytest.raises(KeyError):
        advice_of(code)


def test_the_part_of_a_device_behind_a_code_changes_no_words() -> None:
    assert advice_of("led_silent__led2") == advice_of("led_silent")
    assert advice_of("paper_near_end_40__printer") == advice_of("paper_near_end_40")
