"""What a folder is for, by its name: special-use names in the languages of the great mailers (RFC 6154 tells it better)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from scanner.model import SpecialUse

# Names as servers and mail programs localize them; compared whole, without case and accents. A name that merely
# begins so ("Sent to clients", "Junk drawer") is an ordinary folder.
_NAMES: dict[SpecialUse, str] = {
    SpecialUse.INBOX: (
        "inbox|受信トレイ|受信箱|受信ボックス|posteingang|boite de reception|reception|posta in arrivo|bandeja de entrada"
        "|caixa de entrada|postvak in|inkorg|skrzynka odbiorcza|odebrane|gelen kutusu|收件箱|收件匣|صندوق الوارد"
        "|البريد الوارد|dorucena posta"
    ),
    SpecialUse.SENT: (
        "sent|sent mail|sent items|sent messages|送信済み|送信済みメール|送信済みアイテム|送信済みトレイ|送信済メール|送信トレイ|送信箱|gesendet"
        "|gesendete objekte|gesendete elemente|envoye|envoyes|elements envoyes|messages envoyes|objets envoyes|inviati"
        "|posta inviata|posta inviati|enviados|elementos enviados|mensajes enviados|itens enviados|e-mails enviados"
        "|verzonden|verzonden items|verzonden berichten|skickat|skickade|skickade objekt|wyslane|elementy wyslane"
        "|gonderilmis ogeler|gonderilenler|gonderilmis|gonderilmis postalar|已发送|已发送邮件|已傳送郵件|寄件備份|المرسلة|البريد المرسل"
        "|العناصر المرسلة|odeslana posta|odeslane"
    ),
    SpecialUse.TRASH: (
        "trash|deleted|deleted items|deleted messages|bin|ゴミ箱|ごみ箱|削除済みアイテム|削除済み|削除済みメール|papierkorb|geloscht"
        "|geloschte objekte|geloschte elemente|corbeille|elements supprimes|messages supprimes|supprimes|cestino"
        "|posta eliminata|eliminati|papelera|papelera de reciclaje|elementos eliminados|eliminados|lixeira|lixo"
        "|itens excluidos|itens eliminados|prullenbak|verwijderde items|papperskorg|papperskorgen|borttaget"
        "|borttagna objekt|kosz|elementy usuniete|usuniete|cop kutusu|cop|silinmis ogeler|已删除|已删除邮件|垃圾桶|刪除的郵件|المهملات"
        "|سلة المهملات|العناصر المحذوفة|kos|odstranena posta"
    ),
    SpecialUse.JUNK: (
        "junk|spam|junk e-mail|junk email|junk mail|bulk mail|bulk|迷惑メール|迷惑メールフォルダ|迷惑メールフォルダー|スパム|unerwunscht"
        "|junk-e-mail|spamverdacht|courrier indesirable|indesirables|pourriel|posta indesiderata|indesiderata"
        "|correo no deseado|no deseado|correo basura|lixo eletronico|lixo electronico|ongewenst|ongewenste e-mail"
        "|skrappost|wiadomosci-smieci|gereksiz|gereksiz e-posta|istenmeyen|垃圾邮件|垃圾郵件|البريد غير الهام|البريد العشوائي"
        "|nevyzadana posta"
    ),
    SpecialUse.DRAFTS: (
        "drafts|draft|下書き|entwurfe|brouillons|bozze|borradores|rascunhos|concepten|utkast|wersje robocze|szkice|taslaklar|草稿|草稿箱|المسودات|koncepty"
    ),
    SpecialUse.ARCHIVE: (
        "archive|archives|archived|アーカイブ|アーカイブ済み|archiviert|messages archives|archiv|archivio|archivo|arquivo|archief"
        "|arkiv|archiwum|arsiv|归档|存檔|أرشيف"
    ),
    SpecialUse.ALL: (
        "all mail|すべてのメール|alle nachrichten|tous les messages|tutti i messaggi|todos|todos los mensajes|todos os e-mails"
        "|alle berichten|alla mail|wszystkie|tum postalar|所有邮件|كل البريد|vsechny zpravy"
    ),
}
_BY_NAME = {name: use for use, names in _NAMES.items() for name in names.split("|")}
_CLASSIC_ROOTS = re.compile(r"^(?:\[(?:gmail|google mail)\]|inbox)[./]", re.IGNORECASE)


@lru_cache(maxsize=4096)
def use_of_name(name: str, delimiter: str = "/") -> SpecialUse:
    """What a folder is for by its name; only its last component counts, below INBOX or [Gmail] or at the top."""
    plain = _CLASSIC_ROOTS.sub("", name)
    if delimiter and delimiter in plain and plain.count(delimiter) > 0 and not name.startswith("."):
        # Deeper folders are the owner's own, whatever they are called.
        plain = plain.strip(delimiter)
        if delimiter in plain:
            return SpecialUse.ORDINARY
    return _BY_NAME.get(fold_name(plain.strip("./ ").removesuffix(".sbd").removesuffix(".mbox")), SpecialUse.ORDINARY)


def fold_name(name: str) -> str:
    """A folder's name as names are compared: without case and accents; Japanese voicing marks stay."""
    text = unicodedata.normalize("NFKC", name).casefold().replace("ł", "l").replace("ı", "i")
    kept = (c for c in unicodedata.normalize("NFD", text) if c in "\u3099\u309a" or not unicodedata.combining(c))
    return unicodedata.normalize("NFC", "".join(kept)).strip()
