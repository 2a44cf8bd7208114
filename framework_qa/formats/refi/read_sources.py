"""Reading a project's sources: their texts, and their selections put into code points once a model is confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from framework_qa.formats.refi.container import Container
from framework_qa.formats.refi.names import ORIGIN, fold_guid
from framework_qa.formats.refi.positions import Mark, Ruler, StoredText, Verdict, decode_stored, judge
from framework_qa.formats.refi.read_parts import Grouped, Parts, content, description
from framework_qa.formats.remarks import echo
from framework_qa.model.project import Selection, Source, SourceKind

KINDS = {
    "TextSource": SourceKind.TEXT,
    "PDFSource": SourceKind.PDF,
    "PictureSource": SourceKind.PICTURE,
    "AudioSource": SourceKind.AUDIO,
    "VideoSource": SourceKind.VIDEO,
}
AREAS = {  # selections that are no stretch of text
    "PictureSelection": "picture selection",
    "PDFSelection": "PDF selection",
    "AudioSelection": "audio selection",
    "VideoSelection": "video selection",
}
_OF_TEXT = frozenset({"Description", "PlainTextContent", "PlainTextSelection", "Coding", "NoteRef", "VariableValue"})
_OF_MEDIA = frozenset({"Description", "Representation", "Transcript", "Coding", "NoteRef", "VariableValue", *AREAS})
_OF_TRANSCRIPT = frozenset({"Description", "PlainTextContent", "SyncPoint", "TranscriptSelection", "NoteRef"})
_OF_SELECTION = frozenset({"Description", "Coding", "NoteRef"})
_LONGEST_NUMBER = 12
_LISTED = "Its codings are listed as set aside."


@dataclass(frozen=True, slots=True)
class Raw:
    """A source with its stored text, None where it has none, and its selections: their XML, and where they stand.

    `times` are the positions and milliseconds of a transcript; all positions are as the file counts them.
    """

    source: Source
    stored: StoredText | None
    elements: Sequence[etree._Element] = ()
    marks: Sequence[Mark] = ()
    times: Sequence[tuple[int, int]] = ()


class SourceReader:
    """Reads the sources of one project."""

    def __init__(self, parts: Parts, container: Container, origin: str) -> None:
        self._parts = parts
        self._container = container
        self._origin = origin

    def read(self, elements: Sequence[etree._Element]) -> tuple[Source, ...]:
        """Read the sources, transcripts after their recording, with positions in code points of their text."""
        raws = [raw for element in elements for raw in self._raws(element)]
        coded = [raw for raw in raws if raw.stored is not None]
        verdicts = judge([(raw.stored, raw.marks) for raw in coded if raw.stored is not None], self._origin)
        by_guid = {raw.source.guid: verdict for raw, verdict in zip(coded, verdicts, strict=True)}
        return tuple(self._placed(raw, by_guid.get(raw.source.guid)) for raw in raws)

    def _raws(self, element: etree._Element) -> Iterable[Raw]:
        name = self._parts.names[element.tag]
        if name == "TextSource":
            yield self._text_source(element, SourceKind.TEXT, self._parts.claim(element, "sources"))
        else:
            yield from self._media(element, KINDS[name])

    def _text_source(self, element: etree._Element, kind: SourceKind, guid: str, of: str = "") -> Raw:
        """Read a text source, or the text that a PDF is represented by."""
        groups = self._parts.grouped(element, _OF_TEXT, guid)
        path = element.get("plainTextPath") or ""
        self._container.holds(element.get("richTextPath") or "")
        stored = self._stored(element, groups, path)
        source = self._common(element, groups, kind, guid)
        source = replace(source, path=path, missing=stored is None and bool(path), of=of)
        selections = groups.get("PlainTextSelection", ())
        return Raw(source, stored, selections, [_mark(one) for one in selections])

    def _media(self, element: etree._Element, kind: SourceKind) -> Iterable[Raw]:
        """Read a PDF with the text beside it, a picture, or a recording with its transcripts."""
        parts = self._parts
        guid = parts.claim(element, "sources")
        groups = parts.grouped(element, _OF_MEDIA, guid)
        path = element.get("path") or ""
        source = self._common(element, groups, kind, guid)
        source = replace(source, path=path, missing=not self._container.holds(path))
        for tag, what in AREAS.items():
            for area in groups.get(tag, ()):
                parts.set_aside(what, area, guid)
        raw = Raw(source, None)
        for number, text in enumerate(groups.get("Representation", ())):
            if number or kind is not SourceKind.PDF:
                parts.set_aside("further representation", text, guid)
            else:
                raw = self._represented(source, text)
        yield raw
        for transcript in groups.get("Transcript", ()):
            yield self._transcript(transcript, source)

    def _represented(self, source: Source, element: etree._Element) -> Raw:
        """Give a PDF the text that stands beside it; what refers to the text refers to the PDF."""
        raw = self._text_source(element, source.kind, source.guid)
        text = raw.source
        self._parts.moved[self._parts.refs[element.get("guid")]] = source.guid
        merged = replace(
            source,
            description=source.description or text.description,
            codings=(*source.codings, *text.codings),
            values=(*source.values, *text.values),
            notes=(*source.notes, *text.notes),
        )
        return replace(raw, source=merged)

    def _transcript(self, element: etree._Element, recording: Source) -> Raw:
        """Read a transcript of a recording as a text source of its own, whose selections stand at sync points."""
        parts = self._parts
        guid = parts.claim(element, "sources")
        groups = parts.grouped(element, _OF_TRANSCRIPT, guid)
        path = element.get("plainTextPath") or ""
        self._container.holds(element.get("richTextPath") or "")
        stored = self._stored(element, groups, path)
        source = self._common(element, groups, SourceKind.TEXT, guid)
        name = source.name or f"{recording.name} (transcript)"
        source = replace(source, name=name, path=path, missing=stored is None and bool(path), of=recording.guid)
        points = [
            (parts.refs[one.get("guid")], _whole(one.get("position")), one) for one in groups.get("SyncPoint", ())
        ]
        places = {guid: place for guid, place, _ in points}
        times = [(place, _whole(one.get("timeStamp"))) for _, place, one in points]
        selections = groups.get("TranscriptSelection", ())
        marks = [_between(one, places) for one in selections]
        return Raw(source, stored, selections, marks, times)

    def _common(self, element: etree._Element, groups: Grouped, kind: SourceKind, guid: str) -> Source:
        parts = self._parts
        return Source(
            guid=guid,
            kind=kind,
            name=element.get("name") or "",
            description=description(groups),
            codings=parts.codings(groups.get("Coding", ()), guid, "sources"),
            values=parts.values(groups.get("VariableValue", ()), guid),
            notes=parts.notes(groups),
            by=parts.refs[element.get("creatingUser")],
            at=element.get("creationDateTime") or "",
        )

    def _stored(self, element: etree._Element, groups: Grouped, path: str) -> StoredText | None:
        """Give the text of a source as it is stored, inside the XML or beside it."""
        inline = groups.get("PlainTextContent")
        if inline and not path:
            return StoredText(content(inline[0]))
        data = self._container.source(path) if path else None
        if data is None:
            return StoredText(content(inline[0])) if inline else None
        text, told = decode_stored(data)
        place = f"source {echo(element.get('name') or path)}"
        if text is None:
            cure = f"{_LISTED} Save its text as UTF-8 in the program it comes from, and export again."
            self._parts.remarks.warn(place, "its text is in no encoding that can be read.", cure)
            return None
        if told:
            self._parts.remarks.warn(
                place, f"its text {told}.", "Check that its accents and quotation marks look right."
            )
        return StoredText(text)

    def _placed(self, raw: Raw, verdict: Verdict | None) -> Source:
        """Put a source's selections into code points; what cannot be believed or stands outside is set aside."""
        parts, source = self._parts, raw.source
        if raw.stored is None or verdict is None:
            for element in raw.elements:
                parts.set_aside("selection in a text that is missing", element, source.guid)
            return source
        text = raw.stored.text
        source = replace(source, text=text, positions=verdict.positions)
        if not verdict.accepted:
            self._refuse(raw, verdict)
            return source
        ruler = verdict.ruler
        selections = self._selections(raw, ruler)
        times = tuple((ruler.place(place), time / 1000) for place, time in raw.times if place >= 0 and time >= 0)
        return replace(source, selections=selections, times=tuple(one for one in times if one[0] <= len(text)))

    def _refuse(self, raw: Raw, verdict: Verdict) -> None:
        """Tell why a source's selections are not taken over, and keep them."""
        place = f"source {echo(raw.source.name)}"
        message = f"its {len(raw.elements)} selections were not taken over: {verdict.why}."
        cure = (
            "Export the project again with the text it was coded on; until then the selections are listed as set aside."
        )
        self._parts.remarks.warn(place, message, cure)
        for element in raw.elements:
            self._parts.set_aside("selection whose place is not certain", element, raw.source.guid)

    def _selections(self, raw: Raw, ruler: Ruler) -> tuple[Selection, ...]:
        """Read the selections of a source that was believed; those of the same range become one."""
        size, of = len(ruler.text), raw.source.guid
        merge = not self._origin.startswith(ORIGIN)
        placed: dict[tuple[int, int] | int, Selection] = {}
        for number, (element, mark) in enumerate(zip(raw.elements, raw.marks, strict=True)):
            start, end = ruler.place(mark.start), ruler.place(mark.end)
            if not 0 <= start < end <= size:
                self._parts.set_aside("selection outside its text", element, of)
                continue
            selection = self._selection(element, start, end)
            key = (start, end) if merge else number
            earlier = placed.get(key)
            placed[key] = selection if earlier is None else self._merged(earlier, selection)
        return tuple(placed.values())

    def _selection(self, element: etree._Element, start: int, end: int) -> Selection:
        parts, get = self._parts, element.get
        guid = parts.claim(element, "selections")
        groups = parts.grouped(element, _OF_SELECTION, guid)
        return Selection(
            guid,
            start,
            end,
            get("name") or "",
            description(groups),
            parts.codings(groups.get("Coding", ()), guid, "selections"),
            parts.notes(groups),
            parts.refs[get("creatingUser")],
            get("creationDateTime") or "",
        )

    def _merged(self, first: Selection, second: Selection) -> Selection:
        """Join two selections of the same range; what refers to the second refers to the first."""
        self._parts.counts["selections merged"] += 1
        self._parts.moved[second.guid] = first.guid
        descriptions = dict.fromkeys(one for one in (first.description, second.description) if one)
        return replace(
            first,
            name=first.name or second.name,
            description="\n".join(descriptions),
            codings=(*first.codings, *second.codings),
            notes=tuple(dict.fromkeys((*first.notes, *second.notes))),
        )


def _mark(element: etree._Element) -> Mark:
    get = element.get
    try:
        return Mark(int(get("startPosition") or -1), int(get("endPosition") or -1), get("name") or "")
    except ValueError:
        return Mark(-1, -1)


def _between(element: etree._Element, places: Mapping[str, int]) -> Mark:
    """Find where a selection of a transcript stands, by its sync points."""
    start, end = fold_guid(element.get("fromSyncPoint")), fold_guid(element.get("toSyncPoint"))
    return Mark(places.get(start, -1), places.get(end, -1), element.get("name") or "")


def _whole(text: str | None) -> int:
    """Read a position or a time; -1 where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else -1
