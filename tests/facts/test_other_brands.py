"""Cards of other shops, each in its country's words: they give nothing, though they name Amazon somewhere."""

from __future__ import annotations

import pytest

from tests.facts.mails import compose, read

CODE = "QWZ4-7KPLMX-3HTR"
MAILS = [
    (
        "Allegro <powiadomienia@sklep.example>",
        "Twoja karta podarunkowa Allegro",
        "Karta podarunkowa Allegro o wartości 100,00 zł.\n"
        "Kod karty: {code}\n"
        "Karty Allegro nie można użyć na Amazon.pl.",
    ),
    (
        "Empik <zamowienia@ksiegarnia.example>",
        "Karta prezentowa Empik dla Ciebie",
        "Oto karta prezentowa Empik na 50 zł.\n"
        "Kod: {code}\n"
        "Kart Empik i Amazon nie łączymy.",
    ),
    (
        "Alza <info@obchod.example>",
        "Dárkový poukaz Alza",
        "Posíláme vám dárkový poukaz Alza v hodnotě 500 Kč.\n"
        "Kód poukazu: {code}\n"
        "Poukaz nelze použít na Amazon.de.",
    ),
    (
        "Trendyol <bilgi@magaza.example>",
        "Trendyol hediye kartınız",
        "200 TL değerindeki Trendyol hediye kartınız hazır.\n"
        "Kod: {code}\n"
        "Kart Amazon.com.tr'de kullanılamaz.",
    ),
    (
        "Hepsiburada <bilgi@magaza.example>",
        "Hepsiburada hediye çekiniz",
        "100 TL'lik Hepsiburada hediye çekiniz.\n"
        "Çek kodu: {code}\n"
        "Hepsiburada, Amazon ile bağlantılı değildir.",
    ),
    ("京东 <service@mall.example>", "您的京东礼品卡", "您收到一张面值100元的京东礼品卡。\n卡密：{code}\n京东礼品卡不能在亚马逊使用。"),
    ("天猫 <service@mall.example>", "天猫礼品卡到账通知", "天猫礼品卡 200元\n卡密：{code}\n本卡与亚马逊无关。"),
    (
        "نون <orders@store.example>",
        "بطاقة هدايا نون",
        "إليك بطاقة هدايا نون بقيمة 100 درهم.\n"
        "رمز البطاقة: {code}\n"
        "لا يمكن استخدام البطاقة على أمازون.",
    ),
    (
        "Coolblue <service@winkel.example>",
        "Jouw Coolblue cadeaukaart",
        "Hier is je Coolblue cadeaukaart van € 25,00.\n"
        "Code: {code}\n"
        "Deze kaart is niet geldig bij Amazon.nl.",
    ),
    (
        "bol <service@winkel.example>",
        "Je bol cadeaukaart",
        "Je hebt een bol cadeaukaart van € 25,00 gekregen.\n"
        "Code: {code}\n"
        "Niet te gebruiken bij Amazon.nl.",
    ),
    (
        "Elgiganten <order@butik.example>",
        "Ditt presentkort från Elgiganten",
        "Här är ditt Elgiganten presentkort på 500 kr.\n"
        "Kod: {code}\n"
        "Presentkortet gäller inte hos Amazon.se.",
    ),
    (
        "ICA <kund@butik.example>",
        "ICA presentkort",
        "Ditt ICA presentkort, värde 300 kr.\n"
        "Kod: {code}\n"
        "Det kan inte användas hos Amazon.se.",
    ),
    (
        "Americanas <contato@loja.example>",
        "Seu vale-presente Americanas",
        "Aqui está o seu vale-presente Americanas de R$ 100,00.\n"
        "Código: {code}\n"
        "Não é válido na Amazon.com.br.",
    ),
    (
        "Magalu <contato@loja.example>",
        "Cartão-presente Magalu",
        "Você ganhou um cartão-presente Magalu de R$ 50,00.\n"
        "Código: {code}\n"
        "O cartão Magalu não vale na Amazon.com.br.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sender", "subject", "text"), MAILS, ids=[mail[0].partition(" ")[0] for mail in MAILS])
