"""Threads in Chinese: orders on their way."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

N = "nordlicht-wohnen.example"
V = "voltway.example"

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="zh-wuliu",
        mailbox=f"support@{V}",
        intent="tracking",
        sentiment="negative",
        countries=("CN",),
        subjects=("我的包裹到哪里了？", "订单{order}物流一直不更新", "催一下快递"),
        skus=("VW-PB-20K", "VW-BUDS-02", "VW-KEY-75"),
        tags=("延误",),
        lines=(
            ask(
                """
你好，

我{ordered}下的单（{order}），单号 {tracking}，物流信息停在“离开处理中心”已经九天了。
这是给我爸的生日礼物，下周二就要用。麻烦帮忙查一下到底在哪，还来不来得及？

谢谢
{name}
""",
                "在吗？{tracking} 九天没更新了，是不是丢件了啊。急！",
                "麻烦查下 {order}，快递一直没动静，问了{carrier}说让找卖家……",
            ),
            note("在深圳口岸等清关，税号没带上。已经补交。最坏情况从国内仓补发一件。", after=40),
            answer(
                """
{last}{title}，您好！

您的包裹在深圳口岸等待清关，我们刚刚补交了资料，预计{eta}送到，赶得上生日。

为了保险，您可以二选一：
1. 继续等这一件；
2. 我今天从国内仓再发一件，明后天就到，原来那件到了拒收即可，不收任何费用。

回复“1”或“2”就好，我马上安排。让您着急了，真不好意思。

{agent}
Voltway Gadgets 客服
""",
                after=28,
            ),
            ask("选2，谢谢，你们客服太给力了", "那就2吧，谢谢🙏", after=23),
            answer("已经发出啦，{first}，明天会有短信通知。祝叔叔生日快乐！\n\n{agent}", after=55),
        ),
    ),
    Scenario(
        key="zh-tw-baoguan",
        mailbox=f"logistics@{N}",
        intent="invoice_customs",
        countries=("TW",),
        subjects=("報關資料問題", "海關通知需要補件（{order}）"),
        skus=("NW-LMP-AU",),
        tags=("報關",),
        lines=(
            ask(
                """
您好：

我在貴店訂購的檯燈（訂單 {order}）今天收到{carrier}通知，說需要 EZ WAY 實名認證，
還要賣家提供商業發票。實名認證我已經完成了，發票的部分可以麻煩你們補給快遞公司嗎？
追蹤號碼是 {tracking}。

另外想請問台灣電壓 110V 可以直接用嗎？

謝謝，辛苦了
{name}
{city}
""",
            ),
            answer(
                """
{last}{title}您好：

商業發票已經傳給{carrier}了（附件是副本），您這邊不需要再做任何事，預計{eta}可以收到。

檯燈本體 110V 可以用，不過附的是歐規插頭：您可以自己加一個轉接頭，或是我們免費寄一條台規電源線給您。
需要的話回覆「電源線」就可以囉。

{agent}
Nordlicht Wohnen
""",
                after=95,
                files=("invoice",),
            ),
            ask("電源線，麻煩了！服務超好，謝謝～", after=42),
        ),
    ),
    Scenario(
        key="zh-gaidizhi",
        mailbox=f"support@{V}",
        intent="address_change",
        urgency="high",
        priority="high",
        countries=("CN",),
        subjects=("改地址！急", "收货地址填错了"),
        skus=("VW-STAND-A", "VW-HUB-9"),
        lines=(
            ask(
                "刚下的单 {order} 地址选成公司的了，能改到家里吗：{city}{street}，{name}，{phone}。麻烦快点，怕发货了"
            ),
            answer("{last}{title}，已经改好了，还没出库，放心。预计{eta}送到家里。\n\n{agent}", after=8),
            ask("好的好的谢谢！！", after=3),
        ),
    ),
    Scenario(
        key="zh-fapiao",
        mailbox=f"support@{V}",
        intent="invoice_customs",
        countries=("CN",),
        subjects=("开发票", "需要 invoice 报销"),
        skus=("VW-MOUSE-E", "VW-KEY-75"),
        lines=(
            ask(
                "您好，订单 {order} 需要一张带公司抬头的 invoice 报销用，PDF 就可以。抬头：{city}{last}氏科技有限公司。谢谢。{name}"
            ),
            answer(
                "{last}{title}，您好：\n\ninvoice 已开好，见附件，抬头按您给的写。\n如果财务还需要盖章版，告诉我一声，当天补发。\n\n{agent}",
                after=77,
                files=("invoice",),
            ),
        ),
    ),
)
