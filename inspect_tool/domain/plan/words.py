"""The fixed words of reports and forms: what the tool's own sentences call a child, an authority …

The one catalogue of them. A fixed sentence that needs one has it in braces, `{children}`, and is
filled by `ReportWords.fill`; what people wrote (a framework, a narrative) is never touched.
"""

from __future__ import annotations

from functools import cached_property

from pydantic import Field

from inspect_tool.domain.language.conditions import Document


class ReportWords(Document):
    """What the review is about, and where; each in the singular and the plural."""

    child: str = Field(default="child", min_length=1, description="What one case is about.")
    children: str = Field(default="children", min_length=1)
    authority: str = Field(default="authority", min_length=1, description="Who returns the lists.")
    authorities: str = Field(default="authorities", min_length=1)
    local_authority: str = Field(default="local authority", min_length=1)
    local_authorities: str = Field(default="local authorities", min_length=1)

    @cached_property
    def _forms(self) -> dict[str, str]:
        own = {name: str(getattr(self, name)) for name in type(self).model_fields}
        return own | {name.capitalize(): word[:1].upper() + word[1:] for name, word in own.items()}

    def fill(self, sentence: str) -> str:
        """A fixed sentence with its words: `{Children}` begins with a capital, `{children}` not.

        Raises:
            KeyError: The sentence has a word in braces that is not in the catalogue.
        """
        return sentence.format_map(self._forms)


USUAL_WORDS = ReportWords()
