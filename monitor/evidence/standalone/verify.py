#!/usr/bin/env python3
"""Does this evidence hold together? Needs nothing but Python 3.8 or later; no network, no database, writes nothing.

    python3 verify.py evidence.zip              or, in the unpacked folder:   python3 verify.py
    python3 verify.py evidence.zip --head 1234:9f86…    the chain must lead through a head you got another way
    python3 verify.py evidence.zip --key 3b6a…          it must be signed with this Ed25519 key

What is checked, in this order:
  1 package    the ZIP holds plainly named files, none twice, none outside, and its own bookkeeping is untouched
  2 manifest   every file is there, with the size and SHA-256 that MANIFEST.json states, and no other
  3 signature  of MANIFEST.json, where there is one
  4 chain      every link's hash follows from its content and from the link before it, up to the head
  5 records    every record is, letter for letter, what its link in the chain sealed
  6 documents  every document is the one that a record names by its hash, in the WARC files too
  7 stamps     what a time-stamping authority or a key signed is a link of this chain

Exit code: 0 everything fits, 1 something does not (each thing is named), 2 this cannot be read as evidence.
"""

import argparse
import hashlib
import json
import os
import re
import struct
import sys
import zlib

MOST_FILES, MOST_BYTES, MOST_OF_ALL = 20000, 256 * 1024 * 1024, 1024 * 1024 * 1024
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
WARC_LINE = re.compile(rb"([A-Za-z-]+): ?(.*)")


class Unreadable(Exception):
    """This is no evidence at all, or too dangerous to look at."""


class Log:
    """What was found, printed as it is found."""

    def __init__(self):
        self.wrong = []

    def step(self, number, title):
        print("%d. %s" % (number, title))

    def good(self, words):
        print("   ok    " + shown(words))

    def note(self, words):
        print("   note  " + shown(words))

    def bad(self, thing, words):
        self.wrong.append(thing)
        print("   WRONG " + shown("%s: %s" % (thing, words)))


def shown(text):
    """Foreign words, fit for a terminal."""
    return "".join(c if c.isprintable() else "?" for c in str(text))[:2000]


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def parsed(data):
    """JSON as a value. Raises ValueError for anything else, absurdly deep nesting included."""
    try:
        return json.loads(data.decode("utf-8"))
    except RecursionError:
        raise ValueError("nested too deeply") from None


# -- 1 the package -----------------------------------------------------------------------------------------------


def read_zip(path, log):
    """The files of the ZIP. It is read front to back by its local headers, and its directory must repeat them exactly:
    so there is no byte of it that nobody looks at. Nothing is ever unpacked to the disk.
    """
    size = os.path.getsize(path)
    if size > MOST_OF_ALL:
        raise Unreadable("the file is larger than %d bytes" % MOST_OF_ALL)
    with open(path, "rb") as file:
        data = file.read()
    files, directory, at, total = {}, b"", 0, 0
    while data[at : at + 4] == b"PK\x03\x04":
        head = data[at : at + 30]
        if len(head) < 30:
            raise Unreadable("the ZIP is cut off at byte %d" % at)
        _, _, flags, method, _, _, crc, packed, plain, name_size, extra = struct.unpack("<4s5H3I2H", head)
        name = data[at + 30 : at + 30 + name_size].decode("ascii", "replace")
        refuse_name(name, files)
        total += plain
        if flags & 1 or method not in (0, 8):
            raise Unreadable("%s: encrypted, or packed in a way that is not used here" % shown(name))
        if plain > MOST_BYTES or total > MOST_OF_ALL or len(files) >= MOST_FILES:
            raise Unreadable("%s: it would unpack to more than is allowed (a bomb?)" % shown(name))
        start = at + 30 + name_size + extra
        body = data[start : start + packed]
        content = unpack(name, body, method, plain, log)
        if zlib.crc32(content) & 0xFFFFFFFF != crc or len(content) != plain or len(body) != packed:
            log.bad(name, "its checksum in the ZIP is not that of its content: the file was altered")
        text = data[at + 30 : at + 30 + name_size]
        common = struct.pack("<5H3I2H", 20, 0, method, 0, 33, crc, packed, plain, len(text), 0)
        if head != b"PK\x03\x04" + common or extra:
            log.bad(name, "its header in the ZIP (byte %d) is not as the monitor writes it" % at)
        directory += struct.pack("<4s2B", b"PK\x01\x02", 20, 3) + common
        directory += struct.pack("<3H2I", 0, 0, 0, 0o644 << 16, at) + text
        files[name] = content
        at = start + packed
    if not files:
        raise Unreadable("it is no ZIP, or an empty one")
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, len(files), len(files), len(directory), at, 0)
    if data[at:] != directory + end:
        place = next((i for i, pair in enumerate(zip(data[at:], directory + end)) if pair[0] != pair[1]), 0)
        log.bad("the directory of the ZIP", "byte %d is not as the monitor writes it" % (at + place))
    log.good("%d files, plainly named, none of them twice" % len(files))
    return files


