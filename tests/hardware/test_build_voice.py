"""A voice's URL can be checked without building the voice."""

import pytest

from hardware.build import check_speaker
from hardware.speech import clip_set, fallback
from hardware.transport.url import BadDeviceUrl


@pytest.fixture(autouse=True)
def nothing_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a voice was built")

    monkeypatch.setattr(fallback.FallbackSpeaker, "self_test", refuse)
    monkeypatch.setattr(clip_set, "load", refuse)


@pytest.mark.parametrize(
    "url",
    [
        "none://",
        "auto://?clips=/nowhere&device=hall&gap=0.1",
        "clips:///nowhere?play=aplay",
        "espeak://?wav=/nowhere",
        "qt://?engine=mock",
        "silent://",
    ],
)
def test_a_good_url_passes(url: str) -> None:
    check_speaker(url)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("tcp://h:1", "not a voice"),
        ("auto://?chime=maybe", "chime=yes"),
        ("auto://?wav=x", "unknown option 'wav'"),
        ("clips:///nowhere?gap=long", "gap=long is not a number of seconds"),
        ("clips:///nowhere?play=tape", "play=auto"),
        ("silent://?device=x", "unknown option"),
    ],
)
def test_a_wrong_url_is_refused_with_what_is_allowed(url: str, told: str) -> None:
    with pytest.raises(BadDeviceUrl, match=told):
        check_speaker(url)
