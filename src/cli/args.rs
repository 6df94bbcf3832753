//! Arguments, as clap reads them. The help is Japanese; `usage.rs` words the errors.

mod year;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};

use super::report::{Format, Lang};
use crate::words::era;

pub use year::{BoardFormat, CollectArgs, InquireArgs, RemindArgs, ReturnArgs, RolloverArgs, StatusArgs};

const TEMPLATE: &str = "{about-with-newline}\n使い方: {usage}\n\n{all-args}{after-help}\n";

#[derive(Parser)]
#[command(
    name = "matome",
    about = "matome（まとめ）— 回答の Excel から、進捗管理シートなどの公式な紙面（PDF・XLSX）を作ります",
    version,
    help_template = TEMPLATE,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_help_heading = "コマンド",
    next_help_heading = "オプション",
    override_usage = "matome <コマンド> …",
    after_help = "各コマンドの説明: matome <コマンド> --help\n終了コード: 0 できた（注意はあってよい）、1 エラーの所見がある（--force のほかは何も書かない）、2 実行できなかった",
    arg_required_else_help = true
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
#[command(next_help_heading = "共通のオプション")]
pub struct Common {
    /// 表示の言葉（ja・en）。環境変数 MATOME_LANG でも指定できる
    #[arg(long, global = true, value_name = "言葉", hide_possible_values = true)]
    pub lang: Option<Lang>,
    /// この説明を表示する
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// 版を表示する
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Subcommand)]
pub enum Command {
    /// 架空の町のデータが入った、すぐ試せるプロジェクトを作る
    #[command(help_template = TEMPLATE, override_usage = "matome new [--build] フォルダー", next_help_heading = "オプション")]
    New(NewArgs),
    /// matome.toml の紙面と会議資料をすべて作り、out/ に置く
    #[command(help_template = TEMPLATE, override_usage = "matome build [紙面…] [オプション]", next_help_heading = "オプション")]
    Build(BuildArgs),
    /// 回答やデータファイルから一つの紙面を作る（プロジェクトは不要）
    #[command(
        help_template = TEMPLATE,
        override_usage = "matome render 様式 入力… -o 出力 [-o 出力…]",
        next_help_heading = "オプション",
        after_help = "例:\n  matome render progress 回答フォルダー -o 進捗管理シート.pdf -o 進捗管理シート.xlsx\n  matome render progress 進捗.json -o 保存用.pdf --standard a-3a,ua-1"
    )]
    Render(RenderArgs),
    /// 紙面を作らずに、入力の所見をすべて示す
    #[command(
        help_template = TEMPLATE,
        override_usage = "matome check 様式 入力… [--format text|short|json]\n        matome check 様式 入力… --format xlsx -o 所見.xlsx",
        next_help_heading = "オプション",
        after_help = "例:\n  matome check progress 回答フォルダー --format xlsx -o 所見.xlsx   課ごとのシートに分けた所見の一覧"
    )]
    Check(CheckArgs),
    /// 照会: 課ごとの回答様式（Excel）、依頼文、送付一覧を作る
    #[command(
        help_template = TEMPLATE,
        override_usage = "matome inquire 照会 [--only 課]",
        next_help_heading = "オプション",
        after_help = "照会は matome.toml の [inquiry.\"名前\"] に書きます（docs/year.md）。二度目は、足りないものだけを作ります"
    )]
    Inquire(InquireArgs),
    /// 回収: 返ってきたブックを受け取り、台帳に記す
    #[command(
        help_template = TEMPLATE,
        override_usage = "matome collect 照会 ファイル… | --take ファイル | --keep",
        next_help_heading = "オプション",
        after_help = "例:\n  matome collect 令和8年度当初 受信フォルダー\n  matome collect 令和8年度当初 --take 7      受領 7 番の回答を採る\n  matome collect 令和8年度当初 --keep        前に受け取った回答のままにする"
    )]
    Collect(CollectArgs),
    /// 照会の進み具合: どの課が未提出か、何が残っているか
    #[command(
        help_template = TEMPLATE,
        override_usage = "matome status 照会 [--format text|csv|json|xlsx|pdf] [-o 出力]",
        next_help_heading = "オプション"
    )]
    Status(StatusArgs),
    /// 督促: 未提出か記入の残っている課への文を作る
    #[command(help_template = TEMPLATE, override_usage = "matome remind 照会 [課…]", next_help_heading = "オプション")]
    Remind(RemindArgs),
    /// 差戻し: 直す所に印を付けた回答様式と文を作る
    #[command(help_template = TEMPLATE, override_usage = "matome return 照会 [課…]", next_help_heading = "オプション")]
    Return(ReturnArgs),
    /// 会議資料（次第・名簿・資料をとじた一つの PDF）を作る
    #[command(
        help_template = TEMPLATE,
        override_usage = "matome packet [名前] [--list] [--make 種類]",
        next_help_heading = "オプション",
        after_help = "種類: meeting 会議用、archive 保存用（PDF/A-3a と PDF/UA-1）、booklet 中綴じの冊子、2up 2面付け、dividers 仕切り紙、print-order 印刷指示書、html 画面で読む 1 枚のページ"
    )]
    Packet(PacketArgs),
    /// 保存用の PDF を作る: 受け取った回答・データ・様式を添付し、あとで同じ紙面を作り直せる
    #[command(
        help_template = TEMPLATE,
        override_usage = "matome archive [名前…] [オプション]",
        next_help_heading = "オプション",
        after_help = "例:\n  matome archive 進捗管理シート\n  matome verify out/archive/資料２－１_進捗管理シート_令和6年度.pdf\n  matome extract out/archive/資料２－１_進捗管理シート_令和6年度.pdf -o 来年度"
    )]
    Archive(ArchiveArgs),
    /// 保存用の PDF が作ったときのままか、添付から同じ紙面ができるかを確かめる
    #[command(
        help_template = TEMPLATE,
        override_usage = "matome verify ファイル…",
        next_help_heading = "オプション",
        after_help = "終了コード: 0 すべて合っている、1 違うところがある、2 保存用の PDF ではないか、読めない"
    )]
    Verify(VerifyArgs),
    /// 保存用の PDF から、回答・データ・様式をプロジェクトとして取り出す
    #[command(help_template = TEMPLATE, override_usage = "matome extract ファイル -o フォルダー", next_help_heading = "オプション")]
    Extract(ExtractArgs),
    /// 次の年度のプロジェクトを、今のプロジェクト、保存用の PDF、公表したブックから作る（年度更新）
    #[command(
        help_template = TEMPLATE,
        override_usage = "matome rollover フォルダー [--from ファイル…] [オプション]",
        next_help_heading = "オプション",
        after_help = "例:\n  matome rollover ../令和9年度\n  matome rollover ../令和9年度 --from 進捗管理シート.xlsx --form progress\n  matome rollover ../令和9年度 --from out/archive/資料２－１_進捗管理シート_令和6年度.pdf"
    )]
    Rollover(RolloverArgs),
    /// ブラウザーの画面で使う: 紙面を見る、所見からセルへ、作る
    #[cfg(feature = "serve")]
    #[command(
        help_template = TEMPLATE,
        override_usage = "matome serve [--project フォルダー] [--port 番号] [--no-open]",
        next_help_heading = "オプション",
        after_help = "この PC の中だけで開きます。終わるときは、画面の「終わる」を押すか、Ctrl+C を押してください。\nmatome をダブルクリックしても、最後のプロジェクトか、はじめの画面が開きます。Excel などを matome の上に置いて始めることもできます"
    )]
    Serve(ServeArgs),
    /// 様式の一覧・内容・取り出し・新規作成
    #[command(help_template = TEMPLATE, override_usage = "matome form list|show|eject|new …", subcommand_help_heading = "コマンド", disable_help_subcommand = true)]
    Form(FormArgs),
    /// 書体と、刷れる字を示す。ファイルを渡すと、どの書体にもない字・別の書体で刷られる字を並べる
    #[command(help_template = TEMPLATE, override_usage = "matome fonts [入力…] [--font 書体]", next_help_heading = "オプション")]
    Fonts(FontsArgs),
    /// 所見の番号（M101 など）の意味と直し方を示す
    #[command(help_template = TEMPLATE, override_usage = "matome explain 番号", next_help_heading = "オプション")]
    Explain(ExplainArgs),
}

