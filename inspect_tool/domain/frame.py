"""The sampling frame: units, strata, eligibility.

The values are in `frame_units`, the children on the lists in `frame_children`, the catalogue of
fields in `frame_fields`, and the making of a frame in `frame_build`.
"""

from inspect_tool.domain.frame_build import build_frame, needed_columns
from inspect_tool.domain.frame_changes import FrameChanges, compare_frames
from inspect_tool.domain.frame_field import FieldKind, FrameField
from inspect_tool.domain.frame_fields import FIELDS, KEPT_COLUMNS
from inspect_tool.domain.frame_rules import UnknownFrameFieldError
from inspect_tool.domain.frame_units import Eligibility, Exclusion, Frame, ReturnedList, Unit

__all__ = [
    "FIELDS",
    "KEPT_COLUMNS",
    "Eligibility",
    "Exclusion",
    "FieldKind",
    "Frame",
    "FrameChanges",
    "FrameField",
    "ReturnedList",
    "Unit",
    "UnknownFrameFieldError",
    "build_frame",
    "compare_frames",
    "needed_columns",
]
