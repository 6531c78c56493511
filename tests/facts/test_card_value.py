"""Which of a mail's amounts is the card's value, or the refund's total."""

from __future__ import annotations

import pytest

from tests.facts.mails import compose, read

MAILS = [
    (
        "Your Amazon gift card",
        "Amazon.com <gc-orders@gc.email.amazon.com>",
        "You received a gift card!\n\nAmount: $50.00\nAQ7K-ZX8W4M-P3TV\n\nYour gift card balance: $120.00\n\nGift cards are available from $1 to $2,000.",
        "50.00 USD",
    ),
    (
        "Your Amazon.com order of 1 gift card",
        "Amazon.com <gc-orders@gc.email.amazon.com>",
        "Order Confirmation\n\nThank you for your gift card order.\n\nAmazon.com eGift Card\n$50.00\n\nProcessing fee: $3.95\nOrder total: $53.95\n",
        "50.00 USD",
    ),
    (
        "Your Amazon.com gift card order",
        "Amazon.com <gc-orders@gc.email.amazon.com>",
        "We received your order.\n\nGift card amount: $50.00\nShipping & handling: $4.99\nTax: $0.00\nGrand total: $54.99\nTo: kit@example.com\n",
        "50.00 USD",
    ),
    (
        "Ihr Amazon.de Gutschein",
        "Amazon.de <gutschein-order@amazon.de>",
        "Sie haben einen Gutschein erhalten!\n\nWert: 50,00 €\nCode: AQ7K-ZX8W4M-P3TV\n\n"
        "Ihr aktuelles Guthaben: 120,00 €\nGutscheine gibt es von 1 € bis 5.000 €.",
        "50.00 EUR",
    ),
    (
        "Seu vale-presente Amazon.com.br",
        "Amazon.com.br <gc-orders@amazon.com.br>",
        "Você recebeu um vale-presente!\n\nValor: R$ 150,00\nCódigo: AQ7K-ZX8W4M-P3TV\n\nDisponível de R$ 25,00 - R$ 500,00.",
        "150.00 BRL",
    ),
    (
        "Your Amazon gift card",
        "Amazon.com <gc-orders@gc.email.amazon.com>",
        "You received a $75 Amazon gift card.\n\nClaim code: AQ7K-ZX8W4M-P3TV\n\nGift cards come in $25, $50, $100 and $200.",
        "75 USD",
    ),
    (
        "Your Amazon gift card",
        "Amazon.com <gc-orders@gc.email.amazon.com>",
        "You received an Amazon gift card.\n\nClaim code: AQ7K-ZX8W4M-P3TV\n\nChoose MX$100-MX$5,000 for your next gift.",
        "None",
    ),
    (
        "Your refund",
        "Amazon.com <refunds@amazon.com>",
        "We issued a refund of $18.27 to your Amazon gift card balance.\n\nItem price: $20.00\n"
        "Restocking fee: -$1.73\nTotal refund: $18.27\nNew gift card balance: $118.27",
        "18.27 USD",
    ),
    (
        "Your Amazon gift card",
        "Amazon.com <gc-orders@gc.email.amazon.com>",
        "Your gift card is here.\n\nValue    $50.00\nClaim code AQ7K-ZX8W4M-P3TV\nActivation fee    $5.95\n",
        "50.00 USD",
    ),
    (
        "Amazonギフトカードが届きました",
        "Amazon.co.jp <gc-orders@amazon.co.jp>",
        "ギフトカードが届きました。\n\n金額：￥5,000\nギフトカード番号：AQ7K-ZX8W4M-P3TV\n\n現在の残高：￥12,000\n15円～500,000円の範囲で購入できます。",
        "5000 JPY",
    ),
    (
        "Your Amazon.in gift card",
        "Amazon.in <in-gc-orders@amazon.in>",
        "You received a gift card\n\nAmount: Rs. 1,500/-\nGift card code AQ7K-ZX8W4M-P3TV\n",
        "1500 INR",
    ),
    (
        "Amazon.com.tr hediye kartınız",
        "Amazon.com.tr <gc-orders@amazon.com.tr>",
        "Hediye kartı aldınız!\n\n250 TL'lik hediye kartınız hazır.\nKod: AQ7K-ZX8W4M-P3TV\n25 TL, 50 TL, 100 TL ve 250 TL seçenekleri vardır.",
        "250 TRY",
    ),
    (
        "Amazon.se presentkort",
        "Amazon.se <gc-orders@amazon.se>",
        "Du har fått ett presentkort!\n\n500 kr\nKod: AQ7K-ZX8W4M-P3TV\nPresentkort finns från 50 kr-5 000 kr.",
        "500 SEK",
    ),
    (
        "Twoja karta podarunkowa Amazon.pl",
        "Amazon.pl <gc-orders@amazon.pl>",
        "Otrzymałeś kartę podarunkową!\n\nKwota: 100 zł\nKod: AQ7K-ZX8W4M-P3TV\nKarty: 25/50/100/200 zł",
        "100 PLN",
    ),
    (
        "Your survey reward",
        "Panel <rewards@example.com>",
        "Thank you for completing our survey. Your reward is a 500 pesos Amazon.com.mx gift card.\n\nCode: AQ7K-ZX8W4M-P3TV",
        "500 MXN",
    ),
    (
        "Your Amazon.ca gift card",
        "Amazon.ca <gc-orders@gc.email.amazon.ca>",
        "You received a gift card.\nAmount: $40.00\nClaim code: AQ7K-ZX8W4M-P3TV",
        "40.00 CAD",
    ),
    (
        "Your Amazon gift card",
        "Amazon.com <gc-orders@gc.email.amazon.com>",
        "Your gift card\nFace value: US$ 50.00\nBonus: US$ 5.00\nYou paid: US$ 50.00\nCode AQ7K-ZX8W4M-P3TV",
        "50.00 USD",
    ),
]
CHOICES = [
    "Choose from 25-500 €.",
    "Choose from 25 – 500 €.",
    "Choose 25, 50 or 100 €.",
    "Choose $25 / $50 / $100.",
    "From R$ 25-R$ 500.",
    "kr 50–kr 500",
]


@pytest.mark.parametrize(("subject", "sender", "text", "amount"), MAILS)
def test_the_cards_own_value_wins(subject: str, sender: str, text: str, amount: str) -> None:
    """Not the balance, a fee, the order's total, a choice of values or the limits of the small print."""
    fact = read(compose(subject, text, sender=sender)).facts[0]
    assert amount == (f"{fact.amount.value} {fact.amount.currency}" if fact.amount else "None")


@pytest.mark.parametrize("around", CHOICES)
def test_what_one_can_choose_is_nobodys_value(around: str) -> None:
    """Ranges and lists with signs of any kind, before or behind, on both ends or on one."""
    text = f"You received an Amazon gift card.\n\nClaim code: AQ7K-ZX8W4M-P3TV\n\n{around}"
    assert read(compose("Your Amazon gift card", text)).facts[0].amount is None


def test_labels_and_values_that_take_turns() -> None:
    """Where each label stands above its value, the label below a value is the next one's."""
    text = "Bakiye yükleme siparişinizi aldık.\n\nSipariş No\nD01-7119956-2052748\nBakiye yükleme\n1.000,00 TL\nÖdeme\nMastercard **** 7725\n"
    fact = read(compose("Amazon.com.tr bakiye yükleme siparişiniz", text, sender="Amazon.com.tr <siparis-onay@amazon.com.tr>")).facts[0]
    assert fact.amount is not None
    assert f"{fact.amount.value} {fact.amount.currency}" == "1000.00 TRY"
