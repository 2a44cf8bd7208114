"""The gallery of bad input: each piece gets its sentence, its cure and its exit code, and changes nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.small_study import CANARY, CASES_CSV, CODEBOOK, P01, STUDY_YAML, run, state

Content = str | bytes | Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Bad:
    """One thing that goes wrong: the files laid beside the study, what is typed, and what is answered."""

    typed: tuple[str, ...]
    code: int
    says: str
    files: dict[str, Content] = field(default_factory=dict)


INGEST = ("ingest", "{in}")
WITH_CASES = ("ingest", "{in}", "--cases", "{in}/list.csv")
CHECK = ("codebook", "check", "{in}/codebook.yaml")


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def tables(keys: str, *, twice: bool = False) -> dict[str, Content]:
    """Lay a tables.yaml beside the study's settings, with one table or the same one twice."""
    one = f"  - name: mine\n    title: Mine\n    {keys}\n"
    return {"../tables.yaml": f"tables:\n{one}{one if twice else ''}"}


CONTENT_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="xml" ContentType="application/xml"/>'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/word/document.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Target="word/document.xml" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
WORD = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(document: bytes) -> bytes:
    return zipped({"[Content_Types].xml": CONTENT_TYPES, "_rels/.rels": RELATIONS, "word/document.xml": document})


def entity_docx() -> bytes:
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    return docx(b'<?xml version="1.0"?>' + bomb + b"<w:document " + WORD + b"><w:body><w:p/></w:body></w:document>")


def bomb_docx() -> bytes:
    return docx(b"<w:document " + WORD + b"><w:body>" + b" " * 40_000_000 + b"</w:body></w:document>")


def empty_docx() -> bytes:
    return docx(b"<w:document " + WORD + b"><w:body><w:p/></w:body></w:document>")


def many_members() -> bytes:
    return zipped({f"word/{number}.xml": b"" for number in range(10_001)} | {"[Content_Types].xml": CONTENT_TYPES})


def workbook(rows: list[list[object]], title: str = "Cases") -> Callable[[], bytes]:
    def made() -> bytes:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = title
        for row in rows:
            sheet.append(row)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    return made


def cases(*rows: str, header: str = "case_id,area,role,transcript") -> str:
    return "\n".join((header, *rows)) + "\n"


def changed(old: str, new: str) -> dict[str, Content]:
    assert old in CODEBOOK, old
    return {"codebook.yaml": CODEBOOK.replace(old, new, 1)}


def settings(old: str, new: str) -> dict[str, Content]:
    assert old in STUDY_YAML, old
    return {"../study.yaml": STUDY_YAML.replace(old, new, 1)}


NEW = "B1-P01.txt"
ROW = "B1-P01,area_1,provider,B1-P01.txt"

