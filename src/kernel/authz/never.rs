//! The never-list: what no policy may ever allow, whatever its lines say.

use super::Descriptor;

/// One line of `never.csv`: `role, verb, thing[, except]`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rule {
    role: String,
    verb: Verb,
    thing: String,
    except: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    /// Open a part, masked or in clear.
    Open,
    /// Open a part in clear.
    Reveal,
    /// Change a kind of row.
    Change,
    /// Read something of the kernel's own: the log.
    Read,
    /// Erase people.
    Shred,
    /// Exchange keys.
    Turn,
    /// Hold any permission on an object.
    Hold,
}

impl Rule {
    /// Reads the list; `#` starts a comment.
    pub(super) fn parse_all(text: &str) -> Result<Vec<Self>, String> {
        text.lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(Self::parse)
            .collect()
    }

    fn parse(line: &str) -> Result<Self, String> {
        let fields: Vec<&str> = line.split(',').map(str::trim).collect();
        let (role, verb, thing, except) = match fields[..] {
            [role, verb, thing] => (role, verb, thing, None),
            [role, verb, thing, except] => (role, verb, thing, Some(except.to_owned())),
            _ => return Err(format!("not `role, verb, thing[, except]`: {line}")),
        };
        let verb = match verb {
            "open" => Verb::Open,
            "reveal" => Verb::Reveal,
            "change" => Verb::Change,
            "read" => Verb::Read,
            "shred" => Verb::Shred,
            "turn" => Verb::Turn,
            "hold" => Verb::Hold,
            _ => {
                return Err(format!(
                    "the verb is none of open, reveal, change, read, shred, turn, hold: {line}"
                ));
            }
        };
        Ok(Self {
            role: role.to_owned(),
            verb,
            thing: thing.to_owned(),
            except,
        })
    }

    /// Whether letting `role` have `permission` breaks this rule.
    pub(super) fn forbids(&self, role: &str, permission: &Descriptor) -> bool {
        (self.role == "*" || self.role == role)
            && match self.verb {
                Verb::Open => self.hits(permission.masks) || self.hits(permission.reveals),
                Verb::Reveal => self.hits(permission.reveals),
                Verb::Change => self.hits(permission.changes),
                Verb::Read => self.hits(permission.reads),
                Verb::Shred => self.hits(permission.shreds),
                Verb::Turn => self.hits(permission.turns),
                Verb::Hold => self.hits(&[permission.object]),
            }
    }

    fn hits(&self, things: &[&str]) -> bool {
        things.iter().any(|thing| {
            (self.thing == "*" || self.thing == *thing) && self.except.as_deref() != Some(*thing)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REVEAL: Descriptor = Descriptor {
        object: "order",
        action: "reveal_identity",
        name: "order:reveal_identity",
        events: &["order.identity_revealed"],
        masks: &["contact"],
        reveals: &["identity"],
        seals: &[],
        finds: &[],
        changes: &["session"],
        reads: &["log"],
        shreds: &["traveller"],
        turns: &["keys"],
        quiet: false,
        opens: &[],
    };

    #[test]
    fn each_verb_hits_its_own_capability() {
        for (line, forbidden) in [
            ("finance, open, identity", true),
            ("finance, open, contact", true),
            ("finance, open, itinerary", false),
            ("finance, reveal, contact", false),
            ("finance, reveal, *", true),
            ("admin, reveal, *", false),
            ("finance, read, log", true),
            ("auditor, read, log", false),
            ("finance, shred, *", true),
            ("finance, turn, keys", true),
            ("finance, shred, keys", false),
            ("*, hold, order", true),
            ("finance, change, *", true),
            ("finance, change, *, session", false),
        ] {
            let rule = Rule::parse(line).expect("a valid line");
            assert_eq!(rule.forbids("finance", &REVEAL), forbidden, "{line}");
        }
    }

    #[test]
    fn a_line_that_says_something_else_is_refused() {
        assert!(Rule::parse_all("finance, open").is_err());
        assert!(Rule::parse_all("finance, peek, identity").is_err());
    }
}
