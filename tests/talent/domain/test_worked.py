"""What is kept of a list comes back as it was, whatever numbers it holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from talent.domain import worked

columns = st.integers(0, 40).flatmap(
    lambda length: st.lists(arrays(np.int64, length, elements=st.integers(0, 2**62)), min_size=1, max_size=4)
)


@given(columns)
def test_columns_come_back_as_they_were(given_columns: list[worked.Ints]) -> None:
    forms, packed = worked.packed(given_columns)
    back = worked.unpacked(forms, packed)
    assert [(one.dtype, one.tolist()) for one in back] == [(np.int64, one.tolist()) for one in given_columns]


def test_a_number_takes_no_more_room_than_it_needs() -> None:
    forms, _packed = worked.packed([np.array([255]), np.array([256]), np.array([70_000])])
    assert [form for form, _length in forms] == ["|u1", "<u2", "<u4"]


@pytest.mark.parametrize("number", [-1])
def test_only_whole_numbers_from_0_up_are_kept(number: int) -> None:
    with pytest.raises(ValueError, match="from 0 up"):
        worked.packed([np.array([number])])
