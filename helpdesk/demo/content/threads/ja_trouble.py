"""Threads in Japanese: what went wrong."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

V = "voltway.example"

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="ja-shoki-furyo",
        mailbox=f"support@{V}",
        intent="damaged",
        sentiment="negative",
        subjects=("初期不良の件", "キーボードの一部のキーが反応しません"),
        skus=("VW-KEY-75",),
        tags=("初期不良",),
        status="pending",
        lines=(
            ask(
                """
こんにちは。

先日購入したTypewave 75ですが、「J」と「右Shift」が
押しても反応しないことがあります。十回に三回くらいです。
別のパソコンでも同じでした。

交換していただけますか。できれば早めだと助かります。

{name}

iPhoneから送信
""",
            ),
            answer(
                """
{last}様

ご不便をおかけし、誠に申し訳ございません。
初期不良と判断いたしましたので、無償で対応いたします。

・新品との交換（{eta}にお届け、旧品は同じ配達員にお渡しください）
・スイッチ二個だけをお送りし、ご自身で差し替え（工具同梱、五分程度）

どちらをご希望でしょうか。ご返信をいただき次第、本日中に発送いたします。

{agent}
Voltway Gadgets
""",
                after=88,
            ),
        ),
    ),
    Scenario(
        key="ja-henpin",
        mailbox=f"support@{V}",
        intent="return_exchange",
        subjects=("返品について", "サイズ交換をお願いします"),
        skus=("VW-WATCH-S",),
        lines=(
            ask(
                """
お世話になります。
注文{order}のバンドですが、思ったより長く、
一番内側の穴でも緩いです。Sサイズに交換できますか。
開封して一度だけ着けました。

{name}
""",
            ),
            answer(
                """
{last}様

はい、一度ご着用いただいた場合でも交換を承ります。
Sサイズを本日発送し、{eta}のお届け予定です。

今お持ちの品は、届いた箱に同封の伝票を貼ってポストへお入れください。
返金をご希望の場合は、その旨をご返信ください。

{agent}
""",
                after=60,
            ),
            ask("ありがとうございます！とても助かりました。", after=240),
        ),
    ),
    Scenario(
        key="ja-okori",
        mailbox=f"support@{V}",
        intent="complaint",
        sentiment="angry",
        urgency="high",
        priority="urgent",
        status="escalated",
        subjects=("いい加減にしてください", "対応の遅さについて"),
        skus=("VW-CAM-01", "VW-PROJ-P"),
        tags=("クレーム",),
        lines=(
            ask(
                """
三回問い合わせましたが、毎回「確認中」としか返ってきません。
不良品を送っておいて、二週間放置ですか。

注文番号：{order}
金額：{total}

本日中に責任者の方からご連絡ください。
返金されない場合は消費生活センターに相談します。

{name}
""",
            ),
            note(
                "前两封被规则归到了已解决里。需要主管以自己的名义回复。@sam please sign this one off.",
                after=18,
            ),
            answer(
                """
{last}様

二週間もお待たせし、三度も同じお返事を差し上げましたこと、
心よりお詫び申し上げます。二通目までのメールが誤って「解決済み」に
分類されておりました。当社の落ち度でございます。

{total}の全額返金を、本日手配いたします。
商品のご返送は不要です。代替品をご希望の場合は、
返金に代えて最優先で発送いたしますので、どちらかお知らせください。

この件は最後まで私が担当いたします。

{agent}
Voltway Gadgets
""",
                after=26,
            ),
            ask("返金でお願いします。最初からこう対応してほしかったです。", after=95),
        ),
    ),
)
