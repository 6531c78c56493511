"""Delivery status notifications: by RFC 3464, and in mail systems' own words."""

from __future__ import annotations

import pytest

from scanner.model import DeliveryStatus
from tests.messages.making import HEAD, read

ANN = "Ann <ann@example.com>"
DAEMON = HEAD.replace(ANN, "Mail Delivery System <MAILER-DAEMON@mx.example.com>").replace("Subject: s", "Subject: Undelivered Mail Returned to Sender")
AMAZON = HEAD.replace(ANN, "Amazon.co.jp <do-not-reply@amazon.co.jp>")
FAILED = "Final-Recipient: rfc822; bob@example.org\nAction: failed\nStatus: 5.1.1"
COPY = "Message-ID: <original@example.com>\nFrom: ann@example.com\nTo: bob@example.org\nSubject: hello\n"
REPORT = HEAD + 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n\nhello\n'


def report(status: str, *, copy: str = COPY, head: str = DAEMON) -> str:
    """A multipart/report with these fields (RFC 6522)."""
    return (
        f'{head}Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n\nYour message came back.\n'
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\n{status}\n"
        f"--b\nContent-Type: text/rfc822-headers\n\n{copy}\n--b--\n"
    )


def status_of(data: str) -> DeliveryStatus | None:
    """What a message says as a bounce."""
    return read(data).delivery_status


def test_rfc3464() -> None:
    """The address without its type, the diagnostic as the field has it, the returned message's identifier."""
    found = status_of(report(FAILED + "\nDiagnostic-Code: smtp; 550 5.1.1 <bob@example.org>:\n User unknown"))
    assert DeliveryStatus("bob@example.org", "failed", "5.1.1", "smtp; 550 5.1.1 <bob@example.org>: User unknown", "<original@example.com>") == found


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("Final-Recipient: RFC822;<bob@example.org>\nAction: Failed", ("bob@example.org", "failed", None)),
        ("Final-Recipient: utf-8; ボブ@example.org\nAction: failed\nStatus: 5.1.1", ("ボブ@example.org", "failed", "5.1.1")),
        ("Final-Recipient: local; bob\nOriginal-Recipient: rfc822; bob@example.org\nAction: failed", ("bob@example.org", "failed", None)),
        ("Original-Recipient: rfc822;bob@example.org\nAction: failed", ("bob@example.org", "failed", None)),
        ("Final-Recipient: rfc822; bob@example.org\nAction: delayed\nStatus: 4.2.2 (mailbox full)", ("bob@example.org", "delayed", "4.2.2")),
        ("Final-Recipient: rfc822; bob@example.org\nAction: delivered (to mailbox)\nStatus: 2.0.0", ("bob@example.org", "delivered", "2.0.0")),
        ("Final-Recipient: rfc822; bob@example.org\nAction: relayed\nStatus: 2.1.9", ("bob@example.org", "relayed", "2.1.9")),
        ("Final-Recipient: rfc822; bob@example.org\nAction: expanded\nStatus: 2.0.0", ("bob@example.org", "expanded", "2.0.0")),
        ("Final-Recipient: rfc822; bob@example.org\nStatus: 5.0.0", ("bob@example.org", "failed", "5.0.0")),
        ("Final-Recipient: rfc822; bob@example.org\nAction: failure\nDiagnostic-Code: smtp; 550 5.4.1 denied", ("bob@example.org", "failed", "5.4.1")),
        ("Final-Recipient: rfc822; a@example.org\nAction: delivered\nStatus: 2.0.0\n\n" + FAILED, ("bob@example.org", "failed", "5.1.1")),
        (FAILED + "\n\nFinal-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.2.2", ("bob@example.org", "failed", "5.1.1")),
    ],
)  # fmt: skip
def test_fields_as_mail_systems_write_them(fields: str, expected: tuple[str, str, str | None]) -> None:
    """Types, comments and missing fields; of several recipients the first that failed."""
    found = status_of(report(fields))
    assert expected == ((found.final_recipient, found.action, found.status) if found else None)


@pytest.mark.parametrize("sender", [ANN, "Amazon.co.jp <do-not-reply@amazon.co.jp>", "", "<>"])
def test_a_report_is_a_bounce_whoever_sends_it(sender: str) -> None:
    """Neither sender nor subject matters."""
    head = HEAD.replace(ANN, sender).replace("Subject: s", "Subject: A gift card for you")
    mail = read(report(FAILED, head=head))
    assert mail.is_bounce
    assert "bob@example.org" == (mail.delivery_status.final_recipient if mail.delivery_status else None)


