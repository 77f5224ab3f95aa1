//! What a setting can be: each kind knows how it is read, what a new file shows of it, and its limits in words.

mod choices;
mod kind;
mod numbers;
mod texts;

pub use self::{
    choices::{choice, flag, list, required_choice},
    kind::Kind,
    numbers::{days, hours, minutes, number, seconds},
    texts::{environment, https, in_data, like, optional, path, required, secret, text},
};
