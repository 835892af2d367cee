"""Names of what a report speaks of, in the language of who reads it."""

from hall_server.simulation.report import EVERYBODY, OWN_POLICY
from hall_server.wire.catalogue import sentences, text
from hall_server.wire.words import Language


def policy_name(policy: str, language: Language) -> str:
    if policy == OWN_POLICY:
        return text("simulation.own_policy", language)
    key = f"managers.policy_{policy}"
    return text(key, language) if key in sentences() else policy


def group_name(group: str, language: Language) -> str:
    """Of a class or of everybody; a queue or an hour is called what it is."""
    if group == EVERYBODY:
        return text("simulation.everybody", language)
    key = f"words.priority_{group}"
    return text(key, language) if key in sentences() else group
