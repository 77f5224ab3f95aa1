//! Masks (脱敏): what may be seen of a personal value without opening it.
//!
//! A mask keeps what people need to recognise a value and never enough to use it; what does not have the
//! expected form is hidden whole. Pure text work: the vault decides who gets to see it.

/// `138****1234`: the first three and the last four digits.
#[must_use]
pub fn phone(number: &str) -> String {
    if number.len() == 11 {
        keep(number, 3, 4)
    } else {
        hidden(number)
    }
}

/// `110***********1234`: three characters and the last four of a number of at least fifteen, one and the
/// last two of a shorter one (`E******78`).
#[must_use]
pub fn document(number: &str) -> String {
    match number.chars().count() {
        15.. => keep(number, 3, 4),
        7..=14 => keep(number, 1, 2),
        _ => hidden(number),
    }
}

/// `张*`, `张**`: the first character, then one star for each other, two at most.
#[must_use]
pub fn name(name: &str) -> String {
    let mut characters = name.chars();
    match (characters.next(), characters.count()) {
        (Some(first), others @ 1..) => format!("{first}{}", "*".repeat(others.min(2))),
        _ => hidden(name),
    }
}

/// `t***@example.com`: the first character and the domain; an empty address stays empty.
#[must_use]
pub fn email(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            let first = local.chars().next().filter(|_| local.chars().count() > 1);
            format!(
                "{}***@{domain}",
                first.map(String::from).unwrap_or_default()
            )
        }
        None => hidden(address),
    }
}

/// `1990-**-**`: the year.
#[must_use]
pub fn birth_date(date: &str) -> String {
    match date.get(..4).filter(|_| date.len() == 10) {
        Some(year) => format!("{year}-**-**"),
        None => hidden(date),
    }
}

/// Three stars whatever the length, nothing for nothing.
fn hidden(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        "***".to_owned()
    }
}

fn keep(text: &str, first: usize, last: usize) -> String {
    let length = text.chars().count();
    text.chars()
        .enumerate()
        .map(|(at, character)| {
            if at < first || at + last >= length {
                character
            } else {
                '*'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn masks_keep_what_people_recognise() {
        assert_eq!(phone("13800001234"), "138****1234");
        assert_eq!(document("110101199003071234"), "110***********1234");
        assert_eq!(document("E12345678"), "E******78");
        assert_eq!(
            (name("张三"), name("张三丰"), name("欧阳娜娜")),
            ("张*".into(), "张**".into(), "欧**".into())
        );
        assert_eq!(email("t0000001@example.com"), "t***@example.com");
        assert_eq!(birth_date("1990-03-07"), "1990-**-**");
    }

    #[test]
    fn what_has_another_form_is_hidden_whole() {
        assert_eq!(
            (phone("1234567"), document("E1234"), name("张")),
            ("***".into(), "***".into(), "***".into())
        );
        assert_eq!(
            (email("nobody"), email("a@example.com")),
            ("***".into(), "***@example.com".into())
        );
        assert_eq!(
            (birth_date("yesterday"), birth_date("")),
            ("***".into(), String::new())
        );
    }

    proptest! {
        #[test]
        fn no_text_panics(text: String) {
            let _ = (phone(&text), document(&text), name(&text), email(&text), birth_date(&text));
        }
    }
}
