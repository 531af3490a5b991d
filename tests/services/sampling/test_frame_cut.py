"""After the draw the frame is cut down; what an extension needs comes back from the same return."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.services.frames.errors import FrameCommittedError, WrongKeyFileError
from inspect_tool.services.frames.keys import KeysDestroyedError
from inspect_tool.services.frames.returns import ImportOptions, show_totals
from inspect_tool.services.overview import deletion_check
from inspect_tool.services.retention import purge
from inspect_tool.services.retention.classes import PurgeClass
from inspect_tool.services.sampling import certificates, frame_cut, purposive, samples, verification
from inspect_tool.services.sampling.extension import Growth, extend
from inspect_tool.services.sampling.frame_cut import FieldsCutError
from inspect_tool.services.sampling.taken_back import (
    ReturnGivesOthersError,
    ReturnSource,
    with_fields,
)
from inspect_tool.services.sampling.views import ExtensionView
from inspect_tool.store import frame_queries, queries, wiping
from inspect_tool.workspace import Workspace, shipped_folder
from tests.framed_fields import FRAMED, fields_of
from tests.held import database_bytes, is_on_server
from tests.made_once import MadeOnce
from tests.services.sampling.test_samples import make_drawn
from tests.small_review import check_database, make_return, open_review, take_return

pytestmark = pytest.mark.journeys

GROWTH = Growth(by=6, authority="ASH", why="more precision")


@pytest.fixture(scope="module")
def made(made_once: MadeOnce) -> Path:
    return made_once.folder("samples", make_drawn)


@pytest.fixture
def drawn(made: Path, tmp_path: Path) -> Workspace:
    return open_review(Path(shutil.copytree(made / "review", tmp_path / "review")), later=True)


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """The return of ASH as it came."""
    return make_return(tmp_path / "sent", "ASH", children=24)


def grow(workspace: Workspace, *files: Path) -> ExtensionView:
    source = ReturnSource(files, workspace.folder, workspace.keys)
    return with_fields(
        workspace.work, source, lambda work, fields: extend(work, GROWTH, taken_back=fields)
    )


def kept_fields(workspace: Workspace) -> dict[tuple[str, str], str]:
    with workspace.reading() as work:
        return {
            (row.authority, row.unit_id): json.dumps(row.fields)
            for row in queries.frame_rows(work)
            if not row.is_cut
        }


def values_that_went(workspace: Workspace) -> Iterator[bytes]:
    """Tokens of families that only children who were not drawn have."""
    kept = "".join(kept_fields(workspace).values())
    for unit in fields_of(workspace.folder).values():
        family = str(unit.fields["sibling_group"])
        if family not in kept:
            yield family.encode()


def bytes_of(workspace: Workspace) -> bytes:
    """What is in the database: its file and whatever SQLite keeps beside it, or a server's rows."""
    if is_on_server(workspace):
        return database_bytes(workspace)
    workspace.database.close()
    return b"".join(path.read_bytes() for path in workspace.folder.glob("review.db*"))


def test_only_units_with_a_place_in_the_draw_keep_fields_and_the_rest_what_the_draw_needs(
    drawn: Workspace,
) -> None:
    with drawn.reading() as work:
        ranked = {(case.authority, case.unit_id) for case in samples.show(work).cases}
        rows = queries.frame_rows(work)
    assert {(row.authority, row.unit_id) for row in rows if not row.is_cut} == ranked
    before = fields_of(drawn.folder)
    for row in rows:
        unit = before[row.authority, row.unit_id]
        assert (row.stratum, row.eligibility, row.case_type) == (
            unit.stratum,
            unit.eligibility,
            unit.case_type,
        )
        assert bool(row.fields) is bool(row.salt) is ((row.authority, row.unit_id) in ranked)


def test_the_file_no_longer_holds_the_bytes(drawn: Workspace) -> None:
    gone = list(values_that_went(drawn))
    framed = (drawn.folder / FRAMED).read_bytes()
    assert gone
    assert all(value in framed for value in gone)
    assert not any(value in bytes_of(drawn) for value in gone)


def test_totals_of_the_population_stay(drawn: Workspace) -> None:
    with drawn.reading() as work:
        cells = show_totals(work, "ash")
        population = {stratum.stratum: stratum.population for stratum in samples.show(work).strata}
    assert {cell.field for cell in cells} == {
        "age", "gender", "long_term", "months_open", "sibling_group",
    }  # fmt: skip
    for stratum in ("ASH/child_in_need", "ASH/child_protection"):
        of_age = [cell for cell in cells if (cell.stratum, cell.field) == (stratum, "age")]
        assert sum(cell.children for cell in of_age) == population[stratum]


