//! What may stand in a cell: text that no spreadsheet takes for a formula (F5).

use std::borrow::Cow;

/// Text as it may stand in a cell. What a spreadsheet would read as a formula gets an apostrophe in front, which makes it
/// text; numbers are written by [`Table::number`](super::table::Table::number) and stay numbers.
///
/// ASVS 5.0 1.2.10 names `=`, `+`, `-`, `@`, tab and NUL; OWASP's page on CSV injection adds line ends and the full-width
/// signs, which Chinese and Japanese editions take for the same.
pub(super) fn neutral(text: &str) -> Cow<'_, str> {
    let dangerous = text.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠',
    ]);
    if dangerous {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_become_text_and_text_stays() {
        for formula in [
            "=1+1",
            "+86",
            "-2",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "\0",
            "＝HYPERLINK(\"//evil\")",
        ] {
            assert_eq!(neutral(formula), format!("'{formula}"));
        }
        for text in ["", "张三", "HF202611220000017", "a=b", " =1", "'=1"] {
            assert_eq!(neutral(text), text);
        }
    }

    proptest! {
        #[test]
        fn nothing_leaves_that_starts_like_a_formula(text: String) {
            let cell = neutral(&text);
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']));
            prop_assert!(cell.ends_with(text.as_str()));
        }
    }
}
