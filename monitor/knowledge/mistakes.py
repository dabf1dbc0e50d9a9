"""What is wrong in a configuration file, in our words: each error of pydantic as what is wrong and how to mend it.

Text of a file is shown only where a closed choice, a number or a day was expected: elsewhere it may be a secret.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

Path = tuple[str | int, ...]
Item = Mapping[str, Any]
Told = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: where (keys, and places in lists from 0), what is wrong, and how to mend it.

    what: names the place where the sentence does not. mend: empty where ``what`` says it already.
    """

    path: Path
    what: str
    mend: str


def mistakes(error: ValidationError, model: type[BaseModel], value: object) -> list[Mistake]:
    """Every mistake that pydantic found when it read ``value`` as ``model``; one for each place."""
    places: dict[Path, list[Item]] = {}
    for item in error.errors(include_url=False):
        places.setdefault(_place(item, value), []).append(item)
    return [_mistake(path, items, model) for path, items in places.items()]


def _mistake(path: Path, items: Sequence[Item], model: type[BaseModel]) -> Mistake:
    kind = items[0]["type"]
    if kind == "extra_forbidden":
        return Mistake(path, *_unknown(path, model))
    if kind == "missing":
        what = "the address ('url')" if path[-1:] == ("url",) else f"the key '{path[-1]}'"
        return Mistake(path, f"{what} is missing", f"add '{path[-1]}: …' here")
    what, mend = _told(path, items, model)
    place = ".".join(str(part) for part in path)
    return Mistake(path, f"{place}: {what}" if place else what, mend)


def _place(item: Item, value: Any) -> Path:
    """Where the mistake stands in the file: pydantic's own marks (``[key]``, alternatives of a union) are left out."""
    path: list[str | int] = []
    for part in item["loc"]:
        inside = isinstance(value, list) and isinstance(part, int) and part < len(value)
        if not inside and not (isinstance(value, Mapping) and part in value):
            break
        value = value[part]
        path.append(part)
    return (*path, item["loc"][-1]) if item["type"] == "missing" else tuple(path)


def _told(path: Path, items: Sequence[Item], model: type[BaseModel]) -> Told:
    item = items[0]
    if choices := [choice for each in items for choice in _choices(each)]:
        return _choice(item, choices)
    if item["input"] is None:
        return "no value is given", "write one after the colon, or take the line away"
    ours = next((each for each in items if each["type"] == "value_error"), None)
    if ours:  # a check of our own: it names the mend itself
        return str(ours["msg"]).removeprefix("Value error, "), ""
    return SENTENCES.get(item["type"], _other)(item, _field(model, path))


def _choices(item: Item) -> list[str]:
    if item["type"] not in {"enum", "literal_error"}:
        return []
    return str(item["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").split(", ")


def _choice(item: Item, choices: Sequence[str]) -> Told:
    given, quoted = item["input"], [f"'{choice}'" for choice in choices]
    some = " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
    if given is None:
        return "no value is given", f"write {some}"
    close = difflib.get_close_matches(str(given).lower(), choices, n=1)
    meant = f"did you mean '{close[0]}'? " if close else ""
    quotes = "; a word such as no or on needs quotes" if isinstance(given, bool) else ""
    return f"{_shown(given)} is not possible", f"{meant}write {some}{quotes}"


def _unknown(path: Path, model: type[BaseModel]) -> Told:
    key, known = str(path[-1]), _keys(model, path[:-1])
    close = difflib.get_close_matches(key, known, n=1)
    elsewhere = [] if close else [place for place in _places(model) if place.rpartition(".")[2] == key]
    if close:
        mend = f"did you mean '{close[0]}'?"
    elif elsewhere:
        mend = "did you mean '{}'?".format("' or '".join(elsewhere[:3]))
    else:
        mend = f"known keys here: {', '.join(sorted(known))}"
    return f"unknown key '{key}'", mend


def _text(item: Item, field: FieldInfo | None) -> Told:
    given = item["input"]
    if isinstance(given, bool):
        return "true or false stands where text is needed", "put a word such as no or on in quotes"
    if isinstance(given, int | float | date):
        return f"{_kind(given)}, {given}, stands where text is needed", f'put it in quotes: "{given}"'
    return f"{_kind(given)} stands where one text is needed", "write one value after the colon"


def _length(item: Item, field: FieldInfo | None) -> Told:
    context = item["ctx"]
    if "min_length" in context:
        fewest = context["min_length"]
        what = "it is empty" if not item["input"] else f"it is shorter than {fewest}"
        return what, f"write at least {'one' if fewest == 1 else fewest}"
    most = context["max_length"]
    return f"it has a length of {len(item['input']):,}; {most:,} is possible", "shorten it"


def _form(item: Item, field: FieldInfo | None) -> Told:
    return f"{_shown(item['input'])} has not the form that is needed", _described(field)


def _whole(item: Item, field: FieldInfo | None) -> Told:
    return f"{_shown(item['input'])} is no whole number", f"write {_range(item, field, 'a whole number')}"


def _number(item: Item, field: FieldInfo | None) -> Told:
    return f"{_shown(item['input'])} is no number", f"write {_range(item, field, 'a number')}"


def _bound(item: Item, field: FieldInfo | None) -> Told:
    return f"{_shown(item['input'])} is not possible", f"write {_range(item, field, 'a number')}"


def _switch(item: Item, field: FieldInfo | None) -> Told:
    return f"{_shown(item['input'])} is neither true nor false", "write true or false"


def _day(item: Item, field: FieldInfo | None) -> Told:
    return f"{_shown(item['input'])} is no day", "write it as year, month and day: 2025-03-01"


def _list(item: Item, field: FieldInfo | None) -> Told:
    return (
        f"{_kind(item['input'])} stands where a list is needed",
        "write each entry on a line of its own below the key, begun with '- '",
    )


def _keyed(item: Item, field: FieldInfo | None) -> Told:
    inner = _inner(field.annotation) if field else None
    names = _known(inner) if inner else ()
    known = f": {', '.join(names[:4])}{', …' if len(names) > 4 else ''}" if names else ""
    return (
        f"{_kind(item['input'])} stands where keys with values are needed",
        f"write them below it, each as 'key: value'{known}",
    )


def _other(item: Item, field: FieldInfo | None) -> Told:
    return f"{_kind(item['input'])} stands here that does not fit", _described(field)


SENTENCES: Mapping[str, Callable[[Item, FieldInfo | None], Told]] = {
    **dict.fromkeys(("string_type", "string_unicode"), _text),
    **dict.fromkeys(("string_too_short", "string_too_long", "too_short", "too_long"), _length),
    "string_pattern_mismatch": _form,
    **dict.fromkeys(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), _whole),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), _number),
    **dict.fromkeys(("greater_than", "greater_than_equal", "less_than", "less_than_equal"), _bound),
    **dict.fromkeys(("bool_type", "bool_parsing"), _switch),
    **dict.fromkeys(
        (
            "date_type",
            "date_parsing",
            "date_from_datetime_parsing",
            "date_from_datetime_inexact",
        ),
        _day,
    ),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type"), _list),
    **dict.fromkeys(("dict_type", "mapping_type", "model_type", "model_attributes_type"), _keyed),
}
"""A sentence for each type of error; the types that need more than one value of it are told in ``_told``."""


