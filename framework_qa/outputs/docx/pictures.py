"""Pictures in a document: SVG for a Word that draws it, PNG for any other reader, and in words what they show."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from framework_qa.outputs.docx.words import shown, w

PIXEL = 9525  # English metric units; a pixel is a 96th of an inch
TALLEST = 7_900_000  # English metric units: a page less its margins and a caption

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = {
    "wp": f"{_DRAWING}/wordprocessingDrawing",
    "a": f"{_DRAWING}/main",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
}
_EMBED = f"{{{_RELATIONS}}}embed"
_INLINE = f"""
<wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main" xmlns:pic="{_DRAWING}/picture"
    xmlns:r="{_RELATIONS}" distT="0" distB="0" distL="0" distR="0">
  <wp:extent/><wp:docPr/>
  <wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>
  <a:graphic><a:graphicData uri="{_DRAWING}/picture"><pic:pic>
    <pic:nvPicPr><pic:cNvPr id="0" name=""/><pic:cNvPicPr/></pic:nvPicPr>
    <pic:blipFill>
      <a:blip><a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">
        <asvg:svgBlip xmlns:asvg="{_NAMES["asvg"]}"/>
      </a:ext></a:extLst></a:blip>
      <a:stretch><a:fillRect/></a:stretch>
    </pic:blipFill>
    <pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>
  </pic:pic></a:graphicData></a:graphic>
</wp:inline>"""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as SVG text and as PNG bytes, its size in pixels, and what it shows in words."""

    name: str
    alternative: str
    svg: str
    png: bytes
    width: int
    height: int

    def fitted(self, room: int) -> tuple[int, int]:
        """Give width and height in English metric units, scaled down to `room` and the page where they are more."""
        width, height = self.width * PIXEL, self.height * PIXEL
        scale = min(1.0, room / width, TALLEST / height)
        return round(width * scale), round(height * scale)


def add_drawing(
    paragraph: etree._Element, drawing: Drawing, number: int, relations: tuple[str, str], room: int
) -> None:
    """Add a drawing to a paragraph; `relations` lead to its PNG and its SVG, `room` is in English metric units."""
    run = etree.SubElement(etree.SubElement(paragraph, w("r")), w("drawing"))
    inline = etree.fromstring(_INLINE, etree.XMLParser(remove_blank_text=True))
    size = dict(zip(("cx", "cy"), map(str, drawing.fitted(room)), strict=True))
    said = {"id": str(number), "name": shown(drawing.name), "descr": shown(drawing.alternative)}
    for path, values in (
        ("wp:extent", size),
        (".//a:xfrm/a:ext", size),
        ("wp:docPr", said),
        (".//a:blip", {_EMBED: relations[0]}),
        (".//asvg:svgBlip", {_EMBED: relations[1]}),
    ):
        found = inline.find(path, _NAMES)
        assert found is not None  # noqa: S101 - it stands in the text above
        for name, value in values.items():
            found.set(name, value)
    run.append(inline)
