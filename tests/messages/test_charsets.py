"""Bytes to text, whatever the label says; encoded words in headers."""

from __future__ import annotations

import base64

import pytest

from scanner.messages import clean, clean_line, decode_words
from scanner.messages.charsets import decode
from scanner.messages.encoded_words import decode_base64
from tests.messages.making import HEAD, body, lines, read

TEXT = "ギフト券番号は受取人様宛のメールをご覧ください。"


@pytest.mark.parametrize(
    ("encoded", "label"),
    [
        (TEXT.encode("utf-8"), "utf-8"), (TEXT.encode("utf-8"), None), (TEXT.encode("utf-8"), "us-ascii"), (TEXT.encode("utf-8"), "iso-8859-1"),
        (TEXT.encode("utf-8"), "iso-2022-jp"),
        (TEXT.encode("utf-8"), "no-such-charset"), (TEXT.encode("iso-2022-jp"), "iso-2022-jp"), (TEXT.encode("iso-2022-jp"), None),
        (TEXT.encode("iso-2022-jp"), "utf-8"),
        (TEXT.encode("iso-2022-jp"), "_iso-2022-jp$ESC"), (TEXT.encode("cp932"), "shift_jis"), (TEXT.encode("cp932"), "x-sjis"), (TEXT.encode("cp932"),
        None), (TEXT.encode("cp932"), '"Shift-JIS"'),
        (TEXT.encode("euc-jp"), "euc-jp"), (TEXT.encode("euc-jp"), None), (TEXT.encode("utf-16"), "utf-16"), (TEXT.encode("utf-8-sig"), None),
        (TEXT.encode("utf-7"), "utf-7"),
    ],
)  # fmt: skip
def test_japanese_is_read_under_any_label(encoded: bytes, label: str | None) -> None:
    """Right, wrong, missing and misspelled labels."""
    assert TEXT == decode(encoded, label).removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("encoded", "label", "expected"),
    [
        ("café – naïve “x”".encode("cp1252"), "iso-8859-1", "café – naïve “x”"), ("café".encode("cp1252"), None, "café"), ("Łódź".encode("iso-8859-2"),
        "iso-8859-2", "Łódź"),
        ("şeker ğ".encode("cp1254"), "iso-8859-9", "şeker ğ"), ("你好".encode("gb18030"), "gb2312", "你好"), ("안녕".encode("cp949"), "ks_c_5601-1987", "안녕"),
        (b"plain", "x-unknown", "plain"),
    ],
)  # fmt: skip
def test_other_charsets(encoded: bytes, label: str | None, expected: str) -> None:
    """Labels name what mailers mean by them, a superset of what they say."""
    assert expected == decode(encoded, label)


@pytest.mark.parametrize(("text", "how"), [("髙橋①㈱", "iso-2022-jp"), ("髙橋①㈱", "euc-jp")])
def test_extensions_that_pythons_codecs_refuse(text: str, how: str) -> None:
    """Real Japanese mail holds NEC's and IBM's characters under labels that know none."""
    shifted = text.encode("cp932")
    pairs = [shifted[i : i + 2] for i in range(0, len(shifted), 2)]
    jis = b"".join(bytes([_row(a, b), _cell(b)]) for a, b in pairs)
    encoded = b"\x1b$B" + jis + b"\x1b(B" if how == "iso-2022-jp" else bytes(x | 0x80 for x in jis)
    assert text == decode(encoded, how)


def _row(lead: int, trail: int) -> int:
    return (((lead - (0xC1 if lead >= 0xE0 else 0x81)) << 1) + 0x21) + (trail >= 0x9F)


def _cell(trail: int) -> int:
    return trail - 0x7E if trail >= 0x9F else trail - (0x20 if trail >= 0x80 else 0x1F)


def test_half_width_kana_are_kana() -> None:
    """Under iso-2022-jp they have an escape of their own."""
    assert "ｷﾞﾌﾄ" == decode(b"\x1b(I7^LD\x1b(B", "iso-2022-jp")
    assert "ギフト" == clean("ｷﾞﾌﾄ")


