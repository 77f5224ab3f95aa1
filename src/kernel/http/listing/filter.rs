//! Filters, declared: what one is called, how its text is read, what it narrows and what is recorded about it.

use std::str::FromStr;

use uuid::Uuid;

use crate::{
    base::{
        clock::Timestamp,
        day::Day,
        ids::{RequestId, SessionId, SubjectId, TravellerId},
        order_no::OrderNo,
        short_id::short,
        words::Code,
    },
    i18n::key,
    kernel::audit::{Event, FieldName, Moment, fields},
};

/// One filter of a list. Its parameter narrows the list when it is given, and a value that cannot be read is a
/// [error](super::FieldError) about what somebody typed, or a refusal where only links of ours have one.
#[derive(Clone, Copy)]
pub struct Filter {
    /// The parameter, and the name of its field.
    pub name: &'static str,
    pub label: &'static str,
    pub(super) control: Control,
    /// Whether the key for searching goes to its field.
    pub(super) is_searched: bool,
    pub(super) column: &'static str,
    /// Key of what is said about a value that cannot be read; none where nobody types it.
    pub(super) error_key: Option<&'static str>,
    pub(super) read: fn(&str) -> Option<FilterValue>,
    recorded: Recorded,
}

/// How a page asks for the value.
#[derive(Clone, Copy)]
pub(super) enum Control {
    /// Not at all: a link has it, and the form keeps it.
    Hidden,
    /// One of these values, each with the key of its word. A page may offer others.
    Choice(fn() -> Vec<(&'static str, &'static str)>),
    Day,
    Moment,
    Text,
    OrderNumber,
}

/// What an entry says about a search by it.
#[derive(Clone, Copy)]
enum Recorded {
    Code(FieldName<&'static str>),
    Id(FieldName<Uuid>),
    /// What its value is by itself; the value of a text is never said.
    Own,
}

/// The value of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterValue {
    /// What rows are compared with.
    pub operand: Operand,
    /// The text that its field shows.
    pub input: String,
    /// The text that its chip shows.
    pub chip: String,
}

/// What rows are compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    Code(&'static str),
    Id(Uuid),
    Order(OrderNo),
    Start(Timestamp),
    End(Timestamp),
    Text(String),
}

/// An id that a filter may ask for.
pub trait FilterId: FromStr {
    /// The id without its type.
    fn uuid(&self) -> Uuid;
}

macro_rules! filter_ids {
    ($($id:ty),+) => {$(
        impl FilterId for $id {
            fn uuid(&self) -> Uuid {
                (*self).uuid()
            }
        }
    )+};
}

filter_ids!(RequestId, SessionId, SubjectId, TravellerId);

impl Filter {
    /// The parameter of where a time begins.
    pub const FROM: &'static str = "from";
    /// The parameter of where a time ends, itself included.
    pub const TO: &'static str = "to";

    /// One of a closed set of words, which the entry says too. The parameter is called like the field.
    pub const fn choice<T: Code>(field: FieldName<&'static str>, label: &'static str) -> Self {
        Self {
            recorded: Recorded::Code(field),
            ..Self::new(
                field.name(),
                label,
                Control::Choice(|| {
                    let words = T::EVERY.iter();
                    words.map(|word| (word.wire(), word.message())).collect()
                }),
                |text| {
                    let word = text.parse::<T>().ok()?.wire();
                    Some(FilterValue::new(Operand::Code(word), word))
                },
            )
        }
    }

    /// An id in a link of ours, which the entry says too; no field asks for it. The parameter is called like the field.
    pub const fn id<T: FilterId>(field: FieldName<Uuid>, label: &'static str) -> Self {
        Self {
            recorded: Recorded::Id(field),
            ..Self::new(field.name(), label, Control::Hidden, read_id::<T>)
        }
    }

    /// An id that somebody types; `error_key` is said of other text.
    pub const fn typed_id<T: FilterId>(
        name: &'static str,
        label: &'static str,
        error_key: &'static str,
    ) -> Self {
        Self {
            error_key: Some(error_key),
            ..Self::new(name, label, Control::Text, read_id::<T>)
        }
    }

