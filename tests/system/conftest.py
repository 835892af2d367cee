"""The hall that every system test starts from, made once."""

import pytest

from hall_server.cli.bench_hall import make_hall
from tests.system.running import Made


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The reference hall with ten windows open and sixteen kiosks paired."""
    template = tmp_path_factory.mktemp("made") / "hall"
    return Made(template, make_hall(template, desks=10, kiosks=16))
