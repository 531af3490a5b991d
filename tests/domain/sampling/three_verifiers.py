"""The three verifiers, asked the same of many certificates at once."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.errors import InspectToolError
from inspect_tool.services.sampling.verification import PublishedFiles, verify_certificate_file
from tests.domain.sampling.forged_certificates import VERIFIER

NOW = datetime(2026, 11, 30, tzinfo=UTC)

NODE_PROGRAM = r"""
const fs = require("fs"), vm = require("vm");
const [page, cases] = process.argv.slice(2);
const script = fs.readFileSync(page, "utf8").match(/<script>([\s\S]*)<\/script>/)[1];
const world = { module: {}, TextEncoder, crypto: require("crypto").webcrypto };
vm.runInNewContext(script, world);
const { checkDraw, readCsv } = world.module.exports;
(async () => {
  const said = [];
  for (const one of JSON.parse(fs.readFileSync(cases, "utf8"))) {
    const lines = [], say = (sentence, holds) => lines.push([holds, sentence]);
    let last;
    try { last = await checkDraw(one.certificate, readCsv(one.frame), say, one); }
    catch (error) { last = "FAILS: " + error.message; }
    said.push({ last, lines });
  }
  console.log(JSON.stringify(said));
})();
"""


@dataclass(frozen=True)
class Asked:
    """What a verifier is given.

    Args:
        certificate: Text of the file; so is `commitment`, empty where there is none.
        frame: None where there is none.
    """

    certificate: str
    frame: Sequence[FrameUnit] | None
    commitment: str = ""
    seed: str = ""
    heads: Sequence[str] = ()

    @property
    def frame_text(self) -> str:
        """The public frame as a file; empty where there is none."""
        if self.frame is None:
            return ""
        rows = (f'"{one.list_id}","{one.unit_id}","{one.stratum}"\n' for one in self.frame)
        return "list_id,unit_id,stratum\n" + "".join(rows)


@dataclass(frozen=True)
class Said:
    """What a verifier says: its exit code, the last line, and all of it."""

    exit_code: int
    last: str
    everything: str

    @property
    def outcome(self) -> str:
        """`fails`, `holds`, or `cannot say`."""
        if self.exit_code:
            return "fails"
        return "cannot say" if "cannot say whether" in self.last else "holds"


def ask_tool(asked: Asked, folder: Path) -> Said:
    """The Python command, by its service."""
    paths = _files(asked, folder)
    beside = PublishedFiles(
        frames=() if asked.frame is None else (paths["frame"],),
        commitment=paths["commitment"] if asked.commitment else None,
        seed=asked.seed,
        loss_heads=tuple(asked.heads),
        now=NOW,
    )
    try:
        found = verify_certificate_file(paths["certificate"], beside=beside)
    except InspectToolError as error:
        return Said(1, f"FAILS: {error.message}", "")
    if found.problems:
        said = " ".join(problem.message for problem in found.problems)
        return Said(1, f"FAILS: {said}", said)
    return Said(0, found.sentence, "\n".join(found.not_proven))


def ask_script(asked: Asked, folder: Path) -> Said:
    """The stand-alone program, in this process: it is asked hundreds of times."""
    paths = _files(asked, folder)
    program = _program()
    program.FAULTS.clear()
    words = [str(paths["certificate"])]
    words += [] if asked.frame is None else [str(paths["frame"])]
    words += ["--commitment", str(paths["commitment"])] if asked.commitment else []
    words += ["--seed", asked.seed] if asked.seed else []
    for head in asked.heads:
        words += ["--loss-head", head]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exit_code = program.main(words)
    text = printed.getvalue()
    return Said(exit_code, text.strip().rpartition("\n")[2], text)


@cache
def _program() -> Any:
    """The program as a module, read once."""
    place = VERIFIER / "verify_draw.py"
    specification = importlib.util.spec_from_file_location("verify_draw", place)
    assert specification is not None
    assert specification.loader is not None
    program = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(program)
    return program


def ask_page(every: Sequence[Asked], folder: Path) -> list[Said]:
    """The page for a browser, run outside one."""
    program, cases = folder / "ask.cjs", folder / "cases.json"
    program.write_text(NODE_PROGRAM, encoding="utf-8")
    asked: list[Mapping[str, Any]] = [
        {
            "certificate": one.certificate,
            "frame": one.frame_text,
            "commitment": one.commitment,
            "seed": one.seed,
            "heads": list(one.heads),
        }
        for one in every
    ]
    cases.write_text(json.dumps(asked), encoding="utf-8")
    words = ["node", str(program), str(VERIFIER / "check-tickets.html"), str(cases)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return [
        Said(
            1 if one["last"].startswith("FAILS") else 0,
            one["last"],
            "\n".join(f"{holds} {sentence}" for holds, sentence in one["lines"]),
        )
        for one in json.loads(done.stdout)
    ]


HAS_NODE = shutil.which("node") is not None


def _files(asked: Asked, folder: Path) -> dict[str, Path]:
    paths = {name: folder / f"{name}.file" for name in ("certificate", "frame", "commitment")}
    paths["certificate"].write_text(asked.certificate, encoding="utf-8")
    paths["frame"].write_text(asked.frame_text, encoding="utf-8")
    paths["commitment"].write_text(asked.commitment, encoding="utf-8")
    return paths
