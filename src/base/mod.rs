//! Pure values: what the rest of Hufu is made of. Every type here is parsed once, at the edge, and is
//! right from then on.
//!
//! Owns identifiers, time, money, the parsers of Chinese phone and document numbers, masks, cursors and
//! locales. Must not do I/O, read configuration, log, or import anything else of this crate.

pub mod clock;
pub mod day;
pub mod ids;
mod text_column;
