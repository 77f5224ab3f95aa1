//! The filters of the log's list: how its URL is read, and what is said about what cannot be.

use crate::kernel::{
    audit::{Mistake, Selection},
    failure::Failure,
    http::{
        Fields,
        listing::{Complaint, ListQuery},
    },
};

/// Reads the query of the list.
///
/// # Errors
/// [`Failure::BadRequest`] when a name is unknown or comes twice.
pub(super) fn query(fields: &Fields) -> Result<ListQuery, Failure> {
    ListQuery::read(fields, &Selection::NAMES)
}

/// Reads the filters; what somebody typed wrong is complained about.
///
/// # Errors
/// [`Failure::BadRequest`] when a value is nothing that our pages offer.
pub(super) fn selection(query: &ListQuery) -> Result<(Selection, Vec<Complaint>), Failure> {
    let (selection, mistakes) = Selection::read(|name| query.text(name));
    let complaints = mistakes.into_iter().map(|(field, mistake)| {
        let key = match mistake {
            Mistake::NotOffered => return Err(Failure::BadRequest),
            Mistake::NotAnId => "audit.not_an_id",
            Mistake::NotAnAddress => "audit.not_an_address",
            Mistake::NotAMoment => "audit.not_a_moment",
            Mistake::EndsBeforeStart => "filter.ends_before_start",
        };
        Ok(Complaint { field, key })
    });
    Ok((selection, complaints.collect::<Result<_, _>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(Selection, Vec<Complaint>), Failure> {
        let fields: Fields = serde_urlencoded::from_str(text).unwrap();
        selection(&query(&fields)?)
    }

    #[test]
    fn what_is_typed_wrong_is_complained_about_and_what_is_made_up_refused() {
        let (_, complaints) =
            read("resource=14212345678&subject=me&session=1&address=10.0.0&from=x&to=").unwrap();
        let fields: Vec<_> = complaints.iter().map(|complaint| complaint.field).collect();
        assert_eq!(
            fields,
            ["resource", "subject", "session", "address", "from"]
        );
        let (_, complaints) = read("from=2026-11-22T18:05&to=2026-11-22T18:04").unwrap();
        assert_eq!(complaints[0].field, "to");
        assert!(
            read("from=2026-11-22T18:05&to=2026-11-22T18:05")
                .unwrap()
                .1
                .is_empty()
        );
        for text in ["outcome=maybe", "person=Lin%20Xiao", "colour=red"] {
            assert_eq!(read(text).unwrap_err(), Failure::BadRequest, "{text}");
        }
    }
}
