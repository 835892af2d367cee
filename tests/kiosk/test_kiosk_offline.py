"""The hall is silent: numbers are printed without it, and it is told of them when it can be heard again."""

from datetime import UTC, date, datetime
from pathlib import Path

from hall_server.client.background import Inline, ManualTimer
from hall_server.client.leases import LeaseBook
from hall_server.client.outbox import Outbox
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import LeasedNumber, Leases
from hall_server.wire.asks import ClaimTicket, LeaseNumbers, TakeTicket
from hall_server.wire.words import Audience, PriorityClass
from hardware.id_reader.sample_cards import SAMPLE_CARDS
from hardware.printer.interface import PaperRanOut
from hardware.printer.slip import Pair, Qr, Text
from kiosk.issuing import Stage
from kiosk.journey import Page
from kiosk.leased import queues_offered
from kiosk.offline import RENEW_SECONDS, RETRY_SECONDS, OfflineNumbers
from kiosk.silence import OFFLINE_AFTER_SECONDS
from tests.kiosk.kiosk_fakes import NINE, HeldNumbers, Machine, refused
from tests.kiosk.kiosk_sample_hall import sample_directory

CARD = SAMPLE_CARDS[1]
EVER = 10_000


def a_machine(held: HeldNumbers | None = None) -> tuple[Machine, HeldNumbers]:
    held = held or HeldNumbers()
    return Machine(offline=held), held


def silent(machine: Machine) -> None:
    for intent in ("take_ticket", "queue_outlook", "find_person", "appointment", "reprint"):
        machine.hall.broken[intent] = EVER


def heard_again(machine: Machine) -> None:
    machine.hall.broken.clear()
    machine.taps.link_live()


def on_paper(machine: Machine) -> str:
    """Words of the last slip."""
    lines = machine.printer.printed[-1].lines
    said = [line.text for line in lines if isinstance(line, Text)]
    return "\n".join(said + [f"{line.left} {line.right}" for line in lines if isinstance(line, Pair)])


def test_after_eight_seconds_of_silence_a_leased_number_is_printed() -> None:
    machine, held = a_machine()
    machine.to_confirm()
    silent(machine)
    machine.taps.confirmed()
    machine.timer.advance(OFFLINE_AFTER_SECONDS - 1)
    assert machine.page() is Page.PRINTING
    assert machine.state.progress is not None
    assert machine.state.progress.link_lost
    assert not machine.printer.printed
    machine.timer.advance(2)
    assert machine.page() is Page.DONE
    assert machine.state.taken_offline
    assert machine.state.issued is not None
    assert machine.state.issued.ticket.number == "BB901"
    assert [number for number, _ in held.claims] == ["BB901"]
    assert held.settled == 1
    assert len(machine.printer.printed) == 1


def test_the_screen_says_that_it_prints_without_the_hall() -> None:
    machine, _ = a_machine()
    machine.to_confirm()
    silent(machine)
    machine.taps.confirmed()
    machine.timer.advance(10)
    stages = [s.progress.stage for s in machine.shown if s.progress is not None]
    assert Stage.OFFLINE in stages
    assert not any(
        s.progress.link_lost for s in machine.shown if s.progress and s.progress.stage is Stage.OFFLINE
    )


def test_the_slip_says_so_and_says_nothing_of_the_wait() -> None:
    machine, _ = a_machine()
    machine.to_confirm()
    silent(machine)
    machine.taps.confirmed()
    machine.timer.advance(10)
    said = on_paper(machine)
    assert "[离线取号]" in said
    assert "网络恢复后可扫码查看" in said
    assert "BB901" in said
    assert "2026-11-24 09:00:00" in said
    for absent in ("前面等候", "预计等候", "微信扫码查看排队进度"):
        assert absent not in said
    assert any(isinstance(line, Qr) for line in machine.printer.printed[-1].lines)


