"""The text a page is about, for contracts and policies: without what stands beside it and changes by itself.

Menus and consent tools that call themselves so are gone before; here go asides, runs of bare links, and, where the page
marks its main part, everything outside that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from selectolax.lexbor import LexborNode

from monitor.extract.html_walk import Block

_MOSTLY = 0.5  # the marked main part must hold this share of the text: some pages mark a slogan so
_FEW_WORDS = 5
_RUN = 2  # so many bare links in a row are a menu


def main_text(blocks: Sequence[Block]) -> list[Block]:
    """Of a page's blocks of text (headings left out), those of its main part, in order."""
    inside = _asker("main", "article")
    kept = [block for block in blocks if inside(block.node)]
    if sum(len(b.text) for b in kept) < _MOSTLY * sum(len(b.text) for b in blocks):
        kept = list(blocks)
    beside = _asker("aside")
    return list(_without_menus(block for block in kept if not beside(block.node)))


def _asker(*tags: str) -> Callable[[LexborNode], bool]:
    """Whether an element stands in one of these; asked of many neighbours, so answers are kept."""
    known: dict[int, bool] = {}

    def within(node: LexborNode) -> bool:
        path: list[int] = []
        at: LexborNode | None = node
        answer = False
        while at is not None:
            key = at.mem_id
            if key in known:
                answer = known[key]
                break
            path.append(key)
            if at.tag in tags:
                answer = True
                break
            at = at.parent
        known.update(dict.fromkeys(path, answer))
        return answer

    return within


def _without_menus(blocks: Iterable[Block]) -> Iterable[Block]:
    run: list[Block] = []
    for block in blocks:
        if _is_bare_link(block):
            run.append(block)
            continue
        if len(run) < _RUN:
            yield from run
        run = []
        yield block
    if len(run) < _RUN:
        yield from run


def _is_bare_link(block: Block) -> bool:
    """A few words that are nothing but links."""
    if not block.links or len(block.text.split()) > _FEW_WORDS * len(block.links):
        return False
    return "".join(block.text.split()) == "".join("".join(link.text.split()) for link in block.links)
