"""The digest of a document: the same meaning, the same digest."""

import hashlib

from inspect_tool.domain.framework.framework import Measure, Scale
from inspect_tool.domain.language.digest import document_digest


def test_the_digest_is_that_of_the_canonical_json() -> None:
    scale = Scale(values=("no", "yes"), met=("yes",), words={"yes": "très bien"})
    text = '{"met":["yes"],"values":["no","yes"],"words":{"yes":"très bien"}}'
    assert document_digest(scale) == hashlib.sha256(text.encode("utf-8")).hexdigest()


def test_keys_are_those_that_people_write() -> None:
    measure = Measure.model_validate({"title": "T", "count": {"question": "X.1", "is": "no"}})
    text = '{"count":{"is":"no","question":"X.1"},"title":"T"}'
    assert document_digest(measure) == hashlib.sha256(text.encode()).hexdigest()


def test_a_default_that_is_spelt_out_changes_nothing() -> None:
    assert document_digest(Scale(values=("a", "b"), met=())) == document_digest(
        Scale(values=("a", "b"))
    )


def test_order_of_values_is_meaning() -> None:
    assert document_digest(Scale(values=("a", "b"))) != document_digest(Scale(values=("b", "a")))
