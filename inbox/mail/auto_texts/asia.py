"""Automatic answers in the languages of East Asia."""

from __future__ import annotations

from inbox.mail.auto_texts.texts import Texts

ASIA = {
    "ja": Texts(
        subject="お問い合わせを受け付けました",
        received=(
            "{name} 様\n\n"
            "お問い合わせいただきありがとうございます。メッセージを受け付けました。できるだけ早くご返信いたし"
            "ます。\n\n"
            "補足がございましたら、このメールにそのままご返信ください。\n\n"
            "よろしくお願いいたします。\n{store}"
        ),
        closed=(
            "{name} 様\n\n"
            "お問い合わせいただきありがとうございます。ただいま営業時間外です。次の営業開始：{opens_at}\n\n"
            "営業時間：{hours}\n\n"
            "よろしくお願いいたします。\n{store}"
        ),
        holiday=(
            "{name} 様\n\n"
            "お問い合わせいただきありがとうございます。本日は休業日（{holiday}）です。次の営業開始：{opens_at"
            "}\n\n"
            "よろしくお願いいたします。\n{store}"
        ),
    ),
    "ko": Texts(
        subject="문의가 접수되었습니다",
        received=(
            "{name} 님, 안녕하세요.\n\n"
            "문의해 주셔서 감사합니다. 메시지를 잘 받았으며 최대한 빨리 답변드리겠습니다.\n\n"
            "추가로 알려 주실 내용이 있으면 이 메일에 회신해 주세요.\n\n"
            "감사합니다.\n{store}"
        ),
        closed=(
            "{name} 님, 안녕하세요.\n\n"
            "문의해 주셔서 감사합니다. 지금은 운영 시간이 아닙니다. 다음 운영 시작: {opens_at}\n\n"
            "운영 시간: {hours}\n\n"
            "감사합니다.\n{store}"
        ),
        holiday=(
            "{name} 님, 안녕하세요.\n\n"
            "문의해 주셔서 감사합니다. 오늘은 휴무일({holiday})입니다. 다음 운영 시작: {opens_at}\n\n"
            "감사합니다.\n{store}"
        ),
    ),
    "zh-hans": Texts(
        subject="我们已收到您的消息",
        received=(
            "{name} 您好：\n\n"
            "感谢您的来信。我们已经收到，会尽快回复您。\n\n"
            "如需补充，请直接回复此邮件。\n\n"
            "祝好！\n{store}"
        ),
        closed=(
            "{name} 您好：\n\n"
            "感谢您的来信。我们目前不在工作时间，恢复服务的时间：{opens_at}。\n\n"
            "工作时间：{hours}\n\n"
            "祝好！\n{store}"
        ),
        holiday=(
            "{name} 您好：\n\n"
            "感谢您的来信。我们正在放假（{holiday}），恢复服务的时间：{opens_at}。\n\n"
            "祝好！\n{store}"
        ),
    ),
    "zh-hant": Texts(
        subject="我們已收到您的訊息",
        received=(
            "{name} 您好：\n\n"
            "感謝您的來信。我們已經收到，會儘快回覆您。\n\n"
            "如需補充，請直接回覆此郵件。\n\n"
            "敬祝安好！\n{store}"
        ),
        closed=(
            "{name} 您好：\n\n"
            "感謝您的來信。我們目前不在服務時間，恢復服務的時間：{opens_at}。\n\n"
            "服務時間：{hours}\n\n"
            "敬祝安好！\n{store}"
        ),
        holiday=(
            "{name} 您好：\n\n"
            "感謝您的來信。我們正在放假（{holiday}），恢復服務的時間：{opens_at}。\n\n"
            "敬祝安好！\n{store}"
        ),
    ),
}
