//! Reasons given on the command line: what is no reason is refused in both languages, and not repeated.

use crate::{
    base::{
        locale::Locale,
        reason::{Reason, ReasonError},
    },
    i18n,
};

/// Reads `--reason`.
///
/// # Errors
/// What to say, in Chinese and in English.
pub(super) fn parse(text: &str) -> Result<Reason, String> {
    Reason::parse(text).map_err(|error| {
        let [zh, en] = [Locale::Zh, Locale::En].map(|locale| message(locale, error));
        format!("--reason: {zh} / {en}")
    })
}

fn message(locale: Locale, error: ReasonError) -> String {
    i18n::text(locale, error.key())
        .replace("{min}", &Reason::MIN.to_string())
        .replace("{max}", &Reason::MAX.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_a_person_is_refused_in_both_languages_and_not_repeated() {
        for (number, zh, en) in [
            ("142 0000 1234", "手机号", "phone number"),
            ("119999199001010020", "身份证号", "identity card number"),
            ("护照 E12345678", "证件号", "document number"),
            ("6217000000000000012", "银行卡号", "bank card number"),
            ("wang@example.com", "邮箱", "e-mail address"),
        ] {
            let said = parse(&format!("旅客来电要求删除 {number}")).unwrap_err();
            assert!(said.contains(zh) && said.contains(en), "{said}");
            assert!(!said.contains(number), "{said}");
        }
        let said = parse("删除").unwrap_err();
        assert!(said.contains("至少 5 个字") && said.contains("at least 5 characters"));
        assert!(parse("旅客本人书面申请").is_ok());
    }
}
