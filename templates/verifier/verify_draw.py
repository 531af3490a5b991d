#!/usr/bin/env python3
# ruff: noqa: T201  a program of its own: printing is what it is for
"""Repeat a draw from its certificate, with Python's standard library alone (3.8 or later).

    python3 verify_draw.py certificate.json public-frame.csv --commitment commitment.json

Prints what was checked, what no file can prove, and what it comes to. Exit code 0: everything holds
that could be checked. 1: something does not. 2: the files cannot be read. A frame may be several
files. The commitment has to be the one that was published before the seed existed, from where it
was published; without it nobody can say whether the draw was made as committed. Also, if you have
them: --seed DIGITS as the public source gave them, and --loss-head DIGEST (more than once) for
heads of the list of losses that were posted when cases were lost.
Specifications "PRN/1" and "PRN/2"; this file shares no code with the tool that made the draw.
"""

import csv
import hashlib
import json
import re
import sys
import unicodedata
from datetime import datetime, timedelta, timezone

TEXT, WHOLE = "text", "whole"  # forms: names with ? may be missing, tuples are alternatives


def texts(names):
    """The form of an object with nothing but texts."""
    return dict.fromkeys(names.split(), TEXT)


SIZES = {"stratum": TEXT, "N_h": WHOLE, "n_h": WHOLE, "reserves": WHOLE}
RULE = {"to_size": WHOLE, "until_width": TEXT, "measure": TEXT}
EARLIER = texts("draw_id digest committed_at seed_source seed_due_at withdrawn_at why")
COMMITMENT = {
    **texts("spec draw_id committed_at frame_digest plan_digest seed_source seed_due_at"),
    **texts("tool_version digest"),
    "strata": [SIZES],
    "merged": [texts("stratum into")],
    "salt_digests": {"*": TEXT},
    "loss_reasons": [TEXT],
    "extension_rule": ({}, RULE),
    "earlier": [EARLIER],
}
CERTIFICATE = {
    **texts("committed_at digest draw_id frame_digest key plan_digest public_seed seed_source"),
    **texts("seeded_at spec tool_version"),
    "active": [texts("list_id unit_id")],
    "audit_head?": TEXT,
    "extensions?": [{**texts("at why"), "added": {"*": WHOLE}, "basis?": TEXT}],
    "losses": [texts("list_id unit_id reason at")],
    "picked?": [texts("list_id unit_id")],
    "strata": [SIZES],
    "units": [{**texts("list_id unit_id stratum ticket role"), "rank": WHOLE}],
    "withdrawn?": [texts("list_id on at why")],
}
ENTRY = "list_id unit_id event group sealed at timing previous digest signature reason why salt"
PRN1 = {
    **CERTIFICATE,
    "amended_losses?": [texts("list_id unit_id reason at changed_at to why")],
}
PRN2 = {
    **CERTIFICATE,
    "anchor?": texts("address at"),
    "commitment": COMMITMENT,
    "edition": TEXT,
    "loss_list?": [{**texts(ENTRY), "number": WHOLE}],
}
OUT_OF_SCOPE = {"moved_away", "not_open", "not_the_theme", "same_child", "wrong_age"}
NOT_AVAILABLE = {"active_proceedings", "authority_withdrew", "conflict_of_interest", "erased"}
NOT_AVAILABLE |= {"file_not_available"}
GROUPS = {"out_of_scope": OUT_OF_SCOPE, "not_available": NOT_AVAILABLE}
FAULTS, UNPROVEN = [], []


def check(sentence, holds):
    """Say whether one thing holds, and remember it when it does not."""
    print("  right  " if holds else "  FAILS  ", sentence)
    if not holds:
        FAULTS.append(sentence)


def not_proven(sentence):
    """Say what no file proves."""
    print("  not proven by this file:", sentence)
    UNPROVEN.append(sentence)


