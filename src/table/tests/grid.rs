//! All lines of a page stand on one grid.

use super::*;

/// All lines of a page stand on one grid, those of labels beside several rows too, and keep off the rules (JLReq 2.5).
#[test]
fn lines_stand_on_the_grid_of_their_page_and_keep_off_the_rules() {
    let kinds = [
        "「短い」",
        "1,546千円　Ag",
        "・見守り\n・相談の場を開き、地区の人と話し合いを重ねた",
        "髙﨑ゝ々ー",
        "①あ\n\n②い",
    ];
    let text = |n: usize| kinds[n % kinds.len()].repeat(n % 4 + 1);
    let direction = |n: usize| format!("方向性{}　地域の人が互いに見守り、声をかけあうまちをつくる", n / 8);
    let mut rows: Vec<_> = (0..40).map(|n| row(&direction(n), n / 3, &text(n), &text(n + 1))).collect();
    // three low rows are made higher for a label of seven lines
    rows.extend((40..55).map(|n| row(&direction(n * 8 / 3), n, "短い", "")));
    for (line_gap, inset) in [(0.35, 0.8), (0.4, 0.8), (0.0, 0.0), (0.5, 2.2)] {
        let mut plan = plan(&rows);
        plan.form.text.line_gap = line_gap;
        plan.form.text.inset_y = inset;
        let (lines, labels) = lines_on_the_grid(&plan);
        assert!(lines > 200 && labels > 60, "{lines} lines, {labels} of labels");
    }
}

/// Texts that go on beside the rows of their group stand on its grid on each page.
#[test]
fn texts_beside_rows_stand_on_their_grid() {
    let row = |goal: usize, role: &str| {
        let label = format!("（{goal}）地域のささえあいを進める");
        let report = format!("■　第{goal}回の見守りを続けた。").repeat(260);
        json!({ "基本目標": "1 学び", "施策展開の方向性": label, "区分": role, "それぞれの役割": "①学ぶ\n②話す", "実績": report })
    };
    let rows: Vec<_> = (1..4).flat_map(|goal| ["市民", "地域", "市"].map(|role| row(goal, role))).collect();
    let (lines, labels) = lines_on_the_grid(&matrix(&rows));
    assert!(lines > 15 && labels > 300, "{lines} lines, {labels} beside them");
}

/// How many lines stand there, and how many of labels.
fn lines_on_the_grid(plan: &Plan) -> (usize, usize) {
    let (table, pages, document) = laid(plan);
    let mut edges = vec![plan.form.paper.left * MM];
    for column in &table.columns {
        edges.push(edges.last().unwrap() + column.width);
    }
    let top = plan.form.paper.top * MM + table.header.height;
    let first = top + table.inset_y + 0.88 * table.size;
    let (mut seen, mut labels) = (0, 0);
    for (page, laid) in pages.iter().zip(document.pages()) {
        assert!(page.used <= table.body_height() + 0.01, "a page is overfull");
        let mut found = Vec::new();
        texts(&laid.frame, Point::zero(), &mut found);
        // upright labels have lines of their own
        let upright = |t: &Laid| {
            (0..table.columns.len()).any(|c| plan.column(c).vertical && t.x >= edges[c] && t.x < edges[c + 1])
        };
        found.retain(|t| t.y > top && t.y < top + page.used && !bare(&t.text).is_empty() && !upright(t));
        for t in &found {
            let line = (t.y - first) / table.pitch;
            assert!((line - line.round()).abs() < 0.01, "{:?} is {line} lines below the first baseline", t.text);
        }
        let mut top = top;
        for slice in &page.slices {
            let bottom = top + slice.height;
            for (c, edge) in edges.windows(2).enumerate() {
                let cell: Vec<_> =
                    found.iter().filter(|t| t.x >= edge[0] && t.x < edge[1] && t.y > top && t.y < bottom).collect();
                // a label goes on beside the rows that it spans, and begins beside the first of them
                let label = plan.column(c).group.is_some();
                labels += if label { cell.len() } else { 0 };
                if label && slice != &page.slices[0] {
                    continue;
                }
                let highest = cell.iter().map(|t| t.y).fold(f64::MAX, f64::min);
                let inset = highest - 0.88 * table.size - top;
                assert!(highest == f64::MAX || (inset - table.inset_y).abs() < 0.01, "a cell begins at {highest}");
                assert!(inset > 0.3 * MM - 0.01, "text is at the upper rule: {inset}");
                for t in cell.iter().filter(|_| !label) {
                    assert!(t.y + 0.12 * table.size <= bottom - table.inset_y + 0.01, "{:?} is at the rule", t.text);
                    seen += 1;
                }
            }
            top = bottom;
        }
    }
    (seen, labels)
}
