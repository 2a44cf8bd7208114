"""YAML as a tree of source texts with their lines: nothing is turned into a number, a date or an object.

`4.10` stays `4.10` and `no` stays `no`, because a scalar is kept as it was typed. Aliases and tags are refused
(a few lines of aliases can unfold to gigabytes), and so is nesting deeper than any codebook has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from framework_qa.formats.remarks import Remarks, echo

if TYPE_CHECKING:
    from ruamel.yaml.events import Event, ScalarEvent

DEEPEST = 32
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as it was typed; `plain` without quotation marks. An unquoted nothing or `null` is `empty`."""

    text: str
    plain: bool
    line: int

    @property
    def empty(self) -> bool:
        """Tell whether nothing was typed."""
        return self.plain and self.text in _NULLS


@dataclass(slots=True)
class Listing:
    """A list, in order."""

    line: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Keyed:
    """Keys with their values, in order, each key once."""

    line: int
    pairs: list[tuple[Scalar, Node]] = field(default_factory=list)
    waiting: Scalar | None = None
    lines: dict[str, int] = field(default_factory=dict)


Node = Scalar | Listing | Keyed


class _NotReadable(Exception):  # noqa: N818 - carried a few lines up, never out of this module
    def __init__(self, line: int, message: str, cure: str) -> None:
        super().__init__(message)
        self.line, self.message, self.cure = line, message, cure


def read_tree(text: str, remarks: Remarks) -> Node | None:
    """Read one YAML document; a syntax error is remarked upon with its line, and gives None."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        root = _build(YAML(typ="safe", pure=True).parse(text), remarks)  # "rt" puts marks of its own into folded text
    except _NotReadable as refusal:
        remarks.error(f"line {refusal.line}", refusal.message, refusal.cure)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        remarks.error(f"line {line}", "this line holds a control character.", "Delete it, or type the line again.")
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        remarks.error(f"line {mark.line + 1 if mark else 1}", *_syntax(str(error.problem)))
    except (YAMLError, ValueError, OverflowError):
        remarks.error("", "this is not YAML.", "Open it in a text editor and compare it with the guide's example.")
    else:
        if root is None or (isinstance(root, Scalar) and root.empty):
            remarks.error("", "the file is empty.", "Fill it in, or name another file.")
            return None
        return root
    return None


def _syntax(problem: str) -> tuple[str, str]:
    if "\\t" in problem:
        return "a tab stands where YAML wants spaces.", "Replace the tab by spaces."
    if "mapping values are not allowed" in problem:
        return (
            "a colon stands where YAML does not expect one, or the line is indented too far.",
            "Put the text in quotation marks, or line it up with its neighbours.",
        )
    return f"YAML cannot be read here ({problem}).", "Mend this line or the one above: indentation, quotation marks."


def _build(events: object, remarks: Remarks) -> Node | None:
    """Stack the parser's events up into a tree, without recursion."""
    from ruamel.yaml import events as e

    roots: list[Node] = []
    open_nodes: list[Listing | Keyed] = []
    for event in events:  # type: ignore[attr-defined]  # ruamel's generator is untyped
        if isinstance(event, e.DocumentStartEvent) and roots:
            raise _NotReadable(_line(event), "a second document begins here (---).", "Keep one document in the file.")
        _refuse_tricks(event)
        if isinstance(event, e.ScalarEvent):
            _place(Scalar(_storable(event), event.style is None, _line(event)), open_nodes, roots, remarks)
        elif isinstance(event, e.SequenceStartEvent | e.MappingStartEvent):
            node = Keyed(_line(event)) if isinstance(event, e.MappingStartEvent) else Listing(_line(event))
            _place(node, open_nodes, roots, remarks)
            open_nodes.append(node)
            if len(open_nodes) > DEEPEST:
                raise _NotReadable(_line(event), "lists are nested too deep here.", "Compare with the guide's example.")
        elif isinstance(event, e.SequenceEndEvent | e.MappingEndEvent):
            open_nodes.pop()
    return roots[0] if roots else None


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


def _storable(event: ScalarEvent) -> str:
    text = str(event.value)
    if _NOT_STORABLE.search(text):
        raise _NotReadable(_line(event), "this text holds a character that cannot be stored.", "Type it again.")
    return text


def _refuse_tricks(event: Event) -> None:
    from ruamel.yaml import events as e

    if isinstance(event, e.AliasEvent):
        message = "an alias (*name) stands here; aliases are not read."
        raise _NotReadable(_line(event), message, "Write the value out where it is needed, or quote the asterisk.")
    if getattr(event, "tag", None) is not None:
        message = "a tag (!name) stands here; tags are not read."
        raise _NotReadable(_line(event), message, "Take the tag out, or put the text in quotation marks.")


def _place(node: Node, open_nodes: list[Listing | Keyed], roots: list[Node], remarks: Remarks) -> None:
    if not open_nodes:
        roots.append(node)
        return
    parent = open_nodes[-1]
    if isinstance(parent, Listing):
        parent.items.append(node)
    elif parent.waiting is not None:
        _pair(parent, parent.waiting, node, remarks)
        parent.waiting = None
    elif isinstance(node, Scalar):
        parent.waiting = node
    else:
        raise _NotReadable(node.line, "a key must be a plain word.", "Put the text in quotation marks.")


def _pair(parent: Keyed, key: Scalar, value: Node, remarks: Remarks) -> None:
    if (first := parent.lines.get(key.text)) is not None:
        message = f"the key {echo(key.text)} stands twice, first on line {first}."
        remarks.error(f"line {key.line}", message, "Keep one of them.")
        return
    parent.lines[key.text] = key.line
    parent.pairs.append((key, value))


def plain_value(node: Node) -> object:
    """Turn a tree into text, numbers, truths, lists and dictionaries, by the core schema of YAML 1.2.

    Only token patterns need this; everything else is read as text.
    """
    if isinstance(node, Listing):
        return [plain_value(item) for item in node.items]
    if isinstance(node, Keyed):
        return {key.text: plain_value(value) for key, value in node.pairs}
    return _core(node.text) if node.plain else node.text


def _core(text: str) -> object:
    if text in _NULLS:
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.casefold() == "true"
    if re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?", text):
        return float(text)
    return text


def name_of(node: Node) -> str:
    """Say what a node is, for a sentence about the wrong one."""
    if isinstance(node, Scalar):
        return "nothing" if node.empty else echo(node.text)
    return "a list" if isinstance(node, Listing) else "keys with values"
