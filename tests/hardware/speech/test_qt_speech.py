"""The voice of Qt, with Qt's own mock engine; each in a process of its own, as a Qt application needs."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
APPLICATION = """
import sys
from PySide6.QtCore import QCoreApplication
application = QCoreApplication([])
from hardware.speech.interface import SpeechFault, SpeechTooSlow, Utterance
from hardware.speech.qt_speech import QtSpeaker
"""
MISSING_LIBRARY = """
import sys
sys.modules["PySide6.QtTextToSpeech"] = None
from hardware.health import LibraryMissing
from hardware.build import build_speaker
try:
    build_speaker("qt://")
except LibraryMissing as fault:
    print(fault)
"""


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    if "library_missing" in done.stderr:
        pytest.skip("Qt's speech cannot be loaded here")
    assert done.returncode == 0, done.stderr
    return done.stdout


def ask(code: str) -> str:
    """What `code` prints; the test is skipped where Qt's speech cannot be loaded at all."""
    return run(APPLICATION + code)


def test_without_its_libraries_it_is_a_clear_fault() -> None:
    assert run(MISSING_LIBRARY).startswith("library_missing: QtTextToSpeech: ")


def test_it_returns_when_all_is_said() -> None:
    assert ask('QtSpeaker("mock").say(Utterance("", "one two three"), 20); print("said")') == "said\n"


def test_it_speaks_on_a_worker_thread() -> None:
    code = """
import threading
def work():
    QtSpeaker("mock").say(Utterance("", "one two"), 20)
    print("said")
worker = threading.Thread(target=work); worker.start(); worker.join(30)
"""
    assert ask(code) == "said\n"


def test_it_is_stopped_at_the_deadline() -> None:
    code = """
try:
    QtSpeaker("mock").say(Utterance("", "word " * 500), 0.05)
except SpeechTooSlow as fault:
    print(fault.code)
"""
    assert ask(code) == "speech_too_slow\n"


def test_an_engine_without_chinese_is_a_fault() -> None:
    code = """
try:
    QtSpeaker("mock").say(Utterance("请"), 20)
except SpeechFault as fault:
    print(fault)
"""
    assert ask(code) == "speech_failed: the engine mock has no voice for zh_CN\n"


def test_an_unknown_engine_is_refused_with_the_known_ones() -> None:
    code = """
try:
    QtSpeaker("bell")
except SpeechFault as fault:
    print(fault)
"""
    assert ask(code).startswith("speech_failed: no engine 'bell'; this machine has mock")
