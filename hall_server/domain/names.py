"""Names of things, so that a window is never taken for a queue."""

from typing import NewType

HallId = NewType("HallId", str)
ZoneId = NewType("ZoneId", str)
UnitId = NewType("UnitId", str)
ItemId = NewType("ItemId", str)
QueueId = NewType("QueueId", str)
"""Also the prefix of the queue's tickets."""
WindowId = NewType("WindowId", str)
StaffNumber = NewType("StaffNumber", str)
DeviceId = NewType("DeviceId", str)
TicketId = NewType("TicketId", str)
"""Business day and number: `20261124-BG023`."""
PersonHash = NewType("PersonHash", str)
"""Keyed hash of an ID number; the number itself is not kept."""
