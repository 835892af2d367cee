"""The hall as the clock's desks speak to it."""

from hall_server.client.clock_hall import ClockHall
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.attendance import Enrol
from hall_server.wire.words import Role
from hardware.attendance_clock.enrolling import NotAnAdministrator


class Administrator:
    """One administrator at a time, with a session of their own beside the clock's token. Blocking."""

    def __init__(self, hall: ClockHall) -> None:
        self._hall = hall

    def sign_in(self, staff: str, pin: str) -> None:
        """Raises Refused, LinkLost, NotAnAdministrator."""
        session = self._hall.sign_in(staff, pin, None)
        if Role.ADMINISTRATOR not in session.roles:
            self.sign_out()
            raise NotAnAdministrator

    def enrol(self, ask: Enrol, key: str) -> None:
        """Raises Refused, LinkLost."""
        self._hall.enrol(ask, key)

    def sign_out(self) -> None:
        """What the hall did not hear of ends by itself."""
        if self._hall.token is None:
            return
        try:
            self._hall.sign_out()
        except (LinkLost, Refused):
            pass
        finally:
            self._hall.use_token(None)