def sha256(text):
    """SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def digest_of(record, *left_out):
    """SHA-256 of a record as JSON with sorted keys and no spaces, without some of its fields."""
    rest = {name: value for name, value in record.items() if name not in left_out}
    return sha256(json.dumps(rest, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def fits(value, form):
    """Whether a value read from JSON has exactly this form: no field more, no number for a text."""
    if form == TEXT:
        return isinstance(value, str) and not any("\ud800" <= one <= "\udfff" for one in value)
    if form == WHOLE:
        return type(value) is int and 0 <= value < 2**53
    if isinstance(form, tuple):
        return any(fits(value, one) for one in form)
    if isinstance(form, list):
        return isinstance(value, list) and all(fits(one, form[0]) for one in value)
    return isinstance(value, dict) and has_fields(value, form)


def has_fields(value, form):
    """Whether an object has the fields of its form, those with ? only if they say something."""
    if "*" in form:
        return all(fits(name, TEXT) and fits(one, form["*"]) for name, one in value.items())
    needed = {name for name in form if not name.endswith("?")}
    return needed <= set(value) and all(
        fits(one, form[name])
        if name in needed
        else bool(one) and fits(one, form.get(f"{name}?", ()))
        for name, one in value.items()
    )


def without_repeats(pairs):
    """An object of which no field is there twice."""
    record = dict(pairs)
    if len(record) < len(pairs):
        raise KeyError("twice")
    return record


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


MOMENT = re.compile(r"\d{4}(-\d\d){2}T\d\d(:\d\d){2}(\.\d{3}|\.\d{6})?(Z|[+-]\d\d:\d\d)", re.ASCII)


def moment(text):
    """A date and time with its zone, or a day, as its midnight in UTC; None for any other text."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        text += "T00:00:00+00:00"
    if not MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None


def ordered(moments):
    """Whether all are there, none before the one ahead of it."""
    return None not in moments and moments == sorted(moments)


def check_itself(made):
    """What the certificate says by itself: key, tickets, ranks, roles, times and losses."""
    check("its digest is that of what it says", made["digest"] == digest_of(made, "digest"))
    seed, units = made["public_seed"], made["units"]
    check("the seed is 20 decimal digits or more", bool(re.fullmatch("[0-9]{20,}", seed)))
    key = sha256(f"PRN/1-key|{canon(made['draw_id'])}|{canon(seed)}")
    check("the key follows from the draw and its seed", made["key"] == key)
    check_times(made)
    tickets = all(unit["ticket"] == ticket(key, unit) for unit in units)
    check(f"all {len(units)} tickets follow from key, list and unit", tickets)
    fields = [unit[name] for unit in units for name in ("list_id", "unit_id", "stratum")]
    check("they are written as they are hashed", all(tidy(field) == field for field in fields))
    check("no unit is there twice", len(set(map(place, units))) == len(units))
    drawn = [unit for unit in units if unit["role"] in ("sample", "reserve")]
    purposive = [unit for unit in units if unit["role"] == "purposive"]
    check_order(made["strata"], drawn)
    check_growth(made, drawn)
    by_hand = not any(unit["rank"] for unit in purposive)
    places = [place(unit) for unit in purposive]
    by_hand = by_hand and drawn + purposive == units and places == sorted(places)
    check("units picked by hand come last, without a rank", by_hand)
    left = [one["list_id"] for one in made.get("withdrawn", [])]
    if left:
        some = {unit["list_id"] for unit in units}.issuperset(left)
        check(f"authorities that left ({len(left)}) had units", some and left == sorted(set(left)))
    check_losses(made)
    lost, active = set(map(place, made["losses"])), []
    drawn = [unit for unit in drawn if unit["list_id"] not in left]
    for size in made["strata"]:
        own = [place(unit) for unit in drawn if unit["stratum"] == size["stratum"]]
        active += [one for one in own if one not in lost][: size["n_h"]]
    listed = [(one["list_id"], one["unit_id"]) for one in made["active"]]
    check("active are the first available units, by rank", listed == active)


def check_times(made):
    """Every time is one, the commitment comes before the seed, and none is still to come."""
    later = [
        one["at"] for name in ("losses", "extensions", "withdrawn") for one in made.get(name, [])
    ]
    later += [one["changed_at"] for one in made.get("amended_losses", [])]
    later += [one["at"] for one in made.get("loss_list", [])]
    both = [made["committed_at"], made["seeded_at"]]
    moments = [moment(text) for text in [*filter(None, both), *later]]
    check("every time is a date and time of day with its zone", None not in moments)
    limit = datetime.now(timezone.utc) + timedelta(days=1)  # noqa: UP017  for Python 3.8
    check("none of them is in the future", all(one is None or one <= limit for one in moments))
    is_plain = not made["plan_digest"] and "commitment" not in made and not made["committed_at"]
    if all(both):
        committed, seeded = map(moment, both)
        check(
            "it was committed before the seed was used", committed and seeded and committed < seeded
        )
    else:
        check("it says when it was committed and when the seed was used", is_plain)


