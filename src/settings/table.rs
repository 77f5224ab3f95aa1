//! Every setting as a table of Markdown, for the documentation.

use super::section::Section;

/// One table for each section, in the order of a new file.
#[must_use]
pub fn markdown(sections: impl IntoIterator<Item = Section>) -> String {
    let mut text = String::new();
    let mut last = None;
    for section in sections {
        if last != Some(section.name) {
            if !section.name.is_empty() {
                text.push_str(&format!("\n### `[{}]`\n", section.name));
            }
            text.push_str(&paragraph(section.about));
            text.push_str("\n| setting | what it says | limits |\n|---|---|---|\n");
        }
        last = Some(section.name);
        for setting in section.settings {
            let name = setting.name.rsplit('.').next().unwrap_or_default();
            let shape = (setting.shape)();
            let about = words(setting.about);
            text.push_str(&format!("| `{name}` | {about} | {} |\n", shape.limits));
        }
    }
    text
}

fn paragraph(lines: &[&str]) -> String {
    match lines {
        [] => String::new(),
        lines => format!("\n{}\n", words(lines)),
    }
}

fn words(lines: &[&str]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    lines.join(" ").replace('|', "\\|")
}
