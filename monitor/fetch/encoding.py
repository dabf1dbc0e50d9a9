"""Undoing gzip, deflate, brotli and zstandard without ever holding more than the limit.

Decoders that are handed a whole chunk give back all it expands to, and sixteen kilobytes of brotli can be gigabytes.
These ask for the output in bounded pieces and stop at the limit.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import brotli
import zstandard

PIECE = 256 * 1024
# RFC 9659: a sender may not use a larger zstandard window for content coding.
ZSTD_WINDOW = 8 * 1024 * 1024
# Stacked codings are legal, and nobody stacks more; a bomb might.
MAX_LAYERS = 3


class BrokenEncodingError(ValueError):
    """The body is not what its Content-Encoding says, or breaks off within it."""


class TooLargeError(ValueError):
    """The decoded body is larger than the limit."""


class _Output:
    """Decoded pieces up to a limit."""

    def __init__(self, limit: int) -> None:
        self._pieces: list[bytes] = []
        self._room = limit

    def add(self, piece: bytes) -> None:
        self._room -= len(piece)
        if self._room < 0:
            raise TooLargeError
        self._pieces.append(piece)

    def value(self) -> bytes:
        return b"".join(self._pieces)


def _inflate(body: bytes, limit: int, wbits: int) -> bytes:
    out = _Output(limit)
    rest = body
    while rest:
        member = zlib.decompressobj(wbits)
        while True:
            out.add(member.decompress(rest, PIECE))
            rest = member.unconsumed_tail
            if member.eof:
                break
            if not rest:
                raise BrokenEncodingError("it breaks off before its end")
        # A gzip file may be several members (RFC 1952 section 2.2); padding after the last one is ignored.
        rest = member.unused_data.lstrip(b"\0")
        if rest and not rest.startswith(b"\x1f\x8b"):
            break
    return out.value()


def _gzip(body: bytes, limit: int) -> bytes:
    return _inflate(body, limit, 16 + zlib.MAX_WBITS)


def _deflate(body: bytes, limit: int) -> bytes:
    try:
        return _inflate(body, limit, zlib.MAX_WBITS)
    except zlib.error:
        # Servers that took "deflate" by its name send it without the zlib wrapper that RFC 9110 asks for.
        return _inflate(body, limit, -zlib.MAX_WBITS)


def _brotli(body: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    out = _Output(limit)
    out.add(decoder.process(body, output_buffer_limit=PIECE))
    while not decoder.is_finished():
        piece = decoder.process(b"", output_buffer_limit=PIECE)
        if not piece and not decoder.is_finished():
            raise BrokenEncodingError("it breaks off before its end")
        out.add(piece)
    return out.value()


def _zstd(body: bytes, limit: int) -> bytes:
    # Two passes: only the stream reader bounds its output, and only the decompression object tells a frame that
    # breaks off from one that ends. Once the first has found the size to be within the limit, the second is safe.
    room = limit
    with zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).stream_reader(
        io.BytesIO(body), read_across_frames=True
    ) as reader:
        while piece := reader.read(PIECE):
            room -= len(piece)
            if room < 0:
                raise TooLargeError
    out = _Output(limit)
    rest = body
    while rest:
        frame = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
        out.add(frame.decompress(rest))
        if not frame.eof:
            raise BrokenEncodingError("it breaks off before its end")
        rest = frame.unused_data
    return out.value()


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
# What servers write here that changes nothing: the name of no coding, or a charset in the wrong header.
_NOTHING = frozenset({"", "identity", "none", "utf-8", "utf8", "iso-8859-1", "8bit", "binary"})

# What we ask for, best first.
ACCEPT_ENCODING = "zstd, br, gzip, deflate"


def layers(content_encoding: str | None) -> tuple[str, ...]:
    """The codings to undo, in the order in which they are undone: the last one applied comes first."""
    names = [part.strip().lower() for part in (content_encoding or "").split(",")]
    return tuple(name for name in reversed(names) if name not in _NOTHING)


def decode(body: bytes, content_encoding: str | None, limit: int) -> bytes:
    """The body as it was before its content codings (RFC 9110 section 8.4).

    limit: bytes the result, and every step on the way, may have at most.
    Raises TooLargeError beyond it, and BrokenEncodingError for data that is not what the header says.
    """
    steps = layers(content_encoding)
    if len(steps) > MAX_LAYERS:
        raise BrokenEncodingError(f"it is wrapped {len(steps)} times")
    for name in steps:
        if name not in _DECODERS:
            raise BrokenEncodingError(f"the content coding {name!r} is unknown")
        if not body:
            return body
        try:
            body = _DECODERS[name](body, limit)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise BrokenEncodingError(f"it is no valid {name}: {error}") from error
    return body
