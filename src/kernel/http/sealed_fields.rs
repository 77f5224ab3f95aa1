//! Fields that come in an envelope (T6): opened before a handler sees them, so that a handler reads the same whether a
//! browser runs scripts or not.

use std::sync::Arc;

use super::forms::{Fields, OpenedFields};
use crate::kernel::{
    Kernel,
    audit::Transport,
    envelope::{self, FieldBinding},
    failure::Failure,
};

/// Fields that hold a phone number or a password, in whichever form: pages of ours encrypt them where they can.
const PERSONAL: [&str; 3] = ["password", "phone", "search"];

/// The field that holds the envelope of another: `sealed.phone`.
const PREFIX: &str = "sealed.";

/// How personal fields came, if there are any.
///
/// # Errors
/// [`Failure::BadRequest`] for an envelope of any other field, or beside another or a plain one.
pub(super) fn transport(fields: &Fields) -> Result<Option<Transport>, Failure> {
    let mut transport = None;
    for (name, _) in fields.iter() {
        let Some(field) = name.strip_prefix(PREFIX) else {
            continue;
        };
        let alone = fields.all(name).count() == 1 && fields.all(field).next().is_none();
        if !alone || !PERSONAL.contains(&field) {
            return Err(Failure::BadRequest);
        }
        transport = Some(Transport::Envelope);
    }
    if fields.iter().any(|(name, _)| PERSONAL.contains(&name)) {
        transport = Some(Transport::Tls);
    }
    Ok(transport)
}

/// Opens the envelopes of a form. `context` is the CSRF token of the page.
///
/// # Errors
/// When a store or the log refuses.
pub(super) async fn open(
    kernel: &Arc<Kernel>,
    mut fields: Fields,
    context: &str,
) -> Result<OpenedFields, Failure> {
    for field in PERSONAL {
        let Some(text) = fields.take(&format!("{PREFIX}{field}")) else {
            continue;
        };
        let binding = FieldBinding { field, context };
        match envelope::open(kernel, &text, binding).await {
            Ok(value) => fields.put_opened(field, value),
            Err(Failure::Envelope(refusal)) => return Ok(Err(refusal)),
            Err(failure) => return Err(failure),
        }
    }
    Ok(Ok(fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transport_of(form: &str) -> Result<Option<Transport>, Failure> {
        transport(&serde_urlencoded::from_str(form).expect("a form"))
    }

    #[test]
    fn the_weakest_way_counts() {
        assert_eq!(transport_of("code=123456"), Ok(None));
        assert_eq!(
            transport_of("sealed.phone=x"),
            Ok(Some(Transport::Envelope))
        );
        assert_eq!(transport_of("phone=x"), Ok(Some(Transport::Tls)));
        assert_eq!(
            transport_of("phone=x&sealed.password=y"),
            Ok(Some(Transport::Tls))
        );
    }

    #[test]
    fn an_envelope_stands_alone_for_a_field_of_ours() {
        for form in [
            "sealed.phone=x&phone=y",
            "sealed.phone=x&sealed.phone=y",
            "sealed.csrf=x",
            "sealed.=x",
            "sealed.sealed.phone=x",
        ] {
            assert_eq!(transport_of(form), Err(Failure::BadRequest), "{form}");
        }
    }
}
