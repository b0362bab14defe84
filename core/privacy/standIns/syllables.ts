/** Syllables of names that are made up: what they are put together to is hardly anybody's name, and looks like one of the language. */
export type Tongue = "en" | "de" | "fr" | "es" | "it" | "nl";

type Words = { given: readonly string[]; heads: readonly string[]; tails: readonly string[] };
const words = (text: string): string[] => text.split(" ");

export const tongues: Record<Tongue, Words> = {
  en: {
    given: words(
      "Alice Arthur Clara Edwin Flora Gilbert Harriet Ivor Josie Laurence Mabel Nigel Poppy Rufus Sylvia Toby Ursula Wilfred Audrey Barnaby",
    ),
    heads: words(
      "Quill Thrup Bram Corv Wend Fenn Harl Osk Tarn Velm Drax Pell Sker Lund Morv Grav Brint Caul Dend Ferl Hesk Jarl Kelv Nesk",
    ),
    tails: words("moor wick dale stow thorpe brook mere holt garth combe shaw ridge"),
  },
  de: {
    given: words(
      "Anton Berta Cornelius Dorothea Egon Frieda Gustav Hedwig Ignaz Jette Kuno Leonie Moritz Nele Oskar Paula Ruprecht Svenja Theo Wiebke",
    ),
    heads: words(
      "Velm Quand Drost Kolb Lemm Mand Nied Rütt Schwen Uhl Wend Brack Fähl Grol Hüls Jess Tork Plem Zirn Ockl Darm Felb Gnad Holm",
    ),
    tails: words("hauser brecht stetter wieser kämper felder rieder gruber linger mayr reuter siepe"),
  },
  fr: {
    given: words(
      "Adèle Bastien Capucine Damien Élodie Florent Gaëlle Hugues Inès Joël Léonie Maxence Noémie Octave Pauline Rémi Solène Tanguy Violette Yvon",
    ),
    heads: words(
      "Valm Corbr Dorv Fresn Garl Hauv Jonv Lorm Marv Nerv Perl Quern Rouv Sauv Tréb Vaur Bréz Clav Drév Esl Fulv Grim Hort Issar",
    ),
    tails: words("ilier audet ancourt elande essac ignol oulat andier ervaux inières ouville aumont"),
  },
  es: {
    given: words(
      "Adela Bruno Celia Darío Elvira Fermín Gloria Hugo Irene Joaquín Lorena Mateo Noelia Óscar Pilar Raúl Sonia Tomás Vega Ximena",
    ),
    heads: words("Vald Mont Quint Salv Torr Aldan Barr Cerv Dorm Espin Fuer Guad Lorc Mirav Ord Pald Rev Sorv Tud Urr Vent Zald Brez Calv"),
    tails: words("erález endoza uelas arroz izcoz antes eguilla orza illanes edoro aldía uñón"),
  },
  it: {
    given: words(
      "Alba Bruno Carlotta Dario Elena Fabio Ginevra Ivo Lavinia Matteo Nives Orlando Pia Renzo Silvia Tullio Ugo Vera Zeno Amelia",
    ),
    heads: words(
      "Vald Corv Mont Bell Ferr Grim Lanz Marg Orl Pell Quar Salv Tram Ubald Vent Zamb Brisc Cald Dond Fral Gherl Lucr Nerb Prosp",
    ),
    tails: words("olini aretti ucchi andri ezzoli ignani erossi onelli attoni ivaldi umberti oscari"),
  },
  nl: {
    given: words("Aukje Bas Corrie Dirk Eefje Freek Greetje Hein Inge Jelle Klaske Luuk Mirthe Niek Oda Pepijn Roos Sjoerd Tess Wout"),
    heads: words(
      "Velm Oosk Brand Door Grav Hems Klav Lind Meer Noor Pold Ruig Stel Tors Wolt Zand Brink Drem Eerd Flev Gald Holt IJs Kreel",
    ),
    tails: words("huizer stelder kamper wierda ingsma broeker veenstra dijkman hovener singel laarder meersma"),
  },
};

export const cyrillic: Words = {
  given: words("Алина Борис Вера Глеб Дарья Егор Жанна Захар Ирина Кирилл Лидия Макар Нина Олег Полина Роман София Тимур Ульяна Фёдор"),
  heads: words("Верест Колдом Лужан Тарас Морел Грабан Дубел Зимор Клевет Ольшан Пелет Ромаш Сквор Тумел Хорон Чебел"),
  tails: words("енков овцев ицкий енин овский аков унин ейкин"),
};

/** Of Chinese names: family names, and characters that stand first and second in given names. */
export const han = {
  families: [..."王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余"],
  doubled: words("慕容 上官 司徒 令狐 宇文 尉迟 澹台 公孙 东方 端木"),
  first: [..."砚棠屿霁澈珩璟煦翊笙漪岚霖弈蔚昀晏屹珞瑭钧骁澄湛泠淞潇筠苒荞菀蓁霏雯隽骞皓昱晟暄炀烨焓熠琛琬瑄瑾璇祎禾秾稷穆笃"],
  second: [
    ..."川野舟辰宁言书影歌行风月河山海溪石云雨雪竹松柏梅兰棋琴茶诗词墨白青蓝墅桥亭台阁楼洲渡湖泊峰岭谷原陌汀渚帆笛弦钟鼓灯烛窗帘扇纸笔",
  ],
};

export const hangul = {
  families: [..."김이박최정강조윤장임한오서신권황안송전홍"],
  first: [..."가나다라마바사아자차카타파하도로모보소유"],
  second: [..."율솔빛봄별담결뜰샘숲온들찬슬람늘랑봉돌꽃"],
};

const madeUp = ({ heads, tails }: Words): string[] => heads.flatMap((head) => tails.map((tail) => (head + tail).toLowerCase()));
let all: ReadonlySet<string> | null = null;

/** Is a word one of the made-up names? */
export function isMadeUp(word: string): boolean {
  all ??= new Set([...Object.values(tongues), cyrillic].flatMap(madeUp));
  return all.has(word.toLowerCase());
}
