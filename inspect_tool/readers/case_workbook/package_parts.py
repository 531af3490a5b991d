"""The parts of an .xlsx that programs write for themselves; in all others there may be words."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from inspect_tool.readers.case_workbook.beside import local

# Either read elsewhere, or without a place for words. The names of persons are a program's.
PROGRAMS_PARTS = re.compile(
    r".*/|\[Content_Types\]\.xml|(?:.*/)?_rels/[^/]*\.rels|\[trash\]/.*|docProps/.*|docMetadata/.*"
    r"|xl/(?:workbook|sharedStrings|styles|calcChain|metadata|volatileDependencies)\.xml"
    r"|xl/(?:worksheets|chartsheets|macrosheets|dialogsheets)/[^/]*\.xml"
    r"|xl/(?:tables|threadedComments|persons|theme|ctrlProps|drawings|charts|diagrams)/[^/]*\.xml"
    r"|xl/comments[^/]*\.xml|xl/comments/[^/]*\.xml|xl/drawings/[^/]*\.vml"
    r"|xl/printerSettings/[^/]*|xl/featurePropertyBag/[^/]*|customXml/[^/]*",
    re.IGNORECASE,
)
OWN_XML = re.compile(r"customXml/item\d*\.xml", re.IGNORECASE)
# Descriptions of the columns of a document library, which it puts into each file.
_LIBRARY_FORMS = {"contentTypeSchema", "FormTemplates", "Sources"}


def own_xml_words(root: ElementTree.Element | None) -> str:
    """What XML of one's own says: its texts, and the values of its attributes."""
    if root is None or local(root) in _LIBRARY_FORMS:
        return ""
    found = [
        words
        for element in root.iter()
        for words in (element.text or "", *element.attrib.values(), element.tail or "")
    ]
    return " ".join(" ".join(found).split())
