"""Pages to the lines that a person sees."""

from __future__ import annotations

import pytest

from scanner.messages.html import read_html
from tests.messages.making import body, html


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>one</p><p>two</p>", ["one", "two"]),
        ("one<br>two<br/>three", ["one", "two", "three"]),
        ("<div>one<div>two</div>three</div>", ["one", "two", "three"]),
        ("a <b>b</b><i>c</i> d", ["a bc d"]),
        ("<ul><li>one<li>two</ul>", ["one", "two"]),
        ("<p>one\ntwo\t three", ["one two three"]),
        ("<pre>one\ntwo</pre>", ["one", "two"]),
        ("<h1>Head</h1>text", ["Head", "text"]),
        ("a&nbsp;b &amp; c &yen;5,000 &#12462;", ["a b & c ¥5,000 ギ"]),
        ("QX7K<wbr>-M2N<span></span>PAR<!-- x -->-9D&shy;T&#8203;W", ["QX7K-M2NPAR-9DTW"]),
        ("<span>QX7K</span><span>-M2NPAR</span><span>-9DTW</span>", ["QX7K-M2NPAR-9DTW"]),
        ("<title>no</title><style>p{color:red}</style><script>no()</script><p>yes", ["yes"]),
        ("<!-- <p>no</p> --><p>yes", ["yes"]),
        ("<o:p>yes</o:p><!--[if mso]><p>no</p><![endif]-->", ["yes"]),
        ("<p>unclosed <b>bold<p>next", ["unclosed bold", "next"]),
        ('<input type="submit" value="Redeem"><input type="hidden" value="no">', ["Redeem"]),
        ("", []),
        ("no tags at all", ["no tags at all"]),
    ],
)
def test_text(page: str, expected: list[str]) -> None:
    """Blocks and breaks part lines, inline elements do not, and what is no text is none."""
    assert expected == html(page)


@pytest.mark.parametrize(
    "element",
    [
        '<p style="display:none">x</p>', '<p style="DISPLAY : NONE !important">x</p>', '<p hidden>x</p>', '<p style="visibility:hidden">x</p>',
        '<p style="opacity:0">x</p>',
        '<p style="font-size:0">x</p>', '<p style="font-size:1px">x</p>', '<p style="max-height:0;overflow:hidden">x</p>',
        '<p style="height:0px;overflow:hidden">x</p>',
        '<p style="mso-hide:all">x</p>', '<p style="color:#fff">x</p>', '<p style="color:white;background:#fefefe">x</p>', '<font color="#FFFFFF">x</font>',
        '<p style="position:absolute;left:-9999px">x</p>', '<p style="text-indent:-9999px">x</p>', '<p style="color:transparent">x</p>',
        '<div style="display:none"><p>x</p></div>',
        '<div bgcolor="#000000"><span style="color:#000">x</span></div>', '<p style="clip:rect(0,0,0,0)">x</p>',
        '<style>.h{display:none}</style><p class="h">x</p>',
        '<style>#h, p.h { font-size: 0 }</style><p class="h">x</p>', "<style><!-- .h{visibility:hidden} --></style><p class=h>x</p>",
        "<style>.a .h{display:none}</style><div class=a><p class=h>x</p></div>", "<noscript>x</noscript>", "<template>x</template>",
        "<select><option>x</select>",
    ],
)  # fmt: skip
def test_hidden_text_is_no_text(element: str) -> None:
    """Whatever takes text from a person's eyes takes it from ours."""
    assert ["seen"] == html(f"<html><body><p>seen</p>{element}</body></html>")


@pytest.mark.parametrize(
    "element",
    [
        '<p style="display:block">x</p>', '<p style="color:#333">x</p>', '<p style="background:#000;color:#fff">x</p>',
        '<td bgcolor="#232f3e"><font color="white">x</font></td>',
        '<p style="background-image:url(a.png);color:#fff">x</p>', '<p style="opacity:0.6">x</p>', '<p style="max-height:0">x</p>',
        '<p style="font-size:12px">x</p>',
        "<style>@media (max-width:600px){.h{display:none}}</style><p class=h>x</p>", "<style>.h:hover{display:none}</style><p class=h>x</p>",
        "<style>.other{display:none}</style><p class=h>x</p>",
        '<a style="color:#fff" href="https://example.com/">x</a>',
    ],
)  # fmt: skip
def test_visible_text_stays(element: str) -> None:
    """Light text on dark, small screens' rules and buttons hide nothing."""
    assert ["seen", "x"] == html(f"<html><body><p>seen</p>{element}</body></html>")


