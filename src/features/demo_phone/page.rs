//! The demonstration's phone.

use askama::Template;

use crate::i18n::key;
use crate::kernel::{http::Shell, sms::SentMessage};

#[derive(Template)]
#[template(path = "demo_phone/page.html")]
pub(super) struct DemoPhonePage {
    pub shell: Shell,
    pub messages: Vec<Message>,
}

/// One message to one of the demonstration's people, who do not exist.
pub(super) struct Message {
    /// The number it was for.
    pub to: String,
    /// Local time to the second.
    pub at: String,
    pub text: String,
    pub code: Option<String>,
}

impl From<SentMessage> for Message {
    fn from(sent: SentMessage) -> Self {
        Self {
            to: sent.phone,
            at: sent.at.local_seconds(),
            text: sent.text,
            code: sent.code,
        }
    }
}
