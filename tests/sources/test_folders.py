"""What a folder is for, by its name as servers and mail programs write it."""

from __future__ import annotations

import pytest

from scanner.model import SpecialUse
from scanner.sources import use_of_name


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("INBOX", "inbox"), ("Inbox", "inbox"), ("受信トレイ", "inbox"), ("Boîte de réception", "inbox"), ("Posteingang", "inbox"),
        ("Sent", "sent"), ("SENT ITEMS", "sent"), ("送信済みアイテム", "sent"),
        ("Gesendete Objekte", "sent"), ("Éléments envoyés", "sent"), ("Wysłane", "sent"),
        ("Trash", "trash"), ("ゴミ箱", "trash"), ("ごみ箱", "trash"), ("削除済みアイテム", "trash"), ("Gelöscht", "trash"),
        ("Çöp Kutusu", "trash"), ("ÇÖP KUTUSU", "trash"),
        ("Junk", "junk"), ("Spam", "junk"), ("迷惑メール", "junk"), ("Unerwünscht", "junk"), ("垃圾邮件", "junk"),
        ("Drafts", "drafts"), ("下書き", "drafts"), ("Entwürfe", "drafts"),
        ("Archive", "archive"), ("アーカイブ", "archive"), ("All Mail", "all"), ("すべてのメール", "all"),
        ("INBOX.Sent", "sent"), ("INBOX/Trash", "trash"), ("[Gmail]/Sent Mail", "sent"), ("[Google Mail]/すべてのメール", "all"), ("[Gmail]/ゴミ箱", "trash"),
        ("ｓｅｎｔ", "sent"), ("Sent.mbox", "sent"), (" Sent ", "sent"), ("迷惑メール".replace("メ", "ﾒ"), "junk"),
    ],
)  # fmt: skip
def test_names_in_many_languages(name: str, use: str) -> None:
    """Whole names count, without case, width and accents, at the top or below INBOX and [Gmail]."""
    assert use == use_of_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Sent to clients", "Junk drawer", "Trashed ideas", "My Inbox", "Clients/Sent", "a/b/Trash", "", "/", "Absent", "ハード", "ゴミ箱2", "[Gmail]",
        "[Gmail]/a/Sent",
    ],
)  # fmt: skip
def test_other_names_are_the_owners(name: str) -> None:
    """A name that merely begins so, or stands deeper, is an ordinary folder."""
    assert SpecialUse.ORDINARY is use_of_name(name)


def test_a_delimiter_of_the_server() -> None:
    """Servers part levels by dots as well."""
    assert SpecialUse.ORDINARY is use_of_name("Clients.Sent", ".")
    assert SpecialUse.SENT is use_of_name("INBOX.Sent", ".")
