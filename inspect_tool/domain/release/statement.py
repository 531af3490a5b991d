"""What a release says of itself, and the notice that says what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.sampling.strict_json import (
    DIGEST,
    FormError,
    Json,
    as_file,
    list_of,
    load_strictly,
    mapping_of,
    moment_of,
    object_of,
    text_of,
)

FORMAT: Final = "inspect-tool release 1"
NOTICE_FORMAT: Final = "inspect-tool release notice 1"
STATEMENT: Final = "release.json"
# SHA-256 of the signature over the internal release's manifest. Only who has the key can make that
# signature, so that nobody finds out by trial what the internal release says.
INTERNAL_RELEASE: Final = "internal_release_signature"


class NoticeKind(StrEnum):
    """What became of a release."""

    CORRECTION = "correction"  # wrong in part; another one takes its place
    RETRACTION = "retraction"  # not to be used at all


@dataclass(frozen=True)
class Corrects:
    """An earlier release whose place this one takes.

    Args:
        manifest_sha256: Digest of its manifest.
        noticed_at: When it was said that it is wrong.
        figures, sentences: How many changed.
    """

    release: str
    manifest_sha256: str
    noticed_at: str
    why: str
    figures: str
    sentences: str


@dataclass(frozen=True)
class ReleaseStatement:
    """What a release says of itself.

    Args:
        sealed_at, snapshot_taken_at, seeded_at: Moments in ISO 8601 with their zone; the last one
            is empty where nothing was drawn.
        made_from: SHA-256 of what `digests_of` names and of the review's own templates; of a public
            release also of the internal one's signature, as `INTERNAL_RELEASE`.
        versions: Of the tool, the framework and the wording scale.
        names_cases: "yes" where its files name cases, so that it stays inside the team.
        corrects: Earlier releases whose place it takes.
    """

    release: str
    review: str
    edition: str
    title: str
    reference: str
    sealed_at: str
    snapshot: str
    snapshot_taken_at: str
    seed: str
    seeded_at: str
    names_cases: str
    made_from: Mapping[str, str]
    versions: Mapping[str, str]
    corrects: tuple[Corrects, ...] = ()

    @property
    def documents(self) -> str:
        """What the files of its report are called, without their ending."""
        return documents_name(self.review, self.edition)


def documents_name(review: str, edition: str) -> str:
    """What the files of an edition's report are called, without their ending."""
    return review if edition == Edition.INTERNAL else f"{review}-{edition}"


def digests_of(edition: str) -> tuple[str, ...]:
    """Of what a release of an edition has the digest.

    A public one only of what is published itself (decision 157).
    """
    published = ("framework", "frame")
    return published if edition == Edition.PUBLIC else ("snapshot", "plan", *published)


def statement_text(statement: ReleaseStatement) -> str:
    """The file with it."""
    return as_file({"format": FORMAT, **asdict(statement)})


_MAPS = {"made_from", "versions"}
_TEXTS = frozenset(ReleaseStatement.__dataclass_fields__) - _MAPS - {"corrects"}


def parse_statement(text: str) -> ReleaseStatement:
    """Read it strictly.

    Raises:
        FormError: It is not one.
    """
    names = {"format", *_TEXTS, *_MAPS, "corrects"}
    record = object_of(load_strictly(text), "the statement", names)
    if record["format"] != FORMAT:
        raise FormError(f"its format is not “{FORMAT}”")
    held: Json = {name: text_of(record, name) for name in _TEXTS}
    held |= {name: mapping_of(record, name, text_of) for name in _MAPS}
    corrects = tuple(_corrects(one) for one in list_of(record, "corrects"))
    return ReleaseStatement(**held, corrects=corrects)


def _corrects(value: object) -> Corrects:
    names = set(Corrects.__dataclass_fields__)
    record = object_of(value, "an entry of `corrects`", names)
    return Corrects(**{name: text_of(record, name) for name in names})


@dataclass(frozen=True)
class Notice:
    """What became of a release, signed with the key that signed it.

    Args:
        at: When it was said.
        why: What was wrong, for readers.
        replaced_by: The release that took its place; empty where none has yet.
        signature: Over everything else in it.
    """

    release: str
    manifest_sha256: str
    kind: NoticeKind
    at: str
    why: str
    replaced_by: str
    public_key: str
    signature: str = ""

    @property
    def words(self) -> str:
        """A sentence for whoever opens the release."""
        day = self.at[:10]
        if self.kind is NoticeKind.RETRACTION:
            return f"It was retracted on {day} and is not to be used: {self.why}"
        place = f" {self.replaced_by} takes its place." if self.replaced_by else ""
        return f"It was found to be wrong in part on {day}: {self.why}{place}"


def notice_text(notice: Notice) -> str:
    """The file with it."""
    return as_file({"format": NOTICE_FORMAT, **asdict(notice)})


def notice_bytes(notice: Notice) -> bytes:
    """What of it is signed."""
    return notice_text(replace(notice, signature="")).encode()


def parse_notice(text: str) -> Notice:
    """Read one strictly.

    Raises:
        FormError: It is not one.
    """
    names = set(Notice.__dataclass_fields__)
    record: Json = object_of(load_strictly(text), "the notice", {"format", *names})
    held = {name: text_of(record, name) for name in ("format", *names)}
    if held.pop("format") != NOTICE_FORMAT:
        raise FormError(f"its format is not “{NOTICE_FORMAT}”")
    if held["kind"] not in set(NoticeKind):
        raise FormError("`kind` is neither correction nor retraction")
    if not DIGEST.fullmatch(held["manifest_sha256"]):
        raise FormError("`manifest_sha256` is not 64 hexadecimal digits")
    return Notice(**{**held, "kind": NoticeKind(held["kind"])})  # type: ignore[arg-type]


def wrong_times(statement: ReleaseStatement, now: datetime | None) -> tuple[str, ...]:
    """What cannot be about the moments that a release names; a sentence each.

    Args:
        now: The checker's clock, with what it may be ahead; None where it is not known.
    """
    sealed, taken = moment_of(statement.sealed_at), moment_of(statement.snapshot_taken_at)
    seeded = moment_of(statement.seeded_at) if statement.seeded_at else taken
    if sealed is None or taken is None or seeded is None:
        return ("A time is not a date and time of day with its zone.",)
    found = []
    if sealed < taken:
        found.append("It was sealed before its snapshot was taken.")
    if taken < seeded:
        found.append("Its snapshot was taken before the draw had its seed.")
    if now is not None and sealed > now:
        found.append("It was sealed in the future.")
    for one in statement.corrects:
        noticed = moment_of(one.noticed_at)
        if noticed is None or noticed > sealed:
            found.append(f"It corrects {one.release}, which was noticed later or at no time.")
    return tuple(found)
