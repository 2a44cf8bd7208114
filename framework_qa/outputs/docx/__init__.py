"""Documents for Word: paragraphs, captioned tables and pictures; the same content gives the same bytes."""

from framework_qa.outputs.docx.document import write_tables_document

__all__ = ["write_tables_document"]
