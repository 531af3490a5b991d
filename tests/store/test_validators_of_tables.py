"""Tables validate nothing, and build no validators before something asks for them."""

from __future__ import annotations

from inspect_tool.store.columns import StoredRow
from inspect_tool.store.schema import whole_schema


def test_no_table_has_its_validators_built() -> None:
    made = [cls for cls in StoredRow.__subclasses__() if cls.__module__.startswith("inspect_tool")]
    assert len(made) == len(whole_schema().tables)
    assert [cls.__name__ for cls in made if cls.model_config.get("defer_build") is not True] == []
