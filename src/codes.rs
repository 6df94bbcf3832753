//! What each finding means, for `matome explain`.

use crate::finding::Finding;

/// One code with its explanation. The first line stands alone.
#[non_exhaustive]
pub struct Entry {
    /// `M201`
    pub code: &'static str,
    /// What it means, in Japanese.
    pub ja: &'static str,
    /// The same in English.
    pub en: &'static str,
}

macro_rules! codes {
    ($($code:literal $ja:literal $en:literal)*) => {
        /// Every code, in order. `M0xx` reading, `M1xx` checking, `M2xx` typesetting, `M3xx` writing, `M4xx` the year,
        /// `M5xx` the archive and data for others.
        /// `M5xx` the archive, `M6xx` the page.
        pub const CODES: &[Entry] = &[$(Entry { code: $code, ja: $ja, en: $en }),*];
    };
}

codes! {
    "M000" "コマンドの使い方の誤り\n引数やオプションが正しくありません。matome --help を見てください。" "wrong usage of a command"
    "M001" "ファイルを開けない\nない、フォルダーである、権限がない、のどれかです。" "a file cannot be opened"
    "M002" "読めない種類のファイル\nPDF、Word、古い Excel 95 などは読めません。Excel（.xlsx）で保存し直してください。" "a kind of file that is not read"
    "M003" "Excel が開いている印のファイル（~$…）\n回答ではありません。~$ の付かない方を渡してください。" "a lock file of Excel"
    "M004" "パスワードのかかったブックや ZIP\nブックは Excel で開き、パスワードを外して保存し直してください。ZIP は展開して、できたフォルダーを渡してください。" "a workbook or archive with a password"
    "M005" "壊れているか空のファイル\n送り直してもらってください。" "a damaged or empty file"
    "M006" "大きすぎるファイル\n展開後の大きさ、シートの数、文の量のどれかが上限を超えます。不要なシートや画像を除いてください。上限は docs/limits.md にあります。" "a file that is too large"
    "M007" "壊れたシート\n読めたところまでを使います。Excel で開いて保存し直してください。" "a damaged sheet; what could be read is kept"
    "M008" "シートの範囲（A1〜XFD1048576）の外のセル\nそのセルは使いません。" "a cell outside the sheet"
    "M009" "読めない値のセル\nExcel で開き、値を入れ直してください。" "a value that cannot be read"
    "M010" "エラー値のセル（#REF! など）\n式を直すか、値を入れてください。" "an error value such as #REF!"
    "M011" "計算結果のない式\nExcel で開いて保存し直してください。" "a formula without its result"
    "M012" "取り消し線の付いた文（見え消し）\n消すなら消し、残すなら取り消し線を外してください。文はそのまま載ります。赤字や下線の直しが並んでいるときは、直しの方だけが載ります。" "struck-out text; it is kept, unless a marked correction stands beside it"
    "M013" "セルのコメント\n紙面に載りません。必要ならセルに書いてください。" "a comment on a cell; not printed"
    "M014" "図形の中の文\n紙面に載りません。必要ならセルに書いてください。" "text in a shape; not printed"
    "M015" "対応していない表示形式\n標準の形式で読みました。" "an unsupported number format"
    "M016" "表示形式が値を隠しているセル\n値をそのまま読みました。" "a value hidden by its format"
    "M017" "濁点の分かれた仮名\n一字にまとめました（NFD）。漢字は変えていません。" "kana with separate voicing marks were composed"
    "M018" "同じ番地のセルが二つ\n後の方は使いません。" "two cells with one address"
    "M019" "計算し直されていない式\nExcel で開いて保存し直してください。" "formula results that may be stale"
    "M020" "表ではないシート\nグラフやマクロのシートは読みません。" "a sheet that is no table"
    "M021" "文字コードの誤りか、文ではないファイル\nCSV を UTF-8 か Excel の CSV（Shift_JIS）で保存し直してください。" "bytes that are no text"
    "M022" "UTF-8 でないデータファイル\nUTF-8 で保存し直してください。" "a data file that is not UTF-8"
    "M023" "閉じていない引用符（CSV）\n\" の数を確かめてください。" "a quotation mark that is not closed"
    "M024" "飛ばしたファイル\nフォルダーの中の、読めない種類のファイル（Word、PDF、メモなど）か、開けないファイルか、これから書き出すファイルか、二度指定されたファイルです。回答なら Excel の様式に写してください。" "a file that was skipped"
    "M025" "読めるファイルがない\nフォルダーか名前の指定を確かめてください。" "nothing to read"
    "M026" "非表示の行・列の文\n画面に見えていない行や列も読み、表の中のものは紙面に載ります。載せないものは削除してください。" "texts in hidden rows or columns; those of the table are printed"
    "M027" "印刷のヘッダー・フッターの文\n紙面に載りません。必要ならセルに書いてください。" "a text of a page header or footer; not printed"
    "M028" "桁の多い数\nExcel では 1.23457E+12 のように見えても、すべての桁を読みました。法人番号などは、文字列のセルにすると見た目も合います。" "a long number; all of its figures are read"
    "M029" "日付として表せない数\nExcel では ##### と見えます。日付を入れ直すか、表示形式を標準にしてください。" "a number that its format would show as a day"
    "M030" "データファイルの書き方の誤り\n示した行と桁を直してください。" "a syntax error in a data file"
    "M031" "同じ項目が二つ\nどちらかを消してください。" "a key that is there twice"
    "M032" "深すぎる入れ子（64 段まで）" "nesting deeper than 64 levels"
    "M033" "ZIP から取り出せないファイル\nエクスプローラーで展開し、できたフォルダーを渡してください。" "a file in a zip archive that cannot be taken out"
    "M034" "対応していない YAML の書き方" "unsupported YAML"
    "M035" "結合されたセルの下の文\nExcel では左上のセルの文だけが見えます。下に残った文は読みません。" "a text under merged cells"
    "M036" "並の文字で載る上付き・下付きの文字\n数字、＋ − （ ）、n、i は 10³、CO₂ のように上付き・下付きのまま載ります。ほかの文字は並の大きさで載るので、意味が変わらないか確かめてください。" "raised or lowered text that is printed on the line"
    "M037" "色の付いた文字やセル\nまわりと違う色の文字や、色で塗られたセルは、修正や確認待ちの印かもしれません。紙面では色は付きません。" "text or a cell in another colour than its neighbours; the colour is not printed"
    "M038" "見えない文字\n背景と同じ色の文字、隠し文字、1pt などの小さな文字です。Excel の画面では見えませんが、表の中のものは紙面に載ります。条件付き書式が見えなくするものは、条件に合っているかを見ずに知らせます。" "text that cannot be seen on the sheet; what is in the table is printed"
    "M039" "Excel が変えたらしい番号\n1-2 と打つと 1月2日、2E3 と打つと 2.00E+03 に変わります。セルの表示形式を「文字列」にしてから打ち直してください。" "a number that Excel seems to have turned into a day or a power of ten"
    "M040" "図（写真、手書き、円の図形）\nシートに貼られた図も、セルに配置された図も、紙面に載りません。図の中の文字は読みません。回答ならセルに打ってください。" "a picture, on the sheet or in a cell; not printed"
    "M041" "フォームの部品（チェックボックスなど）\n紙面に載りません。示した状態を、セルに文字か記号（■など）で書いてください。Excel 365 のセルのチェックボックスは ☑ と ☐ で読みます（XLSB では TRUE、FALSE）。" "form controls and what they are set to; not printed"
    "M042" "グラフ、図表（SmartArt）\n紙面に載りません。必要ならセルに書いてください。" "a chart or SmartArt; not printed"
    "M043" "埋め込まれたファイル\n中身は読みません。必要ならセルに書いてください。" "an embedded file; not read"
    "M044" "文に書かれていないリンク先\n紙面に載るのは、セルに見えている文だけです。" "a link target that the text does not say"
    "M045" "スライサー、タイムライン\n絞り込みの部品です。紙面に載りません。" "a slicer or timeline; not printed"
    "M046" "背景の図、ヘッダー・フッターの図、署名欄\n紙面に載りません。" "a background or header picture, a signature line; not printed"
    "M047" "重なった結合\n二つの結合が同じセルを含みます。Excel で開いて修復し、保存し直してください。" "merged ranges that overlap"
    "M050" "様式の表が見つからない\n見出しの行を様式のとおりにしてください。見出しは matome form show で見られます。" "no table of the form was found"
    "M051" "様式にない見出し\n近い見出しを示します。その列の内容は紙面に載りません。要らない列は、様式の unused に書けば知らせません。" "a heading that the form does not have"
    "M052" "様式の見出しが入力にない\n列を足すか、見出しを様式のとおりに直してください。" "a heading of the form that the input lacks"
    "M053" "様式にない列・項目の内容\n紙面に載りません。必要なら様式の列に移してください。" "content in a column or key that the form does not have"
    "M054" "表の下の注などの文\n紙面に載りません。" "text outside the table; not printed"
    "M055" "表の上の文\n計画の名、題名、資料番号、会議の名と日付のほかは紙面に載りません。" "text above the table; not printed"
    "M056" "複数の行にまたがる回答\n結合されたセルの回答を、それぞれの行に載せます。" "an answer in a cell merged over several rows"
    "M057" "データファイルの形の誤り\n行は「項目: 値」の組で、rows に並べます。" "the shape of a data file is wrong"
    "M058" "表のないシート\n読みませんでした。" "a sheet without a table"
    "M059" "使わない項目" "a key that is not used"
    "M060" "年度や変種の違う回答の混在\n同じ年度の回答だけを渡してください。" "answers of different years or variants"
    "M061" "個票の様式に置き場のない文\n紙面に載りません。必要なら、その項目の答えの欄に移してください。" "text on a slip that has no place in the form; not printed"
    "M062" "一つの項目に二通りの答え\n先にある方を載せます。どちらかに合わせてください。" "two answers for one field; the first is printed"
    "M063" "個票の項目がシートにない\n項目名を様式のとおりにしてください。その項目は空で載ります。" "an item of the slip that the sheet lacks"
    "M064" "個票の回答が見つからない\n様式のシートか、見出しに項目名のある表を渡してください。" "no slip of the form was found"
    "M065" "選択肢の文が様式と違う\n一覧では様式の語で載せます。個票の凡例は、どのシートでも同じ文ならそのとおりに、シートによって違えば様式の文で載せます。" "options worded otherwise than in the form"
    "M066" "行のない表、文のない文書\n空のまま返ってきた回答かもしれません。" "a table without rows, a document without text"
    "M067" "見出しの注の年の違い\n去年の様式を写した見出しかもしれません。紙面には様式の見出しが載ります。" "a note in a heading that names another year"
    "M068" "様式の名前か題名の誤り\n名前（name）はフォルダーの名前と同じにし、題名（title）を書きます。" "a fault in the form's name or title"
    "M069" "続けて載せる文\nまとまりの行にわたる欄の文が、いくつかの行やファイルにあります。【課名】ごとに続けて載せます。" "texts of one cell that are printed one behind the other"
    "M070" "様式のファイルを読めない" "a form file cannot be read"
    "M071" "知らない様式や変種\nmatome form list で一覧を見られます。" "an unknown form or variant"
    "M072" "様式の定義（form.toml）を読めない\n示した行と桁を直してください。" "the form definition cannot be read"
    "M073" "用紙の定義の誤り" "a fault in the form's paper"
    "M074" "文字の定義の誤り\n本文は 7pt 以上です。" "a fault in the form's text"
    "M075" "列や並べ順の定義の誤り" "a fault in the form's columns or order"
    "M076" "列の定義の誤り" "a fault in a column"
    "M077" "まとまり（group）の誤り\n左から 1、2、3 の順に並べ、それぞれに key の列を置きます。" "group levels out of order"
    "M078" "見出しの差し込みの誤り\n{{年度 基準}} などの書き方を確かめてください。" "a heading template that fails"
    "M079" "列の幅の合計が紙面を超える" "columns wider than the paper"
    "M080" "matome.toml がない、読めない" "matome.toml is missing"
    "M081" "matome.toml の誤り\n示した行と桁を直してください。" "a fault in matome.toml"
    "M082" "ファイル名の差し込みの誤り" "a file name pattern that fails"
    "M083" "書き出す先の重なり\n二つの紙面の出力が同じ名前か、出力が入力のファイルです。file の書き方を変えてください。" "outputs that fall together"
    "M084" "古い書き方\n前の版の書き方です。今の書き方に直せます。このままでも読めます。" "an old spelling; it is read all the same"
    "M086" "様式と見出しの合わない、下の方の表\n表の下に、様式の見出しがほかの列に並ぶ表があります。様式の見出しを付けて上の表と同じ列に書くか、消してください。" "another table below, with other headings; not printed"
    "M087" "見出しの下に文があるのに、行のない表\n回答が、見出しと違う列に書かれているのかもしれません。様式の見出しの列に書いてください。" "texts under the headings of which none is a row"
    "M088" "見出しの下の単位などの行\n人、千円、％ などだけの行は、表の行ではないので載りません。" "a line of units under the headings; not printed"
    "M093" "個票の横の文\n印刷範囲の外の文と、答えの横の案内の文です。紙面に載りません。" "text beside a slip; not printed"
    "M094" "二度ある見出し\n個票の項目の見出しがシートに二つあります。答えのある方、どちらにもあれば先の方を載せます。" "a label that stands twice on a slip"
    "M095" "個票のブックの中の一覧表\n事業ごとのシートがあるので、一覧の表は読みません。" "a list in a workbook of slips; not read"
    "M096" "何も書かれていない個票\n記入された個票と一緒にあれば、紙面に載りません。" "a slip that nobody filled in"
    "M097" "どの面にもない項目\n個票の答えが紙面に載りません。[[panel]] に置くか、載せない項目なら unused に書いてください。" "a field that no panel shows"
    "M098" "長すぎる文\n一つの文の字数か改行が上限を超えます。文を短くするか分けてください。上限は docs/limits.md にあります。" "one text that is beyond the limit"
    "M101" "一つのまとまりに二通りの文\n同じ番号の取組みの文が、セルによって違います。どちらかに合わせてください。" "two texts for one group"
    "M102" "離れた行に分かれたまとまり\n同じ番号の行を続けて並べてください。" "a group that stands in two places"
    "M103" "空の必須欄\n回答の欄は注意、行を見分ける欄はエラーです。" "an empty required cell"
    "M104" "選択肢にない語" "a text that is no choice"
    "M105" "長すぎる回答\n目安を超えています。切らずにすべて載ります。" "an answer longer than asked for; printed whole"
    "M106" "同じ事業の行の重複\n同じ課の回答が二つのファイルで返ってきたときなどに出ます。" "the same row twice"
    "M107" "見えない制御文字\n除いて載せます。" "invisible control characters"
    "M108" "外字（私用領域の文字）\n〓になります。通常の漢字か IVS の漢字で書き直すか、外字の書体を matome.toml の [gaiji] に書いてください。書体があれば刷り、字の形を確かめるよう知らせます。" "private-use characters"
    "M109" "続いていない番号\n施策ごとに 1 から順の番号が、抜けたり戻ったり、二度あったりします。" "numbers that do not count up"
    "M110" "元の事業のない再掲\n【再掲】の事業は、同じ名の事業がほかになければなりません。" "a reprint without its original"
    "M111" "元の事業と違う再掲\n再掲の文は元の事業と同じにします。" "a reprint that differs from its original"
    "M112" "書き方の違う同じまとまり\n１と 1 のように、全角と半角が違うだけの番号は同じまとまりにします。" "one group in two spellings"
    "M113" "残っている記入例\n（例）で始まる文が回答の欄にあります。" "an example text that was left"
    "M114" "半角のカタカナ\n書かれたとおりに載ります。全角で書くと読みやすくなります。" "half-width katakana; printed as typed"
    "M115" "欄より行の多い回答\n印刷の書体で測った行数です。切らずにすべて載ります。" "an answer with more lines than its box; printed whole"
    "M116" "再掲の印のない同じ名の事業\n再掲なら後の方に印を付け、別の事業なら名を変えてください。" "one name in two places without the mark of a reprint"
    "M117" "ふつうの空白でない空白\nWeb や Word から貼った細い空白などです。書体にある、同じ種類の空白で載ります。" "blanks that fonts lack; printed as blanks of their kind"
    "M118" "「から」の意味の半角の ~\n書かれたとおりに載ります。全角の ～ で書くと読みやすくなります。" "an ASCII tilde for a range; printed as typed"
    "M119" "漢字に似た部首の字\nPDF から写した文などにあります。書かれたとおりに載り、漢字の検索では見つかりません。" "a radical that looks like a kanji; printed as typed"
    "M121" "金額が整数ではない\n決められた単位の数字だけを書いてください。1,546千円、1546、１，５４６ は読めます。" "an amount that is no whole number"
    "M122" "選択肢にない番号\n凡例の番号（①など）で書いてください。区切りは何でも構いません。" "a number that is no option"
    "M123" "選んだものと記入欄の食い違い\n選んだのに名前がないか、名前があるのに選んでいません。" "a fill-in that does not go with what is chosen"
    "M124" "読めないチェック欄\n選んだものの □ を ■ にしてください。書かれたとおりに載せます。" "check boxes that cannot be read; printed as typed"
    "M125" "一つだけ選ぶ項目に二つ以上の答え" "several options where one is asked for"
    "M126" "1 枚に入らない個票\n見出しや短い欄の文が長すぎます。" "a slip that does not fit on its sheet"
    "M127" "同じ事業のシートが二つ\n新しい方だけを残してください。" "two slips of one project"
    "M128" "別紙に送られた答え\n1 枚に入らない分は別紙に載り、切れることはありません。" "answers that go on in a supplement"
    "M129" "回答ごとの合計の行\nいくつもの回答に合計の行があると、そのまま並び、全体の合計にはなりません。" "rows of sums in several answers; none is the sum of all"
    "M130" "並べ替えた行\n離れた行に分かれたまとまりなどを、様式の order の順に並べました。" "rows that were put into the form's order"
    "M132" "上限を超える表や個票\n行や枚数が、事務のパソコンのメモリーで組める数を超えます。いくつかの紙面に分けてください。上限は docs/limits.md にあります。" "a table or slips beyond the limit"
    "M133" "計画の期などの数が分からない\n様式のままの数で載ります。matome.toml の [years] に書くか、計画の名に「第２期」のように入れてください。" "an ordinal of the plan that nothing tells"
    "M201" "どの書体にもない文字\n簡体字の打ち間違いか、特殊な字か、字と記号の組み合わせです。--force で書き出すと〓になります。" "a character that no font has"
    "M202" "別の書体で刷られる文字\n本文の書体にない字です。形が少し違って見えます。" "a character printed in another font"
    "M203" "印刷の書体にない異体字（IVS）\n普通の字形で刷られます。" "a variant that the print font lacks"
    "M204" "書体のファイルを読めない" "a font file that cannot be read"
    "M205" "知らない書体" "an unknown font"
    "M210" "紙面を組めない\n様式の layout.typ の誤りです。示した行を直してください。組み込みでない layout.typ は先に別のプロセスで試しに組み、時間かメモリを使いすぎるものは止めます。" "the layout fails, or takes too much time or memory"
    "M211" "計算と組版のページ数の違い\nlayout.typ が行の高さを変えています。" "the layout's pages differ from the computed ones"
    "M212" "一緒に使えない規格" "standards that do not go together"
    "M213" "1 ページに入らない、まとまりの文\nページの端で読めなくなるため、PDF と XLSX は --force でも書き出しません。" "a group label taller than a page"
    "M214" "紙面に載らない文\nプロジェクトの layout.typ が、渡された文を置いていません。" "a layout that leaves texts out"
    "M215" "様式の layout.typ についての注意\nTypst の注意です。知らない書体、決まらない配置などで、文が載っていないかもしれません。" "a warning of Typst about a layout"
    "M216" "ないページ\nページの番号を、1 から終わりのページまでで選んでください。" "a page that the paper has not"
    "M217" "一つの字に付いた多すぎる記号\n8 個までを刷ります。--force で書き出せます。" "too many combining marks on one character"
    "M218" "上限を超えるページ\nいくつかの紙面に分けてください。上限は docs/limits.md にあります。" "a table of more pages than the limit"
    "M219" "紙面の多すぎる会議資料\nいくつかの会議資料に分けてください。上限は docs/limits.md にあります。" "a packet of more papers than the limit"
    "M301" "Excel の限度を超える文\n一つのセルは 32,767 字までです。" "a text longer than a cell takes"
    "M302" "シートのページが多すぎる\nExcel の改ページは 1,023 までです。" "more pages than a sheet may have"
    "M303" "XLSX を書けない" "the workbook cannot be written"
    "M304" "改行の多すぎるセル\nExcel の一つのセルの改行は 253 回までです。空行を除くか、XLSX を作らずに PDF だけを作ってください。" "more line breaks than a cell takes"
    "M305" "文書の様式にない種類の出力\n文書（概要、要綱など）は PDF と HTML だけにできます。" "an output that a free paper has not"
    "M306" "数の列の、数ではない文\n様式が数とする列（type = \"number\"）の「約30」や全角の数字は、XLSX でも書かれたとおりの文字で、合計に入りません。紙面は変わりません。" "a text in a column of numbers that is no number in the workbook"
    "M307" "公式のシートと違う「データ」のシート\nmatome が作った XLSX の「データ」に、公式のシートと違う文や行があります。紙面になるのは公式のシートです。公式のシートに写してから、データのシートを消してください。データの方を使うなら、公式のシートを消してください。" "the data sheet of a workbook says something else than the sheet of the paper"
    "M308" "「データ」のシートのない XLSX\n長い文は、公式のシートでは行に分けて入りますが、データの一つのセルには入りません。" "a workbook without its data sheet"
    "M320" "書き込めない\nファイルが開かれているか、読み取り専用です。" "an output cannot be written"
    "M330" "PDF として読めないファイル\n壊れている、途中で切れている、ページがない、のどれかです。元の文書から PDF を作り直してもらってください。" "a file that cannot be read as a PDF"
    "M331" "パスワードのかかった PDF\nパスワードを外した PDF をもらってください。" "a PDF with a password"
    "M332" "印刷やコピーを禁じている PDF\n会議資料に重ねることは、印刷、コピー、組み立てに当たります。作った課の承諾を得たなら --force で重ねられます。" "a PDF that forbids printing or copying"
    "M333" "中身がページになっていない PDF\nXFA フォームとポートフォリオは、Acrobat で開いて PDF に印刷し直してください。" "a PDF whose pages are not what it is for"
    "M334" "大きい PDF\n500 MB を超えるものは重ねられません。画像の解像度を下げて PDF を作り直してください。" "a PDF that is large, or too large"
    "M335" "直しながら読んだ PDF\n欠けた所があるかもしれません。できあがった紙面を見てください。" "a damaged PDF that was repaired"
    "M336" "会議資料に移らないもの\nページの外にあるもの（添付ファイル、しおり、リンクなど）は、紙面に載りません。" "what a guest's PDF has beside its pages"
    "M337" "刷られる付箋や校正の注釈\n消すべきものが残っていないか確かめてください。" "review marks that are printed"
    "M338" "埋め込まれていない書体\n印刷する機械にある書体で代わりに刷られ、字形や字間が変わることがあります。" "fonts that are not embedded"
    "M339" "A4 でも A3 でもないページ" "pages that are neither A4 nor A3"
    "M340" "縮めたり回したりしたページ\n元の大きさで見せるなら、用紙を変えるか別に刷ってください。" "pages that were shrunk or turned"
    "M341" "PDF を置けないページ\n置く先か、元の PDF に、そのページがありません。同じページに二つは置けません。" "a place that does not exist"
    "M342" "規格を名乗る PDF には重ねられない\nPDF/A や PDF/UA の保存用には、他課の PDF を添付します。" "guests cannot go into a PDF that claims a standard"
    "M343" "製本と面付け\n白紙の追加、厚すぎる中綴じ、トンボの余白などです。" "remarks on booklets and imposition"
    "M344" "狭い余白\nプリンターは紙の端から 4〜5mm を刷れません。題・資料番号・ページ番号は余白に刷られます。示した余白（[paper] の margin）を広げてください。" "margins so narrow that what stands in them may be cut off"
    "M345" "文書のファイルを読めない\nファイルの名と場所を確かめてください。" "a document that cannot be read"
    "M346" "使えない図\nPNG、JPEG、SVG、GIF、WebP のファイルを、文書と同じフォルダーからの道筋で書いてください。" "a picture that cannot be set"
    "M347" "Markdown の中の HTML\n打たれたとおりの字で載ります。ルビは ｜漢字《かんじ》、改行は <br> で書けます。" "HTML in Markdown; printed as typed"
    "M348" "説明のない図\n![説明](ファイル) の説明は、読み上げと図の題に使います。" "a picture without a description"
    "M349" "注の片方がない\n[^1] と [^1]: の行を組にしてください。" "a footnote without its other end"
    "M350" "会議資料の定義の誤り\n示した行を直してください。" "a mistake in the definition of a packet"
    "M351" "会議資料の紙面にできない内容\n表が空、シートがない、座席が多すぎる、などです。" "what cannot be made a paper of a packet"
    "M352" "入力欄に入れた文が刷られない PDF\n入力欄（フォーム）の値に見た目のデータがありません。画面では見えても、紙面に載りません。元のファイルを開き、PDF に印刷したものをもらってください。" "a form field whose text is not printed"
    "M353" "深すぎる入れ子、自分に戻る注\n箇条書きや引用は 10 段まで、注の中の注は 4 段までです。" "what is nested too deep, or a note in itself"
    "M354" "保存用（PDF/A）に入れられない図\n繰り返しのグラデーションは PDF/A にありません。図を PNG で書き出してください。" "a picture that cannot go into PDF/A"
    "M355" "使えないリンク先\n文だけを載せます。[文](リンク先) のように書いてください。" "a link's address that cannot be used; its text is printed"
    "M356" "紙より広い表\n表を分けるか、列を減らしてください。" "a table wider than the paper"
    "M400" "組織の表を読めない\n[project] の 組織 に書いたファイルがないか、読めません。" "the register cannot be read"
    "M401" "組織の表に見出しがない\n見出しの行に 局区 と 課 を書いてください。略称、旧名、担当、連絡先 はなくても構いません。" "a heading that the register lacks"
    "M402" "組織の表の使わない列\n使うのは 局区、課、略称、旧名、担当、連絡先 の列です。" "a column of the register that is not used"
    "M403" "組織の表に二度ある課\n先の行を使います。どちらかを消してください。" "a section that stands twice in the register"
    "M404" "いくつもの課の旧名や略称\n分かれた課の旧名なら、このままで構いません。その名の回答は、どの課のものか決められません。" "a former or short name of several sections"
    "M405" "今の課の名でもある旧名\nその名は今の課のものとして読みます。" "a former name that another section has now"
    "M406" "課が一つもない組織の表\n建制順に、1 行に 1 課ずつ書いてください。" "a register without any section"
    "M407" "局区も課もない行\n組織の表の、使わない行です。" "a row of the register without bureau and section"
    "M410" "組織の表にない課\n名の打ち間違いか、名の変わった課です。変わった課の前の名は、組織の表の 旧名 に書いてください。" "a section that the register does not know"
    "M411" "回答のない課\n組織の表にあって、回答の一つもない課です。求めていない課は、組織の表の列 対象 に × を書いてください。" "sections that have not answered"
    "M412" "同じ行に答えた二つのファイル\n新しい方だけを残し、もう一方はフォルダーから出してください。" "two files that answer the same rows"
    "M413" "別の年度の回答\nmatome.toml の 年度 と違う年度の様式です。" "answers for another fiscal year"
    "M414" "別の様式のファイル\nその様式の紙面の input に移してください。" "a file in another form"
    "M420" "回答様式の説明のシートへの書き込み\n「記入要領」や「所見」のシートは回答として読みません。連絡などが書かれていないか、開いて確かめてください。" "something was written into a sheet that explains an answer workbook"
    "M421" "コピーされた行\n回答様式の行をコピーすると、行の印も写ります。先の行を元からある行、後の行を新しい行として読みました。" "a row of an answer workbook that was copied"
    "M430" "文書の文のファイルの誤り\ntemplates/letters/ の 依頼文.toml・督促.toml・差戻し.toml の、示した行を直してください。" "a mistake in the words of a letter"
    "M431" "文書の文の、知らない名\n{{ }} の中か when の語が違います。所見の「書ける名」から選んでください。" "an unknown name in the words of a letter"
    "M432" "文書の文の、決まっていない名\nその照会には、期限や文書番号などがありません。matome.toml や組織.csv に書くか、文に when を付けてください。" "a name that a letter has no value for"
    "M433" "作れない文書\n当てはまる題がないか、送る先がありません。" "a letter that cannot be made"
    "M450" "次の年度で言い表せない見出し\n様式の heading などの年度の書き方を確かめてください。" "headings that cannot be worded for the next year"
    "M451" "年度更新で紙面からなくなる回答\n新しい年度の紙面に並ばない年度の回答と、年度ごとに書く項目の回答です。前の年度のデータに残ります。" "answers that have no place in the next year's paper"
    "M452" "年度更新で動かさない文書\n文書の様式（概要、要綱など）に年度ごとの回答はありません。" "a free paper, which has no answers of a year"
    "M453" "エラーの所見のある、前の年度のデータ\n年度更新はそのまま引き継ぎます。前の年度のフォルダーで直してから、やり直せます。" "last year's data have errors; they are taken as they are"
    "M454" "次の年度ではない年度\n--year には、今の基準年度より後の西暦を書きます。書かなければ 1 年進みます。" "a year that is not after the present base year"
    "M455" "年度更新で写さないファイル、読めないファイル\nプロジェクトの外のファイルは写しません。新しいフォルダーに置き、道筋を書き直してください。" "a file that is not carried into the next year"
    "M456" "年度更新で書き直さない文\n資料の名や会議の回など、年度のある文はそのままです。要れば書き直してください。" "texts with a year that are left as they are"
    "M457" "年度更新のもとにできないファイル\n保存用の PDF は一つだけ、ブックは様式のものだけです。様式は --form で指定できます。" "what no next year's project can be made from"
    "M470" "読めない台帳\n台帳.json は matome が書き足すものです。手で書き直したなら、控えから元に戻してください。" "a ledger that cannot be read"
    "M471" "ない照会、まだ発送していない照会\nmatome.toml の [inquiry.名前] と、matome inquire を確かめてください。" "an inquiry that is not there, or was not sent yet"
    "M472" "照会の回答のないファイル\n関わりのない表です。受け取っていません。" "a file without any answer to the form that was asked"
    "M473" "別の年度の様式のファイル\n送った回答様式で出し直してもらってください。" "a file in another year's form"
    "M474" "読めない、照会のファイル\n照会のフォルダーの中のファイルは、動かしたり消したりしないでください。" "a file of an inquiry that cannot be read"
    "M475" "書き換えられた、照会のファイル\n受け取ったファイルと照会データは変えられません。控えから元に戻してください。" "a file of an inquiry that was changed"
    "M476" "別の照会の回答\nその照会の名で matome collect を実行してください。" "an answer to another inquiry"
    "M477" "照会を送っていない課の回答\n名の変わった課なら、組織の表の 旧名 に前の名を書いてください。" "an answer of a section that was not asked"
    "M478" "尋ねた行のない回答\n照会の名前とファイルを確かめてください。" "an answer without any row that was asked"
    "M480" "ほかの課の行への記入\nその行は取り込みません。" "rows of another section that were filled in"
    "M481" "書き換えられた、記入しない欄\n送った文のまま載せます。" "a locked cell that was changed"
    "M482" "なくなった行\n送った行が返ってきていません。廃止した事業も、その旨を書いて残してもらってください。" "rows that were sent and did not come back"
    "M483" "行の順の違い\n載せる順は変わりません。" "rows in another order than they were sent"
    "M484" "足された行\n新しい事業なら、計画の一覧に加えてください。" "rows that were added"
    "M485" "答えの代わりの語（同上、未定など）" "a word that stands for an answer"
    "M486" "前の年度と同じ文の回答" "answers that are word for word last year's"
    "M487" "食い違う二つの回答\nmatome collect の --take か --keep で決めるまで、前の回答を載せます。" "two answers that contradict; the first stands until decided"
    "M488" "決めることのない回答、ない受領番号" "nothing to decide, or no such receipt"
    "M489" "照会で尋ねていない課の名" "a section that is not asked in the inquiry"
    "M490" "尋ねる行か、記入する欄のない照会\nmatome.toml の input か paper、phase を確かめてください。" "an inquiry without rows or open columns"
    "M491" "回答のない課（照会）\nmatome remind で督促の文を作れます。" "sections that have not answered an inquiry"
    "M493" "差し戻せない回答\nまだ何も届いていないか、要修正の回答がありません。" "nothing to give back"
    "M494" "フォームの回答の、行を決められない行\n課と事業の名で、尋ねた行を探します。" "a row of a form's export that means no row, or several"
    "M495" "フォームの回答の、読まない列\n読むなら [inquiry.名前.columns] に加えてください。" "a column of a form's export that is not read"
    "M496" "前に保存されたファイルによる差し替え\n前の方が新しい版なら、matome collect の --take で戻してください。" "a version that was saved before the one that it replaces"
    "M500" "保存用に添付できないファイル\n名前か置き場所を変えてください。取り出したときに Windows でも同じ名前で置けるものだけを添付します。" "a file that cannot be in an archive"
    "M501" "添付するものが大きすぎる\n画像の大きいブックや PDF を小さくしてください。" "attachments that are too large"
    "M502" "プロジェクトにない紙面" "a paper that the project lacks"
    "M503" "添付できない PDF" "a PDF that takes no attachments"
    "M504" "保存用として読めないファイル\nPDF ではないか、壊れています。控えがあれば、そちらを確かめてください。" "a file that cannot be read as an archive"
    "M505" "matome の保存用ではない PDF\nmatome archive で作った PDF には、目録 manifest.json が添付されています。" "a PDF that is no archive of matome"
    "M506" "新しい版の matome の保存用\nmatome を新しくしてください。" "an archive of a newer matome"
    "M510" "添付と目録の食い違い\n添付がないか、中身が変わっています。" "an attachment that is missing or changed"
    "M511" "使えない置き場\nフォルダーの外や、Windows で使えない名前に置こうとする目録は使いません。" "a manifest with an unsafe path"
    "M512" "空ではないフォルダー\n取り出しは、新しいフォルダーか空のフォルダーにします。" "a folder that is not empty"
    "M520" "作ったときと違うファイル\nどこかのバイトが変わっています。控えと取り替えてください。" "a file that is not as it was made"
    "M521" "書き足されたファイル\n署名や注釈を付けて保存したときにも出ます。" "a file with something written behind it"
    "M522" "目録にない添付\n作ったあとに足されたものです。" "an attachment that the manifest lacks"
    "M523" "作り直したものとの違い\n添付した回答と様式から同じ版の matome で作ると、同じバイトになるはずです。" "what is not as made again from the attachments"
    "M524" "添付から作り直せない\n添付が足りないか、変わっています。" "a paper that cannot be made again"
    "M525" "別の版の matome で作った保存用\nバイトではなく、各ページの文と絵を比べました。" "an archive made by another version"
    "M526" "所見の記録の違い\n紙面と、ほかの添付は作ったときのままです。点検の仕方が変わったか、記録が書き換えられています。" "another record of findings"
    "M530" "CSV を Excel でじかに開くと式になる文\n=、+、-、@ で始まる文です。CSV には文のまま書きました。Excel では「データ」→「テキストまたは CSV から」で、列を文字列にして読み込んでください。" "a text that Excel takes for a formula when it opens the CSV itself"
    "M600" "画面を開けない\nポートをほかのプログラムが使っているか、システムが通信を許していません。--port を付けずに始めると、空いているポートを使います。" "the page cannot be served"
    "M601" "画面に置くファイルが大きすぎる\n上限は docs/limits.md にあります。いくつかに分けて置いてください。" "more files than the page takes in"
    "M602" "ほかの作業が終わるのを待つ\n画面では、書き出す作業は一度に一つです。" "other work is under way"
    "M603" "画面が求めたものがない\n紙面やファイルが、そのあとで消されたか、名前が変わりました。画面を読み直してください。" "what the page asked for is not there"
    "M604" "matome の不具合\nその作業だけを取りやめました。書きかけのファイルはありません。所見と使ったファイルを開発者に知らせてください。" "a fault of matome; the work was given up"
    "M605" "そのフォルダーは開けない\nmatome のプロジェクトは matome.toml のあるフォルダーです。画面の一覧から選ぶか、「新しく作る」で作ってください。" "that folder is no project, or is not there"
    "M606" "フォルダーの名前にできない\n\\ / : * ? \" < > | と、Windows が使う名（CON など）は使えません。" "that cannot be the name of a folder"
    "M607" "置かれたファイルがどの様式の回答でもない\nmatome の様式の Excel かデータファイルを置いてください。Word や PDF は紙面にできません。" "files that were brought are answers in no form"
    "M610" "保存する名のファイルがもうある\n前に保存したあとで Excel などで書き換えたか、ほかの個票が同じ名です。黙って置き換えることはしません。別の名前で保存するか、置き換えてよければ置き換えてください。" "a file is there already where a slip is to be saved"
    "M611" "ほかの画面でも書かれている個票\n二つの画面で同じ個票を書いています。ここで書いたものは、別の個票として残せます。" "a slip that is filled in on another page too"
    "M612" "書き始めたあとで変わった元の回答\n画面で書いている間に、元の回答のファイルが変わりました。保存したものと見比べてください。" "the answer from which a slip was begun has changed since"
    "M613" "Excel から同じに読み直せない欄\n保存した Excel をもう一度読むと、その欄が書いたとおりになりません。JSON は書いたとおりです。" "a field that the saved workbook does not give back as it is"
    "M614" "読めない下書き\n書きかけの個票のファイルが壊れています。ファイルはそのまま残してあります。" "what was typed cannot be read"
    "M615" "画面で書ける量の上限\n一枚の個票に書ける量と、書きかけのまま置ける個票の数には上限があります（docs/limits.md）。" "more than may be typed on a slip, or kept while it is typed"
    "M620" "設定のファイルが、画面に出したあとで変わった\nほかの人かほかのプログラムが書いています。上書きしないように、何も書いていません。読み直して、もう一度直してください。" "settings were changed since they were shown; nothing was written"
    "M621" "設定のファイルが UTF-8 ではない\n画面では UTF-8 のファイルだけを直します。メモ帳で開き、UTF-8 で保存し直してください。" "settings are not in UTF-8"
    "M622" "画面では直せない書き方の設定\n誤りがあるか、画面の知らない書き方です。ファイルをメモ帳で開いて直してください。" "settings that the page cannot change"
}

