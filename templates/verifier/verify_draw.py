#!/usr/bin/env python3
# ruff: noqa: T201  a program of its own: printing is what it is for
"""Repeat a draw from its certificate, with Python's standard library alone (3.8 or later).

    python3 verify_draw.py certificate.json public-frame.csv

Prints what was checked. Exit code 0: everything holds. 1: something does not. 2: the files cannot
be read. A frame may be several files. Without it, only the certificate by itself is checked.
Specification "PRN/1"; this file shares no code with the tool that made the draw.
"""

import csv
import hashlib
import json
import sys
import unicodedata
from datetime import datetime

FIELDS = """active committed_at digest draw_id frame_digest key losses plan_digest public_seed
    seed_source seeded_at spec strata tool_version units"""
# What became of the draw later.
ONLY_IF_ANY = ("amended_losses", "audit_head", "extensions", "picked", "withdrawn")
FAULTS = []


def check(sentence, holds):
    """Say whether one thing holds, and remember it when it does not."""
    print("  holds  " if holds else "  FAILS  ", sentence)
    if not holds:
        FAULTS.append(sentence)


def sha256(text):
    """SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def tidy(text):
    """NFC, trimmed at the ends; empty texts, control characters and surrogates are refused."""
    text = unicodedata.normalize("NFC", text).strip("\t\n\v\f\r \u00a0\ufeff")
    suspects = "" if text.isprintable() else text
    if not text or any(unicodedata.category(letter) in ("Cc", "Cs") for letter in suspects):
        raise ValueError("a field is empty or holds a control character")
    return text


def canon(text):
    """The tidy text, with the two characters escaped that messages are built with."""
    return tidy(text).replace("%", "%25").replace("|", "%7C")


def ticket(key, unit):
    """Ticket of a unit: the hash of specification, key, list and unit."""
    return sha256(f"PRN/1|{key}|{canon(unit['list_id'])}|{canon(unit['unit_id'])}")


def place(row):
    """List and unit, which name it on the frame."""
    return tidy(row["list_id"]), tidy(row["unit_id"])


def check_itself(made):
    """What the certificate says by itself: digest, key, tickets, ranks, roles and losses."""
    fields = sorted(name for name in made if name not in ONLY_IF_ANY or not made[name])
    check("it has exactly the fields of the specification", fields == FIELDS.split())
    rest = {name: value for name, value in made.items() if name != "digest"}
    plain = json.dumps(rest, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    check("it was not changed after it was made", made["digest"] == sha256(plain))
    check("its specification is PRN/1", made["spec"] == "PRN/1")
    seed, units = made["public_seed"], made["units"]
    check("the seed has 20 decimal digits", sum(letter in "0123456789" for letter in seed) >= 20)
    key = sha256(f"PRN/1-key|{canon(made['draw_id'])}|{canon(seed)}")
    check("the key follows from the draw and its seed", made["key"] == key)
    if made["committed_at"] and made["seeded_at"]:
        times = [made[name].replace("Z", "+00:00") for name in ("committed_at", "seeded_at")]
        committed, seeded = map(datetime.fromisoformat, times)
        check("the frame was committed before the seed was used", committed < seeded)
    tickets = all(unit["ticket"] == ticket(key, unit) for unit in units)
    check(f"all {len(units)} tickets follow from key, list and unit", tickets)
    fields = [unit[name] for unit in units for name in ("list_id", "unit_id", "stratum")]
    check("they are written as they are hashed", all(tidy(field) == field for field in fields))
    check("no unit is there twice", len(set(map(place, units))) == len(units))
    drawn = [unit for unit in units if unit["role"] != "purposive"]
    purposive = [unit for unit in units if unit["role"] == "purposive"]
    check_order(made["strata"], drawn)
    check_growth(made, drawn)
    by_hand = not any(unit["rank"] for unit in purposive)
    check("units picked by hand come last, without a rank", by_hand and drawn + purposive == units)
    lost = set(map(place, made["losses"]))
    check("only drawn units were lost", lost <= set(map(place, units)))
    left = [one["list_id"] for one in made.get("withdrawn", [])]
    if left:
        some = {unit["list_id"] for unit in units}.issuperset(left)
        check(f"authorities that left ({len(left)}) had units", some and left == sorted(set(left)))
    check_amended(made)
    drawn = [unit for unit in drawn if unit["list_id"] not in left]
    active = []
    for size in made["strata"]:
        own = [place(unit) for unit in drawn if unit["stratum"] == size["stratum"]]
        active += [one for one in own if one not in lost][: size["n_h"]]
    check(
        "active are the first available units, by rank", list(map(place, made["active"])) == active
    )


def moment(text):
    """A time that is written as ISO 8601."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def check_amended(made):
    """Losses taken back or corrected: undone from the newest on, each fits what stood after it."""
    amended, fits = made.get("amended_losses", []), True
    standing = {place(one): (one["at"], one["reason"]) for one in made["losses"]}
    for one in reversed(amended):
        after, changed = standing.get(place(one)), moment(one["changed_at"])
        if one["to"]:
            fits = fits and after == (one["at"], one["to"])
        else:
            fits = fits and (after is None or moment(after[0]) > changed)
        fits = fits and changed > moment(one["at"])
        standing[place(one)] = (one["at"], one["reason"])
    if amended:
        changes = [moment(one["changed_at"]) for one in amended]
        fits = fits and set(map(place, amended)) <= set(map(place, made["units"]))
        sentence = f"losses taken back or corrected ({len(amended)}) lead to those that stand"
        check(sentence, fits and changes == sorted(changes))


