"""Printing YAML that any YAML 1.2 reader, and ours, reads back to the same texts."""

from __future__ import annotations

import io
import re
from typing import Any

FEW_KEYS = 4
_MEANT_AS_TEXT = re.compile(r"[-+.]?[0-9][0-9a-zA-Z.:_+-]*")
_PLAIN_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9_]*([ '’-]+[A-Za-z0-9_]+)*")
_ODD = re.compile(r"[^\n -~\xa0-\u2027\u2030-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def yaml_text(value: dict[str, Any]) -> str:
    """Print nested dictionaries and lists; a text that looks like a number is put in quotation marks."""
    from ruamel.yaml import YAML
    from ruamel.yaml.emitter import Emitter

    class WholeQuotes(Emitter):
        """ruamel's emitter, which loses its place when it breaks a text in double quotes over two lines."""

        def write_double_quoted(self, text: Any, split: Any = True) -> None:  # noqa: ANN401, FBT002 - as in ruamel
            del split
            super().write_double_quoted(text, split=False)

    yaml = YAML(pure=True)
    yaml.Emitter = WholeQuotes
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 110
    yaml.allow_unicode = True
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    out = io.StringIO()
    yaml.dump(_styled(value), out)
    return out.getvalue()


def _styled(value: object) -> object:
    if isinstance(value, dict):
        return {_text(key): _styled(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        words = not any(isinstance(item, dict | list | tuple) for item in value)
        items = [_on_one_line(item) if _is_short(item) else _styled(item) for item in value]
        return _on_one_line(value) if words else items
    return _text(value) if isinstance(value, str) else value


def _is_short(item: object) -> bool:
    """Tell whether an entry of a list reads better on one line: a list, or a few keys with lists of words at most."""
    if isinstance(item, list | tuple):
        return True
    return isinstance(item, dict) and len(item) <= FEW_KEYS and not any(_nested(inner) for inner in item.values())


def _nested(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list | tuple) and any(_nested(v) for v in value))


def _on_one_line(value: object) -> object:
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, dict):
        pairs = CommentedMap((_key(key), _on_one_line(inner)) for key, inner in value.items())
        pairs.fa.set_flow_style()
        return pairs
    if isinstance(value, list | tuple):
        items = CommentedSeq(_on_one_line(inner) for inner in value)
        items.fa.set_flow_style()
        return items
    return _word(value) if isinstance(value, str) else value


def _word(value: str) -> object:
    """Quote, within brackets, all but plain words: there more signs have a meaning than ruamel's emitter minds."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    return str(value) if _PLAIN_WORDS.fullmatch(value) else DoubleQuotedScalarString(value)


def _key(value: str) -> object:
    """Quote a key of several words: unquoted it may be broken over two lines, and then it is no key."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    return DoubleQuotedScalarString(value) if " " in value else _word(value)


def _text(value: str) -> object:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

    if _MEANT_AS_TEXT.fullmatch(value) or _ODD.search(value):
        return DoubleQuotedScalarString(value)
    if "\n" in value and value == value.strip():
        return LiteralScalarString(value)
    return str(value)
