//! How an export is named and described to people: on pages, in the SMS, in the file.

use std::path::PathBuf;

use zeroize::Zeroizing;

use super::{
    model::{Chosen, Clarity, Column, DataSet, Export, Layout},
    selected,
    settings::ExportSettings,
};
use crate::{
    base::{ids::ExportId, locale::Locale, number::grouped},
    i18n::{self, key},
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
        export.data_set,
        export.created_at.day()
    )
}

/// The names of the columns, in the file's language.
pub(super) fn header(layout: &Layout) -> Vec<&'static str> {
    let columns = layout.columns.iter();
    columns
        .map(|Chosen { column, .. }| i18n::text(layout.language, column.key()))
        .collect()
}

/// Names of columns, listed.
pub(super) fn names(locale: Locale, columns: impl Iterator<Item = Column>) -> Vec<&'static str> {
    columns
        .map(|column| i18n::text(locale, column.key()))
        .collect()
}

/// The filter in words, one phrase a condition; none if every row leaves.
pub(super) fn conditions(locale: Locale, export: &Export) -> Vec<String> {
    let filter = &export.filter;
    let word = |key| i18n::text(locale, key);
    let phrase = |label, value: &str| format!("{} {value}", word(label));
    let mut phrases = Vec::new();
    if let Some(entries) = &filter.entries {
        phrases = selected::phrases(locale, &entries.selection);
        phrases.push(phrase(
            key::EXPORTS_FILTER_THROUGH,
            &entries.through.to_string(),
        ));
    }
    if let Some(status) = filter.order_status {
        phrases.push(phrase(key::EXPORTS_FILTER_STATUS, word(status.key())));
    }
    if let Some(channel) = filter.channel {
        phrases.push(phrase(key::EXPORTS_FILTER_CHANNEL, word(channel.key())));
    }
    if let Some(status) = filter.payment_status {
        phrases.push(phrase(key::EXPORTS_FILTER_STATUS, word(status.key())));
    }
    if let Some(method) = filter.method {
        phrases.push(phrase(key::EXPORTS_FILTER_METHOD, word(method.key())));
    }
    if let Some(day) = filter.from {
        phrases.push(phrase(key::EXPORTS_FILTER_FROM, &day.to_string()));
    }
    if let Some(day) = filter.to {
        phrases.push(phrase(key::EXPORTS_FILTER_TO, &day.to_string()));
    }
    phrases
}

/// The SMS that names the deed; it holds the code, so it is wiped.
pub(super) fn message(locale: Locale, export: &Export, code: &str) -> Zeroizing<String> {
    let word = |key| i18n::text(locale, key);
    let clear = names(locale, export.layout.with(Some(Clarity::Clear)));
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
    let text = match export.data_set {
        DataSet::Payments => key::EXPORTS_SMS_TEXT_ABOUT_NOBODY,
        DataSet::Entries => key::EXPORTS_SMS_TEXT_ENTRIES,
        DataSet::Orders | DataSet::Travellers => key::EXPORTS_SMS_TEXT,
    };
    let text = word(text)
        .replace("{data_set}", word(export.data_set.key()))
        .replace("{rows}", &grouped(export.rows))
        .replace("{people}", &grouped(export.people))
        .replace("{clear}", &clear);
    Zeroizing::new(text.replace("{code}", code))
}
