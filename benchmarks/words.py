"""The words of made-up mail: what ordinary people and shops write, in English and Japanese, and nothing of gift cards."""

from __future__ import annotations

from random import Random

ENGLISH = """
the a and of to in we you it that is was for on with as at by this from have not but they will would can could should about after again
all also another around ask back because before begin better between both bring build call change city close come country course cut day
different door down early earth easy eat end enough even every example eye face family far farm father feel few field fill find fire
first follow food form found friend garden get girl give go good great group grow half hand hard head hear heavy help high hold home hour
house idea keep kind know land large last late lead leave letter life light like line list listen little live long look made make many map
mark mean measure might mile mind money moon more morning most mother mountain move much music name near need never new next night
north note nothing number often old once open order other over own page paper part pass people picture piece place plain plan plane plant
play point power press problem product pull put question quick rain reach read ready real record red remember rest right river road rock
room round rule run sail same school science sea second seem sentence serve set several shape ship short show side simple since sing size
sleep slow small snow song soon sound south space special spell stand star start state stay step still stop story street strong study sun
sure surface table tail take talk teach tell test thing think thought thousand through time together town travel tree true try turn under
unit until usual very voice walk want warm watch water way week weight well west wheel where while white whole wind wood word work
world write year young meeting report budget invoice schedule project review update agenda minutes draft deadline office server backup
release ticket customer delivery printer holiday train station lunch dinner weekend
""".split()  # noqa: SIM905 (so many words read better as a text)

JAPANESE = """
来週の会議 資料を添付 ご確認ください よろしくお願いいたします 先日はありがとうございました 明日の打ち合わせ 午後三時から 第二会議室 議事録
予定を変更 お手数ですが 至急ご返信 見積書 請求書 納品の件 進捗状況 担当者 確認しました 問題ありません 東京駅 新幹線 週末の天気 散歩 桜が咲いて
図書館 子どもたち 運動会 写真を送ります お元気ですか 久しぶりに 夕食 駅前の店 予約しました 人数 会費 幹事 旅行の計画 温泉 宿泊先 電車の時間
遅れる場合は 連絡をください 仕様書 修正版 テスト環境 再起動 障害報告 原因を調査 対応いたします 休暇 出張 経費精算 締め切り 月曜日 水曜日 金曜日
今月の新着情報 季節の特集 人気の商品 送料無料 限定販売 配信停止 会員の皆様へ お知らせ 営業時間 定休日 ご注文 発送いたしました お届け先 伝票番号
です ます でした ので から まで では には とても 少し もう また そして しかし ただし なお 例えば つまり 今回 次回 前回 全員 各自 弊社 御社
""".split()  # noqa: SIM905

GIVEN = ("Ann", "Ben", "Clara", "David", "Ella", "Frank", "Grace", "Henry", "Iris", "Jack", "Kate", "Leo", "Mia", "Noah", "Olive", "Paul")
FAMILY = ("Adams", "Baker", "Carter", "Dixon", "Evans", "Foster", "Green", "Hughes", "Irwin", "Jones", "Keller", "Lewis", "Moore", "Nolan")
MEI = ("美咲", "健一", "花子", "太郎", "陽菜", "大輔", "由美", "翔太", "恵子", "直樹", "彩", "拓也")
SEI = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤", "吉田", "山田")


def sentence(chance: Random, language: str) -> str:
    """A line of 6 to 14 words, now and then with a number that no other line has."""
    if language == "ja":
        text = "、".join(chance.choices(JAPANESE, k=chance.randint(2, 4))) + "。"
        return f"{chance.randint(1, 9999)}番、{text}" if chance.random() < 0.15 else text
    text = " ".join(chance.choices(ENGLISH, k=chance.randint(6, 14))).capitalize() + "."
    return f"{text} ({chance.getrandbits(24):06x})" if chance.random() < 0.15 else text


def paragraph(chance: Random, language: str, sentences: int) -> str:
    """So many sentences, one a line."""
    return "\n".join(sentence(chance, language) for _ in range(sentences))


def name(chance: Random, language: str) -> str:
    """A person's name."""
    return f"{chance.choice(SEI)} {chance.choice(MEI)}" if language == "ja" else f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"


def page(chance: Random, language: str, title: str, rows: int, opening: str = "") -> str:
    """A shop's or paper's newsletter in HTML: nested tables, styles on every cell, tracked links. 1 kB a row or a little more."""
    style = "".join(f".m{n}{{color:#{chance.getrandbits(24):06x};font-size:{n + 10}px;padding:{n}px}}" for n in range(12))
    made = []
    for _ in range(rows):
        link = f"https://click.news.example/t/{chance.getrandbits(256):064x}/{chance.getrandbits(128):032x}"
        made.append(
            '<tr><td align="left" valign="top" style="padding:12px 24px;font-family:Helvetica,Arial,sans-serif;font-size:15px;line-height:22px;color:#333333">'
            f'<table width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td width="120"><img src="https://img.news.example/{chance.getrandbits(64):x}.jpg"'
            f' width="120" height="90" alt="" style="display:block;border:0"></td><td class="m{chance.randint(0, 11)}">'
            f'<a href="{link}" style="color:#0055aa;text-decoration:none"><b>{sentence(chance, language)}</b></a><br>'
            f"{paragraph(chance, language, 2)}</td></tr></table></td></tr>\n"
        )
    head = f'<!DOCTYPE html><html lang="{language}"><head><title>{title}</title><style>{style}</style></head><body bgcolor="#f4f4f4">'
    top = f'<table width="600" align="center" cellpadding="0" cellspacing="0"><tr><td><h1>{title}</h1>{opening}</td></tr>\n'
    return f"{head}{top}{''.join(made)}</table></body></html>\n"
