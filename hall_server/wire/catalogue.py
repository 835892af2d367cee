"""The one catalogue of sentences. Every string that a person sees stands in a file of `texts/`, in both
languages."""

import tomllib
from functools import cache
from importlib.resources import files

from hall_server.wire.words import Language


@cache
def sentences() -> dict[str, dict[Language, str]]:
    """All sentences: `file.key` → language → text with `{named}` places."""
    found: dict[str, dict[Language, str]] = {}
    for source in sorted(files("hall_server.wire.texts").iterdir(), key=lambda f: f.name):
        if source.name.endswith(".toml"):
            section = source.name.removesuffix(".toml")
            for key, both in tomllib.loads(source.read_text("utf-8")).items():
                found[f"{section}.{key}"] = {Language.ZH: both["zh"], Language.EN: both["en"]}
    return found


def text(key: str, language: Language, **places: object) -> str:
    """The sentence `key` in a language, its places filled.

    Raises KeyError for a key that is in no file: a missing sentence is a mistake of ours, and tests look
    for it.
    """
    return sentences()[key][language].format(**places) if places else sentences()[key][language]