def check_growth(made, drawn):
    """Later extensions leave a first draw, and no case of that was picked by hand."""
    first = {size["stratum"]: size["n_h"] for size in made["strata"]}
    extensions, picked = made.get("extensions", []), made.get("picked", [])
    added = [pair for one in extensions for pair in one["added"].items()]
    for stratum, more in added:
        first[stratum] = first.get(stratum, 0) - more
    if extensions:
        times = [one["at"] for one in extensions]
        times = [made["seeded_at"], *times] if made["seeded_at"] else times
        moments = [datetime.fromisoformat(time.replace("Z", "+00:00")) for time in times]
        check("the extensions follow the seed, in order of time", moments == sorted(moments))
        some = all(one["added"] for one in extensions) and all(more > 0 for _, more in added)
        left = min(first.values()) >= 0 and any(first.values())
        numbers = f"{sum(more for _, more in added)} cases leave a first draw of"
        check(f"extensions by {numbers} {sum(first.values())}", some and left)
    if picked:
        later = {place(unit) for unit in drawn if unit["rank"] > first[unit["stratum"]]}
        listed = [(unit["list_id"], unit["unit_id"]) for unit in picked]
        in_order = listed == sorted(set(listed))
        sentence = f"units picked by hand ({len(listed)}) were no cases of the first draw"
        check(sentence, in_order and later.issuperset(listed))


def check_order(strata, drawn):
    """Each stratum has its sample, then its reserves, in the order of the tickets."""
    promised = []
    for size in strata:
        last = min(size["n_h"] + size["reserves"], len(drawn) + 1)
        roles = ["sample" if rank < size["n_h"] else "reserve" for rank in range(last)]
        promised += [(size["stratum"], rank, role) for rank, role in enumerate(roles, 1)]
    listed = [(unit["stratum"], unit["rank"], unit["role"]) for unit in drawn]
    check("every stratum has its sample and its reserves", listed == sorted(promised))
    order = [(unit["stratum"], unit["ticket"]) for unit in drawn]
    check("the ranks follow the tickets", order == sorted(order))


def check_frame(made, rows):
    """What only the frame can show: nobody is missing, no smaller ticket was passed over."""
    lines, strata, known = [], {}, set()
    for row in rows:
        size = f"|{int(row['size'])}" if row.get("size") else ""
        line = "|".join(canon(row[name]) for name in ("list_id", "unit_id", "stratum"))
        lines.append(f"{line}{size}\n")
        strata.setdefault(tidy(row["stratum"]), []).append((ticket(made["key"], row), place(row)))
        known.add((place(row), tidy(row["stratum"])))
    digest = sha256("".join(sorted(lines)))
    check(f"the frame of {len(rows)} units is the committed one", made["frame_digest"] == digest)
    check("no unit is on the frame twice", len({unit for unit, _ in known}) == len(rows))
    listed = [(size["stratum"], size["N_h"]) for size in made["strata"]]
    counted = [(name, len(own)) for name, own in sorted(strata.items())]
    check("the strata are those of the frame, with their N_h", listed == counted)
    for size in made["strata"]:
        own = [unit for unit in made["units"] if unit["stratum"] == size["stratum"]]
        drawn = [(unit["ticket"], place(unit)) for unit in own if unit["role"] != "purposive"]
        smallest = sorted(strata.get(size["stratum"], []))[: size["n_h"] + size["reserves"]]
        check(f"{size['stratum']}: the {len(drawn)} smallest of {size['N_h']}", drawn == smallest)
    all_known = all((place(unit), unit["stratum"]) in known for unit in made["units"])
    check("every unit is on the frame, in its stratum", all_known)


def main(arguments):
    """Check the files that are named; 0 holds, 1 does not hold, 2 cannot be read."""
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            made = json.load(file)
        rows = []
        for name in arguments[1:]:
            with open(name, encoding="utf-8-sig", newline="") as file:
                rows += csv.DictReader(file)
    except (OSError, ValueError, csv.Error) as error:
        print(f"Cannot be read: {error}", file=sys.stderr)
        return 2
    try:
        check_itself(made)
        if arguments[1:]:
            check_frame(made, rows)
        else:
            print("  skipped everything that needs the public frame: name it after the certificate")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        check(f"the files have the form of the specification ({type(error).__name__})", False)
    print(f"FAILS in {len(FAULTS)} points." if FAULTS else "The certificate holds.")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
