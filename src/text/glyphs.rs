//! `M201`–`M203`, `M119`, `M217`: characters that the print fonts lack, or draw in another font or another shape.

use std::collections::HashSet;

use super::combined::{Combined, MOST_MARKS, combines, pieces};
use super::printable::{alone, parts};
use super::radicals::kanji_of;
use super::spaces::is_odd_space;
use super::unprinted::{is_common, without_unprinted};
use super::{Coverage, FontChain, is_private};
use crate::finding::{Finding, Message};
use crate::msg;

/// The fonts of raised and lowered figures (¹⁰, CO₂), which are the text fonts' own figures at half their size.
pub(crate) const SCRIPTS: [&str; 2] = ["UD Gothic Scripts", "UD Mincho Scripts"];

/// The findings of one text, each character once.
pub fn check_glyphs(text: &str, fonts: &FontChain) -> Vec<Finding> {
    if text.chars().all(|c| is_common(c) && (c == '\n' || fonts.coverage(c) == Coverage::Own)) {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut told: HashSet<String> = HashSet::new();
    let mut first = |what: &str| told.insert(what.to_owned());
    for (c, marks) in pieces(&without_unprinted(text)) {
        let layout = matches!(c, '\n' | '\t' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}');
        let covered = layout || is_private(c) || is_odd_space(c);
        if marks.is_empty() {
            let coverage = if covered { Coverage::Own } else { fonts.coverage(c) };
            let radical = ('\u{2E80}'..='\u{2FDF}').contains(&c);
            if (coverage != Coverage::Own || radical) && first(c.encode_utf8(&mut [0; 4])) {
                out.extend(check_one(c, coverage, fonts));
            }
        } else if covered && !is_private(c) {
            out.extend(check_combined(&alone(marks, fonts), &mut first));
        } else if combines(marks) {
            out.extend(check_combined(&fonts.combined(c, marks), &mut first));
        } else if let Some(selector) = marks.chars().next() {
            let coverage = if covered { Coverage::Own } else { fonts.coverage(c) };
            if coverage == Coverage::Missing {
                out.extend(first(c.encode_utf8(&mut [0; 4])).then(|| missing(c)));
            } else if first(&String::from_iter([c, selector])) {
                out.extend(check_variation(c, selector, fonts));
            }
        }
    }
    out
}

/// A character alone, once.
fn check_one(c: char, coverage: Coverage, fonts: &FontChain) -> Option<Finding> {
    let code = c as u32;
    let finding = match coverage {
        Coverage::Own => {
            let kanji = kanji_of(c)?;
            Finding::info(
                "M119",
                msg!(
                    "「{c}」（U+{code:04X}）は漢字の「{kanji}」でなく、部首の字です",
                    "\"{c}\" (U+{code:04X}) is a radical, not the kanji {kanji}"
                ),
            )
        }
        Coverage::Fallback(n) if SCRIPTS.contains(&fonts.families()[n].as_str()) => return None,
        Coverage::Fallback(_) => other_font(&c.to_string()),
        Coverage::Missing if parts(c, fonts).is_some() => return None,
        Coverage::Missing => return Some(missing(c)),
    };
    Some(match kanji_of(c) {
        Some(kanji) => finding.hint(meant(kanji)),
        None => finding,
    })
}

fn other_font(text: &str) -> Finding {
    let code = codes(text);
    Finding::warning(
        "M202",
        msg!(
            "「{text}」（{code}）は本文の書体にないので、別の書体で刷られます",
            "\"{text}\" ({code}) is printed in another font, the text font lacks it"
        ),
    )
}

/// `M201`, `M202`, `M217`: a character with marks on it.
fn check_combined(whole: &Combined, first: &mut dyn FnMut(&str) -> bool) -> Vec<Finding> {
    let mut out = Vec::new();
    let (text, base) = (&whole.text, whole.text.chars().take(1).collect::<String>());
    if whole.left > 0 && first(&format!("{base}+")) {
        let count = MOST_MARKS + whole.left;
        out.push(
            Finding::error(
                "M217",
                msg!(
                    "「{base}」に付いた記号が多すぎます（{count} 個）。{MOST_MARKS} 個までを刷ります",
                    "\"{base}\" has too many marks on it ({count}); {MOST_MARKS} of them are printed"
                ),
            )
            .hint(msg!("記号を除いてください", "remove the marks")),
        );
    }
    if whole.by == Coverage::Own || !first(text) {
        return out;
    }
    match whole.by {
        Coverage::Fallback(_) => out.push(other_font(text)),
        _ if text.chars().count() == 1 => out.extend(text.chars().map(missing)),
        _ => {
            let code = codes(text);
            let message = msg!(
                "「{text}」（{code}）は、字と記号を合わせてはどの書体にもなく、印刷できません",
                "\"{text}\" ({code}) is in no font, character and marks together, and cannot be printed"
            );
            let finding = Finding::error("M201", message);
            let emoji = text.chars().any(|c| is_emoji(c) || matches!(c, '\u{FE0F}' | '\u{20E3}'));
            out.push(if emoji {
                finding.hint(in_words())
            } else {
                finding.hint(msg!(
                    "「{base}」だけで書くか、言葉で書いてください",
                    "write \"{base}\" alone, or write it in words"
                ))
            });
        }
    }
    out
}

/// The numbers of a text's characters, as in `U+30A2 U+0305`.
pub fn codes(text: &str) -> String {
    let codes: Vec<String> = text.chars().map(|c| format!("U+{:04X}", c as u32)).collect();
    codes.join(" ")
}

fn meant(c: char) -> Message {
    msg!("「{c}」の間違いではありませんか", "did you mean \"{c}\"?")
}

fn in_words() -> Message {
    msg!("絵文字です。言葉で書いてください", "this is an emoji: write it in words")
}

/// `M203`: a variation that another font shows, or none.
fn check_variation(base: char, selector: char, fonts: &FontChain) -> Option<Finding> {
    let code = format!("U+{:04X} U+{:04X}", base as u32, selector as u32);
    match fonts.variation(base, selector) {
        Coverage::Own => None,
        Coverage::Fallback(n) => {
            let font = &fonts.families()[n];
            Some(Finding::info(
                "M203",
                msg!(
                    "「{base}{selector}」（{base} の異体字、{code}）は「{font}」で刷られます",
                    "\"{base}{selector}\" (a variant of {base}, {code}) is printed in {font}"
                ),
            ))
        }
        Coverage::Missing => Some(
            Finding::warning(
                "M203",
                msg!(
                    "「{base}」の異体字（{code}）は印刷の書体にないので、普通の字形で刷られます",
                    "the print fonts lack this variant of \"{base}\" ({code}); the plain form is printed"
                ),
            )
            .hint(msg!(
                "この字形が要るときは、その字のある書体（無償の IPAmj明朝など）を fonts フォルダーに入れてください",
                "if the shape matters, put a font that has it (such as IPAmjMincho, free of charge) into the fonts folder"
            )),
        ),
    }
}

fn missing(c: char) -> Finding {
    let code = c as u32;
    let finding = Finding::error(
        "M201",
        msg!(
            "「{c}」（U+{code:04X}）はどの書体にもなく、印刷できません",
            "\"{c}\" (U+{code:04X}) is in no font and cannot be printed"
        ),
    );
    if c == char::REPLACEMENT_CHARACTER {
        return finding.hint(msg!(
            "文字化けした字です。元のファイルを確かめて、正しい字に打ち直してください",
            "it stands for a character that was lost: look it up in the original and type it again"
        ));
    }
    if is_emoji(c) {
        return finding.hint(in_words());
    }
    match ordinary(c).or_else(|| kanji_of(c)) {
        Some(good) => finding.hint(meant(good)),
        None if is_rare_kanji(c) => finding.hint(msg!(
            "人名や地名の漢字なら、IPAmj明朝（文字情報技術促進協議会が無償で配布）を fonts フォルダーに入れると、刷れることがあります",
            "if it is the kanji of a name, IPAmjMincho (free of charge) in the fonts folder may print it"
        )),
        None => finding.hint(other_remedy()),
    }
}

/// Kanji beyond JIS X 0213: IPAmj明朝 has 46,000 of them.
fn is_rare_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Pictographs and what is laid over them (Unicode 16, emoji-data).
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2700}'..='\u{27BF}' | '\u{2600}'..='\u{26FF}' | '\u{2B50}' | '\u{2B55}' | '\u{231A}'..='\u{23FF}')
}

