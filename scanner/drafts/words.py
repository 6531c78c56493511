"""The sentences of a draft that depend on the case, in the draft's language; each claims only what the case shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One language's sentences and labels."""

    labels: dict[str, str]
    requests: dict[str, str]  # by situation, fields: day, recipient
    searched: str
    searched_with_holes: str
    unknown_day: str


EN = Words(
    labels={
        "order_id": "Order number",
        "ordered_on": "Order date",
        "due_on": "Was due on",
        "came_on": "Came on",
        "sent_on": "Sent on",
        "told_on": "Notice of",
        "amount": "Amount",
        "recipient": "Sent to",
        "corrected": "Corrected address",
        "marketplace": "Marketplace",
        "serial": "Serial number",
        "giver": "From",
    },
    requests={
        "bounced": "I ordered a gift card that could not be delivered to the recipient.",
        "never_delivered": "I ordered a gift card, and nothing shows that it was delivered.",
        "never_delivered_refund": "I was told of a refund, and nothing shows that it was made.",
        "never_delivered_posted": "I ordered a gift card by post, and it has not arrived.",
        "never_delivered_given": "I was to get a gift card by e-mail, and it has not reached me.",
        "lost": "I received a gift card, and its e-mail is no longer in my mailbox.",
        "lost_deleted": "I received a gift card by e-mail and deleted the e-mail by mistake.",
        "lost_refund": "I received a refund as a gift card, and its e-mail is no longer in my mailbox.",
        "lost_refund_deleted": "I received a refund as a gift card and deleted the e-mail by mistake.",
        "lost_posted": "I received a gift card by post and no longer have its code.",
        "lost_counter": "I bought a gift card in a shop and no longer have its code.",
    },
    searched="I searched my mailbox ({folders}; {count} messages up to {day}) and did not find it.",
    searched_with_holes="I searched my mailbox ({folders}; {count} messages up to {day}) and did not find it; these could not be searched completely: {holes}.",
    unknown_day="",
)

JA = Words(
    labels={
        "order_id": "注文番号",
        "ordered_on": "注文日",
        "due_on": "予定日",
        "came_on": "受信日",
        "sent_on": "送信日",
        "told_on": "お知らせの日付",
        "amount": "金額",
        "recipient": "送信先",
        "corrected": "訂正後のアドレス",
        "marketplace": "サイト",
        "serial": "シリアル番号",
        "giver": "贈り主",
    },
    requests={
        "bounced": "購入したギフトカードが、受取人に配信できませんでした。",
        "never_delivered": "ギフトカードを注文しましたが、配信されたことが確認できません。",
        "never_delivered_refund": "返金の案内をいただきましたが、返金されたことが確認できません。",
        "never_delivered_posted": "配送タイプのギフトカードを注文しましたが、届いていません。",
        "never_delivered_given": "メールで届くはずのギフトカードが、届いていません。",
        "lost": "受け取ったギフトカードのメールが、メールボックスに見当たりません。",
        "lost_deleted": "受け取ったギフトカードのメールを、誤って削除してしまいました。",
        "lost_refund": "ギフトカードで返金を受けましたが、そのメールがメールボックスに見当たりません。",
        "lost_refund_deleted": "ギフトカードで返金を受けましたが、そのメールを誤って削除してしまいました。",
        "lost_posted": "郵送で受け取ったギフトカードの番号が分からなくなりました。",
        "lost_counter": "店頭で購入したギフトカードの番号が分からなくなりました。",
    },
    searched="メールボックス（{folders}、{day}までの{count}通）を確認しましたが、見つかりませんでした。",
    searched_with_holes="メールボックス（{folders}、{day}までの{count}通）を確認しましたが、見つかりませんでした。次のフォルダーは完全には確認できていません：{holes}",
    unknown_day="",
)

LANGUAGES: dict[str, Words] = {"en": EN, "ja": JA}