def _shown(given: object) -> str:
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, str):
        return f"'{given if len(given) <= 60 else given[:59] + '…'}'"
    return _kind(given) if isinstance(given, list | Mapping) else str(given)


def _kind(given: object) -> str:
    if isinstance(given, bool):
        return "true or false"
    if isinstance(given, int | float):
        return "a number"
    for kind, said in (
        (date, "a day"),
        (str, "a single value"),
        (list, "a list"),
        (Mapping, "a block of keys"),
    ):
        if isinstance(given, kind):
            return said
    return "something"


def _range(item: Item, field: FieldInfo | None, kind: str) -> str:
    bounds = dict(item.get("ctx") or {})
    for mark in _marks(field) if field else ():
        bounds.update({name: getattr(mark, name) for name in ("ge", "gt", "le", "lt") if hasattr(mark, name)})
    words = {"ge": "of at least {}", "gt": "above {}", "le": "of at most {}", "lt": "below {}"}
    if "ge" in bounds and "le" in bounds:
        return f"{kind} from {bounds['ge']} to {bounds['le']}"
    said = [word.format(bounds[name]) for name, word in words.items() if name in bounds]
    return " ".join([kind, " and ".join(said)]).strip()


def _marks(field: FieldInfo) -> Iterator[object]:
    """The bounds of a field, and of the entries of a list or mapping."""
    yield from field.metadata
    for inner in get_args(field.annotation):
        for mark in getattr(inner, "__metadata__", ()):
            yield from mark.metadata if isinstance(mark, FieldInfo) else (mark,)


def _described(field: FieldInfo | None) -> str:
    return (field.description if field else "") or "`monitor config schema` says what may stand here"


def _known(model: type[BaseModel]) -> list[str]:
    """The keys of a model, those that must be there first."""
    return sorted(model.model_fields, key=lambda name: not model.model_fields[name].is_required())


def _keys(model: type[BaseModel], path: Path) -> list[str]:
    """The keys allowed at ``path``."""
    if not any(isinstance(part, str) for part in path):
        return list(model.model_fields)
    found = _field(model, path)
    inner = _inner(found.annotation) if found else None
    return list(inner.model_fields) if inner else []


def _field(model: type[BaseModel], path: Path) -> FieldInfo | None:
    """The field at ``path``, found by walking the model's fields; a mapping's own for what stands in it."""
    current: type[BaseModel] | None = model
    info: FieldInfo | None = None
    for part in path:
        if isinstance(part, int):
            continue
        if current is None:
            break
        info = current.model_fields.get(part)
        current = _inner(info.annotation) if info else None
    return info


def _places(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """Every key of a model and of the models in it, with those it stands under: ``fetch.timeout``."""
    for name, info in model.model_fields.items():
        yield f"{before}{name}"
        if inner := _inner(info.annotation):
            yield from _places(inner, f"{before}{name}.")


def _inner(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _inner(argument)
        if found:
            return found
    return None
