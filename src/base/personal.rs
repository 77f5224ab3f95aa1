//! Finds personal numbers in free text, so that a reason or a remark does not carry them into a place
//! where nothing is sealed, and no whole bank card comes in at all (row T7).
//!
//! A net, not a wall: it finds what people type and paste, blanks, dashes and full-width digits included.
//! Owns what counts as a find, and must not say where or what it was.

use zeroize::Zeroizing;

use super::day::Day;
use super::digits::{narrow, separates};
use super::document::check_identity_card;
use super::phone::is_mobile;

/// What kind of personal number a text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalKind {
    /// A mainland mobile number.
    Phone,
    /// The number of a resident identity card.
    IdentityCard,
    /// A bank card: 13 to 19 digits that pass the Luhn check (ISO/IEC 7812-1).
    BankCard,
}

impl PersonalKind {
    /// The i18n key of what it is called.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Phone => "personal.phone",
            Self::IdentityCard => "personal.identity_card",
            Self::BankCard => "personal.bank_card",
        }
    }
}

/// The most characters that may stand between two groups of one number.
const WIDEST_GAP: usize = 3;
/// How people group the digits of a mobile number.
const PHONE_GROUPS: [&[usize]; 4] = [&[11], &[3, 4, 4], &[3, 8], &[7, 4]];

/// The first kind of personal number found in a text, none if there is none. Order numbers (`HF…`),
/// days and amounts with a comma or a point are not taken for one.
#[must_use]
pub fn find_personal(text: &str) -> Option<PersonalKind> {
    let text = Digits::read(text);
    if text.any_number(Dates::Keep, |groups| text.is_identity_card(groups)) {
        Some(PersonalKind::IdentityCard)
    } else if text.any_number(Dates::Skip, |groups| text.is_phone(groups)) {
        Some(PersonalKind::Phone)
    } else if text.any_number(Dates::Skip, |groups| text.is_bank_card(groups)) {
        Some(PersonalKind::BankCard)
    } else {
        None
    }
}

/// Whether a text holds a whole bank card number: the one kind that no field may hold, sealed or not.
#[must_use]
pub fn holds_bank_card(text: &str) -> bool {
    let text = Digits::read(text);
    text.any_number(Dates::Skip, |groups| text.is_bank_card(groups))
}

/// Whether days such as `2026-11-22` are left out: two of them in a row would look like a card.
#[derive(Clone, Copy, PartialEq)]
enum Dates {
    Keep,
    Skip,
}

/// A run of digits: where it starts and ends in the text.
type Group = std::ops::Range<usize>;

/// A text in narrow capitals with its runs of digits. Erased when dropped.
struct Digits {
    characters: Zeroizing<Vec<char>>,
    groups: Vec<Group>,
}

impl Digits {
    fn read(text: &str) -> Self {
        let mut characters = Zeroizing::new(Vec::with_capacity(text.len()));
        characters.extend(
            text.chars()
                .map(|character| narrow(character).to_ascii_uppercase()),
        );
        let mut groups: Vec<Group> = Vec::new();
        for (at, _) in characters
            .iter()
            .enumerate()
            .filter(|(_, character)| character.is_ascii_digit())
        {
            match groups.last_mut() {
                Some(group) if group.end == at => group.end += 1,
                _ => groups.push(at..at + 1),
            }
        }
        Self { characters, groups }
    }

    /// Whether any run of neighbouring groups, 19 digits at most, is such a number.
    fn any_number(&self, dates: Dates, is_number: impl Fn(&[Group]) -> bool) -> bool {
        let mut first = 0;
        while first < self.groups.len() {
            if dates == Dates::Skip
                && let days @ 1.. = self.day_at(first)
            {
                first += days;
                continue;
            }
            let mut digits = 0;
            for last in first..self.groups.len() {
                let group = &self.groups[last];
                digits += group.len();
                let apart = last > first && !self.joined(&self.groups[last - 1], group);
                let excluded =
                    self.is_order_number(group) || dates == Dates::Skip && self.day_at(last) > 0;
                if apart || excluded || digits > 19 {
                    break;
                }
                if is_number(&self.groups[first..=last]) {
                    return true;
                }
            }
            first += 1;
        }
        false
    }

    /// Whether only a few separators stand between two groups.
    fn joined(&self, left: &Group, right: &Group) -> bool {
        let gap = &self.characters[left.end..right.start];
        gap.len() <= WIDEST_GAP && gap.iter().all(|character| separates(*character))
    }