def check_losses(made):
    """Each loss is there once, after the seed, for a reason of the plan's, as the list has it."""
    lost, seeded = [place(one) for one in made["losses"]], moment(made["seeded_at"])
    check("only drawn units were lost", set(lost) <= set(map(place, made["units"])))
    check("no unit was lost twice", len(set(lost)) == len(lost))
    times = [moment(one["at"]) for one in made["losses"]]
    check("all were lost after the seed", all(at and not (seeded and at <= seeded) for at in times))
    allowed = OUT_OF_SCOPE | NOT_AVAILABLE
    if "commitment" in made:
        allowed = {one["group"] for one in made.get("loss_list", []) if not one["salt"]} & set(
            GROUPS
        )
        if made["edition"] != "public":
            allowed |= set(made["commitment"]["loss_reasons"])
        check_loss_list(made)
    check("for reasons of the plan", {one["reason"] for one in made["losses"]} <= allowed)
    check_amended(made)


def check_loss_list(made):
    """Each entry follows from the one before, and they lead to the losses that stand."""
    previous, standing, fits_so_far = "0" * 64, {}, True
    entries, known = made.get("loss_list", []), set(map(place, made["units"]))
    for number, one in enumerate(entries, 1):
        own = digest_of(one, "digest", "signature", "reason", "why", "salt")
        links = (one["number"], one["previous"], one["digest"]) == (number, previous, own)
        before, previous = standing.pop(place(one), None), one["digest"]
        is_taken_back = one["event"] == "taken_back"
        if one["event"] not in ("lost", "corrected", "taken_back"):
            links = False
        if one["timing"] not in ("before_answers", "after_answers"):
            links = False
        links = links and (before is None) == (one["event"] == "lost") and place(one) in known
        fits_so_far = fits_so_far and links and is_sealed(made, one)
        if not is_taken_back:
            since = before[0] if before else one["at"]
            standing[place(one)] = (since, one["reason"] or one["group"])
    times = [moment(one["at"]) for one in entries]
    check(
        f"the list of losses is a chain of {len(entries)}, in order", fits_so_far and ordered(times)
    )
    rows = [(at, *unit, reason) for unit, (at, reason) in standing.items()]
    listed = [(one["at"], one["list_id"], one["unit_id"], one["reason"]) for one in made["losses"]]
    check("the losses are those that the list leads to", listed == sorted(rows))


def is_sealed(made, one):
    """Whether an entry tells the reason that it was sealed with, or its group alone."""
    if one["salt"]:
        seal = sha256(f"PRN/2-reason|{one['salt']}|{one['reason']}|{one['why']}")
        if one["sealed"] != seal or made["edition"] == "public":
            return False
    elif one["reason"] or one["why"]:
        return False
    if one["event"] == "taken_back":
        return not one["group"] and not one["reason"]
    if not one["reason"]:
        return not one["salt"] and one["group"] in GROUPS
    is_allowed = one["reason"] in made["commitment"]["loss_reasons"]
    return is_allowed and one["reason"] in GROUPS.get(one["group"], ())


def check_amended(made):
    """Losses taken back or corrected: undone from the newest on, each fits what stood after it."""
    amended, is_right = made.get("amended_losses", []), True
    standing = {place(one): (one["at"], one["reason"]) for one in made["losses"]}
    changes = [moment(one["changed_at"]) for one in amended]
    if None in [*changes, *[moment(one["at"]) for one in amended]]:
        check("losses taken back or corrected have their times", False)
        return
    for one in reversed(amended):
        after, changed = standing.get(place(one)), moment(one["changed_at"])
        if one["to"]:
            is_right = is_right and after == (one["at"], one["to"])
        else:
            is_right = is_right and (after is None or moment(after[0]) > changed)
        is_right = is_right and changed > moment(one["at"])
        standing[place(one)] = (one["at"], one["reason"])
    if amended:
        is_right = is_right and set(map(place, amended)) <= set(map(place, made["units"]))
        sentence = f"losses taken back or corrected ({len(amended)}) lead to those that stand"
        check(sentence, is_right and changes == sorted(changes))


def first_sizes(made):
    """n_h of each stratum before it was extended."""
    first = {size["stratum"]: size["n_h"] for size in made["strata"]}
    for one in made.get("extensions", []):
        for stratum, more in one["added"].items():
            first[stratum] = first.get(stratum, 0) - more
    return first


