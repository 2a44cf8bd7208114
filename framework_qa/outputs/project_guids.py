"""GUIDs for the records of a study: made from its identity and the record's own key, the same in every export."""

from __future__ import annotations

import uuid

from framework_qa.model.ids import CaseId, Code, TranscriptId

_ROOM = uuid.UUID("d6a1b0f4-6a55-5c0e-8f0b-52a4f1c7e9d3")  # the room in which a study's GUIDs are made


class Guids:
    """The GUIDs of one study. Its identity is the hash of its first event, which no later act changes."""

    def __init__(self, identity: str) -> None:
        self._study = uuid.uuid5(_ROOM, identity)
        self._made: dict[tuple[str, ...], str] = {}  # a code and a coder are asked for thousands of times

    def of(self, kind: str, *key: str) -> str:
        """Give the GUID of the record of this kind and key, in capitals without braces."""
        found = self._made.get((kind, *key))
        if found is None:
            found = str(uuid.uuid5(self._study, "\x1f".join((kind, *key)))).upper()
            self._made[kind, *key] = found
        return found

    def transcript(self, identifier: TranscriptId) -> str:
        """Give the GUID of the source that holds a transcript."""
        return self.of("transcript", identifier)

    def case(self, identifier: CaseId) -> str:
        """Give the GUID of a case."""
        return self.of("case", identifier)

    def code(self, code: Code) -> str:
        """Give the GUID of a subtheme."""
        return self.of("code", code)

    def person(self, name: str) -> str:
        """Give the GUID of a person, none for nobody."""
        return self.of("person", name) if name else ""
