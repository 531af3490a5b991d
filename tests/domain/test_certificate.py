"""Certificates: everything that is changed shows, for the tool and for its doubters."""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspect_tool.domain.certificate import (
    Certificate,
    CertificateFormError,
    Occasion,
    certificate_digest,
    certificate_json,
    make_certificate,
    parse_certificate,
)
from inspect_tool.domain.certificate_check import verify_certificate
from inspect_tool.domain.sampling import FrameUnit, Loss, draw_stratified, purposive_unit

VERIFIER = Path(__file__).parents[2] / "templates" / "verifier"
SEED = "83920175563810294857"
FRAME = [
    FrameUnit(list_id, f"{list_id.lower()}{number:02d}", f"{list_id}/{number % 2}")
    for list_id in ("ASH", "BRA")
    for number in range(12)
]


def certificate(**occasion: str) -> Certificate:
    draw = draw_stratified(
        FRAME, {"ASH/0": (2, 2), "ASH/1": (1, 1), "BRA/0": (2, 0)}, draw_id="d-1", seed=SEED
    )
    picked = [unit for unit in FRAME if unit.stratum == "BRA/1"]
    return make_certificate(
        draw,
        occasion=Occasion(
            seed_source="dice, in public",
            seeded_at="2026-07-02T10:00:00+00:00",
            committed_at="2026-07-01T10:00:00+00:00",
            plan_digest="5" * 64,
            tool_version="1.0",
            **occasion,
        ),
        losses=[Loss(*draw.units[0].place, "file_not_available", "2026-07-03T09:00:00+00:00")],
        purposive=[purposive_unit(draw, unit) for unit in picked[1::-1]],
    )


WHOLE: dict[str, Any] = json.loads(certificate_json(certificate()))


