"""A report is built once nobody can be told from its words, or somebody has said why they stay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.figures.basis import Quote
from inspect_tool.domain.people import Actor, Role
from inspect_tool.errors import Problem
from inspect_tool.services.figures import snapshots
from inspect_tool.services.publication import claims, identifiers
from inspect_tool.services.publication.build import BuildOptions, build_report
from inspect_tool.services.publication.identifiers import OwnFileError, UnsettledIdentifiersError
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.identifiers import NoSuchFindingError, StillIdentifiesError
from inspect_tool.workspace import Workspace
from tests.services.records.test_identifiers import note
from tests.small_review import START

pytestmark = pytest.mark.journeys

NAME = "Tinderwell"
FILE = "introduction.md"


def write(workspace: Workspace, text: str) -> None:
    workspace.place.narrative.mkdir(exist_ok=True)
    (workspace.place.narrative / FILE).write_text(f"# Introduction\n\n{text}\n")


def build(workspace: Workspace, folder: Path) -> None:
    options = BuildOptions(Edition.INTERNAL, ("html",), None, folder)
    build_report(
        workspace.reading,
        workspace.work,
        workspace.review,
        place=workspace.place,
        options=options,
    )


@pytest.fixture
def counted(recorded: Workspace) -> Workspace:
    write(recorded, "Nothing is told here.")
    with recorded.work() as work:
        snapshots.take(work, recorded.review, "first")
    return recorded


def keep(workspace: Workspace, name: str, why: str = "of a published inquiry") -> None:
    with workspace.work() as work:
        told = identifiers.keep(work, workspace.review, name, why, place=workspace.place)
    assert isinstance(told, Problem)


def test_a_name_in_the_narrative_is_told_with_its_line_until_it_is_kept(
    counted: Workspace, tmp_path: Path
) -> None:
    write(counted, f"The inquiry into\nKayleigh {NAME}.")
    with counted.reading() as work:
        view = identifiers.check(work, counted.review, place=counted.place)
        told = claims.check(work, counted.review, place=counted.place)
    (problem,) = view.narrative
    assert (problem.place, problem.message) == (
        f"{FILE}:4:1",
        "Characters 1 to 19 may be a name.",
    )
    assert told.identifiers == (problem,)
    assert not told.holds
    assert not view.is_settled
    with pytest.raises(UnsettledIdentifiersError) as refused:
        build(counted, tmp_path / "out")
    assert NAME not in repr((refused.value.problems, str(refused.value)))
    keep(counted, f"{FILE}:4:1")
    build(counted, tmp_path / "out")
    with counted.reading() as work:
        assert identifiers.check(work, counted.review, place=counted.place).is_settled
    write(counted, f"Again Kayleigh {NAME}, and Mrs {NAME}.")
    with counted.reading() as work:
        (other,) = identifiers.check(work, counted.review, place=counted.place).narrative
    assert other.column == "32"


def test_the_narrative_is_changed_in_its_file(counted: Workspace) -> None:
    write(counted, f"Mrs {NAME} said so.")
    with counted.work() as work, pytest.raises(OwnFileError):
        identifiers.put_otherwise(work, counted.review, f"{FILE}:3:1", "the teacher")


def test_a_place_of_the_narrative_is_kept_with_a_reason_that_names_nobody(
    counted: Workspace,
) -> None:
    write(counted, f"Mrs {NAME} said so.")
    for name, why, error in (
        (f"{FILE}:9:1", "so", NoSuchFindingError),
        (f"{FILE}:3:1", " ", BadAnswerError),
        (f"{FILE}:3:1", f"Mrs {NAME} wishes it", StillIdentifiesError),
    ):
        with pytest.raises(error):
            keep(counted, name, why)


def test_a_name_in_a_record_keeps_a_report_from_being_built(
    counted: Workspace, tmp_path: Path
) -> None:
    note(counted, f"Seen by Mrs {NAME}.")
    with pytest.raises(UnsettledIdentifiersError) as refused:
        build(counted, tmp_path / "out")
    (problem,) = refused.value.problems
    assert "1" not in problem.message  # a count would tell of a blind read
    assert not (tmp_path / "out").exists()
    with counted.work() as work:
        (one,) = identifiers.check(work, counted.review, place=counted.place, ref="ASH-001").records
        identifiers.put_otherwise(work, counted.review, one.name, "the teacher")
    build(counted, tmp_path / "out")


def test_a_quotation_of_a_snapshot_from_before_is_not_printed(counted: Workspace) -> None:
    said = Quote("ASH-I-ab-01", "EV.0a1b2c3d4e5f.01", "HARM.1.a", f"Mrs {NAME} said so")
    with counted.reading() as work:
        figures = replace(snapshots.figures(work, counted.review, "first"), quotes=(said,))
        with pytest.raises(UnsettledIdentifiersError) as refused:
            identifiers.require_settled(work, counted.review, figures, place=counted.place)
    (problem,) = refused.value.problems
    assert problem.message == "In what may be quoted, characters 1 to 14 may be a name."
    assert problem.remedy.endswith("then take a snapshot.")


def test_a_writer_sees_what_is_in_the_narrative_and_nothing_of_records(
    counted: Workspace,
) -> None:
    write(counted, f"Mrs {NAME} said so.")
    note(counted, f"Seen by Mrs {NAME}.")
    writer = Actor("wr", "W. R.", frozenset({Role.WRITER}))
    with counted.database.reading(writer, START) as work:
        view = identifiers.check(work, counted.review, place=counted.place)
    assert (len(view.records), len(view.narrative)) == (0, 1)
    nobody = replace(writer, roles=frozenset())
    with counted.database.reading(nobody, START) as work, pytest.raises(NotYourRoleError):
        identifiers.check(work, counted.review, place=counted.place)
