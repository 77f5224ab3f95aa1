//! What the pages show, in words already: no template decides anything about data.

mod deed;
mod detail;
mod new;

use askama::Template;

pub(super) use deed::DeedView;
pub(super) use detail::{DetailPage, Moment};
pub(super) use new::NewPage;

use crate::i18n::key;
use crate::{
    base::number::grouped,
    features::exports::{export::Export, model::State},
    kernel::http::{FieldErrors, Shell},
};

#[derive(Template)]
#[template(path = "exports/confirm.html")]
pub(super) struct ConfirmPage {
    pub shell: Shell,
    pub errors: FieldErrors,
    pub deed: DeedView,
    /// Until when the code sent last is good; none if there is none.
    pub code_until: Option<String>,
    pub pause: u64,
}

/// The data changed between asking and approving.
#[derive(Template)]
#[template(path = "exports/changed.html")]
pub(super) struct ChangedPage {
    pub shell: Shell,
    pub data_set: &'static str,
}

/// How far a running export is.
pub(super) struct Progress {
    pub done: bool,
    /// The file was asked for: its download has begun.
    pub fetched: bool,
    pub value: i64,
    pub most: i64,
    pub words: String,
}

impl Progress {
    pub(super) fn of(shell: &Shell, export: &Export) -> Self {
        let waits = export.state == State::Approved;
        let going = waits || export.state == State::Running;
        let words = if waits {
            shell.t(key::EXPORTS_WAITING).to_owned()
        } else {
            shell
                .t(key::EXPORTS_ROWS_DONE)
                .replace("{done}", &grouped(export.rows_done))
                .replace("{rows}", &grouped(export.rows))
        };
        Self {
            done: !going,
            fetched: export.state == State::Downloaded,
            value: export.rows_done,
            most: export.rows,
            words,
        }
    }
}

/// The part of the page that a script asks for again.
#[derive(Template)]
#[template(path = "exports/progress.html")]
pub(super) struct ProgressPage {
    pub shell: Shell,
    pub progress: Progress,
}
