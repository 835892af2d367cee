"""Who sits at the terminal: the hall's directory, choosing the window, signing in and being signed out."""

from collections.abc import Callable
from dataclasses import replace

from pydantic import ValidationError

from hall_server.client.background import Background, Timer
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Session as SignedIn
from hall_server.wire.asks import SignIn
from hall_server.wire.catalogue import text
from hall_server.wire.directory import Directory, WindowEntry
from window_terminal.hall import WindowHall
from window_terminal.state import Clerk, Link, Screen, TerminalState, Trouble

RETRY_SECONDS = 2.0


class Session:
    """Reads the directory until it has one; then lets one clerk in at one window."""

    def __init__(
        self,
        hall: WindowHall,
        background: Background,
        timer: Timer,
        screen: Screen,
        window: str | None,
        entered: Callable[[WindowEntry], None],
        left: Callable[[], None],
    ) -> None:
        self._hall, self._background, self._timer, self._screen = hall, background, timer, screen
        self._window = window
        self._entered, self._left = entered, left

    def read_directory(self) -> None:
        """At the start, and again whenever the hall's plan has changed."""
        self._background.run(self._hall.directory, self._directory_read, self._directory_failed)

    def window_typed(self, words: str) -> None:
        """A window number, typed by a clerk whose terminal belongs to no window."""
        state = self._screen.state
        if not state.window_fixed:
            self._screen.become(replace(state, window=find_window(state.directory, words.strip())))

    def sign_in(self, staff: str, pin: str) -> None:
        state = self._screen.state
        if state.signing_in or state.clerk or state.directory is None:
            return
        try:
            ask = SignIn(staff=staff.strip(), pin=pin, window=state.window.id if state.window else None)
        except ValidationError:
            self._trouble("bad_sign_in")
            return
        if state.window is None:
            self._trouble("no_such_window", window=self._window or "")
            return
        self._screen.become(replace(state, signing_in=True, trouble=None, said=""))
        self._background.run(
            lambda: self._hall.sign_in(ask.staff, ask.pin, ask.window), self._signed_in, self._sign_in_failed
        )

    def end(self, trouble: Trouble | None = None) -> None:
        """Back to the sign-in page; the hall is not asked."""
        self._hall.use_token(None)
        state = self._screen.state
        self._left()
        self._screen.become(
            TerminalState(
                language=state.language,
                now=state.now,
                link=Link(),
                directory=state.directory,
                window=state.window,
                window_fixed=state.window_fixed,
                unsent=state.unsent,
                devices=state.devices,
                trouble=trouble,
            )
        )

    def expired(self) -> None:
        language = self._screen.state.language
        cure = text("terminal.session_over_cure", language)
        self.end(Trouble(text("terminal.session_over", language), cure))

    def _directory_read(self, directory: Directory) -> None:
        state = self._screen.state
        window = find_window(directory, self._window) if self._window else state.window
        link = state.link if state.clerk else Link()
        state = replace(
            state, directory=directory, window=window, window_fixed=bool(self._window and window), link=link
        )
        self._screen.become(state)
        if self._window and window is None:
            self._trouble("no_such_window", window=self._window)

    def _directory_failed(self, error: Exception) -> None:
        state = self._screen.state
        match error:
            case LinkLost():
                self._screen.become(replace(state, link=replace(state.link, lost=True)))
                self._timer.after(RETRY_SECONDS, self.read_directory)
            case Refused():
                self._screen.become(
                    replace(state, trouble=Trouble(error.problem.detail, error.problem.cure or ""))
                )
                self._timer.after(RETRY_SECONDS, self.read_directory)
            case _:
                raise error

    def _signed_in(self, session: SignedIn) -> None:
        state = self._screen.state
        window = find_window(state.directory, session.window) if session.window else state.window
        self._hall.use_token(session.token)
        self._screen.become(
            replace(
                state,
                signing_in=False,
                trouble=None,
                clerk=Clerk(session.staff, session.name),
                window=window,
                link=Link(),
            )
        )
        if window:
            self._entered(window)

    def _sign_in_failed(self, error: Exception) -> None:
        state = replace(self._screen.state, signing_in=False)
        self._screen.become(state)
        match error:
            case LinkLost():
                self._trouble("sign_in_lost")
            case Refused():
                self._screen.become(
                    replace(state, trouble=Trouble(error.problem.detail, error.problem.cure or ""))
                )
            case _:
                raise error

    def _trouble(self, key: str, **places: str) -> None:
        state = self._screen.state
        detail = text(f"terminal.{key}", state.language, **places)
        trouble = Trouble(detail, text(f"terminal.{key}_cure", state.language))
        self._screen.become(replace(state, trouble=trouble))


def find_window(directory: Directory | None, wanted: str) -> WindowEntry | None:
    """By id, or by the number on its sign."""
    if directory is None:
        return None
    by_id = next((w for w in directory.windows if w.id == wanted), None)
    return by_id or next((w for w in directory.windows if str(w.number) == wanted), None)
