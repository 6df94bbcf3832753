//! Words of katakana, and where a long one may be cut: between the words of which it is made.

use std::sync::LazyLock;

use regex::Regex;

use super::Milli;
use super::cluster::{Bond, Cluster, advance, inside, put};

/// Words of which the names of offices and projects are made, each behind those that begin with it.
const WORDS: &str = "コーディネーター|コミュニケーション|コミュニティ|ボランティア|ファミリー|サポーター|サポート|センター|\
サービス|ステーション|ステイ|スクール|スポーツ|スペース|スタッフ|スキル|スマートフォン|スマート|インターネット|オンライン|\
ネットワーク|ネット|ハローワーク|フレイル|\
ワーカー|ワーク|ライフ|プログラム|プロジェクト|プラットフォーム|プランナー|プランター|プラン|プラザ|フォーラム|フェスティバル|フェスタ|フェア|\
キャンペーン|キャラバン|キャリア|キャンプ|マネジメント|マネージャー|アドバイザー|アクション|アプリケーション|アプリ|アウトリーチ|リーダー|\
リハビリテーション|リハビリ|リサイクル|ガイドライン|ガイドブック|ガイド|ガーデン|グループ|カウンセラー|カウンセリング|カード|カフェ|クラブ|\
サロン|セミナー|システム|シルバー|シニア|シェルター|ショート|ゲートキーパー|ハンドブック|ハウス|パトロール|パンフレット|パーク|\
バリアフリー|バスケット|バス|デイ|データ|タクシー|ダイヤル|チェック|チーム|テレビ|トレーニング|ヘルパー|ヘルス|ホットライン|ホームページ|ホームレス|ホーム|\
ポータル|ポイント|マップ|メンタル|モデル|ユニバーサル|ユース|ルーム|ケア|ゼロ";

static RUN: LazyLock<Regex> = LazyLock::new(|| Regex::new("[ァ-ヺー]{2,}").expect("constant pattern"));
static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(WORDS).expect("constant pattern"));

pub fn is_katakana(c: char) -> bool {
    ('ァ'..='ヺ').contains(&c) || c == 'ー'
}

/// Keeps a word of katakana whole where it fits on a line, and the words of a longer one.
pub fn hold_katakana(text: &str, clusters: &[Cluster], width: Milli, bonds: &mut [Bond]) {
    for run in RUN.find_iter(text) {
        let mut from = run.start();
        let ends = if advance(clusters, run.start(), run.end()) <= width { Vec::new() } else { seams(run.as_str()) };
        for to in ends.into_iter().map(|end| run.start() + end).chain([run.end()]) {
            let fits = advance(clusters, from, to) <= width;
            for i in inside(clusters, from, to) {
                put(bonds, i, if fits { Bond::Tight } else { Bond::Weak });
            }
            if let (true, Ok(i)) = (to < run.end(), clusters.binary_search_by_key(&to, |c| c.start)) {
                put(bonds, i, Bond::Seam);
            }
            from = to;
        }
    }
}

/// Where the words of a compound meet, in bytes; a character alone belongs to its neighbour.
fn seams(compound: &str) -> Vec<usize> {
    let mut out: Vec<usize> = WORD.find_iter(compound).flat_map(|word| [word.start(), word.end()]).collect();
    out.dedup();
    const ALONE: usize = 'ア'.len_utf8();
    let near = |at: usize, other: usize| at.abs_diff(other) <= ALONE;
    out.retain(|&at| !near(at, 0) && !near(at, compound.len()));
    out
}

#[cfg(test)]
mod tests {
    use super::seams;

    fn parts(compound: &str) -> Vec<&str> {
        let mut from = 0;
        let mut out = Vec::new();
        for at in seams(compound).into_iter().chain([compound.len()]) {
            out.push(&compound[from..at]);
            from = at;
        }
        out
    }

    #[test]
    fn compounds_are_made_of_words() {
        assert_eq!(parts("ファミリーサポートセンター"), ["ファミリー", "サポート", "センター"]);
        assert_eq!(parts("オーラルケア"), ["オーラル", "ケア"]);
        assert_eq!(parts("コミュニティガーデン"), ["コミュニティ", "ガーデン"]);
        assert_eq!(parts("サポーターズ"), ["サポーターズ"]);
        assert_eq!(parts("インフルエンザ"), ["インフルエンザ"]);
    }
}
