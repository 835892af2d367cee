"""From a port in the settings to a driver: the one place that chooses.

Every function takes a device URL and gives None for `none://`, that is, for a device the hall does not have.
Drivers are imported when they are chosen, so that a program loads no library of a device it lacks.
"""

from hardware.build_displays import build_led as build_led
from hardware.build_displays import build_light as build_light
from hardware.build_displays import check_led as check_led
from hardware.build_displays import led_bus as led_bus
from hardware.build_keypads import build_call_box as build_call_box
from hardware.build_keypads import build_evaluator as build_evaluator
from hardware.build_keypads import keypad_address as keypad_address
from hardware.build_printers import build_printer as build_printer
from hardware.build_printers import printer_model as printer_model
from hardware.build_readers import build_id_reader as build_id_reader
from hardware.build_readers import build_scanner as build_scanner
from hardware.build_voice import build_speaker as build_speaker
from hardware.build_voice import check_speaker as check_speaker
