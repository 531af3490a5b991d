#!/usr/bin/env python3
# ruff: noqa: T201  a program of its own: printing is what it is for
"""Repeat a choice of authorities, with Python's standard library alone (3.8 or later).

    python3 verify_authorities.py certificate.json list.csv [commitment.json]

Prints what was checked. Exit code 0: everything holds. 1: something does not. 2: the files cannot
be read. Specification "PRN/1"; this file shares no code with the tool that made the choice.
"""

import csv
import hashlib
import io
import json
import re
import sys
import unicodedata
from datetime import datetime
from fractions import Fraction

SYMBOLS = {"c", "x", "z", ":", ".."}  # what official statistics put in the place of a number
CHOICES = ["draw_id", "equal", "method", "minimum_per_stratum", "size", "size_column"]
CHOICES.append("stratified_by")
FAULTS = []
LAST = {
    True: (
        "The certificate holds against the commitment that was given. Not compared: the seed with "
        "its source."
    ),
    False: (
        "Everything that is here recomputes. Without the commitment that was published before "
        "the seed this cannot say whether it was chosen as committed."
    ),
}


def check(sentence, holds):
    """Say whether one thing holds, and remember it when it does not."""
    print("  right  " if holds else "  FAILS  ", sentence)
    if not holds:
        FAULTS.append(sentence)


