"""What the words beside a code say of it: whose code it is, and which of two in one sentence is the dead one."""

from __future__ import annotations

import pytest

from tests.facts.mails import compose, read

OLD, NEW, BARE = "QWZ4-7KPLMX-3HTR", "HT6V-PX2MCD-9RKL", "QWZ47KPLMX3HTR"
ABOUT = {
    "es": ("Amazon.es <confirmar-envio@amazon.es>", "Tu tarjeta regalo de Amazon.es", "Aquí tienes tu tarjeta regalo de Amazon.es por valor de 25,00 €."),
    "fr": ("Amazon.fr <confirmation-commande@amazon.fr>", "Votre chèque-cadeau Amazon.fr", "Voici votre chèque-cadeau Amazon.fr d'une valeur de 25,00 €."),
    "it": ("Amazon.it <conferma-ordine@amazon.it>", "Il tuo buono regalo Amazon.it", "Ecco il tuo buono regalo Amazon.it del valore di 25,00 €."),
    "pt": (
        "Amazon.com.br <confirma-pedido@amazon.com.br>",
        "Seu cartão-presente da Amazon.com.br",
        "Aqui está o seu cartão-presente da Amazon.com.br no valor de R$ 25,00.",
    ),
    "ar": ("Amazon.ae <auto-confirm@amazon.ae>", "بطاقة هدايا أمازون", "إليك بطاقة هدايا أمازون الخاصة بك بقيمة 100.00 درهم."),
    "en": ("Amazon.com <auto-confirm@amazon.com>", "Your Amazon.com Gift Card", "Here is your Amazon.com Gift Card worth $25.00."),
    "de": ("Amazon.de <bestellbestaetigung@amazon.de>", "Ihr Amazon.de Gutschein", "Hier ist Ihr Amazon.de Gutschein über 25,00 €."),
}


def codes(tag: str, text: str) -> list[str]:
    """The live codes of a mail about a card, from an address that sends other mail too."""
    sender, subject, lead = ABOUT[tag]
    return read(compose(subject, f"{lead}\n\n{text}\n", sender=sender)).codes


@pytest.mark.parametrize(
    ("tag", "label"),
    [
        ("es", "Código promocional"),
        ("es", "Código de parentesco"),
        ("fr", "Code de parrainage"),
        ("fr", "Code avantage"),
        ("it", "Codice sconto"),
        ("it", "Codice di affiliazione"),
        ("pt", "Código de indicação"),
        ("pt", "Código fidelidade"),
        ("ar", "رمز ترويجي"),
        ("ar", "الرمز الترويجي"),
        ("ar", "والرمز الترويجي"),
    ],
)
@pytest.mark.parametrize("layout", ["{label}: {code}", "{label}\n{code}", "{label} {code}"])
def test_a_word_behind_makes_another_code_of_it(tag: str, label: str, layout: str) -> None:
    """Where a language says behind the word what a code is for, that word is read too."""
    assert [] == codes(tag, layout.format(label=label, code=BARE))


@pytest.mark.parametrize(
    ("tag", "label"),
    [
        ("es", "Tu código"),
        ("es", "Código de canje"),
        ("es", "Código de tu tarjeta regalo"),
        ("es", "Su código es el siguiente"),
        ("es", "Introduce este código"),
        ("fr", "Votre code"),
        ("fr", "Code cadeau"),
        ("fr", "Votre code est le suivant"),
        ("fr", "Le code de votre chèque-cadeau"),
        ("it", "Il tuo codice"),
        ("it", "Codice del buono regalo"),
        ("it", "Il codice è il seguente"),
        ("pt", "Seu código"),
        ("pt", "Código do cartão-presente"),
        ("ar", "الرمز"),
        ("ar", "استخدم الرمز التالي"),
        ("ar", "رمز المطالبة"),
        ("ar", "ورمز المطالبة"),
    ],
)
@pytest.mark.parametrize("layout", ["{label}: {code}", "{label}\n{code}"])
def test_a_claim_codes_own_words_do_not(tag: str, label: str, layout: str) -> None:
    """Words that any sentence has, and those that name the card, leave it the card's code."""
    assert [BARE] == codes(tag, layout.format(label=label, code=BARE))


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", f"Your old code {OLD} was cancelled, your new code is {NEW}."),
        ("en", f"Your new code is {NEW}, the old code {OLD} no longer works."),
        ("en", f"The old code {OLD} has been replaced; please use {NEW} instead."),
        ("en", f"New code {NEW} (old code {OLD} is void)"),
        ("de", f"Ihr alter Code {OLD} ist ungültig, Ihr neuer Code lautet {NEW}."),
        ("fr", f"L'ancien code {OLD} n'est plus valable, votre nouveau code est {NEW}."),
        ("es", f"El código anterior {OLD} ya no es válido, tu nuevo código es {NEW}."),
        ("it", f"Il vecchio codice {OLD} non è più valido, il nuovo codice è {NEW}."),
        ("pt", f"O código anterior {OLD} foi cancelado, o seu novo código é {NEW}."),
        ("en", f"Code {OLD} was cancelled and code {NEW} works"),
    ],
)
def test_of_two_codes_in_one_sentence_one_is_dead(tag: str, text: str) -> None:
    """What is said of a code reaches no further than the next code's own words."""
    assert [NEW] == codes(tag, text)


@pytest.mark.parametrize(
    "above",
    [f"Your old code {OLD} is void. Your new code:", f"The card {OLD} has been cancelled.", "The old code is no longer valid. Your new code:"],
)
def test_what_the_line_above_says_of_another_code_is_that_ones_fate(above: str) -> None:
    """Only its last sentence names the code below it, and only where it has no code of its own."""
    assert [NEW] == codes("en", f"{above}\n{NEW}")


def test_a_dead_code_below_its_line_is_dead() -> None:
    """The last sentence of the line above is about the code below it."""
    assert [NEW] == codes("en", f"The old code is no longer valid:\n{OLD}\nYour new code:\n{NEW}")
