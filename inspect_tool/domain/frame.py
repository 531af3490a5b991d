"""The sampling frame: units, strata, eligibility.

The values are in `frame_units`, one child's view of the lists in `frame_child`, the catalogue of
fields in `frame_fields`, and the making of a frame in `frame_build`.
"""

from inspect_tool.domain.frame_build import UnknownFrameFieldError, build_frame, needed_columns
from inspect_tool.domain.frame_changes import FrameChanges, compare_frames
from inspect_tool.domain.frame_field import FieldKind, FrameField
from inspect_tool.domain.frame_fields import FIELDS, KEPT_COLUMNS
from inspect_tool.domain.frame_units import Eligibility, Exclusion, Frame, ListRow, Unit

__all__ = [
    "FIELDS",
    "KEPT_COLUMNS",
    "Eligibility",
    "Exclusion",
    "FieldKind",
    "Frame",
    "FrameChanges",
    "FrameField",
    "ListRow",
    "Unit",
    "UnknownFrameFieldError",
    "build_frame",
    "compare_frames",
    "needed_columns",
]
