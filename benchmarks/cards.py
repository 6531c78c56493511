"""Mail that speaks of gift cards: such as brings one, made after the golden mails in tests/corpus, and such as only talks of them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from benchmarks.words import name, page, paragraph

OWNER = "kim.sato@example.com"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_AMAZON = {"en": ('"Amazon.com"', "gc-orders@gc.email.amazon.com"), "ja": ('"Amazon.co.jp"', "gc-orders@gc.email.amazon.co.jp")}


@dataclass(frozen=True)
class Letter:
    """What is written, before it is put into a character set. Of a letter with a page, `text` is the page's alternative or empty."""

    language: str
    sender: tuple[str, str]  # name and address
    subject: str
    text: str
    page: str = ""
    kind: str | None = None
    code: str | None = None
    order_id: str | None = None


def code_of(chance: Random) -> str:
    """A claim code's shape: 4-6-4, the second letter a digit, so that no word stands there by chance."""
    letters = [chance.choice(_LETTERS) for _ in range(14)]
    letters[1] = chance.choice("23456789")
    return f"{''.join(letters[:4])}-{''.join(letters[4:10])}-{''.join(letters[10:])}"


def card(chance: Random, number: int) -> Letter:
    """The mail that brings the card of this number: each time another of eight sorts."""
    made = (_english_text, _japanese_text, _english_page, _japanese_page, _english_refund, _japanese_refund, _english_forward, _japanese_issuer)
    return made[number % len(made)](chance)


def _order(chance: Random) -> str:
    return f"{chance.randint(110, 119)}-{chance.randint(1000000, 9999999)}-{chance.randint(1000000, 9999999)}"


def _japanese_order(chance: Random) -> str:
    return f"250-{chance.randint(1000000, 9999999)}-{chance.randint(1000000, 9999999)}"


def _english_text(chance: Random) -> Letter:
    code, order, giver = code_of(chance), _order(chance), name(chance, "en")
    text = f"""Hi Kim,

Good news! You've got a gift card to spend on Amazon.com.

-----------------------------------------------------------------
 Gift card amount    ${chance.randint(2, 30) * 5}.00
 Claim code          {code}
 Giver               {giver}
 E-mailed to         {OWNER}
 Order number        {order}
-----------------------------------------------------------------

* Shop now: https://www.amazon.com/
* Apply it: https://www.amazon.com/gc/redeem

Amazon.com Gift Cards don't expire and there's no fee for holding on to them.
"""
    return Letter("en", _AMAZON["en"], f"{giver} sent you an Amazon.com Gift Card!", text, kind="gift_card_received", code=code, order_id=order)


def _english_page(chance: Random) -> Letter:
    code, order, giver = code_of(chance), _order(chance), name(chance, "en")
    shown = f"""<!DOCTYPE html><html><head><title>Gift card</title><style>.c{{font-family:Consolas,monospace}}.l{{color:#888}}</style></head><body>
<div style="max-width:560px;margin:auto"><h2>A gift card for you</h2>
<p>{giver} sent you an Amazon.com Gift Card of <b>${chance.randint(2, 30) * 5}.00</b>.</p>
<div style="border:1px dashed #bbb;padding:12px"><span class="l">Claim code</span> <span class="c">{code}</span></div>
<p>This gift card was sent to {OWNER}. Order number: {order}</p>
<p><a href="https://www.amazon.com/gc/redeem?ref_=gcui_e">Redeem a gift card</a></p>
<p class="l">Gift cards do not expire. See the terms at amazon.com/gc-legal.</p></div></body></html>
"""
    return Letter("en", _AMAZON["en"], f"{giver} sent you an Amazon.com Gift Card", "", shown, "gift_card_received", code, order)


def _english_refund(chance: Random) -> Letter:
    code, order = code_of(chance), _order(chance)
    text = f"""Hello Kim,

Your A-to-z Guarantee claim for order {order} has been granted.
Since the purchase was made with a prepaid card that no longer accepts
refunds, we have sent you the full amount as a gift card:

Amount: ${chance.randint(5, 200)}.{chance.randint(10, 99)}
Gift card claim code: {code}

This refund was e-mailed to {OWNER}. Please write down the claim code.
"""
    return Letter("en", ('"Amazon.com"', "cs-reply@amazon.com"), "Your A-to-z Guarantee refund", text, kind="refund_gift_card", code=code, order_id=order)


def _english_forward(chance: Random) -> Letter:
    whole, friend = _english_text(chance), name(chance, "en")
    text = f"""Kim, this one is yours, it came to my address.

---------- Forwarded message ---------
From: Amazon.com <gc-orders@gc.email.amazon.com>
Date: Tue, Mar 5, 2024 at 10:00 AM
Subject: {whole.subject}
To: <{OWNER}>


{whole.text}"""
    address = f"{friend.lower().replace(' ', '.')}@example.net"
    return Letter("en", (friend, address), f"Fwd: {whole.subject}", text, kind=whole.kind, code=whole.code, order_id=whole.order_id)


def _japanese_text(chance: Random) -> Letter:
    code, order, giver = code_of(chance), _japanese_order(chance), name(chance, "ja")
    text = f"""佐藤 キム 様

いつもAmazon.co.jpをご利用いただき、ありがとうございます。
{giver}様より、Amazonギフト券をお預かりいたしましたのでお届けします。

=====================================================
  宛先　　　：{OWNER}
  贈り主　　：{giver}
  金額　　　：￥{chance.randint(1, 30)},000

  ギフト券番号：{code}
  注文番号　　：{order}
=====================================================

アカウントへの登録はこちら：
http://www.amazon.co.jp/gc-redeem

※ギフト券は再発行・換金できません。
アマゾン ジャパン
http://www.amazon.co.jp/
"""
    return Letter("ja", _AMAZON["ja"], f"{giver}さんからAmazonギフト券が届きました", text, kind="gift_card_received", code=code, order_id=order)