def test_the_certificate_and_the_check_hold_and_the_check_says_what_it_cannot_recompute(
    drawn: Workspace, tmp_path: Path
) -> None:
    result = check_database(drawn)
    assert result.faults == ()
    assert any("without a place in the draw were deleted" in note for note in result.notes)
    path = tmp_path / "certificate.json"
    with drawn.reading() as work:
        certificates.write_certificate(work, path, templates=shipped_folder("templates"))
    assert verification.verify_certificate_file(path).problems == ()


def test_a_total_that_does_not_add_up_is_told(drawn: Workspace) -> None:
    with drawn.work() as work:
        row = frame_queries.frame_totals(work)[0]
        row.children += 1
        work.add(row)
        told = list(deletion_check.check_totals(work))
    assert len(told) == 1
    assert "do not add up" in told[0]


def test_an_extension_without_the_return_names_digest_date_and_command(drawn: Workspace) -> None:
    before = kept_fields(drawn)
    with drawn.reading() as work:
        digests = [file["sha256"] for file in frame_queries.frame_returns(work)["ASH"].files]
    with pytest.raises(FieldsCutError) as refused:
        grow(drawn)
    for words in ("of ASH", "1 October 2013", "`frame import`", "--return FILE", *digests):
        assert words in refused.value.message
    assert kept_fields(drawn) == before


def test_an_extension_takes_the_very_fields_back_that_were_cut(
    drawn: Workspace, sent: Path
) -> None:
    before = kept_fields(drawn)
    shutil.move(sent, drawn.folder / "returns")  # where it is found by itself
    grow(drawn)
    after = kept_fields(drawn)
    full = fields_of(drawn.folder)
    new = after.keys() - before.keys()
    assert new
    with drawn.reading() as work:
        rows = {(row.authority, row.unit_id): row for row in queries.frame_rows(work)}
        ranked = {(case.authority, case.unit_id) for case in samples.show(work).cases}
        salts = queries.case_salts(work)
        refs = {(c.authority, c.unit_id): c.case_ref for c in samples.show(work).cases}
    assert after.keys() == ranked
    for key in new:
        assert rows[key].fields.keys() == full[key].fields.keys()
        assert rows[key].fields["age"] == full[key].fields["age"]
        assert rows[key].salt == salts[refs[key]] != ""
    assert check_database(drawn).faults == ()


def test_a_picked_child_gets_the_fields_back_too(drawn: Workspace) -> None:
    with drawn.reading() as work:
        known = {case.unit_id for case in samples.show(work).cases}
        token = next(
            unit.unit_id
            for unit in queries.eligible_units(work)
            if unit.unit_id not in known and unit.authority == "ASH"
        )
    child = purposive.Child(named=token)
    picked = partial(purposive.add, child=child, why="a theme", keys=drawn.keys)
    with pytest.raises(FieldsCutError), drawn.work() as work:
        picked(work, drawn.review)
    with drawn.work() as work:
        picked(work, drawn.review, taken_back=fields_of(drawn.folder))
    assert ("ASH", token) in kept_fields(drawn)


@pytest.mark.parametrize("salt", [None, "ab" * 32])
def test_a_child_is_not_looked_for_by_id_without_the_key_file_of_the_frame(
    drawn: Workspace, salt: str | None
) -> None:
    kept = drawn.keys.read("ASH")
    assert kept is not None
    (local_id, *_) = kept.local_ids.values()
    (drawn.folder / "keys" / "ASH.json").unlink()
    if salt is not None:
        drawn.keys.adopt_salt("ASH", salt)
    child = purposive.Child(authority="ASH", child_id=local_id)
    with pytest.raises(WrongKeyFileError), drawn.work() as work:
        purposive.add(work, drawn.review, child=child, why="a theme", keys=drawn.keys)


def test_another_return_is_not_taken_for_it(drawn: Workspace, tmp_path: Path) -> None:
    other = make_return(tmp_path / "other", "ASH", children=25)
    with pytest.raises(FieldsCutError):
        grow(drawn, other)


def test_a_key_file_with_another_salt_is_refused(drawn: Workspace, sent: Path) -> None:
    (drawn.folder / "keys" / "ASH.json").unlink()
    with pytest.raises(WrongKeyFileError):
        grow(drawn, sent)