def paths(value: Any, start: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Place of every value in the certificate; of lists the first two entries and the last."""
    if isinstance(value, dict):
        for key in value:
            yield from paths(value[key], (*start, key))
    elif isinstance(value, list):
        for place in sorted({0, 1, len(value) - 1} & set(range(len(value)))):
            yield from paths(value[place], (*start, place))
    else:
        yield start


PATHS = list(paths(WHOLE))


def other(value: Any) -> Any:
    """A value of the same kind that differs."""
    if isinstance(value, int):
        return value + 1
    return "0" + value[1:] if value[:1] not in ("", "0") else "1" + value[1:]


def changed(path: tuple[Any, ...], value: Any = None, *, resealed: bool = False) -> dict[str, Any]:
    """The certificate with one value changed, with its digest made anew if wanted."""
    record = copy.deepcopy(WHOLE)
    inner = record
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = other(inner[path[-1]]) if value is None else value
    return reseal(record) if resealed else record


def reseal(record: dict[str, Any]) -> dict[str, Any]:
    """What a forger can do who has read the specification: make the digest fit again."""
    rest = {key: value for key, value in record.items() if key != "digest"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return {**rest, "digest": hashlib.sha256(text.encode()).hexdigest()}


def holds(record: dict[str, Any], frame: list[FrameUnit] | None = None) -> bool:
    """Whether the tool finds nothing wrong."""
    try:
        return not verify_certificate(parse_certificate(json.dumps(record)), frame)
    except CertificateFormError:
        return False


class Stranger:
    """Somebody with the published files and Python, or a browser."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        frame = "".join(f'"{u.list_id}","{u.unit_id}","{u.stratum}"\n' for u in FRAME)
        self.frame = folder / "public-frame.csv"
        self.frame.write_text("list_id,unit_id,stratum\n" + frame, encoding="utf-8")

    def write(self, record: dict[str, Any] | str) -> Path:
        path = self.folder / "certificate.json"
        path.write_text(record if isinstance(record, str) else json.dumps(record), encoding="utf-8")
        return path

    def verify(
        self, record: dict[str, Any] | str, *frames: Path
    ) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-I", str(VERIFIER / "verify_draw.py")]
        files = [str(self.write(record)), *map(str, frames)]
        return subprocess.run([*words, *files], capture_output=True, text=True, check=False)


@pytest.fixture
def stranger(tmp_path: Path) -> Stranger:
    return Stranger(tmp_path)


# ------------------------------------------------------------------ form


def test_a_certificate_is_json_with_sorted_keys_and_the_promised_fields() -> None:
    text = certificate_json(certificate())
    assert list(WHOLE) == sorted(WHOLE)
    assert set(WHOLE) == {
        "spec",
        "draw_id",
        "public_seed",
        "seed_source",
        "seeded_at",
        "committed_at",
        "key",
        "frame_digest",
        "plan_digest",
        "strata",
        "units",
        "losses",
        "active",
        "tool_version",
        "digest",
    }
    assert list(WHOLE["strata"][0]) == ["N_h", "n_h", "reserves", "stratum"]
    assert list(WHOLE["units"][0]) == ["list_id", "rank", "role", "stratum", "ticket", "unit_id"]
    assert list(WHOLE["losses"][0]) == ["at", "list_id", "reason", "unit_id"]
    assert list(WHOLE["active"][0]) == ["list_id", "unit_id"]
    assert text.endswith("}\n")


def test_what_is_written_can_be_read_again() -> None:
    assert parse_certificate(certificate_json(certificate())) == certificate()


def test_its_digest_covers_the_canonical_json_of_the_rest() -> None:
    assert reseal(WHOLE)["digest"] == WHOLE["digest"] == certificate_digest(certificate())


def test_active_cases_are_the_first_available_ones_and_purposive_ones_are_not_among_them() -> None:
    made = certificate()
    assert len(made.active) == 5
    assert made.losses[0].unit_id not in {one.unit_id for one in made.active}
    assert [unit.unit_id for unit in made.purposive] == ["bra01", "bra03"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nothing", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "the whole is not an object"),
        ('{"a": 1, "a": 2}', "a field stands there twice"),
        ("{}", "the whole has no `active`"),
        (json.dumps({**WHOLE, "note": ""}), "the whole has an unknown field"),
        (json.dumps({**WHOLE, "units": {}}), "`units` is not a list"),
        (json.dumps({**WHOLE, "key": 7}), "`key` is not a text"),
        (json.dumps({**WHOLE, "seed_source": "\ud800"}), "`seed_source` is not a text"),
        (json.dumps({**WHOLE, "active": [7]}), "an entry of `active` is not an object"),
        (json.dumps(changed(("strata", 0, "N_h"), True)), "`N_h` is not a whole number"),
        (json.dumps(changed(("strata", 0, "n_h"), -1)), "`n_h` is not a whole number"),
        (json.dumps(changed(("units", 0, "rank"), 1.0)), "`rank` is not a whole number"),
        (json.dumps(changed(("units", 0, "role"), "spare")), "a `role` is none of"),
    ],
)
def test_what_is_not_in_the_form_is_refused_with_the_reason(text: str, words: str) -> None:
    with pytest.raises(CertificateFormError, match=words):
        parse_certificate(text)


# ------------------------------------------------------------------ verification by the tool


def test_an_untouched_certificate_holds_with_and_without_the_frame() -> None:
    assert verify_certificate(certificate()) == []
    assert verify_certificate(certificate(), FRAME) == []
    assert verify_certificate(certificate(), iter(FRAME[::-1])) == []


def test_times_may_be_left_out() -> None:
    draw = certificate().draw
    assert verify_certificate(make_certificate(draw, occasion=Occasion()), FRAME) == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: "-".join(map(str, path)))
def test_any_one_changed_value_makes_it_fail(path: tuple[Any, ...]) -> None:
    assert not holds(changed(path))


# A forger who makes the digest fit again can still lie about what nobody can repeat.
CANNOT_BE_REPEATED = {"committed_at", "seed_source", "plan_digest", "tool_version", "reason", "at"}


