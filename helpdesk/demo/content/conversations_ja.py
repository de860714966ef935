"""Threads in Japanese; mails wrapped by hand, as is the custom."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

N, V = "nordlicht-wohnen.example", "voltway.example"

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
別のパソコンでも同じでした。写真を添付します。

交換していただけますか。できれば早めだと助かります。

{name}

iPhoneから送信
""",
                files=("screenshot",),
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
