//! How an export is named and described to people: on pages, in the SMS, in the file.

use std::path::PathBuf;

use zeroize::Zeroizing;

use super::{
    export::Export,
    model::{ColumnInfo, DataSet, Disclosure},
    settings::ExportSettings,
};
use crate::i18n::key;
use crate::{
    base::{ids::ExportId, locale::Locale, number::grouped},
    i18n,
    kernel::Kernel,
};

/// Where the encrypted file of an export waits.
pub(super) fn file_path(kernel: &Kernel, id: ExportId) -> PathBuf {
    kernel
        .settings()
        .features
        .of::<ExportSettings>()
        .directory
        .join(format!("{id}.zip"))
}

/// The file's name for people: data set, day, the end of the id.
pub(super) fn file_name(export: &Export, extension: &str) -> String {
    let id = export.id.uuid().simple().to_string();
    let tail = id.get(24..).unwrap_or_default();
    format!(
        "hufu-{}-{}-{tail}.{extension}",
        export.data_set(),
        export.created_at.day()
    )
}

pub(super) fn names(locale: Locale, columns: &[ColumnInfo]) -> Vec<&'static str> {
    let columns = columns.iter();
    columns
        .map(|column| i18n::text(locale, column.key))
        .collect()
}

/// The SMS that names the deed; it holds the code, so it is wiped.
pub(super) fn message(locale: Locale, export: &Export, code: &str) -> Zeroizing<String> {
    let word = |key| i18n::text(locale, key);
    let clear = names(locale, &export.extract.with(Some(Disclosure::Clear)));
    let clear = if clear.is_empty() {
        word(key::EXPORTS_SMS_NO_CLEAR).to_owned()
    } else {
        i18n::fill(
            locale,
            key::EXPORTS_SMS_CLEAR,
            "fields",
            clear.join(word(key::EXPORTS_AND)),
        )
    };
    let text = match export.data_set() {
        DataSet::Payments => key::EXPORTS_SMS_TEXT_ABOUT_NOBODY,
        DataSet::Entries => key::EXPORTS_SMS_TEXT_ENTRIES,
        DataSet::Orders | DataSet::Travellers => key::EXPORTS_SMS_TEXT,
    };
    let text = word(text)
        .replace("{data_set}", word(export.data_set().key()))
        .replace("{rows}", &grouped(export.rows))
        .replace("{people}", &grouped(export.people))
        .replace("{clear}", &clear);
    Zeroizing::new(text.replace("{code}", code))
}
