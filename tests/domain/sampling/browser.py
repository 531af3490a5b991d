"""The page for a browser, run outside one."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.domain.sampling.forged_certificates import VERIFIER, Stranger

# Runs the page's own script outside a browser, with or without the browser's SHA-256.
NODE_PROGRAM = """
const fs = require("fs"), vm = require("vm");
const [page, own, certificate, frame, given] = process.argv.slice(2);
const script = fs.readFileSync(page, "utf8").match(/<script>([\\s\\S]*)<\\/script>/)[1];
const crypto = own === "own" ? undefined : require("crypto").webcrypto;
const world = { module: {}, TextEncoder, crypto };
vm.runInNewContext(script, world);
const { checkDraw, readCsv } = world.module.exports;
const read = name => name ? fs.readFileSync(name, "utf8") : "";
const known = JSON.parse(given);
const unproven = "not proven by this file:";
const told = { ...known, commitment: read(known.commitment) };
const say = (sentence, holds) => console.log(holds === null ? unproven : holds, sentence);
const end = last => { console.log(last); process.exit(last.startsWith("FAILS") ? 1 : 0); };
checkDraw(read(certificate), readCsv(read(frame)), say, told)
  .then(end, error => end("FAILS: " + error.message));
"""
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="there is no node here")


def browse(
    stranger: Stranger,
    record: dict[str, Any] | str,
    sha256: str,
    known: dict[str, Any] | None = None,
    *,
    with_frame: bool = True,
) -> subprocess.CompletedProcess[str]:
    """Check a certificate with the page's own script; `known` is what the page is told beside."""
    program = stranger.folder / "browse.cjs"
    program.write_text(NODE_PROGRAM, encoding="utf-8")
    page = VERIFIER / "check-tickets.html"
    files = [
        str(page),
        sha256,
        str(stranger.write(record)),
        str(stranger.frame) if with_frame else "",
    ]
    words = ["node", str(program), *files, json.dumps(known or {})]
    return subprocess.run(words, capture_output=True, text=True, check=False)
