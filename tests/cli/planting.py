"""Mail in which secrets are planted everywhere that a mail has room for them, and the forms in which one could leak."""

from __future__ import annotations

import base64
import quopri
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import quote

from scanner.demo.sample import ADDRESS

TOKEN = "kZ8vT4qLm2Yx7RbN5wJc9sGf3hD6pAtE"


@dataclass(frozen=True)
class Canary:
    """A secret: its whole form, and what of it may be shown (the first group of a code)."""

    whole: str
    shown: str = ""

    @property
    def forms(self) -> set[bytes]:
        """How it would look in what leaked: plain, in other letters, without hyphens, in transfer encodings, in UTF-16."""
        secret = self.whole.removeprefix(self.shown).strip("-")
        bare = secret.replace("-", "")
        forms = {form.encode() for word in (secret, bare, self.whole) for form in (word, word.lower(), word.upper(), quote(word), word[::-1])}
        forms |= {quopri.encodestring(self.whole.encode()).strip(), self.whole.encode("utf-16-le"), bare.encode("utf-16-be")}
        for word in (secret, self.whole):
            for skip in range(3):  # the three alignments of base64; the ends depend on what stands beside
                forms.add(base64.b64encode(b" " * skip + word.encode())[4 if skip else 0 : -4])
        return {form for form in forms if len(form) >= 8}


def code(groups: str) -> Canary:
    """A claim code, of which the first group may be shown."""
    return Canary(groups, groups.partition("-")[0])


CODES = {
    "text": code("QW7K-4TBN9C-WD3F"),
    "page": code("RT8M-6XHJ2V-PK5N"),
    "subject": code("VB9N-3ZKQ7T-LM4R"),
    "name": code("XC5V-8RWD2G-HT9B"),
    "file": code("ZH4J-2MNK6P-QR8W"),
    "forward": code("KD6F-9GTB3X-VN2M"),
    "link": code("LP3R-7WCV5H-JZ6T"),
    "note": code("NM2X-5KJR8D-BG7C"),
    "suspicious": code("PT6W-4VHN9B-XK3D"),
    "bounced": code("GJ9C-2BRT6K-WM5P"),
    "folded": code("HR4D-8NXP3W-CV7K"),
    "told": code("TW5G-6QZB9M-RD2H"),
}
MONEY = [*CODES.values(), Canary(TOKEN)]


def planted() -> list[tuple[str, bytes]]:
    """The mails, with their folders."""
    c = {name: canary.whole for name, canary in CODES.items()}
    shop = "Amazon.com Gift Cards <gc-orders@gc.email.amazon.com>"
    page = f'<p>Claim code: <b>{c["page"]}</b></p><a href="https://www.amazon.com/gc/redeem?claimCode={c["link"]}">Redeem</a><span title="{c["page"]}">x</span>'
    return [
        ("INBOX", _mail(1, shop, "You received an Amazon gift card", f"You received a $25.00 gift card. Claim code: {c['text']}\n")),
        ("INBOX", _mail(2, shop, "Your Amazon gift card", "You received a gift card for $30.00.\n", page=page)),
        ("INBOX", _mail(3, "ann@example.com", f"Amazon gift card for you: {c['subject']}", f"Claim code: {c['subject']}, $50.00. Love, Ann\n")),
        ("INBOX", _mail(4, f"Code {c['name']} <ben@example.com>", "An Amazon gift card for you", f"Here is your Amazon claim code: {c['name']} ($10.00)\n")),
        ("INBOX", _mail(5, shop, "Your gift card", "You received a $40.00 gift card, see the attachment.\n", attached=f"Claim code: {c['file']}\n")),
        ("Sent", _mail(6, ADDRESS, "Fwd: gift card", _forward(shop, f"Amazon gift card, $20.00. Claim code: {c['forward']}"), to="cleo@example.com")),
        ("INBOX", _mail(7, shop, "A gift card from Dan", f"Dan sent you an Amazon gift card of $15.00: https://www.amazon.com/g/{TOKEN}?ref=gc\n")),
        ("INBOX", _mail(8, ADDRESS, "note to myself", f"amazon gift card 5000 yen, code {c['note']}\n")),
        ("INBOX", _mail(9, "Amazon.com <gift@amaz0n-cards.example>", "Your Amazon gift card", f"Claim code: {c['suspicious']} for $500.00\n")),
        ("INBOX", _bounce(10, c["bounced"])),
        ("INBOX", _mail(11, shop, "Gift card", f"You received a gift card for $35.00.\nClaim code:\n{c['folded'][:8]}\n{c['folded'][8:]}\n")),
    ]


def _mail(number: int, sender: str, subject: str, text: str, *, to: str = ADDRESS, page: str = "", attached: str = "") -> bytes:
    mail = EmailMessage()
    mail["X-Corpus"] = "synthetic"
    mail["Received"] = f"from mail.example.com by mx.example.jp; Mon, {number} Jun 2026 09:00:00 +0900"
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = f"Mon, {number} Jun 2026 09:00:00 +0900"
    mail["Message-ID"] = f"<planted-{number}@example.com>"
    mail.set_content(text, cte="base64" if number % 2 else "quoted-printable")
    if page:
        mail.add_alternative(page, subtype="html", cte="base64")
    if attached:
        mail.add_attachment(attached, filename="card.txt")
    return mail.as_bytes()


def _forward(sender: str, text: str) -> str:
    head = f"From: {sender}\nDate: Mon, Jun 1, 2026 at 9:00 AM\nSubject: Gift card\nTo: <{ADDRESS}>\n"
    return f"for you\n\n---------- Forwarded message ---------\n{head}\n{text}\n"


def _bounce(number: int, whole: str) -> bytes:
    returned = _mail(99, ADDRESS, "Gift card", f"Here is an Amazon gift card. Claim code: {whole}, $5.00\n", to="typo@exmaple.com").decode()
    head = f"X-Corpus: synthetic\nFrom: MAILER-DAEMON@example.jp\nTo: {ADDRESS}\nSubject: Undelivered Mail\nDate: Mon, {number} Jun 2026 09:00:00 +0900\n"
    head += "Message-ID: <planted-bounce@example.jp>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
    status = "Reporting-MTA: dns; mx.example.jp\n\nFinal-Recipient: rfc822; typo@exmaple.com\nAction: failed\nStatus: 5.1.1\n"
    status += f"Diagnostic-Code: smtp; 550 {whole}\n"
    parts = [("text/plain", f"Could not be delivered: {whole}\n"), ("message/delivery-status", status), ("message/rfc822", returned)]
    return (head + "".join(f"--b\nContent-Type: {kind}\n\n{body}\n" for kind, body in parts) + "--b--\n").encode()
