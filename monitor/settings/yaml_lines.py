"""YAML with the line of every value, ``${SECRET}`` filled in from the environment, and no duplicate keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from monitor.settings.errors import Problem, SettingsError

Path_ = tuple[str | int, ...]

_SECRET = re.compile(r"\$(\$)?\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_YAML = (
    "look at this line and the one before: a bracket or quote without its end, a tab, or another indentation"
)
_MAX_BYTES = 20_000_000
_MAX_ALIASES = 1_000  # a "billion laughs" needs far fewer lines than any honest file has anchors


@dataclass(slots=True)
class LinedYaml:
    """A parsed file: its plain value, and the line (from 1) of every key and item by its path."""

    file: str
    value: Any
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int:
        """The line of the value at ``path``, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(path: Path, environment: Mapping[str, str]) -> LinedYaml:
    """Parse a file. Raises SettingsError naming file and line for anything that is not usable YAML."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        problem = Problem(
            str(path), 0, "there is no such file", "give another one with --config, or create it"
        )
        raise SettingsError([problem]) from error
    except OSError as error:
        raise SettingsError(
            [Problem(str(path), 0, f"it cannot be read: {error.strerror}", "let the service's user read it")]
        ) from error
    return parse(data, str(path), environment)


def parse(data: bytes, name: str, environment: Mapping[str, str]) -> LinedYaml:
    """Parse the bytes of a file called ``name``; see ``read``."""
    if len(data) > _MAX_BYTES:
        raise SettingsError([Problem(name, 0, f"it is larger than {_MAX_BYTES // 1_000_000} MB")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SettingsError(
            [Problem(name, line, "it is not UTF-8 text", "save the file as UTF-8")]
        ) from error
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(part for part in (error.context, error.problem) if part)
        raise SettingsError(
            [Problem(name, mark.line + 1 if mark else 0, f"not valid YAML: {what}", _YAML)]
        ) from error
    except yaml.YAMLError as error:
        raise SettingsError([Problem(name, 0, f"not valid YAML: {error}", _YAML)]) from error
    lined = LinedYaml(name, None)
    if node is not None:
        builder = _Builder(lined, environment)
        lined.value = builder.build(node, ())
        if builder.problems:
            raise SettingsError(builder.problems)
    return lined


class _Builder:
    def __init__(self, lined: LinedYaml, environment: Mapping[str, str]) -> None:
        self.lined = lined
        self.environment = environment
        self.problems: list[Problem] = []
        self.scalars = yaml.SafeLoader("")
        self.seen: dict[int, int] = {}

    def build(self, node: yaml.Node, path: Path_) -> Any:
        line = node.start_mark.line + 1
        self.lined.lines.setdefault(path, line)
        self.seen[id(node)] = self.seen.get(id(node), 0) + 1
        if self.seen[id(node)] > _MAX_ALIASES or len(path) > 50:
            mend = "write out what the alias stands for"
            self.problems.append(Problem(self.lined.file, line, "aliases or nesting without end", mend))
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, line)

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = str(key_node.value)
            if key in result:
                what = f"the key '{key}' stands here a second time"
                self.problems.append(Problem(self.lined.file, line, what, "keep one of the two"))
                continue
            self.lined.lines[(*path, key)] = line
            result[key] = self.build(value_node, (*path, key))
        return result

    def _scalar(self, node: yaml.Node, line: int) -> Any:
        try:
            value = self.scalars.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            mend = "a day is written as 2025-03-01; what is text goes in quotes"
            self.problems.append(Problem(self.lined.file, line, f"not a value we can read: {error}", mend))
            return None
        return self._fill(value, line) if isinstance(value, str) else value

    def _fill(self, text: str, line: int) -> str:
        def one(match: re.Match[str]) -> str:
            escaped, name, default = match.groups()
            if escaped:
                return match.group(0)[1:]
            if name in self.environment:
                return self.environment[name]
            if f"{name}_FILE" in self.environment:
                return self._from_file(name, line)
            if default is not None:
                return default
            mend = f"set the environment variable {name} (or {name}_FILE to a file that holds it)"
            self.problems.append(Problem(self.lined.file, line, f"the secret ${{{name}}} is not set", mend))
            return ""

        return _SECRET.sub(one, text)

    def _from_file(self, name: str, line: int) -> str:
        path = Path(self.environment[f"{name}_FILE"])
        try:
            return path.read_text(encoding="utf-8").strip()
        except OSError as error:
            what = f"the secret file {path} named by {name}_FILE cannot be read: {error.strerror}"
            self.problems.append(Problem(self.lined.file, line, what, "let the service's user read it"))
            return ""
