"""A framework as YAML, as people write it."""

from __future__ import annotations

import yaml

from inspect_tool.domain.framework.framework import Framework


def framework_text(framework: Framework) -> str:
    """The YAML of a framework; read again it has the same digest."""
    content = framework.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)
