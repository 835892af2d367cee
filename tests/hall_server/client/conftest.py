"""A stub hall for each test."""

from collections.abc import Iterator

import pytest

from tests.hall_server.client.stub_hall import StubHall, a_stub_hall


@pytest.fixture
def stub() -> Iterator[StubHall]:
    with a_stub_hall() as running:
        yield running