def test_the_question_that_was_under_way_is_never_put_again() -> None:
    machine, _ = a_machine()
    machine.to_confirm()
    silent(machine)
    machine.taps.confirmed()
    machine.timer.advance(9)
    asked = machine.hall.intents().count("take_ticket")
    heard_again(machine)
    machine.timer.advance(60)
    assert machine.hall.intents().count("take_ticket") == asked
    assert not {"confirm_print", "cancel"} & set(machine.hall.intents())
    assert len(machine.printer.printed) == 1


def test_a_link_that_returns_in_time_gives_an_ordinary_number() -> None:
    machine, held = a_machine()
    machine.to_confirm()
    machine.hall.broken["take_ticket"] = 3
    machine.taps.confirmed()
    machine.timer.advance(10)
    assert machine.page() is Page.DONE
    assert not machine.state.taken_offline
    assert held.taken == []


def test_the_next_citizen_need_not_wait_again() -> None:
    machine, held = a_machine()
    machine.taps.link_lost(NINE)
    silent(machine)
    machine.timer.advance(30)
    machine.to_item()
    machine.taps.confirmed()
    assert machine.page() is Page.CONFIRM
    assert machine.state.offline
    assert machine.state.outlook is None
    machine.taps.confirmed()
    assert machine.page() is Page.DONE
    assert held.taken == ["BB901"]


def test_the_offer_ends_when_the_hall_answers() -> None:
    machine, _ = a_machine()
    machine.taps.link_lost(NINE)
    silent(machine)
    machine.timer.advance(30)
    machine.to_confirm()
    assert machine.state.offline
    heard_again(machine)
    machine.timer.advance(3)
    assert not machine.state.offline
    assert machine.state.outlook is not None


def test_without_a_leased_number_the_kiosk_goes_on_asking() -> None:
    machine, _ = a_machine(HeldNumbers(numbers=["AA901"]))
    machine.to_confirm()
    silent(machine)
    machine.taps.confirmed()
    machine.timer.advance(60)
    assert machine.page() is Page.PRINTING
    assert machine.state.progress is not None
    assert machine.state.progress.link_lost
    machine.taps.home()
    assert machine.page() is Page.ATTRACT


def test_an_appointment_and_a_reprint_wait_for_the_hall() -> None:
    machine, held = a_machine()
    machine.taps.started()
    machine.taps.with_appointment()
    machine.taps.typed("A7K2")
    machine.taps.appointment_entered()
    silent(machine)
    machine.taps.confirmed()
    machine.timer.advance(60)
    assert machine.page() is Page.PRINTING
    assert held.taken == []


def test_a_print_that_fails_burns_the_number_and_claims_nothing() -> None:
    machine, held = a_machine()
    machine.to_confirm()
    silent(machine)
    machine.printer.next_fault = PaperRanOut()
    machine.taps.confirmed()
    machine.timer.advance(10)
    assert machine.page() is Page.OUT_OF_ORDER
    assert machine.state.voided
    assert (held.taken, held.claims) == (["BB901"], [])
    machine.printer.sheets_left = 1000
    machine.taps.again()
    machine.taps.confirmed()
    assert machine.page() is Page.DONE
    assert (held.taken, [number for number, _ in held.claims]) == (["BB901", "BB902"], ["BB902"])


def test_a_claim_that_cannot_be_kept_is_told_to_the_citizen() -> None:
    machine, _ = a_machine(HeldNumbers(full=True))
    machine.to_confirm()
    silent(machine)
    machine.taps.confirmed()
    machine.timer.advance(10)
    assert machine.page() is Page.NO_NUMBER
    assert machine.state.lapsed


