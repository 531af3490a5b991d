"""Writes the sample review into `sample_data/`: `python -m sample_data.generate`."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from pathlib import Path

from inspect_tool.readers.documents.framework import load_framework
from sample_data.generate.dirt import plant_dirt
from sample_data.generate.draw import (
    DRAW_ID,
    SEED_RULE,
    SampleDraw,
    list_salt,
    public_seed,
    signing_key,
)
from sample_data.generate.findings import invent_findings, write_findings
from sample_data.generate.lists import ListWriter
from sample_data.generate.plan import plan_text
from sample_data.generate.planting import MANIFEST_HEAD
from sample_data.generate.returns import tables, write_return
from sample_data.generate.shares import HEAD, shares
from sample_data.generate.spreadsheets import Cell, write_csv
from sample_data.generate.world import World, make_world

SAMPLE_DATA = Path(__file__).resolve().parents[1]
FRAMEWORK = SAMPLE_DATA.parent / "templates" / "frameworks" / "neglect.yaml"
KEYS_NOTICE = (
    "Not secret: these keys are shipped so that the sample review's draw is the same everywhere. "
    "A real review makes its own and keeps them apart."
)


def main() -> None:
    """Write everything that the generator makes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=SAMPLE_DATA, metavar="FOLDER")
    parser.add_argument(
        "--case-workbooks",
        action="store_true",
        help="fill in the case workbooks too, through the tool itself, from what stands in "
        "sample_data/",
    )
    options = parser.parse_args()
    output: Path = options.output
    began = time.monotonic()
    write_sample_data(output)
    if options.case_workbooks:
        # Imported late: it needs the whole tool, the lists only its domain.
        from sample_data.generate.case_workbooks import write_case_workbooks

        write_case_workbooks(SAMPLE_DATA)
    print(f"Written to {output} in {time.monotonic() - began:.0f} s.", file=sys.stderr)


def write_sample_data(output: Path) -> None:
    """Write the plan, the keys, the returns, the manifest of dirt and the findings."""
    world = make_world()
    write_review(world, output / "review")
    write_returns(world, output)
    write_shares(world, output)
    framework = load_framework(FRAMEWORK).framework
    if framework is None:
        raise SystemExit(f"{FRAMEWORK} has faults. Run `framework check` on it.")
    write_findings(invent_findings(framework, world.sample, world.plan), output / "findings")
    write_draw(world.sample, output / "findings")
    moved = [("case",), *((one,) for one in world.moved)]
    write_csv(output / "findings" / "moved-starts.csv", moved)


def write_review(world: World, folder: Path) -> None:
    """Write `review.yaml`, a copy of the framework, and the keys that are not secret."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "review.yaml").write_bytes(plan_text().encode())
    shutil.copyfile(FRAMEWORK, folder / "framework.yaml")
    keys = {
        "notice": KEYS_NOTICE,
        "draw_id": DRAW_ID,
        "public_seed": public_seed(),
        "seed_source": SEED_RULE,
        "signing_key": signing_key(),
        "list_salts": {one.code: list_salt(one.code) for one in world.plan.authorities},
    }
    text = json.dumps(keys, indent=2, ensure_ascii=False) + "\n"
    (folder / "keys-not-secret.json").write_bytes(text.encode())


def write_returns(world: World, output: Path) -> None:
    """Write the returns with their dirt, and what was planted where."""
    folder = output / "returns"
    folder.mkdir(parents=True, exist_ok=True)
    manifest: list[tuple[Cell, ...]] = [MANIFEST_HEAD]
    for population in world.populations:
        authority = population.authority
        made = tables(authority, ListWriter(authority).lists(population))
        planter = plant_dirt(authority, made)
        manifest += planter.manifest()
        write_return(authority, list(made.values()), folder)
    write_csv(output / "planted-dirt.csv", manifest)


def write_shares(world: World, output: Path) -> None:
    """Write what was asked of the returns, and what came, before the dirt."""
    rows: list[tuple[Cell, ...]] = [HEAD]
    for one in shares(world.populations):
        rows.append((one.figure, f"{one.asked:.3f}", f"{one.came:.3f}", one.source))
    write_csv(output / "asked-and-came.csv", rows)


def write_draw(sample: SampleDraw, folder: Path) -> None:
    """Write which cases the seed gives, and which of them are lost."""
    rows: list[tuple[Cell, ...]] = [("case", "authority", "case_type", "months_open")]
    for case in sample.cases:
        rows.append((case.case_ref, case.authority, case.case_type, case.months_open))
    write_csv(folder / "expected-cases.csv", rows)
    write_csv(folder / "losses.csv", [("case", "reason", "note"), *sample.losses])


if __name__ == "__main__":
    main()
