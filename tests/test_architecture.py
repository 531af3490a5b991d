"""The plan of the house where import-linter cannot see it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from inspect_tool.store import columns, tables
from inspect_tool.store.schema import whole_schema

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "inspect_tool"
LONGEST_FUNCTION = 50
LONGEST_MODULE = 420
# Steps that other services take inside their own, audited, transaction.
INSIDE_AN_AUDITED_SERVICE = {
    "save",
    "remember_documents",
    "put_fields_back",
    "give_to",
    "pin",
    "note_versions_used",
    "keep_corrections",
    "delete_corrections",
    "record_in_list",
    "forget_in_list",
}


class Module(NamedTuple):
    """A module of the package, by its path in it.

    Args:
        nodes: All of its tree, walked through once.
    """

    name: str
    tree: ast.Module
    nodes: tuple[ast.AST, ...]
    lines: int


@cache
def modules() -> tuple[Module, ...]:
    return tuple(_modules())


def _modules() -> Iterator[Module]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if not name.startswith("store/migrations/"):
            text = path.read_text(encoding="utf-8")
            tree = ast.parse(text)
            yield Module(name, tree, tuple(ast.walk(tree)), text.count("\n"))


def _calls(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Attribute):
                yield function.attr
            elif isinstance(function, ast.Name):
                yield function.id


def _modules_that_call(*names: str) -> set[str]:
    return {module.name for module in modules() if set(_calls(module.nodes)) & set(names)}


def test_only_the_store_commits_and_rolls_back() -> None:
    assert all(
        name.startswith("store/") for name in _modules_that_call("commit_transaction", "rollback")
    )
    session_commits = {
        module.name
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.Attribute)
        and node.attr == "commit"
        and isinstance(node.value, ast.Name)
        and node.value.id in {"session", "connection", "engine", "transaction"}
    }
    assert all(name.startswith("store/") for name in session_commits)


def test_only_disclosure_control_makes_a_public_edition() -> None:
    """A renderer is given a report, and none that calls itself public can be made elsewhere."""
    makers = {
        module.name
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "PublishedContent"
    }
    assert makers == {"domain/disclosure/public_edition.py"}


def test_what_sets_a_report_knows_its_content_and_nothing_behind_it() -> None:
    setting = tuple(
        f"documents/{name}"
        for name in ("html", "manifest", "sandbox", "charts/", "pdf/", "tables/")
    )
    behind = ("figures", "report", "disclosure", "moderation")
    reached = {
        (module.name, node.module)
        for module in modules()
        if module.name.startswith(setting)
        for node in module.nodes
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(tuple(f"inspect_tool.domain.{room}" for room in behind))
    }
    assert not reached


def test_only_the_workspace_reads_the_clock() -> None:
    assert _modules_that_call("now", "today", "utcnow") <= {"workspace.py"}


def test_no_query_takes_its_order_from_a_time() -> None:
    moments = {
        f"{table.__name__}.{name}"
        for table in columns.StoredRow.__subclasses__()
        if hasattr(table, "__table__")
        for name, column in table.__table__.c.items()
        if isinstance(column.type, columns.UtcDateTime)
    }
    assert "Snapshot.taken_at" in moments
    ordered = {
        f"{module.name}:{ast.unparse(argument)}"
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("order_by", "max", "min")
        for argument in node.args
        if any(ast.unparse(part) in moments for part in ast.walk(argument))
    }
    # When a record was last touched, and when something was done, is shown and decides nothing.
    assert ordered == {
        "store/audit_queries.py:col(AuditEntry.at).desc()",
        "store/record_queries.py:col(Revision.recorded_at)",
    }


def test_every_service_that_writes_leaves_an_audit_row() -> None:
    silent = []
    for module in modules():
        if not module.name.startswith("services/"):
            continue
        functions = {
            node.name: node for node in module.tree.body if isinstance(node, ast.FunctionDef)
        }
        for name, function in functions.items():
            if name.startswith("_"):
                continue
            reached = _reached_calls(function, functions)
            writes = reached & {"add", "add_many", "delete"} and "work" in _parameters(function)
            if writes and "audit" not in reached and name not in INSIDE_AN_AUDITED_SERVICE:
                silent.append(f"{module.name}:{name}")
    assert silent == []


def _parameters(function: ast.FunctionDef) -> set[str]:
    return {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}


def _reached_calls(
    function: ast.FunctionDef,
    functions: dict[str, ast.FunctionDef],
    seen: frozenset[str] = frozenset(),
) -> set[str]:
    """Methods of `work` that a function calls, itself or through its own module."""
    found: set[str] = set()
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            if node.func.value.id == "work":
                found.add(node.func.attr)
        elif isinstance(node.func, ast.Name) and node.func.id in set(functions) - seen:
            inner = functions[node.func.id]
            found |= _reached_calls(inner, functions, seen | {node.func.id})
    return found


def test_who_goes_through_all_tables_asks_the_whole_schema() -> None:
    """A command loads few tables; the rest would be left out of a check, a copy or a seal."""
    with_tables = {
        module.name.removeprefix("store/").removesuffix(".py")
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.ClassDef) and "table" in {one.arg for one in node.keywords}
    }
    (schema,) = (module for module in modules() if module.name == "store/schema.py")
    assert with_tables == {
        alias.name
        for node in schema.nodes
        if isinstance(node, ast.ImportFrom) and node.module == "inspect_tool.store"
        for alias in node.names
    }
    assert _modules_that_call("compare_metadata") == {"store/server.py"}
    asked = {
        f"{module.name}: {ast.unparse(node)}"
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.Attribute)
        and (node.attr == "sorted_tables" or ast.unparse(node) == "SQLModel.metadata")
    }
    assert {one for one in asked if "whole_schema()" not in one} == {
        "store/erasing.py: SQLModel.metadata",  # tables by name, whose rows it was given
        "store/schema.py: SQLModel.metadata",
        "store/seals.py: SQLModel.metadata",  # the same
    }


def test_every_table_leads_with_the_authority_or_is_marked_as_reference() -> None:
    for table in whole_schema().sorted_tables:
        if table.info.get("is_reference"):
            assert "authority" not in table.primary_key.columns, table.name
            continue
        keys = [table.primary_key, *(one for one in table.constraints if _is_unique(one))]
        for key in keys:
            first = next(iter(key.columns)).name  # type: ignore[attr-defined]
            assert first == "authority", f"{table.name}: a key leads with {first}"


def test_what_points_from_case_to_case_goes_by_the_authority() -> None:
    for table in whole_schema().sorted_tables:
        for key in table.foreign_key_constraints:
            if key.referred_table.info.get("is_reference"):
                continue
            first = key.elements[0]
            assert (first.parent.name, first.column.name) == ("authority", "authority"), table.name


def _is_unique(constraint: object) -> bool:
    return type(constraint).__name__ == "UniqueConstraint"


def test_no_table_has_a_serial_key() -> None:
    for table in whole_schema().sorted_tables:
        for column in table.columns:
            assert column.autoincrement in (False, "auto"), f"{table.name}.{column.name}"
            is_lone_integer_key = column.primary_key and len(table.primary_key.columns) == 1
            assert not (is_lone_integer_key and column.type.python_type is int), table.name


def test_append_only_tables_are_those_of_the_migrations() -> None:
    listed = {
        name
        for migration in (PACKAGE / "store/migrations/versions").glob("*.py")
        for node in ast.parse(migration.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "APPEND_ONLY"
        for name in ast.literal_eval(node.value)
    }
    assert listed == set(tables.APPEND_ONLY)


def test_modules_and_functions_stay_short() -> None:
    long_ones = [module.name for module in modules() if module.lines > LONGEST_MODULE]
    long_ones += [
        f"{module.name}:{node.name}"
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long_ones == []


def test_base_errors_are_caught_in_one_place() -> None:
    catching = {
        module.name
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.ExceptHandler)
        and node.type is not None
        and "InspectToolError" in ast.unparse(node.type)
    }
    # What a job is refused with is kept for whoever asked for it.
    assert catching == {"cli/main.py", "job_runner.py"}


def test_every_class_has_a_name_of_its_own() -> None:
    places: dict[str, list[str]] = {}
    for module in modules():
        for node in module.nodes:
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(module.name)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}
