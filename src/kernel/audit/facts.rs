//! Facts that the kernel enters, or that several rooms do. What one room alone enters, it names itself.

use super::fact::FactName;
use crate::base::clock::Timestamp;

/// Why it was refused or failed.
pub const CAUSE: FactName<&'static str> = FactName::word("cause");
/// Which of our filters were used.
pub const FILTERS: FactName<Vec<&'static str>> = FactName::words("filters");
/// The beginning of the time that was asked for.
pub const FROM: FactName<Timestamp> = FactName::moment("from");
/// The part of the vault.
pub const PART: FactName<&'static str> = FactName::word("part");
/// The status of the answer.
pub const STATUS: FactName<i64> = FactName::number("status");
/// How many there are altogether.
pub const TOTAL: FactName<i64> = FactName::number("total");
/// How a form's personal fields came: in an envelope or under TLS alone.
pub const TRANSPORT: FactName<&'static str> = FactName::word("transport");
/// The end of the time that was asked for.
pub const UNTIL: FactName<Timestamp> = FactName::moment("until");
/// Why it came to this end.
pub const WHY: FactName<&'static str> = FactName::word("why");