def refuse_name(name, files):
    if not NAME.fullmatch(name) or ".." in name or len(name) > 200:
        raise Unreadable("%r: a file of that name could land outside the folder" % shown(name))
    if name in files:
        raise Unreadable("%s: the ZIP holds two files of that name" % shown(name))


def unpack(name, body, method, plain, log):
    """The content of one file, never more than one byte longer than it claims to be."""
    if method == 0:
        return body[: plain + 1]
    inflater = zlib.decompressobj(-15)
    try:
        content = inflater.decompress(body[:-1], plain + 1)
        if len(content) > plain:
            return content
        before, last = inflater.copy(), inflater.unconsumed_tail + body[-1:]
        rest = inflater.decompress(last, plain + 1 - len(content))
    except zlib.error as error:
        log.bad(name, "it cannot be unpacked: %s" % error)
        return b""
    if not inflater.eof or inflater.unused_data:
        log.bad(name, "its packed form does not end where it should")
    elif padded(before, last, rest):
        log.bad(name, "the bits after the end of its packed form are not empty")
    return content + rest


def padded(before, last, rest):
    """Does the last byte end the packed form just as well without its upper bits? They are padding, and should be 0."""
    for bits in range(8):
        smaller = last[-1] & ((1 << bits) - 1)
        trial = before.copy()
        try:
            same = (
                smaller != last[-1] and trial.decompress(last[:-1] + bytes([smaller]), len(rest) + 1) == rest
            )
        except zlib.error:
            continue
        if same and trial.eof:
            return True
    return False


def read_folder(path, log):
    """The files of an unpacked folder; links are not followed."""
    files = {}
    for folder, _, names in os.walk(path):
        for name in names:
            full = os.path.join(folder, name)
            short = os.path.relpath(full, path).replace(os.sep, "/")
            if os.path.islink(full) or short.startswith("__pycache__"):
                continue
            if os.path.getsize(full) > MOST_BYTES or len(files) >= MOST_FILES:
                raise Unreadable("%s: more than is allowed" % shown(short))
            with open(full, "rb") as file:
                files[short] = file.read()
    log.good("%d files in the folder (no ZIP: its bookkeeping cannot be checked)" % len(files))
    return files


# -- 2 the manifest, 3 its signature -------------------------------------------------------------------------------


def check_manifest(files, log):
    try:
        manifest = parsed(files["MANIFEST.json"])
        listed = {str(one["name"]): (int(one["size"]), str(one["sha256"])) for one in manifest["files"]}
        chain = manifest["chain"]
        chain["first"], chain["head"]["number"] = int(chain["first"]), int(chain["head"]["number"])
        str(chain["head"]["sha256"]), str(chain["previous_sha256"])
        manifest["records"] = [
            {"link": int(one["link"]), "kind": str(one["kind"]), "subject": str(one["subject"])}
            for one in manifest["records"]
        ]
    except KeyError as error:
        raise Unreadable("MANIFEST.json is missing, or lacks %s" % error) from None
    except (ValueError, TypeError, AttributeError) as error:
        raise Unreadable("MANIFEST.json cannot be read: %s" % error) from None
    unlisted = ("MANIFEST.json", "MANIFEST.sig")
    count = 0
    for name, one in sorted(listed.items()):
        if name not in files:
            log.bad(name, "it is in the manifest, but not here: left out")
        elif (len(files[name]), sha256(files[name])) != one:
            log.bad(name, "SHA-256 %s, the manifest says %s: altered" % (sha256(files[name]), one[1]))
        else:
            count += 1
    for name in sorted(set(files) - set(listed) - set(unlisted)):
        log.bad(name, "it is here, but not in the manifest: added")
    log.good("%d files have the SHA-256 that MANIFEST.json states" % count)
    return manifest