@pytest.mark.parametrize(
    "path",
    [path for path in PATHS if path[-1] not in CANNOT_BE_REPEATED and path != ("digest",)],
    ids=lambda path: "-".join(map(str, path)),
)
def test_a_forged_digest_does_not_help_with_anything_that_can_be_repeated(
    path: tuple[Any, ...], stranger: Stranger
) -> None:
    forged = changed(path, resealed=True)
    assert not holds(forged, FRAME)
    assert stranger.verify(forged, stranger.frame).returncode == 1


def forge(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    record = copy.deepcopy(WHOLE)
    change(record)
    return reseal(record)


def swap_ranks(record: dict[str, Any]) -> None:
    first, second = record["units"][0], record["units"][1]
    for name in ("list_id", "unit_id", "ticket"):
        first[name], second[name] = second[name], first[name]


def drop_a_loss(record: dict[str, Any]) -> None:
    record["losses"].clear()


def lose_somebody_else(record: dict[str, Any]) -> None:
    record["losses"][0]["unit_id"] = "ash99"


def rank_a_purposive_unit(record: dict[str, Any]) -> None:
    record["units"][-1]["rank"] = 1


def repeat_a_unit(record: dict[str, Any]) -> None:
    record["units"].append(record["units"][-1])


def promise_too_much(record: dict[str, Any]) -> None:
    record["strata"][0]["reserves"] = 10**9


def turn_the_strata(record: dict[str, Any]) -> None:
    record["strata"].reverse()


def turn_the_purposive_units(record: dict[str, Any]) -> None:
    record["units"].insert(0, record["units"].pop())


def make_the_sample_larger(record: dict[str, Any]) -> None:
    record["strata"][0]["n_h"] += 1
    record["strata"][0]["reserves"] -= 1


def commit_too_late(record: dict[str, Any]) -> None:
    record["committed_at"] = record["seeded_at"]


def tell_no_time(record: dict[str, Any]) -> None:
    record["committed_at"] = "yesterday"


def mix_the_kinds_of_time(record: dict[str, Any]) -> None:
    record["committed_at"] = "2026-07-01T10:00:00"


def take_a_short_seed(record: dict[str, Any]) -> None:
    record["public_seed"] = "12345"


def empty_a_unit(record: dict[str, Any]) -> None:
    record["units"][0]["unit_id"] = ""


def pad_a_unit(record: dict[str, Any]) -> None:
    # The ticket is the same, the text is not.
    record["units"][0]["unit_id"] += " "


def hide_a_stratum(record: dict[str, Any]) -> None:
    del record["strata"][0]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (swap_ranks, "wrong-order"),
        (drop_a_loss, "wrong-active"),
        (lose_somebody_else, "unknown-loss"),
        (rank_a_purposive_unit, "ranked-purposive"),
        (repeat_a_unit, "unit-twice"),
        (promise_too_much, "more-than-all"),
        (turn_the_strata, "strata-order"),
        (turn_the_purposive_units, "units-order"),
        (make_the_sample_larger, "wrong-role"),
        (commit_too_late, "late-commitment"),
        (tell_no_time, "bad-time"),
        (mix_the_kinds_of_time, "bad-time"),
        (take_a_short_seed, "bad-seed"),
        (empty_a_unit, "wrong-ticket"),
        (pad_a_unit, "wrong-ticket"),
        (hide_a_stratum, "unknown-stratum"),
    ],
)
def test_each_kind_of_forgery_is_named_without_the_frame(
    change: Callable[[dict[str, Any]], None], kind: str, stranger: Stranger
) -> None:
    forged = forge(change)
    problems = verify_certificate(parse_certificate(json.dumps(forged)), file="x.json")
    assert kind in {problem.kind for problem in problems}
    assert {problem.file for problem in problems} == {"x.json"}
    assert stranger.verify(forged).returncode == 1


def redraw(frame: list[FrameUnit], **sizes: tuple[int, int]) -> Certificate:
    """A certificate that is sound in itself, of a draw from another frame."""
    wanted = sizes or {"ASH/0": (2, 2)}
    return make_certificate(
        draw_stratified(frame, wanted, draw_id="d", seed=SEED), occasion=Occasion()
    )


