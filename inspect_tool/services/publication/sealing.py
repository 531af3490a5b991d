"""Sealing a release: what `report build` made, with all that it rests on, and signed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool import __version__
from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.release.contents import ReleaseContents
from inspect_tool.domain.release.manifest import (
    FORMAT,
    MANIFEST,
    RELEASE_NAME,
    SIGNATURE,
    manifest_text,
    signature_text,
)
from inspect_tool.domain.release.published import Record, published_tables, tables_as_csv
from inspect_tool.domain.release.statement import (
    INTERNAL_RELEASE,
    STATEMENT,
    Corrects,
    NoticeKind,
    ReleaseStatement,
    statement_text,
)
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.strict_json import as_file, load_strictly
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.publication import build, public_release, report_files
from inspect_tool.services.publication.build import BuildOptions
from inspect_tool.services.publication.claims import wording_scale
from inspect_tool.services.publication.public_letters import letter_files
from inspect_tool.services.publication.published_before import attack_file
from inspect_tool.services.publication.release_key import ReleaseKey, key_to_seal
from inspect_tool.services.publication.release_notices import record_notice
from inspect_tool.services.publication.release_parts import (
    corrected,
    draw_files,
    made_from_files,
    open_corrections,
)
from inspect_tool.services.publication.releases import (
    TABLES,
    ReleaseView,
    view_of,
)
from inspect_tool.services.review.folder import ReviewFolder
from inspect_tool.store import release_folder, release_queries
from inspect_tool.store.release_tables import ReleaseRow
from inspect_tool.store.tables import DrawRow

if TYPE_CHECKING:
    from inspect_tool.store.database import Begin, UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

VERIFIERS = ("verify_release.py", "verify_draw.py")


class BadReleaseNameError(UsageError):
    """A name that not every system takes for a folder."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!r} cannot name a release: letters without accents, digits, dots, hyphens and "
            "underscores, such as 2014-03."
        )


class ReleaseExistsError(RefusedError):
    """A name is given once."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a release {name}, which never changes. Take another name.")


class NotBuiltError(RefusedError):
    """There is nothing to seal, or it is not what the report says now."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} Nothing was sealed; `report build`, look at it, and seal it.")


