//! The commented file that `hufu init` and `hufu demo` write.
//!
//! Every setting is in it, with unit, default and limit; those that are off by default are commented out.

use toml::Value;

use super::section::Section;

const HEAD: &str = r##"# Hufu (虎符): configuration.
# Unknown keys and weak settings refuse to start; everything that is wrong is listed at once.
# Relative paths are relative to the folder of this file. Lines that begin with "# name =" show a setting that is off.

"##;

/// The text of a file that writes these values, and everything else with its default.
#[must_use]
pub fn render(sections: impl IntoIterator<Item = Section>, values: &[(&str, Value)]) -> String {
    let mut text = HEAD.to_owned();
    let mut last = "";
    for section in sections {
        let off = if section.is_off { "# " } else { "" };
        if section.name != last || !section.about.is_empty() {
            text.push('\n');
        }
        comment(&mut text, section.about, "");
        if section.name != last {
            text.push_str(&format!("{off}[{}]\n", section.name));
        }
        last = section.name;
        for setting in section.settings {
            let shape = (setting.shape)();
            let value = values.iter().find(|(name, _)| *name == setting.name);
            let off = if value.is_none() && (shape.is_off || section.is_off) {
                "# "
            } else {
                ""
            };
            let value = value.map_or(&shape.shown, |(_, value)| value);
            let name = setting.name.rsplit('.').next().unwrap_or_default();
            comment(&mut text, setting.about, &shape.limits);
            text.push_str(&format!("{off}{name} = {value}\n"));
        }
    }
    text
}

fn comment(text: &mut String, lines: &[&str], limits: &str) {
    for (number, line) in lines.iter().enumerate() {
        text.push_str(&format!("# {}", line.trim()));
        if number + 1 == lines.len() && !limits.is_empty() {
            text.push_str(&format!(" {limits}"));
        }
        text.push('\n');
    }
}
