//! The form that asks for an export.

use askama::Template;

use crate::{
    base::travel::{OrderChannel, OrderStatus, PaymentMethod, PaymentStatus},
    features::exports::{
        data_sets::{OrderColumn, PaymentColumn, TravellerColumn},
        fields::clarity_field,
        model::{Class, Column, ColumnInfo, DataSet, Disclosure, Offered},
        selected,
    },
    i18n::key,
    kernel::{
        audit::Selection,
        http::{FieldErrors, Fields, Shell},
    },
};

const LIST: &str = "/audit";

type Options = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "exports/new.html")]
pub(in crate::features::exports) struct NewPage {
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
    /// Entries of the log are selected on their own list.
    selection: Option<SelectionView>,
    reason: String,
}

/// A selection of entries as it was made on their list.
struct SelectionView {
    /// In words; none for the whole log.
    phrases: Vec<String>,
    /// As the form carries it on.
    carried: Vec<(&'static str, String)>,
    /// The list of exactly these, for another selection; none for who may not see it.
    list: Option<String>,
}

impl SelectionView {
    fn new(shell: &Shell, selection: &Selection) -> Self {
        Self {
            phrases: selected::phrases(shell.locale, selection),
            carried: selection.values().to_vec(),
            list: shell.leads_to(LIST).then(|| selection.at(LIST)),
        }
    }
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

struct PlainColumn {
    value: &'static str,
    word: &'static str,
    checked: bool,
}

impl NewPage {
    /// The form for a data set, with what was typed; without fields, as it is offered first.
    pub(in crate::features::exports) fn new(
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
        let (plain, sensitive): (Vec<_>, Vec<_>) = columns(data_set)
            .into_iter()
            .partition(|column| column.made.of == Class::Plain);
        let plain = plain.into_iter().map(|column| PlainColumn {
            value: column.name,
            word: shell.t(column.key),
            checked: if fresh {
                column.offered == Offered::Chosen
            } else {
                fields.all("columns").any(|word| word == column.name)
            },
        });
        let sensitive = sensitive.into_iter().map(|column| {
            let name = clarity_field(column);
            let clarities = column.made.clarities.iter();
            let usual = match column.offered {
                Offered::Chosen => Disclosure::Masked.as_str(),
                Offered::Unchosen => "",
            };
            Choice {
                label: shell.t(column.key),
                options: clarities
                    .map(|disclosure| {
                        let word = shell.t(disclosure.key());
                        (disclosure.as_str().to_owned(), word.to_owned())
                    })
                    .collect(),
                chosen: if fresh { usual } else { fields.get(&name) }.to_owned(),
                name,
            }
        });
        let format = fields.get("format");
        let offered = data_set.formats();
        let formats = offered.iter().map(|one| PlainColumn {
            value: one.as_str(),
            word: shell.t(one.key()),
            checked: one.as_str() == format || (format.is_empty() && offered.first() == Some(one)),
        });
        let selection = (data_set == DataSet::Entries)
            .then(|| Selection::among(fields.iter()).ok())
            .flatten();
        Self {
            data_set: data_set.as_str(),
            data_sets: tabs.collect(),
            choices: choices(&shell, data_set, fields),
            from: fields.get("from").to_owned(),
            to: fields.get("to").to_owned(),
            plain: plain.collect(),
            sensitive: sensitive.collect(),
            formats: formats.collect(),
            selection: selection.map(|selection| SelectionView::new(&shell, &selection)),
            reason: fields.get("reason").to_owned(),
            errors,
            shell,
        }
    }
}

/// The columns to choose from. Entries leave whole: theirs are no choice.
fn columns(data_set: DataSet) -> Vec<ColumnInfo> {
    fn of<C: Column>() -> Vec<ColumnInfo> {
        C::COLUMNS.iter().map(|column| column.info()).collect()
    }
    match data_set {
        DataSet::Orders => of::<OrderColumn>(),
        DataSet::Travellers => of::<TravellerColumn>(),
        DataSet::Payments => of::<PaymentColumn>(),
        DataSet::Entries => Vec::new(),
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
            choice("status", key::EXPORTS_FILTER_STATUS, options!(OrderStatus)),
            choice(
                "channel",
                key::EXPORTS_FILTER_CHANNEL,
                options!(OrderChannel),
            ),
        ],
        DataSet::Payments => vec![
            choice(
                "status",
                key::EXPORTS_FILTER_STATUS,
                options!(PaymentStatus),
            ),
            choice(
                "method",
                key::EXPORTS_FILTER_METHOD,
                options!(PaymentMethod),
            ),
        ],
        DataSet::Travellers | DataSet::Entries => Vec::new(),
    }
}
