"""The page for a browser, run outside one."""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

import pytest

from tests.domain.sampling.forged_certificates import VERIFIER, Stranger

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
