"""Threads in Japanese: questions, big orders, accounts, and thanks."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask

V = "voltway.example"

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="ja-denatsu",
        mailbox=f"sales@{V}",
        intent="product_question",
        has_order=False,
        subjects=("日本の電圧で使えますか", "PSEマークの有無について"),
        skus=("VW-CHG-65",),
        lines=(
            ask(
                """
65W充電器の購入を検討しています。
日本（100V）で使えますか。また、PSEマークは付いていますか。
会社で使うため、マークがないと購入できません。

{name}
""",
            ),
            answer(
                """
{last}様

はい、100V〜240Vに対応し、日本向けの品にはPSEマークが付いております。

プラグは日本と同じ二本足（Aタイプ）です。会社でご利用でしたら、
請求書払いもお選びいただけます。一台だけお試しになるか、
まとめてのお見積もりをご希望か、お聞かせください。

{agent}
""",
                after=100,
            ),
            ask("まずは一台試してみます。ありがとうございました。", after=310),
        ),
    ),
    Scenario(
        key="ja-oroshi",
        mailbox=f"sales@{V}",
        intent="wholesale",
        has_order=False,
        subjects=("法人購入のご相談（50台）", "見積もり依頼"),
        skus=("VW-HUB-9", "VW-CHG-65"),
        tags=("b2b",),
        status="in_progress",
        lines=(
            ask(
                """
Voltway Gadgets 営業ご担当者様

突然のご連絡失礼いたします。{city}で研修会社を営んでおります{last}と申します。
USB-Cハブを50台、来月末までに購入したく、
以下についてご教示ください。

・50台の単価と送料（日本まで）
・請求書払いの可否
・保証期間

何卒よろしくお願い申し上げます。
""",
            ),
            answer(
                """
{last}様

お問い合わせありがとうございます。50台の在庫がございます。

・単価 $58.00、日本までの送料込み
・請求書払い可（月末締め翌月末払い）
・保証は二年、不良時は先に代替品をお送りします

正式なお見積書の宛名と、ご希望の納期をお知らせください。

{agent}
""",
                after=240,
            ),
            ask("宛名は「株式会社{last}研修」でお願いします。納期は25日を希望します。", after=900),
        ),
    ),
    Scenario(
        key="ja-orei",
        mailbox=f"support@{V}",
        intent="feedback",
        sentiment="positive",
        priority="low",
        urgency="low",
        subjects=("お礼", "迅速な対応ありがとうございました"),
        skus=("VW-SPK-MINI",),
        lines=(
            ask(
                """
先日スピーカーの件でお世話になりました{last}です。
交換品が届き、毎朝ラジオを聴いています。
九十歳の祖父も音がはっきり聞こえると喜んでいます。
本当にありがとうございました。
""",
            ),
            answer(
                "{last}様\n\nうれしいお便りをありがとうございます。お祖父様にもよろしくお伝えください。\n社内でも共有させていただきました。\n\n{agent}",
                after=200,
            ),
        ),
    ),
)
