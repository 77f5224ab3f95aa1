//! The numbers of an office that are nobody's: days, amounts, network addresses, order numbers, ids.
//!
//! Owns how they are written. A run that is marked here is no piece of a longer number; one that is removed is not looked at.

use super::digits::{Digits, Plain, Run};
use crate::base::day::Day;

/// Marks and removes the plain runs of a text.
pub(super) fn mark(digits: &mut Digits) {
    let ids = ids(digits);
    let kept: Vec<Run> = digits
        .runs()
        .iter()
        .filter(|run| !is_order_number(digits, run))
        .filter(|run| !ids.iter().any(|id| (*id..*id + ID).contains(&run.at.start)))
        .cloned()
        .collect();
    *digits.runs_mut() = kept;
    let mut first = 0;
    while first < digits.runs().len() {
        let (count, plain) = at(digits, first);
        let runs = digits.runs_mut().iter_mut().skip(first).take(count);
        runs.for_each(|run| run.plain = plain);
        first += count;
    }
}

/// How many runs, from this one on, are one plain number, and which kind.
fn at(digits: &Digits, first: usize) -> (usize, Plain) {
    let runs = digits.runs().get(first..).unwrap_or_default();
    let mut whole = [day(digits, runs), 0, 0];
    if begins(digits, first) {
        whole = [
            day(digits, runs),
            address(digits, runs),
            amount(digits, runs),
        ];
    }
    match whole.into_iter().max() {
        Some(count @ 1..) => (count, Plain::Whole),
        _ if runs.first().is_some_and(|run| is_compact_day(digits, run)) => (1, Plain::CompactDay),
        _ => (1, Plain::Unknown),
    }
}

/// `2026-11-22`, `2026/1/2`, `2026.11.22` of this or the last century: three runs, or 0.
fn day(digits: &Digits, runs: &[Run]) -> usize {
    let [year, month, date, ..] = runs else {
        return 0;
    };
    let mark = digits.between(year, month);
    let shaped = year.at.len() == 4
        && month.at.len() <= 2
        && date.at.len() <= 2
        && matches!(mark, Some('-' | '/' | '.'))
        && mark == digits.between(month, date);
    let text = || {
        let [year, month, date] = [year, month, date].map(|run| digits.text(run));
        format!("{}-{:0>2}-{:0>2}", *year, *month, *date)
    };
    if shaped && is_day(&text()) { 3 } else { 0 }
}

fn is_compact_day(digits: &Digits, run: &Run) -> bool {
    let text = digits.text(run);
    let pieces = (text.get(..4), text.get(4..6), text.get(6..));
    match pieces {
        (Some(year), Some(month), Some(day)) if day.len() == 2 => {
            is_day(&format!("{year}-{month}-{day}"))
        }
        _ => false,
    }
}

fn is_day(text: &str) -> bool {
    matches!(text.get(..2), Some("19" | "20")) && text.parse::<Day>().is_ok()
}

/// `192.168.100.23`: four runs, or 0.
fn address(digits: &Digits, runs: &[Run]) -> usize {
    let Some(four) = runs.get(..4) else {
        return 0;
    };
    let dotted = four
        .windows(2)
        .all(|pair| digits.between(&pair[0], &pair[1]) == Some('.'));
    let octet = |run: &Run| {
        let text = digits.text(run);
        text.parse::<u8>().is_ok() && (text.len() == 1 || !text.starts_with('0'))
    };
    let alone = dotted && ends(digits, runs, 4);
    if alone && four.iter().all(octet) {
        4
    } else {
        0
    }
}

/// `1,234,567.00`, `1,234`, `1380.50`: the number of its runs, or 0.
fn amount(digits: &Digits, runs: &[Run]) -> usize {
    let follows = |at: usize, mark: char| {
        let [left, right] = runs.get(at - 1..at + 1)? else {
            return None;
        };
        (digits.between(left, right) == Some(mark)).then_some(right.at.len())
    };
    let Some(head) = runs.first() else {
        return 0;
    };
    let mut count = 1;
    while head.at.len() <= 3 && follows(count, ',') == Some(3) {
        count += 1;
    }
    if matches!(follows(count, '.'), Some(1 | 2)) {
        count += 1;
    }
    if count > 1 && ends(digits, runs, count) {
        count
    } else {
        0
    }
}

/// Whether a number can begin with this run: no point or comma, and no digit before it.
fn begins(digits: &Digits, first: usize) -> bool {
    let before = first.checked_sub(1).and_then(|at| digits.runs().get(at));
    let (Some(before), Some(run)) = (before, digits.runs().get(first)) else {
        return true;
    };
    run.at.start > before.at.end && !matches!(digits.between(before, run), Some('.' | ','))
}

/// Whether the number of the first runs ends there: no point or comma, and no digit behind it.
fn ends(digits: &Digits, runs: &[Run], count: usize) -> bool {
    let [Some(last), Some(next)] = [count - 1, count].map(|at| runs.get(at)) else {
        return true;
    };
    next.at.start > last.at.end && !matches!(digits.between(last, next), Some('.' | ','))
}

/// Whether these are the fifteen digits of an order number.
fn is_order_number(digits: &Digits, run: &Run) -> bool {
    let before = |back: usize| {
        let at = run.at.start.checked_sub(back)?;
        digits.character(at)
    };
    run.at.len() == 15 && before(1) == Some('F') && before(2) == Some('H')
}

/// The characters of an id as text.
const ID: usize = 36;

/// Where ids of ours stand: 8-4-4-4-12 hexadecimal digits (RFC 9562 section 4), not inside a longer word.
fn ids(digits: &Digits) -> Vec<usize> {
    let characters: zeroize::Zeroizing<Vec<char>> =
        zeroize::Zeroizing::new(digits.characters().collect());
    let is_id = |window: &[char]| {
        window.iter().enumerate().all(|(at, character)| match at {
            8 | 13 | 18 | 23 => *character == '-',
            _ => character.is_ascii_hexdigit(),
        })
    };
    let word = |at: Option<usize>| {
        at.and_then(|at| characters.get(at))
            .is_some_and(char::is_ascii_alphanumeric)
    };
    let windows = characters.windows(ID).enumerate();
    windows
        .filter(|(at, window)| is_id(window) && !word(at.checked_sub(1)) && !word(Some(at + ID)))
        .map(|(at, _)| at)
        .collect()
}
