//! What the numbers of people look like.
//!
//! Owns the shapes. Must not read a text: it is given numbers.

use super::digits::{Digits, Number, Plain};
use crate::base::day::Day;
use crate::base::document::check_identity_card;
use crate::base::phone::is_mobile;

/// The first two digits of the provinces (GB/T 2260), and of residence permits (GA/T 704: 81 to 83).
const PROVINCES: [&str; 34] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "81",
    "82", "83",
];

/// A mobile number of the mainland, with `86`, `0086` or the old trunk `0` before it or not, however it is grouped.
pub(super) fn is_phone(number: &Number<'_>) -> bool {
    let national = ["", "86", "0086", "0"]
        .iter()
        .any(|prefix| number.digits.strip_prefix(prefix).is_some_and(is_mobile));
    national && !number.joins(&[Plain::Whole])
}

/// The number of an identity card: right by its check digit, however it is grouped; or 15 to 18 digits that begin with a
/// province and a birth date, as the old cards had, or with characters left out or wrong.
pub(super) fn is_identity_card(text: &Digits, number: &Number<'_>) -> bool {
    let mut card = zeroize::Zeroizing::new(String::with_capacity(18));
    card.push_str(number.digits);
    if card.len() == 17 && text.character(number.end()) == Some('X') {
        card.push('X');
    }
    // Behind a letter it is a reference, like a trade number, of which one in some thousand begins so by chance.
    let before = number.start().checked_sub(1);
    let reference = before
        .and_then(|at| text.character(at))
        .is_some_and(|before| before.is_ascii_alphabetic());
    check_identity_card(&card).is_ok()
        || begins_like_a_card(number.digits)
            && !reference
            && !number.joins(&[Plain::Whole, Plain::CompactDay])
}

fn begins_like_a_card(digits: &str) -> bool {
    let born = match digits.len() {
        15 => digits.get(6..12).map(|born| format!("19{born}")),
        16..=18 => digits.get(6..14).map(str::to_owned),
        _ => None,
    };
    let day = born.and_then(|born| {
        let (year, month, day) = (born.get(..4)?, born.get(4..6)?, born.get(6..)?);
        Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    });
    let province = digits.get(..2).is_some_and(|two| PROVINCES.contains(&two));
    province && day.is_some_and(|day| (1900..2100).contains(&day.year()))
}

/// A passport or travel permit of China: one letter and eight digits, `D`, `P` or `S` and seven, two letters and seven, `H`
/// or `M` and ten (ICAO 9303 leaves the form to the issuer; other countries' are not known by their form).
pub(super) fn is_document(text: &Digits, number: &Number<'_>) -> bool {
    let letters = letters_before(text, number.start());
    let ends = !text
        .character(number.end())
        .is_some_and(|next| next.is_ascii_alphanumeric());
    let shaped = match (letters, number.digits.len()) {
        ([None, Some(letter)], 8) => "DEGHKMPS".contains(letter),
        ([None, Some(letter)], 7) => "DPS".contains(letter),
        ([None, Some(letter)], 10) => "HM".contains(letter),
        ([Some(first), Some(second)], 7) => {
            "EK".contains(first)
                || "DSP".contains(first) && second == 'E'
                || first == 'M' && "AB".contains(second)
        }
        _ => false,
    };
    shaped && ends && !number.joins(&[Plain::Whole])
}

/// The one or two letters before a number, perhaps a separator between; none if it is a longer word.
fn letters_before(text: &Digits, start: usize) -> [Option<char>; 2] {
    let back = |by: usize| {
        let at = start.checked_sub(by)?;
        text.character(at)
    };
    let letter = |by: usize| back(by).filter(char::is_ascii_uppercase);
    let gap = usize::from(matches!(back(1), Some(' ' | '-' | '.' | ':')));
    let word = |by: usize| back(by).is_some_and(|before| before.is_ascii_alphanumeric());
    match (letter(gap + 1), letter(gap + 2)) {
        (Some(only), None) if !word(gap + 2) => [None, Some(only)],
        (Some(second), Some(first)) if !word(gap + 3) => [Some(first), Some(second)],
        _ => [None, None],
    }
}

/// A bank card: 13 to 19 digits that pass the Luhn check. Where they are in several runs, they begin as the cards of the
/// large networks do, and all runs are of some length: a list of prices passes the check one time in ten.
pub(super) fn is_bank_card(number: &Number<'_>) -> bool {
    let digits = number.digits;
    let joined = number.joins(&[Plain::Whole, Plain::CompactDay]);
    (13..=19).contains(&digits.len())
        && digits.bytes().any(|digit| digit != b'0')
        && !joined
        && (number.is_one_run() || matches!(digits.as_bytes().first(), Some(b'3'..=b'6' | b'9')))
        && passes_luhn(digits)
}

/// The check of ISO/IEC 7812-1, annex B.
fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(digit - b'0') << (at % 2);
            if digit > 9 { digit - 9 } else { digit }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Whether an e-mail address stands in the text: something before an `@`, and a name with a point after it.
pub(super) fn holds_email(text: &Digits) -> bool {
    let at = |place: usize| text.character(place);
    let part = |place: usize| {
        at(place)
            .is_some_and(|character| character.is_alphanumeric() || "._%+-".contains(character))
    };
    (1..text.characters().len())
        .filter(|place| at(*place) == Some('@') && part(place - 1))
        .any(|place| {
            let domain: String = (place + 1..)
                .take_while(|place| part(*place))
                .filter_map(at)
                .collect();
            domain.trim_end_matches('.').contains('.')
        })
}
