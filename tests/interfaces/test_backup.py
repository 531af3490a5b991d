"""The whole review in two encrypted files, and a review from them that the work goes on in."""

from __future__ import annotations

import shutil
import signal
import zipfile
from dataclasses import dataclass, replace
from io import BytesIO, StringIO
from pathlib import Path

import pyrage
import pytest
import yaml

from inspect_tool.services.figures.snapshots import take
from inspect_tool.services.sampling.certificates import certificate_of
from inspect_tool.store import archive
from inspect_tool.store.archive import Archive, NoBackupError, Part
from inspect_tool.workspace import Workspace
from tests.interfaces.command_line import Outcome, refused, run
from tests.interfaces.die_at_a_step import run_and_die
from tests.interfaces.review_state import dump, files
from tests.small_review import check_database, open_review, take_workbooks
from tests.stages import ANSWERS, Stages, fill, issue

pytestmark = pytest.mark.journeys

PASSPHRASE = "otter granite violin"  # noqa: S105  # of a test


# What people write beside plan and framework, or publish from there.
WRITTEN = ("press-summary.md", "commitment.json", "logo.svg")


@pytest.fixture(autouse=True)
def no_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INSPECT_TOOL_PASSPHRASE", raising=False)


@dataclass(frozen=True)
class BackedUp:
    """A review in the field, and its backup to a public key.

    Args:
        workbooks: Case workbooks that were issued before the backup, and filled in.
        identity: The file with the private key.
    """

    review: Path
    workbooks: tuple[Path, ...]
    file: Path
    keys: Path
    identity: Path
    outcome: Outcome

    def restored(self, folder: Path, *words: str | Path) -> Outcome:
        given = words or ("--keys", self.keys)
        return run("restore", self.file, folder, "--identity", self.identity, *given)


