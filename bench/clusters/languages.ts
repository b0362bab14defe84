/** Topics in other languages, some of which put no spaces between words. */
export const chineseTopics: Record<string, readonly string[]> = {
  refund: [
    "我想[申请退款|退货退款|把钱退回来]，[商品|东西]是<product>。",
    "退款[什么时候到账|还没有收到|已经等了<small>天]。",
    "[请|麻烦]把<amount>元[退到我的银行卡|原路退回]。",
    "我已经[寄回|退回]了<product>，[退款在哪里|为什么不退钱]？",
    "[不合适|不喜欢|跟描述不符]，我要[退货|退款]。",
  ],
  delivery: [
    "我的[快递|包裹]到[哪里|<city>]了？",
    "[物流信息|快递单号<code>]一直[没有更新|停在<city>]。",
    "[快递员|派送员][没有打电话|把包裹放错地方了|说地址不对]。",
    "[什么时候|今天能不能][发货|送到]？我在<city>。",
    "包裹[破损|丢了|被别人签收了]，请[联系物流|查一下]。",
  ],
  account: [
    "我[登录不了|忘记了]账号[密码|]。",
    "[验证码|短信][收不到|总是错误]，无法登录。",
    "账号被[锁定|冻结|盗用]了，[怎么解锁|请帮我找回]。",
    "想[更换|修改]绑定的[手机号|邮箱]。",
    "[如何|我要]注销[账号|账户]并删除[个人资料|数据]？",
  ],
  invoice: [
    "请[开具|重新开]发票，[抬头|公司名称]是<firm>。",
    "发票上的[税号|金额|抬头]写错了，[请更正|需要重开]。",
    "[电子发票|增值税专用发票]在哪里[下载|申请]？",
    "财务需要[报销|入账]，请把发票[发到邮箱|寄给我们]。",
    "订单<code>的发票[还没收到|能不能合并]？",
  ],
  broken: [
    "<product>[坏了|不能开机|充不进电]，才用了<small>天。",
    "[屏幕|外壳|电池][有裂纹|发烫|鼓包]，可以[保修|维修]吗？",
    "[收到时|打开后]就[有质量问题|缺少配件|不工作]。",
    "[机器|它][一直响|漏水|自动关机]，[怎么修|能换新吗]？",
    "保修期[还有多久|是几年]，[维修点|售后]在哪里？",
  ],
};
export const chineseRemarks: readonly string[] = [
  "你好，",
  "您好，我是<name>。",
  "订单号是<code>。",
  "谢谢！",
  "请尽快回复。",
  "我在<city>买的。",
  "已经[打过电话|联系过]客服了。",
  "非常着急。",
];
export const chineseValues = {
  product: "台灯|水壶|耳机|椅子|背包|相机|帐篷|键盘|打印机|外套".split("|"),
  city: "北京|上海|广州|成都|杭州|武汉|西安".split("|"),
  name: "王伟|李娜|张敏|刘洋|陈静".split("|"),
  firm: "蓝天科技|东方贸易|和平商行|星海集团".split("|"),
};

/** One task in each of several languages. */
export const tongueTasks: Record<string, readonly string[]> = {
  "de: appointment": [
    "Ich [möchte|würde gern] einen Termin [beim Zahnarzt|in der Praxis|zur Vorsorge] [vereinbaren|ausmachen].",
    "Haben Sie [am <date>|nächste Woche|nachmittags] noch [etwas frei|einen Termin]?",
    "Leider muss ich meinen Termin [am <date>|morgen] [absagen|verschieben].",
    "Muss ich [nüchtern kommen|die Versichertenkarte mitbringen|vorher anrufen]?",
    "Wie lange dauert die [Untersuchung|Behandlung|Sprechstunde]?",
  ],
  "de: energy": [
    "Der Zählerstand [beträgt|ist] <number> kWh, abgelesen am <date>.",
    "Mein [Abschlag|Stromtarif] ist [zu hoch|gestiegen], wie kann ich [wechseln|kündigen]?",
    "Wir ziehen um nach <city> und [melden den Strom ab|brauchen dort einen Gasanschluss].",
    "Die [Jahresabrechnung|Nachzahlung] über <amount> Euro [stimmt nicht|verstehe ich nicht].",
    "Wann wird der [Zähler|Smart Meter] [getauscht|eingebaut]?",
  ],
  "fr: train": [
    "Je voudrais [réserver|acheter] un billet de train pour <city> [le <date>|demain matin].",
    "Mon train [a été annulé|a du retard], [puis-je changer|quelle correspondance prendre] ?",
    "Y a-t-il [une réduction|un tarif] pour [les étudiants|les familles|les vélos] ?",
    "De quelle voie part le train [de <small> heures|pour <city>] ?",
    "J'ai perdu [ma valise|mon sac] dans [le wagon|la gare de <city>].",
  ],
  "es: course": [
    "Quiero inscribirme en el curso de [inglés|cocina|programación] [de la tarde|en línea].",
    "¿[Cuándo empieza|Cuánto dura|Cuánto cuesta] el curso [intensivo|para principiantes]?",
    "No puedo [asistir|ir] a la clase del <date>, ¿[se graba|puedo recuperarla]?",
    "El profesor [no subió|todavía no corrigió] [los deberes|el examen].",
    "Necesito el certificado [de asistencia|con la nota] para [mi trabajo|la universidad].",
  ],
  "en: gym": [
    "Is the [sauna|pool|weight room] open on [Sunday|public holidays]?",
    "I want to book a [spinning|yoga|pilates] class with [the new trainer|<name>].",
    "My locker [key|card] is [lost|stuck], can the front desk help?",
    "Which workout suits [sore knees|a beginner|marathon training]?",
    "The treadmill [by the window|next to the mirrors] [is out of order|squeaks].",
  ],
  "zh: travel": [
    "帮我[规划|安排]去<city>的[<small>日游|行程]。",
    "<city>有什么[好玩的景点|好吃的餐厅]推荐？",
    "从<city>到<city>坐[高铁|飞机]要多久？",
    "[签证|护照]需要准备哪些[材料|照片]？",
    "想订<date>的[酒店|民宿]，[靠近地铁|带早餐]。",
  ],
  "ja: cooking": [
    "[カレー|味噌汁|親子丼]の作り方を[教えてください|知りたいです]。",
    "冷蔵庫に[卵と玉ねぎ|豆腐とねぎ]があります。何が作れますか。",
    "[塩分|カロリー]を控えたレシピは[ありますか|どれですか]。",
    "[鶏肉|魚]は何分[焼けば|煮れば]いいですか。",
    "[お弁当|夕食]のおかずを<small>品[考えて|提案して]ください。",
  ],
};
export const tongueValues = {
  city: "Lyon|Köln|Sevilla|Leeds|京都|成都|Graz|上海".split("|"),
  name: "Emma|Jürgen|Camille|Lucía|王伟".split("|"),
};
