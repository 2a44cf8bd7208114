"""What the control words of rich text stand for: signs, parts that are no talk, code pages of fonts."""

from __future__ import annotations

from framework_qa.formats.properties import PROPERTIES

SIGNS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "page": "\n",
    "column": "\n",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "ltrmark": "\u200e",
    "rtlmark": "\u200f",
}
ESCAPED = {b"\\": "\\", b"{": "{", b"}": "}", b"~": "\u00a0", b"_": "-", b"\t": "\t"}
COUNTED = {
    "footnote": "footnotes",
    "annotation": "comments",
    "shptxt": "text boxes",
    "dptxbxtext": "text boxes",
    "header": "page headers and footers",
    "headerf": "page headers and footers",
    "headerl": "page headers and footers",
    "headerr": "page headers and footers",
    "footer": "page headers and footers",
    "footerf": "page headers and footers",
    "footerl": "page headers and footers",
    "footerr": "page headers and footers",
} | dict.fromkeys(
    ("operator", "author", "title", "subject", "keywords", "comment", "doccomm", "company", "manager", "category"),
    PROPERTIES,
)
FONTS, STYLES, BOTH_WAYS = "fonttbl", "stylesheet", "upr"
SKIPPED = frozenset(
    f"{FONTS} {STYLES} {BOTH_WAYS} colortbl filetbl info pict nonshppict object objdata objclass objname do shp"
    " shpinst shprslt sp sn sv listtable listoverridetable listtext pntext pn pntxta pntxtb revtbl rsidtbl fldinst"
    " private template generator datafield xe tc rxe txe bkmkstart bkmkend nonesttables ftnsep ftnsepc ftncn aftnsep"
    " aftnsepc aftncn atnid atnauthor atndate atnref atntime atnicn atnparent userprops docvar themedata"
    " colorschememapping latentstyles datastore xmlnstbl formfield background mmath"
    " hlinkbase creatim revtim printim buptim panose falt fname fontemb"
    " fontfile nesttableprops".split()
)
CHARSETS = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "cp936",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
SYMBOLS = "symbols"  # in place of an encoding, for fonts whose letters are pictures
SYMBOL_CHARSET = 2
PRIVATE = range(0xF000, 0xF100)  # where such pictures are kept
PAGES = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