class SnapshotOldError(RefusedError):
    """The figures are not those of the records as they stand."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The records changed since {name} was taken, or there is a newer snapshot. Nothing "
            "was sealed; `snapshot take NAME`, then `report build`."
        )


@dataclass(frozen=True)
class SealedRelease:
    """What was sealed.

    Args:
        is_new_key: Whether the key was made for it.
        corrects: Earlier releases whose place it takes.
        proof: The proof by attack beside a public release; empty for an internal one.
    """

    release: ReleaseView
    folder: str
    files: int
    is_new_key: bool
    corrects: tuple[str, ...] = ()
    proof: str = ""

    @property
    def sentence_to_publish(self) -> str:
        """What readers need from elsewhere than the release itself."""
        return f"Releases of this review are signed with the Ed25519 key {self.release.public_key}."


@dataclass(frozen=True)
class _Prepared:
    """What is sealed, but for what the moment of sealing adds.

    Args:
        internal_release: Digest that a public release is tied to its internal one by; else empty.
    """

    source: build.ReportSource
    contents: ReleaseContents
    tables: Record
    names_cases: bool
    internal_release: str


@dataclass(frozen=True, kw_only=True)
class SealOptions:
    """What is sealed.

    Args:
        name: What the release is called.
        snapshot: The one that its figures come from, by name.
        is_new_key: Whether another key takes the place of one that was lost.
        edition: Which edition of the report is sealed.
    """

    name: str
    snapshot: str
    is_new_key: bool = False
    edition: Edition = Edition.INTERNAL

    @classmethod
    def parse(
        cls, name: str, *, snapshot: str, edition: str, is_new_key: bool = False
    ) -> SealOptions:
        """Read the words of the command.

        Raises:
            UsageError: There is no such edition.
        """
        wanted = build.edition_named(edition)
        return cls(name=name, snapshot=snapshot, is_new_key=is_new_key, edition=wanted)


def seal(
    reading: Begin,
    work: Begin,
    review: Review,
    options: SealOptions,
    *,
    place: ReviewFolder,
    keys: KeyFolder,
) -> SealedRelease:
    """Seal the report that lies in the review's folder of reports, as a release of its own.

    The documents are made again and have to be the same, so that what is sealed is what was read.

    Raises:
        NotYourRoleError: The actor is not a lead.
        BadReleaseNameError, UnknownSnapshotError: The words of the command are wrong.
        ReleaseExistsError, ReleaseFolderThereError: The name is taken.
        SnapshotOldError, NotBuiltError: What would be sealed is not how things stand.
        FalseClaimsError, UncheckedQuantitiesError, UnsettledIdentifiersError, PublicEditionError,
            UnsettledDisclosureError, NoInternalReleaseError, UncommittedDrawError: What is public
            is not settled, or has no internal release that it can be counted again from.
        ReleaseKeyLostError: The key that readers know is not here.
    """
    with reading() as view:
        check_may_ask(view, options)
        prepared = _prepare(view, review, place, options)
    _check_same(prepared, place)
    with release_folder.prepared(place.releases, options.name) as room, work() as change:
        build.check_unchanged(change, prepared.source)
        return _seal(change, room, prepared, options, place=place, keys=keys)


def check_may_ask(work: UnitOfWork, options: SealOptions) -> None:
    """Refuse what no release can be, before anything is made for it.

    Raises:
        NotYourRoleError: The actor is not a lead.
        BadReleaseNameError, ReleaseExistsError: It cannot be called so.
    """
    check_can(work.actor, Action.SEAL_RELEASE)
    name = options.name
    if not RELEASE_NAME.fullmatch(name) or name.endswith("."):
        raise BadReleaseNameError(name)
    if any(one.name.lower() == name.lower() for one in release_queries.releases(work)):
        raise ReleaseExistsError(name)


def _seal(
    work: UnitOfWork,
    room: release_folder.ReleaseRoom,
    prepared: _Prepared,
    options: SealOptions,
    *,
    place: ReviewFolder,
    keys: KeyFolder,
) -> SealedRelease:
    """Write and record what was prepared."""
    name = options.name
    check_may_ask(work, options)  # another may have taken the name meanwhile
    key = key_to_seal(work, keys, is_new=options.is_new_key)
    row, corrects, files = _sealed_files(work, name, prepared, key=key, place=place)
    room.write(files)
    work.add(row)
    proof = ""
    if prepared.source.public is not None:
        path = place.releases / attack_file(name)
        work.files.write({path: public_release.proof_of(prepared.source, row, place)})
        proof = str(path)
    work.audit(
        "release.seal",
        release=name,
        edition=row.edition,
        snapshot=row.snapshot,
        manifest=row.manifest_digest,
    )
    return SealedRelease(
        replace(view_of(row, None, place), is_there=True),  # once this is committed
        str(place.releases / name),
        len(files),
        key.is_new,
        tuple(one.release for one in corrects),
        proof,
    )


def _prepare(
    work: UnitOfWork, review: Review, place: ReviewFolder, wanted: SealOptions
) -> _Prepared:
    options = _built_options(review, place, wanted)
    source = build.read_source(work, review, place, options)
    if source.newest != source.figures.name or not source.is_current:
        raise SnapshotOldError(source.figures.name)
    documents, _ = build.documents_of(source, options, place)
    name = build.file_name(review, options.edition)
    if options.edition is Edition.PUBLIC:
        documents |= public_release.press_files(work, source, place)
        documents |= letter_files(source, place)
    scale = wording_scale(review, place)
    least = source.figures.percentages_from
    tables = published_tables(source.content, scale, percentages_from=least)
    is_public = options.edition is Edition.PUBLIC
    internal = (
        public_release.internal_release(work, place, source.figures.name, source.figures.digest)
        if is_public
        else ""
    )
    contents = ReleaseContents(
        edition=options.edition,
        documents=documents,
        tables={
            TABLES: as_file(tables).encode(),
            **{file: text.encode() for file, text in tables_as_csv(tables).items()},
            **(public_release.counts_files(review, source, place) if is_public else {}),
        },
        draw=draw_files(work, options.edition),
        made_from=made_from_files(review, place, options.edition),
        disclosure=public_release.decided_files(work, source) if is_public else {},
        open_data=public_release.open_data_files(source, name) if is_public else {},
        verifiers={one: (place.shipped / "verifier" / one).read_bytes() for one in VERIFIERS},
    )
    names_cases = options.edition is Edition.INTERNAL and "xlsx" in options.formats
    return _Prepared(source, contents, tables, names_cases, internal)


def _built_options(review: Review, place: ReviewFolder, wanted: SealOptions) -> BuildOptions:
    """How the report that lies in the folder was built, by its files and its manifest."""
    name = build.file_name(review, wanted.edition)
    manifest = place.reports / report_files.manifest_of(name)
    if not manifest.is_file():
        raise NotBuiltError(
            "There is no report in reports/."
            if wanted.edition is Edition.INTERNAL
            else "There is no public edition in reports/ (`report build --edition public`)."
        )
    try:
        held = load_strictly(manifest.read_text(encoding="utf-8"))
        edition, files = held["edition"], list(held["files"])  # type: ignore[index]
    except (ValueError, KeyError, TypeError):
        raise NotBuiltError(f"reports/{manifest.name} is not what was written.") from None
    endings = [one for one in report_files.PUBLIC_FORMATS if f"{name}.{one}" in files]
    return BuildOptions.parse(
        edition=str(edition),
        formats=",".join(endings),
        snapshot=wanted.snapshot,
        folder=place.reports,
    )


def _check_same(prepared: _Prepared, place: ReviewFolder) -> None:
    """Refuse documents that are not what the report says now: another snapshot, words, a draft."""
    for name, made in prepared.contents.documents.items():
        file = place.reports / name
        held = file.read_bytes() if file.is_file() else b""
        if held != made and (
            not name.endswith(".json") or _what_it_says(held) != _what_it_says(made)
        ):
            raise NotBuiltError(
                f"reports/{name} is not what the report says now: it is a draft, of another "
                "snapshot, or something was changed since it was built."
            )


def _what_it_says(manifest: bytes) -> Record:
    """A report's manifest without the head of the audit trail, which an upgrade moves on."""
    said: Record = load_strictly(manifest.decode())  # type: ignore[assignment]
    rest = {name: one for name, one in said["made_from"].items() if name != "audit_head"}
    return {**said, "made_from": rest}


