//! A revealed part, and the form that asks for a better reason.

use askama::Template;

use crate::{
    base::{
        order_no::OrderNo,
        reason::{Reason, ReasonError},
    },
    features::orders::{PATH, model::RevealWords},
    i18n::key,
    kernel::{
        http::{FieldErrors, Shell},
        vault::Shown,
    },
};

/// `orders/reveal.html`: the reason cannot be accepted.
#[derive(Template)]
#[template(path = "orders/reveal.html")]
pub(in crate::features::orders) struct RevealPage {
    shell: Shell,
    errors: FieldErrors,
    order_no: OrderNo,
    words: RevealWords,
    typed: String,
}

impl RevealPage {
    /// The form again, with what was typed and what is wrong with it.
    pub fn refused(
        shell: Shell,
        order_no: OrderNo,
        words: RevealWords,
        typed: &str,
        error: ReasonError,
    ) -> Self {
        let text = shell
            .fill(error.key(), "min", Reason::MIN)
            .replace("{max}", &Reason::MAX.to_string());
        Self::with_error(shell, order_no, words, typed, text)
    }

    /// The form again: this person revealed as much as may be in a while.
    pub fn capped(
        shell: Shell,
        order_no: OrderNo,
        words: RevealWords,
        typed: &str,
        most: i64,
    ) -> Self {
        let text = shell.fill(key::ORDERS_REVEAL_CAPPED, "count", most);
        Self::with_error(shell, order_no, words, typed, text)
    }

    fn with_error(
        shell: Shell,
        order_no: OrderNo,
        words: RevealWords,
        typed: &str,
        text: String,
    ) -> Self {
        let mut errors = FieldErrors::default();
        errors.add("reason", text);
        Self {
            shell,
            errors,
            order_no,
            words,
            typed: typed.to_owned(),
        }
    }
}

/// `orders/revealed.html`: the values, once.
#[derive(Template)]
#[template(path = "orders/revealed.html")]
pub(in crate::features::orders) struct RevealedPage<'a> {
    pub shell: Shell,
    pub order_no: OrderNo,
    pub words: RevealWords,
    /// The values of the part.
    pub values: Vec<RevealedValue<'a>>,
    pub absence: &'static str,
}

impl RevealedPage<'_> {
    /// Where the form posts that says a value is copied.
    fn copied_path(&self) -> String {
        format!("{PATH}/{}/{}", self.order_no, self.words.copied)
    }
}

/// One value of a revealed part.
pub(in crate::features::orders) struct RevealedValue<'a> {
    pub label: &'static str,
    shown: Option<Shown<'a>>,
    word: &'static str,
}

impl<'a> RevealedValue<'a> {
    /// A value as it was sealed.
    pub fn shown(label: &'static str, value: Shown<'a>) -> Self {
        Self {
            label,
            shown: Some(value).filter(|value| !value.is_empty()),
            word: key::ORDERS_NONE,
        }
    }

    /// A value of which there is a word in the reader's language.
    pub fn word(label: &'static str, word: &'static str) -> Self {
        Self {
            label,
            shown: None,
            word,
        }
    }

    fn text<'b>(&'b self, shell: &Shell) -> &'b str {
        match &self.shown {
            Some(shown) => shown.as_str(),
            None => shell.t(self.word),
        }
    }
}
