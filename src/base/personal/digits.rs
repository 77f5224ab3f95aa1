//! A text as runs of digits, and the numbers that neighbouring runs make.
//!
//! Owns which runs belong together. Must not know what a personal number looks like.

use std::ops::Range;

use zeroize::Zeroizing;

use super::fold::{Glyph, Writing, glyphs};
use super::plain;
use crate::base::digits::separates;

/// The most characters that may stand between two runs of one number.
const WIDEST_GAP: usize = 3;
/// The most digits of a number: those of the longest bank card.
const LONGEST: usize = 19;

/// What a run of digits is if nobody means a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plain {
    Unknown,
    /// Eight digits that are a day: `20261122`.
    CompactDay,
    /// Part of a day, an amount or a network address.
    Whole,
}

/// A run of digits written alike.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// Where it stands among the glyphs.
    pub(super) at: Range<usize>,
    pub(super) plain: Plain,
}

/// A text with its runs of digits. Erased when dropped.
pub(super) struct Digits {
    glyphs: Zeroizing<Vec<Glyph>>,
    runs: Vec<Run>,
}

/// The digits of neighbouring runs as one number.
pub(super) struct Number<'a> {
    pub(super) digits: &'a str,
    pub(super) runs: &'a [Run],
}

impl Number<'_> {
    /// Whether one of several runs is a day, an amount or an address, and so no piece of another number. A run that stands
    /// alone is looked at whatever it seems to be.
    pub(super) fn joins(&self, kinds: &[Plain]) -> bool {
        self.runs.len() > 1 && self.runs.iter().any(|run| kinds.contains(&run.plain))
    }

    /// Whether the digits are all in one run.
    pub(super) fn is_one_run(&self) -> bool {
        self.runs.len() == 1
    }

    pub(super) fn start(&self) -> usize {
        self.runs.first().map_or(0, |run| run.at.start)
    }

    pub(super) fn end(&self) -> usize {
        self.runs.last().map_or(0, |run| run.at.end)
    }
}

impl Digits {
    pub(super) fn read(text: &str) -> Self {
        let glyphs = glyphs(text);
        let runs = runs(&glyphs);
        let mut digits = Self { glyphs, runs };
        plain::mark(&mut digits);
        digits
    }

    /// The character at a place among the glyphs.
    pub(super) fn character(&self, at: usize) -> Option<char> {
        self.glyphs.get(at).map(|glyph| glyph.character)
    }

    pub(super) fn characters(&self) -> impl DoubleEndedIterator<Item = char> + ExactSizeIterator {
        self.glyphs.iter().map(|glyph| glyph.character)
    }

    pub(super) fn runs(&self) -> &[Run] {
        &self.runs
    }

    pub(super) fn runs_mut(&mut self) -> &mut Vec<Run> {
        &mut self.runs
    }

    /// The digits of a run.
    pub(super) fn text(&self, run: &Run) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(run.at.len()));
        self.append(run, &mut text);
        text
    }

    fn append(&self, run: &Run, text: &mut String) {
        let glyphs = self.glyphs.get(run.at.clone()).unwrap_or_default();
        text.extend(glyphs.iter().map(|glyph| glyph.character));
    }

    /// The one character between two runs; none if there is another number of them.
    pub(super) fn between(&self, left: &Run, right: &Run) -> Option<char> {
        match self.glyphs.get(left.at.end..right.at.start)? {
            [only] => Some(only.character),
            _ => None,
        }
    }

    /// Whether any number of neighbouring runs, of 19 digits at most, is such a one.
    pub(super) fn any_number(&self, is_number: impl Fn(&Number<'_>) -> bool) -> bool {
        let mut digits = Zeroizing::new(String::with_capacity(LONGEST));
        (0..self.runs.len()).any(|first| {
            digits.clear();
            let rest = self.runs.get(first..).unwrap_or_default();
            for (count, run) in (1..).zip(rest) {
                let before = rest.get(..count - 1).unwrap_or_default().last();
                let apart = before.is_some_and(|before| !self.joined(before, run));
                if apart || digits.len() + run.at.len() > LONGEST {
                    break;
                }
                self.append(run, &mut digits);
                let runs = rest.get(..count).unwrap_or_default();
                if is_number(&Number {
                    digits: &digits,
                    runs,
                }) {
                    return true;
                }
            }
            false
        })
    }

    /// Whether only a few separators stand between two runs, and not the comma and blank of a list.
    fn joined(&self, left: &Run, right: &Run) -> bool {
        let Some(gap) = self.glyphs.get(left.at.end..right.at.start) else {
            return false;
        };
        gap.len() <= WIDEST_GAP
            && gap.iter().all(|glyph| parts(glyph.character))
            && !gap
                .windows(2)
                .any(|pair| pair[0].character == ',' && pair[1].character.is_whitespace())
    }
}

/// Whether people put this character between the digits of one number, or to hide that it is one.
fn parts(character: char) -> bool {
    separates(character)
        || matches!(
            character,
            '.' | '/' | '_' | ',' | '(' | ')' | '·' | '•' | '‧' | '・'
        )
}

fn runs(glyphs: &[Glyph]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut before = Writing::None;
    for (at, glyph) in glyphs.iter().enumerate() {
        match runs.last_mut() {
            _ if glyph.writing == Writing::None => {}
            Some(run) if run.at.end == at && glyph.writing == before => run.at.end += 1,
            _ => runs.push(Run {
                at: at..at + 1,
                plain: Plain::Unknown,
            }),
        }
        before = glyph.writing;
    }
    runs
}
