//! The page of one export.

use askama::Template;

use super::{DeedView, Progress};
use crate::{
    features::exports::{
        export::Export,
        model::{Notice, State},
        words,
    },
    i18n::key,
    kernel::{http::Shell, vault::Shown},
};

#[derive(Template)]
#[template(path = "exports/detail.html")]
pub(in crate::features::exports) struct DetailPage<'a> {
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

struct FileView {
    name: String,
    size: String,
    sha256: String,
    until: String,
    until_iso: String,
}

/// What the page of an export says beside what its row says.
#[derive(Default)]
pub(in crate::features::exports) struct Moment {
    /// Its time is over though its row does not say so yet.
    pub late: bool,
    pub just_approved: bool,
    /// Wrong proofs ended it, and not the person or changed data.
    pub refused: bool,
    /// What was asked for in vain.
    pub notice: Option<Notice>,
}

impl<'a> DetailPage<'a> {
    pub(in crate::features::exports) fn new(
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
            progress: Progress::of(&shell, export),
            file: FileView::of(export),
            passphrase_waits: has_passphrase && !export.passphrase_read,
            passphrase,
            over: state.is_over(),
            advice: shell.t(match state {
                State::Asked => key::EXPORTS_ADVICE_ASKED,
                State::Approved | State::Running => key::EXPORTS_ADVICE_RUNNING,
                State::Ready => key::EXPORTS_ADVICE_READY,
                State::Downloaded => key::EXPORTS_ADVICE_DOWNLOADED,
                State::Expired => key::EXPORTS_ADVICE_EXPIRED,
                State::Failed => key::EXPORTS_ADVICE_FAILED,
                State::Cancelled if moment.refused => key::EXPORTS_ADVICE_REFUSED,
                State::Cancelled => key::EXPORTS_ADVICE_CANCELLED,
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
