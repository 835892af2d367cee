"""What the page on devices shows can be copied."""

import re
from pathlib import Path

from hardware.call_box.gateway.settings import read_settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "devices.md").read_text("utf-8")


def test_the_gateways_settings_are_read_as_they_are_shown(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "callbox.toml").write_text(shown.replace("# staff", "staff").replace("# pin", "pin"), "utf-8")
    settings = read_settings(tmp_path / "callbox.toml")
    assert [(place.address, place.window, place.staff) for place in settings.places] == [(3, "W085", "1085")]


def test_every_file_and_module_that_it_names_is_there() -> None:
    for name in re.findall(r"`(hardware/[a-z_/.]+)`", PAGE):
        assert (ROOT / name).exists(), name
    for name in re.findall(r"python -m ([a-z_.]+)", PAGE):
        assert (ROOT / f"{name.replace('.', '/')}.py").exists() or (ROOT / name.replace(".", "/")).is_dir()
