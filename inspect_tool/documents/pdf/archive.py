"""What says of a PDF that it is of PDF/A-3 and of PDF/UA-1 at once."""

from __future__ import annotations

import io
import zlib
from importlib.resources import files

import pikepdf
from pikepdf import Array, Dictionary, Name, String

# WeasyPrint writes the identification of one standard. PDF/A asks that a property from elsewhere
# be described in the file itself. Source: ISO 19005-3, 6.6.2.3; ISO 14289-1, 5.
_PDF_UA = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"\
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file keeps to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
_END = b"</rdf:RDF>"
PROFILE = "sRGB2014.icc"
SMALLEST = 9
NOTHING, ZERO_WIDTH_SPACE = b"> <>", b"> <200b>"
LINE_ENDS = (b"\n", b"\r")


def written_for_ever(pdf: pikepdf.Pdf) -> bytes:
    """The file, of both standards; the same for the same pages."""
    _identify_as_accessible(pdf)
    _declare_colours(pdf)
    _name_every_glyph(pdf)
    _settle_streams(pdf)
    buffer = io.BytesIO()
    pdf.save(
        buffer,
        deterministic_id=True,
        # What QPDF packs itself may end like a line.
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )
    return buffer.getvalue()


def _declare_colours(pdf: pikepdf.Pdf) -> None:
    """Say that all colours are of sRGB, with its profile, which WeasyPrint ships."""
    profile = pdf.make_stream((files("weasyprint.pdf") / PROFILE).read_bytes())
    profile.stream_dict.N = 3
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB2014"),
        Info=String("sRGB2014"),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def _name_every_glyph(pdf: pikepdf.Pdf) -> None:
    """Give those glyphs a character that stand for a part of one, as points of Hebrew do.

    WeasyPrint leaves them without, which is no valid table; the character has no width.
    """
    for font in pdf.objects:
        if isinstance(font, pikepdf.Dictionary) and "/ToUnicode" in font:
            table = font.ToUnicode.read_bytes()
            if NOTHING in table:
                font.ToUnicode.write(table.replace(NOTHING, ZERO_WIDTH_SPACE))


def _settle_streams(pdf: pikepdf.Pdf) -> None:
    """Compress every stream so that it does not end like a line, which would hide its length.

    QPDF writes no line end behind a stream that has one already. Source: ISO 19005-3, 6.1.7.1.
    """
    for stream in pdf.objects:
        if not isinstance(stream, pikepdf.Stream) or stream.get("/Type") == Name.Metadata:
            continue
        if "/Filter" in stream and not stream.read_raw_bytes().endswith(LINE_ENDS):
            continue
        if stream.get("/Filter", Name.FlateDecode) != Name.FlateDecode:
            continue
        packed, filters = zlib.compress(stream.read_bytes(), SMALLEST), [Name.FlateDecode]
        # Its last byte is one of the checksum, which another packing changes.
        while packed.endswith(LINE_ENDS):
            packed, filters = zlib.compress(packed, SMALLEST), [*filters, Name.FlateDecode]
        stream.write(packed, filter=Array(filters))


def _identify_as_accessible(pdf: pikepdf.Pdf) -> None:
    """Add to the metadata of a PDF/A file that it is PDF/UA-1 as well."""
    before, _, after = pdf.Root.Metadata.read_bytes().rpartition(_END)
    metadata = pdf.make_stream(before + _PDF_UA + _END + after.rstrip())
    metadata.stream_dict.Type, metadata.stream_dict.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = metadata