def test_an_item_that_needs_a_card_still_needs_one_and_its_number_is_not_kept() -> None:
    machine, held = a_machine()
    machine.taps.link_lost(NINE)
    silent(machine)
    machine.timer.advance(30)
    machine.to_item("U06-04")
    machine.taps.confirmed()
    assert machine.page() is Page.NEEDS_CARD
    machine.taps.card_polled(CARD)
    assert machine.page() is Page.CONFIRM
    assert machine.state.card_unchecked
    assert machine.state.offline
    machine.taps.confirmed()
    assert machine.page() is Page.DONE
    ((number, ask),) = held.claims
    assert (number, ask.id_token) == ("BA901", None)
    assert CARD.id_number[-4:] not in on_paper(machine)
    assert "证件" not in on_paper(machine)
    machine.taps.home()
    assert not machine.state.card_unchecked


def test_a_number_of_a_card_that_was_read_in_time_stands_on_no_offline_slip() -> None:
    machine, held = a_machine()
    machine.taps.card_polled(CARD)
    machine.taps.individual()
    machine.taps.by_search()
    machine.taps.item_chosen("U06-04")
    machine.taps.confirmed()
    silent(machine)
    machine.taps.confirmed()
    machine.timer.advance(10)
    assert machine.page() is Page.DONE
    assert held.claims[0][1].item == "U06-04"
    assert CARD.id_number[-4:] not in on_paper(machine)


def test_a_silence_that_is_over_does_not_count_for_the_next() -> None:
    machine, held = a_machine()
    machine.taps.link_lost(NINE)
    machine.timer.advance(30)
    machine.taps.link_live()
    machine.to_confirm()
    machine.hall.broken["take_ticket"] = 1
    machine.taps.confirmed()
    machine.timer.advance(3)
    assert machine.page() is Page.DONE
    assert held.taken == []


def test_a_card_that_nobody_could_look_up_is_asked_for_again_when_the_hall_is_back() -> None:
    machine, held = a_machine()
    machine.taps.link_lost(NINE)
    silent(machine)
    machine.timer.advance(30)
    machine.to_item("U06-04")
    machine.taps.confirmed()
    machine.taps.card_polled(CARD)
    heard_again(machine)
    machine.timer.advance(3)
    machine.taps.confirmed()
    assert machine.page() is Page.NEEDS_CARD
    machine.taps.card_polled(CARD)
    assert machine.page() is Page.CONFIRM
    machine.taps.confirmed()
    assert machine.page() is Page.DONE
    assert machine.hall.asks[0].id_token == "ab12"
    assert held.taken == []


def test_a_link_that_returns_between_offer_and_press_leads_back_to_the_card() -> None:
    machine, _ = a_machine()
    machine.taps.link_lost(NINE)
    silent(machine)
    machine.timer.advance(30)
    machine.to_item("U06-04")
    machine.taps.confirmed()
    machine.taps.card_polled(CARD)
    heard_again(machine)
    machine.hall.refusals["take_ticket"] = refused("id_card_required", "须刷身份证")
    machine.taps.confirmed()
    assert machine.page() is Page.NO_NUMBER
    machine.taps.again()
    assert machine.page() is Page.NEEDS_CARD


def test_a_card_on_the_first_page_does_not_hold_up_the_citizen() -> None:
    machine, _ = a_machine()
    machine.taps.link_lost(NINE)
    silent(machine)
    machine.timer.advance(30)
    machine.taps.card_polled(CARD)
    assert machine.page() is Page.AUDIENCE
    assert machine.state.greeting is None


def test_a_citizen_cannot_leave_while_the_paper_comes() -> None:
    machine, held = a_machine()
    machine.to_confirm()
    silent(machine)
    pages: list[Page] = []
    take = held.take

    def watching(ask: TakeTicket):  # type: ignore[no-untyped-def]
        machine.taps.home()
        pages.append(machine.page())
        return take(ask)

    held.take = watching  # type: ignore[method-assign]
    machine.taps.confirmed()
    machine.timer.advance(10)
    assert pages == [Page.PRINTING]
    assert machine.page() is Page.DONE


# The numbers, and the claims that are owed


