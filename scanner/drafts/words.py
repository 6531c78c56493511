"""The sentences of a draft that depend on the case, in the draft's language; each claims only what the case shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One language's labels and sentences; `happened` and `asks` are by situation (see `letter.situation_of`)."""

    labels: dict[str, str]
    happened: dict[str, str]
    asks: dict[str, str]
    ask_again: str  # where the situation has no request of its own: to have the card sent again
    ask_again_corrected: str
    searched: str  # fields: where, day
    searched_for_notice: str  # the buyer's mailbox never holds the card itself, only word of it
    searched_for_refund: str
    holes: str  # field: folders
    where: str  # fields: folders, messages
    one_message: str
    messages: str  # field: count
    list_comma: str
    more: str
    inbox: str
    proof_mail: str  # field: day
    proof_note: str


EN = Words(
    labels={
        "order_id": "Order number",
        "bought_on": "Bought on",
        "ordered_on": "Ordered on",
        "due_on": "Due on",
        "sent_on": "Sent on",
        "came_on": "Came on",
        "reminded_on": "Reminder dated",
        "told_on": "Notice dated",
        "amount": "Amount",
        "sender": "Sender's name",
        "recipient": "Sent to",
        "own_address": "My address",
        "corrected": "Corrected address",
        "serial": "Serial number",
        "marketplace": "Marketplace",
        "subject": "Subject of your e-mail",
    },
    happened={
        "bounced": "I ordered an Amazon gift card, and I was notified that it could not be delivered.",
        "never_delivered": "I ordered an Amazon gift card for somebody else, and I have no sign that it was delivered.",
        "never_delivered_told": "I ordered an Amazon gift card for somebody else, and it has not arrived.",
        "never_delivered_self": "I ordered an Amazon gift card for my own address, and it has not reached me.",
        "never_delivered_promised": "Amazon promised me a gift card, and it has not reached me.",
        "never_delivered_refund": "I was told of a refund, and I have no sign that it was made.",
        "never_delivered_posted": "I ordered an Amazon gift card to be sent by post, and I have no sign that it arrived.",
        "never_delivered_posted_told": "I ordered an Amazon gift card to be sent by post, and it has not arrived.",
        "lost": "I bought an Amazon gift card for myself, and its e-mail is no longer in my mailbox.",
        "lost_deleted": "I bought an Amazon gift card for myself, and I deleted its e-mail by mistake.",
        "lost_promised": "Amazon gave me a gift card, and its e-mail is no longer in my mailbox.",
        "lost_promised_deleted": "Amazon gave me a gift card, and I deleted its e-mail by mistake.",
        "lost_refund": "I was refunded with an Amazon gift card, and the e-mail with its code is no longer in my mailbox.",
        "lost_refund_deleted": "I was refunded with an Amazon gift card, and I deleted the e-mail with its code by mistake.",
        "lost_posted": "I have an Amazon gift card that came by post, and I cannot find its code.",
        "lost_counter": "I bought an Amazon gift card in a shop, and I cannot find its code.",
    },
    asks={
        "never_delivered_refund": "Please look into this refund and see that it is made.",
        "never_delivered_promised": "Please send it to me.",
        "never_delivered_posted": "Please send a replacement.",
        "never_delivered_posted_told": "Please send a replacement.",
        "lost_refund": "Please issue the gift card for this refund again.",
        "lost_refund_deleted": "Please issue the gift card for this refund again.",
        "lost_posted": "Please tell me how I can get its code.",
        "lost_counter": "Please tell me whether the card can be found.",
    },
    ask_again="Please send the gift card again.",
    ask_again_corrected="Please send the gift card again, to the corrected address.",
    searched="I searched my mailbox ({where}) on {day} and did not find it.",
    searched_for_notice="I searched my mailbox ({where}) on {day} and found no notice of its delivery.",
    searched_for_refund="I searched my mailbox ({where}) on {day} and found no notice of its payment.",
    holes="I could not search all of it: {folders}.",
    where="{folders}; {messages}",
    one_message="one message",
    messages="{count} messages",
    list_comma=", ",
    more="and others",
    inbox="Inbox",
    proof_mail="I can show the payment e-mail of {day}.",
    proof_note="I noted the purchase on {day}.",
)

