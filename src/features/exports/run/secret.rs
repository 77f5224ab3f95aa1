//! The passphrase of an archive: made to be read aloud or typed, and too long to be guessed.

use rand::RngExt;
use zeroize::Zeroizing;

/// Letters and digits that nobody mistakes for another: no `0`, `1`, `i`, `l`, `o`.
const ALPHABET: &[u8; 31] = b"23456789abcdefghjkmnpqrstuvwxyz";
const GROUPS: usize = 6;
const GROUP: usize = 4;

/// A new passphrase such as `k7mp-…`, six groups of four: 24 × log₂ 31 = 118 bits. The archive's own key derivation is weak
/// (PBKDF2 with 1,000 rounds, fixed by the format), so the strength must be in the passphrase.
pub(super) fn passphrase() -> Zeroizing<String> {
    let mut random = rand::rng();
    // Room for all of it from the start: no reallocation leaves a copy behind.
    let mut text = Zeroizing::new(String::with_capacity(GROUPS * (GROUP + 1)));
    for at in 0..GROUPS * GROUP {
        if at > 0 && at % GROUP == 0 {
            text.push('-');
        }
        let choice = ALPHABET.get(random.random_range(0..ALPHABET.len()));
        text.push(choice.copied().map_or('2', char::from));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_six_groups_of_plain_characters() {
        let text = passphrase();
        assert_ne!(*text, *passphrase());
        assert_eq!(text.split('-').map(str::len).collect::<Vec<_>>(), [4; 6]);
        assert!(
            text.bytes()
                .all(|byte| byte == b'-' || ALPHABET.contains(&byte))
        );
    }
}
