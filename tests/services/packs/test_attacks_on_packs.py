"""Returns that somebody made, changed or mixed up: refused whole, or kept where nothing counts."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyrage
import pytest

from inspect_tool.domain.packs.answers import PackedAnswer, answers_text, parse_answers
from inspect_tool.domain.packs.manifest import ANSWERS, digests_of, parse_pack, parse_return
from inspect_tool.domain.records.records import ItemKind
from inspect_tool.errors import InspectToolError
from inspect_tool.services.packs import keys
from inspect_tool.services.packs.accepted import row_of
from inspect_tool.services.packs.returned import (
    FaultyReturnError,
    NotOursError,
    UnknownPackError,
    read_return,
)
from inspect_tool.services.records.revisions import Edit, answer_of, revision_id, subject_of
from inspect_tool.store import age, pack_archive, queries
from inspect_tool.store.age import NotDecryptedError
from inspect_tool.store.key_files import KeyFolder
from inspect_tool.store.pack_archive import NoPackError, SignedFiles, packed, unpacked
from inspect_tool.workspace import Workspace
from tests.services.packs.conftest import Taken
from tests.taken_along import identity, open_, take

pytestmark = pytest.mark.journeys

Signed = Callable[[SignedFiles], SignedFiles]


def signing_key(office: Path) -> bytes:
    key = KeyFolder(office / "keys").signing_key()
    assert key is not None
    return key


def held_in(taken: Taken) -> SignedFiles:
    opens = age.identity_key(keys.return_identity(signing_key(taken.office)))
    return unpacked(opens(taken.back.read_bytes()), "back.pack")


def sealed(taken: Taken, content: bytes, path: Path) -> Path:
    public = age.public_text(keys.return_identity(signing_key(taken.office)))
    path.write_bytes(age.recipients_lock([public]).encrypt(content))
    return path


def with_answers(taken: Taken, answers: list[PackedAnswer], path: Path) -> Path:
    """A return by whoever has the pack, who can sign whatever they like."""
    held = held_in(taken)
    files = {**held.files, ANSWERS: answers_text(answers).encode()}
    text = replace(parse_return(held.manifest), files=digests_of(files)).text
    signature = keys.signed(keys.pack_signer(taken.key), keys.RETURN, text)
    return sealed(taken, packed(SignedFiles(text, signature, files)), path)


def answers_in(taken: Taken) -> list[PackedAnswer]:
    return list(parse_answers(held_in(taken).files[ANSWERS].decode()))


def new_one(taken: Taken) -> PackedAnswer:
    return next(one for one in answers_in(taken) if one.note == "seen in the field")


def named(answer: PackedAnswer, workspace: Workspace) -> PackedAnswer:
    """The answer under the name that it has by what it says."""
    row = row_of(answer)
    edit = Edit(
        subject=subject_of(row),
        reader=row.reader,  # type: ignore[arg-type]
        kind=answer.item_kind,
        item_id=answer.item_id,
        answer=answer_of(row),
        author=answer.author,
        base=next(iter(answer.parents), None),
        origin=answer.origin,
    )
    with workspace.reading() as work:
        salts = queries.case_salts(work)
    return replace(answer, id=revision_id(edit, salt=salts.get(answer.subject_ref, "")))


def test_what_was_cut_off_or_is_a_pack_itself_or_another_file_is_refused(
    taken: Taken, tmp_path: Path
) -> None:
    key = signing_key(taken.office)
    cut = tmp_path / "cut.pack"
    for content in (taken.back.read_bytes()[:-40], taken.pack.read_bytes(), b"", b"PK\x03\x04"):
        cut.write_bytes(content)
        with pytest.raises(NotDecryptedError):
            read_return(cut, key)
    cut.write_bytes(bytes(pyrage.encrypt(b"x", [pyrage.x25519.Identity.generate().to_public()])))
    with pytest.raises(NotDecryptedError):
        read_return(cut, key)


def test_a_changed_file_in_it_and_signatures_of_others_are_refused(
    taken: Taken, tmp_path: Path
) -> None:
    held, key = held_in(taken), signing_key(taken.office)
    changed = held.files[ANSWERS].replace(b"seen in the field", b"seen in the filed")
    stranger = keys.pack_signer(bytes(range(32)))
    returned = parse_return(held.manifest)
    for name, forged in {
        "another answer": replace(held, files={**held.files, ANSWERS: changed}),
        "a stranger's signature": replace(
            held, signature=keys.signed(stranger, keys.RETURN, held.manifest)
        ),
        "a pack of another review": _of_a_stranger(held, stranger),
        "a pack with a key put in": _with_a_key(held, stranger),
    }.items():
        with pytest.raises(NotOursError):
            read_return(sealed(taken, packed(forged), tmp_path / f"{name}.pack"), key)
    assert parse_pack(returned.pack).inspector == "ab"


def _of_a_stranger(held: SignedFiles, stranger: Any) -> SignedFiles:
    """Made by somebody who has keys of their own for everything."""
    returned = parse_return(held.manifest)
    pack = replace(parse_pack(returned.pack), public_key=stranger.public).text
    text = replace(returned, pack=pack, pack_signature=keys.signed(stranger, keys.PACK, pack)).text
    return SignedFiles(text, keys.signed(stranger, keys.RETURN, text), held.files)


def _with_a_key(held: SignedFiles, stranger: Any) -> SignedFiles:
    returned = parse_return(held.manifest)
    pack = replace(parse_pack(returned.pack), public_key=stranger.public).text
    text = replace(returned, pack=pack).text
    return SignedFiles(text, keys.signed(stranger, keys.RETURN, text), held.files)


def zipped(entries: list[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as file:
        for name, content in entries:
            file.writestr(name, content)
    return written.getvalue()


def test_archives_that_unfold_lead_elsewhere_or_hold_a_name_twice_are_no_packs() -> None:
    whole = [(pack_archive.MANIFEST, b"{}"), (pack_archive.SIGNATURE, b"0f" * 64)]
    assert unpacked(zipped(whole), "x").files == {}
    for entries, method in (
        ([*whole, (ANSWERS, bytes(10**6))], zipfile.ZIP_DEFLATED),
        ([*whole, ("../review.db", b"")], zipfile.ZIP_STORED),
        ([*whole, ("/etc/passwd", b"")], zipfile.ZIP_STORED),
        ([*whole, ("review.db", b"SQLite format 3\x00")], zipfile.ZIP_STORED),
        (whole[:1], zipfile.ZIP_STORED),
        ([whole[0], (pack_archive.SIGNATURE, b"0f")], zipfile.ZIP_STORED),
    ):
        with pytest.raises(NoPackError):
            unpacked(zipped(entries, method), "x")
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = zipped([*whole, whole[0]])
    # A size that the file cannot hold, in the listing at its end.
    stored = zipped([*whole, (ANSWERS, b"abcd")])
    place = stored.rindex(b"PK\x01\x02") + 24
    long = stored[:place] + (2**31).to_bytes(4, "little") + stored[place + 4 :]
    for content in (twice, long, stored[:-30], b""):
        with pytest.raises(NoPackError):
            unpacked(content, "x")


def test_whoever_has_a_pack_says_nothing_that_no_page_lets_them_say(
    taken: Taken, tmp_path: Path
) -> None:
    office = taken.review(tmp_path)
    one = new_one(taken)
    cases = {
        "another name": replace(one, note="other words"),
        "another version": replace(one, version="99"),
        "nothing asked": replace(one, item_id="HARM.9.z"),
        "a settled state": replace(
            one, item_kind=ItemKind.STATE, item_id="record", value="agree 00 0"
        ),
        "a closed query": replace(one, item_kind=ItemKind.QUERY, value="closed"),
        "a decision": replace(one, item_kind=ItemKind.OWN_VIEW),
        "a value that is none": replace(one, value={"date": "2013-13-01"}),
        "no record": replace(one, reader=""),
    }
    before = _dump(office)
    for name, forged in cases.items():
        file = with_answers(taken, [forged], tmp_path / f"{name}.pack")
        with pytest.raises(FaultyReturnError):
            take(office, file)
    assert _dump(office) == before


def test_answers_of_others_are_left_and_those_about_others_cases_are_laid_aside(
    taken: Taken, tmp_path: Path
) -> None:
    office = taken.review(tmp_path)
    one = new_one(taken)
    with office.reading() as work:
        theirs = min(
            row.case_ref
            for row in queries.assignments(work, "cd", authority=taken.case[:3])
            if row.reader == "first"
        )
    strangers = named(replace(one, author="cd", note="by cd"), office)
    elsewhere = named(replace(one, subject_ref=theirs, note="not mine", parents=()), office)
    file = with_answers(taken, [strangers, elsewhere], tmp_path / "mixed.pack")
    views = take(office, file)
    assert sum(view.changed for view in views) == 0
    kinds = {problem.kind for view in views for problem in view.problems}
    assert {"by-somebody-else", "not-their-case"} <= kinds
    with office.reading() as work:
        rows = queries.revisions_of(work, theirs)
        notes = [(row.item_kind, row.note) for row in rows if "not mine" in row.note]
    assert [kind for kind, _ in notes] == ["stray"]


def test_a_copy_from_before_the_pack_knows_nothing_of_it(taken: Taken, recorded: Workspace) -> None:
    with pytest.raises(UnknownPackError):
        take(recorded, taken.back)


def test_a_pack_that_was_changed_or_is_no_pack_is_not_opened(taken: Taken, tmp_path: Path) -> None:
    mine = pyrage.x25519.Identity.from_str(
        (taken.pack.parent / "identity").read_text(encoding="utf-8")
    )
    held = unpacked(bytes(pyrage.decrypt(taken.pack.read_bytes(), [mine])), "ab.pack")
    to = [pyrage.x25519.Identity.from_str(identity()).to_public()]
    record = json.loads(held.manifest)
    for number, forged in enumerate(
        (
            replace(held, files={**held.files, "rows.json": b"{}"}),
            replace(held, manifest=json.dumps(record | {"format": "x"})),
        )
    ):
        file = tmp_path / f"{number}.pack"
        file.write_bytes(bytes(pyrage.encrypt(packed(forged), to)))
        with pytest.raises(InspectToolError):
            open_(file)
        assert not list(tmp_path.glob("*.open"))


def _dump(workspace: Workspace) -> int:
    with workspace.reading() as work:
        return sum(len(queries.revisions_of_authority(work, code)) for code in ("ASH", "BRO"))
