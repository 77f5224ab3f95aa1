//! Fields that the kernel records, or that several features do. What one feature alone records, it names itself.

use super::field::FieldName;
use crate::base::clock::Timestamp;

/// Why it was refused or failed.
pub const CAUSE: FieldName<&'static str> = FieldName::code("cause");
/// Which of our filters were used.
pub const FILTERS: FieldName<Vec<&'static str>> = FieldName::codes("filters");
/// The beginning of the time that was asked for.
pub const FROM: FieldName<Timestamp> = FieldName::moment("from");
/// The part of the vault.
pub const PART: FieldName<&'static str> = FieldName::code("part");
/// The status of the answer.
pub const STATUS: FieldName<i64> = FieldName::number("status");
/// How many there are altogether.
pub const TOTAL: FieldName<i64> = FieldName::number("total");
/// How a form's personal fields came: in an envelope or under TLS alone.
pub const TRANSPORT: FieldName<&'static str> = FieldName::code("transport");
/// The end of the time that was asked for.
pub const UNTIL: FieldName<Timestamp> = FieldName::moment("until");
/// Why it came to this end.
pub const WHY: FieldName<&'static str> = FieldName::code("why");
