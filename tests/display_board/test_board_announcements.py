"""What is said aloud, and in which order."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from display_board.announcements import (
    WHOLE_HALL,
    Announcements,
    SpeechRules,
    begun,
    deadline_seconds,
    due_in,
    finished,
    happened,
    returned,
    taken_next,
)
from hall_server.wire.hall_view import apply
from hall_server.wire.words import EventKind, TicketState, WindowState
from hardware.speech.interface import Utterance

TWICE = SpeechRules(repeats=2)


def say_all(queue, view, now, zone=WHOLE_HALL):
    """Everything that is due, as if each were spoken in no time."""
    said = []
    while True:
        queue, announcement = taken_next(queue, zone, view, now)
        if announcement is None:
            return queue, said
        said.append(announcement)
        queue = finished(queue, zone)


def begin(samples, rules=TWICE, seq=10):
    view = samples.view(seq)
    return begun(Announcements(rules), view), view


def test_a_call_is_said_twice_in_chinese_and_once_in_english(samples):
    queue, view = begin(samples)
    event = samples.called(11, "BG023", 85)
    _, (said,) = say_all(happened(queue, event, samples.now), apply(view, event), samples.now)
    chinese = "请 B G 零 二 三 号到八十五号窗口办理业务"
    assert said.utterances == (
        Utterance(chinese, "Ticket B G 0 2 3, please go to window 85."),
        Utterance(chinese),
    )


def test_a_recall_is_said_once(samples):
    queue, view = begin(samples)
    event = samples.called(11, "BG023", 85, count=2)
    _, (said,) = say_all(happened(queue, event, samples.now), apply(view, event), samples.now)
    assert len(said.utterances) == 1
    assert "重呼" in said.words.zh


def test_two_calls_of_one_millisecond_are_both_said(samples):
    queue, view = begin(samples)
    for event in (samples.called(11, "BG023", 85), samples.called(12, "BG024", 86)):
        queue, view = happened(queue, event, samples.now), apply(view, event)
    _, said = say_all(queue, view, samples.now)
    assert [a.seq for a in said] == [11, 12]


def test_the_same_call_seen_twice_is_said_once(samples):
    queue, view = begin(samples)
    event = samples.called(11, "BG023", 85)
    view = apply(view, event)
    queue = happened(happened(queue, event, samples.now), event, samples.now)
    queue = returned(queue, view, samples.now)
    assert [a.seq for a in say_all(queue, view, samples.now)[1]] == [11]


def test_nothing_of_before_the_start_is_said(samples):
    view = samples.crowded_noon()
    queue = returned(begun(Announcements(), view), view, samples.now)
    assert say_all(queue, view, samples.now + timedelta(seconds=9))[1] == []


def test_one_thing_is_said_at_a_time(samples):
    queue, view = begin(samples)
    for seq in (11, 12):
        event = samples.called(seq, f"BG0{seq}", 85)
        queue, view = happened(queue, event, samples.now), apply(view, event)
    queue, first = taken_next(queue, WHOLE_HALL, view, samples.now)
    assert first is not None
    assert taken_next(queue, WHOLE_HALL, view, samples.now)[1] is None
    assert taken_next(finished(queue, WHOLE_HALL), WHOLE_HALL, view, samples.now)[1] is not None


def test_a_late_call_waits_a_moment_and_is_dropped_when_its_ticket_has_moved_on(samples):
    queue, view = begin(samples)
    call = samples.called(11, "BG023", 85)
    queue, view = happened(queue, call, samples.now, late=True), apply(view, call)
    queue, early = taken_next(queue, WHOLE_HALL, view, samples.now)
    assert early is None
    assert due_in(queue, WHOLE_HALL, samples.now) == 1.0
    started = samples.event(12, EventKind.TICKET_STARTED, (samples.ticket("BG023", TicketState.SERVING, 85),))
    view = apply(view, started)
    queue = happened(queue, started, samples.now, late=True)
    assert say_all(queue, view, samples.now + timedelta(seconds=2))[1] == []


def test_a_late_call_that_still_stands_is_said_and_an_old_one_is_not(samples):
    for minutes, expected in ((1, [11]), (4, [])):
        queue, view = begin(samples)
        event = samples.called(11, "BG023", 85, at=samples.now - timedelta(minutes=minutes))
        view = apply(view, event)
        queue = returned(queue, view, samples.now)
        said = say_all(queue, view, samples.now + timedelta(seconds=1))[1]
        assert [a.seq for a in said] == expected


def test_a_call_in_line_is_dropped_when_its_window_has_paused_and_the_holder_is_told(samples):
    queue, view = begin(samples)
    call = samples.called(11, "BG024", 85)
    pause = samples.event(
        12,
        EventKind.WINDOW_PAUSED,
        (samples.ticket("BG024"),),
        (samples.window(85, WindowState.PAUSED, reason="away"),),
    )
    for event in (call, pause):
        queue, view = happened(queue, event, samples.now), apply(view, event)
    (said,) = say_all(queue, view, samples.now)[1]
    assert said.words.zh == "八十五号窗口暂停办理，B G 零 二 四 号请留意叫号"
    assert said.words.en.startswith("Window 85 has paused. Ticket B G 0 2 4,")


def test_a_pause_without_tickets_is_not_said(samples):
    queue, view = begin(samples)
    pause = samples.event(
        11, EventKind.WINDOW_PAUSED, (), (samples.window(85, WindowState.PAUSED, reason="away"),)
    )
    assert say_all(happened(queue, pause, samples.now), apply(view, pause), samples.now)[1] == []


def test_each_zone_has_a_line_of_its_own_and_other_zones_are_not_said(samples):
    queue, view = begin(samples, SpeechRules(sound_zones=frozenset({"Z1", "Z2"})))
    calls = (("BG023", 85), ("AA001", 1), ("RA001", 185))
    for event in (samples.called(11 + i, *where) for i, where in enumerate(calls)):
        queue, view = happened(queue, event, samples.now), apply(view, event)
    assert [a.seq for a in say_all(queue, view, samples.now, "Z2")[1]] == [11]
    assert [a.seq for a in say_all(queue, view, samples.now, "Z1")[1]] == [12]
    assert set(queue.lines) == {"Z1", "Z2"}


def test_a_window_screen_speaks_for_its_window_alone(samples):
    queue, view = begin(samples, SpeechRules(only_window="W085"))
    for event in (samples.called(11, "BG023", 85), samples.called(12, "BG024", 86)):
        queue, view = happened(queue, event, samples.now), apply(view, event)
    assert [a.seq for a in say_all(queue, view, samples.now)[1]] == [11]


def test_a_long_line_is_said_without_repeats(samples):
    queue, view = begin(samples)
    for seq in range(11, 17):
        event = samples.called(seq, f"BG0{seq}", 85 + seq - 11)
        queue, view = happened(queue, event, samples.now), apply(view, event)
    said = say_all(queue, view, samples.now)[1]
    assert [a.times for a in said] == [1, 1, 1, 2, 2, 2]


def test_a_live_call_that_waited_too_long_is_said_only_if_it_stands(samples):
    queue, view = begin(samples)
    event = samples.called(11, "BG023", 85)
    queue, view = happened(queue, event, samples.now), apply(view, event)
    later = samples.now + timedelta(minutes=4)
    assert [a.seq for a in say_all(queue, view, later)[1]] == [11]
    gone = view.model_copy(update={"tickets": {}})
    assert [a.seq for a in say_all(queue, gone, samples.now)[1]] == [11]
    assert say_all(queue, gone, later)[1] == []


def test_a_clock_that_was_put_back_does_not_make_the_board_mute(samples):
    queue, view = begin(samples)
    event = samples.called(11, "BG023", 85)
    queue, view = happened(queue, event, samples.now, late=True), apply(view, event)
    assert [a.seq for a in say_all(queue, view, samples.now - timedelta(hours=1))[1]] == [11]


def test_the_end_of_the_day_empties_the_lines(samples):
    queue, view = begin(samples)
    queue = happened(queue, samples.called(11, "BG023", 85), samples.now)
    queue = happened(queue, samples.event(12, EventKind.DAY_CLOSED), samples.now)
    assert say_all(queue, view, samples.now)[1] == []


def test_a_deadline_leaves_a_slow_voice_twice_its_time():
    words = Utterance("请 B G 零 二 三 号到八十五号窗口办理业务", "Ticket B G 0 2 3, please go to window 85.")
    assert 20 < deadline_seconds(words) < 40


# Calls at windows 85 to 88, some of them started; and where the link breaks and how it comes back: by the
# events that were missed, or by a snapshot.
histories = st.lists(
    st.tuples(
        st.integers(85, 88), st.booleans(), st.sampled_from(["live", "replay", "snapshot", "say", "twice"])
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(histories)
def test_over_any_cuts_each_relevant_call_is_said_once_in_order_without_overlap(samples, history):
    """Live calls are all said; those that came late are said if they still stand."""
    truth = seen = samples.view(10)
    queue = begun(Announcements(), seen)
    now, said, live, late = samples.now, [], set(), set()
    missed = []
    for step, (window, starts, how) in enumerate(history):
        now += timedelta(seconds=1)
        event = samples.called(truth.seq + 1, f"BG{step:03}", window, at=now)
        happening = [event]
        if starts:
            ticket = samples.ticket(f"BG{step:03}", TicketState.SERVING, window)
            happening.append(samples.event(event.seq + 1, EventKind.TICKET_STARTED, (ticket,)))
        for one in happening:
            truth = apply(truth, one)
        missed += happening
        if how == "snapshot":
            late |= {e.seq for e in missed if e.call}
            queue, seen = returned(queue, truth, now), truth
            missed = []
        elif how == "replay":
            late |= {e.seq for e in missed if e.call}
            for one in missed:
                queue, seen = happened(queue, one, now, late=True), apply(seen, one)
            missed = []
        elif how in ("live", "twice") and missed == happening:
            live |= {event.seq}
            for one in happening * (2 if how == "twice" else 1):
                queue, seen = happened(queue, one, now), apply(seen, one)
            missed = []
        elif how == "say":
            queue, announcement = taken_next(queue, WHOLE_HALL, seen, now)
            if announcement:
                said.append(announcement)
                assert taken_next(queue, WHOLE_HALL, seen, now)[1] is None
                queue = finished(queue, WHOLE_HALL)
    said += say_all(queue, seen, now + timedelta(seconds=2))[1]

    seqs = [a.seq for a in said]
    assert seqs == sorted(set(seqs))
    assert live <= set(seqs)
    standing = {
        c.seq for c in seen.calls if (t := seen.tickets.get(c.ticket)) and t.state == TicketState.CALLED
    }
    assert late & standing <= set(seqs)
    assert {s for s in seqs if s in late and s not in live} <= {a.seq for a in said if a.late}
