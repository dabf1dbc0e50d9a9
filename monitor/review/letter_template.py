"""A letter from its template: Jinja in a sandbox, every value escaped, so that foreign words stay words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined, TemplateError
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from monitor.model.display import one_line
from monitor.review.letter_facts import LetterFacts
from monitor.review.letter_words import LetterLanguage

TEMPLATE = "objection.md.j2"
_MARKUP = re.compile(r"([\\`*_\[\]<>&|~])")
_LINE_START = re.compile(r"^(\s*)([#+\-=:]|\d+[.)])")
_DATE = re.compile(r"\d{1,2}\. [^\W\d_]+ \d{4}(?:, \d\d:\d\d UTC)?")
_BLANK_LINES = re.compile(r"\n{3,}")


class LetterTemplateError(ValueError):
    """A template that cannot be used; the message names the file, the line and what is wrong."""


@dataclass(frozen=True, slots=True)
class LetterText:
    """A draft: its subject, its text as Markdown (CommonMark and tables), and what to see to before sending it."""

    subject: str
    markdown: str
    language: LetterLanguage
    notes: tuple[str, ...] = ()


def write_letter(facts: LetterFacts, language: LetterLanguage, folder: Path | None = None) -> LetterText:
    """Fill in the template of a language; one in ``folder/<language>/`` takes the place of ours.

    Raises ``LetterTemplateError``.
    """
    name = f"{language.value}/{TEMPLATE}"
    try:
        environment = _environment(folder) if folder else _ours()
        text = environment.get_template(name).render(**facts.values)
    except TemplateNotFound as error:
        raise LetterTemplateError(f"there is no template {error.name}") from error
    except TemplateSyntaxError as error:
        where = f"{error.filename or name}, line {error.lineno}"
        raise LetterTemplateError(f"{where}: {error.message}") from error
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise LetterTemplateError(f"{folder / name if folder else name}: {error}") from error
    markdown = _BLANK_LINES.sub("\n\n", text).strip() + "\n"
    return LetterText(_subject(markdown, facts.values), markdown, language, facts.notes)


def escaped(value: object) -> str:
    """A value as it stands in Markdown without being any: on one line, its marks escaped (CommonMark section 2.4)."""
    text = one_line("" if value is None else str(value))
    if _DATE.fullmatch(text):
        return text  # "3. Dezember 2026" could only begin a list, and backslashes would spoil every German letter
    return _LINE_START.sub(_escape_start, _MARKUP.sub(r"\\\1", text))


def unescaped(text: str) -> str:
    """What ``escaped`` made, as it was."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def _escape_start(match: re.Match[str]) -> str:
    mark = match[2]
    return f"{match[1]}{mark[:-1]}\\{mark[-1]}"


def _subject(markdown: str, values: Mapping[str, Any]) -> str:
    heading = re.search(r"^#\s+(.+)$", markdown, re.MULTILINE)
    return one_line(unescaped(heading[1]) if heading else f"{values['vendor']}: {values['names']}", 250)


@cache
def _ours() -> ImmutableSandboxedEnvironment:
    """For our own templates, each compiled once; those of a folder may come and go."""
    return _environment(None)


def _environment(folder: Path | None) -> ImmutableSandboxedEnvironment:
    ours: BaseLoader = PackageLoader("monitor.review")
    loader = ChoiceLoader([FileSystemLoader(folder), ours]) if folder else ours
    return ImmutableSandboxedEnvironment(
        loader=loader,
        finalize=escaped,
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
