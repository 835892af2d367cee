"""Specifications that come with the program: to use by name, and to copy for other devices."""

STRIP = """
name = "AA addr BB 51 54 window strip"
gap_ms = 100
[[field]]
kind = "const"
name = "start"
hex = "AA"
[[field]]
kind = "address"
[[field]]
kind = "const"
name = "order"
hex = "BB 51 54"
[[field]]
kind = "checksum"
algorithm = "sum8"
from = "parameters"
to = "text"
[[field]]
kind = "const"
name = "parameters"
hex = "01 00 99 00 63"
[[field]]
kind = "text"
encoding = "gb2312"
longest = 120
refuse = "AA .. BB 51 54"
[[field]]
kind = "const"
name = "end"
hex = "FF"
"""

A0_90 = """
name = "A0 90 strip, every character followed by 00"
gap_ms = 100
[[field]]
kind = "const"
name = "start"
hex = "A0 90"
[[field]]
kind = "address"
[[field]]
kind = "const"
name = "order"
hex = "A5"
[[field]]
kind = "length"
bytes = 2
order = "be"
from = "text"
to = "text"
[[field]]
kind = "text"
source = "number"
after_each = "00"
[[field]]
kind = "checksum"
algorithm = "xor8"
from = "address"
to = "text"
"""

RELAY = """
name = "Modbus relay board: one output a row, for window lamps and guide-call bells"
gap_ms = 20
[[field]]
kind = "address"
[[field]]
kind = "const"
name = "function"
hex = "05"
[[field]]
kind = "row"
bytes = 2
order = "be"
[[field]]
kind = "switch"
on = "FF 00"
off = "00 00"
[[field]]
kind = "checksum"
algorithm = "crc16-modbus"
order = "le"
from = "address"
to = "switch"
[reply]
hex = ".. 05 .. .. .. 00 .. .."
wait_ms = 500
"""

EXAMPLES = {"strip": STRIP, "a0-90": A0_90, "relay": RELAY}
