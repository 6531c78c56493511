"""A refund that is announced: its words are a refund's, and none that was made."""

from __future__ import annotations

import pytest

from scanner.catalog import load_catalog
from scanner.model import Kind
from tests.facts.mails import compose, read

ORDER = "304-2281907-5540638"


@pytest.mark.parametrize(
    ("shop", "subject", "text"),
    [
        ("amazon.sa", "بخصوص طلبك", f"سنعيد إليك 46.90 ر.س بعد فحص المنتج.\n\nرقم الطلب: {ORDER}"),
        ("amazon.eg", "بخصوص طلبك", f"هنرجع لك المبلغ بعد ما نفحص المنتج.\n\nرقم الطلب: {ORDER}"),
        ("amazon.com.tr", "Siparişiniz hakkında", f"Ürünü kontrol ettikten sonra 46,90 TL geri ödenecek.\n\nSipariş no: {ORDER}"),
        ("amazon.com.tr", "Siparişiniz hakkında", f"Tutarı kontrolden sonra kartınıza geri yatıracağız.\n\nSipariş no: {ORDER}"),
    ],
)
def test_what_will_be_paid_back_is_pending(shop: str, subject: str, text: str) -> None:
    """The future of the verb alone tells it, without the noun."""
    assert Kind.REFUND_PENDING == read(compose(subject, text, sender=f"{shop.capitalize()} <no-reply@{shop}>")).recognition.kind


@pytest.mark.parametrize(
    ("tag", "text"), [("ar", "سنعيد إليك ثمن المنتج"), ("tr", "tutar size geri ödenecek"), ("tr", "paranız iade edildi"), ("en", "we issued your refund")]
)
def test_both_are_refunds(tag: str, text: str) -> None:
    """A language that lists the announced refund apart still speaks of a refund with it; one that does not loses nothing."""
    language = load_catalog().languages[tag]
    assert language.mentions("refund", language.fold(text))
