"""The report: narrative and evidence put together, checked, and written as documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool import __version__
from inspect_tool.documents.manifest import manifest_json
from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.domain.content.blocks import Edition, ReportContent
from inspect_tool.domain.content.published import PublishedContent
from inspect_tool.domain.disclosure.public_edition import PublicEdition
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.look.words import FixedWords
from inspect_tool.domain.release.statement import documents_name
from inspect_tool.domain.report import claim_check
from inspect_tool.domain.report.chapters import report_content
from inspect_tool.domain.report.figure_titles import in_full
from inspect_tool.domain.review import Review
from inspect_tool.errors import CheckFailedError, RefusedError, UsageError
from inspect_tool.services.figures import snapshots
from inspect_tool.services.moderation import decisions
from inspect_tool.services.publication import claims, disclosure, identifiers, report_files
from inspect_tool.services.publication.advice import advice_notes, advice_of
from inspect_tool.services.publication.looks import in_its_look, look_digests
from inspect_tool.services.publication.narratives import read_narrative
from inspect_tool.services.publication.release_notices import with_notices
from inspect_tool.services.publication.rendering import formats_named, render
from inspect_tool.services.publication.report_files import BuildAbout
from inspect_tool.services.records import records
from inspect_tool.services.review import documents
from inspect_tool.services.review.folder import ReviewFolder
from inspect_tool.services.review.heads import OF_A_SNAPSHOT, head_of
from inspect_tool.store import snapshot_queries
from inspect_tool.store.snapshot_tables import Snapshot
from inspect_tool.store.tables import DrawRow

if TYPE_CHECKING:
    from inspect_tool.domain.content.narrative import NarrativeDocument
    from inspect_tool.store.database import Begin, UnitOfWork


class SnapshotGoneError(CheckFailedError):
    """What the report was made from is no longer in the database."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The snapshot {name} was changed while the report was made, so nothing was written. "
            "See `db check`."
        )


class PublicEditionError(RefusedError):
    """Somebody has to decide first about what could identify a child, so nothing is published."""

    def __init__(self, open_items: int) -> None:
        places = "1 place" if open_items == 1 else f"{open_items} places"
        super().__init__(
            f"The public edition needs a decision about {places} of the report. `disclose check` "
            "lists them, `disclose decide` records what is decided. Nothing was written."
        )


def edition_named(name: str) -> Edition:
    """An edition by its name.

    Raises:
        UsageError: There is none of that name.
    """
    if name not in set(Edition):
        raise UsageError(f"There is no edition {name}. There are: internal, public.")
    return Edition(name)


@dataclass(frozen=True)
class BuildOptions:
    """What is built.

    Args:
        snapshot: Which one the figures come from; None for the newest.
        folder: Where to write the files; None for the review's own folder of reports.
        is_draft: Whether quantities that nothing has checked may stand; each page says so.
        is_kept: Whether the files are kept as a build of their own, too.
    """

    edition: Edition
    formats: tuple[str, ...]
    snapshot: str | None = None
    folder: Path | None = None
    is_draft: bool = False
    is_kept: bool = False

    @classmethod
    def parse(
        cls,
        *,
        edition: str,
        formats: str,
        snapshot: str | None = None,
        folder: Path | None = None,
        is_draft: bool = False,
    ) -> BuildOptions:
        """Read the words of the command.

        Raises:
            UsageError: There is no such edition or format, or a draft was to be public.
        """
        wanted = edition_named(edition)
        is_public = wanted is Edition.PUBLIC
        if is_draft and is_public:
            raise UsageError("A draft is not published: build it without --edition public.")
        known = report_files.PUBLIC_FORMATS if is_public else report_files.FORMATS
        return cls(wanted, formats_named(formats, known), snapshot, folder, is_draft)


@dataclass(frozen=True)
class BuiltReport:
    """What was written.

    Args:
        unchecked: Quantities in the narrative that nothing has checked; in a draft alone.
        open_disagreements: Where two readers differ and nobody has settled it.
        is_current: Whether the newest snapshot has the records as they stand now.
        meanwhile: What changed while the files were made, a sentence each.
        own_templates: Templates of the review's own, by their name below `templates`.
        no_pdf: Why there is no PDF although one was asked for; empty if there is one.
        advice_notes: Findings without recommendation, and recommendations that rest on nothing.
        kept: What the build is kept as, among the builds; empty where it is not.
        not_accessible: What the workbook breaks of the rules for accessible ones, with its place.
    """

    paths: tuple[Path, ...]
    snapshot: str
    claims: int
    unchecked: int
    open_disagreements: int
    is_current: bool
    meanwhile: tuple[str, ...] = ()
    no_pdf: str = ""
    own_templates: tuple[str, ...] = ()
    advice_notes: int = 0
    kept: str = ""
    not_accessible: tuple[str, ...] = ()

    @property
    def on_advice(self) -> tuple[str, ...]:
        """A sentence where there is something to look at in the recommendations."""
        many = f"Notes on the recommendations: {self.advice_notes}; see `recommendation check`."
        return (many,) if self.advice_notes else ()


