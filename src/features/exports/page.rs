//! What the pages show, in words already: no template decides anything about data.

use askama::Template;

use super::{
    detail::{Notice, progress_of},
    form::clarity_field,
    model::{Clarity, Class, Column, DataSet, Export, FileFormat, State},
    words,
};
use crate::{
    base::{
        number::grouped,
        travel::{OrderChannel, OrderStatus, PaymentMethod, PaymentStatus},
    },
    kernel::{
        http::{FieldErrors, Fields, Shell},
        vault::Shown,
    },
};

/// The list.
#[derive(Template)]
#[template(path = "exports/list.html")]
pub(super) struct ListPage {
    pub shell: Shell,
    pub rows: Vec<ListRow>,
    pub previous: Option<String>,
    pub next: Option<String>,
    pub can_ask: bool,
}

/// A row of the list.
pub(super) struct ListRow {
    pub href: String,
    pub created: String,
    pub created_iso: String,
    pub data_set: &'static str,
    pub format: &'static str,
    pub rows: String,
    pub reason: String,
    pub tone: &'static str,
    pub state: &'static str,
}

type Options = Vec<(String, String)>;

/// The form.
#[derive(Template)]
#[template(path = "exports/new.html")]
pub(super) struct NewPage {
    shell: Shell,
    errors: FieldErrors,
    data_set: &'static str,
    data_sets: Vec<Tab>,
    choices: Vec<Choice>,
    from: String,
    to: String,
    plain: Vec<PlainColumn>,
    sensitive: Vec<Choice>,
    formats: Vec<PlainColumn>,
    reason: String,
}

/// A data set to choose.
struct Tab {
    value: &'static str,
    word: &'static str,
    current: bool,
}

/// A labelled select whose first option is "none".
struct Choice {
    name: String,
    label: &'static str,
    options: Options,
    chosen: String,
}

/// A box to tick.
struct PlainColumn {
    value: &'static str,
    word: &'static str,
    checked: bool,
}

impl NewPage {
    /// The form for a data set, with what was typed; without fields, as it is offered first.
    pub(super) fn new(
        shell: Shell,
        data_set: DataSet,
        data_sets: &[DataSet],
        fields: &Fields,
        errors: FieldErrors,
    ) -> Self {
        let fresh = fields.iter().next().is_none();
        let tabs = data_sets.iter().map(|one| Tab {
            value: one.as_str(),
            word: shell.t(one.key()),
            current: *one == data_set,
        });
        let columns = data_set.columns().iter().copied();
        let (plain, sensitive): (Vec<Column>, Vec<Column>) =
            columns.partition(|column| column.class() == Class::Plain);
        let plain = plain.into_iter().map(|column| PlainColumn {
            value: column.as_str(),
            word: shell.t(column.key()),
            checked: if fresh {
                column.is_usual()
            } else {
                fields.all("columns").any(|word| word == column.as_str())
            },
        });
        let sensitive = sensitive.into_iter().map(|column| {
            let name = clarity_field(column);
            let clarities = column.clarities().iter();
            let usual = if column.is_usual() {
                Clarity::Masked.as_str()
            } else {
                ""
            };
            Choice {
                label: shell.t(column.key()),
                options: clarities
                    .map(|clarity| {
                        let word = shell.t(clarity.key());
                        (clarity.as_str().to_owned(), word.to_owned())
                    })
                    .collect(),
                chosen: if fresh { usual } else { fields.get(&name) }.to_owned(),
                name,
            }
        });
        let format = fields.get("format");
        let formats = FileFormat::ALL.iter().map(|one| PlainColumn {
            value: one.as_str(),
            word: shell.t(one.key()),
            checked: one.as_str() == format || (fresh && *one == FileFormat::Csv),
        });
        Self {
            data_set: data_set.as_str(),
            data_sets: tabs.collect(),
            choices: choices(&shell, data_set, fields),
            from: fields.get("from").to_owned(),
            to: fields.get("to").to_owned(),
            plain: plain.collect(),
            sensitive: sensitive.collect(),
            formats: formats.collect(),
            reason: fields.get("reason").to_owned(),
            errors,
            shell,
        }
    }
}

/// The filters that the data set knows.
fn choices(shell: &Shell, data_set: DataSet, fields: &Fields) -> Vec<Choice> {
    let choice = |name: &str, key: &str, options: Options| Choice {
        name: name.to_owned(),
        label: shell.t(key),
        options,
        chosen: fields.get(name).to_owned(),
    };
    macro_rules! options {
        ($words:ident) => {
            $words::ALL
                .iter()
                .map(|word| (word.as_str().to_owned(), shell.t(word.key()).to_owned()))
                .collect()
        };
    }
    match data_set {
        DataSet::Orders => vec![
            choice("status", "exports.filter.status", options!(OrderStatus)),
            choice("channel", "exports.filter.channel", options!(OrderChannel)),
        ],
        DataSet::Payments => vec![
            choice("status", "exports.filter.status", options!(PaymentStatus)),
            choice("method", "exports.filter.method", options!(PaymentMethod)),
        ],
        DataSet::Travellers => Vec::new(),
    }
}

