//! The bare project of `data/bare/`: what `matome new --empty` puts into a folder for one's own town.

const PROJECT: &str = include_str!("../data/bare/matome.toml");
/// Its headings alone, with the mark by which Excel knows UTF-8.
const REGISTER: &[u8] = include_bytes!("../data/bare/組織.csv");

/// Folders for the answers, as the project names them.
pub const FOLDERS: [&str; 2] = ["回答", "自己評価"];

/// Its files: path below its folder, and bytes.
pub fn files() -> [(&'static str, Vec<u8>); 2] {
    [("matome.toml", PROJECT.as_bytes().to_vec()), ("組織.csv", REGISTER.to_vec())]
}
