"""Letters and small words that tell Latin languages apart, and characters that tell the two Chinese scripts apart."""

from __future__ import annotations

_WORDS_OF = {
    "en": "the and you your for is are was with have this that not my please hello hi order when where what how would "
    "can could thanks thank been will it of to from still received which there their they she his her than out",
    "de": "der die das und ist nicht ich sie mein meine wir mit für auf den dem ein eine haben wann wo was wie bitte "
    "danke hallo noch kein keine aber auch oder wurde sind bei zum zur vom ihr ihre es war werden sehr nach",
    "fr": "le la les et est je vous mon ma mes pas pour dans une avec quand où bonjour merci commande que qui ne sur "
    "du des au aux ce cette nous il elle votre notre sont été très aussi mais ou chez",
    "es": "el la los las y es no mi mis por para con una del que cuando dónde hola gracias pedido muy pero está "
    "esta este como más se lo su sus yo usted ya he han al son fue también sin desde hasta",
    "it": "il lo la gli le e è non mi mio mia per con una del della che quando dove ciao grazie ordine molto ma sono "
    "di da nel nella questo questa anche più ho hanno ancora stato alla alle dei delle come si suo",
    "pt": "o a os as e é não meu minha para com uma do da dos das que quando onde olá obrigado obrigada pedido muito "
    "mas está esta este você ainda foi no na em um são mais seu sua também ele ela já pelo pela",
    "nl": "de het een en is niet ik mijn u uw wij met voor op van dat wanneer waar wat hoe graag bedankt hallo nog "
    "geen maar ook of zijn bij aan naar heb heeft wordt werd deze dit er je zou kan",
    "pl": "i jest nie mój moja moje się na do w z że kiedy gdzie co jak proszę dziękuję witam dzień dobry jeszcze ale "
    "lub oraz są był była przez dla pan pani czy od po tego tej już za być",
    "tr": "ve bir bu için değil ne zaman nerede nasıl lütfen merhaba teşekkürler teşekkür ederim benim sipariş "
    "siparişim daha çok ama veya var yok mı mi mu ile olarak kadar gibi",
    "sv": "och är inte jag min mitt mina det en ett på med för av som när var hur hej tack ännu men också eller till "
    "har vi ni från den att de om så kan skulle",
    "da": "og er ikke jeg min mit mine det en et på med for af som hvornår hvor hvordan hej tak endnu men også eller "
    "til har vi jer fra den at de om så kan ville blev",
    "no": "og er ikke jeg min mitt mine det en et på med for av som når hvor hvordan hei takk ennå men også eller til "
    "har vi dere fra den å de om så kan ville ble",
}
_LETTERS_OF = {
    "de": "ßäöü", "fr": "çœêèâîûùëïôàé", "es": "ñ¿¡íóúáé", "it": "òùìèà", "pt": "ãõçâêôáéíó", "pl": "ąćęłńśźżó",
    "tr": "ğışçöü", "sv": "åäö", "da": "æøå", "no": "æøå", "nl": "ëïĳ",
}  # fmt: skip


def _by_mark(table: dict[str, str], *, by_letter: bool) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, marks in table.items():
        for mark in marks if by_letter else marks.split():
            found[mark] = (*found.get(mark, ()), code)
    return found


WORDS = _by_mark(_WORDS_OF, by_letter=False)
LETTERS = _by_mark(_LETTERS_OF, by_letter=True)

