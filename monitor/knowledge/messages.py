"""All that we say, for the catalogues: found in the code and in the knowledge files.

``python -m monitor.knowledge.messages`` adds what is new to ``locale/*/LC_MESSAGES/monitor.po``, drops what is said no
more, and compiles the ``.mo`` files that are shipped. A test holds that nothing is missing and nothing untranslated.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from monitor.knowledge import load
from monitor.knowledge.speech import DOMAIN, Language

_PACKAGE = Path(__file__).resolve().parent.parent
_ROOMS = ("report", "knowledge")
_KEYWORDS = {"tr": None, "trn": (1, 2), "trc": ((1, "c"), 2)}
_SECTIONS = (
    "fields",
    "kinds",
    "severities",
    "states",
    "healths",
    "source_kinds",
    "grades",
    "runs_from",
    "flags",
    "facts",
    "fact_values",
    "breaches",
    "raises",
)


class Message(NamedTuple):
    """A message: its English words (one, or one and many), and what decides its meaning, if anything does."""

    words: tuple[str, ...]
    context: str | None = None

    @property
    def id(self) -> str | tuple[str, ...]:
        """As a catalogue keeps it."""
        return self.words[0] if len(self.words) == 1 else self.words


def messages() -> list[Message]:
    """Every message, each once, in a stable order."""
    return list(dict.fromkeys([*_in_code(), *_in_words(), *_in_rules(), *_in_sentences()]))


def _in_code() -> Iterator[Message]:
    for room in _ROOMS:
        found = extract_from_dir(
            str(_PACKAGE / room), method_map=[("**.py", "python")], keywords=_KEYWORDS, comment_tags=()
        )
        for _, _, words, _, context in found:
            yield Message((words,) if isinstance(words, str) else tuple(words), context)


def _in_words() -> Iterator[Message]:
    words = load("words")
    for section in _SECTIONS:
        for said in words[section].values():
            yield Message((said,), section)
    for one, many in words["counts"].values():
        yield Message((one, many), "counts")


def _in_rules() -> Iterator[Message]:
    severity = load("severity_rules")
    for rule in severity["rules"]:
        yield Message((rule["words"],), "severity")
    for regime in severity["say"]["geo"].values():
        for said in regime.values():
            yield Message((said,), "geo")
    for said in severity["say"]["mechanism"].values():
        yield Message((said,), "mechanism")
    for kind in load("data_categories")["kinds"].values():
        yield Message((kind["name"],), "protected")
    for rule in load("counting_rules")["rules"].values():
        yield Message((rule["words"],), "counting")
        yield Message((rule["source"],), "counting")


def _in_sentences() -> Iterator[Message]:
    sentences = load("sentences")
    for section in ("working", "parts", "clauses", "facts", "notes", "warnings"):
        for said in sentences[section]:
            yield Message((said,))
    for said in sentences["places"]:
        yield Message((said,), "places")


def catalogue_path(language: Language, ending: str = "po") -> Path:
    """Where the catalogue of a language lies: ``po`` to be written by people, ``mo`` compiled."""
    return Path(__file__).parent / "locale" / language.value / "LC_MESSAGES" / f"{DOMAIN}.{ending}"


def read_catalogue(language: Language) -> Catalog:
    """The catalogue of a language as people wrote it; an empty one where there is none yet."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language.locale, domain=DOMAIN, project="Sub-processor Monitor", version="1")
    with path.open("rb") as file:
        return read_po(file, locale=language.locale, domain=DOMAIN)


def updated(language: Language) -> Catalog:
    """The catalogue with every message of today, and only those; new ones are untranslated."""
    old = read_catalogue(language)
    new = Catalog(
        locale=language.locale,
        domain=DOMAIN,
        project="Sub-processor Monitor",
        version="1",
        msgid_bugs_address="see README.md",
        last_translator="the maintainers",
        language_team=language.name.capitalize(),
        copyright_holder="the maintainers",
        header_comment=f"# Sub-processor Monitor in {language.name.capitalize()}.",
        creation_date=old.creation_date,
        revision_date=old.revision_date,
        fuzzy=False,
    )
    for message in messages():
        known = old.get(message.id, message.context)
        new.add(message.id, known.string if known else None, context=message.context)
    return new


def main() -> None:
    """Bring the catalogues up to date and compile them; says what is not translated yet."""
    for language in Language:
        if language is Language.ENGLISH:
            continue
        catalogue = updated(language)
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=110, sort_output=False, include_previous=False)
        with catalogue_path(language, "mo").open("wb") as file:
            write_mo(file, read_catalogue(language))
        missing = [message for message in catalogue if message.id and not all_said(message.string)]
        sys.stdout.write(
            f"{path.name} ({language.value}): {len(catalogue)} messages, {len(missing)} missing\n"
        )
        for message in missing:
            sys.stdout.write(f"  {message.context or ''} {message.id!r}\n")


def all_said(string: str | tuple[str, ...] | list[str] | None) -> bool:
    """Whether a translation says something in every plural form."""
    forms = [string] if isinstance(string, str) else list(string or ())
    return bool(forms) and all(forms)


if __name__ == "__main__":
    main()
