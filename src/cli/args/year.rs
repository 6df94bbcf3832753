//! Arguments of the commands of the year: inquiries and rollover.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Inside, parse_year};

#[derive(Args)]
pub struct InquireArgs {
    /// 照会の名前（matome.toml の [inquiry.名前]）
    #[arg(value_name = "照会", help_heading = "引数")]
    pub name: String,
    /// この課だけ（局の名ならその局のすべての課）。何度でも指定できる
    #[arg(long, value_name = "課")]
    pub only: Vec<String>,
    #[command(flatten)]
    pub inside: Inside,
    /// 発送の日（例: 2026-04-10）。なければ今日
    #[arg(long, value_name = "日付")]
    pub date: Option<String>,
}

#[derive(Args)]
pub struct CollectArgs {
    /// 照会の名前
    #[arg(value_name = "照会", help_heading = "引数")]
    pub name: String,
    /// 返ってきたブック、それらのフォルダー、ZIP。元のファイルはそのまま残る
    #[arg(value_name = "ファイル", help_heading = "引数")]
    pub files: Vec<PathBuf>,
    /// 食い違いを、この受領番号（またはファイル名）の回答に決める
    #[arg(long, alias = "prefer", value_name = "受領番号", conflicts_with = "keep")]
    pub take: Option<String>,
    /// 食い違いを、前に受け取った回答のままに決める
    #[arg(long)]
    pub keep: bool,
    /// この課の回答を確認済みにする。何度でも指定できる
    #[arg(long, value_name = "課")]
    pub confirm: Vec<String>,
    /// 受け取った課の受領票（一課 1 枚の PDF）も作る
    #[arg(long)]
    pub receipt: bool,
    #[command(flatten)]
    pub inside: Inside,
    /// 受領の日（例: 2026-05-01）。なければ今日
    #[arg(long, value_name = "日付")]
    pub date: Option<String>,
    /// 注意もエラーとして扱う
    #[arg(long)]
    pub strict: bool,
}

#[derive(Args)]
pub struct StatusArgs {
    /// 照会の名前
    #[arg(value_name = "照会", help_heading = "引数")]
    pub name: String,
    /// 書き方: text（既定）、csv、json、xlsx、pdf。なければ -o の末尾で決まる
    #[arg(long, value_name = "書き方", hide_possible_values = true)]
    pub format: Option<BoardFormat>,
    /// 書き出すファイル。なければ標準出力
    #[arg(short, long, value_name = "出力")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub inside: Inside,
    /// いつの時点か（例: 2026-05-01）。なければ今日
    #[arg(long, value_name = "日付")]
    pub date: Option<String>,
}

/// How the state of an inquiry is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BoardFormat {
    Text,
    Csv,
    Json,
    Xlsx,
    Pdf,
}

impl BoardFormat {
    /// By the end of a name.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_string_lossy().to_lowercase();
        <Self as ValueEnum>::from_str(if ending == "txt" { "text" } else { &ending }, true).ok()
    }
}

#[derive(Args)]
pub struct RemindArgs {
    /// 照会の名前
    #[arg(value_name = "照会", help_heading = "引数")]
    pub name: String,
    /// 督促する課。なければ、未提出か記入の残っている課のすべて
    #[arg(value_name = "課", help_heading = "引数")]
    pub sections: Vec<String>,
    #[command(flatten)]
    pub inside: Inside,
    /// 督促の日（例: 2026-05-01）。期限までの日数はこの日から数える。なければ今日
    #[arg(long, value_name = "日付")]
    pub date: Option<String>,
}

#[derive(Args)]
pub struct ReturnArgs {
    /// 照会の名前
    #[arg(value_name = "照会", help_heading = "引数")]
    pub name: String,
    /// 差し戻す課。なければ、エラーのある課（要修正）のすべて
    #[arg(value_name = "課", help_heading = "引数")]
    pub sections: Vec<String>,
    #[command(flatten)]
    pub inside: Inside,
    /// 差戻しの日（例: 2026-05-01）。なければ今日
    #[arg(long, value_name = "日付")]
    pub date: Option<String>,
}

#[derive(Args)]
pub struct RolloverArgs {
    /// 次の年度のプロジェクトを作るフォルダー（まだないか、空であること）
    #[arg(value_name = "フォルダー", help_heading = "引数")]
    pub folder: PathBuf,
    /// もとにする保存用の PDF か、公表したブック。何度でも指定できる。なければ今のプロジェクト
    #[arg(long, value_name = "ファイル", num_args = 1..)]
    pub from: Vec<PathBuf>,
    /// ブックの様式の名前。なければ、どの様式のものかを調べる
    #[arg(long, value_name = "様式", requires = "from")]
    pub form: Option<String>,
    /// 次の基準年度（西暦）。なければ 1 年進める
    #[arg(long, value_name = "西暦", value_parser = parse_year)]
    pub year: Option<i32>,
    #[command(flatten)]
    pub inside: Inside,
}
