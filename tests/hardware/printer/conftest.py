"""A ticket as the hall prints it, and the simulated printer on its port."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.printer.slip import Align, Feed, Pair, Qr, Rule, Slip, Text
from hardware.printer.wire_simulator import WirePrinter

ADDRESS = "https://hall.example.gov.cn/t/Yk3v9QdW2mXr7PzT"


@pytest.fixture
def address() -> str:
    """What the ticket's QR code says."""
    return ADDRESS


@pytest.fixture
def ticket() -> Slip:
    return Slip(
        (
            Text("测试市政务服务大厅", size=2, bold=True, align=Align.CENTRE),
            Text("二楼 · B区 综合服务", align=Align.CENTRE),
            Rule(),
            Pair("进驻单位", "市人力资源和社会保障局"),
            Pair("办理事项", "企业职工基本养老保险参保登记"),
            Feed(1),
            Text("BG023", size=4, bold=True, align=Align.CENTRE),
            Text("【老年人优先】", bold=True, align=Align.CENTRE),
            Pair("前面等候", "12 人", bold=True),
            Pair("预计等待", "约 15～25 分钟", bold=True),
            Pair("申请人", "䶮*𠮷"),
            Pair("取号时间", "2026-11-24 09:32"),
            Rule(),
            Qr(ADDRESS),
            Text("过号三次未到视为弃号；过号后可在本机复号一次，复号后在后三位办理。"),
            Text("监督电话：0745-12345", align=Align.CENTRE),
        )
    )


@pytest.fixture
def wire_printer(tmp_path: Path) -> Iterator[WirePrinter]:
    with WirePrinter(tmp_path / "tickets") as printer:
        yield printer
