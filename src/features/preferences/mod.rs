//! The reader's language and theme, remembered in cookies. `POST /preferences {locale?, theme?, return}`.
//!
//! Must not: keep anything on the server, or send the browser anywhere but to a path of ours (F6).

mod permissions;

pub use permissions::{PERMISSIONS, PreferencesChoose};

use crate::{
    base::locale::Locale,
    kernel::{
        authz::Grant,
        failure::Failure,
        feature::Feature,
        http::{Answer, Fields, Form, LOCALE, LocalPath, Routes, THEME, preference_cookie},
    },
};

/// The feature's line in `app.rs`.
pub const FEATURE: Feature = Feature {
    name: "preferences",
    permissions: PERMISSIONS,
    routes,
    ..Feature::EMPTY
};

/// What a theme can be; `auto` is the system's.
const THEMES: [&str; 3] = ["auto", "light", "dark"];

fn routes(routes: &mut Routes<'_>) {
    routes.post("/preferences", choose);
}

async fn choose(
    grant: Grant<PreferencesChoose>,
    Form(fields): Form<Fields>,
) -> Result<Answer, Failure> {
    let back = LocalPath::parse(fields.get("return")).unwrap_or(LocalPath::fixed("/"));
    let mut answer = grant.quiet_redirect(&back);
    let (locale, theme) = (fields.get("locale"), fields.get("theme"));
    if !locale.is_empty() {
        let locale = Locale::from_cookie(locale).ok_or(Failure::BadRequest)?;
        answer = answer.with_cookie(&preference_cookie(LOCALE, locale.tag().to_owned()));
    }
    if !theme.is_empty() {
        if !THEMES.contains(&theme) {
            return Err(Failure::BadRequest);
        }
        answer = answer.with_cookie(&preference_cookie(THEME, theme.to_owned()));
    }
    Ok(answer)
}
