"""From a URL in the settings to a voice: the part of `hardware.build` that chooses among voices."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from hardware.health import Health
from hardware.speech.interface import Speaker
from hardware.speech.output import Output
from hardware.transport.url import BadDeviceUrl, DeviceUrl, Scheme, parse

SPEAKER_FORMS = (
    "auto://?clips=DIR&device=NAME, clips://DIR?device=NAME, espeak://?wav=DIR, qt://?engine=NAME, "
    "silent://?log=FILE, none://"
)
CLIP_OPTIONS = ("device", "play", "wave", "chime", "gap", "pause")


def build_speaker(url: str, report: Callable[[Health], None] | None = None) -> Speaker | None:
    """A voice: `espeak://`, `espeak://?wav=DIR`, `qt://?engine=NAME`, `silent://?log=FILE`, or clips:

    `clips://DIR`   device=NAME (of this sound zone)   play=auto|paplay|aplay|play|qt|windows
    wave=DIR (into files instead)   chime=yes|no   gap=0.06 (s inside numbers)   pause=0.3 (s between phrases)
    `auto://?clips=DIR` and the same options: clips, else Qt, else espeak-ng, else silence that is
    reported. `report` gets each change of voice, on whatever thread speaks; without it the log does.
    """
    make = _maker(url, report)
    return None if make is None else make()


def check_speaker(url: str) -> None:
    """Raises BadDeviceUrl for a URL of which no voice can be made. Builds nothing: that takes seconds."""
    _maker(url, None)


def _maker(url: str, report: Callable[[Health], None] | None) -> Callable[[], Speaker] | None:
    """How the voice is made, every option checked."""
    where = parse(url)
    match where.scheme:
        case Scheme.NONE:
            return None
        case Scheme.ESPEAK:
            where.allow_only("wav")
            return partial(_espeak_speaker, where)
        case Scheme.QT:
            where.allow_only("engine")
            return partial(_qt_speaker, where)
        case Scheme.CLIPS:
            where.allow_only(*CLIP_OPTIONS)
            _clip_rules(where)
            return partial(_clip_speaker, where, Path(where.path))
        case Scheme.AUTO:
            where.allow_only("clips", "engine", "log", *CLIP_OPTIONS)
            _clip_rules(where)
            return partial(_any_speaker, where, report)
        case Scheme.SILENT | Scheme.SIM:
            where.allow_only("log")
            return partial(_silent_speaker, where)
        case _:
            raise BadDeviceUrl(url, "not a voice", SPEAKER_FORMS)


def _espeak_speaker(where: DeviceUrl, folder_option: str = "wav") -> Speaker:
    from hardware.speech.espeak import EspeakSpeaker

    folder = where.options.get(folder_option)
    return EspeakSpeaker(Path(folder) if folder else None)


def _silent_speaker(where: DeviceUrl) -> Speaker:
    from hardware.speech.silent import SilentSpeaker, forget, log_to

    log = where.options.get("log")
    return SilentSpeaker(log_to(Path(log)) if log else forget)


def _qt_speaker(where: DeviceUrl) -> Speaker:
    from hardware.speech.qt_speech import QtSpeaker

    return QtSpeaker(where.options.get("engine", ""))


def _clip_speaker(where: DeviceUrl, folder: Path) -> Speaker:
    from hardware.speech.clip_set import Gaps, load
    from hardware.speech.clip_speaker import ClipSpeaker

    inside, phrases, chime, _ = _clip_rules(where)
    return ClipSpeaker(load(folder), _sound_output(where), chime, Gaps(inside, phrases))


def _clip_rules(where: DeviceUrl) -> tuple[float, float, bool, str]:
    """Seconds inside numbers and between phrases, whether it chimes, what plays. Raises BadDeviceUrl."""
    from hardware.speech.clip_set import Gaps

    return (
        where.seconds("gap", Gaps().inside),
        where.seconds("pause", Gaps().phrases),
        where.choice("chime", "yes", "no") == "yes",
        where.choice("play", "auto", "paplay", "aplay", "play", "qt", "windows"),
    )


def _sound_output(where: DeviceUrl) -> Output:
    from hardware.speech.output import FileOutput, ProgramOutput, WindowsOutput

    device, folder = where.options.get("device", ""), where.options.get("wave")
    if folder:
        return FileOutput(Path(folder))
    match _clip_rules(where)[-1]:
        case "qt":
            from hardware.speech.qt_output import QtOutput

            return QtOutput(device)
        case "windows":
            return WindowsOutput()
        case "auto" if sys.platform == "win32" and not device:
            return WindowsOutput()
        case "auto":
            return ProgramOutput(device)
        case program:
            return ProgramOutput(device, program)


def _any_speaker(where: DeviceUrl, report: Callable[[Health], None] | None) -> Speaker:
    """The voices in the order in which they are preferred, tried at once without a sound."""
    from hardware.speech.fallback import FallbackSpeaker, Voice, tell_the_log

    clips, folder = where.options.get("clips"), where.options.get("wave")
    voices = []
    if clips:
        voices.append(Voice("clips", partial(_clip_speaker, where, Path(clips))))
    if not folder:
        voices.append(Voice("qt", partial(_qt_speaker, where)))
    voices.append(Voice("espeak", partial(_espeak_speaker, where, "wave")))
    voices.append(Voice("silent", partial(_silent_speaker, where), mute=True))
    speaker = FallbackSpeaker(voices, report or tell_the_log)
    speaker.self_test()
    return speaker
