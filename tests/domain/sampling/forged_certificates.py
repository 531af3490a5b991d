"""A certificate to hold against, its forgeries, and a stranger who checks them."""

from __future__ import annotations

import copy
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from inspect_tool.domain.sampling.certificate import (
    Certificate,
    CertificateFormError,
    Occasion,
    Since,
    UnitPlace,
    certificate_json,
    make_certificate,
    parse_certificate,
)
from inspect_tool.domain.sampling.certificate_check import verify_certificate
from inspect_tool.domain.sampling.draw import DrawRole, Extension, Loss
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.domain.sampling.sampling import extend_draw, purposive_unit

VERIFIER = Path(__file__).parents[3] / "templates" / "verifier"
SEED = "83920175563810294857"
FRAME = [
    FrameUnit(list_id, f"{list_id.lower()}{number:02d}", f"{list_id}/{number % 2}")
    for list_id in ("ASH", "BRA")
    for number in range(12)
]


def certificate(*, audit_head: str = "") -> Certificate:
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
            audit_head=audit_head,
        ),
        since=Since(
            losses=[Loss(*draw.units[0].place, "file_not_available", "2026-07-03T09:00:00+00:00")],
            purposive=[purposive_unit(draw, unit) for unit in picked[1::-1]],
        ),
    )


def grown_certificate() -> Certificate:
    """A draw that was extended twice, with cases picked by hand in the order and beside it."""
    first = draw_stratified(FRAME, {"ASH/0": (1, 1), "BRA/0": (1, 2)}, draw_id="d-2", seed=SEED)
    draw = extend_draw(first, FRAME, by={"ASH/0": 1, "BRA/1": 1}, reserves_per_case=1)
    reserves = [unit for unit in draw.units if unit.role is DrawRole.RESERVE]
    beside = purposive_unit(draw, next(unit for unit in FRAME if unit.stratum == "ASH/1"))
    # The last reserve was picked and lost before its turn; the other one is read.
    picked = [UnitPlace(*unit.place) for unit in (reserves[0], reserves[-1])]
    return make_certificate(
        draw,
        occasion=Occasion(
            seeded_at="2026-07-02T10:00:00+00:00", committed_at="2026-07-01T10:00:00+00:00"
        ),
        since=Since(
            losses=[
                Loss(*reserves[-1].place, "not_open", "2026-07-04T09:00:00+00:00"),
                Loss(*beside.place, "not_open", "2026-07-05T09:00:00+00:00"),
            ],
            extensions=[
                Extension("2026-07-03T09:00:00+00:00", {"ASH/0": 1}, "more precision"),
                Extension("2026-07-03T10:00:00+00:00", {"BRA/1": 1}, "more in care"),
            ],
            purposive=[beside],
            picked=picked,
        ),
    )


WHOLE: dict[str, Any] = json.loads(certificate_json(certificate()))
GROWN: dict[str, Any] = json.loads(certificate_json(grown_certificate()))


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


GROWN_PATHS = [path for path in paths(GROWN) if path[0] in ("extensions", "picked", "losses")]


def changed(
    path: tuple[Any, ...],
    value: Any = None,
    *,
    resealed: bool = False,
    of: dict[str, Any] = WHOLE,
) -> dict[str, Any]:
    """The certificate with one value changed, with its digest made anew if wanted."""
    record = copy.deepcopy(of)
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


def forge(change: Callable[[dict[str, Any]], None], of: dict[str, Any] = WHOLE) -> dict[str, Any]:
    record = copy.deepcopy(of)
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


# ------------------------------------------------------------------ of what came later


def add_nothing(record: dict[str, Any]) -> None:
    record["extensions"][0]["added"] = {}


def add_no_case(record: dict[str, Any]) -> None:
    record["extensions"][0]["added"]["BRA/0"] = 0


def add_more_than_there_are(record: dict[str, Any]) -> None:
    record["extensions"][1]["added"]["BRA/1"] = 2


def add_to_a_stratum_that_is_not_there(record: dict[str, Any]) -> None:
    record["extensions"][1]["added"]["BRA/9"] = 1


def leave_no_first_draw(record: dict[str, Any]) -> None:
    record["extensions"][0]["added"] = {"ASH/0": 2, "BRA/0": 1}


def turn_the_extensions(record: dict[str, Any]) -> None:
    record["extensions"].reverse()


def extend_before_the_seed(record: dict[str, Any]) -> None:
    record["extensions"][0]["at"] = "2026-07-02T09:00:00+00:00"


def extend_at_no_time(record: dict[str, Any]) -> None:
    record["extensions"][0]["at"] = ""


def pick_a_case_of_the_first_draw(record: dict[str, Any]) -> None:
    unit = record["units"][0]
    record["picked"][0] = {name: unit[name] for name in ("list_id", "unit_id")}


def pick_somebody_without_a_rank(record: dict[str, Any]) -> None:
    unit = record["units"][-1]
    record["picked"] = [{name: unit[name] for name in ("list_id", "unit_id")}]


def turn_the_picked(record: dict[str, Any]) -> None:
    record["picked"].reverse()


def pick_twice(record: dict[str, Any]) -> None:
    record["picked"].append(record["picked"][-1])


def say_that_there_is_nothing(record: dict[str, Any]) -> None:
    record["extensions"] = []
