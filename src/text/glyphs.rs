//! `M201`–`M203`: characters that the print fonts lack, or draw in another font or another shape.

use unicode_normalization::UnicodeNormalization;

use super::{Coverage, FontChain, is_attached, is_private, is_selector, is_unprinted};
use crate::finding::{Finding, Message};
use crate::msg;

/// The findings of one text, each character once.
pub fn check_glyphs(text: &str, fonts: &FontChain) -> Vec<Finding> {
    let mut out = Vec::new();
    let mut told = Vec::new();
    let mut before = None;
    for c in text.chars() {
        let base = before.replace(c);
        let layout = matches!(c, '\n' | '\t' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}');
        if layout || is_private(c) || is_unprinted(c) || told.contains(&c) {
            continue;
        }
        if is_selector(c) {
            out.extend(base.and_then(|base| check_variation(base, c, fonts)));
            continue;
        }
        if is_attached(c) {
            continue;
        }
        match fonts.coverage(c) {
            Coverage::Own => {}
            Coverage::Fallback(_) => {
                told.push(c);
                let code = c as u32;
                let mut finding = Finding::warning(
                    "M202",
                    msg!(
                        "「{c}」（U+{code:04X}）は本文の書体にないので、別の書体で刷られます",
                        "\"{c}\" (U+{code:04X}) is printed in another font, the text font lacks it"
                    ),
                );
                // a radical looks like its ideograph and is another character (⾼ and 高)
                let usual: String = c.nfkc().collect();
                if ('\u{2E80}'..='\u{2FDF}').contains(&c) && usual != c.to_string() {
                    finding = finding.hint(msg!("「{usual}」の間違いではありませんか", "did you mean \"{usual}\"?"));
                }
                out.push(finding);
            }
            Coverage::Missing => {
                told.push(c);
                out.push(missing(c));
            }
        }
    }
    out
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
                "この字形が要るときは、その字のある書体（IPAmj明朝など）を fonts フォルダーに入れてください",
                "if the shape matters, put a font that has it (such as IPAmjMincho) into the fonts folder"
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
        return finding.hint(msg!("絵文字です。言葉で書いてください", "this is an emoji: write it in words"));
    }
    match ordinary(c) {
        Some(good) => finding.hint(msg!("「{good}」の間違いではありませんか", "did you mean \"{good}\"?")),
        None => finding.hint(other_remedy()),
    }
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