def sha256(text):
    """SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def sealed(made):
    """The digest of everything but the digest."""
    rest = {name: value for name, value in made.items() if name != "digest"}
    return sha256(json.dumps(rest, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def tidy(text):
    """NFC, trimmed at the ends."""
    return unicodedata.normalize("NFC", text).strip("\t\n\v\f\r \u00a0\ufeff")


def canon(text):
    """The tidy text, with the two characters escaped that messages are built with."""
    return tidy(text).replace("%", "%25").replace("|", "%7C")


def read_rows(path):
    """The rows of the list by their headings, however a spreadsheet saved it."""
    with open(path, "rb") as file:
        content = file.read()
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16")
    elif b"\0" in content[:2]:
        text = content.decode("utf-16-be" if content[:1] == b"\0" else "utf-16-le")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252")
    heading, _, rest = text.lstrip("\r\n").replace("\r", "\n", 1).partition("\n")
    if heading.strip(' "')[:-1].lower() == "sep=":
        separator, text = heading.strip(' "')[-1], rest
    else:
        outside_quotes = "".join(heading.split('"')[::2])
        separator = max(",;\t|", key=outside_quotes.count)
    lines = io.StringIO(text.lstrip("\r\n"), newline="")
    rows = csv.DictReader(lines, delimiter=separator, restkey="", strict=True)
    return [row for row in rows if any(plain(row[name]) for name in row if name)]


def plain(cell):
    """A cell without blanks around it, and without the formula that keeps a text a text."""
    cell = (cell or "").strip()
    is_formula = len(cell) > 2 and cell[:2] == '="' and cell[-1] == '"'
    return cell[2:-1].replace('""', '"').strip() if is_formula else cell


def read_list(made, rows):
    """Code, name, stratum, size (None where there is none) and order of each authority."""
    listed = []
    for given in rows:
        row = {plain(name): plain(value) for name, value in given.items() if name}
        stratum = " / ".join(tidy(row[name]) for name in made["stratified_by"]) or "all"
        text = "" if made["equal"] else row[made["size_column"]]
        if not made["equal"] and not text.isdigit() and text.strip("[]").lower() not in SYMBOLS:
            raise ValueError("a size is no whole number")
        size = int(text) if text.isdigit() else None
        order = [tidy(row[name]) for name in made.get("order_by", [])]
        listed.append((row["code"], row["name"], stratum, size, order))
    return listed


def allocate(weights, counts, total, minimum):
    """How many of each stratum: clip(k w, floor, N_h) for the right k, then largest remainders."""
    low = {name: min(minimum, counts[name]) for name in counts}
    bends = sorted({Fraction(end[n], weights[n]) for end in (low, counts) for n in counts} | {0})

    def shares(k):
        return {n: min(max(k * weights[n], Fraction(low[n])), Fraction(counts[n])) for n in counts}

    sums = [sum(shares(k).values()) for k in bends]
    place = next(place for place, given in enumerate(sums) if given >= total)
    k = Fraction(bends[place])
    if place and sums[place] > total:
        rise = (total - sums[place - 1]) / (sums[place] - sums[place - 1])
        k = bends[place - 1] + (bends[place] - bends[place - 1]) * rise
    exact = shares(k)
    whole = {name: int(share) for name, share in exact.items()}
    order = sorted(sorted(exact), key=lambda name: whole[name] - exact[name])
    for name in order[: total - sum(whole.values())]:
        whole[name] += 1
    return whole


def chances(sizes, wanted):
    """Proportional to size; the largest is taken for certain while its chance would reach 1."""
    found, left, rest = {}, wanted, sum(sizes.values())
    for code in sorted(sizes, key=lambda code: -sizes[code]):
        if left * sizes[code] < rest:
            break
        found[code], left, rest = Fraction(1), left - 1, rest - sizes[code]
    return {code: found.get(code) or Fraction(left * sizes[code], rest) for code in sizes}


def order_value(ticket, chance):
    """Pareto sampling: the odds of the ticket over the odds of the chance; 0 when certain."""
    u = Fraction(2 * int(ticket, 16) + 1, 2**257)
    return Fraction(0) if chance == 1 else (u / (1 - u)) * (1 - chance) / chance


def pareto(own, chance, tickets):
    """All of a stratum in order: code, what the order goes by, zone (none), rank."""
    values = {code: order_value(tickets[code], chance[code]) for code in own if chance[code]}
    ordered = sorted(values, key=lambda code: (values[code], tickets[code]))
    return [(code, values[code], 0, rank) for rank, code in enumerate(ordered, 1)]


def turning(codes, orders):
    """The codes by one column after the other, each turned in every second group of the last."""
    groups = [codes]
    for level in range(len(orders[codes[0]])):
        parts = []
        for place, group in enumerate(groups):
            values = sorted({orders[code][level] for code in group}, reverse=place % 2 == 1)
            parts += [[code for code in group if orders[code][level] == value] for value in values]
        groups = parts
    return [code for group in groups for code in group]


def systematic(own, chance, tickets, orders, start):
    """Sizes end to end, even steps through them; each drawn one with those nearest to it."""
    line = turning(sorted(own, key=lambda code: tickets[code]), orders)
    free = [code for code in line if chance[code] < 1]
    total, steps = sum(own[code] for code in free), sum(chance.values()) - len(line) + len(free)
    hits = [(start + j * 2**256) * total // (int(steps) * 2**256) for j in range(int(steps))]
    before, drawn, so_far = {}, [], 0
    for place, code in enumerate(line):
        before[code], own_size = (so_far, own[code]) if chance[code] < 1 else (0, 0)
        if chance[code] == 1 or any(so_far <= hit < so_far + own_size for hit in hits):
            drawn.append(place)
        so_far += own_size
    zones = {place: [] for place in drawn}
    for place in range(len(line)):
        zones[min(drawn, key=lambda other: (abs(place - other), other))].append(place)
    rows = []
    for zone, middle in enumerate(drawn, 1):
        nearest = sorted((abs(place - middle), place < middle, place) for place in zones[middle])
        rows += [
            (line[place], Fraction(before[line[place]]), zone, rank)
            for rank, (_, _, place) in enumerate(nearest, 1)
        ]
    return rows


def order_of(listed):
    """What the order goes by, of those that can be drawn: a column of digits alone as numbers."""
    width = len(listed[0][4]) if listed else 0
    columns = [[one[4][place] for one in listed] for place in range(width)]
    for place, column in enumerate(columns):
        if all(re.fullmatch("[0-9]{1,12}", text) for text in column):
            columns[place] = [int(text) for text in column]
    return {one[0]: [column[place] for column in columns] for place, one in enumerate(listed)}


def choose(made, listed):
    """All that can be drawn, by stratum and rank, as the certificate should have them."""
    lost = {one["code"]: one["reason"] for one in made["authorities"] if one["reason"]}
    names = {code: name for code, name, _, _, _ in listed}
    shown = {code: size for code, _, _, size, _ in listed}
    orders = order_of([one for one in listed if made["equal"] or one[3]])
    strata = {}
    for code, _, stratum, size, _ in listed:
        if made["equal"] or size:
            strata.setdefault(stratum, {})[code] = 1 if made["equal"] else size
    weights = {name: sum(own.values()) for name, own in strata.items()}
    counts = {name: len(own) for name, own in strata.items()}
    wanted = allocate(weights, counts, made["size"], made["minimum_per_stratum"])
    rows = []
    for stratum, own in sorted(strata.items()):
        chance = chances(own, wanted[stratum])
        tickets = {code: sha256(f"PRN/1|{made['key']}|authorities|{canon(code)}") for code in own}
        if not wanted[stratum]:
            ordered = []
        elif made["method"] == "systematic":
            text = f"PRN/1-aux|{made['key']}|systematic-start|{canon(stratum)}"
            ordered = systematic(own, chance, tickets, orders, int(sha256(text), 16))
        else:
            ordered = pareto(own, chance, tickets)
        places = {zone: 1 if zone else wanted[stratum] for _, _, zone, _ in ordered}
        for code, value, zone, rank in ordered:
            role = "certainty" if chance[code] == 1 else "sample"
            chosen, most = code not in lost and places[zone] > 0, 1 if zone else wanted[stratum]
            places[zone] -= chosen
            rows.append({
                "code": code, "name": names[code], "stratum": stratum, "size": shown[code],
                "inclusion_probability": str(chance[code]),
                "inclusion_probability_decimal": f"{float(chance[code]):.12g}",
                "ticket": tickets[code], "order_value": f"{float(value):.12g}",
                "rank": rank, "role": role if rank <= most else "reserve",
                "chosen": chosen, "reason": lost.get(code, ""), **({"zone": zone} if zone else {}),
            })  # fmt: skip
    return rows, {name: wanted.get(name, 0) for _, _, name, _, _ in listed}


def check_all(made, rows, commitment):
    """Everything that the certificate says, from the list and the seed alone."""
    check("its digest is that of what it says", made["digest"] == sealed(made))
    known = made["method"] == ("systematic" if "order_by" in made else "pareto")
    check("its specification is PRN/1, Pareto or systematic", made["spec"] == "PRN/1" and known)
    seed = made["public_seed"]
    check("the seed is 20 decimal digits or more", bool(re.fullmatch("[0-9]{20,}", seed)))
    key = sha256(f"PRN/1-key|{canon(made['draw_id'])}|{canon(seed)}")
    check("the key follows from the draw and its seed", made["key"] == key)
    listed = read_list(made, rows)
    check("no code is on the list twice", len({one[0] for one in listed}) == len(listed))
    lines = sorted(
        "|".join(
            ["authorities", canon(code), canon(stratum)]
            + ([] if size is None and not order else ["" if size is None else str(size)])
            + [canon(text) for text in order]
        )
        + "\n"
        for code, _, stratum, size, order in listed
    )
    same = (made["list_digest"], made["listed"]) == (sha256("".join(lines)), len(listed))
    check(f"the list of {len(listed)} authorities is the certified one", same)
    again, wanted = choose(made, listed)
    sizes = {one["stratum"]: one["n_h"] for one in made["strata"]}
    check("each stratum gives as many as its sizes call for", sizes == wanted)
    check(f"all {len(again)} authorities are in their order", made["authorities"] == again)
    if commitment is None:
        word = "names one, but its file was not given" if made["commitment"] else "names none"
        print(f"  skipped the commitment: the certificate {word}")
        return
    check(
        "the commitment's digest is that of what it says",
        commitment["digest"] == sealed(commitment),
    )
    check("the certificate names this commitment", made["commitment"] == commitment["digest"])
    names = [*CHOICES, "list_digest", "listed", "committed_at"]
    same = all(made[n] == commitment[n] for n in names)
    same = same and made.get("order_by") == commitment.get("order_by")
    check("list and choices are the committed ones", same)
    if made["committed_at"] and made["seeded_at"]:
        times = [made[name].replace("Z", "+00:00") for name in ("committed_at", "seeded_at")]
        committed, seeded = map(datetime.fromisoformat, times)
        check("it was committed before the seed was used", committed <= seeded)


def main(arguments):
    """Check the files that are named; 0 holds, 1 does not hold, 2 cannot be read."""
    if len(arguments) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        rows = read_rows(arguments[1])
        texts = []
        for name in (arguments[0], *arguments[2:]):
            with open(name, encoding="utf-8") as file:
                texts.append(json.load(file))
    except (OSError, ValueError, csv.Error) as error:
        print(f"Cannot be read: {error}", file=sys.stderr)
        return 2
    try:
        check_all(texts[0], rows, texts[1] if texts[1:] else None)
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        check(f"the files have the form of the specification ({type(error).__name__})", False)
    print(f"FAILS in {len(FAULTS)} points." if FAULTS else LAST[len(texts) > 1])
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
