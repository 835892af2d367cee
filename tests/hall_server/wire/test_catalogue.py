"""The one catalogue of sentences: complete in both languages, and every refusal has its own."""

import ast
import re
import string
from pathlib import Path

import pytest

import hall_server
from hall_server.api import sentences as said
from hall_server.api.callers import ANYONE
from hall_server.api.problems import STATUS
from hall_server.domain.dispatch import Because, Credit, Why
from hall_server.domain.refusals import Refusal, every_refusal
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import Action, Priority, State
from hall_server.domain.window import WindowAction, WindowState
from hall_server.wire.catalogue import sentences, text
from hall_server.wire.words import Language, Role
from tests.small_hall import NINE, SHANGHAI

CODE = Path(hall_server.__file__).parent
PROGRAMS = ("hall_server", "kiosk", "window_terminal", "display_board", "hardware")
REFUSALS: list[type[Refusal]] = sorted(every_refusal(), key=lambda k: str(k.code))
LANGUAGE_BUTTONS = ("language", "switch_language")


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def raised() -> dict[str, list[tuple[Path, int, set[str]]]]:
    """Where the server makes a refusal, and with which places, as its code is written."""
    kinds = {kind.__name__ for kind in every_refusal()}
    found: dict[str, list[tuple[Path, int, set[str]]]] = {}
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in kinds:
                given = {k.arg for k in node.keywords if k.arg} - {"field", "ticket"}
                found.setdefault(name, []).append((path, node.lineno, given))
    return found


def test_every_sentence_is_there_in_both_languages() -> None:
    """Empty in both is a mark that says nothing; empty in one has been forgotten."""
    assert [k for k, both in sentences().items() if bool(both[Language.ZH]) != bool(both[Language.EN])] == []


def test_every_sentence_has_the_same_places_in_both_languages() -> None:
    wrong = [k for k, both in sentences().items() if places(both[Language.ZH]) != places(both[Language.EN])]
    assert wrong == []


def test_english_sentences_have_no_chinese_in_them() -> None:
    """But for the names of languages on a button that switches between them."""
    chinese = re.compile("[一-鿿]")
    mixed = {k for k, both in sentences().items() if chinese.search(both[Language.EN])}
    assert {k for k in mixed if not k.endswith(LANGUAGE_BUTTONS)} == set()


def asked_for() -> dict[str, list[tuple[str, set[str] | None]]]:
    """Keys that the programs ask for by name: where, and the places that they fill (None: not readable)."""
    found: dict[str, list[tuple[str, set[str] | None]]] = {}
    for program in PROGRAMS:
        for path in (CODE.parent / program).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "text" and node.args):
                    continue
                key = node.args[0]
                if isinstance(key, ast.Constant) and isinstance(key.value, str) and "." in key.value:
                    names = {k.arg for k in node.keywords}
                    given = None if None in names else {n for n in names if n}
                    found.setdefault(key.value, []).append((f"{path}:{node.lineno}", given))
    return found


def test_every_sentence_that_a_program_asks_for_is_there() -> None:
    assert {key: [at for at, _ in uses] for key, uses in asked_for().items() if key not in sentences()} == {}


def test_every_place_of_a_sentence_is_filled_where_it_is_asked_for() -> None:
    for key, uses in asked_for().items():
        for at, given in uses:
            wanted = places(sentences()[key][Language.ZH])
            assert given is None or wanted <= given, f"{at} leaves out {wanted - given} of {key}"


def test_a_key_that_is_in_no_file_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        text("refusals.no_such_thing", Language.ZH)


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda k: k.code)
def test_every_refusal_has_a_sentence_and_a_status(kind: type[Refusal]) -> None:
    assert f"refusals.{kind.code}" in sentences()
    assert 400 <= STATUS[kind] < 500


def test_no_sentence_is_kept_for_a_refusal_that_is_gone() -> None:
    codes = {kind.code for kind in every_refusal()}
    kept = {
        k.removeprefix("refusals.").removesuffix("_cure") for k in sentences() if k.startswith("refusals.")
    }
    assert kept <= codes


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda k: k.code)
def test_a_refusal_fills_every_place_of_its_sentence(kind: type[Refusal]) -> None:
    wanted: set[str] = set()
    for key in (f"refusals.{kind.code}", f"refusals.{kind.code}_cure"):
        if key in sentences():
            wanted |= places(sentences()[key][Language.ZH])
    for path, line, given in raised().get(kind.__name__, []):
        assert wanted <= given, f"{path}:{line} leaves out {wanted - given}"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("action", list(Action), ids=lambda a: a.value)
def test_every_act_on_a_ticket_has_a_word(action: Action, language: Language) -> None:
    for state in State:
        sentence, _ = said.refusal(
            "wrong_moment",
            {"number": "A001", "action": action.value, "state": state.value},
            language,
            SHANGHAI,
        )
        assert "_" not in sentence
        assert language is Language.EN or not re.search("[a-z]", sentence), sentence


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("action", [a.value for a in WindowAction] + ["remove"])
def test_every_act_at_a_window_has_a_word(action: str, language: Language) -> None:
    for state in WindowState:
        places_ = {"window": 85, "action": action, "state": state.value}
        sentence, _ = said.refusal("window_not_ready", places_, language, SHANGHAI)
        assert "_" not in sentence
        assert language is Language.EN or not re.search("[a-z]", sentence), sentence


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("because", list(Because), ids=lambda b: b.value)
def test_every_reason_of_a_call_is_a_sentence(because: Because, language: Language) -> None:
    why = Why(
        because,
        Credit(31, 25, -10, 6, 8),
        Priority.ELDERLY,
        runner_up="A002",
        lead=3,
        passed="A001",
        passed_waited=44,
        reason="returning",
        beyond_bound=2,
    )
    sentence = said.why(why, Rules(), language)
    for number in ("31", "25", "10", "6", "8", "A002", "3", "A001", "44", "2"):
        assert number in sentence
    assert "{" not in sentence


@pytest.mark.parametrize("role", ANYONE, ids=lambda r: r.value)
def test_every_role_that_may_be_wanted_has_a_word_in_both_languages(role: Role) -> None:
    for language in Language:
        assert text(f"words.role_{role.value}", language)


def test_a_moment_in_a_sentence_is_told_in_the_halls_time() -> None:
    for opens in (NINE, NINE.isoformat()):
        sentence, _ = said.refusal(
            "appointment_not_now", {"opens": opens, "closes": NINE}, Language.ZH, SHANGHAI
        )
        assert "11-24 09:00" in sentence


def test_a_sentence_with_a_cure_comes_with_it() -> None:
    assert said.refusal("unknown_ticket", {}, Language.EN, SHANGHAI)[1]
    assert said.refusal("nobody_waiting", {}, Language.EN, SHANGHAI)[1] is None