FIRST = redraw(FRAME).units[0].unit_id
WITHOUT_FIRST = [unit for unit in FRAME if unit.unit_id != FIRST]


@pytest.mark.parametrize(
    ("made", "kinds"),
    [
        (redraw(WITHOUT_FIRST), {"other-frame", "other-sizes", "other-draw"}),
        (redraw([*FRAME, FrameUnit("ASH", "new", "ASH/1")]), {"other-frame", "other-sizes"}),
        (redraw([replace(unit, size=1) for unit in FRAME]), {"other-frame"}),
        (redraw([FrameUnit("C", "1", "C")], C=(1, 0)), {"no-such-draw"}),
    ],
)
def test_another_frame_is_noticed(made: Certificate, kinds: set[str]) -> None:
    assert verify_certificate(made) == []
    assert {problem.kind for problem in verify_certificate(made, FRAME)} == kinds


def test_a_purposive_unit_must_be_on_the_frame_in_its_stratum(stranger: Stranger) -> None:
    draw = certificate().draw
    for unit in (FrameUnit("ASH", "nobody", "ASH/0"), replace(FRAME[-1], stratum="BRA/0")):
        made = make_certificate(draw, occasion=Occasion(), purposive=[purposive_unit(draw, unit)])
        assert verify_certificate(made) == []
        assert [one.kind for one in verify_certificate(made, FRAME)] == ["stray-purposive"]
        assert stranger.verify(certificate_json(made), stranger.frame).returncode == 1


# ------------------------------------------------------------------ verification by a stranger


def test_a_stranger_finds_that_it_holds_and_sees_what_was_checked(stranger: Stranger) -> None:
    result = stranger.verify(WHOLE, stranger.frame)
    assert result.returncode == 0
    assert result.stdout.count("  holds") == 22
    assert "the frame of 24 units is the committed one" in result.stdout
    assert result.stdout.endswith("The certificate holds.\n")


def test_without_the_frame_a_stranger_is_told_what_was_left_out(stranger: Stranger) -> None:
    result = stranger.verify(WHOLE)
    assert result.returncode == 0
    assert "skipped everything that needs the public frame" in result.stdout


@pytest.mark.parametrize("path", PATHS, ids=lambda path: "-".join(map(str, path)))
def test_a_stranger_notices_any_one_changed_value(
    path: tuple[Any, ...], stranger: Stranger
) -> None:
    result = stranger.verify(changed(path))
    assert result.returncode == 1
    assert "FAILS" in result.stdout


def test_a_frame_in_parts_is_the_same_frame(stranger: Stranger) -> None:
    lines = stranger.frame.read_text(encoding="utf-8").splitlines()
    parts = []
    for name, rows in (("one", lines[1:8]), ("two", lines[8:])):
        path = stranger.folder / f"{name}.csv"
        path.write_text("\n".join([lines[0], *rows]) + "\n", encoding="utf-8-sig")
        parts.append(path)
    assert stranger.verify(WHOLE, *parts).returncode == 0
    assert stranger.verify(WHOLE, parts[0]).returncode == 1


@pytest.mark.parametrize("text", ["nothing", "\ufffe", ""])
def test_a_file_that_is_no_certificate_cannot_be_read(text: str, stranger: Stranger) -> None:
    result = stranger.verify(text)
    assert result.returncode == 2
    assert "Cannot be read" in result.stderr


@pytest.mark.parametrize("text", ["[]", "{}", "7", '{"digest": 7}'])
def test_json_of_another_form_fails(text: str, stranger: Stranger) -> None:
    assert stranger.verify(text).returncode == 1