SIMPLIFIED_ONLY = frozenset(
    "这个们来时对说国会为过发动问题经还进头后从开关见长门间车马鱼鸟东乐买卖书写与专业两严丧丰临丽举义习乡亏云亚产亲亿仅仓仪价众优伙伞"
    "伟传伤伦伪体侠侣侥侦侧侨债倾偿储儿兑党兰兴养兽内冈册军农冯冲决况冻净凉减凑几凤凭凯击凿刍划则刚创删别刘剂剑剧劝办务劳势勋"
    "匀华协单占卢卫却厂厅历厉压厌厕县双变叙叶号叹吗听启吴呕员咏响哑哟唤啬啸喷嘱团园围图圆圣场坏块坚坛坝坟坠垄垒垦墙壮声壳处备复够"
    "夹夺奋奖妆妇妈娱婴学孙宁宝实宠审宪宫宽宾对寻导寿将尔尘尝层属岁岂岗岛岭币帅师帐帜带帮库应庙废广庆异弃张弥弯弹强归当录彻径忆忧怀态"
    "怜总恋恶悬惊惧惨惯愤愿戏战户执扩扫扬扰抚抛抢护报担拟拥拦择挂挡挤挥损换据掷搅携摄摆摇撑敌数断无旧显晋晒晓暂术机杀杂权条杨极构枪标栋"
    "栏树样档桥梦检楼横欢欧歼残毁毕毙毡气汇汉汤沟没沪泪泼泽洁浅浆浇测济浑浓涂涛润涨渐渔温湾湿满滚滞灭灯灵灾炉点炼烂烟烦烧热爱爷牵状犹"
    "独狭狮猎玛环现电画疗疯监盐盖盘着矿码砖确礼祸离种积称稳穷窃竞笔笺筑简类粮级纪约红纤纯纱纲纳纵纷纸纹纺线练组细织终绍经绑结绕绘给络绝统"
    "绢继绩绪续绳维绵综绿缓编缘缩网罗罚罢职联聪肃肠肤肾肿胀胁脉脏脑脚脱脸腊艺节芦苏苹茎荐荣药莱获营萧葱蒋蓝虑虽蚀蚁补衬袄装裤规视览觉触"
    "订认讨让训议讯记讲许论设访证评识诉词译试诗诚话诞询该详语误诱请诸读课谁调谅谈谊谋谓谢谣谱贝负财责贤败货质贩贪购贮贯贴贵贸费贺贼资赏赔"
    "赖赚赛赞赠赢赵趋跃践踪转轮软轻载较辅辆辈辉输辞边达迁运还这违连迟适选递逻遗邓邮邻郑酱释里针钉钟钢钥钱钻铁铃铅铜银铺链销锁锅错锡锦键镇镜"
    "闪闭闯闲闷闻阅队阳阴阵阶际陆陈险随隐难雾静韩页顶项顺须顾顿预领频颗题颜额风飞饥饭饮饰饱饼馆驱驶驻驾骂骗验骤鲁鲜鸡鸣鸭鸿麦黄齐龄龙"
) - frozenset("却没着里占户内册毁况净温黄强画点别吴脱宫")
TRADITIONAL_ONLY = frozenset(
    "這個們來時對說國會為過發動問題經還進頭後從開關見長門間車馬魚鳥東樂買賣書寫與專業兩嚴豐臨麗舉義習鄉虧雲亞產親億僅倉儀價眾優夥傘偉傳"
    "傷倫偽體俠側僑債傾償儲兒黨蘭興養獸岡軍農馮衝決凍涼減湊幾鳳憑凱擊則剛創刪劉劑劍劇勸辦務勞勢勳勻華協單盧衛廠廳歷厲壓厭縣雙變敘葉號嘆嗎"
    "聽啟員詠響啞喚嘯噴囑團園圍圖圓聖場壞塊堅壇墳墜壘墾牆壯聲殼處備複夠夾奪奮獎婦媽娛嬰學孫寧寶實寵審憲寬賓尋導壽將爾塵嘗層屬歲豈崗島嶺幣"
    "帥師帳帶幫庫應廟廢廣慶異棄張彌彎彈歸當錄徹徑憶憂懷態憐總戀惡懸驚懼慘慣憤願戲戰執擴掃揚擾撫拋搶護報擔擬擁攔擇掛擋擠揮損換據擲攪攜攝擺搖"
    "撐敵數斷無舊顯晉曬曉暫術機殺雜權條楊極構槍標棟欄樹樣檔橋夢檢樓橫歡歐殘畢氣匯漢湯溝滬淚潑澤潔淺漿測濟渾濃塗濤潤漲漸漁灣濕滿滾滯滅燈靈災"
    "爐煉爛煙煩燒熱愛爺牽狀猶獨狹獅獵瑪環現電療瘋監鹽蓋盤礦碼磚確禮禍離種積稱穩窮竊競筆築簡類糧級紀約紅纖純紗綱納縱紛紙紋紡線練組細織終紹綁"
    "結繞繪給絡絕統絹繼績緒續繩維綿綜綠緩編緣縮網羅罰罷職聯聰肅腸膚腎腫脹脅脈臟腦腳臉臘藝節蘆蘇蘋莖薦榮藥萊獲營蕭蔥蔣藍慮雖蝕蟻補襯襖裝褲規"
    "視覽覺觸訂認討讓訓議訊記講許論設訪證評識訴詞譯試詩誠話誕詢該詳語誤誘請諸讀課誰調諒談誼謀謂謝謠譜貝負財責賢敗貨質販貪購貯貫貼貴貿費賀賊資"
    "賞賠賴賺賽贊贈贏趙趨躍踐蹤轉輪軟輕載較輔輛輩輝輸辭邊達遷運違連遲適選遞邏遺鄧郵鄰鄭醬釋針釘鐘鋼鑰錢鑽鐵鈴鉛銅銀鋪鏈銷鎖鍋錯錫錦鍵鎮鏡閃閉"
    "闖閒悶聞閱隊陽陰陣階際陸陳險隨隱難霧靜韓頁頂項順須顧頓預領頻顆顏額風飛飢飯飲飾飽餅館驅駛駐駕罵騙驗驟魯鮮雞鳴鴨鴻麥齊齡龍妳嘅咗喺嚟"
)
