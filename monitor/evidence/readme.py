"""The page of words in a ZIP of evidence: what it is, how to read it, how to check it, and what it does not show."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import dedent

from monitor.evidence.bundle import Bundle
from monitor.model import Revision
from monitor.model.display import one_line

_TEXT = """\
EVIDENCE: a change of a vendor's public document, and everything recorded about it

Vendor      {vendor}
Document    {source}
Revision    {revision}
The change  lies after {last} and not after {first} (UTC)
Told as of  {as_of} (UTC), link {head} of the chain

WHAT IS HERE

captures/    the document before and after, byte for byte as it was read, unpacked from any compression of the
             transport; beside each the same as WARC (ISO 28500) with the requests, redirects, headers, times, the
             address that answered and its certificate; a picture where a browser was needed to read it
listings/    what was read from it, before and after, and the comparison with its assessment
report.html  the report for people; report.json the same for machines
logs/        decisions, notices, clauses and windows as lists, for reading
notices/     the vendor's own announcements, as they were logged
letters/     objections as they were drafted (whether one was sent is not recorded here)
records/     every record that bears on this, exactly as it was sealed; the file's name begins with its link
chain.jsonl  the links of the hash chain: [number, time, kind, record, SHA-256 of the record, SHA-256 of the link]
stamps/      time-stamps and signatures over links of the chain, if there are any
MANIFEST.json  every file with its size and SHA-256; MANIFEST.sig its signature, where the sender signs

HOW TO CHECK IT

With Python 3.8 or later, on any machine, without a network:

    python3 -I verify.py {zip}

It names everything that does not fit, and says "everything fits" otherwise. Who does not trust the verifier in this
very file takes it from the project instead; it is the same. By hand: the SHA-256 of records/0000045-decision_made.json
is the fifth value of the line that begins with [45 in chain.jsonl; a link's own SHA-256 is that of its number, time,
kind, record, SHA-256 of the record, and the SHA-256 of the link before it, one to a line, without a last line break.

The head of this chain is
    {head}:{sha256}
Compare it with a head of the same chain that reached you by another way or at another time (a later ZIP, an
attestation, a mail, a time-stamp): verify.py {zip} --head NUMBER:SHA256

WHAT THIS DOES NOT SHOW

A hash chain shows that nothing was changed after a head was known to somebody else. Whoever keeps the database could
have made the whole chain anew before that; a time-stamp or a head in other hands bounds when. That the captured bytes
came from the vendor rests on TLS and the certificate named in the WARC files, and on the word of whoever ran the
monitor. Records about other vendors are links here, without their content.
"""


def readme(bundle: Bundle, revision: Revision, files: Sequence[str]) -> str:
    """The README of a bundle; ``files``: the documents in it."""
    head = bundle.links[-1]
    text = dedent(_TEXT).format(
        vendor=one_line(bundle.vendor, 200),
        source=one_line(bundle.source, 500),
        revision=bundle.revision,
        last=revision.before.last_seen_at.isoformat(),
        first=revision.after.first_seen_at.isoformat(),
        as_of=bundle.as_of.isoformat(),
        head=head.seq,
        sha256=head.sha256,
        zip=f"evidence-{bundle.revision}.zip",
    )
    return text + "\nDOCUMENTS\n\n" + "".join(f"    {name}\n" for name in files)
