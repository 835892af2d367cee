"""The voice that the operating system offers to Qt: speech-dispatcher on Linux, winrt or sapi on Windows."""

from hardware.health import LibraryMissing
from hardware.speech.interface import SpeechFault, SpeechTooSlow, Utterance

try:
    from PySide6.QtCore import QCoreApplication, QEventLoop, QLocale, QTimer
    from PySide6.QtTextToSpeech import QTextToSpeech
except ImportError as error:
    # On slim systems libpulse.so.0 is missing, and Qt's speech cannot be loaded without it.
    raise LibraryMissing(f"QtTextToSpeech: {error}") from error

_CHINESE = QLocale(QLocale.Language.Chinese, QLocale.Country.China)
_ENGLISH = QLocale(QLocale.Language.English)


class QtSpeaker:
    """Speaks with the Qt engine of this name; an empty name takes the system's own."""

    def __init__(self, engine: str = "") -> None:
        if QCoreApplication.instance() is None:
            raise SpeechFault("QtTextToSpeech needs a running Qt application")
        engines = sorted(QTextToSpeech.availableEngines())
        if engine and engine not in engines:
            raise SpeechFault(f"no engine {engine!r}; this machine has {', '.join(engines) or 'none'}")
        self._engine = engine

    def prove(self) -> None:
        """Without a sound: whether the engine is ready and speaks Chinese. Raises SpeechFault."""
        voice = QTextToSpeech(self._engine) if self._engine else QTextToSpeech()
        if not self._engine and voice.engine() == "mock":
            raise SpeechFault("this machine has no engine but Qt's mute one for tests")
        _choose(voice, _CHINESE)

    def say(self, utterance: Utterance, deadline_seconds: float) -> None:
        # The engine lives on the calling thread, whose event loop below hears it end.
        voice = QTextToSpeech(self._engine) if self._engine else QTextToSpeech()
        loop, late = QEventLoop(), QTimer()
        late.setSingleShot(True)
        late.timeout.connect(loop.quit)
        voice.stateChanged.connect(lambda state: None if _is_speaking(voice) else loop.quit())
        late.start(int(deadline_seconds * 1000))
        for locale, words in ((_CHINESE, utterance.zh), (_ENGLISH, utterance.en)):
            if words.strip():
                _choose(voice, locale)
                voice.say(words)
                if _is_speaking(voice):
                    loop.exec()
                if _is_speaking(voice):
                    voice.stop()
                    raise SpeechTooSlow(f"not finished after {deadline_seconds:.1f} s")
                _expect_well(voice)


def _is_speaking(voice: QTextToSpeech) -> bool:
    return voice.state() in (QTextToSpeech.State.Speaking, QTextToSpeech.State.Synthesizing)


def _expect_well(voice: QTextToSpeech) -> None:
    if voice.state() is QTextToSpeech.State.Error:
        raise SpeechFault(voice.errorString())


def _choose(voice: QTextToSpeech, wanted: QLocale) -> None:
    _expect_well(voice)
    fitting = [each for each in voice.availableLocales() if each.language() is wanted.language()]
    if not fitting:
        raise SpeechFault(f"the engine {voice.engine()} has no voice for {wanted.name()}")
    exact = [each for each in fitting if each.territory() is wanted.territory()]
    voice.setLocale((exact or fitting)[0])
