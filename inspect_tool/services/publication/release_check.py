"""Does a release hold? Everything in it that can be recomputed is, without a review."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.release.contents import (
    DISCLOSURE,
    DOCUMENTS,
    DRAW,
    MADE_FROM,
    OPEN_DATA,
)
from inspect_tool.domain.release.follows import DoesNotFollow, Followed, follow
from inspect_tool.domain.release.manifest import (
    FORMAT,
    MANIFEST,
    NOT_IN_MANIFEST,
    SIGNATURE,
    Manifest,
    Signature,
    parse_manifest,
    parse_signature,
)
from inspect_tool.domain.release.published import Record, tables_as_csv
from inspect_tool.domain.release.statement import (
    NOTICE_FORMAT,
    STATEMENT,
    Notice,
    ReleaseStatement,
    digests_of,
    notice_bytes,
    parse_notice,
    parse_statement,
    wrong_times,
)
from inspect_tool.domain.sampling.strict_json import FormError, load_strictly
from inspect_tool.errors import CheckFailedError, UnreadableFileError
from inspect_tool.readers.release.folder import read_release
from inspect_tool.readers.release.page import (
    AS_TABLE,
    ROOMS,
    ShownPage,
    is_said_of,
    plain,
    shown_page,
)
from inspect_tool.services.publication.release_further import check_further, shown_cells
from inspect_tool.services.publication.release_key import is_signed
from inspect_tool.services.publication.releases import TABLES
from inspect_tool.services.sampling.verification import PublishedFiles, verify_certificate_file

AHEAD = timedelta(days=1)  # what another clock may be ahead of this one


@dataclass(frozen=True)
class ReleaseVerification:
    """What checking a release found.

    Args:
        checked: What was compared and fits, a sentence each.
        not_proven: What these files cannot prove, each as the end of a sentence.
        notice: What became of it, where a signed notice lies beside it.
        sentence: What it comes to; no wider than what was checked.
    """

    release: str
    checked: tuple[str, ...]
    faults: tuple[DoesNotFollow, ...]
    not_proven: tuple[str, ...]
    notice: str
    sentence: str

    @property
    def holds(self) -> bool:
        """Whether everything that was compared fits."""
        return not self.faults


@dataclass
class _Checking:
    """What comes up on the way."""

    checked: list[str]
    faults: list[DoesNotFollow]
    not_proven: list[str]

    def fault(self, place: str, message: str) -> None:
        self.faults.append(DoesNotFollow(place, message))


def verify_release(folder: Path, *, key: str = "", now: datetime) -> ReleaseVerification:
    """Check a release by its files alone.

    Args:
        key: Public key of whoever publishes it, as the reader has it from elsewhere.
        now: The checker's clock.

    Raises:
        NoReleaseError: There is no such folder.
    """
    found = _Checking([], [], [])
    held = read_release(folder)
    for name in held.strange:
        found.fault(name, "is a link or no plain file, so it was not read")
    manifest = _manifest(held.files, found)
    notice = ""
    if manifest is not None:
        _check_files(manifest, held.files, found)
        signature = _check_signature(held.files, key.strip().lower(), found)
        _check_sense(folder, manifest, held.files, now, found)
        notice = _notice(folder, manifest, held.files, signature, found)
    return ReleaseVerification(
        release=manifest.release if manifest is not None else "",
        checked=tuple(found.checked),
        faults=tuple(found.faults),
        not_proven=tuple(found.not_proven),
        notice=notice,
        sentence=_sentence(found, notice),
    )


def _manifest(files: Mapping[str, bytes], found: _Checking) -> Manifest | None:
    if MANIFEST not in files:
        found.fault(MANIFEST, "is missing, so nothing can be compared")
        return None
    try:
        return parse_manifest(files[MANIFEST].decode())
    except ValueError as error:
        found.fault(MANIFEST, f"is not in its form: {_reason(error)}")
        return None


def _reason(error: ValueError) -> str:
    return str(error) if isinstance(error, FormError) else "it is not UTF-8"


def _check_files(manifest: Manifest, files: Mapping[str, bytes], found: _Checking) -> None:
    for name, wanted in sorted(manifest.files.items()):
        if name not in files:
            found.fault(name, "is missing")
        elif (hashlib.sha256(files[name]).hexdigest(), len(files[name])) != (
            wanted.sha256,
            wanted.size,
        ):
            found.fault(name, "was changed: it does not have the SHA-256 of the manifest")
    for name in sorted(set(files) - set(manifest.files) - NOT_IN_MANIFEST):
        found.fault(name, "is not in the manifest: it was added")
    found.checked.append(f"Files: {len(manifest.files)}, each with the SHA-256 of the manifest")


def _check_signature(files: Mapping[str, bytes], key: str, found: _Checking) -> Signature | None:
    if SIGNATURE not in files:
        found.fault(SIGNATURE, "is missing: nobody signed this")
        return None
    try:
        signature = parse_signature(files[SIGNATURE].decode())
    except ValueError as error:
        found.fault(SIGNATURE, f"is not in its form: {_reason(error)}")
        return None
    if not is_signed(signature, FORMAT, files[MANIFEST]):
        found.fault(SIGNATURE, "is not a signature of this manifest")
    elif key and key != signature.public_key:
        found.fault(SIGNATURE, "is of another key than the one that was given")
    elif key:
        found.checked.append("The manifest is signed with the key that was given")
    else:
        found.checked.append(f"The manifest is signed with the key {signature.public_key}")
        found.not_proven.append(
            "who signed it: give the publisher's key with --key, from elsewhere than this release"
        )
    return signature


def _check_sense(
    folder: Path, manifest: Manifest, files: Mapping[str, bytes], now: datetime, found: _Checking
) -> None:
    """What the files say, and that they say one thing."""
    try:
        statement = parse_statement(files[STATEMENT].decode())
        tables: Record = load_strictly(files[TABLES].decode())  # type: ignore[assignment]
        followed = follow(tables)
        shown = dict(_not_as_shown(files, statement, tables))
        further = check_further(files, statement.documents, tables)
        documents = load_strictly(
            files[f"{DOCUMENTS}/{statement.documents}-manifest.json"].decode()
        )
        _check_one_thing(manifest, statement, tables, documents, found)  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        named = error.args[0] if isinstance(error, KeyError) else type(error).__name__
        found.fault("the data", f"are not in their form ({named})")
        return
    for sentence in wrong_times(statement, now + AHEAD):
        found.fault(STATEMENT, sentence.rstrip("."))
    found.faults.extend(followed.faults)
    for place, message in shown.items():
        found.fault(place, message)
    _check_edition(statement, files, found)
    _check_documents(documents, files, found)  # type: ignore[arg-type]
    _tell_followed(followed, files, found)
    for fault in further.faults:
        found.fault(fault.place, fault.message)
    if further.read and not further.faults:
        found.checked.append(
            f"Letters, press summary, Word file and open data: {len(further.read)}, whose tables "
            "have the published cells"
        )
    found.not_proven.extend(further.not_proven)
    unread = set(_not_shown(documents, files)) - set(further.read)  # type: ignore[arg-type]
    if unread:
        found.not_proven.append(
            f"what {', '.join(sorted(unread))} shows: by its digest alone"
            if len(unread) == 1
            else f"what these show: by their digests alone: {', '.join(sorted(unread))}"
        )
    _check_draw(folder, statement, files, found)


def _check_one_thing(
    manifest: Manifest,
    statement: ReleaseStatement,
    tables: Record,
    documents: Record,
    found: _Checking,
) -> None:
    pairs = {
        "the name": (manifest.release, statement.release),
        "the edition": (manifest.edition, statement.edition),
        "the edition of its data": (tables["edition"], statement.edition),
        "the edition of its documents": (documents["edition"], statement.edition),
        "the title": (tables["title"], statement.title),
        "the title of its documents": (documents["title"], statement.title),
        "the seed": (documents["seed"], statement.seed),
        **{
            f"the {name}": (documents["made_from"][name], statement.made_from[name])
            for name in digests_of(statement.edition)
        },
    }
    for what, (one, other) in pairs.items():
        if one != other:
            found.fault(STATEMENT, f"{what} is another one than elsewhere in the release")


def _check_edition(
    statement: ReleaseStatement, files: Mapping[str, bytes], found: _Checking
) -> None:
    """A public release carries no case-level file, and what was decided on disclosure."""
    if statement.edition != Edition.PUBLIC:
        return
    if statement.names_cases != "no":
        found.fault(STATEMENT, "says of a public release that it names cases")
    for name in files:
        if name.startswith(f"{MADE_FROM}/") and name != f"{MADE_FROM}/framework.yaml":
            found.fault(name, "is for the team alone, and this release is public")
    if not any(name.startswith(f"{DISCLOSURE}/") for name in files):
        found.fault(DISCLOSURE, "is missing: a public release carries what was decided on it")


def _check_documents(documents: Record, files: Mapping[str, bytes], found: _Checking) -> None:
    """The manifest that `report build` wrote has the documents as they are here."""
    for name, wanted in documents["files"].items():
        held = files.get(f"{DOCUMENTS}/{name}")
        if held is None or hashlib.sha256(held).hexdigest() != wanted["sha256"]:
            found.fault(f"{DOCUMENTS}/{name}", "is not what the report's own manifest says")


def _tell_followed(followed: Followed, files: Mapping[str, bytes], found: _Checking) -> None:
    found.checked.append(
        f"Numbers: {followed.shares} shares, {followed.totals} totals, {followed.charts} charts "
        f"and {followed.sentences} sentences follow from the published tables"
        if not followed.faults
        else "Numbers: not all follow from the published tables"
    )
    if followed.not_counted:
        found.not_proven.append(
            f"{followed.not_counted} estimates, ranges and the like, to which no published count "
            "leads"
        )
    by_digest = sorted(
        {name.rpartition(".")[2].upper() for name in files if name.endswith((".pdf", ".xlsx"))}
    )
    if by_digest:
        found.not_proven.append(
            f"that {' and '.join(by_digest)} show the numbers of the tables: they were compared by "
            "their digests alone, the page by each of its tables, charts and quantities"
        )


def _not_shown(documents: Record, files: Mapping[str, bytes]) -> list[str]:
    """Documents and data that no verifier reads, by their names."""
    own = {f"{DOCUMENTS}/{name}" for name in documents["files"]}
    return sorted(
        name
        for name in files
        if name.startswith((f"{DOCUMENTS}/", f"{OPEN_DATA}/"))
        and name not in own
        and not name.endswith("-manifest.json")
    )


def _not_as_shown(
    files: Mapping[str, bytes], statement: ReleaseStatement, tables: Record
) -> Iterator[tuple[str, str]]:
    """Where CSV files or the page show something else than the data."""
    for name, text in tables_as_csv(tables).items():
        if files.get(name) != text.encode():
            yield name, "does not have the cells of tables.json"
    page = f"{DOCUMENTS}/{statement.documents}.html"
    if page not in files:
        return
    shown = shown_page(files[page].decode())
    for one in tables["tables"]:
        if shown.tables.get(one["id"]) != shown_cells(one):
            yield f"{page}, {one['id']}", "does not show the cells of tables.json"
    yield from _charts_not_as_shown(page, shown, tables["charts"])
    known = {one["id"] for one in [*tables["tables"], *tables["quantities"]]}
    known |= {f"{one['id']}{AS_TABLE}" for one in tables["charts"]}
    for more in sorted({*shown.tables, *shown.quantities} - known):
        yield f"{page}, {more}", "is not in tables.json"
    for one in tables["quantities"]:
        if shown.quantities.get(one["id"]) != plain(one["words"]):
            yield f"{page}, {one['id']}", "does not say what tables.json says"


def _charts_not_as_shown(
    page: str, shown: ShownPage, charts: Sequence[Record]
) -> Iterator[tuple[str, str]]:
    for one in charts:
        groups = shown.charts.get(one["id"], [])
        if len(groups) != len(ROOMS) or not all(is_said_of(one, titles) for titles in groups):
            yield f"{page}, {one['id']}", "is not described as in tables.json"
        if shown.tables.get(f"{one['id']}{AS_TABLE}") != shown_cells(one):
            yield f"{page}, {one['id']}", "does not show the cells of tables.json"
    for more in sorted(set(shown.charts) - {one["id"] for one in charts}):
        yield f"{page}, figure {more}", "is not in tables.json"


def _check_draw(
    folder: Path, statement: ReleaseStatement, files: Mapping[str, bytes], found: _Checking
) -> None:
    certificate = f"{DRAW}/draw-certificate.json"
    if certificate not in files:
        found.not_proven.append("how the cases were drawn: the release has no certificate")
        if statement.seed:
            found.fault(certificate, "is missing, and the release says that there was a draw")
        return
    commitment = folder / DRAW / "commitment.json"
    beside = PublishedFiles(commitment=commitment if commitment.is_file() else None)
    try:
        drawn = verify_certificate_file(folder / certificate, beside=beside)
        held: Record = load_strictly(files[certificate].decode())  # type: ignore[assignment]
    except (UnreadableFileError, CheckFailedError) as error:
        found.fault(certificate, f"cannot be read: {error.message}".rstrip("."))
        return
    for problem in drawn.problems:
        found.fault(certificate, problem.message.rstrip("."))
    if (held["public_seed"], held["frame_digest"]) != (
        statement.seed,
        statement.made_from["frame"],
    ):
        found.fault(certificate, "is of another draw than the release says")
    found.checked.append(f"Draw: {drawn.sentence}" if drawn.sentence else "Draw: it fails")
    found.not_proven.extend(drawn.not_proven)
    if commitment.is_file():
        found.not_proven.append(
            "that the commitment is the one that was published before the seed: this is the "
            "release's own copy"
        )


def _notice(
    folder: Path,
    manifest: Manifest,
    files: Mapping[str, bytes],
    signature: Signature | None,
    found: _Checking,
) -> str:
    """What a notice beside the release says, where it is signed by whoever signed the release."""
    path = folder.resolve().parent / f"{manifest.release}-notice.json"
    if not path.is_file():
        found.not_proven.append(
            "that it still stands: no notice lies beside it, and one may be where it was published"
        )
        return ""
    try:
        notice: Notice = parse_notice(path.read_text(encoding="utf-8"))
    except ValueError as error:
        found.fault(path.name, f"is not in its form: {_reason(error)}")
        return ""
    digest = hashlib.sha256(files[MANIFEST]).hexdigest()
    signed = Signature(notice.public_key, notice.signature)
    is_own = signature is not None and notice.public_key == signature.public_key
    if not is_signed(signed, NOTICE_FORMAT, notice_bytes(notice)) or not is_own:
        found.fault(path.name, "is not signed with the key that signed the release")
        return ""
    if (notice.release, notice.manifest_sha256) != (manifest.release, digest):
        found.fault(path.name, "is about another release")
        return ""
    return notice.words


def _sentence(found: _Checking, notice: str) -> str:
    if found.faults:
        points = "1 point" if len(found.faults) == 1 else f"{len(found.faults)} points"
        return f"FAILS in {points}."
    said = "Everything that was compared fits."
    if found.not_proven:
        said += " Not compared, and so not proven, is what the lines above name."
    return f"{said} {notice}".strip()