@pytest.mark.parametrize("code", [CODE, CODE.lower(), "QWZ47KPLMX3HTR"])
def test_anothers_card_gives_nothing(sender: str, subject: str, text: str, code: str) -> None:
    """Neither a kind nor a code, whatever its code looks like."""
    result = read(compose(subject, text.format(code=code), sender=sender))
    assert (None, []) == (result.recognition.kind, result.codes)


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        (
            "Rekruter <nagrody@panel.example>",
            "Twoja karta podarunkowa Amazon.pl",
            "Allegro nie było łatwe: dziękujemy!\nOto karta podarunkowa Amazon.pl na 100 zł.\nKod karty: {code}",
        ),
        (
            "Panel <premi@panel.example>",
            "Il tuo buono regalo Amazon.it",
            "Un saluto allegro!\nEcco il tuo buono regalo Amazon.it da 25 €.\nUn messaggio allegro\nCodice: {code}",
        ),
        (
            "Panel <premios@panel.example>",
            "Tu tarjeta regalo de Amazon.es",
            "Aquí está tu tarjeta regalo de Amazon.es de 25 €.\nPrecios al alza\nCódigo de canje: {code}",
        ),
    ],
)
def test_amazons_card_is_not_lost_beside_such_a_word(sender: str, subject: str, text: str) -> None:
    """What is a shop in one country is a mere word in another, and an aside is one everywhere."""
    assert [CODE] == read(compose(subject, text.format(code=CODE), sender=sender)).codes


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        (
            "Książkownia <sklep@ksiazkownia.example>",
            "Karta podarunkowa do Książkowni",
            "Oto karta podarunkowa do Książkowni na 50 zł.\nKod karty: {code}\nKup też na Amazon.pl?",
        ),
        (
            "Knihovna Lípa <eshop@knihovnalipa.example>",
            "Dárkový poukaz",
            "Posíláme dárkový poukaz do Knihovny Lípa v hodnotě 500 Kč.\nKód poukazu: {code}\nPoukaz nelze použít na Amazon.de.",
        ),
        (
            "Librairie Dupré <contact@librairie-dupre.example>",
            "Votre carte cadeau",
            "Voici votre carte cadeau de la Librairie Dupré de 50 €.\nCode : {code}\nPourquoi pas Amazon.fr ?",
        ),
        (
            "Buchladen Meier <shop@buchladen-meier.example>",
            "Ihr Gutschein",
            "Hier ist Ihr Gutschein von Buchladen Meier über 50 €.\nCode: {code}\nKaufen Sie auch bei Amazon.de?",
        ),
    ],
)
@pytest.mark.parametrize("code", [CODE, CODE.lower()])
def test_a_shops_own_voucher_names_amazon_in_passing(sender: str, subject: str, text: str, code: str) -> None:
    """The shop's name stands behind the card's word, in whatever case, and Amazon in a question or a rule only."""
    result = read(compose(subject, text.format(code=code), sender=sender))
    assert (None, []) == (result.recognition.kind, result.codes)


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        (
            "Panel Zakupowy <nagrody@panel.example>",
            "Karta podarunkowa od Panelu Zakupowego",
            "Oto karta podarunkowa od Panelu Zakupowego.\n50 zł do wydania w Amazonie.\nKod karty: {code}",
        ),
        (
            "Buchladen Meier <shop@buchladen-meier.example>",
            "Ihr Gutschein von Buchladen Meier",
            "Hier ist Ihr Gutschein von Buchladen Meier über 50 €, einlösbar bei Amazon.de.\nCode: {code}",
        ),
        (
            "Librairie Dupré <contact@librairie-dupre.example>",
            "Votre carte cadeau de Librairie Dupré",
            "Voici votre carte cadeau de Librairie Dupré.\n50 € à dépenser sur Amazon.fr.\nCode : {code}",
        ),
    ],
)
def test_who_gives_amazons_card_may_stand_there_too(sender: str, subject: str, text: str) -> None:
    """Where the mail says in earnest that the card is for Amazon, the name behind the card's word is the giver's."""
    assert [CODE] == read(compose(subject, text.format(code=CODE), sender=sender)).codes