    /// How many groups, from this one on, are a day of this or the last century: `20261122` or
    /// `2026-11-22`; 0 if none.
    fn day_at(&self, first: usize) -> usize {
        let is_day = |groups: &[Group]| {
            let text = self.text(groups);
            matches!(text.get(..2), Some("19" | "20"))
                && text.len() == 8
                && format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])
                    .parse::<Day>()
                    .is_ok()
        };
        let dashed = |groups: &[Group]| {
            groups[0].len() == 4
                && groups[1].len() == 2
                && groups
                    .windows(2)
                    .all(|pair| self.characters[pair[0].end..pair[1].start] == ['-'])
        };
        let one = self.groups.get(first..=first).is_some_and(is_day);
        let three = || {
            self.groups
                .get(first..first + 3)
                .is_some_and(|groups| dashed(groups) && is_day(groups))
        };
        if one {
            1
        } else if three() {
            3
        } else {
            0
        }
    }

    /// Whether these are the fifteen digits of an order number.
    fn is_order_number(&self, group: &Group) -> bool {
        group.len() == 15 && self.characters[..group.start].ends_with(&['H', 'F'])
    }

    fn is_identity_card(&self, groups: &[Group]) -> bool {
        let mut number = self.text(groups);
        let followed_by_x = groups
            .last()
            .is_some_and(|last| self.characters.get(last.end) == Some(&'X'));
        if number.len() == 17 && followed_by_x {
            number.push('X');
        }
        check_identity_card(&number).is_ok()
    }

    fn is_phone(&self, groups: &[Group]) -> bool {
        let number = self.text(groups);
        let national = ["0086", "86"]
            .iter()
            .find_map(|prefix| number.strip_prefix(prefix).filter(|rest| is_mobile(rest)));
        let prefix = number.len() - national.unwrap_or(&number).len();
        let mut lengths: Vec<usize> = groups.iter().map(ExactSizeIterator::len).collect();
        match lengths.first_mut() {
            Some(first) if *first >= prefix => *first -= prefix,
            _ => return false,
        }
        is_mobile(national.unwrap_or(&number)) && PHONE_GROUPS.contains(&lengths.as_slice())
    }

    fn is_bank_card(&self, groups: &[Group]) -> bool {
        let number = self.text(groups);
        (13..=19).contains(&number.len())
            && number.bytes().any(|digit| digit != b'0')
            && passes_luhn(&number)
    }

    fn text(&self, groups: &[Group]) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(20));
        groups
            .iter()
            .for_each(|group| text.extend(&self.characters[group.clone()]));
        text
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_found_however_they_are_written() {
        for text in [
            "14200001234",
            "请致电142-0000-1234。",
            "call +86 142 0000 1234",
            "8614200001234",
            "tel14200001234",
            "１４２００００１２３４",
            "142\u{200b}00001234",
        ] {
            assert_eq!(find_personal(text), Some(PersonalKind::Phone), "{text}");
        }
        for text in [
            "11010519491231002X",
            "证件 110105 19491231 002x 已核对",
            "110105 1949-12-31 002X",
            "no.440524188001010014",
        ] {
            assert_eq!(
                find_personal(text),
                Some(PersonalKind::IdentityCard),
                "{text}"
            );
        }
        for text in [
            "4111111111111111",
            "卡号 4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "41 1111 1111 1111 11",
            "2026-11-22 4111111111111111",
        ] {
            assert_eq!(find_personal(text), Some(PersonalKind::BankCard), "{text}");
            assert!(holds_bank_card(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in [
            "",
            "订单 HF202611220000018 客户来电",
            "2026-11-22 至 2026-11-25",
            "2026-11-22 2026-11-30",
            "20261122 20261130",
            "退款 1,234,567.00 元，分 3 期",
            "1500 300 4000",
            "航班 CA1234，座位 12A，房间 1808",
            "4111111111111112",
            "420000123420261122123456789012",
            "0000000000000000",
        ] {
            assert_eq!(find_personal(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_order_number_is_taken_for_a_card(day in 0_i64..3650, number in 0_u32..10_000_000) {
            let day = Day::new(2024, 1, 1).unwrap().plus_days(day).to_string().replace('-', "");
            let order = format!("HF{day}{number:07}");
            prop_assert_eq!(find_personal(&order), None);
        }

        #[test]
        fn every_mobile_number_is_found(phone in "1[3-9][0-9]{9}", before in "[^0-9\u{ff10}-\u{ff19}]{0,5}", after in "[，。 a-z]{0,5}") {
            let text = format!("{before}{phone}{after}");
            prop_assert!(find_personal(&text).is_some());
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = (find_personal(&text), holds_bank_card(&text));
        }
    }
}