def check_growth(made, drawn):
    """Later extensions leave a first draw, and no case of that was picked by hand."""
    first, extensions, picked = (
        first_sizes(made),
        made.get("extensions", []),
        made.get("picked", []),
    )
    if extensions:
        start = [made["seeded_at"]] if made["seeded_at"] else []
        moments = [moment(text) for text in [*start, *[one["at"] for one in extensions]]]
        check("the extensions follow the seed, in order of time", ordered(moments))
        bases = ("rule", "before_answers", "after_answers")
        known = all(one["basis"] in bases for one in extensions if "basis" in one)
        added = [more for one in extensions for more in one["added"].values()]
        some = known and all(one["added"] for one in extensions) and all(added)
        left = min(first.values()) >= 0 and any(first.values())
        check(
            f"extensions by {sum(added)} cases leave a first draw of {sum(first.values())}",
            some and left,
        )
    if picked:
        later = {place(unit) for unit in drawn if unit["rank"] > first.get(unit["stratum"], 0)}
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
    names = [size["stratum"] for size in strata]
    right = listed == promised and names == sorted(set(names))
    right = right and all(one["n_h"] + one["reserves"] <= one["N_h"] for one in strata)
    check("every stratum has its sample and its reserves", right)
    order = [(unit["stratum"], unit["ticket"], place(unit)) for unit in drawn]
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


def check_as_committed(made, commitment):
    """The draw is the one that a commitment speaks of."""
    own = commitment["digest"] == digest_of(commitment, "digest")
    check("the commitment's digest is that of what it says", own and commitment["spec"] == "PRN/2")
    for name in ("draw_id", "frame_digest", "plan_digest", "committed_at"):
        check(f"{name} is what was committed", made[name] == commitment[name])
    digests = [commitment["frame_digest"], commitment["plan_digest"] or "0" * 64]
    check(
        "frame and plan are named by digests", all(re.fullmatch("[0-9a-f]{64}", d) for d in digests)
    )
    source, due = commitment["seed_source"], commitment["seed_due_at"]
    check("the seed came from the committed source", source in ("", made["seed_source"]))
    if due:
        committed, seeded = moment(made["committed_at"]), moment(made["seeded_at"])
        times = [committed, moment(due), seeded]
        fits_due = ordered(times) and committed < moment(due)
        check("the commitment was made before the seed was due, the draw after it", fits_due)
    first, sizes = first_sizes(made), {one["stratum"]: one for one in commitment["strata"]}
    right = set(sizes) == {one["stratum"] for one in made["strata"]}
    for one in made["strata"]:
        then = sizes.get(one["stratum"], one)
        right = right and (then["N_h"], then["n_h"]) == (one["N_h"], first[one["stratum"]])
        if then["n_h"] == one["n_h"]:
            right = right and one["reserves"] == then["reserves"]
        ranked, ranked_then = one["n_h"] + one["reserves"], then["n_h"] + then["reserves"]
        right = right and ranked >= ranked_then
    check("sizes and reserves of the first draw are those committed", right)


def check_published(made, commitment):
    """What the commitment that was published before the seed shows."""
    if "commitment" in made:
        check("it rests on the commitment that was published", made["commitment"] == commitment)
    check_as_committed(made, commitment)
    rule, size = commitment["extension_rule"], sum(one["n_h"] for one in commitment["strata"])
    for number, one in enumerate(made.get("extensions", []), 1):
        size += sum(one["added"].values())
        is_ruled = one.get("basis") == "rule" and bool(rule) and size <= rule["to_size"]
        basis = one.get("basis", "no basis").replace("_", " ")
        check(f"extension {number} ({basis}) follows a rule that was committed", is_ruled)
    for one in commitment["earlier"]:
        times = [one["committed_at"], one["withdrawn_at"], commitment["committed_at"]]
        in_time = ordered([moment(text) for text in times])
        due = moment(one["seed_due_at"])
        in_time = in_time and (due is None or moment(one["withdrawn_at"]) < due)
        check(f"commitment {one['draw_id']} was withdrawn before its seed could be known", in_time)