class LeasingHall:
    """Lends two numbers of each queue on one day; takes claims unless it is silent."""

    def __init__(self) -> None:
        self.silent = False
        self.claimed: list[str] = []
        self.keys: list[str] = []
        self.asked: list[tuple[str, ...]] = []
        self.refuse: Refused | None = None

    def lease_numbers(self, ask: LeaseNumbers, key: str) -> Leases:
        self._answer()
        self.asked.append(ask.queues)
        offered = [f"{queue}{n}" for queue in ask.queues for n in range(901, 905)]
        left = [n for n in offered if f"20261124-{n}" not in self.claimed]
        return Leases(numbers=tuple(map(a_lease, left)), at=NINE)

    def post_stored(self, path: str, body: str, key: str) -> None:
        self._answer()
        if self.refuse:
            raise self.refuse
        assert path == "/tickets/claim"
        self.keys.append(key)
        self.claimed.append(ClaimTicket.model_validate_json(body).ticket)

    def _answer(self) -> None:
        if self.silent:
            raise LinkLost("no answer")


def a_lease(number: str) -> LeasedNumber:
    return LeasedNumber(
        ticket=f"20261124-{number}",
        number=number,
        queue=number[:2],
        day=date(2026, 11, 24),
        url=f"http://hall.test/t/{number}",
    )


class Alone:
    """A kiosk's leased numbers on a real disk."""

    def __init__(self, folder: Path) -> None:
        self.hall, self.timer = LeasingHall(), ManualTimer()
        self.now = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
        self.outbox = Outbox(folder / "unsent.db")
        book = LeaseBook(folder / "leases.json", lambda: self.now)
        self._keys = 0
        self.numbers = OfflineNumbers(self.hall, book, self.outbox, Inline(), self.timer, self._key, "Z2")

    def _key(self) -> str:
        self._keys += 1
        return f"key-{self._keys:05d}"

    def print_one(self, item: str = "U06-01") -> str:
        ask = TakeTicket(item=item, priority=PriorityClass.DISABLED, audience=Audience.ENTERPRISE)
        issued = self.numbers.take(ask)
        assert issued is not None
        self.numbers.keep(issued, ask)
        self.numbers.settle_soon()
        return issued.ticket.number


def test_numbers_are_fetched_with_the_first_plan_and_every_hour(tmp_path: Path) -> None:
    alone = Alone(tmp_path)
    alone.numbers.directory_arrived(sample_directory())
    assert len(alone.hall.asked) == 1
    assert alone.numbers.has("BB")
    assert alone.numbers.has_any()
    alone.timer.advance(RENEW_SECONDS * 3)
    assert len(alone.hall.asked) == 4


def test_a_kiosk_of_a_large_hall_holds_numbers_of_its_own_zone() -> None:
    directory = sample_directory()
    assert len(queues_offered(directory, "Z2")) == len(directory.queues)
    large = directory.model_copy(update={"queues": directory.queues * 2})
    own = [q.id for q in large.queues if q.zone == "Z2"]
    assert list(queues_offered(large, "Z2")) == own
    assert len(queues_offered(large, None)) == len(large.queues)


def test_a_number_has_all_that_the_plan_can_tell(tmp_path: Path) -> None:
    alone = Alone(tmp_path)
    alone.numbers.directory_arrived(sample_directory())
    issued = alone.numbers.take(TakeTicket(item="U06-01"))
    assert issued is not None
    assert (issued.ticket.number, issued.unit, issued.zone) == ("BB901", "U06", "Z2")
    assert issued.url == "http://hall.test/t/BB901"
    assert issued.windows == tuple(w.number for w in sample_directory().windows if "BB" in w.primary)


