//! The frame around every page: sidebar, viewer, language, theme, watermark.

use super::{FieldErrors, listing::FieldError};
use crate::{
    base::{clock::Timestamp, ids::RequestId, locale::Locale, number::grouped, short_id::short},
    i18n::{self, key},
    kernel::{
        Kernel,
        audit::VerifiedLog,
        authz::{PageContext, RequestContext},
        vault::KeyServiceState,
    },
};

pub struct Shell {
    pub locale: Locale,
    /// The sidebar: only what the viewer may see.
    pub sidebar: Vec<SidebarItem>,
    /// Pages beside those that the viewer may be led to.
    ways: Vec<&'static str>,
    /// Who looks; absent before login.
    pub viewer: Option<Viewer>,
    /// The token each form carries.
    pub csrf: String,
    pub demo: bool,
    /// Key of what to say while the keys are not at hand; empty otherwise.
    pub outage: &'static str,
    /// How the log was found when it was last verified, for who may read it; the inner one is none before the first time.
    pub log: Option<Option<VerifiedLog>>,
    pub request_id: String,
    /// Path and query, for forms that come back here.
    pub path: String,
    /// `auto`, `light` or `dark`.
    pub theme: &'static str,
    /// Viewer, last digits of their phone and the minute, for pages with personal data (B5).
    pub watermark: Option<String>,
    /// The public key that forms encrypt personal fields under, as a JWK (T6).
    pub envelope_key: Option<String>,
    /// Our time in seconds since 1970: an envelope is dated by it, not by the reader's clock.
    pub now: i64,
}

/// An item of the sidebar.
pub struct SidebarItem {
    pub href: &'static str,
    pub key: &'static str,
    pub icon: &'static str,
    pub current: bool,
}

/// The person at the foot of the sidebar.
pub struct Viewer {
    pub name: String,
    pub role: String,
    /// The end of the id, as the audit log shows it: so that a person can be found there.
    pub mark: String,
    pub id: String,
    /// Last four digits of the phone.
    pub phone_tail: String,
    /// Minutes the session still has at most.
    pub minutes_left: i64,
    /// When it ends, local time.
    pub ends_at: String,
}

impl Shell {
    /// A page of a guarded route; `label` is the viewer's name and phone tail.
    pub(super) fn new(
        context: &RequestContext,
        label: Option<&(String, String)>,
        page: &PageContext,
    ) -> Self {
        let kernel = &context.kernel;
        let mut shell = Self::plain(kernel, page, context.origin.request);
        let Some((session, (name, tail))) = page.session.as_ref().zip(label) else {
            return shell;
        };
        shell.ways = kernel.ways_of(&session.role);
        shell.sidebar = kernel
            .nav_items_of(&session.role)
            .map(|item| SidebarItem {
                href: item.href,
                key: item.key,
                icon: item.icon,
                current: page.here.starts_with(item.href),
            })
            .collect();
        shell.watermark = Some(format!("{name} {tail} {}", page.now.local()));
        shell.viewer = Some(Viewer {
            name: name.clone(),
            role: i18n::role(page.locale, &session.role),
            mark: short(session.staff.uuid()),
            id: session.staff.to_string(),
            phone_tail: tail.clone(),
            minutes_left: session
                .expires_at
                .since(page.now)
                .as_secs()
                .div_ceil(60)
                .try_into()
                .unwrap_or(0),
            ends_at: session.expires_at.local(),
        });
        shell
    }

    /// A page without a viewer: login, errors.
    pub(super) fn plain(kernel: &Kernel, page: &PageContext, request: RequestId) -> Self {
        Self {
            locale: page.locale,
            sidebar: Vec::new(),
            ways: Vec::new(),
            viewer: None,
            csrf: page.csrf.clone(),
            demo: kernel.settings.demo,
            outage: match kernel.vault.condition() {
                KeyServiceState::Available => "",
                KeyServiceState::Unavailable => key::BANNER_KEYS_AWAY,
                KeyServiceState::Denied => key::BANNER_KEYS_DENIED,
            },
            log: None,
            request_id: request.to_string(),
            path: page.path.clone(),
            theme: page.theme,
            watermark: None,
            envelope_key: kernel.envelopes.jwk(),
            now: page.now.seconds(),
        }
    }

    /// The same without the watermark, for pages that hold no personal data.
    pub fn without_watermark(mut self) -> Self {
        self.watermark = None;
        self
    }

    /// The same for who may read the log: the shell says how it stands.
    pub(super) fn with_log(mut self, log: Option<VerifiedLog>) -> Self {
        self.log = Some(log);
        self
    }

    /// What the last verification found, in a line.
    pub fn log_line(&self, log: &VerifiedLog) -> String {
        let said = |key: &str| {
            let line = self.fill(key, "time", log.at.local());
            let line = line.replace("{size}", &grouped(log.size));
            let held = log.broken_at.or(log.checkpoint).unwrap_or_default();
            line.replace("{held}", &grouped(held))
        };
        match (log.holds, log.broken_at, log.checkpoint) {
            (false, Some(_), _) => said(key::SHELL_LOG_BROKEN),
            (false, None, _) => said(key::SHELL_LOG_WALLS),
            (true, _, Some(_)) => said(key::SHELL_LOG_VERIFIED),
            (true, _, None) => said(key::SHELL_LOG_VERIFIED_ALONE),
        }
    }

    /// How the line is coloured: a log that does not hold stands out, one that nobody signed a little.
    pub fn log_class(&self, log: &Option<VerifiedLog>) -> &'static str {
        match log {
            Some(log) if !log.holds => "log-state log-broken",
            Some(log) if log.checkpoint.is_none() => "log-state log-alone",
            _ => "log-state",
        }
    }

    /// The language's tag, for `lang`.
    pub fn lang(&self) -> &'static str {
        self.locale.tag()
    }

    pub fn t(&self, key: &str) -> &'static str {
        i18n::text(self.locale, key)
    }

    /// A message with one placeholder filled.
    pub fn fill(&self, key: &str, name: &str, value: impl std::fmt::Display) -> String {
        i18n::fill(self.locale, key, name, value)
    }

    /// A message about a count, with the count in thousands.
    pub fn count(&self, key: &str, count: impl Into<i128>) -> String {
        self.fill(key, "count", grouped(count))
    }

    /// Whether the viewer may be led to this page of another feature: to show or hide a way to it. It gives nothing.
    pub fn leads_to(&self, href: &str) -> bool {
        self.sidebar.iter().any(|item| item.href == href) || self.ways.contains(&href)
    }

    /// What is wrong with a list's filters, in the reader's language.
    pub fn field_errors(&self, field_errors: &[FieldError]) -> FieldErrors {
        let mut errors = FieldErrors::default();
        for error_key in field_errors {
            errors.add(error_key.field, self.t(error_key.key));
        }
        errors
    }

    /// A moment in local time.
    pub fn at(&self, moment: &Timestamp) -> String {
        moment.local()
    }
}