@dataclass(frozen=True)
class ReportSource:
    """What the files are made from, all of one reading.

    Args:
        look: Digests of the files of its look, by name.
        seed, frame_digest: Of the draw of the snapshot; empty where nothing was drawn.
        newest: Name of the newest snapshot.
        audit_head: Head of the audit trail when a snapshot was last taken.
        own_templates: Digests of the templates that are the review's own, by name.
        unchecked, open_disagreements, is_current: As in `BuiltReport`.
        advice: How many notes there are on the recommendations.
        public: What disclosure control made of it; None of the internal edition.
    """

    figures: SnapshotFigures
    narrative: tuple[NarrativeDocument, ...]
    quantities: int
    unchecked: int
    content: ReportContent
    look: Mapping[str, str]
    seed: str
    frame_digest: str
    newest: str
    open_disagreements: int
    is_current: bool
    audit_head: str
    own_templates: Mapping[str, str]
    advice: int
    public: PublicEdition | None = None

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of what the files are made from, by name.

        Of a public edition only what is published itself: who knows the rest of a snapshot or of a
        plan could try what it may say until a digest fits (decision 157).
        """
        published = {"framework": self.figures.review.framework_digest, "frame": self.frame_digest}
        if self.public is not None:
            return published
        return {
            "snapshot": self.figures.digest,
            "plan": self.figures.review.plan_digest,
            **self.look,
            **published,
        }


def build_report(
    reading: Begin, work: Begin, review: Review, *, place: ReviewFolder, options: BuildOptions
) -> BuiltReport:
    """Check every claim, then write the documents and their manifest.

    Nobody waits for it: what is needed is read and the database let go, the files are made, and
    only the entry in the audit trail is written. The files take their place after that, so no
    report lies in the folder that the audit trail does not have.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
        PublicEditionError: The public edition was asked for, and not all is settled.
        NarrativeFaultyError, FalseClaimsError, UncheckedQuantitiesError: The narrative does not
            hold, or says what nothing has checked; nothing was written.
        UnsettledIdentifiersError: Words may identify somebody, and nobody has settled them.
        MissingLibraryError: The PDF alone was asked for, and cannot be made on this machine.
    """
    with reading() as view:
        source = read_source(view, review, place, options)
    outputs, no_pdf = documents_of(source, options, place)
    moved_away = _documents_changed(review, place)
    folder = options.folder or place.reports
    name = file_name(review, options.edition)
    with report_files.files_of(folder, name).prepared(outputs), work() as change:
        check_may_build(change, review, options)
        newer = check_unchanged(change, source)
        change.audit(
            "report.build",
            snapshot=source.figures.name,
            edition=options.edition.value,
            files=sorted(outputs),
        )
        about = BuildAbout.of(change, source.figures.name, options.edition, options.is_draft)
    if options.is_kept:
        report_files.keep_build(folder, about, outputs)
    return BuiltReport(
        paths=tuple(folder / file for file in outputs),
        snapshot=source.figures.name,
        claims=source.quantities,
        unchecked=source.unchecked,
        open_disagreements=source.open_disagreements,
        is_current=source.is_current,
        meanwhile=tuple(sentence for sentence in (newer, moved_away) if sentence),
        not_accessible=_not_accessible(outputs, source.content.look.words),
        no_pdf=no_pdf,
        own_templates=tuple(source.own_templates),
        advice_notes=source.advice,
        kept=about.name if options.is_kept else "",
    )


def read_source(
    work: UnitOfWork, review: Review, place: ReviewFolder, options: BuildOptions
) -> ReportSource:
    """Everything that the files are made from, with every claim checked."""
    check_may_build(work, review, options)
    review = in_its_look(review, place)
    figures = snapshots.figures(work, review, options.snapshot)
    scale = claims.wording_scale(review, place)
    written = read_narrative(review, place.narrative)
    narrative = in_full(figures, scale, written, advice_of(review, place))
    checked = claim_check.require_true(figures, scale, narrative, is_draft=options.is_draft)
    identifiers.require_settled(work, review, figures, place=place)
    draw = work.get(DrawRow, figures.draw_id)
    views = records.list_records(work, review)
    content = report_content(
        figures,
        scale,
        narrative,
        checked.quantities,
        edition=options.edition,
        draft_of=checked.unchecked if options.is_draft else None,
    )
    public = None
    if options.edition is Edition.PUBLIC:
        public = disclosure.edition_of(
            work, review, content, scale, place=place, snapshot=figures.name
        )
    content = with_notices(content if public is None else _settled(public), work)
    return ReportSource(
        figures=figures,
        narrative=narrative,
        quantities=checked.true,
        unchecked=checked.unchecked,
        content=content,
        look=look_digests(place),
        seed=(draw.public_seed or "") if draw is not None else "",
        frame_digest=draw.frame_digest if draw is not None else "",
        newest=_newest(work),
        open_disagreements=decisions.number_open(review, views),
        is_current=snapshots.is_newest_current(work, review, views),
        audit_head=str(head_of(work, about=OF_A_SNAPSHOT) or ""),
        own_templates=place.own_templates(),
        advice=len(advice_notes(review, place, written)),
        public=public,
    )


def _not_accessible(files: Mapping[str, bytes], words: FixedWords) -> tuple[str, ...]:
    from inspect_tool.documents.tables.rules import breaches_in_words

    workbooks = (data for name, data in files.items() if name.endswith(".xlsx"))
    return tuple(sentence for data in workbooks for sentence in breaches_in_words(data, words))


def _settled(edition: PublicEdition) -> PublishedContent:
    """The report as it may be published.

    Raises:
        PublicEditionError: Somebody has to decide first.
    """
    if edition.content is None:
        raise PublicEditionError(len(edition.open_items))
    return edition.content


def file_name(review: Review, edition: Edition) -> str:
    """What the files of an edition are called; the public one is told by its name."""
    return documents_name(review.plan.review, edition)


def check_may_build(work: UnitOfWork, review: Review, options: BuildOptions) -> None:
    """Refuse whom the figures are not for; the workbook names cases, the other documents count.

    Raises:
        NotYourRoleError, ConflictHoldsError: It is not for the actor.
    """
    check_can(work.actor, Action.BUILD_REPORT)
    if "xlsx" not in options.formats or options.edition is Edition.PUBLIC:
        return
    authorities = frozenset(authority.code for authority in review.plan.authorities)
    refusal = can(work.actor, Action.WRITE_COUNTED_CASES, Thing(authorities=authorities))
    if refusal is not None:
        raise type(refusal)(
            f"{refusal.message} Or leave out the workbook, which names them: --format pdf,html."
        )


def _newest(work: UnitOfWork) -> str:
    row = snapshot_queries.newest_snapshot(work)
    return "" if row is None else row.name


def check_unchanged(work: UnitOfWork, source: ReportSource) -> str:
    """A sentence where a snapshot was taken while the files were made, else nothing.

    Raises:
        SnapshotGoneError: The database no longer has the snapshot as it was read.
    """
    name = source.figures.name
    row = work.get(Snapshot, name)
    if row is None or row.digest != source.figures.digest:
        raise SnapshotGoneError(name)
    newest = _newest(work)
    if newest == source.newest:
        return ""
    return (
        f"The snapshot {newest} was taken while the report was made, which has the figures of "
        f"{name}."
    )


def _documents_changed(review: Review, place: ReviewFolder) -> str:
    """A sentence where the plan or the framework was changed meanwhile, else nothing."""
    if documents.is_as_loaded(review, place.path):
        return ""
    return (
        "review.yaml or the framework was changed while the report was made, which follows them "
        "as they were before."
    )


def documents_of(
    source: ReportSource, options: BuildOptions, place: ReviewFolder
) -> tuple[dict[str, bytes], str]:
    """The files by their name, the manifest last; and why the PDF is not among them."""
    name = file_name(source.figures.review, options.edition)
    files, no_pdf = render(source.content, options.formats, templates=place.template_folders)
    if "docx" in options.formats:
        files["docx"] = public_word(source)
    outputs = {f"{name}.{ending}": data for ending, data in files.items()}
    outputs[report_files.manifest_of(name)] = _manifest(source, outputs)
    return outputs, no_pdf


def public_word(source: ReportSource) -> bytes:
    """The public edition as a Word file.

    Raises:
        TypeError: The report is internal: its Word file is for edits (`report to-word`).
    """
    from inspect_tool.documents.word import write_word
    from inspect_tool.domain.report.published_word import published_word

    if not isinstance(source.content, PublishedContent):
        raise TypeError("an internal report has no Word file for readers")
    return write_word(published_word(source.content, source.figures.review.plan.review))


def _manifest(source: ReportSource, files: Mapping[str, bytes]) -> bytes:
    figures = source.figures
    review = figures.review
    text = manifest_json(
        source.content,
        files,
        versions={
            "inspect_tool": __version__,
            "framework": f"{review.framework.framework} {review.framework.version}",
            "wording": review.plan.reporting.wording,
        },
        seed=source.seed,
        digests=source.digests
        | ({} if source.public is not None else {"audit_head": source.audit_head}),
        own_templates=source.own_templates,
    )
    return text.encode()
