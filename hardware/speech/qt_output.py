"""Sound through QtMultimedia, on the device of this name: the one way to choose a device on Windows."""

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QEventLoop, QIODevice, QTimer

from hardware.health import LibraryMissing
from hardware.speech.interface import SpeechFault, SpeechTooSlow
from hardware.speech.sound import Sound

try:
    from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QMediaDevices
except ImportError as error:
    # On slim systems libpulse.so.0 is missing, and QtMultimedia cannot be loaded without it.
    raise LibraryMissing(f"QtMultimedia: {error}") from error


# By name, for Qt 6.11 moved these enums from QAudio to QtAudio.
_ENDED = ("IdleState", "StoppedState")


class QtOutput:
    """Plays on the calling thread, whose event loop hears it end."""

    def __init__(self, device: str = "") -> None:
        self._device = device

    def prove(self) -> None:
        self._found()

    def play(self, sound: Sound, deadline_seconds: float) -> None:
        device = self._found()
        shape = QAudioFormat()
        shape.setSampleRate(sound.rate)
        shape.setChannelCount(1)
        shape.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        if not device.isFormatSupported(shape):
            raise SpeechFault(f"{device.description()} does not play {sound.rate} Hz mono")
        buffer = QBuffer()
        buffer.setData(QByteArray(sound.samples.tobytes()))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        sink, loop, late = QAudioSink(device, shape), QEventLoop(), QTimer()
        sink.stateChanged.connect(lambda state: loop.quit() if state.name in _ENDED else None)
        late.setSingleShot(True)
        late.timeout.connect(loop.quit)
        late.start(int(deadline_seconds * 1000))
        sink.start(buffer)
        if sink.state().name not in _ENDED:
            loop.exec()
        finished, complaint = sink.state().name in _ENDED, sink.error().name
        sink.stop()
        if not finished:
            raise SpeechTooSlow(f"not finished after {deadline_seconds:.1f} s")
        if complaint != "NoError" and not buffer.atEnd():
            raise SpeechFault(f"{device.description()}: {complaint}")

    def _found(self) -> QAudioDevice:
        if QCoreApplication.instance() is None:
            raise SpeechFault("QtMultimedia needs a running Qt application")
        outputs = QMediaDevices.audioOutputs()
        if not self._device:
            if QMediaDevices.defaultAudioOutput().isNull():
                raise SpeechFault("this machine has no sound output")
            return QMediaDevices.defaultAudioOutput()
        for each in outputs:
            if self._device in (each.description(), bytes(each.id().data()).decode("utf-8", "replace")):
                return each
        names = ", ".join(each.description() for each in outputs) or "none"
        raise SpeechFault(f"no sound output {self._device!r}; this machine has {names}")
