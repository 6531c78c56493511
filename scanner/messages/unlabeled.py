"""Which charset bytes without a label are in: every charset of our languages is tried, and the letters judge.

A language has few letters beyond ASCII and uses some of them much more than others, so bytes read in the wrong charset give
letters that no one language has. General libraries know the charsets of the whole world; they need more text than a mail
has, and take Italian or Swedish for Polish.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

_WEST = ("äüöß", "éàèêçùôîûâëïœ", "óáíé¡ñúü¿", "èàìùòé", "ãçáéíóêõúâàô", "äåöé", "éëïóèöü")
_MIDDLE = ("íáéěřýčžšůúťďňó", "ęąłóżśćńź")
_TURKISH = ("ışüöğçİâî",)
_ARABIC = ("اليمنرتبةدهوعسفكقحجأشصطخضإذزىثآئغظءؤًٌٍَُِّْ",)
# The letters beyond ASCII of each language that writes in a charset, the most common first. Of charsets that read a text
# equally well the first is taken.
_ALPHABETS = {
    "cp1252": _WEST, "cp1250": _MIDDLE, "cp1254": _TURKISH, "cp1256": _ARABIC,
    "iso8859-15": _WEST, "iso8859-2": _MIDDLE, "iso8859-9": _TURKISH, "iso8859-6": _ARABIC,
}  # fmt: skip
_SIGNS = frozenset("“”„’‘‚–—…€«»°§©®™·•¿¡ºª\u00a0\u00ad£²³½¥،؛؟ـ")
# What a letter costs: for each one that is more common, as a capital, as a sign; and one that the language does not have.
_RARER, _CAPITAL, _SIGN, _STRANGE = 0.25, 1.5, 3.0, 15.0

# For each double-byte charset the lead bytes of the characters that its standard sorts by use or sound because they are
# common, and those that letters and receipts have most of all.
_COMMON = {
    "cp932": (0x88, 0x97, "様注文番号金額円年月日時分本人店券件名利用有効期限購入商品届先送信確認登録会員返合計税込方法残高"),
    "euc-jp": (0xB0, 0xCF, "様注文番号金額円年月日時分本人店券件名利用有効期限購入商品届先送信確認登録会員返合計税込方法残高"),
    "gb18030": (0xB0, 0xD7, "的您一是在不了有和人我这中大为上个国他时来们到说年月日元订单号礼品卡购买金额邮件收请发送账户余使用亚马逊"),
    "big5hkscs": (0xA4, 0xC6, "的您一是在不了有和人我這中大為上個國他時來們到說年月日元訂單號禮品卡購買金額郵件收請發送帳戶餘使用亞馬遜"),
}
_WIDE_SIGNS = frozenset("，。！？：、；「」『』（）【】・＊％＃〜￥\u3000“”…《》")
_ASCII = bytes(range(128))
_NO_ASCII = dict.fromkeys(range(128))
_HIGH = re.compile(rb"[\x80-\xff]")
_ENOUGH = 0.6
_SAMPLE = 20_000  # bytes by which a text is judged


def charset_of(data: bytes) -> str:
    """The codec that reads bytes beyond ASCII best, by the letters that it gives; Western European where none does."""
    first = _HIGH.search(data)
    if first is None:
        return "cp1252"
    data = data[first.start() : first.start() + _SAMPLE]  # each double-byte character begins with such a byte
    high = Counter(data.translate(None, _ASCII))
    single, cost = min(((name, _cost(high, name)) for name in _ALPHABETS), key=lambda item: item[1])
    if cost <= _SIGN:
        return single
    double, share = max(((name, _share(data, name)) for name in _COMMON), key=lambda item: item[1])
    return double if share >= _ENOUGH else single if cost < _STRANGE / 2 else "cp1252"


def _cost(high: Counter[int], name: str) -> float:
    """The mean cost of a letter in a single-byte charset's reading, for the language that it looks like most. Bytes come with their
    number: a text has few different ones."""
    return min(sum([number * costs[byte] for byte, number in high.items()]) for costs in _costs(name)) / high.total()


@cache
def _costs(name: str) -> tuple[tuple[float, ...], ...]:
    """What each byte costs in a single-byte charset's reading, for each language that writes in it."""
    letters = [bytes([byte]).decode(name, "replace") for byte in range(256)]
    return tuple(tuple(_letter(char, alphabet) for char in letters) for alphabet in _ALPHABETS[name])


def _letter(char: str, alphabet: str) -> float:
    if (at := alphabet.find(char)) >= 0:
        return 1 + at * _RARER
    if char in _SIGNS:
        return _SIGN
    return 1 + at * _RARER + _CAPITAL if (at := alphabet.find(char.lower())) >= 0 else _STRANGE


def _share(data: bytes, name: str) -> float:
    """How much of a double-byte charset's reading is common in its language; more than 1 where it has what no other has."""
    text = Counter(data.decode(name, "replace").translate(_NO_ASCII))
    return sum(number * _worth(char, name) for char, number in text.items()) / text.total() if text else 0


def _worth(char: str, name: str) -> float:
    first, last, common = _COMMON[name]
    if char in common:
        return 1.5
    if "\u3041" <= char <= "\u30fe":
        # GBK has EUC-JP's kana in the same places, but nobody writes Chinese with them.
        return 1.5 if name in ("cp932", "euc-jp") else 0
    if char in _WIDE_SIGNS:
        return 1
    if char == "\ufffd":
        return -3
    return 0.8 if "\u4e00" <= char <= "\u9fff" and first <= char.encode(name)[0] <= last else 0
