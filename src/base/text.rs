//! Free text from people (row F3): made harmless once, when it comes in.
//!
//! Owns which characters are removed. Must not escape anything: `<` stays a character of the text, and
//! whoever writes HTML, CSV or SQL escapes for that form (row F4).

/// A text that is longer than its field allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("longer than {max} characters")]
pub struct TextTooLong {
    /// The most characters allowed.
    pub max: usize,
}

impl TextTooLong {
    /// The i18n key of the message for people; its placeholder is `{max}`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        "text.too_long"
    }
}

/// The text without control, bidirectional and invisible characters, every run of blanks and line ends
/// one space, none at the ends. An empty text stays empty.
///
/// # Errors
/// If more than `max` characters remain: nothing is cut off silently.
pub fn clean(text: &str, max: usize) -> Result<String, TextTooLong> {
    // Large enough from the start: a reallocation would leave a copy of a personal text behind.
    let mut clean = String::with_capacity(text.len());
    let mut length = 0;
    let mut blank = false;
    for character in text.chars() {
        if character.is_whitespace() {
            blank = length > 0;
        } else if !character.is_control() && !is_invisible(character) {
            if std::mem::take(&mut blank) {
                clean.push(' ');
                length += 1;
            }
            clean.push(character);
            length += 1;
        }
    }
    if length > max {
        Err(TextTooLong { max })
    } else {
        Ok(clean)
    }
}

/// Whether a character has no form of its own: zero-width, bidirectional control (Unicode Standard Annex
/// 9), annotation and tag characters. They reorder or hide what a reader sees.
pub(super) const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_hides_or_reorders_is_removed_and_markup_stays_text() {
        assert_eq!(
            clean("  需要\u{202e}靠窗\u{200b}座位\r\n\t谢谢 \u{0} ", 20).unwrap(),
            "需要靠窗座位 谢谢"
        );
        assert_eq!(
            clean("<b onclick=\"x\">&amp;", 30).unwrap(),
            "<b onclick=\"x\">&amp;"
        );
        assert_eq!(clean("\u{feff}\u{200b} \u{7}", 0).unwrap(), "");
    }

    #[test]
    fn the_limit_counts_characters_after_cleaning() {
        assert_eq!(clean("  五个汉字呀\u{200b}", 5).unwrap(), "五个汉字呀");
        assert_eq!(clean("六个汉字了呀", 5), Err(TextTooLong { max: 5 }));
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text: String) {
            let once = clean(&text, usize::MAX).unwrap();
            prop_assert!(once.chars().all(|character| !character.is_control() && !is_invisible(character)));
            prop_assert_eq!(clean(&once, usize::MAX).unwrap(), once);
        }
    }
}
