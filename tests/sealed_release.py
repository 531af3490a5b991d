"""A small review with a report that was built and sealed, for tests of releases."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspect_tool.domain.claims.references import parse_claim_reference
from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.release.manifest import (
    FORMAT,
    MANIFEST,
    SIGNATURE,
    Signature,
    manifest_text,
    signature_text,
    signed_message,
)
from inspect_tool.domain.report.claim_counts import count_for
from inspect_tool.services.figures import snapshots
from inspect_tool.services.publication import disclosure
from inspect_tool.services.publication.build import BuildOptions, build_report
from inspect_tool.services.publication.letters import LetterOptions
from inspect_tool.services.publication.public_letters import (
    WrittenPublicLetters,
    write_public_letters,
)
from inspect_tool.services.publication.sealing import SealedRelease, SealOptions, seal
from inspect_tool.workspace import Workspace
from tests.sampled_review import SNAPSHOT
from tests.small_review import open_review

RELEASE = "2014-03"
PUBLIC_RELEASE = "2014-03-public"
NARRATIVE = {
    "key-findings.md": "# Key findings\n\nThere was drift in [{words}](claim:drift) of the cases "
    "read.\n\n{{{{ table:drift by=case_type }}}}\n\n{{{{ figure:drift by=case_type }}}}\n",
    "methodology.md": "# Methodology\n\nHow it was done.\n\n{{{{ figure:flow }}}}\n",
}


def write_narrative(workspace: Workspace, words: str) -> None:
    folder = workspace.place.narrative
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, text in NARRATIVE.items():
        (folder / name).write_text(text.format(words=words), encoding="utf-8")


def build(workspace: Workspace, formats: tuple[str, ...] = ("html",), **options: bool) -> None:
    build_report(
        workspace.reading,
        workspace.work,
        workspace.review,
        place=workspace.place,
        options=BuildOptions(Edition.INTERNAL, formats, **options),  # type: ignore[arg-type]
    )


def seal_as(workspace: Workspace, name: str = RELEASE, **options: Any) -> SealedRelease:
    return seal(
        workspace.reading,
        workspace.work,
        workspace.review,
        SealOptions(name=name, snapshot=SNAPSHOT, **options),
        place=workspace.place,
        keys=workspace.keys,
    )


def true_words(workspace: Workspace) -> str:
    """The count of the sample's one measure with its base."""

    with workspace.reading() as work:
        figures = snapshots.figures(work, workspace.review)

    counted = count_for(figures, parse_claim_reference("drift"))
    return f"{counted.count} of the {counted.base}"


def make_sealed_review(shown: Path, folder: Path, name: str = "review") -> Path:
    """The review of `shown_once` with its report built and sealed."""
    workspace = open_review(Path(shutil.copytree(shown, folder / name)), later=True)
    write_narrative(workspace, true_words(workspace))
    build(workspace)
    seal_as(workspace)
    workspace.database.close()
    return workspace.folder


def settle(workspace: Workspace) -> None:
    """Decide about every place of the public edition by its first choice."""
    place, review = workspace.place, workspace.review
    while True:
        with workspace.reading() as work:
            found = disclosure.check(work, review, place=place)
        left = [item for item in found.items if not item.is_settled]
        if not left:
            return
        words = "some of them" if left[0].choices[0] == "reword" else ""
        decided = disclosure.DisclosureDecided(
            (left[0].ref,), left[0].choices[0].value, "read by the lead", words
        )
        with workspace.work() as work:
            disclosure.decide(work, review, decided, place=place)


def build_public(workspace: Workspace, formats: tuple[str, ...] = ("html", "xlsx", "docx")) -> None:
    settle(workspace)
    options = BuildOptions(Edition.PUBLIC, formats)
    build_report(
        workspace.reading,
        workspace.work,
        workspace.review,
        place=workspace.place,
        options=options,
    )


def write_letters_for_all(workspace: Workspace) -> WrittenPublicLetters:
    options = LetterOptions.parse(None, formats="html", edition="public")
    return write_public_letters(
        workspace.reading,
        workspace.work,
        workspace.review,
        place=workspace.place,
        options=options,
    )


def make_public_review(sealed: Path, folder: Path) -> Path:
    """The review of `make_sealed_review` with its public edition built and sealed too."""
    workspace = open_review(Path(shutil.copytree(sealed, folder / "review")), later=True)
    build_public(workspace)
    write_letters_for_all(workspace)
    seal_as(workspace, PUBLIC_RELEASE, edition=Edition.PUBLIC)
    workspace.database.close()
    return workspace.folder


def seal_anew(folder: Path, key: Ed25519PrivateKey) -> None:
    """What a forger does: digests and signature made again over changed files, with a key."""
    held = json.loads((folder / MANIFEST).read_bytes())
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (MANIFEST, SIGNATURE)
    }
    documents = folder / "documents" / "small-manifest.json"
    own = json.loads(documents.read_bytes())
    for name, entry in own["files"].items():
        content = files[f"documents/{name}"]
        entry.update(sha256=hashlib.sha256(content).hexdigest(), bytes=len(content))
    documents.write_text(json.dumps(own))
    files["documents/small-manifest.json"] = documents.read_bytes()
    manifest = manifest_text(held["release"], held["edition"], files).encode()
    (folder / MANIFEST).write_bytes(manifest)
    made = key.sign(signed_message(FORMAT, manifest)).hex()
    public = key.public_key().public_bytes_raw().hex()
    (folder / SIGNATURE).write_text(signature_text(Signature(public, made)))