def _sealed_files(
    work: UnitOfWork, name: str, prepared: _Prepared, *, key: ReleaseKey, place: ReviewFolder
) -> tuple[ReleaseRow, tuple[Corrects, ...], dict[str, bytes]]:
    """The row and every file of a release, with the moment of sealing and the signature."""
    source, edition = prepared.source, prepared.contents.edition
    open_ones = open_corrections(work, edition)
    corrects = tuple(corrected(row, notice, prepared.tables, place) for row, notice in open_ones)
    statement = _statement(work, name, prepared, corrects)
    files = {**prepared.contents.files(), STATEMENT: statement_text(statement).encode()}
    manifest = manifest_text(name, edition.value, files).encode()
    row = ReleaseRow(
        name=name,
        number=len(release_queries.releases(work)) + 1,
        edition=edition.value,
        snapshot=source.figures.name,
        snapshot_digest=source.figures.digest,
        manifest_digest=hashlib.sha256(manifest).hexdigest(),
        public_key=key.public,
        sealed_at=work.now,
        sealed_by=work.actor.id,
    )
    for earlier, notice in open_ones:
        record_notice(
            work,
            earlier,
            NoticeKind.CORRECTION,
            why=notice.why,
            replaced_by=name,
            key=key,
            place=place,
        )
    signature = signature_text(key.sign(FORMAT, manifest)).encode()
    return row, corrects, {**files, MANIFEST: manifest, SIGNATURE: signature}


def _statement(
    work: UnitOfWork, name: str, prepared: _Prepared, corrects: tuple[Corrects, ...]
) -> ReleaseStatement:
    source = prepared.source
    figures = source.figures
    draw = work.get(DrawRow, figures.draw_id)
    review = figures.review
    return ReleaseStatement(
        release=name,
        review=review.plan.review,
        edition=prepared.contents.edition.value,
        title=source.content.title,
        reference=source.content.reference,
        sealed_at=work.now.isoformat(),
        snapshot=figures.name,
        snapshot_taken_at=figures.taken_at.isoformat(),
        seed=source.seed,
        seeded_at=draw.seeded_at.isoformat() if draw is not None and draw.seeded_at else "",
        names_cases="yes" if prepared.names_cases else "no",
        made_from={
            **source.digests,
            **({INTERNAL_RELEASE: prepared.internal_release} if prepared.internal_release else {}),
            **{f"templates/{one}": digest for one, digest in source.own_templates.items()},
        },
        versions={
            "inspect_tool": __version__,
            "framework": f"{review.framework.framework} {review.framework.version}",
            "wording": review.plan.reporting.wording,
        },
        corrects=corrects,
    )
