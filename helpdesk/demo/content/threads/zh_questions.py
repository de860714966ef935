"""Threads in Chinese: questions, big orders, accounts, and thanks."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

V = "voltway.example"

SCENARIOS: tuple[Scenario, ...] = (
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