@pytest.fixture(scope="module")
def backed_up_once(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> BackedUp:
    base = tmp_path_factory.mktemp("backup")
    review = Path(shutil.copytree(stages["assigned"], base / "review"))
    (review / "narrative").mkdir()
    (review / "narrative" / "01-summary.md").write_text("Words.\n", encoding="utf-8")
    (review / "narrative" / ".01-summary.md.swp").write_text("An editor's.\n", encoding="utf-8")
    (review / "evidence" / "ASH").mkdir(parents=True)
    (review / "evidence" / "ASH" / "plan.pdf").write_bytes(b"%PDF\x00\xff")
    for name in WRITTEN:
        (review / name).write_text("Written by somebody.\n", encoding="utf-8")
    (review / "look.yaml").write_text("publisher: Somebody\n", encoding="utf-8")
    name_authorities_in_a_file(review)
    (review / "returns").mkdir()
    workspace = open_review(review, later=True)
    workbooks = issue(workspace, base / "workbooks")
    for path in workbooks:
        fill(path, ANSWERS)
    private = pyrage.x25519.Identity.generate()
    identity = base / "identity.txt"
    identity.write_text(f"# made for a test\n{private}\n", encoding="ascii")
    file, keys = base / "review.age", base / "keys.age"
    words = ("backup", file, "--keys-to", keys, "--recipient", private.to_public())
    outcome = run("--review", review, *map(str, words))
    assert outcome.code == 0, outcome
    workspace.database.close()
    return BackedUp(review, tuple(workbooks), file, keys, identity, outcome)


@pytest.fixture
def backed_up(backed_up_once: BackedUp, tmp_path: Path) -> BackedUp:
    """The same with files of its own, to damage."""
    return replace(
        backed_up_once,
        file=Path(shutil.copy(backed_up_once.file, tmp_path / "review.age")),
        keys=Path(shutil.copy(backed_up_once.keys, tmp_path / "keys.age")),
    )


def name_authorities_in_a_file(review: Path) -> None:
    """The same plan, its authorities in a list beside it; its digest stays what it was."""
    written = review / "review.yaml"
    plan = yaml.safe_load(written.read_text(encoding="utf-8"))
    assert {key for row in plan["authorities"] for key in row} == {"code", "name"}
    rows = [f"{row['code']},{row['name']},,\n" for row in plan["authorities"]]
    (review / "lists").mkdir()
    (review / "lists" / "authorities.csv").write_text("code,name,region,type\n" + "".join(rows))
    plan["authorities"] = {"file": "lists/authorities.csv"}
    written.write_text(yaml.safe_dump(plan, sort_keys=False), encoding="utf-8")


def results(workspace: Workspace) -> tuple[object, ...]:
    """Everything that comes out at the end: certificate, figures and the check of the database."""
    with workspace.work() as work:
        snapshot = take(work, workspace.review, "final")
    with workspace.reading() as work:
        certificate = certificate_of(work)
    counted = run("--review", workspace.folder, "--json", "findings", "flow").json()
    check = check_database(workspace)
    return certificate, snapshot.digest, counted, check.faults, check.checked


def test_the_work_goes_on_in_a_restored_review_as_in_the_first(
    backed_up: BackedUp, tmp_path: Path
) -> None:
    lost = Path(shutil.copytree(backed_up.review, tmp_path / "lost"))
    assert backed_up.restored(tmp_path / "new").code == 0
    first, second = (open_review(folder, later=True) for folder in (lost, tmp_path / "new"))
    for workspace in (first, second):
        taken = take_workbooks(workspace, backed_up.workbooks)
        assert sum(one.changed for one in taken) > 0
        assert all(not one.problems for one in taken)
    assert results(first) == results(second)
    assert check_database(second).faults == ()


def test_a_restore_says_what_came_back(backed_up: BackedUp, tmp_path: Path) -> None:
    words = ("--keys", backed_up.keys, "--json")
    told = backed_up.restored(tmp_path / "new", *words).json()
    assert told["has_keys"] is True
    heads = run("--review", tmp_path / "new", "--json", "db", "heads").json()
    assert told["head"]
    assert told["head"] in str(heads)


def test_workbooks_that_were_issued_after_the_backup_are_taken_in_too(
    backed_up: BackedUp, tmp_path: Path
) -> None:
    lost = open_review(Path(shutil.copytree(backed_up.review, tmp_path / "lost")), later=True)
    take_workbooks(lost, backed_up.workbooks)
    later = issue(lost, tmp_path / "later")
    for path in later:
        fill(path, {"question:HARM.1.a": "No"})
    assert backed_up.restored(tmp_path / "new").code == 0
    new = open_review(tmp_path / "new", later=True)
    # What was there already when they were issued is no change, and comes from the earlier ones.
    for files_of in (backed_up.workbooks, later):
        taken = take_workbooks(new, files_of)
        assert all(not one.problems and not one.conflicts for one in taken)
        assert min(one.changed for one in taken) > 0
    assert check_database(new).faults == ()


def test_a_restored_review_has_every_document_key_and_row(
    backed_up: BackedUp, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    assert backed_up.restored(new).code == 0
    kept, found = files(backed_up.review), files(new)
    # The database has the line about the backup by now; what is hidden is left out.
    of_the_backup = {"review.heads", "review.db", "narrative/.01-summary.md.swp"}
    assert {name: kept[name] for name in kept.keys() - of_the_backup} == {
        name: found[name] for name in found.keys() - of_the_backup
    }
    assert found["evidence/ASH/plan.pdf"] == b"%PDF\x00\xff"
    everything = [new, *new.rglob("*")]
    assert {one.stat().st_mode & 0o777 for one in everything if one.is_file()} == {0o600}
    assert {one.stat().st_mode & 0o777 for one in everything if one.is_dir()} == {0o700}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["keys.age", "new", "review.age"]


def test_a_backup_says_what_it_holds_and_leaves_nothing_else_behind(backed_up: BackedUp) -> None:
    assert "In neither: returns." in backed_up.outcome.out
    assert {one.stat().st_mode & 0o777 for one in (backed_up.file, backed_up.keys)} == {0o600}
    assert not list(backed_up.review.glob(".*"))
    content = backed_up.file.read_bytes() + backed_up.keys.read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    assert b"SQLite format" not in content
    audit = "\n".join(dump(backed_up.review / "review.db"))
    assert audit.count("'review.backup'") == 1


def test_hidden_files_are_left_out_whichever_folder_they_are_in(backed_up: BackedUp) -> None:
    packed = opened(backed_up, backed_up.file, Part.REVIEW)
    in_narrative = sorted(name for name in packed.files if name.startswith("narrative/"))
    assert in_narrative == ["narrative/01-summary.md"]


def test_the_keys_are_in_the_second_file_alone(backed_up: BackedUp, tmp_path: Path) -> None:
    new = tmp_path / "new"
    done = backed_up.restored(new, "--json")
    assert done.json()["has_keys"] is False
    assert not (new / "keys").exists()
    said = refused(backed_up.restored(tmp_path / "other", "--keys", backed_up.file), 4)
    assert "not a backup of the keys" in said
    swapped = replace(backed_up, file=backed_up.keys)
    assert "not a backup of the review" in refused(swapped.restored(tmp_path / "other"), 4)
    assert not (tmp_path / "other").exists()


def test_a_passphrase_comes_from_a_file_the_environment_or_standard_input(
    backed_up: BackedUp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    file, keys = tmp_path / "b.age", tmp_path / "k.age"
    secret = tmp_path / "passphrase.txt"
    secret.write_text(f"{PASSPHRASE}\r\nnot this\n", encoding="utf-8")
    of_review = ("--review", backed_up.review, "--json", "backup")
    # Each use of a passphrase is made to cost seconds, so that it cannot be guessed.
    with_keys = ("--keys-to", keys) if whole else ()
    done = run(*of_review, file, *with_keys, "--passphrase-file", secret)
    assert done.code == 0
    assert done.json()["left_out"] == ["returns"]
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSPHRASE}\n"))
    assert run("restore", file, tmp_path / "in", "--passphrase-file", "-").code == 0
    if not whole:
        return
    monkeypatch.setenv("INSPECT_TOOL_PASSPHRASE", "quite another one")
    assert "passphrase" in refused(run("restore", file, tmp_path / "no"), 4)
    assert not (tmp_path / "no").exists()


def test_a_backup_asks_for_a_passphrase_that_is_worth_something(
    backed_up: BackedUp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--review", backed_up.review, "backup", tmp_path / "b.age")
    assert "--passphrase-file" in refused(run(*words), 2)
    for short in ("x" * 11, ""):
        monkeypatch.setattr("sys.stdin", StringIO(f"{short}\n"))
        assert "12 characters" in refused(run(*words, "--passphrase-file", "-"), 2)
    assert "age1" in refused(run(*words, "--recipient", "age1nobody"), 2)
    assert not (tmp_path / "b.age").exists()


def test_only_a_lead_backs_up_and_never_over_a_file(backed_up: BackedUp, tmp_path: Path) -> None:
    to = ("--recipient", str(pyrage.x25519.Identity.generate().to_public()))
    words = ("--review", backed_up.review, "backup")
    said = refused(run("--as", "ab", *words, tmp_path / "b.age", *to), 3)
    assert "needs the role of lead" in said
    assert "exists already" in refused(run(*words, backed_up.file, *to), 3)
    assert "exists already" in refused(
        run(*words, tmp_path / "b.age", "--keys-to", backed_up.keys, *to), 3
    )
    same = tmp_path / "b.age"
    refused(run(*words, same, "--keys-to", same, *to), 3)
    refused(run(*words, tmp_path / "nowhere" / "b.age", *to), 4)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["keys.age", "review.age"]


def test_a_review_that_does_not_hold_is_not_backed_up(backed_up: BackedUp, tmp_path: Path) -> None:
    review = Path(shutil.copytree(backed_up.review, tmp_path / "review"))
    (review / "keys" / "ASH.json").unlink()
    to = ("--recipient", str(pyrage.x25519.Identity.generate().to_public()))
    for keys_to in ((), ("--keys-to", str(tmp_path / "k.age"))):
        said = refused(run("--review", review, "backup", tmp_path / "b.age", *keys_to, *to), 1)
        assert "key file of ASH is missing" in said
        assert "db backup" in said
    assert not list(tmp_path.glob("*b.age*"))
    assert not list(tmp_path.glob("*k.age*"))
    assert not (review / ".backup.part").exists()


def test_a_review_is_not_restored_into_the_folder_that_somebody_is_in(
    backed_up: BackedUp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in (".", folder, "../new"):
        said = refused(backed_up.restored(Path(name)), 3)
        assert "`restore FILE new`" in said
    assert list(tmp_path.glob("new/*")) == []
    monkeypatch.chdir(tmp_path)
    assert backed_up.restored(Path("new")).code == 0


def test_a_review_is_restored_into_an_empty_folder_only(
    backed_up: BackedUp, tmp_path: Path
) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    (folder / "something").write_text("", encoding="utf-8")
    assert "is not empty" in refused(backed_up.restored(folder), 3)
    (folder / "something").unlink()
    assert backed_up.restored(folder).code == 0
    assert "is not empty" in refused(backed_up.restored(folder), 3)


@pytest.mark.parametrize("at", [0, 30, 200, -1, 5_000])
def test_a_damaged_backup_restores_nothing(backed_up: BackedUp, tmp_path: Path, at: int) -> None:
    content = bytearray(backed_up.file.read_bytes())
    content[at] ^= 1
    backed_up.file.write_bytes(content)
    refused(backed_up.restored(tmp_path / "new"), 4)
    backed_up.file.write_bytes(content[:at])
    refused(backed_up.restored(tmp_path / "new"), 4)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["keys.age", "review.age"]


# Killed on the way.


def step_of(steps: Path, name: str) -> str:
    """The first step of that name, as a number."""
    return str(steps.read_text(encoding="utf-8").splitlines().index(name))


def test_a_restore_that_was_killed_leaves_no_review_and_can_be_done_again(
    backed_up: BackedUp, tmp_path: Path
) -> None:
    words = ("restore", backed_up.file, tmp_path / "new", "--identity", backed_up.identity)
    steps = tmp_path / "steps.txt"
    assert run_and_die(steps, tmp_path, *words) == 0
    shutil.rmtree(tmp_path / "new")
    for name in ("os.rename review.db", "os.rename review.heads", "os.rename new"):
        assert run_and_die(step_of(steps, name), tmp_path, *words) == -signal.SIGKILL
        assert not (tmp_path / "new").exists(), name
    assert backed_up.restored(tmp_path / "new").code == 0
    left = {one.name for one in tmp_path.iterdir()}
    assert left == {"keys.age", "new", "review.age", "steps.txt"}


def test_a_backup_that_was_killed_leaves_only_whole_files_and_can_be_done_again(
    backed_up: BackedUp, tmp_path: Path
) -> None:
    public = str(pyrage.x25519.Identity.generate().to_public())
    file, keys = tmp_path / "b.age", tmp_path / "k.age"
    words = ("backup", file, "--keys-to", keys, "--recipient", public)
    review = Path(shutil.copytree(backed_up.review, tmp_path / "review"))
    before = shutil.copytree(review, tmp_path / "before")
    given = ("--review", review, *words)
    steps = tmp_path / "steps.txt"
    assert run_and_die(steps, tmp_path, *given) == 0
    for path in (file, keys):
        path.unlink()
    shutil.rmtree(review)
    shutil.copytree(before, review)
    for name in ("os.remove copy.db", "open .b.age.part", "os.rename k.age"):
        assert run_and_die(step_of(steps, name), tmp_path, *given) == -signal.SIGKILL
        assert not file.exists(), name
        assert not keys.exists(), name
    assert run(*given).code == 0
    assert not list(review.glob(".*"))
    assert not list(tmp_path.glob(".*"))


# A backup to a public key can be forged by whoever knows that key: nothing in it is believed.


def opened(backed_up: BackedUp, file: Path, part: Part) -> Archive:
    (secret,) = backed_up.identity.read_text(encoding="ascii").splitlines()[1:]
    identity = pyrage.x25519.Identity.from_str(secret)
    return archive.unpack(bytes(pyrage.decrypt(file.read_bytes(), [identity])), part)


def forge(backed_up: BackedUp, file: Path, content: bytes) -> None:
    (secret,) = backed_up.identity.read_text(encoding="ascii").splitlines()[1:]
    public = pyrage.x25519.Identity.from_str(secret).to_public()
    file.write_bytes(bytes(pyrage.encrypt(content, [public])))


@pytest.mark.parametrize(
    "name",
    [
        "../out.txt",
        "/out.txt",
        "narrative/../../out.txt",
        "narrative//out.txt",
        ".hidden",
        "C:out.txt",
        "narrative\\out.txt",
        "out\x1b[2J.txt",
        "keys/ASH.json",
        "review.db-wal",
        "review.heads",
        "REVIEW.yaml",
        "folder./out.txt",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(
    backed_up: BackedUp, tmp_path: Path, name: str
) -> None:
    packed = opened(backed_up, backed_up.file, Part.REVIEW)
    forged = replace(packed, files={**packed.files, name: b"x"})
    forge(backed_up, backed_up.file, archive.pack(forged))
    refused(backed_up.restored(tmp_path / "new"), 4)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["keys.age", "review.age"]


def test_a_backup_whose_database_was_changed_restores_nothing(
    backed_up: BackedUp, tmp_path: Path
) -> None:
    packed = opened(backed_up, backed_up.file, Part.REVIEW)
    for database in (b"", b"no database" * 500, packed.files["review.db"][:-8192]):
        forged = replace(packed, files={**packed.files, "review.db": database})
        forge(backed_up, backed_up.file, archive.pack(forged))
        outcome = backed_up.restored(tmp_path / "new")
        assert outcome.code in (1, 4), outcome
        assert "Traceback" not in outcome.err
    assert sorted(one.name for one in tmp_path.iterdir()) == ["keys.age", "review.age"]


def test_keys_of_another_review_or_another_list_are_refused(
    backed_up: BackedUp, tmp_path: Path
) -> None:
    packed = opened(backed_up, backed_up.keys, Part.KEYS)
    forge(backed_up, backed_up.keys, archive.pack(replace(packed, review="other-2013")))
    assert "of the review other-2013" in refused(backed_up.restored(tmp_path / "new"), 3)
    swapped = {**packed.files, "keys/ASH.json": packed.files["keys/BRO.json"]}
    forge(backed_up, backed_up.keys, archive.pack(replace(packed, files=swapped)))
    assert "key file of ASH" in refused(backed_up.restored(tmp_path / "new"), 1)
    assert not (tmp_path / "new").exists()


def test_nothing_compressed_or_listed_otherwise_is_taken(backed_up: BackedUp) -> None:
    packed = archive.pack(opened(backed_up, backed_up.file, Part.REVIEW))
    assert archive.unpack(packed, Part.REVIEW).review
    squeezed = BytesIO()
    with zipfile.ZipFile(BytesIO(packed)) as old, zipfile.ZipFile(squeezed, "w", 8) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
    for content in (squeezed.getvalue(), packed[:-100], b"", packed.replace(b"Words.", b"Worms.")):
        with pytest.raises(NoBackupError):
            archive.unpack(content, Part.REVIEW)