def check_signature(files, wanted, log):
    if "MANIFEST.sig" not in files:
        if wanted:
            log.bad("MANIFEST.sig", "there is no signature, and one was asked for with --key")
        else:
            log.note("not signed: the manifest itself is only as good as the way this file reached you")
        return
    try:
        told = parsed(files["MANIFEST.sig"])
        key, signature = bytes.fromhex(told["key"]), bytes.fromhex(told["signature"])
    except (ValueError, KeyError, TypeError) as error:
        log.bad("MANIFEST.sig", "it cannot be read: %s" % error)
        return
    if not ed25519_valid(key, files["MANIFEST.json"], signature):
        log.bad("MANIFEST.sig", "it is no signature of this MANIFEST.json by key %s" % key.hex())
    elif wanted and key.hex() != wanted.lower():
        log.bad("MANIFEST.sig", "signed by key %s, not by the one asked for" % key.hex())
    else:
        log.good("signed with Ed25519 by key %s%s" % (key.hex(), "" if wanted else " (compare it: --key)"))


# Ed25519 (RFC 8032), verification only, as its section 6 gives it: slow and plain, so that it can be read.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)  # noqa: E741


def point_add(a, b):
    s, t = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    u, v = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = t - s, v - u, v + u, t + s
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def point_times(n, a):
    found = (0, 1, 1, 0)
    while n > 0:
        if n & 1:
            found = point_add(found, a)
        a, n = point_add(a, a), n >> 1
    return found


def point_from(data):
    y, sign = int.from_bytes(data, "little") & ((1 << 255) - 1), data[31] >> 7
    if y >= P:
        return None
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * I % P
    if (x * x - xx) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


