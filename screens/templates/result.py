"""Something is done and something is to be taken: the picture says where, one sentence says what."""

from __future__ import annotations

from contract.views import Notice, Result
from screens.pen import Block, Pen, gap
from screens.sheet import Area
from screens.templates.boxes import heading, notice
from screens.templates.controls import share, side_by_side
from screens.templates.illustrations import picture


def write(pen: Pen, view: Result, area: Area) -> None:
    theme = pen.theme
    g = theme.gap
    shown = Block(g(16), lambda spot: picture(pen, view.picture, spot), 4, g(25))
    if theme.landscape:
        left, right = share(area.w, [45, 55], theme.px(6))
        pen.column(Area(area.x, area.y, left, area.h), [gap(0, 1), shown, gap(0, 1)], "picture")
        blocks = [gap(0, 1), *heading(pen, view.title, view.lead, right, lead_size="large"),
                  *_notice(pen, view.notice, right), gap(g(3), 1)]
        actions = side_by_side(pen, view.actions, right)
        pen.column(Area(area.x + left + theme.px(6), area.y, right, area.h), [*blocks, actions], "result")
        return
    blocks = [gap(g(2), 1.5), shown, gap(g(4)),
              *heading(pen, view.title, view.lead, area.w, align="middle", lead_size="large"),
              *_notice(pen, view.notice, area.w, hug=True), gap(g(2), 1.5), side_by_side(pen, view.actions, area.w),
              gap(theme.gap(0.6))]
    pen.column(area, blocks, "result")


def _notice(pen: Pen, view: Notice | None, width: int, hug: bool = False) -> list[Block]:
    return [gap(pen.theme.gap(2.2)), notice(pen, view, width, hug=hug)] if view else []
