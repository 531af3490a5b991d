#!/usr/bin/env python3
# ruff: noqa: T201  a program of its own: printing is what it is for
"""Check a sealed release, with Python's standard library alone (3.8 or later).

    python3 -I verify_release.py FOLDER --key KEY

KEY is the public key of whoever publishes it, 64 hexadecimal digits, from elsewhere than the
release: without it nobody can say who sealed it. Take this program and verify_draw.py from the
tool's own site too: a copy that comes with a forged release may be forged as well.

Prints what was checked, what no file can prove, and what it comes to. Exit code 0: everything
that was compared fits. 1: something does not. 2: the folder cannot be read. The draw is repeated
by verify_draw.py beside this file. It shares no code with the tool that sealed the release.
"""

import contextlib
import csv
import hashlib
import importlib.util
import io
import json
import os
import re
import stat
import sys
import zipfile
import zlib
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from html import unescape
from html.parser import HTMLParser

sys.dont_write_bytecode = True  # a check leaves nothing in the folder that it checks
MANIFEST, SIGNATURE = "manifest.json", "manifest-signature.json"
SEALED = "inspect-tool release manifest 1"
NOTICED = "inspect-tool release notice 1"
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*){0,5}", re.ASCII)
MOMENT = re.compile(r"\d{4}(-\d\d){2}T\d\d(:\d\d){2}(\.\d{3}|\.\d{6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
LARGEST = 500 * 2**20
FAULTS, UNPROVEN = [], []


def fault(place, message):
    """Remember what does not fit, and say it."""
    print(f"  FAILS   {place}: {message}")
    FAULTS.append((place, message))


def right(sentence):
    """Say what was compared and fits."""
    print("  right  ", sentence)


def not_proven(sentence):
    """Say what no file here proves."""
    print("  not proven by these files:", sentence)
    UNPROVEN.append(sentence)


# --- Ed25519, RFC 8032 (2017), section 5.1; to check signatures, never to make one ----------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(a, b):
    """The sum of two points, in extended coordinates (section 5.1.4)."""
    one, two = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    three, four = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = two - one, four - three, four + three, two + one
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    """A point, so many times."""
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, point)
        point, number = add(point, point), number >> 1
    return total


