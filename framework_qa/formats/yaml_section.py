"""One mapping of a YAML file, asked for its keys by type; every fault is remarked upon with its line."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import TypeVar

from framework_qa.formats.remarks import Remarks, did_you_mean, echo
from framework_qa.formats.yaml_tree import Keyed, Listing, Node, Scalar, name_of

Choice = TypeVar("Choice", bound=StrEnum)

_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}


class Section:
    """The keys of one mapping. `what` names it in sentences: `the attribute`, `the sample`."""

    def __init__(self, node: Keyed, what: str, known: Collection[str], remarks: Remarks) -> None:
        self.line = node.line
        self.what = what
        self.remarks = remarks
        self._nodes: dict[str, Node] = {}
        self._lines: dict[str, int] = {}
        for key, value in node.pairs:
            self._take(key, value, known)

    def _take(self, key: Scalar, value: Node, known: Collection[str]) -> None:
        name = key.text
        if name in known:
            self._nodes[name] = value
            self._lines[name] = key.line
        else:
            message = f"{echo(name)} is no key of {self.what}{did_you_mean(name, known)}"
            self.remarks.error(f"line {key.line}", message, f"The keys are: {', '.join(known)}.")

    def place(self, key: str = "") -> str:
        """Say where a key stands, or the section itself."""
        return f"line {self._lines.get(key, self.line)}"

    def has(self, key: str) -> bool:
        """Tell whether a key has a value."""
        node = self._nodes.get(key)
        return node is not None and not (isinstance(node, Scalar) and node.empty)

    def wrong(self, key: str, wanted: str) -> None:
        """Remark that a key's value is of the wrong type."""
        message = f"{key} of {self.what} wants {wanted}, and has {name_of(self._nodes[key])}."
        self.remarks.error(self.place(key), message, "Correct it.")

    def text(self, key: str) -> str:
        """Give a text, trimmed; nothing where the key is missing or empty."""
        node = self._nodes.get(key)
        if isinstance(node, Scalar):
            return "" if node.empty else node.text.strip()
        if node is not None:
            self.wrong(key, "one text")
        return ""

    def needed(self, key: str) -> str:
        """Give a text that must be there."""
        text = self.text(key)
        node = self._nodes.get(key)
        if not text and (node is None or isinstance(node, Scalar)):
            self.remarks.error(self.place(key), f"{self.what} has no {key}.", f"Add a line with {key}: and its value.")
        return text

    def choice(self, key: str, default: Choice) -> Choice:
        """Give one of the members of the default's StrEnum."""
        text = self.text(key)
        if not text:
            return default
        allowed = [str(member) for member in type(default)]
        if text.casefold() in allowed:
            return type(default)(text.casefold())
        message = f"{echo(text)} is no {key} of {self.what}{did_you_mean(text, allowed)}"
        self.remarks.error(self.place(key), message, f"Write one of: {', '.join(allowed)}.")
        return default

    def truth(self, key: str, *, default: bool) -> bool:
        """Give true or false."""
        text = self.text(key).casefold()
        if text and text not in _TRUTHS:
            self.wrong(key, "true or false")
        return _TRUTHS.get(text, default)

    def whole(self, key: str, least: int) -> int | None:
        """Give a whole number of at least `least`, or None."""
        if not self.has(key):
            return None
        text = self.text(key)
        if text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= least:  # noqa: PLR2004 - nine digits
            return int(text)
        if text:
            self.wrong(key, f"a whole number from {least} up")
        return None

    def items(self, key: str) -> tuple[Node, ...]:
        """Give the items of a list."""
        if not self.has(key):
            return ()
        node = self._nodes[key]
        if not isinstance(node, Listing):
            self.wrong(key, "a list")
            return ()
        return tuple(node.items)

    def texts(self, key: str) -> tuple[str, ...]:
        """Give a list of texts, trimmed, none of them empty."""
        return tuple(text for item in self.items(key) if (text := self._item(key, item)))

    def _item(self, key: str, item: Node) -> str:
        if isinstance(item, Scalar) and not item.empty and item.text.strip():
            return item.text.strip()
        message = f"the list {key} of {self.what} has an entry that is {_unfit(item)}."
        self.remarks.error(f"line {item.line}", message, "Write one text an entry, or take the entry out.")
        return ""

    def sections(self, key: str, what: str, known: Collection[str]) -> tuple[Section, ...]:
        """Give a list of mappings, each as a section of its own."""
        return tuple(
            section
            for item in self.items(key)
            if (section := section_of(item, what, known, self.remarks, f"each entry of {key}"))
        )

    def section(self, key: str, what: str, known: Collection[str]) -> Section | None:
        """Give one mapping as a section of its own, or None where the key is missing or empty."""
        return section_of(self._nodes[key], what, known, self.remarks, key) if self.has(key) else None

    def node(self, key: str) -> Node | None:
        """Give the raw tree below a key."""
        return self._nodes.get(key)


def section_of(node: Node, what: str, known: Collection[str], remarks: Remarks, where: str) -> Section | None:
    """Read a node as a mapping; remark and give None where it is something else."""
    if isinstance(node, Keyed):
        return Section(node, what, known, remarks)
    message = f"{where} wants keys with values, and has {name_of(node)}."
    remarks.error(f"line {node.line}", message, f"The keys are: {', '.join(known)}.")
    return None


def _unfit(item: Node) -> str:
    return "empty" if isinstance(item, Scalar) else name_of(item)
