"""Moving, pulling, arranging and snapping, in millimetres."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.labels.design import Box, Line
from app.ui.labels.geometry import (
    SMALLEST_MM,
    Arrange,
    Handle,
    Rect,
    arranged,
    bounds,
    fitted,
    handle_place,
    handles,
    moved,
    pulled,
    together,
)
from app.ui.labels.snapping import Guide, Snapper

LABEL = Rect(0, 0, 50, 30)
lengths = st.floats(-40, 40).map(lambda value: round(value, 2))
boxes = st.builds(
    Rect, lengths, lengths, st.floats(1, 30).map(lambda v: round(v, 2)), st.floats(1, 30)
)


def test_a_line_stays_level_or_upright_wherever_it_is_put():
    level, upright = Line(1, 2, 11, 2), Line(3, 4, 3, 14)
    assert fitted(level, Rect(5, 6, 20, 9)) == Line(5, 6, 25, 6, 0.2)
    assert fitted(upright, Rect(5, 6, 20, 9)) == Line(5, 6, 5, 15, 0.2)
    assert handles(level) == (Handle.LEFT, Handle.RIGHT)
    assert bounds(moved(level, 1.25, -0.5)) == Rect(2.25, 1.5, 10, 0)


@given(boxes, st.sampled_from(list(Handle)), lengths, lengths)
def test_the_side_opposite_a_pulled_handle_stays_and_nothing_turns_inside_out(box, handle, dx, dy):
    after = pulled(box, handle, dx, dy)
    assert after.w >= min(SMALLEST_MM, box.w) - 1e-9
    assert after.h >= min(SMALLEST_MM, box.h) - 1e-9
    if "w" in handle:
        assert after.right == pytest.approx(box.right)
    else:
        assert after.x == box.x
    if "n" in handle:
        assert after.bottom == pytest.approx(box.bottom)
    else:
        assert after.y == box.y


def test_a_corner_pulled_with_shift_keeps_the_form():
    after = pulled(Rect(10, 10, 20, 10), Handle.TOP_LEFT, -10, 0, square=True)
    assert after == Rect(0, 5, 30, 15)
    assert handle_place(after, Handle.BOTTOM_RIGHT) == (30, 20)


def test_one_element_is_aligned_to_the_label_several_to_each_other():
    one, other = Rect(3, 4, 10, 6), Rect(20, 9, 5, 2)
    assert arranged([one], Arrange.CENTRE, LABEL) == [Rect(20, 4, 10, 6)]
    assert arranged([one], Arrange.BOTTOM, LABEL) == [Rect(3, 24, 10, 6)]
    assert arranged([one, other], Arrange.RIGHT, LABEL) == [Rect(15, 4, 10, 6), other]


@given(st.lists(boxes, min_size=3, max_size=8))
def test_spreading_leaves_equal_gaps_and_the_frame(given_boxes):
    after = arranged(given_boxes, Arrange.SPREAD_ACROSS, LABEL)
    order = sorted(range(len(given_boxes)), key=lambda n: given_boxes[n].x)
    row = [after[n] for n in order]
    gaps = [b.x - a.right for a, b in itertools.pairwise(row)]
    assert max(gaps) - min(gaps) < 1e-6
    assert row[0].x == pytest.approx(given_boxes[order[0]].x)
    assert [(r.w, r.y, r.h) for r in after] == [(r.w, r.y, r.h) for r in given_boxes]


def test_a_box_near_an_edge_is_drawn_to_it_and_shows_the_line():
    snapper = Snapper.around(LABEL, [Rect(5, 5, 10, 10)], grid=1, reach=0.5)
    found = snapper.move(Rect(15.3, 20.2, 4, 4))
    assert found.dx == pytest.approx(-0.3)
    assert Guide(upright=True, at=15) in found.guides
    assert found.dy == pytest.approx(-0.2)  # no line is near: the grid


def test_without_a_grid_and_lines_nothing_is_drawn():
    snapper = Snapper.around(LABEL, [], grid=0, reach=0.2)
    found = snapper.move(Rect(7.3, 8.4, 3.1, 3.3))
    assert (found.dx, found.dy, found.guides) == (0, 0, ())


def test_only_the_pulled_edge_is_drawn():
    snapper = Snapper.around(LABEL, [], grid=0, reach=0.5)
    found = snapper.pull(Rect(10, 10, 39.8, 5), Handle.RIGHT)
    assert found.dx == pytest.approx(0.2)
    assert found.dy == 0


def test_boxes_are_put_together():
    assert together([Rect(1, 2, 3, 4), Rect(10, 0, 1, 1)]) == Rect(1, 0, 10, 6)
    assert bounds(fitted(Box(0, 0, 5, 5), Rect(1.00049, 2, 0, 9))) == Rect(1, 2, SMALLEST_MM, 9)
