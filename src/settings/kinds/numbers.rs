//! Whole numbers within limits, and times.

use std::{num::NonZeroU32, ops::RangeInclusive, time::Duration};

use toml::Value;

use super::kind::{Kind, Mapped};
use crate::settings::{reader::Reader, section::Shape};

/// A whole number within limits.
pub struct Number {
    default: u32,
    range: RangeInclusive<u32>,
    unit: &'static str,
    why: &'static str,
}

/// `unit` and `why` complete the sentence "must be 1 to 30 …: …".
pub fn number(
    default: u32,
    range: RangeInclusive<u32>,
    unit: &'static str,
    why: &'static str,
) -> Number {
    Number {
        default,
        range,
        unit,
        why,
    }
}

impl Kind for Number {
    type Value = u32;

    fn read(&self, reader: &mut Reader<'_>, setting: &'static str) -> u32 {
        let (least, most, unit) = (self.range.start(), self.range.end(), self.unit);
        match reader.value(setting) {
            None => self.default,
            Some(Value::Integer(written)) => match u32::try_from(written) {
                Ok(number) if self.range.contains(&number) => number,
                _ => {
                    let because = match self.why {
                        "" => String::new(),
                        why => format!(": {why}"),
                    };
                    let message =
                        format!("is {written}, but must be {least} to {most} {unit}{because}");
                    reader.problem(setting, message);
                    self.default
                }
            },
            Some(other) => {
                reader.wrong_type(setting, &format!("a whole number of {unit}"), &other);
                self.default
            }
        }
    }

    fn shape(&self) -> Shape {
        let (least, most, default) = (self.range.start(), self.range.end(), self.default);
        Shape {
            shown: Value::Integer(default.into()),
            is_off: false,
            limits: format!("{least} to {most}. Default: {default}."),
        }
    }
}

impl Number {
    /// At least one; what is less is one.
    pub fn not_zero(self) -> Mapped<Self, NonZeroU32> {
        self.map(|number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN))
    }
}

macro_rules! spans {
    ($($unit:ident = $seconds:literal;)+) => {$(
        #[doc = concat!("A time in ", stringify!($unit), ".")]
        pub fn $unit(default: u32, range: RangeInclusive<u32>, why: &'static str) -> Mapped<Number, Duration> {
            number(default, range, stringify!($unit), why)
                .map(|number| Duration::from_secs(u64::from(number) * $seconds))
        }
    )+};
}

spans! {
    seconds = 1;
    minutes = 60;
    hours = 3_600;
    days = 86_400;
}
