"""What was typed into the fields of a section: read from the form, shown again where it failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.framework.framework import QuestionType
from inspect_tool.domain.language.values import OTHER
from inspect_tool.services.records.answering import Given
from inspect_tool.services.records.saving import FromForm, TypedItem
from inspect_tool.web.visits import text_of, texts_of

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from inspect_tool.services.records.sheet_items import SheetItem

MOST_ITEMS = 400


@dataclass(frozen=True)
class Shown:
    """What the fields of one item hold.

    Args:
        text: Of the text field.
        picked: Of radios and boxes: `=value` for an answer, `!absence` for why there is none.
        other: Words of "something else".
        reason: Why another person's answer is changed.
        fault: Why what was typed could not be saved.
    """

    text: str = ""
    picked: frozenset[str] = frozenset()
    other: str = ""
    note: str = ""
    reason: str = ""
    fault: str = ""

    @property
    def has_absence(self) -> bool:
        """Whether it is said why there is no answer."""
        return any(one.startswith("!") for one in self.picked)


def recorded(item: SheetItem) -> Shown:
    """The fields of an item as it is recorded."""
    picked = {f"={value}" for value in item.chosen} if _is_picked(item) else set()
    if item.answer.absence is not None:
        picked = {f"!{item.answer.absence}"}
    is_several = item.form.type is QuestionType.SEVERAL
    return Shown(
        text="" if _is_picked(item) else item.typed,
        picked=frozenset(picked),
        other=item.typed if is_several else "",
        note=item.answer.note,
    )


def as_typed(form: FormData, item_id: str, fault: str) -> Shown:
    """The fields of an item as they were sent."""
    return Shown(
        text=text_of(form, f"t.{item_id}"),
        picked=frozenset(texts_of(form, f"v.{item_id}")),
        other=text_of(form, f"o.{item_id}"),
        note=text_of(form, f"n.{item_id}"),
        reason=text_of(form, f"w.{item_id}"),
        fault=fault,
    )


def typed_items(form: FormData) -> list[TypedItem]:
    """Every item that a form of a section has."""
    return [_typed(form, item_id) for item_id in texts_of(form, "i")[:MOST_ITEMS]]


def _typed(form: FormData, item_id: str) -> TypedItem:
    picked = texts_of(form, f"v.{item_id}")
    values = [one[1:] for one in picked if one.startswith("=")]
    absences = [one[1:] for one in picked if one.startswith("!")]
    other = text_of(form, f"o.{item_id}").strip()
    text = text_of(form, f"t.{item_id}")
    if other:  # the words say that it is something else, also where the box is not ticked
        values = [one for one in values if one != OTHER]
        text = "; ".join([*values, f"{OTHER}: {other}"])
    elif values:
        text = "; ".join(values)
    return TypedItem(
        item_id=item_id,
        given=Given(
            value=text,
            absence=absences[0] if absences else None,
            note=text_of(form, f"n.{item_id}"),
            reason=text_of(form, f"w.{item_id}"),
        ),
        form=FromForm(text_of(form, "token"), text_of(form, f"e.{item_id}")),
    )


def _is_picked(item: SheetItem) -> bool:
    return item.form.type in (QuestionType.CHOICE, QuestionType.SEVERAL, QuestionType.GROUP)