fn other_remedy() -> Message {
    msg!(
        "別の字で書くか、その字のある書体を fonts フォルダーに入れてください",
        "write it otherwise, or put a font that has it into the fonts folder"
    )
}

/// Simplified and other look-alike forms with the form that Japanese offices mean; chiefly misreadings of
/// scanned papers and texts typed with a Chinese input method.
pub fn ordinary(c: char) -> Option<char> {
    const PAIRS: &str = "实実见見际際进進达達设設检検导導应応关関发発对対组組织織经経济済动動务務农農险険员員证証记記说説话話语語读読调調计計划画讨討议議认認识識请請诉訴访訪评評试試详詳该該谁誰课課谈談负負财財责責贫貧货貨购購费費资資赛賽赠贈车車转転轮輪轻軽较較输輸边辺过過还還这這远遠连連运運适適选選递逓长長门門问問间間闭閉闻聞阅閲队隊阶階阳陽阴陰险険随随隐隠难難静静页頁项項顺順须須顾顧预預领領频頻题題颜顔类類风風飞飛饭飯饮飲馆館马馬驻駐验験鱼魚鸟鳥龙竜龄齢个個东東专専业業丛叢两両严厳丧喪为為举挙义義习習书書买買乱乱云雲亚亜产産亲親亿億仅僅从従仓倉仪儀价価优優会会伟偉传伝伤傷伦倫体体余余侧側侨僑俭倹债債倾傾偿償兰蘭兴興养養兽獣写写军軍决決况況减減凤鳳处処击撃则則刚剛创創别別剧劇办弁劝勧单単卖売卫衛厅庁历歴压圧厌厭县県参参双双变変叙叙叶葉号号启啓听聴员員响響团団园園围囲国国图図圆円块塊坏壊场場声声备備复復头頭夸誇奋奮奖奨妇婦孙孫学学宁寧宝宝审審宪憲宫宮宽寛对対寻尋将将尔爾尘塵尽尽层層岁歳岛島币幣师師带帯庆慶库庫庄荘废廃广広开開异異弃棄张張弹弾强強归帰录録当当☐□☑■✔✓✅✓➡→➤▶";
    let mut chars = PAIRS.chars();
    while let (Some(bad), Some(good)) = (chars.next(), chars.next()) {
        if bad == c && good != c {
            return Some(good);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::ordinary;

    #[test]
    fn simplified_forms_have_an_ordinary_form() {
        assert_eq!(ordinary('实'), Some('実'));
        assert_eq!(ordinary('际'), Some('際'));
        assert_eq!(ordinary('当'), None);
        assert_eq!(ordinary('町'), None);
    }
}
