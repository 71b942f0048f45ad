"""The paper itself beside the choices. A long paper is turned part by part, at a size that can be read."""

from __future__ import annotations

from contract.views import Action, ChoiceGroup, Document, Paper
from contract.words import Count, say
from screens.pen import Block, Ink, Pen, gap
from screens.sheet import PAPER_BACK, PAPER_MORE, Area, Box, Drawing, Print, Stroke
from screens.templates.boxes import heading, notice
from screens.templates.controls import CHOICE, COMPACT, FEW, MANY, TIGHT, choice, choice_room, pill, share, wide

TEETH = 14
SEARCHED = 60
"""Dots above a part's end in which an empty row is looked for, so that no line of text is torn."""


def write(pen: Pen, view: Document, area: Area) -> None:
    theme = pen.theme
    g = theme.gap
    title = heading(pen, view.title, None, area.w)
    if theme.landscape:
        _landscape(pen, view, area, title)
        return
    left, right = share(area.w, [2, 3] if _count(view.groups) > MANY else [1, 1], theme.px(2))
    beside = _beside(pen, [_paper(pen, view, left), gap(g(0.8)), _caption(pen, view, left)],
                     [*_groups(pen, view.groups, right), gap(g(1.2), 1), notice(pen, view.notice, right, "shield")],
                     (left, right))
    pen.column(area, [*title, gap(g(1.4)), beside, gap(g(1.6)), wide(pen, view.primary, area.w)], "document")


def _landscape(pen: Pen, view: Document, area: Area, title: list[Block]) -> None:
    """Paper on the left over the whole height; title, choices in columns and the action on the right."""
    theme = pen.theme
    g = theme.gap
    left, right = share(area.w, [30, 70], theme.px(3.5))
    pen.column(Area(area.x, area.y, left, area.h), [_paper(pen, view, left)], "paper")
    rows: list[Block] = []
    apart = g(0.7) if _count(view.groups) > MANY else g(1.2)
    for group in view.groups:
        rows += [gap(apart, 0.5, g(2)), _in_rows(pen, group, right, _choice_height(view.groups))]
    between = theme.px(2)
    halves = share(right, [1, 1], between)
    last = pen.row([notice(pen, view.notice, halves[0], "shield"), wide(pen, view.primary, halves[1], 7)], halves,
                   between)
    pen.column(Area(area.x + left + theme.px(3.5), area.y, right, area.h),
               [*heading(pen, view.title, view.caption, right, lead_size="label"), *rows, gap(g(1), 1), last],
               "document")


def _in_rows(pen: Pen, group: ChoiceGroup, width: int, tall: float) -> Block:
    """The group's name on the left, its choices beside it: as many to a row as hold their labels."""
    theme = pen.theme
    between, beside = theme.px(1.1), theme.px(9.5)
    name = pen.text(group.label, beside - between, Ink("label", True, role="heading"), lines=2)
    room = width - beside
    widest = max((pen.set(pen.spans(each.label, True), theme.type("label")).width for each in group.choices),
                 default=0)
    across = next((count for count in (4, 3)
                   if widest <= choice_room(pen, share(room, [1] * count, between)[0])), 2)
    widths = share(room, [1] * across, between)
    blocks: list[Block] = []
    for place in range(0, len(group.choices), across):
        row = [choice(pen, action, each, group.many, tall)
               for action, each in zip(group.choices[place:place + across], widths, strict=False)]
        blocks += [gap(theme.gap(0.7))] if blocks else []
        blocks.append(pen.row(row, widths[:len(row)], between))
    height = max(name.height, sum(block.height for block in blocks))

    def paint(area: Area) -> None:
        name.paint(Area(area.x, area.y + (blocks[0].height - name.height) // 2 if blocks else area.y,
                        beside - between, name.height))
        pen.column(Area(area.x + beside, area.y, room, height), blocks, "choices")

    return Block(height, paint)


def _choice_height(groups: tuple[ChoiceGroup, ...]) -> float:
    count = _count(groups)
    return CHOICE if count <= FEW else COMPACT if count <= MANY else TIGHT


def _count(groups: tuple[ChoiceGroup, ...]) -> int:
    return sum(len(group.choices) for group in groups)


def _beside(pen: Pen, left: list[Block], right: list[Block], widths: tuple[int, int]) -> Block:
    tall = max(sum(block.height for block in left), sum(block.height for block in right))

    def paint(area: Area) -> None:
        pen.column(Area(area.x, area.y, widths[0], area.h), left, "paper")
        pen.column(Area(area.x + area.w - widths[1], area.y, widths[1], area.h), right, "choices")

    return Block(tall, paint, 1)


def _caption(pen: Pen, view: Document, width: int) -> Block:
    return pen.text(view.caption, width, Ink("small", colour=pen.theme.palette.soft))


def _groups(pen: Pen, groups: tuple[ChoiceGroup, ...], width: int) -> list[Block]:
    blocks: list[Block] = []
    tall = _choice_height(groups)
    between, apart = {CHOICE: (0.9, 1.5), COMPACT: (0.6, 1.5), TIGHT: (0.4, 0.8)}[tall]
    between, apart = pen.theme.gap(between), pen.theme.gap(apart)
    for number, group in enumerate(groups):
        if number:
            blocks.append(gap(apart))
        blocks += [pen.text(group.label, width, Ink("body", True, role="heading"), lines=2),
                   gap(pen.theme.gap(0.7))]
        across = 2 if _short(pen, group, share(width, [1, 1], between)[0]) else 1
        widths = share(width, [1] * across, between)
        for place in range(0, len(group.choices), across):
            blocks += [gap(between)] if place else []
            row = [choice(pen, action, each, group.many, tall)
                   for action, each in zip(group.choices[place:place + across], widths, strict=False)]
            blocks.append(pen.row(row, widths[:len(row)], between))
    return blocks