/// Findings that no `--force` overrides: there is no table or slip, or an output cannot be made.
const UNFORCED: [&str; 17] = [
    "M050", "M064", "M083", "M132", "M210", "M211", "M212", "M213", "M214", "M218", "M219", "M301", "M302", "M303",
    "M304", "M305", "M320",
];

/// Whether what was stopped by these findings is written all the same if the user insists.
pub fn force_helps(findings: &[Finding]) -> bool {
    !findings.iter().any(|finding| UNFORCED.contains(&finding.code.0))
}

#[cfg(test)]
mod tests {
    use super::CODES;

    /// Every code in the source is explained, once, in order.
    #[test]
    fn every_code_is_explained() {
        let codes: Vec<&str> = CODES.iter().map(|e| e.code).collect();
        assert!(codes.is_sorted_by(|a, b| a < b), "codes are in order, each once");
        let pattern = regex::Regex::new(r#""(M\d{3})""#).unwrap();
        let mut stack = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
        while let Some(path) = stack.pop() {
            for entry in std::fs::read_dir(path).unwrap().flatten() {
                if entry.path().is_dir() {
                    stack.push(entry.path());
                } else if entry.path().extension().is_some_and(|e| e == "rs") {
                    let text = std::fs::read_to_string(entry.path()).unwrap();
                    for found in pattern.captures_iter(&text) {
                        assert!(
                            codes.contains(&&found[1]),
                            "{} in {} is not explained",
                            &found[1],
                            entry.path().display()
                        );
                    }
                }
            }
        }
    }
}
