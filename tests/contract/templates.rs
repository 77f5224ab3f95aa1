//! Templates: nothing unescaped, nothing inline, nothing from elsewhere (F3, F4).

use std::{collections::BTreeSet, path::Path};

use crate::{files, read};

#[test]
fn nothing_is_unescaped() {
    for file in files("templates", "html") {
        let text = read(&file);
        for forbidden in ["|safe", "| safe", "escape=\"none\"", "escape(\"none\""] {
            assert!(
                !text.contains(forbidden),
                "{} says {forbidden}",
                file.display()
            );
        }
    }
    for file in files("src", "rs") {
        assert!(
            !read(&file).contains("escape = \"none\""),
            "{} turns escaping off",
            file.display()
        );
    }
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    for file in files("templates", "html") {
        let text = read(&file);
        for (number, line) in text.lines().enumerate() {
            let place = format!("{}:{}", file.display(), number + 1);
            assert!(!line.contains(" style="), "{place} has an inline style");
            assert!(!line.contains("<script>"), "{place} has an inline script");
            assert!(
                !line.contains(" on") || !line.contains("=\"javascript"),
                "{place} has a script URL"
            );
            for handler in ["onclick=", "onload=", "onsubmit=", "onchange=", "onerror="] {
                assert!(!line.contains(handler), "{place} has an inline handler");
            }
            for elsewhere in ["src=\"http", "href=\"http", "src=\"//", "href=\"//"] {
                assert!(!line.contains(elsewhere), "{place} reaches elsewhere");
            }
        }
    }
}

#[test]
fn every_form_that_posts_carries_the_token() {
    for file in files("templates", "html") {
        let text = read(&file);
        for (start, _) in text.match_indices("<form") {
            let form = text[start..].split("</form>").next().expect("a form");
            if form.contains("method=\"post\"") {
                assert!(
                    form.contains("csrf"),
                    "{}: a form without the token: {form}",
                    file.display()
                );
            }
        }
    }
}

/// A form with a field for a phone number or a password gets the key to encrypt it under, and the field says that it is meant
/// (T6).
#[test]
fn every_phone_and_password_field_is_sealed() {
    for file in files("templates", "html") {
        let text = read(&file);
        for (start, _) in text.match_indices("<input") {
            let input = text[start..].split('>').next().expect("an input");
            let personal = ["type=\"password\"", "type=\"tel\"", "type=\"search\""];
            if personal.iter().any(|kind| input.contains(kind)) {
                assert!(
                    input.contains("data-sealed"),
                    "{}: a field that is sent as it is: {input}",
                    file.display()
                );
            }
        }
        for (start, _) in text.match_indices("<form") {
            let form = text[start..].split("</form>").next().expect("a form");
            let personal = [
                "::password(",
                "::phone(",
                "kind=\"search\"",
                "type=\"search\"",
            ];
            if personal.iter().any(|field| form.contains(field)) {
                assert!(
                    form.contains("::envelope()"),
                    "{}: a form without the key: {form}",
                    file.display()
                );
            }
        }
    }
}

/// A template is read and reviewed like code. Only the shapes of a drawing may run on.
#[test]
fn no_line_is_longer_than_a_screen() {
    const COLUMNS: usize = 140;
    for file in files("templates", "html") {
        for (number, line) in read(&file).lines().enumerate() {
            assert!(
                line.chars().count() <= COLUMNS || line.trim_start().starts_with("<path "),
                "{}:{} is longer than {COLUMNS} columns",
                file.display(),
                number + 1
            );
        }
    }
}

/// An icon that nobody drew would be an empty picture, one that nobody shows is dead.
#[test]
fn every_icon_is_drawn_and_shown() {
    let named = |file: &Path, mark: &str| -> BTreeSet<String> {
        read(file)
            .split(mark)
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
            .collect()
    };
    let drawn = named(Path::new("templates/components/icon.html"), "*name == *\"");
    let mut shown = BTreeSet::new();
    let sources = files("src", "rs");
    for file in files("templates", "html").iter().chain(&sources) {
        for mark in ["icon(\"", "theme_choice(\"", "icon: \""] {
            shown.extend(named(file, mark));
        }
    }
    assert_eq!(drawn, shown);
}
