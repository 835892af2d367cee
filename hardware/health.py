"""How a device says that it is well, what is wrong, and what to do about it."""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar


class HealthState(Enum):
    """How much the hall may rely on a device now."""

    OK = "ok"
    WARNING = "warning"
    DOWN = "down"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Advice:
    """What happened and what to do, for the person who stands in front of the device."""

    cause_zh: str
    cure_zh: str
    cause_en: str
    cure_en: str


ADVICE: dict[str, Advice] = {
    "ok": Advice("设备正常", "", "The device works", ""),
    "device_fault": Advice("设备故障", "请联系技术人员", "The device failed", "Call the technician"),
    "line_unreachable": Advice(
        "无法连接设备",
        "请检查电源、网线或串口线，以及配置的地址",
        "The device cannot be reached",
        "Check its power, its cable and the configured address",
    ),
    "line_lost": Advice(
        "与设备的连接中断",
        "请检查数据线是否松动",
        "The connection to the device was lost",
        "Check that its cable is firmly plugged in",
    ),
    "paper_out": Advice("打印机缺纸", "请更换纸卷", "The printer is out of paper", "Put in a new roll"),
    "paper_near_end": Advice(
        "打印纸即将用尽", "请准备更换纸卷", "The paper is running low", "Have a new roll ready"
    ),
    "paper_unknown": Advice(
        "打印机未报告纸张状态",
        "请查看纸卷，并检查打印机型号设置",
        "The printer does not tell whether it has paper",
        "Look at the roll and check the printer settings",
    ),
    "cover_open": Advice(
        "打印机上盖未关", "请合上打印机上盖", "The printer cover is open", "Close the cover"
    ),
    "cutter_error": Advice(
        "打印机切刀故障",
        "请关闭电源，清除切刀处的纸屑后重新开机",
        "The paper cutter is stuck",
        "Switch off, clear the cutter of paper, switch on again",
    ),
    "printer_error": Advice(
        "打印机故障",
        "请检查是否卡纸或打印头过热，必要时重新开机",
        "The printer reports an error",
        "Look for jammed paper or a hot print head; restart the printer if it persists",
    ),
    "printer_offline": Advice(
        "打印机离线",
        "请检查打印机电源和连接线",
        "The printer is off line",
        "Check the printer's power and cable",
    ),
    "printer_silent": Advice(
        "打印机没有应答",
        "请检查连接；若该型号不支持状态查询，请设置 status=none",
        "The printer does not answer",
        "Check the connection; if this model never answers, set status=none",
    ),
    "print_interrupted": Advice(
        "打印中断，号票可能不完整",
        "请取走残票，排除故障后重新打印",
        "Printing stopped half-way; the ticket may be incomplete",
        "Remove the torn ticket, clear the fault, print again",
    ),
    "status_not_asked": Advice(
        "未查询打印机状态（status=none）",
        "请定时查看纸卷",
        "This printer is not asked for its status (status=none)",
        "Look at the paper roll from time to time",
    ),
    "font_missing": Advice(
        "未安装中文字体",
        "请安装 fonts-noto-cjk，或在设置中指定字体文件",
        "No Chinese font is installed",
        "Install fonts-noto-cjk or name a font file in the settings",
    ),
    "library_missing": Advice(
        "缺少该设备所需的软件库",
        "请按安装手册安装缺少的软件库",
        "A library that this device needs is not installed",
        "Install the missing library as the manual says",
    ),
    "speech_failed": Advice(
        "语音播报失败", "请检查声卡、音箱和语音引擎", "Speech failed", "Check sound card, speaker and engine"
    ),
    "speech_too_slow": Advice(
        "语音播报超时",
        "请检查声卡和语音引擎是否被占用",
        "Speech did not finish in time",
        "Check whether the sound card or the speech engine is busy",
    ),
    "reader_unplugged": Advice(
        "身份证阅读器未连接",
        "请检查阅读器的电源和数据线",
        "The ID card reader is not connected",
        "Check the reader's power and cable",
    ),
    "light_fault": Advice("指示灯故障", "请检查指示灯接线", "The light failed", "Check the light's wiring"),
}


@dataclass(frozen=True, slots=True)
class Health:
    """One device's condition. `code` is stable and for programs; the texts are for people."""

    state: HealthState
    code: str
    cause: str
    cure: str

    @classmethod
    def of(cls, state: HealthState, code: str) -> "Health":
        """In Chinese; `in_english` gives the same news to others. A code outside ADVICE is an error."""
        advice = ADVICE[code]
        return cls(state, code, advice.cause_zh, advice.cure_zh)

    @classmethod
    def ok(cls) -> "Health":
        return cls.of(HealthState.OK, "ok")

    @classmethod
    def warning(cls, code: str) -> "Health":
        return cls.of(HealthState.WARNING, code)

    @classmethod
    def down(cls, code: str) -> "Health":
        return cls.of(HealthState.DOWN, code)

    @classmethod
    def unknown(cls, code: str) -> "Health":
        return cls.of(HealthState.UNKNOWN, code)

    def in_english(self) -> "Health":
        advice = ADVICE[self.code]
        return Health(self.state, self.code, advice.cause_en, advice.cure_en)


class Fault(Exception):
    """A device could not do its work; somebody must go and look at it."""

    code: ClassVar[str] = "device_fault"

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{self.code}: {detail}" if detail else self.code)
        self.detail = detail

    @property
    def health(self) -> Health:
        return Health.down(self.code)


class LibraryMissing(Fault):
    """A driver was chosen whose library is not installed."""

    code = "library_missing"
