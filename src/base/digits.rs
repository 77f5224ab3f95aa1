//! What people type for a digit: full-width forms, blanks and dashes of several kinds.
//!
//! Owns this folding, which phone and document numbers and the search for personal numbers share.

use zeroize::Zeroizing;

use super::text::is_invisible;

/// The ASCII character that a full-width one stands for; any other character unchanged.
pub(super) fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xff01 + u32::from('!')).unwrap_or(character)
        }
        _ => character,
    }
}

/// Whether people, or the address books they copy from, put this character between the digits of one number.
pub(super) fn separates(character: char) -> bool {
    character.is_whitespace()
        || is_invisible(character)
        || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The text in ASCII capitals where it can be, without separators. Erased when dropped; never
/// reallocated, so that no copy is left behind.
pub(super) fn compact(text: &str) -> Zeroizing<String> {
    let mut compact = Zeroizing::new(String::with_capacity(text.len()));
    for character in text
        .chars()
        .map(narrow)
        .filter(|character| !separates(*character))
    {
        compact.push(character.to_ascii_uppercase());
    }
    compact
}