def test_an_escape_that_is_missing_at_a_lines_end() -> None:
    """A line's end switches back to ASCII."""
    assert "ギフト\nABC" == decode(b"\x1b$B%.%U%H\nABC", "iso-2022-jp")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=?utf-8?q?caf=C3=A9?=", "café"), ("=?UTF-8?B?44Ku44OV44OI?=", "ギフト"), ("a =?utf-8?q?b?= c", "a b c"), ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        ("=?utf-8?B?44Ku44?= =?utf-8?B?OV44OI?=", "ギフト"), ("=?utf-8?q?=E3=82?=\n =?utf-8?q?=AE?=", "ギ"), ("=?iso-2022-jp?B?GyRCJS4lVSVIGyhC?=", "ギフト"),
        ("=?utf-8*ja?q?x?=", "x"), ("=?utf-8?q?a_b?=", "a b"), ("=?x-none?q?abc?=", "abc"), ("=?utf-8?b?!!!?=", ""), ("=?broken", "=?broken"), ("plain",
        "plain"),
        ("caf\udcc3\udca9", "café"), ("\x1b$B%.%U%H\x1b(B", "ギフト"),
    ],
)  # fmt: skip
def test_encoded_words(value: str, expected: str) -> None:
    """RFC 2047 as it is really written: cut within characters, raw bytes, raw escapes."""
    assert expected == decode_words(value)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (base64.b64encode(b"hello world"), b"hello world"), (b"aGVsbG8", b"hello"), (b"aGVs\nbG8=\n", b"hello"), (b"a!G-V s b*G8=", b"hello"),
        (b"aGVsbG8=\naGVsbG8=\n", b"hellohello"),
        (b"aGVsbG8=\n____\nlist footer\n", b"hello"), (b"aGVsbG8A=A", b"hello\0"), (b"", b""), (b"====", b""), (b"A", b""),
    ],
)  # fmt: skip
def test_broken_base64(data: bytes, expected: bytes) -> None:
    """Foreign characters, missing padding, one stretch after another, a list's footer."""
    assert expected == decode_base64(data)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("caf=C3=A9", "café"), ("caf=c3=a9", "café"), ("one =\ntwo", "one two"), ("one =  \t\ntwo", "one two"), ("100=% sure", "100=% sure"), ("=ZZ x",
        "=ZZ x"), ("end=", "end"),
        ("QX7K-M2N=\nPAR-9DTW", "QX7K-M2NPAR-9DTW"), ("=1B$B%.%U%H=1B(B", "ギフト"),
    ],
)  # fmt: skip
def test_broken_quoted_printable(content: str, expected: str) -> None:
    """What is no escape stays; a soft break stays one though blanks were added to it."""
    charset = "iso-2022-jp" if "=1B" in content else "utf-8"
    assert [expected] == lines(body(content, encoding="quoted-printable", kind=f"text/plain; charset={charset}"))


def test_a_body_that_lies_about_its_charset_keeps_its_bytes() -> None:
    """Eight-bit text under a foreign label is decoded once, from the bytes that came."""
    assert [TEXT] == lines(body(TEXT.encode("utf-8"), kind="text/plain; charset=iso-2022-jp"))
    assert [TEXT] == lines(body(TEXT.encode("cp932"), kind="text/plain; charset=us-ascii"))


def test_raw_bytes_in_headers() -> None:
    """Subjects and names that were sent as raw UTF-8 or Shift_JIS."""
    for charset in ("utf-8", "cp932"):
        data = HEAD.encode().replace(b"Subject: s", "Subject: ギフト券をお届けします".encode(charset)) + b"\nx"
        assert "ギフト券をお届けします" == read(data).subject


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＱＸ７Ｋ－Ｍ２ＮＰＡＲ", "QX7K-M2NPAR"), ("QX7K\u2011M2N\u200bPAR", "QX7K-M2NPAR"), ("a\u00a0\u3000 b", "a b"), ("a\x1b[31mb\x07", "a[31mb"),
        ("a\u202eb\u2066c", "abc"), ("a\r\nb\rc", "a\nb\nc"),
        ("カード―ー—", "カード―ー—"),
    ],
)  # fmt: skip
def test_text_is_cleaned(text: str, expected: str) -> None:
    """One spelling of width, blanks and hyphens; nothing invisible, nothing that steers a terminal."""
    assert expected == clean(text)


def test_a_line_has_no_ends() -> None:
    """Line ends are blanks, and none stand at its sides."""
    assert "a b" == clean_line(" a\r\n b\n")


