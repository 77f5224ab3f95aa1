//! Finds the name that somebody probably meant when they wrote an unknown one.

/// The name among `known` that is at most two letters away from `written`.
pub(crate) fn closest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|name| (distance(written, name), name))
        .filter(|(letters, _)| *letters <= 2)
        .min()
        .map(|(_, name)| name)
}

/// The number of letters to insert, remove or replace (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.chars().enumerate() {
        let mut current = Vec::with_capacity(previous.len());
        let mut beside = row + 1;
        current.push(beside);
        for (other, pair) in right.iter().zip(previous.windows(2)) {
            if let [diagonal, above] = pair {
                beside = (diagonal + usize::from(letter != *other))
                    .min(above + 1)
                    .min(beside + 1);
                current.push(beside);
            }
        }
        previous = current;
    }
    previous.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let known = ["sessions.idle_minutes", "login.code_tries"];
        assert_eq!(
            closest("sessions.idle_minute", known.into_iter()),
            Some("sessions.idle_minutes")
        );
        assert_eq!(closest("login.colour", known.into_iter()), None);
    }
}
