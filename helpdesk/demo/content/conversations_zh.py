"""Threads in Chinese: the mainland and overseas in simplified, Taiwan in traditional script."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

N, V = "nordlicht-wohnen.example", "voltway.example"

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
        key="zh-pifa",
        mailbox=f"sales@{V}",
        intent="wholesale",
        has_order=False,
        countries=("CN",),
        subjects=("咨询批发价", "想代理你们的充电器"),
        skus=("VW-CHG-65", "VW-CABLE-2M"),
        tags=("b2b",),
        status="pending",
        lines=(
            ask(
                """
您好，

我们是{city}的一家数码集合店，线下六家门店，想先进 65W 充电器 300 只、两米编织线 500 根试销。
请问：
1）阶梯价怎么算，含不含税；
2）有没有 3C / 商检资料；
3）首单能不能三成定金，货到付尾款？

期待回复。
{name}
""",
            ),
            note("规模属实，门店地址查过。价格按二级代理给，3C 证书在共享盘。", after=150, by="chen"),
            answer(
                """
{last}{title}，您好，感谢关注！

300 只充电器和 500 根线现货都有，两周内可以发。简单说：
· 充电器 300 只起 33.5 美元，500 只起 31.8 美元；线 500 根起 9.6 美元，均不含税；
· 3C 证书和检测报告可以随报价单一起发；
· 首单三成定金没问题，尾款发货前付清；第二单起可以谈月结。

您看是先发样品，还是直接出正式报价单？

{agent}
""",
                after=35,
            ),
        ),
    ),
    Scenario(
        key="zh-chicun",
        mailbox=f"sales@{V}",
        intent="product_question",
        has_order=False,
        countries=("CN",),
        subjects=("充电宝能带上飞机吗", "关于 PowerBrick 的几个问题"),
        skus=("VW-PB-20K",),
        lines=(
            ask(
                "请问 20000 毫安这款能上飞机吗？多少 Wh？另外能不能给笔记本充电，我的是 Type-C 65W 的。谢谢！"
            ),
            answer(
                """
您好！

能上飞机：这款是 74 Wh，低于 100 Wh 的限额，随身带即可，不能托运。

给 65W 的笔记本充电也没问题，单口最高 65W，大约能充满一次。如果只是给手机用，10000 毫安那款轻一半。
您主要是出差用还是平时用？我帮您挑。

{agent}
""",
                after=36,
            ),
            ask("出差用，那就这款了，下单去。", after=12),
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
    Scenario(
        key="zh-zan",
        mailbox=f"support@{V}",
        intent="feedback",
        sentiment="positive",
        priority="low",
        urgency="low",
        countries=("CN",),
        subjects=("表扬一下客服", "五星好评"),
        skus=("VW-BUDS-02",),
        tags=("表扬",),
        lines=(
            ask(
                "没别的事，就是想夸一下，上次丢件的事处理得又快又好，第二天就收到了。已经推荐给同事，这周应该有两单是他们的哈哈。\n\n{name}"
            ),
            answer(
                "{first}，您好！谢谢您专门写信来，我们整个小组都看到了，今天的奶茶有理由了。\n同事下单时报您的名字，会多送一根线。\n\n{agent}",
                after=130,
            ),
        ),
    ),
    Scenario(
        key="zh-zhuxiao",
        mailbox=f"support@{V}",
        intent="legal_privacy",
        countries=("CN",),
        subjects=("注销账号并删除个人信息",),
        skus=("VW-PLUG-4",),
        tags=("隐私",),
        status="in_progress",
        lines=(
            ask(
                "根据《个人信息保护法》第四十七条，请删除贵司保存的我的全部个人信息并注销账号，完成后书面告知。订单 {order} 的售后期已过。\n\n{name}"
            ),
            note("法务：15 个工作日内答复。先核身份，再走删除流程。", after=200),
        ),
    ),
)