LETTERS = {
    "de": "Guten Tag, Ihre Geschenkgutscheine wurden verschickt.\nGrüße, Jürgen",
    "fr": "Votre chèque-cadeau a été envoyé à Zoé.\nMontant : 50,00",
    "es": "¡Enhorabuena! Begoña te envió un cheque regalo.\nEl código está más abajo.",
    "it": "Il tuo buono regalo è stato inviato.\nPuò essere usato per più acquisti, così com'è.",
    "pt": "Seu cartão-presente não foi entregue.\nPor favor, corrija o endereço.",
    "nl": "Uw cadeaubon is naar Zoë gestuurd.\nWij danken u voor uw bestelling.",
    "sv": "Ditt presentkort har skickats till Åsa.\nDu får ett nytt kort när det gått fjorton dagar.",
    "en": "Your gift card was sent.\nCard value: £75.00",
    "pl": "Twoja karta podarunkowa została wysłana.\nDziękujemy za zamówienie, życzymy udanych zakupów.",
    "cs": "Váš dárkový poukaz byl odeslán.\nDěkujeme, že jste u nás nakoupili. Příští týden přijde další.",
    "tr": "Hediye kartınız gönderildi.\nAlışverişiniz için teşekkür ederiz.",
    "ar": "تم إرسال بطاقة الهدايا.\nالمبلغ: 250",
    "ja": "ギフト券をお送りしました。\n注文番号と金額をご確認ください。",
    "zh": "您的礼品卡已经发送。\n订单号和金额请见下面。",
    "zh-Hant": "您的禮品卡已經寄出。\n訂單編號和金額請見下面。",
}
WRITTEN_IN = {
    **dict.fromkeys(("de", "fr", "es", "it", "pt", "nl", "sv", "en"), ("cp1252", "iso-8859-1", "iso-8859-15")),
    **dict.fromkeys(("pl", "cs"), ("cp1250", "iso-8859-2")), "tr": ("cp1254", "iso-8859-9"), "ar": ("cp1256", "iso-8859-6"),
    "ja": ("cp932", "euc-jp", "iso-2022-jp"), "zh": ("gb18030", "gb2312", "gbk"), "zh-Hant": ("big5", "gb18030"),
}  # fmt: skip
UNLABELED = [(tag, codec) for tag, codecs in WRITTEN_IN.items() for codec in codecs]


@pytest.mark.parametrize(("tag", "codec"), UNLABELED)
def test_a_text_without_a_label_is_read_by_its_letters(tag: str, codec: str) -> None:
    """Two lines are enough to tell each charset of our languages, whether a label is missing or means nothing."""
    data = LETTERS[tag].encode(codec)
    assert [LETTERS[tag]] * 3 == [decode(data, label) for label in (None, "us-ascii", "x-unknown")]


@pytest.mark.parametrize("tag", ["de", "fr", "es", "sv", "pl", "cs", "tr", "ar", "ja", "zh"])
def test_a_long_text_is_read_by_its_beginning(tag: str) -> None:
    """What is judged is a sample, cut wherever it ends; what is read is all."""
    text = "Hello.\n" * 4_000 + (LETTERS[tag] + "\n") * 1_000
    assert text == decode(text.encode(WRITTEN_IN[tag][0]), None)


@pytest.mark.parametrize("tag", ["zh", "ja"])
def test_a_damaged_character_does_not_hide_the_charset(tag: str) -> None:
    """A byte that no codec takes costs one character, not the text."""
    first, second = LETTERS[tag].split("\n")
    got = decode((first + "#\n" + second).encode(WRITTEN_IN[tag][0]).replace(b"#", b"\xff"), None).split("\n")
    assert [first, second] == [got[0][:-1], got[1]]


@pytest.mark.parametrize(("name", "codec"), [("Müller", "cp1252"), ("García", "cp1252"), ("Łukasz Dąbrowski", "cp1250"), ("José", "iso-8859-1")])
def test_a_name_sent_raw_is_read(name: str, codec: str) -> None:
    """A few letters are enough where one language alone has them."""
    assert name == decode(name.encode(codec), None)


@pytest.mark.parametrize(
    ("subject", "text", "codec"), [("Kód", "ať", "windows-1250"), ("\u0639", "\u0641\u0642", "windows-1256"), ("卡", "号", "gbk"), ("卡", "號", "big5")]
)
def test_a_body_without_a_label_is_in_the_charset_that_the_head_names(subject: str, text: str, codec: str) -> None:
    """A mailer that labels no text still labels its encoded words (RFC 2047); then a single word of the text is read too."""
    word = f"=?{codec}?B?{base64.b64encode(subject.encode(codec)).decode()}?="
    data = f"From: ann@example.com\nSubject: {word}\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n".encode()
    assert [text] == lines(read(data + text.encode(codec) + b"\n--b--\n"))


def test_a_held_message_is_read_by_its_own_head() -> None:
    """The outer message's charset says nothing of a message inside."""
    outer = "=?gbk?B?" + base64.b64encode("卡".encode("gbk")).decode() + "?="
    inner = "=?windows-1250?Q?K=F3d?="
    data = f"From: ann@example.com\nSubject: {outer}\nContent-Type: message/rfc822\n\nFrom: bob@example.org\nSubject: {inner}\n\n".encode()
    held = read(data + "čeká".encode("cp1250") + b"\n").views[0][-1]
    assert ["čeká"] == [line.text for line in held.lines]


def test_utf8_wins_over_what_the_head_names() -> None:
    """No other text is good UTF-8 by chance."""
    data = b"From: ann@example.com\nSubject: =?iso-8859-1?Q?caf=E9?=\n\n" + TEXT.encode()
    assert [TEXT] == lines(read(data))
