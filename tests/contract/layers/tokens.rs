//! The words and signs of a Rust text, comments and literals left out: as much of the language as imports need.

/// Identifiers, `::` and single signs, in order.
pub fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&char) = chars.get(at) {
        let next = chars.get(at + 1).copied();
        let start = at;
        match char {
            '/' if next == Some('/') => at = line_end(&chars, at),
            '"' => at = string_end(&chars, at + 1),
            'r' if matches!(next, Some('"' | '#')) && is_raw_string(&chars, at + 1) => {
                at = raw_string_end(&chars, at + 1);
            }
            '\'' => at = quote_end(&chars, at),
            ':' if next == Some(':') => {
                found.push("::".to_owned());
                at += 2;
            }
            _ if char.is_alphanumeric() || char == '_' => {
                while chars
                    .get(at)
                    .is_some_and(|c| c.is_alphanumeric() || *c == '_')
                {
                    at += 1;
                }
                found.push(chars[start..at].iter().collect());
            }
            _ => {
                if !char.is_whitespace() {
                    found.push(char.to_string());
                }
                at += 1;
            }
        }
    }
    found
}

fn line_end(chars: &[char], from: usize) -> usize {
    let rest = chars.iter().skip(from).position(|c| *c == '\n');
    rest.map_or(chars.len(), |length| from + length)
}

fn string_end(chars: &[char], mut at: usize) -> usize {
    while let Some(char) = chars.get(at) {
        match char {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    at
}

fn is_raw_string(chars: &[char], from: usize) -> bool {
    chars.iter().skip(from).find(|c| **c != '#') == Some(&'"')
}

fn raw_string_end(chars: &[char], from: usize) -> usize {
    let hashes = chars.iter().skip(from).take_while(|c| **c == '#').count();
    let mut at = from + hashes + 1;
    while at < chars.len() {
        let closes = chars[at] == '"' && chars[at + 1..].iter().take(hashes).all(|c| *c == '#');
        at += 1;
        if closes {
            return at + hashes;
        }
    }
    at
}

/// Behind a character literal, or behind the sign of a lifetime.
fn quote_end(chars: &[char], at: usize) -> usize {
    if chars.get(at + 1) == Some(&'\\') {
        let close = chars.iter().skip(at + 3).position(|c| *c == '\'');
        return close.map_or(chars.len(), |length| at + 3 + length + 1);
    }
    if chars.get(at + 2) == Some(&'\'') {
        at + 3
    } else {
        at + 1
    }
}

#[test]
fn comments_and_literals_say_nothing() {
    let text = "a::b // crate::c\n\"crate::\\\"d\" r#\"crate::\"e\"# '\"' '\\'' &'f g";
    assert_eq!(tokens(text), ["a", "::", "b", "&", "f", "g"]);
}