def test_fields_are_not_taken_back_once_the_key_file_is_destroyed(
    drawn: Workspace, sent: Path
) -> None:
    wanted = purge.Wanted((PurgeClass.KEYS,), "ASH", "schedule 4.2")
    place = purge.Place(drawn.folder, drawn.keys)
    purge.purge(drawn.work, drawn.review, place, wanted, confirm="destroy")
    with pytest.raises(KeysDestroyedError):
        grow(drawn, sent)


def test_a_return_that_gives_other_children_than_the_frame_has_is_refused(
    drawn: Workspace, sent: Path
) -> None:
    with drawn.work() as work:
        row = queries.frame_units(work, "ASH")[0]
        row.case_type = "in_care"
        work.add(row)
    with pytest.raises(ReturnGivesOthersError):
        grow(drawn, sent)


def test_the_same_return_changes_nothing_and_repairs_keys(drawn: Workspace, sent: Path) -> None:
    assert take_return(drawn, [sent]).outcome == "unchanged"
    path = drawn.folder / "keys" / "ASH.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    lost = sorted(content["local_ids"])[0]
    del content["local_ids"][lost]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert take_return(drawn, [sent]).outcome == "keys repaired"
    assert check_database(drawn).faults == ()


def test_a_corrected_return_after_the_draw_is_refused_as_before(
    drawn: Workspace, tmp_path: Path
) -> None:
    other = make_return(tmp_path / "other", "ASH", children=25)
    with pytest.raises(FrameCommittedError):
        take_return(drawn, [other], options=ImportOptions(accept_changes=True))


def test_a_frame_that_was_drawn_by_an_earlier_version_is_cut_by_a_call_of_its_own(
    drawn: Workspace,
) -> None:
    as_earlier(drawn)
    with drawn.reading() as work:
        assert frame_cut.to_be_cut(work) > 0
    gone = list(values_that_went_from(drawn))
    assert all(value in bytes_of(drawn) for value in gone)
    with drawn.work() as work:
        cut = frame_cut.cut_frame(work, drawn.review.plan)
    assert cut.children > 0
    with drawn.work() as work:
        assert frame_cut.cut_frame(work, drawn.review.plan).children == 0
    assert not any(value in bytes_of(drawn) for value in gone)
    assert check_database(drawn).faults == ()


def as_earlier(workspace: Workspace) -> None:
    """Give every child the fields back, as a review that was drawn before has them."""
    full = fields_of(workspace.folder)
    with workspace.work() as work:
        cut = {(row.authority, row.unit_id): "" for row in queries.frame_rows(work) if row.is_cut}
        frame_cut.put_fields_back(work, cut, full)
        work.delete(frame_queries.frame_totals(work))


def values_that_went_from(workspace: Workspace) -> Iterator[bytes]:
    with workspace.reading() as work:
        known = {case.unit_id for case in samples.show(work).cases}
        kept = [row for row in queries.frame_rows(work) if row.unit_id in known]
    held = json.dumps([row.fields for row in kept])
    for unit in fields_of(workspace.folder).values():
        family = str(unit.fields["sibling_group"])
        if family not in held:
            yield family.encode()


# ------------------------------------------------------------------ bytes


@pytest.mark.one_engine("another program has the file open")
def test_bytes_that_another_program_kept_alive_go_with_the_next_command(drawn: Workspace) -> None:
    as_earlier(drawn)
    gone = list(values_that_went_from(drawn))
    drawn.database.close()
    with closing(sqlite3.connect(drawn.folder / "review.db")) as other:
        other.execute("select count(*) from frame_unit").fetchone()
        with drawn.work() as work:
            frame_cut.cut_frame(work, drawn.review.plan)
        assert wiping.is_marked(drawn.database.engine)
        assert [
            "another program had it open" in told for told in check_database(drawn).not_gone
        ] == [True]
    drawn.database.close()
    again = open_review(drawn.folder, later=True)
    assert check_database(again).faults == ()
    assert not wiping.is_marked(again.database.engine)
    assert not any(value in bytes_of(again) for value in gone)


def test_a_unit_is_what_the_draw_sees_before_and_after(drawn: Workspace) -> None:
    full = fields_of(drawn.folder)
    with drawn.reading() as work:
        seen = {FrameUnit(*unit) for unit in queries.eligible_units(work)}
    assert seen == {
        FrameUnit(unit.list_id, unit.unit_id, unit.stratum)
        for unit in full.values()
        if unit.eligibility == "eligible"
    }
