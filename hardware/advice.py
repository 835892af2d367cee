"""What every code of trouble means and what to do about it, for the person who stands before the device."""

from dataclasses import astuple, dataclass


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
    "paper_near_end_n": Advice(
        "打印纸即将用尽，约可再打印 {n} 张号票",
        "请准备更换纸卷",
        "The paper is running low: enough for about {n} tickets",
        "Have a new roll ready",
    ),
    "paper_near_end_most_n": Advice(
        "打印纸即将用尽，最多约可再打印 {n} 张号票",
        "请准备更换纸卷",
        "The paper is running low: enough for about {n} tickets at most",
        "Have a new roll ready",
    ),
    "paper_near_end_0": Advice(
        "打印纸随时可能用尽",
        "请立即更换纸卷",
        "The paper may end at any moment",
        "Put in a new roll now",
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
    "status_from_spooler": Advice(
        "打印机状态由 Windows 转述，缺纸时可能不会报告",
        "请定时查看纸卷；最好改用网络、串口或 USB 直连",
        "What is known of this printer comes from Windows, which may not notice missing paper",
        "Look at the paper roll from time to time; a direct port (tcp, serial, usb) tells more",
    ),
    "printer_paused": Advice(
        "Windows 中的打印队列已暂停",
        "请在 Windows 打印队列中取消“暂停打印”",
        "The printer's queue in Windows is paused",
        "Resume printing in the queue of Windows",
    ),
    "usb_forbidden": Advice(
        "没有使用该 USB 设备的权限",
        "请按提示添加 udev 规则，然后重新插拔设备",
        "This account may not use the USB device",
        "Add the udev rule that the message gives, then plug the device in again",
    ),
    "usb_library_missing": Advice(
        "缺少 libusb 系统库",
        "请安装 libusb-1.0（sudo apt install libusb-1.0-0）",
        "The system library libusb is not installed",
        "Install libusb-1.0 (sudo apt install libusb-1.0-0)",
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
    "not_tried": Advice(
        "尚未与设备通信",
        "请稍候；若持续如此，请检查设置",
        "The device has not been used yet",
        "Wait; if it stays so, check the settings",
    ),
    "superseded": Advice("已被更新的内容取代", "无需处理", "Replaced by newer content", "Nothing to do"),
    "port_closed": Advice("程序正在退出", "无需处理", "The program is ending", "Nothing to do"),
    "led_silent": Advice(
        "显示屏没有应答",
        "请检查该屏的电源、接线和地址设置",
        "A display does not answer",
        "Check its power, its wiring and the configured address",
    ),
    "led_refused": Advice(
        "显示屏拒绝了内容",
        "请核对控制卡型号、屏幕尺寸和分区设置",
        "A display refused what it was told to show",
        "Compare the card's model, its size and its areas with the settings",
    ),
    "led_never_answers": Advice(
        "该型号显示屏不应答，无法确认显示内容",
        "请定时查看窗口屏",
        "Displays of this kind never answer; what they show is not confirmed",
        "Look at the window displays from time to time",
    ),
    "led_only_when_told": Advice(
        "该型号显示屏只在收到内容时应答，检查时未发送内容",
        "请在叫号屏程序的技术人员页查看，或查看显示屏上的内容",
        "Displays of this kind answer only when they are told something, which this check does not do",
        "Look at the technician's page of the running board, or at the displays themselves",
    ),
    "led_bus_slow": Advice(
        "一条总线上的窗口屏过多，刷新过慢",
        "请分到多条总线，或提高波特率",
        "Too many displays on one bus; a refresh takes too long",
        "Spread them over more buses or raise the baud rate",
    ),
    "led_window_unknown": Advice(
        "窗口屏设置中有本屏区域之外或大厅未登记的窗口",
        "请核对 device.toml 中 [[led]] 的 strips 与大厅窗口编号",
        "The settings name strips of windows that this board's zone or the hall does not have",
        "Compare strips in the [[led]] tables with the windows of the hall",
    ),
    "call_box_silent": Advice(
        "呼叫器没有应答",
        "请检查呼叫器的电源、接线和地址；若该型号不回传确认，请设置 confirms=no",
        "A keypad does not confirm what it is told",
        "Check its power, wiring and address; if this model never confirms, set confirms=no",
    ),
    "call_box_noise": Advice(
        "呼叫器线路干扰严重",
        "请检查 RS-485 总线的终端电阻、接地和波特率",
        "The keypads' line is full of broken frames",
        "Check the terminating resistors, the ground and the baud rate of the RS-485 line",
    ),
    "call_box_echo": Advice(
        "RS-485 转换器回传本机发出的数据",
        "请在呼叫器端口设置中加上 echo=yes",
        "The RS-485 adapter hears what it sends",
        "Add echo=yes to the keypads' port in the settings",
    ),
    "pad_unplugged": Advice(
        "数字小键盘未连接或被其他程序占用",
        "请检查 USB 插头，并确认本账户属于 input 组",
        "The numeric pad is not connected, or another program holds it",
        "Check its USB plug, and that this account is in the group input",
    ),
    "evaluator_unknown_key": Advice(
        "评价器发来未配置的按键",
        "请核对设置中的 keys= 与评价器说明书",
        "The evaluator sends keys that the settings do not know",
        "Compare keys= in the settings with the evaluator's manual",
    ),
    "clip_missing": Advice(
        "语音片段不全或不合格",
        "请运行 python -m hardware.speech.clip_maker --check 目录，并按提示补录",
        "Voice clips are missing or unusable",
        "Run python -m hardware.speech.clip_maker --check DIR and record what it names",
    ),
    "not_in_clips": Advice(
        "语音片段中没有这句话",
        "无需处理：由下一个语音引擎播报",
        "The clips do not hold this sentence",
        "Nothing to do: the next voice speaks it",
    ),
    "speech_replaced": Advice(
        "首选语音引擎不可用，已改用备用引擎",
        "请检查首选语音引擎；恢复后自动切回",
        "The first voice does not work; another one speaks",
        "Look at the first voice; it is used again as soon as it works",
    ),
    "speech_silent": Advice(
        "没有可用的语音引擎，叫号只显示不播报",
        "请检查声卡、语音片段目录，或安装 espeak-ng",
        "No voice works: calls are shown and not spoken",
        "Check the sound card and the folder of clips, or install espeak-ng",
    ),
    "reader_silent": Advice(
        "身份证阅读器没有应答",
        "请检查阅读器电源、端口和波特率设置",
        "The ID card reader does not answer",
        "Check its power, and the port and speed in the settings",
    ),
    "reader_unwell": Advice(
        "身份证阅读器自检失败",
        "请断电后重新连接阅读器；仍失败请更换",
        "The ID card reader failed its self-test",
        "Unplug it and plug it in again; replace it if it persists",
    ),
    "reader_unauthorised": Advice(
        "身份证阅读器安全模块未经授权",
        "请联系阅读器厂家授权或更换安全模块",
        "The security module of the ID card reader is not authorised",
        "Have the manufacturer authorise or replace the module",
    ),
    "reader_unsuitable": Advice(
        "该阅读器不支持读取身份证",
        "请核对阅读器型号和端口设置",
        "This reader does not know how to read ID cards",
        "Compare its model and the port with the settings",
    ),
    "card_put_again": Advice(
        "证件未能读取", "请重新放卡", "The card could not be read", "Lift the card and lay it down again"
    ),
    "card_not_id": Advice(
        "放置的不是居民身份证件",
        "请放居民身份证或居住证、外国人永久居留身份证",
        "This is not an identity card",
        "Lay down a resident identity card or residence permit",
    ),
    "scanner_unplugged": Advice(
        "扫码器未连接",
        "请检查扫码器的数据线",
        "The code scanner is not connected",
        "Check the scanner's cable",
    ),
    "port_missing": Advice(
        "找不到端口",
        "请插好设备，或核对设置中的端口名",
        "There is no such port",
        "Plug the device in, or correct the port in the settings",
    ),
    "port_forbidden": Advice(
        "没有使用端口的权限",
        "请将运行账户加入该端口所属的用户组（串口一般为 dialout）后重新登录",
        "This account may not use the port",
        "Add the account to the group of the port (dialout for most serial ports) and log in again",
    ),
    "port_in_use": Advice(
        "端口被其他程序占用",
        "请关闭占用该端口的程序，或更换端口",
        "Another program uses the port",
        "End that program, or name another port",
    ),
    "bad_port": Advice(
        "端口写法不对",
        "请按说明改正设备设置",
        "The port is not written in a known form",
        "Correct the settings",
    ),
    "camera_missing": Advice(
        "找不到摄像头",
        "请插好摄像头，或核对设置中的 camera 端口",
        "There is no such camera",
        "Plug the camera in, or correct ports.camera in the settings",
    ),
    "camera_forbidden": Advice(
        "没有使用摄像头的权限",
        "请将运行账户加入 video 组后重新登录",
        "This account may not use the camera",
        "Add the account to the group video and log in again",
    ),
    "camera_in_use": Advice(
        "摄像头被其他程序占用，或该设备不是摄像头",
        "请关闭占用摄像头的程序，或更换端口",
        "Another program uses the camera, or this is not a camera",
        "End that program, or name another port",
    ),
    "camera_silent": Advice(
        "摄像头没有送来画面",
        "请检查摄像头的电源、数据线或网线",
        "The camera sends no picture",
        "Check the camera's power and cable",
    ),
    "camera_black": Advice(
        "摄像头画面全黑",
        "请检查镜头盖、遮挡物和照明",
        "The camera's picture is black",
        "Look for a lens cap or a cover, and switch a light on",
    ),
    "camera_dark": Advice(
        "摄像头画面过暗",
        "请增加照明，或避免逆光",
        "The camera's picture is too dark",
        "Add light, or turn the camera away from a bright window",
    ),
    "camera_unreadable": Advice(
        "无法读取录像或图片",
        "请核对文件或文件夹，以及文件格式",
        "The recording or the pictures cannot be read",
        "Check the file or the folder and its format",
    ),
    "face_engine_missing": Advice(
        "缺少人脸识别所需的软件库或模型文件",
        "请按提示安装软件库，或将模型文件放到所示位置",
        "A library or a model file of the face engine is not there",
        "Install the library, or put the model file where the message says",
    ),
    "punches_not_kept": Advice(
        "考勤机无法保存打卡",
        "请清理磁盘或检查写入权限；恢复前请使用纸质考勤表",
        "The clock cannot store punches",
        "Free some space or give it the right to write; use the paper sheet meanwhile",
    ),
    "roster_missing": Advice(
        "考勤机尚未取得人员名单",
        "请检查网络，以及本机是否已获批准",
        "The clock has no staff list yet",
        "Check the network, and whether the clock has been approved",
    ),
    "clock_jumped": Advice(
        "考勤机的系统时间被改动",
        "请启用网络校时（NTP），并核对此后的打卡",
        "The system time of the clock was changed",
        "Turn on network time (NTP), and check the punches since",
    ),
    "clock_never_set": Advice(
        "考勤机启动后尚未与服务器校时",
        "请恢复与服务器的网络连接",
        "The clock has not compared its time with the server's since its start",
        "Restore its way to the server",
    ),
    "punches_refused": Advice(
        "有打卡未被服务器接受，已保存在考勤机上",
        "请在考勤机日志中查看原因，并核对人员名单",
        "The server did not take some punches; they are kept at the clock",
        "See the reason in the clock's log, and check the staff list",
    ),
    "disk_low": Advice(
        "磁盘空间不足", "请清理磁盘，或移走旧的备份和日志", "The disk is nearly full", "Free some space on it"
    ),
    "server_unreachable": Advice(
        "无法连接大厅服务器",
        "请检查网线、服务器地址，以及服务器是否已启动",
        "The hall server cannot be reached",
        "Check the network cable, the address and whether the server runs",
    ),
    "lan_slow": Advice(
        "与大厅服务器的通信过慢",
        "请检查网线、交换机和无线信号",
        "The way to the hall server is slow",
        "Check cable, switch and wireless signal",
    ),
    "clock_off": Advice(
        "本机时钟与服务器相差过大",
        "请启用网络校时（NTP），与服务器使用同一时间源",
        "This machine's clock differs from the server's",
        "Turn on network time (NTP), from the same source as the server",
    ),
    "light_fault": Advice("指示灯故障", "请检查指示灯接线", "The light failed", "Check the light's wiring"),
}


def advice_of(code: str) -> Advice:
    """The words for a code. One that ends in a number has it in its words; what stands behind two underscores
    names the part of a device (`led_silent__led2`) and changes nothing. Raises KeyError.
    """
    code = code.partition("__")[0]
    if code in ADVICE:
        return ADVICE[code]
    kind, _, number = code.rpartition("_")
    if not (number.isascii() and number.isdigit()):
        raise KeyError(code)
    advice = ADVICE[f"{kind}_n"]
    return Advice(*(words.replace("{n}", number) for words in astuple(advice)))
