"""Contexts, headers and padding: what everything sealed is bound to."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vault.crypto.format import LABELS, BoxType, check_header, context, header, padded_length
from vault.errors import SealError, VersionError

FIELDS = st.lists(
    st.one_of(st.binary(max_size=40), st.integers(0, 2**64 - 1)), max_size=5
)  # fmt: skip


@given(st.sampled_from(LABELS), FIELDS, st.sampled_from(LABELS), FIELDS)
def test_P4_no_two_different_tuples_have_one_context(label, fields, other_label, others):
    def plain(values):
        return [v.to_bytes(8, "big") if isinstance(v, int) else v for v in values]

    assume((label, plain(fields)) != (other_label, plain(others)))
    assert context(label, *fields) != context(other_label, *others)


@given(st.binary(max_size=30), st.binary(max_size=30), st.integers(0, 30))
def test_P4_a_byte_moved_from_one_field_to_the_next_changes_the_context(left, right, at):
    joined = left + right
    at = min(at, len(joined))
    assume(joined[:at] != left)
    assert context("body", left, right) != context("body", joined[:at], joined[at:])


def test_a_label_that_the_page_does_not_list_is_refused():
    with pytest.raises(ValueError, match="not listed"):
        context("bodies")


@given(st.integers(0, 1 << 24), st.sampled_from([0, 256, 1024]))
def test_padding_is_at_least_the_floor_and_at_most_an_eighth_more(length, floor):
    padded = padded_length(length, floor)
    base = max(length, floor, 2)
    assert base <= padded <= base * 1.12 + 1
    assert padded_length(padded, floor) == padded


def test_C17_padding_leaves_few_sizes():
    sizes = {padded_length(length, 1024) for length in range(1 << 16)}
    assert len(sizes) < 120


@given(st.integers(2, 65_535), st.sampled_from(list(BoxType)))
def test_A11_another_suite_is_refused_before_anything_is_tried(suite, kind):
    with pytest.raises(VersionError):
        check_header(suite.to_bytes(2, "big") + bytes([kind]) + bytes(100), kind)


@pytest.mark.parametrize("kind", BoxType)
def test_a_header_of_another_type_is_refused(kind):
    for other in BoxType:
        if other is not kind:
            with pytest.raises(SealError):
                check_header(header(other) + b"x", kind)


@pytest.mark.parametrize("length", [0, 1, 2])
def test_less_than_a_header_is_refused(length):
    with pytest.raises(SealError):
        check_header(header(BoxType.BODY)[:length], BoxType.BODY)
