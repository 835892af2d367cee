"""Looking at what a board has painted: whole, readable, one text beside the other."""

from display_board.ui.panel import Panel


def draw(frame, state):
    frame.show_state(state)
    frame.grab()


def panels(frame):
    return [p for p in frame.findChildren(Panel) if p.isVisible()]


def assert_whole_and_readable(frame, least):
    drawn = [(p, d) for p in panels(frame) for d in p.drawn]
    assert drawn
    for panel, line in drawn:
        assert line.box.adjusted(-2, -2, 2, 2).contains(line.used), f"{line.text!r} is clipped by its box"
        rect = panel.rect().toRectF()
        assert rect.contains(line.used), f"{line.text!r} is clipped by {panel.objectName()}"
        assert line.pixels >= least, f"{line.text!r} is {line.pixels} px in {panel.objectName()}"


def assert_nothing_overlaps(frame):
    for panel in panels(frame):
        boxes = [(d.text, d.used) for d in panel.drawn if d.text.strip()]
        for i, (text, used) in enumerate(boxes):
            for other, its in boxes[i + 1 :]:
                assert not used.adjusted(1, 1, -1, -1).intersects(its), f"{text!r} runs into {other!r}"


def texts(frame):
    return [t for p in panels(frame) for t in p.property("shown")]
