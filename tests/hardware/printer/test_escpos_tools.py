"""An independent reader of our bytes: escpos-tools, where PHP is installed.

git clone https://github.com/receipt-print-hq/escpos-tools && (cd escpos-tools && composer install)
ONEHALL_ESCPOS_TOOLS=$PWD/escpos-tools pytest tests/hardware/printer/test_escpos_tools.py
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from hardware.printer.slip import Slip
from hardware.printer.typeset import Typesetter

PHP, TOOLS = shutil.which("php"), os.environ.get("ONEHALL_ESCPOS_TOOLS", "")
READER = Path(TOOLS) / "esc2text.php"


@pytest.mark.skipif(
    not PHP or not TOOLS or not READER.is_file(),
    reason="NOT CHECKED by escpos-tools: needs php, and ONEHALL_ESCPOS_TOOLS naming a checkout of it",
)
def test_escpos_tools_reads_the_number_in_our_bytes(ticket: Slip, tmp_path: Path) -> None:
    job = tmp_path / "ticket.bin"
    job.write_bytes(Typesetter().job(ticket).data)
    done = subprocess.run([str(PHP), str(READER), str(job)], capture_output=True, check=True, timeout=60)
    assert b"BG023" in done.stdout
