"""First mails of customers who write in while the demo runs (ja, zh)."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, ask

N, V = "nordlicht-wohnen.example", "voltway.example"


def _opening(
    key: str,
    mailbox: str,
    intent: str,
    subject: str,
    text: str,
    *,
    sku: str = "",
    mood: str = "neutral",
    countries: tuple[str, ...] = (),
) -> Scenario:
    return Scenario(
        key=key,
        mailbox=mailbox,
        intent=intent,
        subjects=(subject,),
        lines=(ask(text),),
        sentiment=mood,
        urgency="high" if mood == "angry" else "normal",
        status="new",
        priority="high" if mood == "angry" else "normal",
        skus=(sku,) if sku else (),
        countries=countries,
        has_order="{order}" in text + subject or "{tracking}" in text,
    )


CN, TW = ("CN",), ("TW",)

OPENINGS_CJK: tuple[Scenario, ...] = (
    _opening(
        "ja-o1",
        f"support@{V}",
        "tracking",
        "配送状況の確認",
        "お世話になっております。\n注文{order}の荷物が三日前から"
        "「持ち出し中」のままです。\n{tracking}をご確認いただけますか。\n\n{name}",
    ),
    _opening(
        "ja-o2",
        f"support@{V}",
        "damaged",
        "片方だけ音が出ません",
        "昨日届いたイヤホン、右側から音が出ません。\n"
        "リセットも試しました。交換希望です。（{order}）\n\n{last}",
        sku="VW-BUDS-02",
        mood="negative",
    ),
    _opening(
        "ja-o3",
        f"sales@{V}",
        "shipping_question",
        "日本への送料",
        "はじめまして。\nPocketBeamを購入した場合、{city}までの"
        "送料と日数を教えてください。\n関税は別にかかりますか。\n\n{name}",
    ),
    _opening(
        "ja-o4",
        f"support@{V}",
        "refund",
        "返金はいつですか",
        "返品してから二週間経ちますが、まだ返金されていません。\n"
        "注文番号は{order}です。確認をお願いします。\n\n{name}",
        mood="negative",
    ),
    _opening(
        "ja-o5",
        f"support@{V}",
        "complaint",
        "納得できません",
        "「在庫あり」と表示されていたのに、決済後に「三週間待ち」と"
        "連絡が来ました。\nこれは詐欺ではないでしょうか。すぐに説明してください。\n{order}\n{name}",
        mood="angry",
    ),
    _opening(
        "ja-o6",
        f"support@{V}",
        "feedback",
        "ありがとうございました",
        "梱包がとても丁寧でした。\nまた利用します。\n\n{first}",
        mood="positive",
    ),
    _opening(
        "ja-o7",
        f"logistics@{N}",
        "order_status",
        "いつ発送されますか",
        "注文{order}はいつ発送されますか。\n月末に引っ越すため、それまでに受け取りたいです。\n\n{name}",
        sku="NW-LMP-AU",
    ),
    _opening(
        "zh-o1",
        f"support@{V}",
        "tracking",
        "快递显示已签收但没收到",
        "你好，{tracking} 显示昨天下午签收，可我没收到，"
        "小区驿站也没有。签收人写的“本人”，根本不是我。请帮忙核实。\n\n{name}",
        mood="negative",
        countries=CN,
    ),
    _opening(
        "zh-o2",
        f"support@{V}",
        "product_question",
        "键盘支持Mac吗",
        "想问下 Typewave 75 在 Mac 上 Fn 键能用吗？可以改键位不？",
        countries=CN,
    ),
    _opening(
        "zh-o3",
        f"support@{V}",
        "damaged",
        "少发了一件",
        "订单 {order} 买了两个，盒子里只有一个，称重记录你们应该有吧？麻烦补发。\n{name}",
        mood="negative",
        countries=CN,
    ),
    _opening(
        "zh-o4",
        f"support@{V}",
        "complaint",
        "等了一个月！",
        "下单一个月了还是“待发货”，问了就说“尽快”。尽快是多快？今天不给说法我就退单。{order}",
        mood="angry",
        countries=CN,
    ),
    _opening(
        "zh-o5",
        f"sales@{V}",
        "wholesale",
        "公司年会礼品采购",
        "您好，我们年会想采购 80 套迷你音箱做礼品，能印 logo 吗？"
        "最晚下月 10 号要到{city}。请报价。\n\n{name}",
        countries=CN,
    ),
    _opening(
        "zh-o6",
        f"logistics@{N}",
        "shipping_question",
        "請問可以寄到台灣嗎",
        "您好，想買 Svea 羊毛毯，請問可以寄到{city}嗎？運費跟關稅大概多少？謝謝！\n\n{name}",
        countries=TW,
    ),
    _opening(
        "zh-o7",
        f"support@{V}",
        "return_exchange",
        "想換顏色",
        "哈囉，訂單 {order} 的手錶錶帶收到了，顏色跟照片差蠻多的，可以換成黑色嗎？還沒拆封。\n{name}",
        sku="VW-WATCH-S",
        countries=TW,
    ),
)