def test_claims_go_out_in_order_when_the_link_returns_and_then_numbers_come(tmp_path: Path) -> None:
    alone = Alone(tmp_path)
    alone.numbers.directory_arrived(sample_directory())
    alone.hall.silent = True
    alone.numbers.link_lost()
    printed = [alone.print_one(), alone.print_one(), alone.print_one("U06-04")]
    assert printed == ["BB901", "BB902", "BA901"]
    assert alone.hall.claimed == []
    alone.hall.silent = False
    alone.numbers.link_live()
    assert alone.hall.claimed == [f"20261124-{number}" for number in printed]
    assert len(set(alone.hall.keys)) == 3
    assert len(alone.hall.asked) == 2
    alone.numbers.link_live()
    assert len(alone.hall.asked) == 2, "a link that lives is no return"
    assert alone.print_one() == "BB903"


def test_a_claim_says_what_the_citizen_chose_and_when(tmp_path: Path) -> None:
    alone = Alone(tmp_path)
    alone.numbers.directory_arrived(sample_directory())
    alone.now = datetime(2026, 11, 24, 1, 45, tzinfo=UTC)
    alone.print_one()
    claim = ClaimTicket.model_validate_json(alone.outbox.waiting()[0].body)
    assert (claim.item, claim.priority, claim.audience) == ("U06-01", "disabled", "enterprise")
    # The hall said nine when this machine showed half past: a quarter of an hour has passed since.
    assert claim.taken_at == datetime(2026, 11, 24, 1, 15, tzinfo=UTC)


def test_claims_are_sent_even_if_the_feed_never_noticed_a_lost_link(tmp_path: Path) -> None:
    alone = Alone(tmp_path)
    alone.numbers.directory_arrived(sample_directory())
    alone.hall.silent = True
    alone.print_one()
    alone.timer.advance(RETRY_SECONDS * 3)
    alone.hall.silent = False
    alone.timer.advance(RETRY_SECONDS)
    assert alone.hall.claimed == ["20261124-BB901"]


def test_a_claim_that_the_hall_refuses_is_set_aside_and_the_rest_goes_on(tmp_path: Path) -> None:
    alone = Alone(tmp_path)
    alone.numbers.directory_arrived(sample_directory())
    alone.print_one()
    alone.hall.refuse = refused("not_leased", "不是本机的号码")
    alone.timer.advance(RETRY_SECONDS)
    assert [no.code for no in alone.outbox.aside()] == ["not_leased"]
    alone.hall.refuse = None
    alone.print_one()
    alone.timer.advance(RETRY_SECONDS)
    assert alone.hall.claimed == ["20261124-BB902"]


def test_a_restart_while_the_hall_is_silent_goes_on_with_the_numbers_that_are_left(tmp_path: Path) -> None:
    before = Alone(tmp_path)
    before.numbers.directory_arrived(sample_directory())
    before.hall.silent = True
    before.print_one()
    before.outbox.close()
    after = Alone(tmp_path)
    after.hall.silent = True
    after.numbers.directory_arrived(sample_directory())
    assert after.print_one() == "BB902"
    assert len(after.outbox.waiting()) == 2


def test_yesterdays_numbers_are_not_printed(tmp_path: Path) -> None:
    alone = Alone(tmp_path)
    alone.numbers.directory_arrived(sample_directory())
    alone.now = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    assert not alone.numbers.has("BB")
    assert not alone.numbers.has_any()
    assert alone.numbers.take(TakeTicket(item="U06-01")) is None


def test_before_the_plan_has_come_there_is_nothing_to_print(tmp_path: Path) -> None:
    alone = Alone(tmp_path)
    assert not alone.numbers.has("BB")
    assert not alone.numbers.has_any()
    assert alone.numbers.take(TakeTicket(item="U06-01")) is None


def test_a_hall_that_lends_nothing_is_asked_again_in_an_hour(tmp_path: Path) -> None:
    alone = Alone(tmp_path)
    alone.hall.lease_numbers = lambda ask, key: _no()  # type: ignore[method-assign]
    alone.numbers.directory_arrived(sample_directory())
    alone.timer.advance(RETRY_SECONDS * 5)
    assert not alone.numbers.has_any()


def _no() -> Leases:
    raise refused("not_allowed", "不允许")
