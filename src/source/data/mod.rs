//! Data files: JSON, YAML and TOML as trees with places, CSV as a sheet.

pub mod csv;
pub mod json;
pub mod located;
pub mod toml;
mod tree;
pub mod yaml;
mod yaml_aliases;
