"""Threads in Japanese: orders on their way."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

N = "nordlicht-wohnen.example"
V = "voltway.example"

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="ja-todokanai",
        mailbox=f"support@{V}",
        intent="tracking",
        sentiment="negative",
        subjects=("商品が届きません", "【至急】注文{order}の配送状況について"),
        skus=("VW-BUDS-02", "VW-KEY-75"),
        tags=("遅延",),
        lines=(
            ask(
                """
ご担当者様

お世話になっております。{name}と申します。

{ordered}に注文した商品（注文番号 {order}）が
まだ届いておりません。追跡番号 {tracking} は
一週間前から「国際交換局から発送」のままです。

現在の状況と、到着予定日をお知らせいただけますでしょうか。
よろしくお願いいたします。

{name}
""",
                "注文した商品が届きません。{tracking}、先週から止まってます。いつ届きますか？\n\n{last}",
            ),
            note("成田の通関待ち。文件齐全，今天放行。Customs at Narita, released today.", after=70),
            answer(
                """
{last}様

お世話になっております。Voltway Gadgetsの{agent}です。
お荷物は成田の通関を本日通過し、{eta}にお届けの見込みです。
ご連絡が遅れ、ご心配をおかけして申し訳ございません。

ご都合に合わせて、次のどちらかをお選びいただけます。
1. このままお届けをお待ちいただく
2. 本日、国内倉庫から代わりの品を発送する（送料は当社負担）

番号だけご返信いただければ、すぐに手配いたします。

{agent}
Voltway Gadgets カスタマーサポート
""",
                after=45,
            ),
            ask("早速のご対応ありがとうございます。\n1でお願いいたします。\n\n{last}", after=130),
        ),
    ),
    Scenario(
        key="ja-hamono-haiso",
        mailbox=f"logistics@{N}",
        intent="invoice_customs",
        subjects=("関税について", "通関で止まっています（{order}）"),
        skus=("NW-BLK-WO",),
        tags=("通関",),
        lines=(
            ask(
                """
Nordlicht Wohnen 御中

ドイツから注文したブランケットが東京税関で止まっており、
{carrier}から「インボイスの品名が不明瞭」との連絡が来ました。
こちらで何か必要な書類はありますか。

日本語で失礼いたします。
{name}
""",
            ),
            answer(
                """
{last}様

{last}様にご用意いただく書類はございません。
品名を「羊毛100%の毛布、家庭用」に直したインボイスを、
先ほど税関と{carrier}の両方へ送りました（添付の控えをご覧ください）。

通常は一営業日ほどで許可が下ります。
もし{eta}を過ぎても動きがなければ、このメールにご返信ください。
再発送か全額返金、ご希望の方で対応いたします。

{agent}
Nordlicht Wohnen
""",
                after=150,
                files=("invoice",),
            ),
            ask("無事に届きました。とても暖かいです。丁寧な対応に感謝します。", after=4100),
        ),
    ),
    Scenario(
        key="ja-jusho",
        mailbox=f"support@{V}",
        intent="address_change",
        urgency="high",
        priority="high",
        subjects=("住所変更のお願い", "届け先を間違えました"),
        skus=("VW-HUB-9", "VW-STAND-A"),
        lines=(
            ask(
                """
すみません、さきほどの注文（{order}）の住所が
引っ越し前のままでした。

〒{postcode}
{city}{street}

に変更できますでしょうか。
{last}
""",
            ),
            answer(
                "{last}様\n\n出荷前でしたので、お届け先を変更いたしました。お届けは{eta}の予定です。\nご安心ください。\n\n{agent}",
                after=17,
            ),
            ask("よかったです、ありがとうございます！", after=8),
        ),
    ),
    Scenario(
        key="ja-cancel",
        mailbox=f"support@{V}",
        intent="cancellation",
        subjects=("キャンセルできますか", "注文{order}の取消"),
        skus=("VW-LIGHT-R", "VW-CABLE-2M"),
        status="new",
        lines=(
            ask(
                "間違えて二つ注文してしまいました。{order}の方をキャンセルできますか？まだ発送前だと思います。"
            ),
        ),
    ),
)
