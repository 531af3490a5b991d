"""Places of a workbook in which words can stand and that openpyxl does not write.

Each is put into the parts of an issued workbook, as Excel or LibreOffice writes it, with what has
to become of its words: kept as a stray note, or listed as something that is not read.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

SHEET = "xl/worksheets/sheet3.xml"  # of a case
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING_MARKUP = "http://schemas.openxmlformats.org/drawingml/2006"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
NAMES = (
    f'xmlns:r="{OFFICE}" xmlns:a="{DRAWING_MARKUP}/main" xmlns:c="{DRAWING_MARKUP}/chart" '
    f'xmlns:xdr="{DRAWING_MARKUP}/spreadsheetDrawing" xmlns:dgm="{DRAWING_MARKUP}/diagram" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel" '
    'xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex"'
)


class Fate(StrEnum):
    """What becomes of words."""

    KEPT = "kept as a stray note"
    LISTED = "listed as something that is not read"


@dataclass(frozen=True)
class PlaceInParts:
    """A place of a workbook.

    Args:
        replaced: By part: text that stands there once, and what it becomes; WORD is the word.
        added: Parts that are new.
        related: By part: kinds and targets of what it refers to, beyond what it did.
    """

    fate: Fate
    replaced: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    added: Mapping[str, str] = field(default_factory=dict)
    related: tuple[tuple[str, str, str], ...] = ()

    def fits(self, issued: Path) -> bool:
        """Whether a workbook has what is replaced, and no parts of the names that are added."""
        with zipfile.ZipFile(issued) as archive:
            names = set(archive.namelist())
            return not names & self.added.keys() and all(
                part in names and old.encode() in archive.read(part)
                for part, (old, _) in self.replaced.items()
            )

    def put(self, issued: Path, returned: Path, word: str) -> None:
        """Write the workbook again with the word in this place."""
        with zipfile.ZipFile(issued) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        for name, (old, new) in self.replaced.items():
            assert parts[name].count(old.encode()) >= 1, (name, old)
            parts[name] = parts[name].replace(old.encode(), new.replace("WORD", word).encode(), 1)
        for name, text in self.added.items():
            parts[name] = text.replace("WORD", word).encode()
        for number, (part, kind, target) in enumerate(self.related):
            folder, _, name = part.rpartition("/")
            where = f"{folder}/_rels/{name}.rels"
            end = "</Relationships>"
            before = parts.get(where, f"<Relationships>{end}".encode()).decode()
            one = f'<Relationship Id="n{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
            parts[where] = before.replace(end, one + end).encode()
        with zipfile.ZipFile(returned, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)


def _drawn(shape: str, **more: str) -> PlaceInParts:
    """A shape of a drawing of the sheet."""
    anchor = f"<xdr:wsDr {NAMES}><xdr:twoCellAnchor>{shape}</xdr:twoCellAnchor></xdr:wsDr>"
    return PlaceInParts(
        Fate.KEPT,
        added={"xl/drawings/drawing1.xml": anchor, **more},
        related=((SHEET, "drawing", "/xl/drawings/drawing1.xml"),),
    )


def _in_chart(inside: str) -> PlaceInParts:
    chart = f"<c:chartSpace {NAMES}>{inside}</c:chartSpace>"
    return PlaceInParts(
        Fate.KEPT,
        added={
            "xl/drawings/drawing1.xml": f"<xdr:wsDr {NAMES}/>",
            "xl/charts/chart1.xml": chart,
        },
        related=(
            (SHEET, "drawing", "/xl/drawings/drawing1.xml"),
            ("xl/drawings/drawing1.xml", "chart", "/xl/charts/chart1.xml"),
        ),
    )


def _in_sheet(xml: str, *, before: str = "<pageMargins") -> PlaceInParts:
    return PlaceInParts(Fate.KEPT, replaced={SHEET: (before, xml + before)})


def _beside_sheet(kind: str, part: str, xml: str, fate: Fate = Fate.KEPT) -> PlaceInParts:
    return PlaceInParts(fate, added={part: xml}, related=((SHEET, kind, f"/{part}"),))


def _in_book(xml: str, *, before: str = "<calcPr") -> PlaceInParts:
    return PlaceInParts(Fate.KEPT, replaced={"xl/workbook.xml": (before, xml + before)})


def _loose(part: str, xml: str = f"<a {NAMES}>WORD</a>", fate: Fate = Fate.LISTED) -> PlaceInParts:
    return PlaceInParts(fate, added={part: xml})


def _property(part: str, xml: str, end: str) -> PlaceInParts:
    return PlaceInParts(Fate.KEPT, replaced={part: (end, xml + end)})


_RICH = "<a:p><a:r><a:t>WORD</a:t></a:r></a:p>"
_SHAPE = "<xdr:sp><xdr:nvSpPr><xdr:cNvPr id='2' name='TextBox 1' {}/></xdr:nvSpPr>{}</xdr:sp>"
_AXIS = "<c:chart><c:plotArea><c:catAx>{}</c:catAx></c:plotArea></c:chart>"
_SERIES = "<c:chart><c:plotArea><c:barChart><c:ser>{}</c:ser></c:barChart></c:plotArea></c:chart>"
_THREADS = "<ThreadedComments {}>{}</ThreadedComments>"
_VML = f"<xml {NAMES}>{{}}</xml>"

PLACES: Mapping[str, PlaceInParts] = {
    "title of a chart": _in_chart(
        f"<c:chart><c:title><c:tx><c:rich>{_RICH}</c:rich></c:tx></c:title></c:chart>"
    ),
    "title of an axis": _in_chart(
        _AXIS.format(f"<c:title><c:tx><c:rich>{_RICH}</c:rich></c:tx></c:title>")
    ),
    "label of a chart": _in_chart(
        _SERIES.format(
            "<c:dLbls><c:dLbl><c:tx><c:rich>" + _RICH + "</c:rich></c:tx></c:dLbl></c:dLbls>"
        )
    ),
    "range of labels that is gone": _in_chart(
        _SERIES.format(
            "<c:ext><c:datalabelsRange><c:f>#REF!</c:f><c:dlblRangeCache><c:pt><c:v>WORD</c:v>"
            "</c:pt></c:dlblRangeCache></c:datalabelsRange></c:ext>"
        )
    ),
    "separator of labels": _in_chart("<c:dLbls><c:separator>WORD</c:separator></c:dLbls>"),
    "name of a shape of old": _beside_sheet(
        "vmlDrawing", "xl/drawings/vmlDrawing1.vml", _VML.format("<v:shape id='WORD'/>")
    ),
    "name of a picture's file": _beside_sheet(
        "vmlDrawing",
        "xl/drawings/vmlDrawing1.vml",
        _VML.format("<v:imagedata xmlns:o='urn:o' o:title='WORD'/>"),
    ),
    "formula of another workbook": _in_sheet(
        "<row r='99'><c r='C99' t='str'><f>[1]S!A1</f><v>WORD</v></c></row>", before="</sheetData>"
    ),
    "formula of another workbook that was filled down": _in_sheet(
        "<row r='98'><c r='C98' t='str'><f t='shared' si='7' ref='C98:C99'>[1]S!A1</f><v>a</v></c>"
        "</row><row r='99'><c r='C99' t='str'><f t='shared' si='7'/><v>WORD</v></c></row>",
        before="</sheetData>",
    ),
    "conditional format of newer programs": _in_sheet(
        "<extLst><ext><cfRule xmlns:m='u:m'><m:f>A1=\"WORD\"</m:f></cfRule></ext></extLst>",
        before="</worksheet>",
    ),
    "equation in a text box": _drawn(
        _SHAPE.format("", "<xdr:txBody><a:p><a:r><a:t>WORD</a:t></a:r></a:p></xdr:txBody>").replace(
            "a:r>", "a:fld>"
        )
    ),
    "trend line": _in_chart(_SERIES.format("<c:trendline><c:name>WORD</c:name></c:trendline>")),
    "typed categories": _in_chart(
        _SERIES.format("<c:cat><c:strLit><c:pt idx='0'><c:v>WORD</c:v></c:pt></c:strLit></c:cat>")
    ),
    "categories of another workbook": _in_chart(
        _SERIES.format(
            "<c:cat><c:strRef><c:f>[1]Sheet1!$A$1</c:f><c:strCache><c:pt idx='0'><c:v>WORD</c:v>"
            "</c:pt></c:strCache></c:strRef></c:cat>"
        )
    ),
    "categories of cells that are gone": _in_chart(
        _SERIES.format(
            "<c:cat><c:multiLvlStrRef><c:f>#REF!</c:f><c:multiLvlStrCache><c:lvl><c:pt idx='0'>"
            "<c:v>WORD</c:v></c:pt></c:lvl></c:multiLvlStrCache></c:multiLvlStrRef></c:cat>"
        )
    ),
    "format of an axis": _in_chart(_AXIS.format("<c:numFmt formatCode='0&quot;WORD&quot;'/>")),
    "foot of a printed chart": _in_chart(
        "<c:printSettings><c:headerFooter><c:oddFooter>WORD"
        "</c:oddFooter></c:headerFooter></c:printSettings>"
    ),
    "chart of the newer kind": PlaceInParts(
        Fate.KEPT,
        added={
            "xl/drawings/drawing1.xml": f"<xdr:wsDr {NAMES}/>",
            "xl/charts/chartEx1.xml": f"<cx:chartSpace {NAMES}><cx:chart><cx:series><cx:tx>"
            "<cx:txData><cx:v>WORD</cx:v></cx:txData></cx:tx></cx:series></cx:chart>"
            "</cx:chartSpace>",
        },
        related=(
            (SHEET, "drawing", "/xl/drawings/drawing1.xml"),
            ("xl/drawings/drawing1.xml", "chartEx", "/xl/charts/chartEx1.xml"),
        ),
    ),
    "text box": _drawn(_SHAPE.format("", f"<xdr:txBody>{_RICH}</xdr:txBody>")),
    "alternative text": _drawn(_SHAPE.format("descr='WORD'", "")),
    "name of a shape": _drawn(_SHAPE.format("", "").replace("TextBox 1", "WORD")),
    "tip of a shape's link": _drawn(
        _SHAPE.format("", "").replace(
            "/></xdr:nvSpPr>", "><a:hlinkClick tooltip='WORD'/></xdr:cNvPr></xdr:nvSpPr>"
        )
    ),
    "diagram without its picture": _drawn(
        "",
        **{
            "xl/diagrams/data1.xml": f"<dgm:dataModel {NAMES}><dgm:ptLst><dgm:pt><dgm:t>{_RICH}"
            "</dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"
        },
    ),
    "WordArt of old": _beside_sheet(
        "vmlDrawing",
        "xl/drawings/vmlDrawing1.vml",
        _VML.format("<v:shape><v:textpath string='WORD'/></v:shape>"),
    ),
    "alternative text of old": _beside_sheet(
        "vmlDrawing", "xl/drawings/vmlDrawing1.vml", _VML.format("<v:shape alt='WORD'/>")
    ),
    "caption of a button": _beside_sheet(
        "vmlDrawing",
        "xl/drawings/vmlDrawing1.vml",
        _VML.format("<v:shape><v:textbox><div><font>WORD</font></div></v:textbox></v:shape>"),
    ),
    "list of a form control": _beside_sheet(
        "ctrlProp",
        "xl/ctrlProps/ctrlProp1.xml",
        f"<formControlPr {MAIN}><itemLst><item val='WORD'/></itemLst></formControlPr>",
    ),
    "alternative text of a control": _in_sheet(
        "<controls><control shapeId='1' name='Button 1'><controlPr altText='WORD'/></control>"
        "</controls>"
    ),
    "embedded object": _beside_sheet(
        "oleObject", "xl/embeddings/oleObject1.bin", "WORD", Fate.LISTED
    ),
    "ActiveX control": _beside_sheet(
        "control", "xl/activeX/activeX1.xml", "<a>WORD</a>", Fate.LISTED
    ),
    "workbook behind a chart": PlaceInParts(
        Fate.LISTED,
        added={
            "xl/drawings/drawing1.xml": f"<xdr:wsDr {NAMES}/>",
            "xl/charts/chart1.xml": f"<c:chartSpace {NAMES}/>",
            "xl/embeddings/Microsoft_Excel_Sheet1.xlsx": "WORD",
        },
        related=(
            (SHEET, "drawing", "/xl/drawings/drawing1.xml"),
            ("xl/drawings/drawing1.xml", "chart", "/xl/charts/chart1.xml"),
            ("xl/charts/chart1.xml", "package", "/xl/embeddings/Microsoft_Excel_Sheet1.xlsx"),
        ),
    ),
    "ink": _loose("xl/ink/ink1.xml"),
    "film": _loose("xl/media/media1.mp4", "WORD"),
    "picture in a cell": _loose("xl/richData/rdrichvalue.xml"),
    "slicer": _beside_sheet(
        "slicer",
        "xl/slicers/slicer1.xml",
        f"<slicers {MAIN}><slicer name='a' caption='WORD'/></slicers>",
        Fate.LISTED,
    ),
    "time line": _beside_sheet(
        "timeline",
        "xl/timelines/timeline1.xml",
        f"<timelines {MAIN}><timeline caption='WORD'/></timelines>",
        Fate.LISTED,
    ),
    "pivot table": _beside_sheet(
        "pivotTable",
        "xl/pivotTables/pivotTable1.xml",
        f"<pivotTableDefinition {MAIN} grandTotalCaption='WORD'/>",
        Fate.LISTED,
    ),
    "words that a pivot table remembers": _loose("xl/pivotCache/pivotCacheDefinition1.xml"),
    "what was in another workbook": _loose("xl/externalLinks/externalLink1.xml"),
    "connection": _loose("xl/connections.xml"),
    "query": _loose("xl/queryTables/queryTable1.xml"),
    "revisions": _loose("xl/revisions/revisionHeaders.xml"),
    "add-in": _loose("xl/webextensions/webextension1.xml"),
    "file of no known kind": _loose("notes.txt", "WORD"),
    "XML of one's own": _loose("customXml/item1.xml", "<note>WORD</note>", Fate.KEPT),
    "column of a document library": _loose(
        "customXml/item1.xml",
        "<p:properties xmlns:p='http://schemas.microsoft.com/office/2006/metadata/properties'>"
        "<documentManagement><Remark>WORD</Remark></documentManagement></p:properties>",
        Fate.KEPT,
    ),
    "header": _in_sheet("<headerFooter><evenHeader>WORD</evenHeader></headerFooter>"),
    "ampersand in a footer": _in_sheet(
        "<headerFooter><evenHeader>A&amp;amp;&amp;amp;WORD</evenHeader></headerFooter>"
    ),
    "scenario": _in_sheet("<scenarios><scenario name='a' comment='WORD'/></scenarios>"),
    "name of a scenario": _in_sheet("<scenarios><scenario name='WORD'/></scenarios>"),
    "value of a scenario": _in_sheet(
        "<scenarios><scenario name='a'><inputCells r='A1' val='WORD'/></scenario></scenarios>"
    ),
    "range that may be changed": _in_sheet(
        "<protectedRanges><protectedRange name='WORD' sqref='A1'/></protectedRanges>"
    ),
    "filter": _in_sheet(
        "<autoFilter ref='A3:B9'><filterColumn colId='0'><customFilters>"
        "<customFilter val='WORD'/></customFilters></filterColumn></autoFilter>"
    ),
    "place of a link": _in_sheet("<hyperlinks><hyperlink ref='A1' location='WORD'/></hyperlinks>"),
    "tip of a link": _in_sheet(
        "<hyperlinks><hyperlink ref='A1' location='Start!A1' tooltip='WORD'/></hyperlinks>"
    ),
    "prompt": _in_sheet(
        "<dataValidations><dataValidation sqref='A1' prompt='WORD'/></dataValidations>"
    ),
    "title of a prompt": _in_sheet(
        "<dataValidations><dataValidation sqref='A1' promptTitle='WORD'/></dataValidations>"
    ),
    "error of a prompt": _in_sheet(
        "<dataValidations><dataValidation sqref='A1' error='WORD'/></dataValidations>"
    ),
    "list that was typed": _in_sheet(
        "<dataValidations><dataValidation type='list' sqref='A1'><formula1>\"yes,WORD\"</formula1>"
        "</dataValidation></dataValidations>"
    ),
    "conditional format": _in_sheet(
        "<conditionalFormatting sqref='A1'><cfRule type='containsText'"
        " text='WORD'/></conditionalFormatting>"
    ),
    "formula of a conditional format": _in_sheet(
        "<conditionalFormatting sqref='A1'><cfRule type='expression'><formula>A1=\"WORD\""
        "</formula></cfRule></conditionalFormatting>"
    ),
    "name of a range": _in_book(
        "<definedNames><definedName name='WORD'>Start!$A$1</definedName></definedNames>"
    ),
    "comment of a name": _in_book(
        "<definedNames><definedName name='a' comment='WORD'>Start!$A$1</definedName></definedNames>"
    ),
    "words that a name stands for": _in_book(
        "<definedNames><definedName name='a'>\"WORD\"</definedName></definedNames>"
    ),
    "words that our name stands for": PlaceInParts(
        Fate.KEPT, replaced={"xl/workbook.xml": ("form_lists!$J$2:$J$10", '"WORD"')}
    ),
    "view": _in_book(
        "<customWorkbookViews><customWorkbookView name='WORD'/></customWorkbookViews>"
    ),
    "format of a number": PlaceInParts(
        Fate.KEPT,
        replaced={
            "xl/styles.xml": (
                "</numFmts>",
                '<numFmt numFmtId="190" formatCode="0&quot; WORD&quot;"/></numFmts>',
            )
        },
    ),
    "escaped format of a number": PlaceInParts(
        Fate.KEPT,
        replaced={
            "xl/styles.xml": (
                "</numFmts>",
                '<numFmt numFmtId="190" formatCode="&quot;see WORD&quot;;@"/></numFmts>',
            )
        },
    ),
    "table": _beside_sheet(
        "table", "xl/tables/table1.xml", f"<table {MAIN} name='WORD' displayName='Table1'/>"
    ),
    "comment of a table": _beside_sheet(
        "table", "xl/tables/table1.xml", f"<table {MAIN} name='Table1' comment='WORD'/>"
    ),
    "row of totals": _beside_sheet(
        "table",
        "xl/tables/table1.xml",
        f"<table {MAIN} name='Table1'><tableColumns><tableColumn name='a' totalsRowLabel='WORD'/>"
        "</tableColumns></table>",
    ),
    "alternative text of a table": _beside_sheet(
        "table",
        "xl/tables/table1.xml",
        f"<table {MAIN} name='Table1'><extLst><ext><table altText='WORD'/></ext></extLst></table>",
    ),
    "comment": _beside_sheet(
        "comments",
        "xl/comments1.xml",
        f"<comments {MAIN}><commentList><comment ref='A1'><text><r><t>WORD</t></r></text></comment>"
        "</commentList></comments>",
    ),
    "reply in a thread": _beside_sheet(
        "threadedComment",
        "xl/threadedComments/threadedComment1.xml",
        _THREADS.format(
            MAIN,
            "<threadedComment ref='A1' id='a'><text>first</text>"
            "</threadedComment><threadedComment ref='A1' id='b' parentId='a'>"
            "<text>WORD</text></threadedComment>",
        ),
    ),
    "thread that an older program wrote on": PlaceInParts(
        Fate.KEPT,
        added={
            "xl/threadedComments/threadedComment1.xml": _THREADS.format(
                MAIN, "<threadedComment ref='A1'><text>first</text></threadedComment>"
            ),
            "xl/comments1.xml": f"<comments {MAIN}><commentList><comment ref='A1'><text><t>"
            "[Threaded comment]\n\nA notice.\n\nComment:\n    first\nWORD</t></text></comment>"
            "</commentList></comments>",
        },
        related=(
            (SHEET, "threadedComment", "/xl/threadedComments/threadedComment1.xml"),
            (SHEET, "comments", "/xl/comments1.xml"),
        ),
    ),
    "words that are struck through": PlaceInParts(
        Fate.KEPT,
        replaced={
            "xl/sharedStrings.xml": (
                "<t>Chronology</t></si>",
                "<r><t>Chronology</t></r><r><rPr><strike/></rPr><t>WORD</t></r></si>",
            )
        },
    ),
    "words that are raised": PlaceInParts(
        Fate.KEPT,
        replaced={
            "xl/sharedStrings.xml": (
                "<t>Chronology</t></si>",
                "<r><t>Chronology</t></r><r><rPr><vertAlign val='superscript'/></rPr>"
                "<t>WORD</t></r></si>",
            )
        },
    ),
    "words in the cell that are struck through": _in_sheet(
        "<row r='99'><c r='C99' t='inlineStr'><is><r><rPr><strike/></rPr>"
        "<t xml:space='preserve'>WORD</t></r></is></c>"
        "</row>",
        before="</sheetData>",
    ),
    "phonetic text": PlaceInParts(
        Fate.KEPT,
        replaced={
            "xl/sharedStrings.xml": ("</t></si>", "</t><rPh sb='0' eb='1'><t>WORD</t></rPh></si>")
        },
    ),
    "title of the file": _property(
        "docProps/core.xml",
        "<n:title xmlns:n='n'>WORD</n:title>",
        "</cp:coreProperties>",
    ),
    "identifier of the file": _property(
        "docProps/core.xml",
        "<n:identifier xmlns:n='n'>WORD</n:identifier>",
        "</cp:coreProperties>",
    ),
    "manager": _property("docProps/app.xml", "<Manager>WORD</Manager>", "</Properties>"),
    "property of one's own": _property(
        "docProps/custom.xml",
        "<property name='Remark'><vt:lpwstr xmlns:vt='u:vt'>WORD</vt:lpwstr></property>",
        "</Properties>",
    ),
}