#[derive(Args)]
pub struct NewArgs {
    /// 作るフォルダー（まだないか、空であること）
    #[arg(value_name = "フォルダー", help_heading = "引数")]
    pub folder: PathBuf,
    /// 続けて build も行う
    #[arg(long)]
    pub build: bool,
    /// 見本の町ではなく、自分のまちのための空のプロジェクトを作る
    #[arg(long, conflicts_with = "build")]
    pub empty: bool,
}

/// The project in which a command works.
#[derive(Args)]
pub struct Inside {
    /// matome.toml のあるフォルダー。なければ今のフォルダー
    #[arg(long, value_name = "フォルダー", default_value = ".", hide_default_value = true)]
    pub project: PathBuf,
}

#[derive(Args)]
pub struct BuildArgs {
    /// 作る紙面の名前。なければすべて
    #[arg(value_name = "紙面", help_heading = "引数")]
    pub papers: Vec<String>,
    #[command(flatten)]
    pub inside: Inside,
    #[command(flatten)]
    pub writing: Writing,
}

#[cfg(feature = "serve")]
#[derive(Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub inside: Inside,
    /// 使うポート。なければ空いているもの
    #[arg(long, value_name = "番号")]
    pub port: Option<u16>,
    /// ブラウザーを開かずに、番地だけを示す
    #[arg(long)]
    pub no_open: bool,
    /// 最後のタブを閉じてから終わるまでの秒
    #[arg(long, value_name = "秒", hide = true)]
    pub alone: Option<u64>,
}