def test_a_stranger_without_files_sees_how_to_use_it(stranger: Stranger) -> None:
    words = [sys.executable, "-I", str(VERIFIER / "verify_draw.py")]
    result = subprocess.run(words, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "python3 verify_draw.py certificate.json public-frame.csv" in result.stderr
    missing = stranger.verify(WHOLE, stranger.folder / "missing.csv")
    assert missing.returncode == 2


FIELDS = st.text(st.sampled_from('ab|%, "é\u0323🦊\u2028'), min_size=1, max_size=5).filter(
    str.strip
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_the_stranger_agrees_with_the_tool_on_any_draw(data: st.DataObject, tmp_path: Path) -> None:
    names = data.draw(st.lists(FIELDS, min_size=2, max_size=9))
    frame = [
        FrameUnit(name, f"{place}{name}", names[place % 2]) for place, name in enumerate(names)
    ]
    drawn = draw_stratified(
        frame, {frame[0].stratum: (1, data.draw(st.integers(0, 2)))}, draw_id=names[0], seed=SEED
    )
    losses = [Loss(*drawn.units[0].place)] if data.draw(st.booleans()) else []
    made = make_certificate(drawn, occasion=Occasion(seed_source=names[-1]), losses=losses)
    assert verify_certificate(made, frame) == []
    stranger = Stranger(tmp_path)
    rows = [
        '"' + '","'.join(f.replace('"', '""') for f in (u.list_id, u.unit_id, u.stratum)) + '"'
        for u in frame
    ]
    stranger.frame.write_text("\n".join(["list_id,unit_id,stratum", *rows, ""]), encoding="utf-8")
    assert stranger.verify(certificate_json(made), stranger.frame).returncode == 0
    broken = json.loads(certificate_json(made))
    broken["units"][0]["ticket"] = "0" * 64
    assert stranger.verify(reseal(broken), stranger.frame).returncode == 1


# ------------------------------------------------------------------ the page for a browser

# Runs the page's own script outside a browser, with or without the browser's SHA-256.
NODE_PROGRAM = """
const fs = require("fs"), vm = require("vm");
const [page, own, certificate, frame] = process.argv.slice(2);
const script = fs.readFileSync(page, "utf8").match(/<script>([\\s\\S]*)<\\/script>/)[1];
const crypto = own === "own" ? undefined : require("crypto").webcrypto;
const world = { module: {}, TextEncoder, crypto };
vm.runInNewContext(script, world);
const { checkDraw, readCsv } = world.module.exports;
let fails = 0;
const say = (sentence, holds) => { if (holds === false) fails++; console.log(holds, sentence); };
const made = JSON.parse(fs.readFileSync(certificate, "utf8"));
checkDraw(made, readCsv(fs.readFileSync(frame, "utf8")), say)
  .then(() => process.exit(fails ? 1 : 0), error => { console.log(error); process.exit(1); });
"""
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="there is no node here")


def browse(
    stranger: Stranger, record: dict[str, Any], sha256: str
) -> subprocess.CompletedProcess[str]:
    program = stranger.folder / "browse.cjs"
    program.write_text(NODE_PROGRAM, encoding="utf-8")
    page = VERIFIER / "check-tickets.html"
    files = [str(page), sha256, str(stranger.write(record)), str(stranger.frame)]
    words = ["node", str(program), *files]
    return subprocess.run(words, capture_output=True, text=True, check=False)


@needs_node
@pytest.mark.parametrize("sha256", ["own", "browser"])
def test_the_page_finds_that_it_holds(sha256: str, stranger: Stranger) -> None:
    result = browse(stranger, WHOLE, sha256)
    assert result.returncode == 0, result.stdout
    assert result.stdout.count("true") == 22


@needs_node
@pytest.mark.parametrize(
    "change", [swap_ranks, drop_a_loss, make_the_sample_larger, pad_a_unit, commit_too_late]
)
def test_the_page_notices_forgeries(
    change: Callable[[dict[str, Any]], None], stranger: Stranger
) -> None:
    assert browse(stranger, forge(change), "own").returncode == 1


def test_the_page_asks_nothing_of_a_network() -> None:
    page = (VERIFIER / "check-tickets.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    for word in ("http:", "https:", "fetch(", "XMLHttpRequest", "src=", "@import"):
        assert word not in page
