"""`hall devices`: how every device of the hall says that it is, in words that a technician can act on."""

from typing import Annotated

import httpx
import typer
from rich.table import Table
from rich.text import Text

from hall_server.cli.saying import fail, out, say_json
from hall_server.client.http import HttpHall
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.views import DeviceView
from hall_server.wire.words import DeviceState, Language
from hardware.doctor.page.wording import name_of
from hardware.health import advice_of

LOOKS = {
    DeviceState.DOWN: ("✕", "bold red"),
    DeviceState.SILENT: ("?", "magenta"),
    DeviceState.WARNING: ("!", "yellow"),
    DeviceState.OK: ("✓", "green"),
}
"""The sign and the colour of each state, the worst first."""


def devices(
    server: Annotated[str, typer.Option(help="Address of the hall server.")] = "http://127.0.0.1:8700",
    staff: Annotated[str, typer.Option(prompt=True, help="Staff number of an official or auditor.")] = "",
    pin: Annotated[str, typer.Option(prompt=True, hide_input=True)] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """List kiosks, boards and the devices at windows: how they are, and what to do."""
    hall = HttpHall(server)
    try:
        hall.sign_in(staff, pin, None)
        found = hall.devices().devices
        hall.sign_out()
    except Refused as no:
        fail(f"{no.problem.detail} {no.problem.cure or ''}")
    except (LinkLost, httpx.HTTPError, httpx.InvalidURL) as error:
        fail(f"the server cannot be reached: {error}")
    finally:
        hall.close()
    worst_first = sorted(found, key=lambda device: (list(LOOKS).index(device.state), device.id))
    if as_json:
        say_json([device.model_dump(mode="json") | {"told": told(device)} for device in worst_first])
    else:
        out.print(table(worst_first))


def table(found: list[DeviceView]) -> Table:
    heads = ("设备 device", "位置 place", "状态 state", "说明与处理 what is wrong, what to do")
    made = Table(*heads, show_lines=True)
    made.columns[3].overflow = "fold"
    for device in found:
        sign, style = LOOKS[device.state]
        name = f"{device.name}\n{device.id}"
        place = " ".join(filter(None, (device.zone, device.window)))
        # Text, because a name may hold brackets, which are mark-up in a plain string.
        cells = (name, place, f"{sign} {device.state.value}", "\n".join(told(device)))
        made.add_row(*map(Text, cells), style=style)
    return made


def told(device: DeviceView) -> list[str]:
    """What its code says, Chinese first. A code of a newer program is shown as it is."""
    if device.state is DeviceState.SILENT:
        return [
            "没有消息。请查看电源、网络和程序",
            "Nothing is heard of it. Look at its power, network and program",
        ]
    if not device.code:
        return []
    try:
        advice = advice_of(device.code)
    except KeyError:
        return [device.code]
    zh, en = (_part(device.code, language) for language in (Language.ZH, Language.EN))
    return [f"{zh}{advice.cause_zh}。{advice.cure_zh}", f"{en}{advice.cause_en}. {advice.cure_en}"]


def _part(code: str, language: Language) -> str:
    """`扫码器：` for `…__scanner`, `LED 显示屏 2：` for the second LED bus; empty where no part is named."""
    part = code.partition("__")[2]
    kind = part.rstrip("0123456789")
    if not kind:
        return ""
    words = " ".join(filter(None, (name_of(kind, language), part.removeprefix(kind))))
    return f"{words}：" if language is Language.ZH else f"{words}: "
