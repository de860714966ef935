"""Threads in Chinese: what went wrong."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

N = "nordlicht-wohnen.example"
V = "voltway.example"

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="zh-tuikuan",
        mailbox=f"support@{V}",
        intent="refund",
        sentiment="angry",
        urgency="high",
        priority="urgent",
        status="escalated",
        countries=("CN",),
        subjects=("再不退款我就投诉了", "退款！退款！退款！"),
        skus=("VW-CAM-01", "VW-PROJ-P"),
        tags=("退款",),
        lines=(
            ask(
                """
我真的服了。货退回去二十天了，签收截图也发过两次，每次都说“财务处理中”。
{total}不是小钱！订单号 {order}。

今天之内给个准话：几号到账？再拖我直接找支付平台申诉，顺便去网上发一发，让大家看看你们怎么做生意的。

{name}
""",
                "退款到底什么时候到？？？客服换了三个人没一个能说清楚。{order}",
            ),
            note("退款卡在风控：金额超过 200 美元要双人复核，昨天没人点。@sam 请批一下。", after=19),
            answer(
                """
{last}{title}，您好：

您的退款今天批准、今天退出，{total}全额，原路返回，一般 1–3 个工作日到账。

拖了这么久是我们内部审核没跟上，跟您没有任何关系，我向您道歉。如果您希望更快，也可以改退到支付宝，
当天就能到；需要的话把账号对应的邮箱回复给我即可（不用发密码和验证码）。

您选哪一种？这件事由我跟到底。

{agent}
""",
                after=24,
            ),
            ask("原路退吧。希望这次是真的。", after=48),
        ),
    ),
    Scenario(
        key="zh-posun",
        mailbox=f"logistics@{N}",
        intent="damaged",
        sentiment="negative",
        countries=("CN",),
        subjects=("收到的杯子碎了", "破损，请协助处理"),
        skus=("NW-MUG-S4", "NW-MUG-FJ"),
        tags=("破损",),
        lines=(
            ask(
                "你好，刚拆箱，杯子碎了一个，杯沿也有磕碰，照片见附件。包装外面没问题，应该是里面没塞紧。能补发吗？订单 {order}\n\n{name}",
                files=("mug",),
            ),
            answer(
                """
{last}{title}，您好！

马上给您补发一只新的，{eta}左右到，免费，碎的那只不用寄回。

如果您不想等，我也可以直接退这一只的钱。回复“补发”或“退款”即可。处理碎片时请小心别划到手。

{agent}
""",
                after=58,
            ),
            ask("补发就行，不急。谢谢提醒。", after=66),
        ),
    ),
    Scenario(
        key="zh-tw-tuihuo",
        mailbox=f"support@{V}",
        intent="return_exchange",
        countries=("TW",),
        subjects=("想退貨", "七天鑑賞期退貨"),
        skus=("VW-MOUSE-E",),
        status="pending",
        lines=(
            ask(
                """
哈囉，滑鼠收到了，質感很好，但是我的手太小，握起來不太順 QQ
請問還在鑑賞期內可以退嗎？盒子跟配件都還在。

訂單編號 {order}
{name}
""",
            ),
            answer(
                """
{last}{title}您好：

可以的，七天內退貨完全免費，{total} 會全額退回。

有兩個方式：到超商寄件（我寄寄件代碼給您），或是請快遞到府收件。如果您想換成小一號的 Glide S，也可以直接換，
不用補差價。您比較想要哪一種呢？

{agent}
""",
                after=61,
            ),
        ),
    ),
)
