"""A scanner that types, and a person who does."""

from hypothesis import given
from hypothesis import strategies as st

from hardware.health import HealthState
from hardware.scanner.code_lines import CodeRules
from hardware.scanner.wedge import Held, WedgeRules, WedgeScanner, pressed, waited

FAST, SLOW = 0.01, 0.15


def play(rules: WedgeRules, *presses: tuple[str, float]) -> tuple[list[str], str]:
    """Keys with the seconds before each, then a long pause: the codes, and what a person typed."""
    held, now, codes, typed = Held(), 100.0, [], ""
    for key, gap in (*presses, ("", 9.0)):
        now += gap
        outcome = pressed(held, key, now, rules) if key else waited(held, now, rules)
        held = outcome.held
        codes += [outcome.code.text] if outcome.code else []
        typed += outcome.typed
    return codes, typed


def keys(text: str, gap: float) -> list[tuple[str, float]]:
    return [(text[0], 1.0), *((key, gap) for key in text[1:])]


def test_fast_keys_and_enter_are_a_scan() -> None:
    assert play(WedgeRules(), *keys("YY2026-0042\r", FAST)) == (["YY2026-0042"], "")


def test_slow_keys_are_a_persons() -> None:
    assert play(WedgeRules(), *keys("A001\r", SLOW)) == ([], "A001\r")


def test_two_fast_keys_and_enter_are_still_a_persons() -> None:
    assert play(WedgeRules(), *keys("12\r", FAST)) == ([], "12\r")


def test_a_scan_after_a_persons_keys_is_told_apart() -> None:
    assert play(WedgeRules(), *keys("ab", SLOW), *keys("A001\r", FAST)) == (["A001"], "ab")


def test_a_slow_enter_after_a_fast_word_is_a_persons() -> None:
    assert play(WedgeRules(), *keys("A001", FAST), ("\r", SLOW)) == ([], "A001\r")


def test_the_second_key_of_a_crlf_belongs_to_the_scan() -> None:
    assert play(WedgeRules(), *keys("A001\r\n", FAST)) == (["A001"], "")
    assert play(WedgeRules(), *keys("A001\r", FAST), ("\r", SLOW)) == (["A001"], "\r")


def test_tab_may_end_a_scan() -> None:
    assert play(WedgeRules(), *keys("A001\t", FAST)) == (["A001"], "")


def test_two_scans_follow_one_another() -> None:
    assert play(WedgeRules(), *keys("A001\r", FAST), *keys("A002\r", FAST)) == (["A001", "A002"], "")


def test_a_scanner_without_enter_ends_by_silence() -> None:
    rules = WedgeRules(ends_by_silence=True)
    assert play(rules, *keys("A001", FAST)) == (["A001"], "")
    assert play(rules, *keys("A001", FAST), ("\r", SLOW)) == (["A001"], "\r")
    assert play(rules, *keys("A0", FAST)) == ([], "A0")


def test_prefix_and_suffix_hold_here_too() -> None:
    rules = WedgeRules(code=CodeRules(prefix="~", suffix="#"))
    assert play(rules, *keys("~A001#\r", FAST)) == (["A001"], "")
    assert play(rules, *keys("A001\r", FAST)) == ([], "A001\r")


@given(st.lists(st.tuples(st.sampled_from("ab1\r\n\t"), st.floats(0, 0.2)), max_size=30))
def test_no_key_of_a_person_is_ever_lost(presses: list[tuple[str, float]]) -> None:
    """What is not a scan comes out as typed, in order; what is a scan comes out with its end."""
    codes, typed = play(WedgeRules(shortest=99), *presses)
    assert codes == []
    assert typed == "".join(key for key, _ in presses)


@given(st.lists(st.tuples(st.sampled_from("abc1"), st.floats(0.06, 2)), max_size=30))
def test_no_person_is_ever_taken_for_a_scanner(presses: list[tuple[str, float]]) -> None:
    typed = "".join(key for key, _ in presses)
    assert play(WedgeRules(), *presses, ("\r", 0.06)) == ([], typed + "\r")


def test_what_is_held_back_is_masked() -> None:
    outcome = pressed(Held("Yk3v9QdW2m", 1.0), "\r", 1.01, WedgeRules())
    assert "3v9" not in f"{outcome!r} {Held('Yk3v9QdW2m')!r}"


def test_the_scanner_takes_keys_and_gives_codes_like_any_other() -> None:
    now = [100.0]
    scanner = WedgeScanner(clock=lambda: now[0])
    typed = ""
    for key in "x":
        typed += scanner.pressed(key)
    now[0] += 1
    typed += scanner.waited()
    for key in "A001\r":
        now[0] += FAST
        typed += scanner.pressed(key)
    assert typed == "x"
    code = scanner.poll()
    assert code is not None
    assert code.text == "A001"
    assert scanner.poll() is None
    assert scanner.health().state is HealthState.OK


def test_the_same_code_again_within_seconds_is_one_scan() -> None:
    scanner = WedgeScanner()
    for start in (0.0, 1.0, 9.0):
        for turn, key in enumerate("A001\r"):
            scanner.pressed(key, start + turn * FAST)
    assert [scanner.poll() is not None for _ in range(3)] == [True, True, False]
