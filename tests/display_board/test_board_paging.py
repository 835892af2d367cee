"""Pages that take turns, lists that flow into columns."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from display_board.paging import fewest_rows, in_columns, page_at

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@given(st.integers(0, 200), st.integers(1, 20))
def test_every_item_is_on_exactly_one_page(length, size):
    items = list(range(length))
    first = page_at(items, size, NOW, 8)
    pages = [page_at(items, size, NOW + timedelta(seconds=8 * i), 8) for i in range(first.of)]
    assert sorted(x for page in pages for x in page.rows) == items
    assert all(len(page.rows) <= size for page in pages)


groups = st.lists(st.integers(1, 30), min_size=1, max_size=12).map(
    lambda sizes: [[f"zone {g}", *(f"{g}.{i}" for i in range(size))] for g, size in enumerate(sizes)]
)


@given(groups, st.integers(2, 25))
def test_columns_keep_the_order_and_every_column_begins_with_a_heading(wanted, rows):
    columns = in_columns(wanted, rows)
    assert [x for c in columns for x in c if "." in x] == [x for g in wanted for x in g[1:]]
    assert all(len(c) <= rows and c[0].startswith("zone") and "." in c[-1] for c in columns)


def test_the_fewest_rows_that_fit_are_taken():
    wanted = [["zone", "a", "b", "c"], ["zone", "d", "e", "f"]]
    assert fewest_rows(wanted, 2, 2, 20) == 4
    assert fewest_rows(wanted, 1, 2, 20) == 8