#[derive(Args)]
pub struct RenderArgs {
    /// 様式の名前（matome form list で一覧）
    #[arg(value_name = "様式", help_heading = "引数")]
    pub form: String,
    /// 回答のブック・表・JSON・YAML・TOML、またはそれらのフォルダー
    #[arg(value_name = "入力", required_unless_present = "example", help_heading = "引数")]
    pub inputs: Vec<PathBuf>,
    /// 記入例を作る: （例）の文を入れ、見出しにいつ書くかを示す。入力があれば、その最初の行に例を入れる
    #[arg(long, conflicts_with = "variant")]
    pub example: bool,
    /// 出力するファイル。末尾の .pdf・.xlsx・.html・.csv・.json で種類が決まる。何度でも指定できる。--each ではフォルダー
    #[arg(short, long, value_name = "出力", required_unless_present = "explain_pages")]
    pub output: Vec<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub writing: Writing,
    /// 各ページがどこで、なぜ終わったかを示す。出力はなくてもよい
    #[arg(long)]
    pub explain_pages: bool,
    /// 自己評価シートなどの個票を、一事業ずつ別のファイルにする
    #[arg(long)]
    pub each: bool,
    /// --each で書き出す種類（pdf、xlsx、html、csv。コンマで並べられる）
    #[arg(
        long,
        value_name = "種類",
        value_delimiter = ',',
        default_value = "pdf",
        hide_default_value = true,
        requires = "each"
    )]
    pub kinds: Vec<String>,
    /// --each のファイル名（例: {{様式}}_{{事業名}}）
    #[arg(long, value_name = "ひな形", requires = "each")]
    pub name: Option<String>,
}

