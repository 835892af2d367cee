"""The button that calls a guide."""

from kiosk.guide_bell import Bell
from kiosk.state import KioskState
from kiosk.ui.look import Look
from kiosk.ui.parts import Tile
from kiosk.view_model import KioskViewModel

WORDS = {Bell.READY: "call_guide", Bell.RINGING: "call_guide_ringing", Bell.FAILED: "call_guide_failed"}


def guide_tile(state: KioskState, taps: KioskViewModel, at: Look) -> Tile | None:
    """None at a kiosk that cannot call anybody."""
    if state.bell is None:
        return None
    tile = Tile(
        "call_guide",
        at.said(WORDS[state.bell]),
        taps.guide_called,
        icon="person",
        pixels=at.px(34),
        height=100,
        centred=True,
    )
    tile.setEnabled(state.bell is Bell.READY)
    return tile
