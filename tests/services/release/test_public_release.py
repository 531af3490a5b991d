"""A public release: what it carries, what it is held to, and that nothing of a case is in it."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.disclosure.book import CountName
from inspect_tool.domain.disclosure.earlier import COUNTS, ChangedRecords, parse_released
from inspect_tool.domain.disclosure.proof import WITHOUT_SYSTEM
from inspect_tool.domain.release.statement import INTERNAL_RELEASE, NoticeKind
from inspect_tool.errors import InspectToolError, UsageError
from inspect_tool.services.publication import published_before, release_recount
from inspect_tool.services.publication.disclosure import check
from inspect_tool.services.publication.letters import LetterOptions
from inspect_tool.services.publication.public_letters import (
    PublicLettersTogetherError,
    write_public_letters,
)
from inspect_tool.services.publication.public_release import (
    NoInternalReleaseError,
    UncommittedDrawError,
)
from inspect_tool.services.publication.published_before import (
    ProofGoneError,
    PublicReleaseGoneError,
    attack_file,
    released_before,
)
from inspect_tool.services.publication.release_check import verify_release
from inspect_tool.services.publication.release_notices import give_notice
from inspect_tool.services.publication.release_parts import CERTIFICATE, draw_files
from inspect_tool.services.publication.release_recount import InternalReleaseGoneError
from inspect_tool.services.publication.report_files import settle_reports
from inspect_tool.services.publication.sealing import NotBuiltError, SealOptions
from inspect_tool.services.publication.word_in import compare_word_file
from inspect_tool.services.publication.word_out import write_word_file
from inspect_tool.services.sampling.drawn import drawn_row
from inspect_tool.services.sampling.verification import PUBLIC_FRAME
from inspect_tool.workspace import Workspace
from tests.made_once import MadeOnce
from tests.sampled_review import SNAPSHOT
from tests.sealed_release import (
    PUBLIC_RELEASE,
    RELEASE,
    build,
    build_public,
    make_public_review,
    seal_as,
    true_words,
    write_letters_for_all,
    write_narrative,
)
from tests.services.release import standalone
from tests.stages import copy_of

pytestmark = pytest.mark.journeys

A_REFERENCE = re.compile(rb"\b(?:ASH|BRO)-(?:\d{2,}|[A-Z]-[a-z]+-\d+)\b")


@pytest.fixture(scope="session")
def public_once(made_once: MadeOnce, sealed_once: Path) -> Path:
    """A small review with both editions of its report sealed."""
    made = made_once.folder("public", lambda base: make_public_review(sealed_once, base))
    return made / "review"


@pytest.fixture
def review(public_once: Path, tmp_path: Path) -> Workspace:
    return copy_of(public_once, tmp_path)


def parts_of(name: str, held: bytes) -> Iterator[tuple[str, bytes]]:
    """A file, and what lies packed in it."""
    yield name, held
    if held[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(held)) as packed:
            for part in packed.namelist():
                yield from parts_of(f"{name}/{part}", packed.read(part))


def json_of(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.every_run
def test_no_byte_of_it_names_a_case_and_no_number_is_one_that_is_held_back(
    public_once: Path,
) -> None:
    folder = public_once / "releases" / PUBLIC_RELEASE
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    parts = [
        part
        for path in files
        for part in parts_of(path.relative_to(folder).as_posix(), path.read_bytes())
    ]
    assert len(parts) > len(files)
    assert [name for name, held in parts if A_REFERENCE.search(held)] == []
    released = parse_released((folder / COUNTS).read_text())
    assert released.held_back
    attacked = json_of(folder.parent / f"{PUBLIC_RELEASE}-attack.json")["counts"]
    own = {CountName(one["what"], one["group"], one["part"]): one for one in attacked}
    assert released.held_back <= own.keys()
    record = json_of(folder / "tables.json")
    rows = {
        (f"{kind} {one['number']}", row[0]): row
        for kind, blocks in (("Table", "tables"), ("Figure", "charts"))
        for one in record[blocks]
        for row in one["rows"]
    }
    for found in own.values():
        assert found["lowest"] <= found["count"] <= found["highest"]
        assert found["is_of_known_size"] or found["highest"] - found["lowest"] >= 5
        for place in found["where"]:
            where, _, rest = place.partition(", ")
            assert "[c]" in rows.get((where, rest.partition(":")[0]), "[c]"), place
    decided = (folder / "disclosure" / "decisions.json").read_text()
    for words in ("read by the lead", "digest", "lead-"):
        assert words not in decided


@pytest.mark.every_run
def test_both_verifiers_find_it_right_and_name_a_changed_byte(
    public_once: Path, tmp_path: Path
) -> None:
    sound = public_once / "releases" / PUBLIC_RELEASE
    key = json_of(sound / "manifest-signature.json")["public_key"]
    now = standalone.program().datetime.fromisoformat("2030-01-01T00:00:00+00:00")
    found = verify_release(sound, key=key, now=now)
    assert found.faults == ()
    told = standalone.verify(sound, key)
    assert (told.code, told.places) == (0, ())
    folder = Path(shutil.copytree(sound, tmp_path / PUBLIC_RELEASE))
    packed = folder / "open-data" / "small-public-tables.zip"
    packed.write_bytes(packed.read_bytes()[:-1] + b"x")
    name = "open-data/small-public-tables.zip"
    assert [one.place for one in verify_release(folder, key=key, now=now).faults] == [name]
    assert standalone.verify(folder, key).places == (name,)


@pytest.mark.every_run
def test_no_digest_in_it_is_of_something_that_is_not_published(public_once: Path) -> None:
    statement = json_of(public_once / "releases" / RELEASE / "release.json")["made_from"]
    folder = public_once / "releases" / PUBLIC_RELEASE
    own = json_of(folder / "release.json")["made_from"]
    assert own.keys() == {"framework", "frame", INTERNAL_RELEASE}
    documents = json_of(folder / "documents" / "small-public-manifest.json")["made_from"]
    assert documents.keys() == {"framework", "frame"}
    files = [path for path in folder.rglob("*") if path.is_file()]
    parts = [part for path in files for part in parts_of(path.name, path.read_bytes())]
    draw = {"draw-certificate.json", "commitment.json"}  # published before the seed, with the plan
    for name, allowed in (("snapshot", set()), ("plan", draw)):
        assert {at for at, held in parts if statement[name].encode() in held} <= allowed, name


@pytest.mark.every_run
def test_a_draw_from_before_commitments_bound_is_not_published(
    sampled_once: Path, tmp_path: Path
) -> None:
    workspace = copy_of(sampled_once, tmp_path)
    with workspace.reading() as work:
        assert CERTIFICATE in draw_files(work, Edition.PUBLIC)
        row = drawn_row(work)
        row.commitment = ""
        with pytest.raises(UncommittedDrawError, match="reason of each loss"):
            draw_files(work, Edition.PUBLIC)
        assert draw_files(work, Edition.INTERNAL).keys() == {CERTIFICATE, PUBLIC_FRAME}


@pytest.mark.every_run
def test_letters_and_word_lie_in_it_as_they_were_written(public_once: Path) -> None:
    folder = public_once / "releases" / PUBLIC_RELEASE / "documents"
    names = ("ASH.html", "BRO.html", "manifest.json")
    letters = [f"small-public-letter-{name}" for name in names]
    for name in (*letters, "small-public.docx"):
        assert (folder / name).read_bytes() == (public_once / "reports" / name).read_bytes()
    letter = (folder / letters[0]).read_text(encoding="utf-8")
    assert "Letter to Ashmere" in letter
    assert "Public edition" in letter
    assert "Brockfell" not in letter
    assert "BRO" not in letter


def test_a_letter_that_was_changed_is_not_sealed_and_is_written_anew(review: Workspace) -> None:
    letter = review.place.reports / "small-public-letter-ASH.html"
    stale = review.place.reports / "small-public-letter-OLD.html"
    for path in (letter, stale):
        path.write_text("other")
    with pytest.raises(NotBuiltError, match="letter-ASH"):
        seal_as(review, "another", edition=Edition.PUBLIC)
    written = write_letters_for_all(review)
    assert written.authorities == ("ASH", "BRO")
    assert letter in written.paths
    assert not stale.exists()
    assert seal_as(review, "another", edition=Edition.PUBLIC).release.is_there


def test_letters_that_a_killed_command_had_made_ready_take_their_place(review: Workspace) -> None:
    reports = review.place.reports
    ready = reports / ".small-public-letter.letters.next"
    names = ("small-public-letter-ASH.html", "small-public-letter-manifest.json")
    ready.mkdir()
    for name in names:
        (ready / name).write_text("new")
    settle_reports(reports)
    assert {path.name for path in reports.glob("small-public-letter-*")} == set(names)
    assert (reports / names[0]).read_text() == "new"


def test_public_letters_are_written_together(review: Workspace) -> None:
    options = LetterOptions.parse(None, formats="html", authority="ASH", edition="public")
    with pytest.raises(PublicLettersTogetherError, match="every authority"):
        write_public_letters(
            review.reading, review.work, review.review, place=review.place, options=options
        )


def test_a_word_file_of_the_public_edition_is_not_taken_back(
    review: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "report.docx"
    write_word_file(
        review.reading, review.work, review.review, place=review.place, path=path, edition="public"
    )
    sealed = review.place.releases / PUBLIC_RELEASE / "documents" / "small-public.docx"
    assert path.read_bytes() == sealed.read_bytes()
    with pytest.raises(InspectToolError):
        compare_word_file(review.reading, review.review, path, place=review.place)


def test_it_is_tied_to_the_internal_release_and_counted_again_from_it(review: Workspace) -> None:
    statement = json_of(review.place.releases / PUBLIC_RELEASE / "release.json")
    assert re.fullmatch(r"[0-9a-f]{64}", statement["made_from"][INTERNAL_RELEASE])
    assert statement["names_cases"] == "no"
    with review.reading() as work:
        found = release_recount.recount(work, review.review, PUBLIC_RELEASE, place=review.place)
    assert found.holds
    assert f"{RELEASE}, which {PUBLIC_RELEASE} is tied to" in found.sentence
    signature = review.place.releases / RELEASE / "manifest-signature.json"
    signature.write_text(signature.read_text() + " ")
    with pytest.raises(InternalReleaseGoneError), review.reading() as work:
        release_recount.recount(work, review.review, PUBLIC_RELEASE, place=review.place)


def test_without_an_internal_release_of_the_snapshot_nothing_public_is_sealed(
    review: Workspace,
) -> None:
    with review.work() as work:
        give_notice(
            work, RELEASE, NoticeKind.RETRACTION, why="x", place=review.place, keys=review.keys
        )
    with pytest.raises(NoInternalReleaseError, match="release seal"):
        seal_as(review, "another", edition=Edition.PUBLIC)


def test_what_is_not_settled_or_not_built_is_not_sealed(review: Workspace) -> None:
    with pytest.raises(UsageError, match="internal, public"):
        SealOptions.parse("x", snapshot="final", edition="secret")
    (review.place.reports / "small-public-manifest.json").unlink()
    with pytest.raises(NotBuiltError, match="--edition public"):
        seal_as(review, "another", edition=Edition.PUBLIC)
    build_public(review)
    write_narrative(review, true_words(review).replace(" of the", " out of"))
    with pytest.raises(InspectToolError):
        seal_as(review, "another", edition=Edition.PUBLIC)


def test_a_second_one_holds_back_what_the_first_held_back(review: Workspace) -> None:
    build_public(review)
    seal_as(review, "second", edition=Edition.PUBLIC)
    first, second = (
        parse_released((review.place.releases / name / COUNTS).read_text())
        for name in (PUBLIC_RELEASE, "second")
    )
    assert first == second
    with review.reading() as work:
        before = released_before(work, review.place, SNAPSHOT)
    assert [one.changed for one in before] == [ChangedRecords(0, 0)] * 2
    assert before[0].system == before[1].system
    with pytest.MonkeyPatch.context() as patch, review.reading() as work:
        patch.setattr(published_before, "changed_records", lambda *_: ChangedRecords(1, 2))
        tied = released_before(work, review.place, SNAPSHOT)
    assert [(one.is_tied, one.changed) for one in tied] == [(True, ChangedRecords(1, 2))] * 2
    proof = review.place.releases / attack_file(PUBLIC_RELEASE)
    held = json_of(proof)
    proof.write_text(json.dumps({**held, "format": WITHOUT_SYSTEM}))
    with review.reading() as work:
        assert released_before(work, review.place, SNAPSHOT)[0].system is None
    cells = [{**one, "count": 1 + (one["count"] or 0)} for one in held["system"]["cells"]]
    for changed in ({"system": {**held["system"], "cells": cells}}, {"release": "another"}):
        proof.write_text(json.dumps({**held, **changed}))
        with pytest.raises(ProofGoneError, match="restore"):
            build_public(review)
    proof.unlink()
    with review.reading() as work:
        lost = check(work, review.review, place=review.place)
    (item,) = (one for one in lost.items if not one.is_settled)
    assert (item.ref, item.kind) == (f"release-{PUBLIC_RELEASE}", "release")
    assert [one.ref for one in lost.open_items] == [item.ref]
    assert lost.attack.apart == 1
    build_public(review)
    shutil.rmtree(review.place.releases / PUBLIC_RELEASE)
    with pytest.raises(PublicReleaseGoneError, match="restore"):
        build_public(review)


def test_a_notice_of_one_edition_is_not_told_by_the_other(review: Workspace) -> None:
    with review.work() as work:
        give_notice(
            work, RELEASE, NoticeKind.CORRECTION, why="y", place=review.place, keys=review.keys
        )
    build_public(review)
    assert RELEASE not in (review.place.reports / "small-public.html").read_text()
    assert seal_as(review, "second", edition=Edition.PUBLIC).corrects == ()
    build(review)
    assert RELEASE in (review.place.reports / "small.html").read_text()