def test_cells_stand_side_by_side() -> None:
    """Cells of data are one line; what is laid out in a table is not data."""
    data = body("<table><tr><td>Code</td><td>QX7K</td></tr><tr><td>Amount</td><td>$50</td></tr></table>", kind="text/html")
    assert [("Code", "QX7K"), ("Amount", "$50")] == [line.cells for line in data.views[0][0].lines]
    assert ["left one", "left two", "right"] == html("<table><tr><td><p>left one</p><p>left two</p></td><td>right</td></tr></table>")
    rows = body("<table><tr><td>a<br>b</td><td>1<br>2</td></tr></table>", kind="text/html")
    assert [("a", "1"), ("b", "2")] == [line.cells for line in rows.views[0][0].lines]


def test_headings_are_larger() -> None:
    """By element and by size."""
    page = body('<h1>a</h1><h3>b</h3><p style="font-size:30px">c</p><p style="font-size:x-large">d</p><font size="5">e</font><p>f</p>', kind="text/html")
    assert [3, 1, 3, 2, 2, 0] == [line.size for line in page.views[0][0].lines]


def test_links_know_their_line_and_their_words() -> None:
    """A link of a picture has its alt text, and says that it is one."""
    page = body('<p>one</p><p>See <a href="https://a.example/ x">the page</a></p><a href="https://b.example/"><img alt="Redeem" src="x"></a>', kind="text/html")
    own = page.views[0][0]
    assert [("https://a.example/x", "the page", 1, False), ("https://b.example/", "Redeem", 2, True)] == [(k.url, k.text, k.line, k.picture) for k in own.links]
    assert ("Redeem",) == own.pictures


def test_a_links_words_are_those_that_a_person_sees() -> None:
    """Hidden words claim nothing; what stands in cells or lines of a link is all its own."""
    own = body('<a href="https://a.example/"><b style="display:none">www.amazon.com</b>Re<i>deem</i></a>', kind="text/html").views[0][0]
    assert ["Redeem"] == [link.text for link in own.links]
    blocks = body('<a href="https://a.example/"><div>one</div><div>two<br>three</div></a>', kind="text/html").views[0][0]
    assert ["one two three"] == [link.text for link in blocks.links]


def test_tracking_pixels_are_no_pictures() -> None:
    """Nobody sees an image of one dot."""
    assert () == body('<img src="x" width="1" height="1" alt="no">', kind="text/html").views[0][0].pictures


@pytest.mark.parametrize(
    "alt", ["Kit Hobbs sent you a gift card", "王美玲送您一張亞馬遜禮品卡", "Ihnen wurde ein Gutschein geschickt!", "أرسل لك كريم بطاقة هدايا"]
)
@pytest.mark.parametrize(
    "page", ['<img alt="{}" src="x"><p>$50.00</p>', '<table><tr><td><a href="https://a.example/"><img alt="{}" src="x"></a></td></tr></table><p>$50.00</p>']
)
def test_a_sentence_drawn_above_all_text_is_a_line(alt: str, page: str) -> None:
    """Who sees no pictures reads it there."""
    assert [alt, "$50.00"] == html(page.format(alt))


@pytest.mark.parametrize(
    "page",
    [
        '<img alt="Amazon" src="x"><p>$50.00</p>',
        '<img alt="Amazon.com Gift Card Birthday Cake" src="x"><p>$50.00</p>',
        '<p>$50.00</p><img alt="Kit Hobbs sent you a gift card" src="x">',
        '<div style="display:none"><img alt="Kit Hobbs sent you a gift card" src="x"></div><p>$50.00</p>',
        '<img alt="Kit Hobbs sent you a gift card" src="x" width="1" height="1"><p>$50.00</p>',
        '<img alt="Kit Hobbs sent you a gift card" src="x" style="display:none"><p>$50.00</p>',
    ],
)
def test_a_logo_a_picture_below_and_a_hidden_one_are_none(page: str) -> None:
    """Names of what is seen, illustrations of what has been said, and what nobody sees."""
    assert ["$50.00"] == html(page)


@pytest.mark.parametrize("page", ["https://www.example.com/card.html", "card.html", "C:\\card.htm"])
def test_a_page_of_one_address_is_no_file(page: str) -> None:
    """A page that is nothing but an address or a file's name is text like any other, and no library warns of it."""
    assert [[page]] == [row.cells for row in read_html(page).rows]
