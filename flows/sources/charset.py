"""From bytes to text: which character encoding, and what was lost."""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from flows.errors import Rejected

_SIGNATURES = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Files that people drop into a folder of texts by mistake, by their first bytes.
_MAGIC = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x7fELF", b"\x1f\x8b", b"\x28\xb5\x2f\xfd",
          b"PAR1", b"SQLite format 3", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"OggS",
          b"ID3", b"RIFF", b"MZ\x90")  # fmt: skip
# The encoding standard of the web reads these labels as the larger set that pages really use.
_WEB_LABELS = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252",
               "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "gb2312": "gb18030",
               "gbk": "gb18030", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "iso-8859-9": "cp1254"}  # fmt: skip
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_HEAD = 4_096  # where the HTML standard has browsers look for a declaration, times four
_DETECT = 60_000
_LATIN = ("cp125", "latin", "iso8859", "mac_", "cp437", "cp85", "cp775", "hp_roman", "cp1140", "cp500", "cp037")
# Text encodings of Python that no page is in; some of them raise where bytes that they cannot read should be replaced.
_NO_WEB_CHARSET = frozenset(("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"))
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_NEVER_DETECTED = ["mac_cyrillic"]  # as likely as cp1251 to the detector, and unused
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})
_MOST_CONTROL = 0.02


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding that it was read with, and how many characters could not be read (each is U+FFFD)."""

    text: str
    charset: str
    replaced: int


def decode_text(data: bytes) -> Decoded:
    """Decode a text file. Nothing is changed but a byte order mark, which is dropped.

    Raises:
        Rejected: `binary` or `undecodable`.
    """
    if data.startswith(_MAGIC) and not data.startswith((b"RIFF", b"MZ", b"ID3")):
        raise Rejected("binary", "the first bytes are those of another kind of file")
    for signature, marked in _SIGNATURES:
        if data.startswith(signature):
            return _decode(data, marked)
    sample = data[:_DETECT]
    if len(sample) - len(sample.translate(None, _CONTROL)) > _MOST_CONTROL * len(sample):
        if (charset := _utf16_without_mark(data)) is not None:
            return _decode(data, charset)
        raise Rejected("binary", "control characters where text was expected")
    return _decode(data, sniff_charset(data))


def decode_html(data: bytes, http_charset: str | None = None) -> Decoded:
    """Decode a page: by its byte order mark, as UTF-8 where it is that, else as declared, else as detected.

    Valid UTF-8 wins over a declaration because wrong declarations are common and accidental UTF-8 is not.

    Raises:
        Rejected: `binary` or `undecodable`.
    """
    for signature, marked in _SIGNATURES:
        if data.startswith(signature):
            return _decode(data, marked)
    if data.startswith(_MAGIC):
        raise Rejected("binary", "the first bytes are those of another kind of file")
    if b"\0" not in data:
        try:
            if b"\x1b" not in data:  # ISO-2022 encodings are valid ASCII
                return Decoded(data.decode("utf-8"), "utf-8", 0)
        except UnicodeDecodeError:
            pass
    elif (charset := _utf16_without_mark(data)) is not None:
        return _decode(data, charset)
    declared = _META.search(data[:_HEAD]) or _XML.search(data[:_HEAD])
    for label in (http_charset, declared.group(1).decode("ascii") if declared else None):
        charset = _WEB_LABELS.get((label or "").lower(), label or "")
        if charset and _known(charset) and not (label or "").lower().startswith("utf-16"):
            decoded = _decode(data, charset)
            if decoded.replaced * 100 <= len(decoded.text):
                return decoded
    return _decode(data, sniff_charset(data))


def sniff_charset(data: bytes) -> str:
    """Return the encoding that the first bytes of a text are in: UTF-8 unless they clearly are something else."""
    for signature, charset in _SIGNATURES:
        if data.startswith(signature):
            return "utf-8-sig" if charset == "utf-8" else charset
    sample = data[:_DETECT]
    text = sample.decode("utf-8", "replace")
    # A character cut in two by the sample's end counts once. Where most of what is not ASCII is whole, it is UTF-8 with
    # damage: in other encodings few characters are valid UTF-8 by accident (about a seventh in Chinese, none in Latin).
    broken = text.count("�")
    if broken <= 1 or broken * 3 <= sum(char > "\x7f" for char in text):
        return "utf-8"
    matches = from_bytes(sample, cp_exclusion=_NEVER_DETECTED)
    best = matches.best()
    if best is None:
        raise Rejected("undecodable", "no encoding gives readable text")
    # On short texts the detector cannot tell the Latin code pages apart; the Western one is by far the most common.
    for match in matches:
        if match.encoding == "cp1252" and match.chaos <= best.chaos and best.encoding.startswith(_LATIN):
            return "cp1252"
    charset = best.encoding.replace("_", "-")
    return _WEB_LABELS.get(charset, charset)


def _decode(data: bytes, charset: str) -> Decoded:
    text = data.decode(charset, "replace").removeprefix("\ufeff")
    text = storable(text)
    return Decoded(text, charset.lower().removesuffix("-sig"), text.count("�"))


def storable(text: str) -> str:
    """Return the text with U+FFFD for each lone surrogate, half a character that JSON can write but no file hold."""
    return _HALF_CHARACTER.sub("�", text)


def _utf16_without_mark(data: bytes) -> str | None:
    """Return utf-16-le or -be where nearly every second byte is zero, as in Latin text of either."""
    sample = data[:2_000]
    half = max(1, len(sample) // 2)
    if sample[1::2].count(0) > 0.7 * half and sample[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _known(charset: str) -> bool:
    try:
        found = codecs.lookup(charset)
    except (LookupError, ValueError):
        return False
    return found._is_text_encoding and found.name.replace("_", "-") not in _NO_WEB_CHARSET