/// A deed in words, the same on every page and in the SMS.
pub(super) struct DeedView {
    pub href: String,
    pub data_set: &'static str,
    pub rows: String,
    /// None for a data set about nobody.
    pub people: Option<String>,
    pub clear: Vec<&'static str>,
    pub masked: Vec<&'static str>,
    pub plain: String,
    pub conditions: Vec<String>,
    pub format: &'static str,
    pub reason: String,
    pub asked: String,
    pub asked_iso: String,
    pub by: String,
    pub until: String,
    pub until_iso: String,
}

impl DeedView {
    pub(super) fn new(shell: &Shell, export: &Export) -> Self {
        let names = |clarity| words::names(shell.locale, export.layout.with(clarity));
        let until = export.approvable_until();
        let by = shell
            .viewer
            .as_ref()
            .map(|viewer| format!("{} · {}", viewer.name, viewer.role));
        Self {
            href: format!("/exports/{}", export.id),
            data_set: shell.t(export.data_set.key()),
            rows: grouped(export.rows),
            people: (export.data_set != DataSet::Payments).then(|| grouped(export.people)),
            clear: names(Some(Clarity::Clear)),
            masked: names(Some(Clarity::Masked)),
            plain: names(None).join(shell.t("exports.and")),
            conditions: words::conditions(shell.locale, export),
            format: shell.t(export.format.key()),
            reason: export.reason.clone(),
            asked: export.created_at.local(),
            asked_iso: export.created_at.rfc3339(),
            by: by.unwrap_or_default(),
            until: until.local(),
            until_iso: until.rfc3339(),
        }
    }
}

/// The step-up.
#[derive(Template)]
#[template(path = "exports/confirm.html")]
pub(super) struct ConfirmPage {
    pub shell: Shell,
    pub errors: FieldErrors,
    pub deed: DeedView,
    /// Until when the code sent last is good; none if there is none.
    pub code_until: Option<String>,
    /// Seconds between two codes.
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

/// The part of the page that a script asks for again.
#[derive(Template)]
#[template(path = "exports/progress.html")]
pub(super) struct ProgressPage {
    pub shell: Shell,
    pub progress: Progress,
}

/// One export.
#[derive(Template)]
#[template(path = "exports/detail.html")]
pub(super) struct DetailPage<'a> {
    shell: Shell,
    deed: DeedView,
    state: &'static str,
    tone: &'static str,
    state_word: &'static str,
    just_approved: bool,
    notice: Option<&'static str>,
    progress: Progress,
    file: Option<FileView>,
    passphrase: Option<Shown<'a>>,
    passphrase_waits: bool,
    over: bool,
    advice: &'static str,
    downloaded: Option<String>,
}

/// The finished file.
struct FileView {
    name: String,
    size: String,
    sha256: String,
    until: String,
    until_iso: String,
}

/// What the page of an export says beside what its row says.
#[derive(Default)]
pub(super) struct Moment {
    /// Its time is over though its row does not say so yet.
    pub late: bool,
    /// The approval is news.
    pub just_approved: bool,
    /// Wrong proofs ended it, and not the person or changed data.
    pub refused: bool,
    /// What was asked for in vain.
    pub notice: Option<Notice>,
}

impl<'a> DetailPage<'a> {
    pub(super) fn new(
        shell: Shell,
        export: &Export,
        moment: Moment,
        passphrase: Option<Shown<'a>>,
    ) -> Self {
        let state = if moment.late {
            State::Expired
        } else {
            export.state
        };
        let has_passphrase = matches!(state, State::Ready | State::Downloaded);
        Self {
            deed: DeedView::new(&shell, export),
            state: state.as_str(),
            tone: state.tone(),
            state_word: shell.t(state.key()),
            just_approved: moment.just_approved,
            notice: moment.notice.map(|notice| shell.t(notice.key())),
            progress: progress_of(&shell, export),
            file: FileView::of(export),
            passphrase_waits: has_passphrase && !export.passphrase_read,
            passphrase,
            over: state.is_over(),
            advice: shell.t(match state {
                State::Asked => "exports.advice.asked",
                State::Approved | State::Running => "exports.advice.running",
                State::Ready => "exports.advice.ready",
                State::Downloaded => "exports.advice.downloaded",
                State::Expired => "exports.advice.expired",
                State::Failed => "exports.advice.failed",
                State::Cancelled if moment.refused => "exports.advice.refused",
                State::Cancelled => "exports.advice.cancelled",
            }),
            downloaded: export.downloaded_at.map(|at| at.local()),
            shell,
        }
    }
}

impl FileView {
    fn of(export: &Export) -> Option<Self> {
        let (bytes, sha256, until) = (
            export.file_bytes?,
            export.file_sha256.as_ref()?,
            export.expires_at?,
        );
        Some(Self {
            name: words::file_name(export, "zip"),
            size: size(bytes),
            sha256: hex::encode(sha256),
            until: until.local(),
            until_iso: until.rfc3339(),
        })
    }
}

/// Bytes as people read them: `812 B`, `1.4 MB`; a kilobyte is a thousand bytes.
fn size(bytes: i64) -> String {
    const UNITS: [(i64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match UNITS.into_iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
        None => format!("{bytes} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_by_people() {
        assert_eq!(size(0), "0 B");
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1_440_000), "1.4 MB");
        assert_eq!(size(29_990_000_000), "29.9 GB");
    }
}