def ed25519_valid(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = point_from(key), point_from(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    base = point_from(bytes.fromhex("58" + "66" * 31))
    left, right = point_times(s, base), point_add(r, point_times(h, a))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


# -- 4 the chain -------------------------------------------------------------------------------------------------


def check_chain(files, manifest, heads, log):
    """Number -> (kind, subject, hash of the content, hash of the link)."""
    links, wanted = {}, {}
    for number, sha in heads:
        wanted.setdefault(number, []).append(sha)
    previous, expected = manifest["chain"]["previous_sha256"], manifest["chain"]["first"]
    try:
        lines = files["chain.jsonl"].decode("utf-8").splitlines()
        rows = [parsed(line.encode("utf-8")) for line in lines]
        rows = [(int(n), *[str(part) for part in rest]) for n, *rest in rows]
        if any(len(row) != 6 for row in rows):
            raise ValueError("a line does not have six parts")
    except (KeyError, ValueError, TypeError) as error:
        log.bad("chain.jsonl", "it cannot be read: %s" % error)
        return links
    for number, at, kind, subject, content, sha in rows:
        name = "link %d (%s %s)" % (number, kind, subject)
        if number != expected:
            where = "left out before it" if number > expected else "out of its place, or twice"
            log.bad(name, "link %d was expected here: something was %s" % (expected, where))
        text = "\n".join((str(number), at, kind, subject, content, previous))
        if sha256(text.encode("utf-8", "surrogatepass")) != sha:
            log.bad(name, "its hash does not follow from its content and the link before it")
        for told in wanted.pop(number, []):
            if told.lower() != sha:
                log.bad(name, "it is not the link that was written down elsewhere (%s)" % told)
            else:
                log.good("link %d is the one that was written down elsewhere" % number)
        links[number] = (kind, subject, content, sha)
        previous, expected = sha, number + 1
    head = manifest["chain"]["head"]
    if (expected - 1, previous) != (head["number"], head["sha256"]):
        told = "the manifest says %d, the last link is %d" % (head["number"], expected - 1)
        log.bad("head of the chain (chain.jsonl)", told)
    for number in wanted:
        log.bad("link %d" % number, "it was written down elsewhere, but is not in this part of the chain")
    log.good("%d links, up to head %s:%s" % (len(links), expected - 1, previous))
    return links


# -- 5 the records -----------------------------------------------------------------------------------------------


def check_records(files, manifest, links, log):
    """(kind, subject) -> the record."""
    records, count, seen = {}, 0, {}
    for one in manifest["records"]:
        number, kind, subject = one["link"], one["kind"], one["subject"]
        name = "records/%07d-%s.json" % (number, kind)
        title = "%s %s (%s)" % (kind, subject, name)
        if name not in files:
            log.bad(title, "the record was left out")
            continue
        found = sha256(files[name])
        seen[name] = found
        if number not in links:
            log.bad(title, "link %d, which seals it, is missing" % number)
        elif links[number][:2] != (kind, subject):
            log.bad(title, "link %d seals %s %s, not this" % ((number,) + links[number][:2]))
        elif links[number][2] != found:
            log.bad(title, "it is not what link %d sealed%s" % (number, belongs(found, links)))
        else:
            count += 1
        try:
            records[kind, subject] = dict(parsed(files[name]))
        except (ValueError, TypeError) as error:
            log.bad(title, "it cannot be read: %s" % error)
    for name in sorted(files):
        if name.startswith("records/") and name not in seen:
            log.bad(name, "a record that the manifest does not know")
    log.good("%d records are what the chain sealed" % count)
    return records


def belongs(sha, links):
    number = next((n for n, link in links.items() if link[2] == sha), None)
    return "" if number is None else "; it is what link %d sealed: records changed places" % number


# -- 6 the documents ---------------------------------------------------------------------------------------------

NAMED = {"capture_kept": "body_sha256", "picture_kept": "content_sha256", "snapshot_opened": "listing_sha256",
         "snapshot_reread": "listing_sha256",
         "revision_recorded": "assessed_sha256", "notice_logged": "file_sha256", "letter_drafted": "content_sha256",
         "chain_witnessed": "token_sha256"}  # fmt: skip


def check_documents(files, manifest, records, log):
    have, proven = {}, set()
    for name, data in files.items():
        have.setdefault(sha256(data), []).append(name)
    for (kind, subject), record in sorted(records.items()):
        wanted = str(record.get(NAMED.get(kind, "")) or "")
        if wanted in have:
            proven.update(have[wanted])
        elif wanted:
            log.bad("%s %s" % (kind, subject), "the document with SHA-256 %s is missing or altered" % wanted)
    log.good("%d documents are those that the records name" % len(proven))
    retold = [
        n for n in sorted(files) if n not in proven and not n.startswith(("records/", "MANIFEST", "chain."))
    ]
    log.note("told again for reading, and covered by the manifest alone: %s" % ", ".join(retold))
    check_warcs(files, records, log)
    check_story(manifest, records, log)


def check_story(manifest, records, log):
    """The revision needs both snapshots, and these their captures."""
    revision = next((r for (kind, _), r in records.items() if kind == "revision_recorded"), None)
    if revision is None or revision.get("public_id") != manifest.get("revision"):
        log.bad("revision_recorded", "the record of revision %s is missing" % manifest.get("revision"))
        return
    needed = [("snapshot_opened", revision.get("before_id")), ("snapshot_opened", revision.get("after_id")),
              ("snapshot_closed", revision.get("before_id"))]  # fmt: skip
    for key, column in (("snapshot_opened", "first_capture_id"), ("snapshot_closed", "last_capture_id")):
        needed += [
            ("capture_kept", r[column]) for (kind, _), r in records.items() if kind == key and r.get(column)
        ]
    for kind, subject in needed:
        if (kind, str(subject)) not in records:
            log.bad("%s %s" % (kind, subject), "the revision needs this record, and it was left out")
    needed = [
        ("notice_logged", r.get("notice_id")) for (kind, _), r in records.items() if kind == "notice_linked"
    ]
    for kind, subject in needed:
        if (kind, str(subject)) not in records:
            log.bad(
                "%s %s" % (kind, subject), "a notice was linked to the revision, and its record was left out"
            )
    state = "detected"
    decisions = [(int(number), r) for (kind, number), r in records.items() if kind == "decision_made"]
    for number, decision in sorted(decisions, key=lambda pair: pair[0]):
        if decision.get("state_before") != state:
            log.bad(
                "decision_made %s" % number,
                "it does not begin where the one before it ended: one was left out",
            )
        state = decision.get("state")
    before = records.get(("snapshot_closed", str(revision.get("before_id"))), {})
    after = records.get(("snapshot_opened", str(revision.get("after_id"))), {})
    log.good(
        "the change lies after %s and not after %s" % (before.get("last_seen_at"), after.get("first_seen_at"))
    )


def check_warcs(files, records, log):
    """Every WARC file holds, byte for byte, the body of the capture whose record it names."""
    count = 0
    for name in sorted(n for n in files if n.endswith(".warc")):
        try:
            found = [
                (h, b)
                for h, b in warc_records(files[name])
                if h.get(b"WARC-Type") in (b"response", b"resource")
            ]
            headers, block = found[-1]
        except (ValueError, IndexError) as error:
            log.bad(name, "it cannot be read as WARC: %s" % error)
            continue
        body = block.partition(b"\r\n\r\n")[2] if headers[b"WARC-Type"] == b"response" else block
        subject = headers.get(b"X-Capture", b"").decode("ascii", "replace")
        record = records.get(("capture_kept", subject))
        if record is None or record.get("body_sha256") != sha256(body):
            log.bad(name, "its last response is not the body of capture %s" % subject)
        else:
            count += 1
    log.good("%d WARC files hold the bodies that the records name" % count)


def warc_records(data):
    at = 0
    while at < len(data):
        end = data.index(b"\r\n\r\n", at)
        lines = data[at:end].split(b"\r\n")
        if not lines[0].startswith(b"WARC/1."):
            raise ValueError("byte %d begins no record" % at)
        headers = dict(m.groups() for m in map(WARC_LINE.fullmatch, lines[1:]) if m)
        length = int(headers.get(b"Content-Length", b"-1"))
        if length < 0 or data[end + 4 + length : end + 8 + length] != b"\r\n\r\n":
            raise ValueError("the record at byte %d does not end where it says" % at)
        yield headers, data[end + 4 : end + 4 + length]
        at = end + 8 + length


# -- 7 the stamps ------------------------------------------------------------------------------------------------


def check_stamps(files, records, links, log):
    """Time-stamps (RFC 3161) and signatures of links. A time-stamp's own signature is for openssl to check."""
    for (kind, subject), record in sorted(records.items()):
        if kind != "chain_witnessed":
            continue
        name = next((n for n, data in files.items() if sha256(data) == record.get("token_sha256")), None)
        number, wanted = record.get("seq"), str(record.get("link_sha256"))
        title = "chain_witnessed %s (link %s)" % (subject, number)
        if isinstance(number, int) and number in links and links[number][3] != wanted:
            log.bad(title, "it vouches for another link %s than the one here" % number)
        elif name is None:
            continue  # told of among the documents
        elif record.get("kind") == "rfc3161":
            if (
                not re.fullmatch("[0-9a-f]{64}", wanted)
                or b"\x04\x20" + bytes.fromhex(wanted) not in files[name]
            ):
                log.bad(title, "the time-stamp %s is not over this link" % name)
            else:
                log.good(
                    "link %s was time-stamped by %s; check the authority's signature with:"
                    % (number, record.get("authority"))
                )
                log.note("openssl ts -verify -digest %s -in %s -CAfile AUTHORITY.pem" % (wanted, name))
        else:
            check_link_signature(title, number, wanted, files[name], log)
    if not any(kind == "chain_witnessed" for kind, _ in records):
        log.note("no time-stamp: compare the head with one that reached you another way (--head)")


def check_link_signature(title, number, wanted, token, log):
    try:
        told = parsed(token)
        key, signature = bytes.fromhex(told["key"]), bytes.fromhex(told["signature"])
    except (ValueError, KeyError, TypeError):
        log.bad(title, "the signature cannot be read")
        return
    message = ("subprocessor-monitor chain head\n%s:%s\n" % (number, wanted)).encode("ascii")
    if ed25519_valid(key, message, signature):
        log.good("link %s was signed by key %s" % (number, key.hex()))
    else:
        log.bad(title, "it is no signature of this link by key %s" % key.hex())


# ----------------------------------------------------------------------------------------------------------------


def head_of(text):
    number, _, sha = text.partition(":")
    if not number.isdigit() or not re.fullmatch("[0-9a-fA-F]{64}", sha):
        raise argparse.ArgumentTypeError("write NUMBER:SHA256")
    return int(number), sha.lower()


def main():
    parser = argparse.ArgumentParser(description="Checks exported evidence of a revision.")
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("evidence", nargs="?", default=here, help="the ZIP, or the unpacked folder")
    parser.add_argument("--head", type=head_of, action="append", default=[], metavar="NUMBER:SHA256")
    parser.add_argument("--key", help="Ed25519 public key, 64 hexadecimal digits")
    options = parser.parse_args()
    log = Log()
    try:
        log.step(1, "Package: " + shown(options.evidence))
        folder = os.path.isdir(options.evidence)
        files = read_folder(options.evidence, log) if folder else read_zip(options.evidence, log)
        log.step(2, "Manifest")
        manifest = check_manifest(files, log)
        log.step(3, "Signature of the manifest")
        check_signature(files, options.key, log)
        log.step(4, "Chain")
        links = check_chain(files, manifest, options.head, log)
        log.step(5, "Records")
        records = check_records(files, manifest, links, log)
        log.step(6, "Documents")
        check_documents(files, manifest, records, log)
        log.step(7, "Stamps")
        check_stamps(files, records, links, log)
    except (Unreadable, OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        print("   STOP  " + shown(error))
        print("RESULT: this cannot be read as evidence.")
        return 2
    if log.wrong:
        print("RESULT: %d things do not fit: %s" % (len(log.wrong), shown("; ".join(log.wrong))))
        return 1
    print(
        "RESULT: everything fits: revision %s of %s."
        % (shown(manifest["revision"]), shown(manifest.get("vendor")))
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
