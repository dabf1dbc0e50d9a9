"""One item of a list in its parts: "Name — purpose (country)", "Name: purpose", "Purpose: Name", a bare name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.extract import contents
from monitor.extract.document import Cell
from monitor.extract.labels import split_label
from monitor.extract.name_cell import strip_name
from monitor.extract.text import clean
from monitor.extract.vocabulary import exactly
from monitor.knowledge.places import is_place_text

# In the order in which they cut: the first that stands in the item, outside brackets.
_DASH = re.compile(r"\s+[-–—‒―→|·•]+>?\s+|\s*[–—]\s+|\s+[–—]\s*")
_PIECE = re.compile(r"\s*[;|]\s*")
_PART = re.compile(r"\s*;\s+")
_COLON = re.compile(r"\s*[:：]\s+|：")
_FOR = re.compile(r"\s+(?=(?:for|to|f[üu]r|zur|zum|pour|para|per|voor|till|til|do)\s)")
_STOP = re.compile(r"(?<=[^\s.][a-z0-9)\"”’])\.\s+(?=\S)")
_VERB = re.compile(
    r",\s+(?=(?:a|an|the|our|for|used|which|who|as|to|provid\w+|process\w+|host\w+|deliver\w+|offer\w+|handl\w+|support\w+|operat\w+|stor\w+|ein\w*|f[üu]r|zur|zum|un|une|pour|qui|para|per|voor)\b)"
)
# With at most one more pair of brackets inside: "(European Union (Ireland), United States)".
_END_BRACKET = re.compile(
    r"\s*[(\[（]([^()\[\]（）]{2,90}|[^()（）]{2,60}[(（][^()（）]{2,60}[)）][^()（）]{0,60})[)\]）]\s*\.?$"
)
# With brackets inside: "((remote) maintenance)".
_END_WORDS = re.compile(r"\s*[(\[（](?:[^()\[\]（）\d]|[(（][^()（）\d]{1,40}[)）]){2,90}[)\]）]\s*\.?$")
_LEAD_BRACKET = re.compile(r"^\s*[(\[（]([^()\[\]（）]{2,90})[)\]）]\s*")
_LEADING = " \t.:;,–—-|·•→>："
_PIECES = re.compile(r"[.;|]\s+|\s+[-–—]\s+")
_COMMA = re.compile(r",\s+")
_AFTER_PLACE = re.compile(r"\s*[,;+]\s+|\s+[-–—]\s+")
# "(privacy policy)" behind the purpose: the words of a link, or the link itself.
_LINK_BRACKET = re.compile(
    r"\s*\((?:their |see )?(?:privacy(?: policy| notice)?|dpa|terms(?: of service)?|website|link|"
    r"datenschutz(?:erklärung)?|politique de confidentialité|política de privacidad|"
    r"informativa(?: sulla)? privacy|privacybeleid)(?:\s*:?\s*https?://[^\s()]+)?\)$",
    re.IGNORECASE,
)
# Words of links that lead to a company's papers.
_PAPERS = re.compile(
    r"privacy|datenschutz|confidentialit|privacidad|integritet|personvern|privatliv|prywatno|riservatezza"
    r"|\b(?:dpa|avv|terms|polic(?:y|ies)|website|trust cent(?:er|re))\b",
    re.IGNORECASE,
)
_BRACKET_END = re.compile(r"^[^(（\[]*[)）\]]")

Item = tuple[str, str, str, list[tuple[str, str]]]  # name, purpose, location, labelled values


def _placeness(text: str) -> float:
    """As ``is_place_text``; 0 for abbreviations such as "AI" that are codes of countries only by chance."""
    return 0.0 if contents.is_other_abbreviation(text) else is_place_text(text)


def _without_papers(cell: Cell) -> str:
    """The text without the words of links at its end: "Hosting. Contoso privacy policy"."""
    text = cell.text
    for link in reversed(cell.links[-3:]):
        words = link.text
        if 0 < len(words) < 60 and text.endswith(words) and _PAPERS.search(words):
            text = text[: -len(words)].rstrip(" \n\t|·•–—-:/") or text
    return text


def item_of(row: Sequence[Cell]) -> Item:
    """The parts of an item: one cell, or two where the markup sets the name apart."""
    first = row[0]
    if len(row) > 1 and first.text:
        name, rest = first.text, "\n".join(_without_papers(c) for c in row[1:] if c.text)
        if _BRACKET_END.match(rest):  # the bold part ended inside a bracket
            name, rest = _join_bracket(name, rest)
        name, rest = _bracket_of_name(name, rest)
        return told_apart(name, rest)
    text = first.text
    if "\n" in text:
        name, _, rest = text.partition("\n")
        head = _cut(name)
        if head is not None and not head[0]:
            head = None
        if head is not None and len(name) > 25:
            return told_apart(head[0], f"{head[1]}\n{rest}")
        return told_apart(name, rest)
    if first.links and (lead := first.links[0].text) and text.startswith(lead) and len(lead) > 1:
        rest = text[len(lead) :]
        name, rest = _bracket_of_name(lead, rest)
        if not rest or rest.lstrip()[:1] in _LEADING + "(" or contents.company_likeness(lead) >= 0.4:
            return told_apart(name, rest)
    cut = _cut(text)
    if cut is None:
        return told_apart(text, "")
    return told_apart(*cut)


def _join_bracket(name: str, rest: str) -> tuple[str, str]:
    end = _BRACKET_END.match(rest)
    return (f"{name} {end.group(0)}", rest[end.end() :]) if end and "(" in name else (name, rest)


def _bracket_of_name(name: str, rest: str) -> tuple[str, str]:
    """A bracket right after the name is part of it, unless it names a place or tells what for in small letters."""
    lead = _LEAD_BRACKET.match(rest)
    after = rest[lead.end() :] if lead else ""
    if lead is None or _placeness(lead.group(1)) >= 0.6:
        return name, rest
    inside = lead.group(1)
    if not after.strip(_LEADING):  # "(what for, where)" and nothing else, or another name of the same
        return (f"{name} ({inside})", "") if contents.company_likeness(inside) >= 1 else (name, inside)
    if not inside.islower() and contents.company_likeness(inside) < 0.4 and _DASH.match(after):
        return name, f"{inside}{after}"
    if inside[0].islower() and ("," in inside or " " in inside) and _DASH.match(after):
        return name, f"{inside}{after}"
    return (f"{name} {lead.group(0).strip()}", after) if len(inside) < 60 else (name, rest)


def cut_item(text: str) -> tuple[str, str] | None:
    """Name and rest of "Name, Inc., USA" or of an item with any other separator; None where it is a bare name."""
    cut = _cut(text)
    if cut is not None:
        return cut
    name, comma, rest = text.rpartition(", ")
    if comma and _placeness(rest) >= 0.9:
        return name, rest
    return None


def _cut(text: str) -> tuple[str, str] | None:
    """Name and rest at the first separator outside brackets; None where there is none."""
    masked = _mask(text)
    for pattern in (_DASH, _PART, _COLON, _VERB):
        if (cut := _at(pattern, text, masked)) is not None:
            return cut
    # The full stop of "Industriestr. 25" ends no sentence: behind a legal form the comma cuts first.
    cut = _after_legal_form(text, masked) or _at(_STOP, text, masked)
    if cut is not None and cut[1][:1] in "([（":
        cut = None  # "Contoso Inc. (hosting)"
    if (
        cut is None
        and (serves := _FOR.search(masked))
        and contents.company_likeness(text[: serves.start()]) >= 1
    ):
        return text[: serves.start()], text[serves.end() :]
    return cut


def _at(pattern: re.Pattern[str], text: str, masked: str) -> tuple[str, str] | None:
    found = pattern.search(masked)
    if found and 1 < found.start() <= 90 and found.end() < len(text):
        return text[: found.start()], text[found.end() :]
    return None


def _after_legal_form(text: str, masked: str) -> tuple[str, str] | None:
    for comma in _COMMA.finditer(masked):
        if (cut := contents.ends_company(text, comma.start(), comma.end())) is not None:
            return cut
    return None


def _mask(text: str) -> str:
    """The text with what stands in brackets blanked, so that nothing in them cuts."""
    out, depth = [], 0
    for char in text:
        if char in "([（":
            depth += 1
        out.append("x" if depth else char)
        if char in ")]）" and depth:
            depth -= 1
    return "".join(out)


def told_apart(name: str, rest: str) -> Item:
    """What stands behind a name: the purpose, the place, and what has a label."""
    location = ""
    rest = rest.strip()
    if (lead := _LEAD_BRACKET.match(rest)) and _placeness(lead.group(1)) >= 0.6:
        location, rest = lead.group(1), rest[lead.end() :]
    rest = rest.lstrip(_LEADING).strip()
    labelled: list[tuple[str, str]] = []
    lines = []
    for line in rest.split("\n"):
        pair = split_label(line)
        if pair is not None:
            labelled.append(pair)
        elif line.strip():
            lines.append(line.strip())
    if len(labelled) <= 1 and "\n" not in rest and (":" in rest or "：" in rest):
        labelled, lines = _inline_labels(rest, labelled, lines)
    if (
        not location
        and not labelled
        and len(lines) > 1
        and len(lines[-1]) < 60
        and _placeness(lines[-1]) >= 0.9
    ):
        location = lines.pop()
    rest = "\n".join(lines)
    if rest.endswith(")"):
        rest = _LINK_BRACKET.sub("", rest)
    if contents.is_address(bare := _END_WORDS.sub("", rest)):
        labelled.append(("Address", bare.rstrip(" ,.")))
        rest = rest[len(bare) :].strip(" .").strip("[]")
        rest = rest[1:-1] if rest[:1] == "(" and rest[-1:] == ")" else rest
    if not location and (end := _END_BRACKET.search(rest)):
        place, mark, tool = _AFTER_PLACE.sub("\n", end.group(1), count=1).partition("\n")
        if mark and _placeness(place) >= 0.9 and contents.names_transfer_tool(tool):
            location, rest = place, rest[: end.start()]  # "(USA, with standard contractual clauses)"
            labelled.append(("Transfer mechanism", tool))
        elif _placeness(end.group(1)) >= 0.6:
            location, rest = end.group(1), rest[: end.start()]
            head, mark, last = rest.rpartition(". ")
            if mark and len(last) < 40 and _placeness(last) >= 0.9:
                location, rest = f"{last} ({location})", head  # "Hosting. EU (Frankfurt)"
    if not location and (end := _END_BRACKET.search(name)) and _placeness(end.group(1)) >= 0.6:
        location, name = end.group(1), name[: end.start()]
        what, comma, where = location.rpartition(", ")
        if comma and not rest and _placeness(where) >= 0.9 and not _placeness(what):
            rest, location = what, where  # "(database, EU)"
    if not location and not labelled:
        rest, location = place_behind(rest)
    return _without_stop(strip_name(clean(name))), _trim(rest), clean(location), labelled


def _without_stop(name: str) -> str:
    """A name without the full stop of its sentence; that of "Inc." stays."""
    if name.endswith(".") and not contents.has_legal_form(name):
        return name[:-1]
    return name


def _trim(text: str) -> str:
    text = text.strip(" \t;,|")
    return text[:-1] if text.endswith(".") and not text.endswith("..") and text.count(".") == 1 else text


_WORK = re.compile(
    r"((?:[^\W\d_]+ )?(?:hosting|storage|cloud|backups?|servers?))"
    r"(?:, | \(|(?<!servers)(?<!server) in )([^,()]{2,40})\)?$",
    re.IGNORECASE,
)  # words that stand beside places too, alone before one


def place_behind(rest: str) -> tuple[str, str]:
    """ "purpose — place", "purpose | place", "purpose, place" or a place alone: the place told apart."""
    work = _WORK.match(rest)
    if work and _placeness(work[2]) >= 0.9:
        return work[1], work[2]
    whole = bool(rest) and len(rest) < 80 and ". " not in rest and _placeness(rest) >= 0.9
    if whole and not _DASH.search(rest):
        return "", rest
    parts = [part.strip(" .") for part in _PIECE.split(rest) if part.strip(" .")]
    places = [part for part in parts if len(part) < 60 and _placeness(part) >= 0.9]
    if len(parts) > 1 and len(places) == 1:
        parts.remove(places[0])
        return "; ".join(parts), places[0]
    for mark in (_DASH, re.compile(r",\s+(?=[A-ZÀ-Þ])"), re.compile(r"\.\s+")):
        parts = mark.split(rest)
        if len(parts) > 1 and parts[-1] and len(parts[-1]) < 60 and _placeness(parts[-1].strip(" .")) >= 0.9:
            at = rest.rindex(parts[-1])
            return rest[:at].rstrip(_LEADING), parts[-1].strip(" .")
    return ("", rest) if whole else (rest, "")


def _inline_labels(
    rest: str, before: list[tuple[str, str]], lines: list[str]
) -> tuple[list[tuple[str, str]], list[str]]:
    """ "Hosting. Location: US. Data: names" in one line: two labels, or one that is a known heading as a whole."""
    pieces = [piece for piece in _PIECES.split(rest) if piece]
    pairs = [split_label(piece) for piece in pieces]
    labels = [pair[0] for pair in pairs if pair]
    if len(labels) >= 2 or (len(pieces) > 1 and labels and exactly(labels[0])):
        return [p for p in pairs if p], [piece for piece, pair in zip(pieces, pairs, strict=True) if not pair]
    return before, lines