def _short(pen: Pen, group: ChoiceGroup, width: int) -> bool:
    """Each choice is one line of one or two words, so that two of them may share a row ``width`` wide each."""
    room = choice_room(pen, width)
    return all(action.hint is None and action.state != "off"
               and pen.set(pen.spans(action.label, True), pen.theme.type("label")).width <= room
               for action in group.choices)


def _paper(pen: Pen, view: Document, width: int) -> Block:
    theme = pen.theme
    least = theme.gap(22)
    if view.paper is None:
        return Block(least, lambda area: _preparing(pen, area), 1)
    paper = view.paper
    rim = theme.px(0.8)
    whole = round(paper.height * (width - 2 * rim) / paper.width) + 2 * rim

    def paint(area: Area) -> None:
        if whole <= area.h:
            _whole(pen, paper, Area(area.x, area.y, area.w, whole), rim)
        else:
            _part(pen, paper, area, rim)

    return Block(min(least, whole), paint, 1)


def _preparing(pen: Pen, area: Area) -> None:
    theme, palette = pen.theme, pen.theme.palette
    pen.put(Box(area, palette.card, palette.border, theme.line, 0, dash=True))
    text = pen.text(say("paper.preparing"), area.w - theme.px(2), Ink("body", colour=palette.soft, align="middle"))
    text.paint(Area(area.x + theme.px(1), area.y + (area.h - text.height) // 2, area.w - theme.px(2), text.height))


def _whole(pen: Pen, paper: Paper, area: Area, rim: int) -> None:
    theme, palette = pen.theme, pen.theme.palette
    pen.put(Box(area, "#FFFFFF", palette.border, theme.line))
    pen.put(Print(area.inset(rim), paper, 0, paper.height))
    pen.means("image", "picture.paper", area)


def _part(pen: Pen, paper: Paper, area: Area, rim: int) -> None:
    """One part of a long paper with a torn edge where it goes on, and the ways to the other parts."""
    theme, palette = pen.theme, pen.theme.palette
    turn = theme.px(3.9) + theme.px(0.9)
    sheet = Area(area.x, area.y, area.w, area.h - turn)
    scale = (sheet.w - 2 * rim) / paper.width
    dots = int((sheet.h - 2 * rim) / scale)
    cuts = _cuts(paper, dots)
    parts = len(cuts) - 1
    part = min(pen.local.part, parts - 1)
    pen.sheet.parts = parts
    first, last = cuts[part], cuts[part + 1]
    pen.put(Box(sheet, "#FFFFFF", palette.border, theme.line))
    pen.put(Print(Area(sheet.x + rim, sheet.y + rim, sheet.w - 2 * rim, round((last - first) * scale)), paper,
                  first, last))
    if part:
        _torn(pen, Area(sheet.x, sheet.y, sheet.w, rim), upper=True)
    if part + 1 < parts:
        _torn(pen, Area(sheet.x, sheet.y + sheet.h - rim, sheet.w, rim), upper=False)
    pen.means("image", "picture.paper", sheet)
    _turns(pen, Area(area.x, area.y + area.h - theme.px(3.9), area.w, theme.px(3.9)), part, parts)


def _cuts(paper: Paper, dots: int) -> list[int]:
    """Rows where a long paper is parted: at most ``dots`` rows a part, between two lines of text."""
    row = paper.width // 8
    cuts = [0]
    while cuts[-1] + dots < paper.height:
        end = cuts[-1] + dots
        empty = (place for place in range(end, end - SEARCHED, -1)
                 if not any(paper.bits[place * row:(place + 1) * row]))
        cuts.append(next(empty, end))
    return [*cuts, paper.height]


def _torn(pen: Pen, area: Area, upper: bool) -> None:
    """The page's colour bites into the paper's edge."""
    palette = pen.theme.palette
    edge, bite = (0.0, 8.0) if upper else (8.0, 0.0)
    zigzag = [(step, bite if step % 2 else edge) for step in range(2 * TEETH + 1)]
    outside = [(2.0 * TEETH, edge), (0.0, edge)]
    grid = (2.0 * TEETH, 8.0)
    pen.put(Drawing(area, (Stroke((*zigzag, *outside), True, True),), grid, 0.01, palette.paper))
    pen.put(Drawing(area, (Stroke(tuple(zigzag)),), grid, 0.16, palette.border))


def _turns(pen: Pen, area: Area, part: int, parts: int) -> None:
    theme = pen.theme
    back = Action(PAPER_BACK, say("paper.back"), icon="more-up", state="ready" if part else "off")
    more = Action(PAPER_MORE, say("paper.more"), icon="more-down", state="ready" if part + 1 < parts else "off")
    where = say("paper.part", part=Count(part + 1), parts=Count(parts))
    text = pen.set(pen.spans(where), theme.type("small"))
    between = text.width + 2 * theme.px(0.9)
    widths = share(area.w, [1, 1], between)
    for action, width, x in zip((back, more), widths, (area.x, area.x + widths[0] + between), strict=True):
        block, _ = pill(pen, action, width, "small", local=True)
        block.paint(Area(x, area.y, width, area.h))
    spot = Area(area.x + widths[0], area.y, between, area.h)
    pen.write_middle(text, spot, theme.palette.soft, "middle")
    pen.means("text", where, spot)