GALLERY: dict[str, Bad] = {
    # Transcripts
    "a path that is not there": Bad(("ingest", "{in}/nowhere.txt"), 3, "nowhere.txt"),
    "a folder without transcripts": Bad(INGEST, 2, "No transcript was found", {"notes.bin": b"x"}),
    "an empty transcript": Bad(WITH_CASES, 3, NEW, {NEW: "", "list.csv": cases(ROW)}),
    "a transcript of white space": Bad(WITH_CASES, 3, NEW, {NEW: " \n\n \n", "list.csv": cases(ROW)}),
    "a transcript without speaker labels": Bad(
        WITH_CASES, 3, "speaker labels", {NEW: "Just some prose.\nAnd more.\n", "list.csv": cases(ROW)}
    ),
    "a NUL in a transcript": Bad(
        WITH_CASES, 3, "line 2", {NEW: b"Interviewer: a\nRespondent: b\0c\n", "list.csv": cases(ROW)}
    ),
    "a PDF named .txt": Bad(WITH_CASES, 3, "PDF", {NEW: b"%PDF-1.7\n1 0 obj", "list.csv": cases(ROW)}),
    "an RTF that is cut short": Bad(
        WITH_CASES, 3, "rich text", {NEW: rb"{\rtf1\ansi Respondent: hello", "list.csv": cases(ROW)}
    ),
    "a table of codings named as a transcript": Bad(
        ("ingest", "{in}/codings.csv"), 3, "codings.csv", {"codings.csv": "case,turn,subtheme,words\nA,1,1.1,hello\n"}
    ),
    "a picture named .txt": Bad(WITH_CASES, 3, NEW, {NEW: b"\x89PNG\r\n\x1a\n\0\0", "list.csv": cases(ROW)}),
    "an old Word file": Bad(
        ("ingest", "{in}/B1.docx"), 3, "B1.docx", {"B1.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600}
    ),
    "text named .docx, unlabelled": Bad(("ingest", "{in}/B1.docx"), 3, "B1.docx", {"B1.docx": "hello"}),
    "a truncated .docx": Bad(("ingest", "{in}/B1.docx"), 3, "B1.docx", {"B1.docx": lambda: empty_docx()[:300]}),
    "a .docx without words": Bad(("ingest", "{in}/B1.docx"), 3, "B1.docx", {"B1.docx": empty_docx}),
    "a workbook named .docx": Bad(("ingest", "{in}/B1.docx"), 3, "B1.docx", {"B1.docx": workbook([["a"]])}),
    "a .docx with an entity": Bad(("ingest", "{in}/B1.docx"), 4, "B1.docx", {"B1.docx": entity_docx}),
    "a .docx that unpacks to a bomb": Bad(("ingest", "{in}/B1.docx"), 4, "B1.docx", {"B1.docx": bomb_docx}),
    "a .docx of ten thousand members": Bad(("ingest", "{in}/B1.docx"), 4, "B1.docx", {"B1.docx": many_members}),
    "captions without cues": Bad(("ingest", "{in}/B1.vtt"), 3, "B1.vtt", {"B1.vtt": "WEBVTT\n\n"}),
    "a speaker role that is none": Bad(("ingest", "{in}", "--speakers", "Jo=boss"), 2, "Jo=boss", {NEW: P01}),
    # Cases
    "a transcript that no case names": Bad(INGEST, 3, "no case names this transcript", {NEW: P01 + "\n"}),
    "a case list that is not there": Bad(("ingest", "{in}", "--cases", "{in}/no.csv"), 3, "no.csv", {NEW: P01 + "\n"}),
    "an unknown level": Bad(
        WITH_CASES, 3, "area_9", {NEW: P01 + "\n", "list.csv": cases("B1-P01,area_9,provider,B1-P01.txt")}
    ),
    "a missing level": Bad(WITH_CASES, 3, "row 2", {NEW: P01 + "\n", "list.csv": cases("B1-P01,,provider,B1-P01.txt")}),
    "a column that is missing": Bad(
        WITH_CASES,
        3,
        "area",
        {NEW: P01 + "\n", "list.csv": cases("B1-P01,provider,B1-P01.txt", header="case_id,role,transcript")},
    ),
    "no case_id column": Bad(
        WITH_CASES, 3, "case_id", {NEW: P01 + "\n", "list.csv": cases("x,area_1", header="name,area")}
    ),
    "a case twice": Bad(WITH_CASES, 3, "row 3", {NEW: P01 + "\n", "list.csv": cases(ROW, "b1-p01,area_2,provider,")}),
    "a case id with a blank": Bad(
        WITH_CASES, 3, "row 2", {NEW: P01 + "\n", "list.csv": cases("B1 P01,area_1,provider,B1-P01.txt")}
    ),
    "a case id like a date": Bad(
        WITH_CASES, 3, "row 2", {NEW: P01 + "\n", "list.csv": cases("MAY-12,area_1,provider,B1-P01.txt")}
    ),
    "an empty case list": Bad(WITH_CASES, 3, "list.csv", {NEW: P01 + "\n", "list.csv": ""}),
    "a transcript that is not among the files": Bad(
        WITH_CASES, 3, "lost.txt", {NEW: P01 + "\n", "list.csv": cases(ROW, "B2-P01,area_2,provider,lost.txt")}
    ),
    "the same file twice": Bad(
        WITH_CASES,
        3,
        "the same file as",
        {NEW: P01 + "\n", "B2.txt": P01 + "\n", "list.csv": cases(ROW, "B2-P01,area_2,provider,B2.txt")},
    ),
    "a file that is another case's already": Bad(
        WITH_CASES, 3, "in the study already", {NEW: P01, "list.csv": cases(ROW)}
    ),
    "a changed file under its old name": Bad(
        WITH_CASES, 3, "differs from the file", {"A1-P01.txt": P01 + "\n", "list.csv": CASES_CSV}
    ),
    "a case list that is an old workbook": Bad(
        ("ingest", "{in}", "--cases", "{in}/list.xls"),
        3,
        "list.xls",
        {NEW: P01 + "\n", "list.xls": b"\xd0\xcf\x11\xe0" * 99},
    ),
    "a case list that is a broken workbook": Bad(
        ("ingest", "{in}", "--cases", "{in}/list.xlsx"), 3, "list.xlsx", {NEW: P01 + "\n", "list.xlsx": b"PK\3\4broken"}
    ),
    "an unknown level in a workbook": Bad(
        ("cases", "import", "{in}/list.xlsx"),
        3,
        "row 2",
        {"list.xlsx": workbook([["case_id", "area", "role"], ["B1", "area_7", "provider"]])},
    ),
    "a case set to an unknown level": Bad(("cases", "set", "A1-P01", "area=area_9"), 2, "area=area_9"),
    "an unknown case set": Bad(("cases", "set", "A9-P01", "area=area_1"), 2, "A9-P01"),
    # study.yaml
    "a study.yaml that is no YAML": Bad(
        ("status",), 3, "study.yaml, line 3", settings("attributes:\n", "attributes: [\n")
    ),
    "a study.yaml with an unknown key": Bad(("status",), 3, "study.yaml, line 1", settings("title:", "titel:")),
    "a sample over an unknown attribute": Bad(("status",), 3, "study.yaml", settings("rows: area", "rows: aera")),
    "an empty study.yaml": Bad(("status",), 3, "study.yaml", {"../study.yaml": ""}),
    # Codebooks
    "a codebook that is not there": Bad(("codebook", "check", "{in}/none.yaml"), 1, "none.yaml"),
    "a codebook that is no YAML": Bad(CHECK, 3, "line", changed("themes:\n", "themes: {\n")),
    "a codebook with an unknown key": Bad(
        CHECK, 3, "defintion", changed("        definition: Shame", "        defintion: Shame")
    ),
    "a number twice": Bad(CHECK, 3, "1.1", changed('number: "1.2"', 'number: "1.1"')),
    "a code twice": Bad(CHECK, 3, "barriers.stigma", changed("barriers.waiting", "barriers.stigma")),
    "a subtheme without a definition": Bad(
        CHECK, 3, "definition", changed("        definition: Shame about asking for help.\n", "")
    ),
    "a code with a blank": Bad(CHECK, 3, "line", changed("barriers.stigma", "barriers stigma")),
    "a number under another theme": Bad(CHECK, 3, "line", changed('number: "1.2"', 'number: "3.2"')),
    "asked of an unknown level": Bad(CHECK, 3, "teachers", changed("asked_of: [provider]", "asked_of: [teachers]")),
    "a rule that can never match": Bad(CHECK, 3, "barriers.stigma", changed('["ashamed of", shame]', '["?!"]')),
    "a rule that its own not-list cancels": Bad(
        CHECK,
        3,
        "barriers.waiting",
        changed('any: ["waiting list"]', 'any: ["waiting list"]\n          not: [waiting]'),
    ),
    "a pattern that spaCy does not know": Bad(
        CHECK, 3, "barriers.waiting", changed('any: ["waiting list"]', "patterns: [[{SHOUT: x}]]")
    ),
    "a pattern that could hang": Bad(
        CHECK, 3, "barriers.waiting", changed('any: ["waiting list"]', 'patterns: [[{LOWER: {REGEX: "(a+)+$"}}]]')
    ),
    "a codebook of aliases": Bad(CHECK, 3, "codebook.yaml", changed("codebook: small", "codebook: &a small\nname: *a")),
    "an empty codebook": Bad(CHECK, 3, "codebook.yaml", {"codebook.yaml": ""}),
    "a codebook that drops a code in use": Bad(
        ("codebook", "apply", "{in}/codebook.yaml"),
        3,
        "barriers.stigma is gone",
        changed("code: barriers.stigma", "code: barriers.shame"),
    ),
    "a codebook written as Word": Bad(("codebook", "export", "{in}/c.docx"), 2, ".docx"),
    "a codebook version that never was": Bad(("codebook", "show", "--version", "7"), 2, "version 7"),
    # Codings
    "a turn that is not there": Bad(("coding", "add", "A1-P01#99", "1.1"), 2, "no turn 99"),
    "a turn of the interviewer": Bad(("coding", "add", "A1-P01#1", "1.1"), 2, "not a respondent's turn"),
    "words that nobody said": Bad(("coding", "add", "A1-P01#2", "1.1", "no such words"), 2, "do not stand"),
    "words said twice": Bad(("coding", "add", "A1-P01#2", "1.1", "THEY"), 2, "2 times"),
    "a subtheme that is not in the codebook": Bad(("coding", "add", "A1-P01#2", "9.9"), 2, "9.9"),
    "a turn named badly": Bad(("coding", "add", "thirty-one", "1.1"), 2, "thirty-one"),
    "a coding that is not there": Bad(("coding", "accept", "A1-P01.c99"), 2, "A1-P01.c99"),
    "no coding named": Bad(("coding", "accept"), 2, "No coding was named"),
    "a suggestion withdrawn": Bad(("coding", "withdraw", "A1-P01.c1"), 2, "A1-P01.c1"),
    # Cells
    "a summary that cites nothing": Bad(("chart", "set", "A1-P01", "1.1", "They feel shame"), 3, "cites no quote"),
    "a quote of another case": Bad(("chart", "set", "A1-P01", "1.1", "Shame [A2-S01.q1]"), 3, "A2-S01.q1"),
    "a quote that is not there": Bad(("chart", "set", "A1-P01", "1.1", "Shame [A1-P01.q99]"), 3, "A1-P01.q99"),
    "words put in a mouth": Bad(("chart", "set", "A1-P01", "1.1", '"never said" [A1-P01.q1]'), 3, "not the words"),
    "a bracket left open": Bad(("chart", "set", "A1-P01", "1.1", "Shame [A1-P01.q1"), 3, "character"),
    "nothing said where much was": Bad(("chart", "set", "A1-P01", "1.1", "--status", "nothing said"), 3, "extract"),
    "nothing said where nothing was asked": Bad(
        ("chart", "set", "A1-P01", "2.1", "--status", "nothing said"), 3, "only for what was asked"
    ),
    "not asked where it was": Bad(("chart", "set", "A1-P01", "1.3", "--status", "not asked"), 3, "was asked"),
    "charted without words": Bad(("chart", "set", "A1-P01", "1.1", "--status", "charted"), 3, "needs a summary"),
    "a status that is none": Bad(("chart", "set", "A1-P01", "1.1", "--status", "dunno"), 2, "dunno"),
    "a case that is not there": Bad(("chart", "set", "A9-P01", "1.1", "x"), 2, "A9-P01"),
    "nothing to write": Bad(("chart", "set", "A1-P01", "1.1"), 2, "Nothing was given"),
    "a theme that is not there": Bad(("matrix", "9"), 2, "9"),
    "a selection without a level": Bad(("matrix", "1", "--where", "area"), 2, "area"),
    "a selection of an unknown attribute": Bad(("extracts", "1", "--where", "aera=area_1"), 2, "aera"),
    "rows by an unknown attribute": Bad(("matrix", "1", "--rows", "aera"), 2, "aera"),
    # Out, and back
    "a workbook over a folder": Bad(("export", "workbook", "{in}/taken.xlsx"), 1, "taken.xlsx", {"taken.xlsx/x": "x"}),
    "a workbook into nowhere": Bad(("export", "workbook", "{in}/no/where.xlsx"), 1, "where.xlsx"),
    "a workbook of another kind": Bad(("export", "workbook", "{in}/book.pdf"), 2, "book.pdf"),
    "quotes of another kind": Bad(("export", "quotes", "{in}/quotes.doc"), 2, "quotes.doc"),
    "a table that is not there": Bad(("tables", "smaple"), 2, "smaple"),
    "tables of another kind": Bad(("export", "tables", "{in}/tables.odt"), 2, "tables.odt"),
    "two tables in one .csv": Bad(("export", "tables", "{in}/tables.csv"), 2, "holds one table"),
    "a report of another kind": Bad(("export", "report", "{in}/report.pdf"), 2, "report.pdf"),
    "a report into nowhere": Bad(("export", "report", "{in}/no/report.html"), 1, "report.html"),
    "a table in print that points to one case": Bad(("tables", "sample_area", "--published"), 4, "sample_area"),
    "a tables.yaml that is no YAML": Bad(("tables",), 3, "tables.yaml, line 2", {"../tables.yaml": "tables: [\n"}),
    "an empty tables.yaml": Bad(("tables",), 3, "tables.yaml", {"../tables.yaml": ""}),
    "a table of no kind": Bad(("tables",), 3, "line 4", tables("kind: list\n    rows: V1")),
    "a table over a theme that is not there": Bad(("tables",), 3, "9", tables("kind: frequencies\n    codes: 9")),
    "a table over an unknown attribute": Bad(("tables",), 3, "aera", tables("kind: cases\n    rows: aera")),
    "a table of an unknown selection": Bad(
        ("tables",), 2, "aera", tables("kind: cases\n    rows: area\n    where: aera=1")
    ),
    "two tables of one name": Bad(("tables",), 3, "two tables", tables("kind: cases\n    rows: area", twice=True)),
    "an address outside a table": Bad(("trace", "sample_area:Z99"), 2, "no value at Z99"),
    "a star on nothing": Bad(("quotes", "star", "A1-P01.q99"), 2, "q99"),
    "a star on a case": Bad(("quotes", "star", "A1-P01"), 2, "A1-P01"),
    "a synthesis without a cell": Bad(("chart", "synthesis", "1.1", "They are ashamed."), 3, "cell"),
    "a synthesis on a cell that nobody charted": Bad(
        ("chart", "synthesis", "1.1", "They are ashamed [A1-P01:1.1]."), 3, "A1-P01:1.1"
    ),
    "a synthesis on another group's cell": Bad(
        ("chart", "synthesis", "1.1", "Ashamed [A2-S01:1.1].", "--for", "area=area_1"), 3, "A2-S01:1.1"
    ),
    "a synthesis of a group with two levels": Bad(
        ("chart", "synthesis", "1.1", "Ashamed [A2-S01:1.1].", "--for", "area=area_1,area_2"), 2, "area"
    ),
    "a reference to nothing": Bad(("trace", "A1-P01.q99"), 2, "no quote q99"),
    "sources that are no folder": Bad(("verify", "--sources", "{in}/none"), 2, "none"),
    "a backup over a file": Bad(("backup", "{in}/old.db"), 2, "old.db", {"old.db": "x"}),
    "a restore from nowhere": Bad(("restore", "{in}/none.db"), 1, "none.db"),
    "a restore from something else": Bad(
        ("restore", "{in}/notes.db"), 1, "notes.db", {"notes.db": "no database " * 99}
    ),
    "a study made twice": Bad(("new", "."), 2, "study"),
    "a sample over a full folder": Bad(("demo", "{in}"), 2, "not empty", {"mine.txt": "x"}),
}


def lay(folder: Path, files: dict[str, Content]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        made = content() if callable(content) else content
        path.write_bytes(made.encode("utf-8") if isinstance(made, str) else made)


@pytest.mark.parametrize("name", GALLERY)
def test_bad_input_is_told_in_a_sentence_with_a_cure_and_changes_nothing(small: Path, name: str) -> None:
    bad = GALLERY[name]
    inbox = small / "inbox"
    inbox.mkdir()
    before = state(small)
    lay(inbox, bad.files)
    done = run(small, *(part.replace("{in}", str(inbox)) for part in bad.typed))
    assert (done.code, bad.says in done.err) == (bad.code, True), f"{done.code}: {done.err}"
    assert done.err.strip().count("\n") >= 1, "a cure follows the sentence"
    assert "Traceback" not in done.err
    assert CANARY not in (done.out + done.err).casefold(), "a participant's word is in the message"
    assert str(small) not in done.err, "a folder of the researcher's is in the message"
    assert state(small) == before


def test_the_gallery_is_as_large_as_it_says() -> None:
    assert len(GALLERY) >= 60
