"""Releases that are not what they seem, each made by one change to a sound one.

`PLAIN` are changes that leave the manifest as it was; of `RESEALED` the digests and the signature
were made again with another key, so that nothing but what the files say gives them away.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspect_tool.domain.release.manifest import MANIFEST, SIGNATURE
from inspect_tool.domain.release.published import tables_as_csv
from tests.sealed_release import RELEASE, seal_anew

Forgery = Callable[[Path], object]
FORGER = Ed25519PrivateKey.from_private_bytes(b"f" * 32)
TABLE = "tables/01-table-drift-case-type.csv"
QUANTITY = 'href="#quantity-key-findings-1"'
PAGE = "documents/small.html"


def flip(name: str, place: int = 40) -> Forgery:
    """One bit of one byte is another."""

    def forge(folder: Path) -> None:
        held = bytearray((folder / name).read_bytes())
        held[place % len(held)] ^= 1
        (folder / name).write_bytes(held)

    return forge


def change_json(name: str, change: Callable[[Any], object]) -> Forgery:
    def forge(folder: Path) -> None:
        held = json.loads((folder / name).read_text(encoding="utf-8"))
        change(held)
        (folder / name).write_text(json.dumps(held, ensure_ascii=False), encoding="utf-8")

    return forge


def replace_in(name: str, old: str, new: str) -> Forgery:
    def forge(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, (name, old)
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return forge


def swap(one: str, other: str) -> Forgery:
    def forge(folder: Path) -> None:
        held = (folder / one).read_bytes()
        (folder / one).write_bytes((folder / other).read_bytes())
        (folder / other).write_bytes(held)

    return forge


def link(name: str) -> Forgery:
    """A link to a file of the same content takes its place."""

    def forge(folder: Path) -> None:
        outside = folder.parent / "outside"
        shutil.copyfile(folder / name, outside)
        (folder / name).unlink()
        (folder / name).symlink_to(outside)

    return forge


def rename_entry(old: str, new: str) -> Forgery:
    return change_json(MANIFEST, lambda held: held["files"].update({new: held["files"].pop(old)}))


def twice_in(name: str, key: str) -> Forgery:
    """A field stands in a JSON file twice, the second time with nothing."""
    return replace_in(name, f'"{key}": ', f'"{key}": "", "{key}": ')


def set_cell(value: object, *, column: int, everywhere: bool = False) -> Forgery:
    """A cell of the first row of the first table is another; in the CSV file too or not."""

    def forge(folder: Path) -> None:
        path = folder / "tables.json"
        held = json.loads(path.read_text(encoding="utf-8"))
        held["tables"][0]["rows"][0][column] = value
        path.write_text(json.dumps(held, ensure_ascii=False), encoding="utf-8")
        if everywhere:
            for name, text in tables_as_csv(held).items():
                (folder / name).write_text(text, encoding="utf-8")

    return forge


def of_tables(change: Callable[[Any], object]) -> Forgery:
    return change_json("tables.json", change)


def of_statement(change: Callable[[Any], object]) -> Forgery:
    return change_json("release.json", change)


def write(name: str, content: str) -> Forgery:
    def forge(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)

    return forge


def _signature_of_other_words(folder: Path) -> None:
    """A signature that the right key made, over something else: a notice, say."""
    held = json.loads((folder / SIGNATURE).read_text())
    held["signature"] = held["signature"][64:] + held["signature"][:64]
    (folder / SIGNATURE).write_text(json.dumps(held))


def _another_releases_manifest(folder: Path) -> None:
    other = folder.parent / "other"
    shutil.copytree(folder, other)
    write("extra.txt", "more")(other)
    seal_anew(other, FORGER)
    for name in (MANIFEST, SIGNATURE):
        shutil.copyfile(other / name, folder / name)
    shutil.rmtree(other)


PLAIN: dict[str, Forgery] = {
    "a byte of the page": flip(PAGE, 5000),
    "a byte of a table": flip(TABLE),
    "a byte of a chart": flip("charts/02-figure-flow.csv"),
    "a byte of the data": flip("tables.json", 3000),
    "a byte of the statement": flip("release.json", 60),
    "a byte of the certificate": flip("draw/draw-certificate.json", 900),
    "a byte of the public frame": flip("draw/public-frame.csv", 200),
    "a byte of the commitment": flip("draw/commitment.json", 300),
    "a byte of the framework": flip("made-from/framework.yaml"),
    "a byte of the plan": flip("made-from/review.yaml"),
    "a byte of the narrative": flip("made-from/narrative/key-findings.md"),
    "a byte of the verifier": flip("verify_release.py", 700),
    "a byte of the report's own manifest": flip("documents/small-manifest.json"),
    "a byte of the manifest": flip(MANIFEST, 300),
    "a byte of the signature": flip(SIGNATURE, 150),
    "a byte appended": lambda folder: (folder / TABLE).write_bytes(
        (folder / TABLE).read_bytes() + b"\n"
    ),
    "a file cut short": lambda folder: os.truncate(folder / PAGE, 1000),
    "an empty file": lambda folder: (folder / TABLE).write_bytes(b""),
    "a missing file": lambda folder: (folder / TABLE).unlink(),
    "a missing commitment": lambda folder: (folder / "draw" / "commitment.json").unlink(),
    "no manifest": lambda folder: (folder / MANIFEST).unlink(),
    "no signature": lambda folder: (folder / SIGNATURE).unlink(),
    "an empty signature": write(SIGNATURE, "{}"),
    "a signature over something else": _signature_of_other_words,
    "a signature of zeros": change_json(
        SIGNATURE, lambda held: held.update(signature="0" * 128, public_key="0" * 64)
    ),
    "a key swapped under the signature": change_json(
        SIGNATURE, lambda held: held.update(public_key=FORGER.public_key().public_bytes_raw().hex())
    ),
    "an added file": write("tables/99-more.csv", "Case type,Number\n"),
    "an added hidden file": write(".hidden", "x"),
    "an added folder with a file": write("more/of/it.txt", "x"),
    "a link in the place of a file": link(TABLE),
    "a link in the place of the manifest": link(MANIFEST),
    "an added link to a folder": lambda folder: (folder / "up").symlink_to(folder.parent),
    "two tables swapped": swap(TABLE, "tables/02-table-authorities.csv"),
    "a table in the place of a chart": swap(TABLE, "charts/01-figure-drift-case-type.csv"),
    "another release's manifest and signature": _another_releases_manifest,
    "a way out of the folder": rename_entry(TABLE, "../outside"),
    "a way out in the middle": rename_entry(TABLE, "tables/../../outside"),
    "an absolute path": rename_entry(TABLE, "/etc/passwd"),
    "a path of another system": rename_entry(TABLE, "tables\\01.csv"),
    "a name twice in the manifest": twice_in(MANIFEST, TABLE),
    "names that differ in capitals": change_json(
        MANIFEST, lambda held: held["files"].update({TABLE.upper(): held["files"][TABLE]})
    ),
    "the manifest names itself": change_json(
        MANIFEST, lambda held: held["files"].update({MANIFEST: held["files"][TABLE]})
    ),
    "a manifest of another form": change_json(MANIFEST, lambda held: held.update(format="x")),
    "a manifest with a field more": change_json(MANIFEST, lambda held: held.update(note="x")),
    "a manifest that is a list": write(MANIFEST, "[]"),
    "a manifest that is no JSON": write(MANIFEST, "{" * 100_000),
}
RESEALED: dict[str, Forgery] = {
    "a count changed in the data alone": set_cell(77, column=1),
    "a count changed in data and CSV, not on the page": set_cell(77, column=1, everywhere=True),
    "a share changed everywhere but on the page": set_cell("99%", column=3, everywhere=True),
    "a share changed in the CSV file alone": replace_in(TABLE, "%", "0%"),
    "the base changed in data and CSV": set_cell(9, column=2, everywhere=True),
    "a count that is a text": set_cell("3", column=1, everywhere=True),
    "a count that is true": set_cell(True, column=1, everywhere=True),
    "a row with a cell more": of_tables(lambda held: held["tables"][0]["rows"][0].append(1)),
    "a table left out of the data": of_tables(lambda held: held["tables"].pop(0)),
    "a table twice in the data": of_tables(lambda held: held["tables"].append(held["tables"][0])),
    "a chart told otherwise": of_tables(
        lambda held: held["charts"][0].update(words=held["charts"][0]["words"].replace("of", "in"))
    ),
    "a chart with another number": of_tables(
        lambda held: held["charts"][0]["rows"][0].__setitem__(1, 77)
    ),
    "a sentence with other words": of_tables(
        lambda held: held["quantities"][0].update(words="nine of the 10")
    ),
    "a sentence with other numbers": of_tables(
        lambda held: held["quantities"][0].update(count=1, base=2)
    ),
    "a sentence left out": of_tables(lambda held: held["quantities"].pop(0)),
    "a scale of other words": of_tables(lambda held: held.pop("scale")),
    "data that are a list": write("tables.json", "[]"),
    "data of another form": of_tables(lambda held: held.update(format="x")),
    "a field of the data twice": twice_in("tables.json", "title"),
    "the words on the page alone": replace_in(
        PAGE, 'href="#quantity-key-findings-1">', 'href="#quantity-key-findings-1">not '
    ),
    "a cell on the page alone": replace_in(PAGE, '<td class="numeric">', '<td class="numeric">1'),
    "the words of a chart on the page alone": replace_in(PAGE, "<title>", "<title>Not so: "),
    "another edition": of_statement(lambda held: held.update(edition="public")),
    "another name": of_statement(lambda held: held.update(release="2015-03")),
    "another title": of_statement(lambda held: held.update(title="All is well")),
    "another seed": of_statement(lambda held: held.update(seed="1" * 24)),
    "another snapshot": of_statement(lambda held: held["made_from"].update(snapshot="0" * 64)),
    "another frame": of_statement(lambda held: held["made_from"].update(frame="0" * 64)),
    "sealed in the future": of_statement(
        lambda held: held.update(sealed_at="2999-01-01T00:00:00+00:00")
    ),
    "sealed before its snapshot": of_statement(
        lambda held: held.update(sealed_at="2001-01-01T00:00:00+00:00")
    ),
    "a snapshot before the seed": of_statement(
        lambda held: held.update(snapshot_taken_at="2001-01-01T00:00:00+00:00")
    ),
    "a time without its zone": of_statement(
        lambda held: held.update(sealed_at="2014-03-26T12:00:00")
    ),
    "a correction that comes later": of_statement(
        lambda held: held["corrects"].append(
            {
                "release": "2013",
                "manifest_sha256": "0" * 64,
                "noticed_at": "2999-01-01T00:00:00+00:00",
                "why": "x",
                "figures": "1",
                "sentences": "1",
            }
        )
    ),
    "a ticket of the draw": change_json(
        "draw/draw-certificate.json", lambda held: held["units"][0].update(ticket="0" * 64)
    ),
    "another seed in the certificate": change_json(
        "draw/draw-certificate.json", lambda held: held.update(public_seed="2" * 24)
    ),
    "a child taken off the frame": lambda folder: (folder / "draw" / "public-frame.csv").write_text(
        "\n".join((folder / "draw" / "public-frame.csv").read_text().splitlines()[:-1]) + "\n"
    ),
    "sizes of the commitment": change_json(
        "draw/commitment.json", lambda held: held["strata"][0].update(n_h=1)
    ),
    "no certificate": lambda folder: (folder / "draw" / "draw-certificate.json").unlink(),
}


def forge(sound: Path, folder: Path, name: str) -> Path:
    """A copy of a release with one forgery in it."""
    forged = folder / RELEASE
    shutil.copytree(sound, forged, symlinks=True)
    if name in PLAIN:
        PLAIN[name](forged)
    else:
        RESEALED[name](forged)
        seal_anew(forged, FORGER)
    return forged
