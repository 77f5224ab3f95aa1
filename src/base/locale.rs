//! The languages of the interface, and how a visitor's is chosen.
//!
//! Chinese comes first: whoever asks for neither gets it. Must not hold any message.

use super::words::words;

words! {
    /// A language of the interface. The wire form is its BCP 47 tag, as in the cookie and in `lang`.
    Locale {
        Zh = "zh-CN", "shell.language_zh";
        En = "en", "shell.language_en";
    }
}

impl Locale {
    /// The BCP 47 tag: `zh-CN` or `en`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        self.as_str()
    }

    /// The language remembered in a cookie; none if the cookie holds anything else.
    #[must_use]
    pub fn from_cookie(value: &str) -> Option<Self> {
        value.parse().ok()
    }

    /// The language that an `Accept-Language` header prefers (RFC 9110 §12.5.4); Chinese if it names none
    /// of ours.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (Self::Zh, 0);
        for range in header.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let language = parts
                .next()
                .and_then(|tag| tag.split('-').next())
                .unwrap_or_default();
            let locale = match language {
                _ if language.eq_ignore_ascii_case("zh") => Self::Zh,
                _ if language.eq_ignore_ascii_case("en") => Self::En,
                _ => continue,
            };
            let weight = parts.next().map_or(Some(1000), thousandths).unwrap_or(0);
            if weight > best.1 {
                best = (locale, weight);
            }
        }
        best.0
    }
}

/// The weight `q=0.8` as thousandths; none if it is not one.
fn thousandths(parameter: &str) -> Option<u16> {
    let weight: f32 = parameter.strip_prefix("q=")?.parse().ok()?;
    // Between 0 and 1, so the cast neither truncates nor changes the sign.
    (0.0..=1.0)
        .contains(&weight)
        .then_some((weight * 1000.0) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_wanted_language_wins_and_chinese_otherwise() {
        for (header, locale) in [
            ("", Locale::Zh),
            ("fr-FR, de;q=0.9", Locale::Zh),
            ("en-GB,en;q=0.9", Locale::En),
            ("zh-TW,zh;q=0.9,en;q=0.8", Locale::Zh),
            ("zh;q=0.3, fr, EN;q=0.7", Locale::En),
            ("en;q=0, zh;q=0", Locale::Zh),
            ("en;q=nan", Locale::Zh),
        ] {
            assert_eq!(Locale::from_accept_language(header), locale, "{header}");
        }
        assert_eq!(Locale::from_cookie("en"), Some(Locale::En));
        assert_eq!(Locale::from_cookie("zh-CN\n"), None);
    }
}
