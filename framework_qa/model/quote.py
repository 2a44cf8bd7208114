"""Quotes for print: which spans a person chose."""

from __future__ import annotations

from dataclasses import dataclass

from framework_qa.model.ids import SpanId


@dataclass(frozen=True, slots=True)
class Star:
    """That somebody chose a span for printing as an illustrative quote."""

    span: SpanId
    by: str = ""
    at: str = ""