#[derive(Args)]
pub struct CheckArgs {
    /// 様式の名前（matome form list で一覧）
    #[arg(value_name = "様式", help_heading = "引数")]
    pub form: String,
    /// 回答のブック・表・JSON・YAML・TOML、またはそれらのフォルダー
    #[arg(value_name = "入力", required = true, help_heading = "引数")]
    pub inputs: Vec<PathBuf>,
    /// 所見の書き方: text（既定）、short（一件一行）、json、xlsx（課ごとのシート。-o が要る）
    #[arg(long, value_name = "書き方", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub format: Format,
    /// --format xlsx の所見を書くファイル（.xlsx）
    #[arg(short, long, value_name = "出力")]
    pub output: Option<PathBuf>,
    /// 注意もエラーとして扱う
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub reading: Reading,
}

/// How inputs are read.
#[derive(Args, Clone, Default)]
pub struct Reading {
    /// 回答の様式の変種（進捗管理シートでは「記入例」）。なければ入力に合うものを選ぶ
    #[arg(long, value_name = "名前")]
    pub variant: Option<String>,
    /// 刷り方（掲載事業一覧では「A3」）。なければ様式の普段の用紙と幅
    #[arg(long, value_name = "名前")]
    pub print: Option<String>,
    /// 並べる最初の年度（西暦）。なければ入力の見出しから読み取る
    #[arg(long, value_name = "西暦", value_parser = parse_year)]
    pub year: Option<i32>,
    /// 右上に刷る資料番号
    #[arg(long, value_name = "番号")]
    pub number: Option<String>,
    /// 様式と書体を持つプロジェクトのフォルダー
    #[arg(long, value_name = "フォルダー")]
    pub project: Option<PathBuf>,
}

/// How outputs are written.
#[derive(Args, Clone)]
pub struct Writing {
    /// PDF の規格: a-2b、a-2u、a-2a、a-3b、a-3a、ua-1（コンマで並べられる）
    #[arg(long, value_name = "規格", value_delimiter = ',')]
    pub standard: Vec<String>,
    /// 局ごとの数のページを PDF の終わりに加える（掲載事業一覧など、集計を持つ様式。再掲は数えない）
    #[arg(long)]
    pub summary: bool,
    /// タグのない軽い PDF にする（会議用の写し）
    #[arg(long, conflicts_with = "standard")]
    pub untagged: bool,
    /// PDF に記す日付（例: 2026-04-01）。なければ、PDF/A では最後の年度の 4 月 1 日、ほかでは入れない
    #[arg(long, value_name = "日付")]
    pub date: Option<String>,
    /// 注意もエラーとして扱う
    #[arg(long)]
    pub strict: bool,
    /// エラーの所見があっても書き出す（刷れない字は〓になる）
    #[arg(long)]
    pub force: bool,
}

#[derive(Args)]
pub struct FormArgs {
    #[command(subcommand)]
    pub command: FormCommand,
    /// 様式を持つプロジェクトのフォルダー。なければ今のフォルダー
    #[arg(
        long,
        global = true,
        value_name = "フォルダー",
        default_value = ".",
        hide_default_value = true,
        help_heading = "オプション"
    )]
    pub project: PathBuf,
}

#[derive(Subcommand)]
pub enum FormCommand {
    /// 使える様式を並べる
    #[command(help_template = TEMPLATE, override_usage = "matome form list")]
    List,
    /// 様式の列と見出しを示す
    #[command(help_template = TEMPLATE, override_usage = "matome form show 様式 [--schema]")]
    Show {
        #[arg(value_name = "様式", help_heading = "引数")]
        name: String,
        /// データファイルの JSON Schema を出す
        #[arg(long, help_heading = "オプション")]
        schema: bool,
    },
    /// 組み込みの様式を templates/ に取り出す（取り出した様式が優先される）
    #[command(help_template = TEMPLATE, override_usage = "matome form eject 様式")]
    Eject {
        #[arg(value_name = "様式", help_heading = "引数")]
        name: String,
    },
    /// 新しい様式のひな形を templates/ に作る
    #[command(help_template = TEMPLATE, override_usage = "matome form new 様式 [--slip | --document]")]
    New {
        #[arg(value_name = "様式", help_heading = "引数")]
        name: String,
        /// 表ではなく、一事業一枚の個票のひな形にする
        #[arg(long, alias = "sheet", help_heading = "オプション")]
        slip: bool,
        /// 表ではなく、文書（Markdown や要綱の文）のひな形にする
        #[arg(long, conflicts_with = "slip", help_heading = "オプション")]
        document: bool,
    },
}