def test_the_original_is_found_where_the_bounce_has_it() -> None:
    """In the whole copy, in the header alone, in the report's fields, or because the bounce answers it."""
    whole = report(FAILED).replace("text/rfc822-headers", "message/rfc822")
    told = report("X-Original-Message-ID: <original@example.com>\n\n" + FAILED, copy="Subject: none")
    answer = report(FAILED, copy="Subject: none", head="In-Reply-To: <original@example.com>\n" + DAEMON)
    for data in (whole, told, answer):
        found = status_of(data)
        assert "<original@example.com>" == (found.original_message_id if found else None)


TEXTS = {
    "postfix": (
        "<bob@example.org>: host mx.example.org[192.0.2.1] said: 550 5.1.1 <bob@example.org>:\n"
        "    Recipient address rejected: User unknown (in reply to RCPT TO command)",
        ("failed", "5.1.1", "550 5.1.1 <bob@example.org>: Recipient address rejected: User unknown (in reply to RCPT TO command)"),
    ),
    "qmail": (
        "Hi. This is the qmail-send program at mx.example.com.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up.\n\n<bob@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n",
        ("failed", "5.1.1", None),
    ),
    "exim": (
        "A message that you sent could not be delivered to one or more of its recipients.\n"
        "This is a permanent error. The following address failed:\n\n  bob@example.org\n    Unrouteable address\n",
        ("failed", None, None),
    ),
    "sendmail": (
        "   ----- The following addresses had permanent fatal errors -----\n<bob@example.org>\n    (reason: 550 Unknown user bob@example.org)\n\n"
        "   ----- Transcript of session follows -----\n... while talking to mx.example.org.:\n>>> RCPT To:<bob@example.org>\n"
        "<<< 550 Unknown user bob@example.org\n",
        ("failed", None, "550 Unknown user bob@example.org"),
    ),
    "delay": (
        "This message was created automatically by mail delivery software.\n"
        "A message that you sent has not yet been delivered to one or more of its recipients after more than 24 hours on the queue.\n\n"
        "The address to which the message has not yet been delivered is:\n\n  bob@example.org\n\n"
        "No action is required on your part. Delivery attempts will continue.\n",
        ("delayed", None, None),
    ),
    "japanese": (
        "次のあて先へのメッセージはエラーのため送信できませんでした。\n\n送信先のメールアドレスが見つかりませんでした。\n\n<bob@example.org>\n",
        ("failed", None, None),
    ),
    "fields in text": (
        "ご送信いただいたメールは、以下の宛先に配送できませんでした。\n\n" + FAILED + "\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n",
        ("failed", "5.1.1", "smtp; 550 5.1.1 no such user"),
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_plain_words(name: str) -> None:
    """The forms in which mail systems without RFC 3464 tell whom they could not reach, and why."""
    text, (action, status, diagnostic) = TEXTS[name]
    copy = "\n------ This is a copy of the message, including all the headers. ------\n\nReceived: from x by y\n" + COPY
    assert DeliveryStatus("bob@example.org", action, status, diagnostic, "<original@example.com>") == status_of(DAEMON + "\n" + text + copy)


@pytest.mark.parametrize(
    "data",
    [
        HEAD.replace("Subject: s", "Subject: Delivery of your sofa") + "\nThe sofa could not be delivered on Monday. Call us at shop@example.org.\n",
        AMAZON.replace("Subject: s", "Subject: Your gift card could not be delivered") + "\nIt could not be sent to\n\n  bob@example.org\n",
        "Return-Path: <>\n" + HEAD.replace("Subject: s", "Subject: Out of office: hello") + "\nI am away. Undeliverable mail goes to bob@example.org.\n",
        "Return-Path: <>\n" + HEAD.replace("Subject: s", "Subject: 自動返信: ギフト券") + "\n不在にしております。\n",
        DAEMON.replace("Undelivered Mail Returned to Sender", "Weekly summary") + "\nAll is well.\n",
        REPORT.replace("delivery-status", "disposition-notification")
        + "--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; bob@example.org\n"
        + "Disposition: manual-action/MDN-sent-manually; displayed\n--b--\n",
        REPORT.replace("delivery-status", "feedback-report") + "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b--\n",
        REPORT.replace("report; report-type=delivery-status", "mixed")
        + f"--b\nContent-Type: message/rfc822\n\n{DAEMON}\n<bob@example.org>: user unknown\n--b--\n",
    ],
    ids=["shop", "amazons-own-notice", "vacation", "vacation-ja", "daemon-without-failure", "read-receipt", "complaint", "forwarded-bounce"],
)  # fmt: skip
def test_what_is_no_bounce(data: str) -> None:
    """A shop's notice of a failed delivery, receipts, complaints and automatic replies are none."""
    mail = read(data)
    assert not mail.is_bounce
    assert mail.delivery_status is None