    /// One of the values that the page [offers](super::ListView::offering), read as a `T`.
    pub const fn offered<T: FromStr>(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, Control::Choice(Vec::new), |text| {
            text.parse::<T>().ok()?;
            Some(FilterValue::new(Operand::Text(text.to_owned()), text))
        })
    }

    /// An order's number. The entry names the order.
    pub const fn order_number(name: &'static str, label: &'static str) -> Self {
        Self {
            error_key: Some(key::ORDER_NO_MALFORMED),
            is_searched: true,
            ..Self::new(name, label, Control::OrderNumber, |text| {
                let number: OrderNo = text.parse().ok()?;
                let text = number.to_string();
                Some(FilterValue::new(Operand::Order(number), text))
            })
        }
    }

    /// Text that somebody types, read as a `T`; `error_key` is said of other text. The entry says that it was looked for,
    /// and not which.
    pub const fn text<T: FromStr + ToString>(
        name: &'static str,
        label: &'static str,
        error_key: &'static str,
    ) -> Self {
        Self {
            error_key: Some(error_key),
            ..Self::new(name, label, Control::Text, |text| {
                let text = text.parse::<T>().ok()?.to_string();
                Some(FilterValue::new(Operand::Text(text.clone()), text))
            })
        }
    }

    /// A day of the calendar in China from which on `column` lies.
    pub const fn from_day(label: &'static str, column: &'static str) -> Self {
        let filter = Self::new(Self::FROM, label, Control::Day, |text| {
            let day: Day = text.parse().ok()?;
            let start = Operand::Start(day.start());
            Some(FilterValue::new(start, day.to_string()))
        });
        filter.column(column).typed(key::FILTER_NOT_A_DAY)
    }

    /// A day of the calendar in China up to which `column` lies, that day included.
    pub const fn to_day(label: &'static str, column: &'static str) -> Self {
        let filter = Self::new(Self::TO, label, Control::Day, |text| {
            let day: Day = text.parse().ok()?;
            Some(FilterValue::new(Operand::End(day.end()), day.to_string()))
        });
        filter.column(column).typed(key::FILTER_NOT_A_DAY)
    }

    /// A day or a minute in China from which on something was recorded.
    pub const fn from_moment(label: &'static str) -> Self {
        let filter = Self::new(Self::FROM, label, Control::Moment, |text| {
            let moment: Moment = text.parse().ok()?;
            Some(FilterValue {
                operand: Operand::Start(moment.start()),
                input: moment.first_minute(),
                chip: moment.to_string(),
            })
        });
        filter.typed(key::AUDIT_NOT_A_MOMENT)
    }

    /// A day or a minute in China up to which something was recorded, itself included.
    pub const fn to_moment(label: &'static str) -> Self {
        let filter = Self::new(Self::TO, label, Control::Moment, |text| {
            let moment: Moment = text.parse().ok()?;
            Some(FilterValue {
                operand: Operand::End(moment.end()),
                input: moment.last_minute(),
                chip: moment.to_string(),
            })
        });
        filter.typed(key::AUDIT_NOT_A_MOMENT)
    }

    /// The same, and the key for searching goes to its field.
    pub const fn searched(self) -> Self {
        Self {
            is_searched: true,
            ..self
        }
    }

    /// The same, narrowing this column. Without it the column is called like the parameter.
    pub const fn column(self, column: &'static str) -> Self {
        Self { column, ..self }
    }

    /// How a row is compared with the value.
    pub(super) fn comparison(operand: &Operand) -> &'static str {
        match operand {
            Operand::Start(_) => " >= ",
            Operand::End(_) => " < ",
            _ => " = ",
        }
    }

    /// Says in an entry that this value was looked for; what an entry cannot say is named among `others`.
    pub(super) fn record(
        &self,
        event: Event,
        operand: &Operand,
        others: &mut Vec<&'static str>,
    ) -> Event {
        match (self.recorded, operand) {
            (Recorded::Code(field), Operand::Code(word)) => event.field(field, word),
            (Recorded::Id(field), Operand::Id(id)) => event.field(field, *id),
            (_, Operand::Order(number)) => event.resource("order", number),
            (_, Operand::Start(at)) => event.field(fields::FROM, *at),
            (_, Operand::End(at)) => event.field(fields::UNTIL, *at),
            _ => {
                others.push(self.name);
                event
            }
        }
    }

    /// The same, typed by somebody: this is said of text that cannot be read.
    const fn typed(self, error_key: &'static str) -> Self {
        Self {
            error_key: Some(error_key),
            ..self
        }
    }

    const fn new(
        name: &'static str,
        label: &'static str,
        control: Control,
        read: fn(&str) -> Option<FilterValue>,
    ) -> Self {
        Self {
            name,
            label,
            control,
            is_searched: false,
            column: name,
            error_key: None,
            read,
            recorded: Recorded::Own,
        }
    }
}

fn read_id<T: FilterId>(text: &str) -> Option<FilterValue> {
    let id = text.parse::<T>().ok()?.uuid();
    Some(FilterValue {
        operand: Operand::Id(id),
        input: id.to_string(),
        chip: short(id),
    })
}

impl FilterValue {
    fn new(operand: Operand, text: impl Into<String>) -> Self {
        let input = text.into();
        Self {
            operand,
            chip: input.clone(),
            input,
        }
    }
}
