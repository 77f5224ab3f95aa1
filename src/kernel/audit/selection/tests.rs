//! What is read as a selection, and what is not.

use super::*;

fn among(text: &str) -> Result<Selection, NotASelection> {
    let fields: Vec<(String, String)> = serde_urlencoded::from_str(text).unwrap();
    let fields = fields.iter();
    Selection::among(fields.map(|(name, value)| (name.as_str(), value.as_str())))
}

#[test]
fn every_parameter_narrows() {
    let id = "019aae1e-0000-7000-8000-0000a1b2c3d4";
    let selection = among(&format!(
        "person={id}&event=order.viewed&outcome=denied&kind=order&resource=HF202611220000017&subject={id}&session={id}\
         &request={id}&address=127.0.0.1&from=2026-11-22&to=2026-11-22T18:05"
    ))
    .unwrap();
    assert_eq!(selection.names(), Selection::NAMES);
    let entries = selection.entries();
    assert_eq!(entries.person.unwrap().to_string(), id);
    assert_eq!(entries.event.as_deref(), Some("order.viewed"));
    assert_eq!(entries.outcome, Some(Outcome::Denied));
    assert_eq!(entries.resource.as_deref(), Some("HF202611220000017"));
    assert_eq!(entries.address, Some([127, 0, 0, 1].into()));
    assert_eq!(entries.until.unwrap().rfc3339(), "2026-11-22T10:06:00Z");
    assert!(entries.session.is_some() && entries.request.is_some() && entries.subject.is_some());
}

#[test]
fn a_selection_is_read_out_of_a_form_and_stored_as_text() {
    let form = "csrf=x&format=csv&event=order.viewed&subject=&to=2026-11-22T18:05&outcome=denied";
    let selection = among(form).unwrap();
    let text = "event=order.viewed&outcome=denied&to=2026-11-22T18%3A05";
    assert_eq!(selection.to_string(), text);
    assert_eq!(selection.names(), ["event", "outcome", "to"]);
    assert_eq!(selection.at("/audit"), format!("/audit?{text}"));
    assert_eq!(selection.at("/new?of=x"), format!("/new?of=x&{text}"));
    let stored = serde_json::to_string(&selection).unwrap();
    assert_eq!(
        serde_json::from_str::<Selection>(&stored).unwrap(),
        selection
    );
    let everything = among("format=csv").unwrap();
    assert_eq!(everything.at("/audit"), "/audit");
}

#[test]
fn what_was_written_is_stored_as_it_was_written() {
    let stored = "\"subject=019AAE1E-0000-7000-8000-0000A1B2C3D4&from=2026-11-22+18%3A05%3A09\"";
    let selection: Selection = serde_json::from_str(stored).unwrap();
    assert_eq!(serde_json::to_string(&selection).unwrap(), stored);
}

#[test]
fn what_the_list_would_not_take_is_none() {
    for text in [
        "resource=14212345678",
        "subject=me",
        "outcome=maybe",
        "event=a&event=b",
        "from=2026-11-23&to=2026-11-22",
    ] {
        assert_eq!(among(text), Err(NotASelection), "{text}");
    }
    assert!(serde_json::from_str::<Selection>("\"colour=red\"").is_err());
}