def _japanese_page(chance: Random) -> Letter:
    code, order, giver = code_of(chance), _japanese_order(chance), name(chance, "ja")
    shown = f"""<!DOCTYPE html><html lang="ja"><head><title>ギフトカード</title></head><body style="background:#fff7e6">
<table width="560" align="center"><tr><td><h2>{giver}さんからAmazonギフトカードが届きました</h2></td></tr>
<tr><td>金額</td><td>￥{chance.randint(1, 30)},000</td></tr>
<tr><td>ギフトカード番号</td><td style="font-family:monospace">{code}</td></tr>
<tr><td>注文番号</td><td>{order}</td></tr><tr><td>送信先</td><td>{OWNER}</td></tr>
<tr><td colspan="2"><a href="https://www.amazon.co.jp/gc/redeem">アカウントに登録する</a></td></tr></table></body></html>
"""
    return Letter("ja", _AMAZON["ja"], f"{giver}さんからAmazonギフトカードが届きました", "", shown, "gift_card_received", code, order)


def _japanese_refund(chance: Random) -> Letter:
    code, order = code_of(chance), _japanese_order(chance)
    text = f"""佐藤 キム 様

Amazon.co.jpカスタマーサービスです。
ご注文（注文番号 {order}）の返金につきまして、Amazonギフト券で返金いたしました。

返金額：￥{chance.randint(5, 90)}00
ギフト券番号：{code}

このギフト券をアカウントに登録してご利用ください。
"""
    return Letter("ja", ('"Amazon.co.jp"', "cs-reply@amazon.co.jp"), "返金のお知らせ", text, kind="refund_gift_card", code=code, order_id=order)


def _japanese_issuer(chance: Random) -> Letter:
    code = code_of(chance)
    text = f"""佐藤 キム 様

アンケートへのご協力ありがとうございました。
謝礼のAmazonギフトカードをお届けします。

Amazonギフトカード（Amazon.co.jp）
金額：{chance.randint(1, 9)},000円分
ギフトカード番号：{code}

期限を過ぎると無効となり再発行できません。
"""
    return Letter("ja", ("アンケート事務局", "no-reply@survey.example"), "謝礼のお届け", text, kind="gift_card_received", code=code)


def candidate(chance: Random, number: int) -> Letter:
    """Ordinary mail that speaks of gift cards or of Amazon, each time another of eight sorts: none of it brings or concerns a card."""
    made = (_goods, _talk, _advertisement, _hosting, _japanese_goods, _japanese_talk, _japanese_advertisement, _japanese_shop)
    return made[number % len(made)](chance)


def _goods(chance: Random) -> Letter:
    shown = page(chance, "en", "Your package is on its way", 6, f"<p>Hello Kim, order {_order(chance)} has shipped. Total: $41.20</p>")
    return Letter("en", ('"Amazon.com"', "ship-confirm@amazon.com"), "Your Amazon.com order has shipped", "", shown)


def _talk(chance: Random) -> Letter:
    friend = name(chance, "en")
    text = f"Hi Kim,\n\nshould we buy Tom an Amazon gift card for his birthday, or rather a book?\n{paragraph(chance, 'en', 12)}\n\n{friend}\n"
    return Letter("en", (friend, f"{friend.lower().replace(' ', '.')}@example.net"), "Tom's birthday", text)


def _advertisement(chance: Random) -> Letter:
    shown = page(chance, "en", "This week's offers", 16, "<p>Win one of ten Amazon gift cards: take part in our prize draw until Sunday.</p>")
    return Letter("en", ("Weekly Offers", "news@shop.example"), "This week: shoes, lamps and a prize draw", paragraph(chance, "en", 8), shown)


def _hosting(chance: Random) -> Letter:
    text = f"Greetings from Amazon Web Services,\n\nyour bill of last month is available. Total: $12.40\n{paragraph(chance, 'en', 4)}\n"
    return Letter("en", ('"Amazon Web Services"', "billing@hosting.example"), "Your hosting bill is available", text)


def _japanese_goods(chance: Random) -> Letter:
    shown = page(chance, "ja", "ご注文の商品を発送しました", 6, f"<p>注文番号 {_japanese_order(chance)} の商品を発送しました。合計：￥4,120</p>")
    return Letter("ja", ('"Amazon.co.jp"', "ship-confirm@amazon.co.jp"), "Amazon.co.jp ご注文の発送", "", shown)


def _japanese_talk(chance: Random) -> Letter:
    friend = name(chance, "ja")
    text = f"キムさん\n\n部長の送別会ですが、Amazonギフト券と花束のどちらがいいでしょうか。\n{paragraph(chance, 'ja', 12)}\n\n{friend}\n"
    return Letter("ja", (friend, f"friend{chance.randint(1, 400)}@example.jp"), "送別会の件", text)


def _japanese_advertisement(chance: Random) -> Letter:
    shown = page(chance, "ja", "今週のお買い得", 16, "<p>アンケートに答えると、抽選で十名様にAmazonギフトカードが当たります。</p>")
    return Letter("ja", ("お買い得情報", "news@shop.example"), "【今週のお買い得】抽選のご案内", paragraph(chance, "ja", 8), shown)


def _japanese_shop(chance: Random) -> Letter:
    text = f"キム様\n\nお中元に人気のカタログギフトをご紹介します。\n{paragraph(chance, 'ja', 10)}\n"
    return Letter("ja", ("百貨店", "info@department.example"), "夏のギフト特集", text)
