"""What a declared table may name: the study's attributes, and the themes and subthemes of its codebook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from framework_qa.formats.remarks import did_you_mean, echo
from framework_qa.formats.yaml_section import Section
from framework_qa.formats.yaml_tree import Keyed, Listing, Scalar
from framework_qa.model.codebook import Branch, Codebook, Subtheme, Theme
from framework_qa.model.people import Attribute
from framework_qa.model.study import Settings


class Wanted(StrEnum):
    """What a reference to the codebook has to be."""

    THEME = "a theme"
    CHART = "a theme that is charted"
    CODE = "a theme or subtheme"
    COLUMN = "a subtheme that is charted"


@dataclass(frozen=True, slots=True)
class Term:
    """A name as somebody typed it, and the place where it stands."""

    typed: str
    place: str


@dataclass(frozen=True, slots=True)
class Terms:
    """The attributes and codes that one table's keys are held to; without a codebook any code passes."""

    settings: Settings
    codebook: Codebook | None

    def attribute(self, section: Section, key: str, *, levelled: bool = True) -> str:
        """Read the name of one attribute, or nothing; `levelled` asks for one that has levels."""
        typed = section.text(key)
        if typed:
            self._check_attribute(section, key, Term(typed, section.place(key)), levelled=levelled)
        return typed

    def attributes(self, section: Section, key: str) -> tuple[str, ...]:
        """Read the names of one attribute or several, each of them with levels and each named once."""
        terms = one_or_more(section, key)
        for term in terms:
            self._check_attribute(section, key, term, levelled=True)
        _check_repeats(section, key, ((term, term.typed) for term in terms))
        return tuple(term.typed for term in terms)

    def _check_attribute(self, section: Section, key: str, term: Term, *, levelled: bool) -> None:
        known = [attribute.name for attribute in self.settings.attributes]
        found = self.settings.attribute(term.typed)
        if found is None:
            message = f"{key} of {section.what} names {echo(term.typed)}, which is no attribute"
            message += did_you_mean(term.typed, known)
            section.remarks.error(term.place, message, f"The attributes are: {', '.join(known) or 'none yet'}.")
        elif levelled and not found.levels:
            message = f"{key} of {section.what} names {found.name}, which has no levels."
            section.remarks.error(term.place, message, _with_levels(self.settings.attributes))

    def code(self, section: Section, key: str, wanted: Wanted) -> str:
        """Read one reference to the codebook, or nothing."""
        typed = section.text(key)
        if typed:
            self.check(section, key, Term(typed, section.place(key)), wanted)
        return typed

    def codes(self, section: Section, key: str, wanted: Wanted = Wanted.CODE) -> tuple[str, ...]:
        """Read one reference or several, each of them to something else."""
        terms = one_or_more(section, key)
        for term in terms:
            self.check(section, key, term, wanted)
        _check_repeats(section, key, ((term, self.code_of(term.typed)) for term in terms))
        return tuple(term.typed for term in terms)

    def code_of(self, typed: str) -> str:
        """Give the code that a reference stands for; where it is not known, the reference as typed."""
        found = self._found(typed)
        return found.code if found else typed

    def label_of(self, typed: str) -> str:
        """Give the label of what a reference names; where it is not known, the reference as typed."""
        found = self._found(typed)
        return found.label if found else typed

    def _found(self, typed: str) -> Theme | Subtheme | None:
        return (self.codebook.theme(typed) or self.codebook.subtheme(typed)) if self.codebook else None

    def check(self, section: Section, key: str, term: Term, wanted: Wanted) -> None:
        """Remark upon a reference that does not name what is wanted."""
        if self.codebook is None:
            return
        found = self._found(term.typed)
        if found is None:
            message = f"{key} of {section.what} names {echo(term.typed)}, which is not in the codebook"
            message += did_you_mean(term.typed, _references(self.codebook, wanted))
            section.remarks.error(term.place, message, f"Give the number or the code of {wanted}.")
        elif mistaken := _mistaken(self.codebook, found, wanted):
            message = f"{key} of {section.what} wants {wanted}, and {echo(term.typed)} is {mistaken[0]}."
            section.remarks.error(term.place, message, mistaken[1])


def require(section: Section, key: str) -> None:
    """Remark upon a key that is missing or holds nothing."""
    node = section.node(key)
    nothing = (
        (isinstance(node, Scalar) and not node.text.strip())
        or (isinstance(node, Listing) and not node.items)
        or (isinstance(node, Keyed) and not node.pairs)
    )
    if nothing or not section.has(key):
        message = f"{section.what} has no {key}."
        section.remarks.error(section.place(key), message, f"Add a line with {key}: and its value.")


def one_or_more(section: Section, key: str) -> tuple[Term, ...]:
    """Read a list of texts with their places; a list of one may be typed as that one text."""
    node = section.node(key)
    if isinstance(node, Scalar):
        text = section.text(key)
        return (Term(text, section.place(key)),) if text else ()
    section.texts(key)  # remarks upon what is no text
    if node is None or isinstance(node, Keyed):
        return ()
    texts = [item for item in node.items if isinstance(item, Scalar) and not item.empty]
    return tuple(Term(text, f"line {item.line}") for item in texts if (text := item.text.strip()))


def _check_repeats(section: Section, key: str, named: Iterable[tuple[Term, str]]) -> None:
    first: dict[str, Term] = {}
    for term, name in named:
        if name in first:
            message = f"{echo(term.typed)} stands twice in {key} of {section.what}, first on {first[name].place}."
            section.remarks.error(term.place, message, "Keep one of them.")
        first.setdefault(name, term)


def _with_levels(attributes: Iterable[Attribute]) -> str:
    names = ", ".join(attribute.name for attribute in attributes if attribute.levels)
    return f"Give it levels in study.yaml, or name one of these: {names}." if names else "Give it levels in study.yaml."


def _references(codebook: Codebook, wanted: Wanted) -> list[str]:
    """List the numbers and codes that a reference may have been meant for."""
    themes = codebook.charts() if wanted is Wanted.CHART else codebook.themes
    subthemes = codebook.charted() if wanted is Wanted.COLUMN else tuple(codebook.subthemes())
    meant: dict[Wanted, tuple[Theme | Subtheme, ...]] = {
        Wanted.THEME: themes,
        Wanted.CHART: themes,
        Wanted.CODE: (*themes, *subthemes),
        Wanted.COLUMN: subthemes,
    }
    return [reference for of in meant[wanted] for reference in (of.number, of.code)]


def _mistaken(codebook: Codebook, found: Theme | Subtheme, wanted: Wanted) -> tuple[str, str] | None:
    """Say what was found instead of what was wanted, and what to name; None where it is as wanted."""
    if isinstance(found, Theme):
        if wanted is Wanted.COLUMN:
            return f"the theme {found.heading}", f"Name its subthemes: {_numbers(found.subthemes)}."
        if wanted is Wanted.CHART and found.branch is Branch.VALUES:
            return f"the list of values {found.heading}", f"Name one of: {_numbers(codebook.charts())}."
        return None
    theme = codebook.theme_of(found.code)
    if wanted in (Wanted.THEME, Wanted.CHART):
        return f"the subtheme {found.heading}", f"Name its theme: {theme.number}."
    if wanted is Wanted.COLUMN and theme.branch is Branch.VALUES:
        return f"a value of {theme.heading}, which no cell is about", "Name a subtheme of a theme, such as 4.2."
    return None


def _numbers(codes: Iterable[Theme | Subtheme]) -> str:
    return ", ".join(of.number for of in codes)