JA = Words(
    labels={
        "order_id": "注文番号",
        "bought_on": "購入日",
        "ordered_on": "注文日",
        "due_on": "お届け予定日",
        "sent_on": "送信日",
        "came_on": "受信日",
        "reminded_on": "お知らせの日付",
        "told_on": "お知らせの日付",
        "amount": "金額",
        "sender": "送り主の名前",
        "recipient": "送信先",
        "own_address": "私のアドレス",
        "corrected": "訂正後の送信先",
        "serial": "シリアル番号",
        "marketplace": "購入サイト",
        "subject": "いただいたメールの件名",
    },
    happened={
        "bounced": "注文したAmazonギフトカードについて、配信できなかったというお知らせを受け取りました。",
        "never_delivered": "贈り物としてAmazonギフトカードを注文しましたが、相手に届いたことを確認できません。",
        "never_delivered_told": "贈り物としてAmazonギフトカードを注文しましたが、相手に届いていません。",
        "never_delivered_self": "自分宛てにAmazonギフトカードを注文しましたが、届いていません。",
        "never_delivered_promised": "AmazonからAmazonギフトカードを進呈いただけるとのご案内がありましたが、届いていません。",
        "never_delivered_refund": "返金のご案内をいただきましたが、返金されたことを確認できません。",
        "never_delivered_posted": "配送タイプのAmazonギフトカードを注文しましたが、届いたことを確認できません。",
        "never_delivered_posted_told": "配送タイプのAmazonギフトカードを注文しましたが、届いていません。",
        "lost": "自分宛てに購入したAmazonギフトカードのメールが、メールボックスに見当たりません。",
        "lost_deleted": "自分宛てに購入したAmazonギフトカードのメールを、誤って削除してしまいました。",
        "lost_promised": "Amazonからいただいたギフトカードのメールが、メールボックスに見当たりません。",
        "lost_promised_deleted": "Amazonからいただいたギフトカードのメールを、誤って削除してしまいました。",
        "lost_refund": "Amazonギフトカードで返金を受けましたが、番号が記載されたメールがメールボックスに見当たりません。",
        "lost_refund_deleted": "Amazonギフトカードで返金を受けましたが、番号が記載されたメールを誤って削除してしまいました。",
        "lost_posted": "配送で届いたAmazonギフトカードの番号が分からなくなりました。",
        "lost_counter": "店頭で購入したAmazonギフトカードの番号が分からなくなりました。",
    },
    asks={
        "never_delivered_refund": "返金状況をご確認のうえ、返金のお手続きをお願いいたします。",
        "never_delivered_promised": "ご確認のうえ、送付をお願いいたします。",
        "never_delivered_posted": "代わりのカードの発送をお願いいたします。",
        "never_delivered_posted_told": "代わりのカードの発送をお願いいたします。",
        "lost_refund": "返金分のギフトカードの再発行をお願いいたします。",
        "lost_refund_deleted": "返金分のギフトカードの再発行をお願いいたします。",
        "lost_posted": "番号を確認する方法をお教えください。",
        "lost_counter": "カードをお調べいただくことはできますでしょうか。",
    },
    ask_again="ギフトカードの再送をお願いいたします。",
    ask_again_corrected="訂正後の送信先へ、ギフトカードの再送をお願いいたします。",
    searched="{day}にメールボックス（{where}）を確認しましたが、見つかりませんでした。",
    searched_for_notice="{day}にメールボックス（{where}）を確認しましたが、お届け完了のお知らせは見つかりませんでした。",
    searched_for_refund="{day}にメールボックス（{where}）を確認しましたが、返金完了のお知らせは見つかりませんでした。",
    holes="ただし、次のフォルダーは一部しか確認できていません：{folders}。",
    where="{folders}、{messages}",
    one_message="計1通",
    messages="計{count}通",
    list_comma="、",
    more="ほか",
    inbox="受信トレイ",
    proof_mail="{day}付の支払い完了メールをお見せできます。",
    proof_note="{day}に購入の控えを残しています。",
)

LANGUAGES: dict[str, Words] = {"en": EN, "ja": JA}
