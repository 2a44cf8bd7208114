"""Theme and tree: a codebook's themes as the lists and dictionaries that JSON keeps, and back."""

from __future__ import annotations

from typing import Any

from framework_qa.model.codebook import Branch, Near, Origin, Rules, Subtheme, SubthemeStatus, Theme, Unit


def theme_tree(theme: Theme) -> dict[str, Any]:
    """Lay a theme out, with its subthemes and their rules."""
    return {
        "number": theme.number,
        "code": theme.code,
        "label": theme.label,
        "definition": theme.definition,
        "branch": theme.branch,
        "subthemes": [_subtheme_tree(subtheme) for subtheme in theme.subthemes],
    }


def theme_of(tree: dict[str, Any]) -> Theme:
    """Read the theme of a tree."""
    subthemes = tuple(_subtheme(branch) for branch in tree.pop("subthemes"))
    return Theme(**{**tree, "branch": Branch(tree["branch"]), "subthemes": subthemes})


def _subtheme_tree(subtheme: Subtheme) -> dict[str, Any]:
    tree = {name: getattr(subtheme, name) for name in Subtheme.__slots__}
    rules = subtheme.rules
    return tree | {
        "rules": {
            "any": rules.any,
            "all_near": [(near.words, near.within) for near in rules.all_near],
            "never": rules.never,
            "patterns": rules.patterns,
        }
    }


def _subtheme(tree: dict[str, Any]) -> Subtheme:
    return Subtheme(
        **{
            **tree,
            "origin": Origin(tree["origin"]),
            "asked_of": tuple(tree["asked_of"]),
            "status": SubthemeStatus(tree["status"]),
            "unit": Unit(tree["unit"]),
            "rules": _rules(tree["rules"]),
        }
    )


def _rules(tree: dict[str, Any]) -> Rules:
    return Rules(
        tuple(tree["any"]),
        tuple(Near(tuple(words), within) for words, within in tree["all_near"]),
        tuple(tree["never"]),
        tuple(tuple(pattern) for pattern in tree["patterns"]),
    )
