import codecs
import zlib

import pytest
from case_tables import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.errors import Rejected
from flows.sources.charset import Decoded, decode_html, decode_text, storable

quick = settings(max_examples=150, deadline=None)


@pytest.mark.parametrize("case", cases("charsets"))
def test_a_text_is_read_in_the_encoding_that_it_is_in(case: dict[str, str]) -> None:
    decoded = decode_text(case["text"].encode(case["charset"]))
    assert decoded == Decoded(case["text"], case["expected"], case["text"].count("�"))


@pytest.mark.parametrize("case", cases("pages_charsets"))
def test_a_page_is_read_as_utf8_else_as_declared_else_as_detected(case: dict[str, str]) -> None:
    meta = f'<meta charset="{case["declared"]}">' if case["declared"] else ""
    page = f"<html><head>{meta}</head><body><p>{case['text']}</p></body></html>"
    decoded = decode_html(page.encode(case["charset"]), case["header"] or None)
    assert decoded == Decoded(page, case["expected"], 0)


@pytest.mark.parametrize(
    "label", ["undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "hex"]
)
def test_a_declaration_that_no_page_means_is_passed_over(label: str) -> None:
    words = "Le conseil a décidé d’ouvrir la ligne à l’été, après des années d’hésitation."
    page = f'<meta charset="{label}"><p>{words} \\ud800 +2AA-'
    assert decode_html(page.encode("cp1252"), label).text == page


def test_broken_utf8_is_counted() -> None:
    text = "Über Ämter, Öfen und Füße: Käse für Jürgen, größer als Märkte."
    decoded = decode_text(text.encode() + b" \xff.\xfe")
    assert decoded == Decoded(text + " �.�", "utf-8", 2)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04...",
        b"PAR1....",
        bytes(range(32)) * 50,
        zlib.compress(b"x" * 999),
    ],
    ids=["PDF", "PNG", "ZIP", "Parquet", "control characters", "zlib"],
)
def test_other_kinds_of_file_are_binary(data: bytes) -> None:
    with pytest.raises(Rejected) as refusal:
        decode_text(data)
    assert refusal.value.code in ("binary", "undecodable")


def test_a_page_that_is_a_picture_is_binary() -> None:
    with pytest.raises(Rejected) as refusal:
        decode_html(b"\x89PNG\r\n\x1a\n\0\0\0")
    assert refusal.value.code == "binary"


def test_half_a_character_becomes_a_replacement_sign() -> None:
    assert storable("a\ud800b\udfffc 😀") == "a�b�c 😀"


starts = st.sampled_from(
    [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE, b"<meta charset=utf-7>", b"+/v8"]
)


@quick
@given(starts, st.binary(max_size=300))
@pytest.mark.parametrize("decode", [decode_text, decode_html])
def test_any_bytes_give_a_text_that_can_be_stored_or_a_disposition(decode, start: bytes, data: bytes) -> None:
    try:
        decoded = decode(start + data)
    except Rejected:
        return
    decoded.text.encode("utf-8")
    assert decoded.replaced == decoded.text.count("�")


@quick
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_any_text_in_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode_text(b"> " + text.encode("utf-8")).text == "> " + text