#[derive(Args)]
pub struct PacketArgs {
    /// 会議資料の名前（matome.toml の [packet.名前] か packet.toml の name）、または packet.toml のファイル。一つだけなら省ける
    #[arg(value_name = "名前", help_heading = "引数")]
    pub name: Option<String>,
    /// 作らずに、紙面・ページ・所見を並べる
    #[arg(long)]
    pub list: bool,
    /// 作る種類（コンマで並べられる）。なければ定義の output
    #[arg(long, value_name = "種類", value_delimiter = ',')]
    pub make: Vec<String>,
    #[command(flatten)]
    pub inside: Inside,
    /// PDF に記す日付（例: 2026-04-01）。なければ会議の日
    #[arg(long, value_name = "日付")]
    pub date: Option<String>,
    /// 注意もエラーとして扱う
    #[arg(long)]
    pub strict: bool,
    /// エラーの所見があっても書き出す（刷れない字は〓になる）
    #[arg(long)]
    pub force: bool,
}

#[derive(Args)]
pub struct ArchiveArgs {
    /// 紙面か会議資料の名前、または packet.toml のファイル。なければすべて
    #[arg(value_name = "名前", help_heading = "引数")]
    pub names: Vec<String>,
    #[command(flatten)]
    pub inside: Inside,
    /// PDF に記す日付（例: 2026-04-01）。なければ matome.toml の日付、会議の日、最後の年度の 4 月 1 日の順
    #[arg(long, value_name = "日付")]
    pub date: Option<String>,
    /// 注意もエラーとして扱う
    #[arg(long)]
    pub strict: bool,
}

#[derive(Args)]
pub struct VerifyArgs {
    /// 保存用の PDF
    #[arg(value_name = "ファイル", required = true, help_heading = "引数")]
    pub files: Vec<PathBuf>,
    /// matome.toml の上限（limits）を使う、自分のプロジェクトのフォルダー。なければ既定の上限
    #[arg(long, value_name = "フォルダー")]
    pub project: Option<PathBuf>,
}

#[derive(Args)]
pub struct ExtractArgs {
    /// 保存用の PDF
    #[arg(value_name = "ファイル", help_heading = "引数")]
    pub file: PathBuf,
    /// matome.toml の上限（limits）を使う、自分のプロジェクトのフォルダー。なければ既定の上限
    #[arg(long, value_name = "フォルダー")]
    pub project: Option<PathBuf>,
    /// 取り出すフォルダー（まだないか、空であること）
    #[arg(short, long, value_name = "フォルダー", required = true)]
    pub output: PathBuf,
}

#[derive(Args)]
pub struct FontsArgs {
    /// 字を調べるブック・表・データファイル、またはそれらのフォルダー
    #[arg(value_name = "入力", help_heading = "引数")]
    pub inputs: Vec<PathBuf>,
    /// 本文の書体
    #[arg(long, value_name = "書体", default_value = "BIZ UDGothic", hide_default_value = true)]
    pub font: String,
    /// 書体を持つプロジェクトのフォルダー。なければ今のフォルダー
    #[arg(long, value_name = "フォルダー", default_value = ".", hide_default_value = true)]
    pub project: PathBuf,
}

#[derive(Args)]
pub struct ExplainArgs {
    /// 所見の番号。なければすべての番号を並べる
    #[arg(value_name = "番号", help_heading = "引数")]
    pub code: Option<String>,
}

/// Reads a year of the Gregorian calendar for `--year`.
fn parse_year(text: &str) -> Result<i32, String> {
    let year = text.parse().ok().filter(|year| (1900..=2100).contains(year));
    let example = era::years_in(text).first().copied().unwrap_or(2024);
    year.ok_or_else(|| format!("a year from 1900 to 2100, such as {example}"))
}