def tell_what_is_not_proven(made, published, seed, heads):
    """What whoever reads this has to look up elsewhere."""
    commitment, anchor = published or made.get("commitment"), made.get("anchor")
    if commitment is None:
        not_proven("that frame, plan, sizes and name of the draw were fixed before the seed")
    else:
        where = f" (said to be at {anchor['address']}, {anchor['at']})" if anchor else ""
        not_proven(f"that the commitment was posted before the seed, and no other: look{where}")
    if not seed:
        source = made["seed_source"]
        not_proven(f"that the seed is what its source gave: {source or 'it names none'}")
    if made["losses"] or made.get("loss_list"):
        if not heads:
            not_proven("that losses, reasons and dates are those recorded at the time")
        late = sum(one["timing"] == "after_answers" for one in made.get("loss_list", []))
        if late:
            not_proven(f"why {late} of the losses came after answers on the case")
    elif not heads:
        not_proven("that no case was lost: none is listed")
    bases = [one.get("basis") for one in made.get("extensions", [])]
    if "after_answers" in bases:
        not_proven("why the sample was extended after answers had been recorded")
    if "rule" in bases and commitment and commitment["extension_rule"].get("until_width"):
        not_proven("that the interval was still wider than the committed rule allows")


def what_it_holds_against(seed, heads):
    """The last line where all that was given fits: no more than was given, and what was not."""
    given = ["the commitment"] + ["the seed"] * bool(seed) + ["the heads of losses"] * bool(heads)
    missing = [] if seed else ["the seed with its source"]
    missing += [] if heads else ["the losses with the heads posted at the time"]
    listed = " and ".join([", ".join(given[:-1]), given[-1]] if given[1:] else given)
    line = f"The certificate holds against {listed} that {'were' if given[1:] else 'was'} given."
    return line + (f" Not compared: {' and '.join(missing)}." if missing else "")


def check_all(made, rows, published, seed, heads):
    """Every check; the last line."""
    form = PRN2 if isinstance(made, dict) and made.get("spec") == "PRN/2" else PRN1
    has_form = fits(made, form) and made["spec"] in ("PRN/1", "PRN/2")
    check("it has exactly the fields and types of its specification", has_form)
    if published is not None:
        has_form = fits(published, COMMITMENT) and has_form
        check("the commitment has exactly its fields and types", fits(published, COMMITMENT))
    if not has_form:
        return "FAILS: these are not the files of a draw in the form of the specification."
    check_itself(made)
    if "commitment" in made:
        check("its edition is internal or public", made["edition"] in ("internal", "public"))
        check_as_committed(made, made["commitment"])
    if rows is not None:
        check_frame(made, rows)
    if published is not None:
        check_published(made, published)
    if seed:
        check("the seed is what the public source gave", seed == made["public_seed"])
    if heads:
        there = {one["digest"] for one in made.get("loss_list", [])}
        check("every posted head is in the list of losses", there.issuperset(heads))
    if FAULTS:
        return f"FAILS in {len(FAULTS)} points."
    tell_what_is_not_proven(made, published, seed, heads)
    lacking = ["the commitment that was published before the seed"] if published is None else []
    lacking += ["the public frame"] if rows is None else []
    if lacking:
        return (
            f"Everything that is here recomputes. Without {' and '.join(lacking)} this cannot say "
            "whether it was drawn as committed."
        )
    return what_it_holds_against(seed, heads)


def read_json(name):
    """A JSON file in which no field is there twice."""
    with open(name, encoding="utf-8") as file:
        return json.load(file, object_pairs_hook=without_repeats)


def main(arguments):
    """Check the files that are named; 0 holds, 1 does not hold, 2 cannot be read."""
    files, given = [], {"--commitment": [], "--seed": [], "--loss-head": []}
    words = iter(arguments)
    for word in words:
        into = given.get(word)
        (files if into is None else into).append(word if into is None else next(words, ""))
    if not files or any(name.startswith("-") for name in files):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        made, published = read_json(files[0]), None
        for name in given["--commitment"]:
            published = read_json(name)
        rows = [] if files[1:] else None
        for name in files[1:]:
            with open(name, encoding="utf-8-sig", newline="") as file:
                rows += csv.DictReader(file)
    except KeyError:
        print("FAILS: a field appears twice.")
        return 1
    except (OSError, ValueError, RecursionError, csv.Error) as error:
        print(f"Cannot be read: {error}", file=sys.stderr)
        return 2
    try:
        last = check_all(made, rows, published, "".join(given["--seed"]), given["--loss-head"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        check(f"the files have the form of the specification ({type(error).__name__})", False)
        last = "FAILS: these are not the files of a draw in the form of the specification."
    print(last)
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
