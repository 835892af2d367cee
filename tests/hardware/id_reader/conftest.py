"""A simulated reader at the far end of a TCP port and of a pty, and the real driver at this end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.id_reader.wire_simulator import WireSam


@pytest.fixture(params=["tcp", "pty"])
def wire_sam(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WireSam]:
    with WireSam(link=tmp_path / "ttyREADER" if request.param == "pty" else None) as sam:
        yield sam


@pytest.fixture
def pty_sam(tmp_path: Path) -> Iterator[WireSam]:
    with WireSam(link=tmp_path / "ttyREADER") as sam:
        yield sam
