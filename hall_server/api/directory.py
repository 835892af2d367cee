"""The plan and the settings as devices need them."""

from functools import lru_cache

from hall_server.domain.hall_plan import HallPlan, Item
from hall_server.domain.rules import Reason, Rules
from hall_server.domain.ticket import Priority
from hall_server.halls.search_keys import search_keys
from hall_server.halls.themes import theme_en
from hall_server.operations.ports import UnitOfWork
from hall_server.wire import directory as wire
from hall_server.wire.catalogue import text
from hall_server.wire.words import Audience, Language


def of(uow: UnitOfWork) -> wire.Directory:
    plan, rules = uow.plan, uow.rules
    return wire.Directory(
        version=plan.version,
        hall=plan.hall,
        name_zh=plan.name_zh,
        name_en=plan.name_en,
        time_zone=rules.time_zone,
        complaint_phone=rules.complaint_phone,
        public_url=rules.public_url,
        zones=tuple(
            wire.ZoneEntry(id=z.id, letter=z.letter, name_zh=z.name_zh, name_en=z.name_en, floor=z.floor)
            for z in plan.zones.values()
        ),
        units=tuple(
            wire.UnitEntry(id=u.id, name_zh=u.name_zh, name_en=u.name_en) for u in plan.units.values()
        ),
        queues=tuple(
            wire.QueueEntry(
                id=q.id,
                zone=q.zone,
                name_zh=q.name_zh,
                name_en=q.name_en,
                mean_service_minutes=q.mean_service_minutes,
            )
            for q in plan.queues.values()
        ),
        items=tuple(_item(plan, i) for i in plan.items.values()),
        windows=tuple(
            wire.WindowEntry(
                id=c.id,
                number=c.number,
                zone=c.zone,
                name_zh=c.name_zh,
                name_en=c.name_en,
                unit=c.unit,
                primary=c.primary,
                backups=c.backups,
                accessible=c.accessible,
            )
            for c in plan.counters.values()
        ),
        classes=tuple(_class(p, rules) for p in Priority),
        pause_reasons=_reasons(rules.pause_reasons),
        task_reasons=_reasons(rules.task_reasons),
        call_reasons=_reasons(rules.call_reasons),
        transfer_reasons=_reasons(rules.transfer_reasons),
        walk_in_reasons=_reasons(rules.walk_in_reasons),
        rating_reasons=_reasons(rules.rating_reasons),
        missed_rule_zh=_missed_rule(rules, Language.ZH),
        missed_rule_en=_missed_rule(rules, Language.EN),
        calls_before_no_show=rules.calls_before_no_show,
        seconds_between_calls=int(rules.between_calls.total_seconds()),
        seconds_before_recall=int(rules.recall_after.total_seconds()),
    )


def _item(plan: HallPlan, item: Item) -> wire.ItemEntry:
    unit = plan.units[item.unit]
    return wire.ItemEntry(
        id=item.id,
        unit=item.unit,
        queue=item.queue,
        zone=item.zone,
        name_zh=item.name_zh,
        name_en=item.name_en,
        theme_zh=item.theme_zh,
        theme_en=theme_en(item.theme_zh),
        audience=Audience(item.audience),
        id_card_required=item.id_card_required,
        bring_zh=item.bring_zh,
        bring_en=item.bring_en,
        mean_service_minutes=item.mean_service_minutes,
        appointment=item.appointment,
        search=_keys(item.name_zh, item.name_en, unit.name_zh),
    )


@lru_cache(maxsize=10_000)
def _keys(item_zh: str, item_en: str, unit_zh: str) -> tuple[str, ...]:
    return search_keys(item_zh, item_en, unit_zh)


def _class(priority: Priority, rules: Rules) -> wire.ClassEntry:
    return wire.ClassEntry(
        code=priority.value,
        text_zh=text(f"words.priority_{priority.value}", Language.ZH),
        text_en=text(f"words.priority_{priority.value}", Language.EN),
        mark_zh=text(f"words.mark_{priority.value}", Language.ZH),
        mark_en=text(f"words.mark_{priority.value}", Language.EN),
        self_service=priority in rules.self_service_classes,
    )


def _reasons(reasons: tuple[Reason, ...]) -> tuple[wire.ReasonEntry, ...]:
    return tuple(
        wire.ReasonEntry(
            code=r.code, text_zh=r.text_zh, text_en=r.text_en, minutes=r.minutes, levels=r.levels
        )
        for r in reasons
    )


def _missed_rule(rules: Rules, language: Language) -> str:
    return text(
        "hall.missed_rule", language, calls=rules.calls_before_no_show, after=rules.revive_after_tickets
    )
