"""The kiosk's tests run on the same guarded interpreter as the kiosk."""

from kiosk.ui.interpreter import keep_none_alive

keep_none_alive()