def point_of(coded):
    """The point that 32 bytes stand for (section 5.1.3); None where there is none."""
    y = int.from_bytes(coded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    squared = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(squared, (P + 3) // 8, P)
    if (x * x - squared) % P:
        x = x * ROOT % P
    if (x * x - squared) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(public, message, signature):
    """Whether a signature of 64 bytes is that of a public key of 32 (section 5.1.7)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, start = point_of(public), point_of(signature[:32])
    response = int.from_bytes(signature[32:], "little")
    if key is None or start is None or response >= L:
        return False
    hashed = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(hashed, "little") % L
    one, two = times(response, BASE), add(start, times(challenge, key))
    return (one[0] * two[2] - two[0] * one[2]) % P == (one[1] * two[2] - two[1] * one[2]) % P == 0


# --- files, manifest, signature -------------------------------------------------------------------


def files_of(folder):
    """Content of every plain file by its path; links and what cannot be read are faults."""
    files = {}
    for above, folders, names in os.walk(folder):
        for name in sorted(folders + names):
            path = os.path.join(above, name)
            inside = os.path.relpath(path, folder).replace(os.sep, "/")
            held = os.lstat(path)
            if stat.S_ISDIR(held.st_mode):
                continue
            if not stat.S_ISREG(held.st_mode) or held.st_size > LARGEST:
                fault(inside, "is a link or no plain file, so it was not read")
                continue
            with open(path, "rb") as file:
                files[inside] = file.read()
    return files


def without_repeats(pairs):
    """An object of which no field is there twice."""
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("a field is there twice")
    return record


def read_json(held):
    """The value of a JSON file."""
    return json.loads(held.decode("utf-8"), object_pairs_hook=without_repeats)


def is_hex(text, digits):
    """Whether a text is so many hexadecimal digits."""
    return isinstance(text, str) and bool(re.fullmatch(f"[0-9a-f]{{{digits}}}", text))


def manifest_of(files):
    """The manifest, where it is one; None where nothing can be compared."""
    try:
        made = read_json(files[MANIFEST])
        listed, seen = made["files"], set()
        if set(made) != {"format", "release", "edition", "files"} or made["format"] != SEALED:
            raise ValueError("not its fields")
        for name, entry in listed.items():
            is_plain = NAME.fullmatch(name) and ".." not in name.split("/")
            if (
                not is_plain
                or name in (MANIFEST, SIGNATURE)
                or any(part.endswith(".") for part in name.split("/"))
            ):
                raise ValueError(f"{name!r} leads elsewhere")
            if name.lower() in seen:
                raise ValueError(f"{name!r} is there twice")
            seen.add(name.lower())
            if set(entry) != {"sha256", "bytes"} or not is_hex(entry["sha256"], 64):
                raise ValueError(f"{name!r} has no digest")
            if type(entry["bytes"]) is not int:
                raise ValueError(f"{name!r} has no size")
    except KeyError:
        fault(MANIFEST, "is missing, or not in its form; nothing can be compared")
        return None
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        fault(MANIFEST, f"is not in its form: {error}")
        return None
    return made


def check_files(made, files):
    """Every file is there, as the manifest has it, and no other one."""
    before = len(FAULTS)
    for name, entry in sorted(made["files"].items()):
        held = files.get(name)
        if held is None:
            fault(name, "is missing")
        elif [hashlib.sha256(held).hexdigest(), len(held)] != [entry["sha256"], entry["bytes"]]:
            fault(name, "was changed: it does not have the SHA-256 of the manifest")
    for name in sorted(set(files) - set(made["files"]) - {MANIFEST, SIGNATURE}):
        fault(name, "is not in the manifest: it was added")
    if len(FAULTS) == before:
        right(f"{len(made['files'])} files, each with the SHA-256 of the manifest, and no other")


def check_signature(files, key):
    """Who signed the manifest; the public key where the signature is right."""
    try:
        held = read_json(files[SIGNATURE])
        public, signature = held["public_key"], held["signature"]
        names = {"format", "algorithm", "public_key", "signature"}
        if set(held) != names or not is_hex(public, 64) or not is_hex(signature, 128):
            raise ValueError("not its fields")
    except KeyError:
        fault(SIGNATURE, "is missing, or not in its form: nobody signed this")
        return ""
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        fault(SIGNATURE, f"is not in its form: {error}")
        return ""
    message = SEALED.encode() + b"\n" + files[MANIFEST]
    if not is_signed(bytes.fromhex(public), message, bytes.fromhex(signature)):
        fault(SIGNATURE, "is not a signature of this manifest")
        return ""
    if key and key != public:
        fault(SIGNATURE, "is of another key than the one that was given")
    elif key:
        right("the manifest is signed with the key that was given")
    else:
        right(f"the manifest is signed with the key {public}")
        not_proven("who signed it: give the publisher's key with --key, from elsewhere than this")
    return public


# --- what the data say, and what follows from what ------------------------------------------------


def percent(count, base):
    """A share as tables show it: rounded half up, [low] where it rounds to zero and is none."""
    whole = (200 * count + base) // (2 * base)
    return "[low]" if whole == 0 and count else f"{whole}%"


def shares_allowed(count, base, least):
    """What may stand for the share of a count in its base."""
    if type(count) is not int or type(base) is not int:
        return ("[c]",)
    if base == 0:
        return "[z]", "[u]"
    return (percent(count, base), "[c]") if base >= max(1, least) else ("[u]",)


def whole_numbers(row):
    """The whole numbers of a row behind its header."""
    return [cell for cell in row[1:] if type(cell) is int]


def check_block(one, least):
    """Shares follow from counts and bases, totals from rows; how many of each."""
    for row in one["rows"]:
        if len(row) != len(one["columns"]):
            fault(one["id"], f"the row {row[0]!r} has another number of cells")
            return 0, 0
        for share, count, base in one["shares"]:
            if row[share] not in shares_allowed(row[count], row[base], least):
                said = f"{row[share]!r} does not follow from {row[count]} of {row[base]}"
                fault(one["id"], f"{row[0]}: {said}")
    for column in one["sums"]:
        parts = [row[column] for row in one["rows"]]
        total = parts.pop(one["total_rows"][0])
        if sum(parts) != total:
            fault(one["id"], f"the total of {one['columns'][column]!r} is not the sum of its rows")
    return len(one["shares"]) * len(one["rows"]), len(one["sums"])


def check_chart(chart, tables):
    """The numbers of a chart stand in its words, and in the table that it is drawn from."""
    if chart["in_words"]:
        told = iter(numbers_in(chart["words"]))
        wanted = [number for row in chart["rows"] for number in whole_numbers(row)]
        if not all(any(number == one for one in told) for number in wanted):
            fault(chart["id"], "its words do not tell the numbers of its rows")
    for table in tables:
        if table["id"] == chart["from_table"]:
            there = [[row[0], whole_numbers(row)[:2]] for row in table["rows"]]
            for row in chart["rows"]:
                if [row[0], whole_numbers(row)[:2]] not in there:
                    fault(chart["id"], f"{row[0]}: not as in {table['id']}")


SMALL = "none one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
SMALL += " fifteen sixteen seventeen eighteen nineteen"
WORDS = {word: number for number, word in enumerate(SMALL.split())}
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS.update({word: 10 * place for place, word in enumerate(TENS.split(), 2)})


def number_in(text):
    """The whole number that digits or English words say, below a thousand; None for any other."""
    text = text.strip().replace("-", " ")
    if re.fullmatch(r"\d{1,3}(,\d{3})*|\d+", text, re.ASCII):
        return int(text.replace(",", ""))
    hundreds, is_more, rest = text.partition(" hundred")
    total = 0
    if is_more:
        total = 100 * WORDS.get({"a": "one"}.get(hundreds, hundreds), 0)
        rest = rest.replace(" and ", " ").strip()
        if not total:
            return None
    else:
        rest = text
    for word in rest.split():
        if word not in WORDS:
            return None
        total += WORDS[word]
    return total if text else None


def is_in_span(span, share):
    """Whether a share is among those that words of the scale stand for."""
    limit = {name: Fraction(span[name]) for name in span if name != "words"}
    if "about" in limit:
        return abs(share - limit["about"]) <= limit["within"]
    return (
        share >= limit.get("from", share)
        and share <= limit.get("to", share)
        and not share <= limit.get("above", -1)
        and not share >= limit.get("below", 2)
    )


def is_share(text, count, base, scale):
    """Whether words for a share, or a percentage, are true; None where they are no such words."""
    spans = [one for kind in ("fractions", "bands") for one in scale[kind] if text in one["words"]]
    if spans:
        return any(is_in_span(span, Fraction(count, base)) for span in spans)
    found = re.fullmatch(r"([\d.]+) ?(?:%|per cent|percent)(?: of .*)?", text, re.ASCII)
    if found:
        factor = 10 ** len(found.group(1).partition(".")[2])
        rounded = (200 * factor * count + base) // (2 * base)
        return Fraction(found.group(1)) * factor == rounded
    return None


def is_count(text, count, base):
    """Whether words for a count are true; None where they are no such words."""
    if text in ("all", "every", "each", "both"):
        return count == base
    if text in ("none", "no", "not one", "neither"):
        return count == 0
    for start, held in (("all but ", base - count), ("just ", count), ("only ", count)):
        number = number_in(text[len(start) :]) if text.startswith(start) else None
        if number is not None:
            return number == held
    found = re.fullmatch(r"(.+?)(?: of the | of | out of |/)(\d[\d,]*|[a-z -]+?)( [a-z ]+)?", text)
    both = [number_in(part) for part in found.groups()[:2]] if found else [None]
    if None not in both:
        return both == [count, base]
    pieces = text.split()
    starts = [number_in(" ".join(pieces[:length])) for length in range(len(pieces), 0, -1)]
    numbers = [number for number in starts if number is not None]
    return numbers[0] == count if numbers else None


def says(words, count, base, scale):
    """Whether words are true of a count in a base; None where this program cannot read them."""
    text = re.sub(r"\s+", " ", words.lower().strip())
    found = re.fullmatch(r"(.+?) \((.+)\)", text)
    if found:
        parts = [says(part, count, base, scale) for part in found.groups()]
        return None if None in parts else all(parts)
    verdict = is_share(text, count, base, scale)
    return is_count(text, count, base) if verdict is None else verdict


def is_listed(one, table):
    """Whether the list of quantities has one with its words and numbers."""
    rows = [row for row in table["rows"] if row[0] == f"Q{one['number']}"]
    start = one["stated"]
    if one["count"] is None:
        start = ""
    elif not start and one["count"] == one["base"]:
        start = f"{one['count']:,} {one['noun']}"
    elif not start:
        start = f"{one['count']:,} of {one['base']:,} {one['noun']}"
    return len(rows) == 1 and rows[0][2] == one["words"] and rows[0][4].startswith(start)


def check_sentence(one, tables, scale):
    """The words of a quantity are true of its numbers, and these stand where it says.

    Whether its words could be read; a range, a comparison or an estimate is not.
    """
    place = f"sentence {one['where']}, \u201c{one['words']}\u201d"
    can_be_read = one["kind"] == "counted"
    if can_be_read:
        verdict = says(one["words"], one["count"], one["base"], scale)
        can_be_read = verdict is not None
        if verdict is False:
            fault(place, f"is not true of {one['count']} of {one['base']}")
    numbers = [one["count"], one["base"]]
    for table in tables:
        is_source = one["from_table"] and table["id"] == one["from_table"][0]
        if is_source and whole_numbers(table["rows"][one["from_table"][1]])[:2] != numbers:
            fault(place, f"does not have the numbers of {table['id']}")
        if table["id"] == "table-quantities" and not is_listed(one, table):
            fault(place, "is not as in the list of quantities")
    return can_be_read


def check_shares_in_words(tables):
    """Wherever "5 of 40 (13%)" is written, it is so; in words, cells and notes."""
    texts = [tuple(one) for one in tables["paragraphs"]]
    for one in tables["tables"] + tables["charts"]:
        held = [cell for row in one["rows"] for cell in row] + [one["title"]]
        held += [one.get("words", ""), one.get("note", "")]
        texts += [(one["id"], cell) for cell in held if isinstance(cell, str)]
    for place, text in texts:
        for found in re.findall(r"(\d[\d,]*) of (\d[\d,]*) \((\d+)%\)", text, re.ASCII):
            count, base, said = (int(digits.replace(",", "")) for digits in found)
            if not base or percent(count, base) != f"{said}%":
                fault(place, f"{count} of {base} is not {said}%")


def check_numbers(tables):
    """Everything that follows from published counts."""
    before, least = len(FAULTS), tables["percentages_from"]
    if tables["format"] != "inspect-tool release tables 1":
        raise ValueError("format")
    blocks = tables["tables"] + tables["charts"]
    if len({one["id"] for one in blocks}) < len(blocks):
        fault("tables.json", "a table stands there twice")
    done = [check_block(one, least) for one in blocks]
    for chart in tables["charts"]:
        check_chart(chart, tables["tables"])
    read = [check_sentence(one, tables["tables"], tables["scale"]) for one in tables["quantities"]]
    check_shares_in_words(tables)
    if len(FAULTS) == before:
        shares, totals = (sum(part) for part in zip(*done)) if done else (0, 0)  # noqa: B905
        right(
            f"{shares} shares, {totals} totals, {len(tables['charts'])} charts and {sum(read)} "
            "sentences follow from the published tables"
        )
    left = sum(len(one["not_from_counts"]) for one in blocks)
    if left or not all(read):
        not_proven(
            f"{len(read) - sum(read)} sentences that are estimates, ranges or in words that this "
            f"program does not read, and {left} columns of estimates"
        )


# --- the documents show what the data say ---------------------------------------------------------


def plain(words):
    """Words without what only setting them changes."""
    return " ".join(words.translate({0xA0: " ", 0xAD: None, 0x2019: "'", 0x2212: "-"}).split())


class Page(HTMLParser):
    """Tables, words of charts and quantities of a page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tables, self.charts, self.quantities = {}, {}, {}
        self.table, self.in_chart, self.words, self.quantity = "", False, None, ""
        self.figure = ""

    def handle_starttag(self, tag, attrs):
        """Begin a table, a row, a cell, a chart or a quantity."""
        given = {name: value or "" for name, value in attrs}
        if tag == "table":
            self.table = given.get("id", "")
            self.tables.setdefault(self.table, [])
        elif tag == "figure":
            self.figure = given.get("id", "")
            self.charts.setdefault(self.figure, [])
        elif tag == "div" and given.get("class") in ("on-wide", "on-narrow"):
            self.charts.setdefault(self.figure, []).append([])
        elif tag == "svg":
            self.in_chart = True
        elif tag == "tr" and self.table:
            self.tables[self.table].append([])
        elif (tag in ("th", "td") and self.table) or (tag == "title" and self.in_chart):
            self.words = []
        elif tag == "a" and given.get("href", "").startswith("#quantity-"):
            self.quantity = given["href"][len("#quantity-") :]
            self.words = [] if self.words is None else self.words

    def handle_endtag(self, tag):
        """End it, and keep its words."""
        words = plain("".join(self.words or []))
        if tag == "table":
            self.table = ""
        elif tag == "figure":
            self.figure = ""
        elif tag == "svg":
            self.in_chart = False
        elif tag in ("th", "td") and self.table and self.words is not None:
            self.tables[self.table][-1].append(words)
            self.words = None
        elif tag == "title" and self.in_chart:
            groups = self.charts.setdefault(self.figure, [])
            if not groups:
                groups.append([])
            groups[-1].append(words)
            self.words = None
        elif tag == "a" and self.quantity:
            self.quantities[self.quantity], self.quantity = words, ""
            self.words = self.words if self.table else None

    def handle_data(self, data):
        """Take the words of what was begun."""
        if self.words is not None:
            self.words.append(data)


def shown(cell):
    """A cell as documents show it."""
    return f"{cell:,}" if type(cell) is int else plain(cell)


def numbers_in(words):
    """The whole numbers of a text, thousands with a comma."""
    found = re.findall(r"\d{1,3}(?:,\d{3})+|\d+", words, re.ASCII)
    return [int(digits.replace(",", "")) for digits in found]


def is_said_of(chart, titles):
    """Whether the pictures of a chart are described as in the data; parts of one by its numbers."""
    if len(titles) == 1:
        return titles[0] == plain(chart["words"])
    told = numbers_in(" ".join(titles))
    wanted = [number for row in chart["rows"] for number in whole_numbers(row)]
    return set(told) <= set(numbers_in(chart["words"])) and all(
        told.count(number) >= wanted.count(number) for number in set(wanted)
    )


def check_charts(name, page, charts):
    """Each figure has its pictures, for wide windows and for phones, and its table of cells."""
    for one in charts:
        groups = page.charts.get(one["id"], [])
        if len(groups) != 2 or not all(is_said_of(one, titles) for titles in groups):
            fault(f"{name}, {one['id']}", "is not described as in tables.json")
        rows = [[shown(cell) for cell in row] for row in one["rows"]]
        if page.tables.get(f"{one['id']}-as-table") != [list(map(plain, one["columns"])), *rows]:
            fault(f"{name}, {one['id']}", "does not show the cells of tables.json")
    for more in sorted(set(page.charts) - {one["id"] for one in charts}):
        fault(f"{name}, figure {more}", "is not in tables.json")


def check_page(name, held, tables):
    """The page shows the cells, the words of charts and the quantities of the data."""
    before, page = len(FAULTS), Page()
    page.feed(held.decode("utf-8"))
    page.close()
    for one in tables["tables"]:
        rows = [[shown(cell) for cell in row] for row in one["rows"]]
        if page.tables.get(one["id"]) != [list(map(plain, one["columns"])), *rows]:
            fault(f"{name}, {one['id']}", "does not show the cells of tables.json")
    check_charts(name, page, tables["charts"])
    known = {one["id"] for one in tables["tables"] + tables["quantities"]}
    known |= {one["id"] + "-as-table" for one in tables["charts"]}
    for more in sorted(set(page.tables) | set(page.quantities)):
        if more not in known:
            fault(f"{name}, {more}", "is not in tables.json")
    for one in tables["quantities"]:
        if page.quantities.get(one["id"]) != plain(one["words"]):
            fault(f"{name}, {one['id']}", "does not say what tables.json says")
    if len(FAULTS) == before:
        right(f"{name} shows the tables, charts and quantities of the data")


def unpacked(held):
    """A stream as it was before it was packed, as far as it can be unpacked."""
    try:
        return zlib.decompressobj().decompress(held, 2**26)
    except zlib.error:
        return held


def pdf_objects(held):
    """Objects of a PDF by their number: what stands before their stream, and the stream."""
    objects = {}
    for found in re.finditer(rb"(\d+) 0 obj\b(.*?)endobj", held, re.DOTALL):
        head, _, body = found.group(2).partition(b"stream")
        body = body.lstrip(b"\r").lstrip(b"\n").rpartition(b"endstream")[0]
        for _ in range(head.count(b"/FlateDecode")):
            body = unpacked(body)
        objects[int(found.group(1))] = (head, body)
    for head, body in list(objects.values()):
        first = re.search(rb"/First (\d+)", head)
        if b"/ObjStm" in head and first:
            start = int(first.group(1))
            pairs = [int(digits) for digits in body[:start].split()]
            ends = [*pairs[3::2], len(body) - start]
            for number, at, end in zip(pairs[::2], pairs[1::2], ends):  # noqa: B905
                objects.setdefault(number, (body[start + at : start + end], b""))
    return objects


def letters_of(body):
    """Which letters the codes of a font stand for, by its ToUnicode table."""
    letters = {}
    for code, words in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", body):
        text = bytes.fromhex(words.decode())
        letters[int(code, 16)] = text.decode("utf-16-be", "replace")
    return letters


def unescaped(literal):
    """The bytes of a string of a PDF in parentheses (ISO 32000-1, 7.3.4.2)."""
    short = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}

    def byte_of(found):
        said = found.group(1)
        return bytes([int(said, 8) & 255]) if said.isdigit() else short.get(said, said)

    return re.sub(rb"\\([0-7]{1,3}|.)", byte_of, literal, flags=re.DOTALL)


def pdf_text(held):
    """The letters that a PDF shows, without spaces, in the order in which they are set."""
    objects, fonts, parts = pdf_objects(held), {}, []
    for head, _ in objects.values():
        for name, number in re.findall(rb"/(\w+) (\d+) 0 R", head):
            font = objects.get(int(number), (b"", b""))[0]
            table = re.search(rb"/ToUnicode (\d+) 0 R", font)
            if table and int(table.group(1)) in objects:
                fonts[name] = letters_of(objects[int(table.group(1))][1])
    token = re.compile(rb"/(\w+) [\d.]+ Tf|<([0-9a-fA-F]+)>|\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
    for head, body in objects.values():
        if b"Tf" not in body or b"/ObjStm" in head or b"begincmap" in body:
            continue
        letters = {}
        for font, digits, literal in token.findall(body):
            if font:
                letters = fonts.get(font, {})
                continue
            codes = bytes.fromhex(digits.decode()) if digits else unescaped(literal)
            pairs = (codes[at : at + 2] for at in range(0, len(codes), 2))
            parts += [letters.get(int.from_bytes(pair, "big"), "?") for pair in pairs]
    return re.sub(r"\s+", "", plain("".join(parts)))


def check_pdf(name, held, tables):
    """Each row of a table stands in the PDF, letter by letter, but for the list of quantities."""
    text, rows, missing = pdf_text(held), 0, []
    for one in tables["tables"]:
        if one["id"] == "table-quantities":
            continue
        for row in one["rows"]:
            rows += 1
            if re.sub(r"\s+", "", "".join(shown(cell) for cell in row)) not in text:
                missing.append((one["id"], row[0]))
    for table, row in missing[:20]:
        fault(f"{name}, {table}", f"the row {row!r} does not stand in it as in tables.json")
    if not missing:
        right(f"{name} has all {rows} rows of the tables that are printed, letter by letter")


def check_cells(files, tables):
    """The CSV files have the cells of the data."""
    before = len(FAULTS)
    for kind in ("tables", "charts"):
        for place, one in enumerate(tables[kind], 1):
            safe = re.sub(r"[^A-Za-z0-9]", "-", one["id"])
            name = f"{kind}/{place:02}-{safe}.csv"
            rows = list(csv.reader(io.StringIO(files.get(name, b"").decode("utf-8"))))
            wanted = [one["columns"]] + one["rows"]
            if rows != [[str(cell) for cell in row] for row in wanted]:
                fault(name, "does not have the cells of tables.json")
    if len(FAULTS) == before:
        right("the CSV files have the cells of the data")


def check_documents(files, said, tables):
    """The documents are those of the report's own manifest, and show the data."""
    name = said["review"] + ("-public" if said["edition"] == "public" else "")
    report = f"documents/{name}"
    listed = read_json(files[f"{report}-manifest.json"])
    pairs = [(listed[name], tables[name], name) for name in ("edition", "title")]
    pairs += [(said[name], tables[name], name) for name in ("edition", "title", "reference")]
    pairs += [(listed["seed"], said["seed"], "seed")]
    names = ["framework", "frame"]
    names += [] if said["edition"] == "public" else ["snapshot", "plan"]
    pairs += [(listed["made_from"][name], said["made_from"][name], name) for name in names]
    for one, other, what in pairs:
        if one != other:
            fault("release.json", f"the {what} is another one than elsewhere in the release")
    for name, entry in listed["files"].items():
        held = files.get(f"documents/{name}", b"")
        if hashlib.sha256(held).hexdigest() != entry["sha256"]:
            fault(f"documents/{name}", "is not what the report's own manifest says")
        elif name.endswith(".html"):
            check_page(f"documents/{name}", held, tables)
        elif name.endswith(".pdf"):
            check_pdf(f"documents/{name}", held, tables)
        elif name.endswith(".docx"):
            check_word(f"documents/{name}", held, tables)
        else:
            not_proven(f"that documents/{name} shows the numbers of the data: by its digest alone")
    own = {f"documents/{name}" for name in listed["files"]}
    for more in sorted(files):
        is_more = more.startswith(("documents/", "open-data/")) and more not in own
        if is_more and not more.endswith("-manifest.json"):
            check_more(more, files, tables, report)


# --- letters, press summary, Word and open data ---------------------------------------------------


def packed_part(held, name):
    """A part of a packed file as text, if it is not larger than it may be."""
    with zipfile.ZipFile(io.BytesIO(held)) as packed:
        if packed.getinfo(name).file_size > LARGEST:
            raise ValueError(f"{name} is too large")
        return packed.read(name).decode("utf-8")


def as_shown(one):
    """The cells of a table or a chart as documents show them, headings first."""
    return [list(map(plain, one["columns"]))] + [
        [shown(cell) for cell in row] for row in one["rows"]
    ]


def check_word(name, held, tables):
    """The tables of a Word file are those of the data and of its charts, no more and no fewer."""
    text = packed_part(held, "word/document.xml")

    def inside(tag, within):
        return re.findall(f"<w:{tag}(?: [^>]*)?>(.*?)</w:{tag}>", within, re.DOTALL)

    told = [
        [
            [plain(unescape("".join(inside("t", cell)))) for cell in inside("tc", row)]
            for row in rows
        ]
        for rows in (inside("tr", table) for table in inside("tbl", text))
    ]
    wanted = [as_shown(one) for one in tables["tables"] + tables["charts"]]
    if sorted(told) != sorted(wanted):
        fault(name, "does not have the tables and charts of tables.json")
    else:
        right(f"{name} has the {len(wanted)} tables and charts of the data")


def bare(cell):
    """A cell without what only one of two kinds of file has."""
    return "" if cell == "\u2013" else plain(str(cell)).replace(",", "").rstrip("%").lstrip("'")


def check_open_data(name, held, tables):
    """The tables of a Data Package have the cells of the data; shares are numbers there."""
    listed = json.loads(packed_part(held, "datapackage.json"))["resources"]
    before = len(FAULTS)
    if len(listed) != len(tables["tables"]):
        fault(name, "has another number of tables than tables.json")
        return
    for place, one in enumerate(tables["tables"]):
        rows = list(csv.reader(io.StringIO(packed_part(held, listed[place]["path"]))))[1:]
        cells = [[bare(cell) for cell in row[: len(one["columns"])]] for row in rows]
        if cells != [[bare(cell) for cell in row] for row in one["rows"]]:
            fault(name, f"does not have the cells of {one['id']}")
    if len(FAULTS) == before:
        right(f"{name} has the cells of the {len(listed)} tables")


def is_cut_out_of(rows, whole):
    """Whether a table has some rows and columns of another."""
    if not rows or not rows[0] or not set(rows[0]) <= set(whole[0]):
        return False
    places = [whole[0].index(heading) for heading in rows[0]]
    left = [[row[place] for place in places] for row in whole[1:]]
    return all(row in left for row in rows[1:])


def strange_figures(text, tables):
    """Figures in the words of a page that the words of the report do not have."""
    said = [tables["title"], tables["reference"], tables["notice"], *tables["about"]]
    said += [words for _, words in tables["paragraphs"]]
    said += [" ".join(pair) for pair in tables["statistics"]]
    for one in tables["tables"] + tables["charts"]:
        said += [one[part] for part in ("title", "note", "source", "words") if part in one]
    main = re.sub(r"<table.*?</table>", " ", text[text.find("<main") :], flags=re.DOTALL)
    told = unescape(re.sub(r"<[^>]*>", " ", main.partition("</main>")[0]))
    own = re.sub(r"Recommendation \d+\.|\d+ more tables and figures", " ", plain(told))
    return [number for number in numbers_in(own) if number not in numbers_in(" \n ".join(said))]


def check_letter(name, held, tables):
    """A letter has rows and columns of the data, and no figure that the report does not have."""
    before, page, text = len(FAULTS), Page(), held.decode("utf-8")
    page.feed(text)
    page.close()
    whole = {one["id"]: as_shown(one) for one in tables["tables"] + tables["charts"]}
    for table, rows in page.tables.items():
        if not is_cut_out_of(rows, whole.get(table, [[]])):
            fault(name, f"shows cells that {table or 'no table'} of tables.json does not have")
    for number in strange_figures(text, tables):
        fault(name, f"says {number}, which the words of tables.json do not")
    if len(FAULTS) == before:
        right(f"{name} has {len(page.tables)} tables, cut out of those of the data")


def check_printed_letter(name, held, page):
    """Each row of a letter's tables stands in it as printed, letter by letter."""
    read, text = Page(), pdf_text(held)
    read.feed(page.decode("utf-8"))
    read.close()
    rows = [row for table in read.tables.values() for row in table[1:]]
    missing = [row[0] for row in rows if re.sub(r"\s+", "", "".join(row)) not in text]
    for row in missing[:20]:
        fault(name, f"the row {row!r} does not stand in it as in the letter's page")
    if not missing:
        right(f"{name} has the {len(rows)} rows of the letter's page, letter by letter")


def check_more(name, files, tables, report):
    """What lies beside the documents of the report; what this program does not read is named."""
    held, page = files[name], name.rpartition(".")[0] + ".html"
    is_letter = name.startswith(f"{report}-letter-")
    if name.startswith("open-data/"):
        check_open_data(name, held, tables)
    elif is_letter and name.endswith(".html"):
        check_letter(name, held, tables)
    elif is_letter and name.endswith(".pdf") and page in files:
        check_printed_letter(name, held, files[page])
    elif name == f"{report}-press.html":
        strange = strange_figures(held.decode("utf-8"), tables)
        if strange:
            told = ", ".join(f"{number:,}" for number in dict.fromkeys(strange))
            not_proven(f"where {name} has {told} from: not from the report's words")
        else:
            right(f"{name}: each figure stands in the words of the report")
    else:
        not_proven(f"that {name} shows the numbers of the data: by its digest alone")


# --- times, draw, edition, notice -----------------------------------------------------------------


def moment(text):
    """A date and time with its zone; None for any other text."""
    if not isinstance(text, str) or not MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None


def check_times(said):
    """Seed, snapshot and sealing follow each other, and none is still to come."""
    sealed, taken = moment(said["sealed_at"]), moment(said["snapshot_taken_at"])
    seeded = moment(said["seeded_at"]) if said["seeded_at"] else taken
    limit = datetime.now(timezone.utc) + timedelta(days=1)  # noqa: UP017  for Python 3.8
    if None in (sealed, taken, seeded):
        fault("release.json", "a time is not a date and time of day with its zone")
    elif not seeded <= taken <= sealed <= limit:
        fault("release.json", "seed, snapshot and sealing are not in order, or still to come")
    else:
        right("seed, snapshot and sealing follow each other, by what the release says")
        not_proven("these times: nobody else dated them")
    for one in said["corrects"]:
        at = moment(one["noticed_at"])
        if at is None or (sealed and at > sealed):
            fault("release.json", f"it corrects {one['release']} before that was found wrong")


def check_edition(made, said, files):
    """Name and edition are the same everywhere; a public one has no file of single cases."""
    for name in ("release", "edition"):
        if made[name] != said[name]:
            fault("release.json", f"the {name} is another one than in the manifest")
    if said["edition"] != "public":
        return
    if said["names_cases"] != "no":
        fault("release.json", "says of a public release that it names cases")
    for name in files:
        if name.startswith("made-from/") and name != "made-from/framework.yaml":
            fault(name, "is for the team alone, and this release is public")
    if not any(name.startswith("disclosure/") for name in files):
        fault("disclosure", "is missing: a public release carries what was decided on it")


def check_draw(files, said):
    """Repeat the draw, by verify_draw.py beside this program."""
    if "draw/draw-certificate.json" not in files:
        if said["seed"]:
            fault("draw/draw-certificate.json", "is missing, and there was a draw")
        not_proven("how the cases were drawn: the release has no certificate")
        return
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "verify_draw.py")
    if not os.path.isfile(program):
        not_proven("the draw: verify_draw.py is not beside this program")
        return
    spec = importlib.util.spec_from_file_location("verify_draw", program)
    draw = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(draw)
    made = read_json(files["draw/draw-certificate.json"])
    frame = io.StringIO(files["draw/public-frame.csv"].decode("utf-8-sig"), newline="")
    committed = files.get("draw/commitment.json")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        published = None if committed is None else read_json(committed)
        last = draw.check_all(made, list(csv.DictReader(frame)), published, "", [])
    for sentence in draw.FAULTS:
        fault("draw/draw-certificate.json", f"does not hold: {sentence}")
    if (made["public_seed"], made["frame_digest"]) != (said["seed"], said["made_from"]["frame"]):
        fault("draw/draw-certificate.json", "is of another draw than the release says")
    if not draw.FAULTS:
        right(f"the draw was repeated. {last}")
    UNPROVEN.extend(draw.UNPROVEN)
    for sentence in draw.UNPROVEN:
        print("  not proven by these files:", sentence)
    not_proven("that the commitment is the published one: this is the release's own copy")


def check_notice(folder, made, files, public):
    """What a notice beside the release says, signed with the same key; empty without one."""
    name = f"{made['release']}-notice.json"
    path = os.path.join(os.path.dirname(os.path.abspath(folder)), name)
    if not os.path.isfile(path):
        not_proven("that it still stands: no notice lies beside it; look where it was published")
        return ""
    with open(path, "rb") as file:
        held = read_json(file.read())
    bare = json.dumps(dict(held, signature=""), sort_keys=True, ensure_ascii=False, indent=1)
    message = f"{NOTICED}\n{bare}\n".encode()
    is_right = is_hex(held["signature"], 128) and held["public_key"] == public and public
    if not is_right or not is_signed(
        bytes.fromhex(public), message, bytes.fromhex(held["signature"])
    ):
        fault(name, "is not signed with the key that signed the release")
        return ""
    digest = hashlib.sha256(files[MANIFEST]).hexdigest()
    if [held["release"], held["manifest_sha256"]] != [made["release"], digest]:
        fault(name, "is about another release")
        return ""
    what = "retracted, not to be used" if held["kind"] == "retraction" else "wrong in part"
    then = f"; {held['replaced_by']} takes its place" if held["replaced_by"] else ""
    said = f"{held['at'][:10]}, {what}: {held['why']}{then}"
    print(f"  NOTICE  {said}")
    return f" But a notice lies beside it: {said}"


def check_all(folder, key):
    """Check a release and return the last line: what it comes to, and no more."""
    files = files_of(folder)
    made, noticed = manifest_of(files), ""
    if made is not None:
        check_files(made, files)
        public = check_signature(files, key)
        try:
            said, tables = read_json(files["release.json"]), read_json(files["tables.json"])
            check_edition(made, said, files)
            check_times(said)
            check_numbers(tables)
            check_cells(files, tables)
            check_documents(files, said, tables)
            check_draw(files, said)
            noticed = check_notice(folder, made, files, public)
        except KeyError as error:
            fault("the data", f"lack {error.args[0]!r}")
        except (
            ValueError,
            TypeError,
            AttributeError,
            IndexError,
            RecursionError,
            zipfile.BadZipFile,
            NotImplementedError,
            RuntimeError,
        ) as error:
            fault("the data", f"are not in their form ({type(error).__name__})")
    if FAULTS:
        return f"FAILS in {len(FAULTS)} points."
    last = "Everything that was compared fits."
    if UNPROVEN:
        last += " Not compared, and so not proven, is what the lines above name."
    return last + noticed


def main(arguments):
    """Check the folder that is named; 0 fits, 1 does not, 2 cannot be read."""
    words, folders, key = iter(arguments), [], ""
    for word in words:
        if word == "--key":
            key = next(words, "").strip().lower()
        else:
            folders.append(word)
    if len(folders) != 1 or folders[0].startswith("-") or (key and not is_hex(key, 64)):
        print(__doc__, file=sys.stderr)
        return 2
    if not os.path.isdir(folders[0]) or os.path.islink(folders[0].rstrip("/")):
        print(f"Cannot be read: {folders[0]} is no folder.", file=sys.stderr)
        return 2
    try:
        last = check_all(folders[0], key)
    except OSError as error:
        print(f"Cannot be read: {error}", file=sys.stderr)
        return 2
    print(last)
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
