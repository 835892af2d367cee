"""Painted faces of a few of the demonstration hall's staff: nobody's real one is in a demonstration."""

from hall_server.client.http import new_key
from hall_server.client.http_attendance import HttpAttendance
from hall_server.wire.attendance import Enrol, NewTemplate, template_values
from hardware.face.fake_engine import FakeEngine
from hardware.face.painted import PaintedFace, paint
from hardware.twins.camera import face_of

ENROLLED = ("1001", "1024", "1085")
"""Who has agreed to be known by their face; they may walk up to the clock's camera."""
PICTURES_EACH = 3
CONSENT_VERSION, SIGNED = "2026-11", "演示 / demonstration"


def enrol(admin: HttpAttendance) -> None:
    """With the consent on record, as in service. `admin` is an administrator who has signed in."""
    today = admin.view().day
    engine = FakeEngine()
    for staff in ENROLLED:
        pictures = [paint([PaintedFace(face_of(staff))], seed=1000 + seed) for seed in range(PICTURES_EACH)]
        templates = [engine.template(picture, engine.detect(picture)[0]) for picture in pictures]
        ask = Enrol(
            staff=staff,
            templates=tuple(
                NewTemplate(
                    model=engine.info.model,
                    version=engine.info.version,
                    values=template_values(each.tolist()),
                )
                for each in templates
            ),
            consent_version=CONSENT_VERSION,
            consent_on=today,
            signature_mark=SIGNED,
        )
        admin.enrol(ask, new_key())
