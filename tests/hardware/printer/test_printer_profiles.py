"""The models that are known, and what a port says over them."""

from pathlib import Path
from typing import Any

import cv2
import pytest

from hardware.build import build_printer, printer_model
from hardware.printer import settings
from hardware.printer.frames import Cut, Discard, FontRom
from hardware.printer.profiles import BadProfile, Profile, profile, profiles
from hardware.printer.slip import Slip
from hardware.printer.typeset import TextMode, Typesetter
from hardware.printer.wire_simulator import WirePrinter
from hardware.transport.url import BadDeviceUrl, parse

MODELS = sorted(profiles())


def typesetter_of(url: str) -> Typesetter:
    where = parse(url)
    return settings.typesetter(where, settings.profile_of(where))


def test_at_least_six_models_are_known_each_with_its_source() -> None:
    assert len(MODELS) >= 7
    for each in profiles().values():
        assert each.source
        assert each.title
        assert each.paper in each.dots


@pytest.mark.parametrize("paper", [80, 58])
@pytest.mark.parametrize("model", MODELS)
def test_every_model_prints_a_ticket_that_can_be_scanned(
    model: str, paper: int, ticket: Slip, address: str, tmp_path: Path
) -> None:
    known = profiles()[model]
    if paper not in known.dots:
        with pytest.raises(BadDeviceUrl, match="paper"):
            build_printer(f"tcp://h:9100?model={model}&paper={paper}")
        return
    with WirePrinter(tmp_path, dots=known.dots[paper]) as machine:
        host, port = machine.address
        driver = build_printer(f"tcp://{host}:{port}?model={model}&paper={paper}")
        assert driver is not None
        assert driver.status().can_print
        driver.print_slip(ticket)
        driver.status()
        pictures = list(tmp_path.glob("*.png"))
        if known.cut is Cut.NONE:
            assert pictures == []  # torn off by hand
            return
        (picture,) = pictures
    assert cv2.QRCodeDetector().detectAndDecode(cv2.imread(str(picture)))[0] == address


def test_an_unknown_model_is_refused_in_one_line_that_lists_the_known_ones() -> None:
    with pytest.raises(BadDeviceUrl) as caught:
        build_printer("tcp://192.168.1.50:9100?model=xprinter-xp90")
    said = str(caught.value)
    assert "\n" not in said
    assert "tcp://192.168.1.50:9100" in said
    assert "xprinter-xp90" in said
    assert all(model in said for model in MODELS)


def test_the_facts_of_a_model_reach_the_job() -> None:
    masung = typesetter_of("tcp://h:9100?model=masung-ms-d347")
    assert (masung.rom, masung.head.cut, masung.head.feed) == (FontRom.GBK, Cut.ESC_I, 4)
    assert masung.job(Slip(())).data.endswith(b"\x1bd\x04\x1bi")
    epson = typesetter_of("tcp://h:9100?model=epson-tm-t88vi")
    assert (epson.dots, epson.columns) == (512, 42)
    assert epson.job(Slip(())).data.startswith(b"\x1b@\x1da\x0e\x1c&\x1b \x00\x1cS\x00\x00")
    assert typesetter_of("tcp://h:9100?model=custom-vkp80iii").text_mode is TextMode.RASTER


def test_what_the_port_says_wins() -> None:
    url = "tcp://h:9100?model=epson-tm-t88vi&asb=off&spacing=off&cut=partial&feed=3&dots=504&rom=gb2312"
    changed = typesetter_of(url)
    assert (changed.dots, changed.rom) == (504, FontRom.GB2312)
    assert changed.job(Slip(())).data == b"\x1b@\x1c&\x1bd\x03\x1dV\x01"
    where = parse("tcp://h:9100?model=epson-tm-t88vi&discard=none")
    assert settings.questions(where, settings.profile_of(where)).discard is Discard.NONE


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("dots=20", "dots=200 to 1000"),
        ("feed=90", "feed=0 to 30"),
        ("near_end=-1", "is not a length in metres"),
        ("near_end=far", "is not a length in metres"),
        ("asb=maybe", r"asb=off\|on"),
        ("model=masung-ms-d347&qr=native", "draws no QR codes itself"),
        ("cut=axe", r"cut=feed\|feed-full\|partial"),
    ],
)
def test_an_option_that_has_no_meaning_is_refused(options: str, told: str) -> None:
    with pytest.raises(BadDeviceUrl, match=told):
        build_printer(f"tcp://h:9100?{options}")


def test_a_fact_that_nobody_has_checked_may_be_overruled() -> None:
    assert not profiles()["generic"].is_sure_of("native_qr")
    assert build_printer("tcp://h:9100?qr=native") is not None


def test_a_model_is_told_in_words() -> None:
    assert printer_model("tcp://h:9100?model=rongta-rp80") == "容大 Rongta RP80 / RP326"
    assert printer_model("usb://0416:5011") == "ESC/POS printer"
    assert printer_model("sim://") == printer_model("none://") == ""


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"widht": 80}, "some: widht is no fact of a printer"),
        ({"rom": "big5"}, "some: 'big5' is not a valid FontRom"),
        ({"unverified": ["colour"]}, "some: colour is no fact"),
        ({"source": "x"}, "some: .*title"),
    ],
)
def test_a_profile_that_makes_no_sense_names_model_and_key(table: dict[str, Any], told: str) -> None:
    with pytest.raises(BadProfile, match=told):
        profile("some", table)


def test_a_model_needs_only_its_name_and_source() -> None:
    assert profile("some", {"title": "Some", "source": "its manual"}) == Profile("some", "Some", "its manual")
