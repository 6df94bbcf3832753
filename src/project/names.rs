//! Names of output files.

use super::PaperJob;
use crate::finding::Finding;
use crate::form::Form;
use crate::meta::Meta;
use crate::meta::Years;
use crate::msg;
use crate::words::windows_name;

/// Fills in the pattern of a file name and makes it valid on Windows.
///
/// # Errors
/// `M082` the pattern names something unknown.
pub fn file_name(job: &PaperJob, form: &Form, years: &Years, meta: &Meta) -> Result<String, Finding> {
    let mut words = form.words(years);
    words.set("様式", meta.title.as_deref().unwrap_or(&form.title));
    words.set("紙面", job.name.as_str());
    words.set("資料番号", meta.number.as_deref().unwrap_or(""));
    words.set("計画", meta.plan.as_deref().unwrap_or(""));
    words.set("団体", meta.body.as_deref().unwrap_or(""));
    let name = words.render(&job.file).map_err(|e| {
        let (pattern, paper, ja, en) = (&job.file, &job.name, &e.ja, &e.en);
        Finding::error(
            "M082",
            msg!(
                "紙面「{paper}」のファイル名「{pattern}」を作れません: {ja}",
                "cannot word the file name \"{pattern}\" of \"{paper}\": {en}"
            ),
        )
    })?;
    Ok(windows_name(&name))
}
