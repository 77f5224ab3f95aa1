//! The never-list: what no policy may ever allow, whatever its lines say.
//!
//! Owns: how a rule is read and what it forbids. A rule that names nothing would forbid nothing and tell nobody: every word
//! is checked against what there is.

use std::collections::BTreeSet;

use super::{Descriptor, PolicySource, Scope};
use crate::base::suggestion::closest;

/// One line of `never.csv`: `role, verb, thing[, except…]`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rule {
    line: String,
    who: Who,
    verb: Verb,
    thing: String,
    except: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
enum Who {
    /// `*`
    Everybody,
    /// `role`: who has it, and who has a role that inherits from it.
    Role(String),
    /// `!role !role`: every role but these.
    AllBut(Vec<String>),
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
    Shred,
    Rotate,
    /// Hold any permission on an object, or one permission by its name.
    Hold,
    /// The same over all rows, and not only over one's own.
    HoldAll,
}

impl Verb {
    const ALL: [(Self, &'static str); 8] = [
        (Self::Open, "open"),
        (Self::Reveal, "reveal"),
        (Self::Change, "change"),
        (Self::Read, "read"),
        (Self::Shred, "shred"),
        (Self::Rotate, "rotate"),
        (Self::Hold, "hold"),
        (Self::HoldAll, "hold_all"),
    ];

    /// What this verb is about in one permission.
    fn things(self, permission: &Descriptor) -> Vec<&'static str> {
        match self {
            Self::Open => [permission.masks, permission.reveals].concat(),
            Self::Reveal => permission.reveals.to_vec(),
            Self::Change => permission.changes.to_vec(),
            Self::Read => permission.reads.to_vec(),
            Self::Shred => permission.shreds.to_vec(),
            Self::Rotate => permission.rotates.to_vec(),
            Self::Hold | Self::HoldAll => vec![permission.object],
        }
    }

    /// Whether a permission can be meant by its name.
    fn is_hold(self) -> bool {
        matches!(self, Self::Hold | Self::HoldAll)
    }
}

/// The words that a rule may use.
pub(super) struct Words<'a> {
    /// The roles of the policy.
    pub(super) roles: &'a [String],
    /// Every permission of the program.
    pub(super) permissions: &'a [&'static Descriptor],
}

impl Words<'_> {
    fn check_role(&self, role: &str, line: &str) -> Result<(), String> {
        let mut roles: BTreeSet<&str> = self.roles.iter().map(String::as_str).collect();
        // The shipped rules bind roles that another policy may not have.
        roles.extend(PolicySource::shipped_roles());
        check(role, &roles, "role", line)
    }

    fn check_thing(&self, thing: &str, verb: Verb, line: &str) -> Result<(), String> {
        let permissions = self.permissions.iter();
        let mut things: BTreeSet<&str> = permissions
            .flat_map(|permission| verb.things(permission))
            .collect();
        // What is only ever opened masked can be forbidden in clear all the same.
        if verb == Verb::Reveal {
            let permissions = self.permissions.iter();
            things.extend(permissions.flat_map(|permission| permission.masks));
        }
        if verb.is_hold() {
            things.extend(self.permissions.iter().map(|permission| permission.name));
        }
        check(thing, &things, "thing", line)
    }
}

/// Refuses a word that is not known, with the one that was probably meant.
fn check(word: &str, known: &BTreeSet<&str>, what: &str, line: &str) -> Result<(), String> {
    if known.contains(word) {
        return Ok(());
    }
    let meant = match closest(word, known.iter().copied()) {
        Some(meant) => format!("did you mean {meant}?"),
        None => format!(
            "known are {}",
            known.iter().copied().collect::<Vec<_>>().join(", ")
        ),
    };
    Err(format!("no {what} is called {word}, {meant}: {line}"))
}

impl Rule {
    /// Reads the list; `#` starts a comment.
    ///
    /// # Errors
    /// When a line is no rule, names what does not exist, or there is no rule at all.
    pub(super) fn parse_all(text: &str, words: &Words<'_>) -> Result<Vec<Self>, String> {
        let rules: Vec<Self> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| Self::parse(line, words))
            .collect::<Result<_, _>>()?;
        if rules.is_empty() {
            return Err("it has no rule: nothing would stay impossible".to_owned());
        }
        Ok(rules)
    }

    fn parse(line: &str, words: &Words<'_>) -> Result<Self, String> {
        let fields: Vec<&str> = line.split(',').map(str::trim).collect();
        let [role, verb, thing, except @ ..] = fields.as_slice() else {
            return Err(format!("not `role, verb, thing[, except…]`: {line}"));
        };
        let who = Who::parse(role, words, line)?;
        let verbs = Verb::ALL.map(|(_, word)| word).into_iter().collect();
        check(verb, &verbs, "verb", line)?;
        let named = Verb::ALL.iter().find(|(_, word)| word == verb);
        let (verb, _) = named.ok_or_else(|| format!("no verb: {line}"))?;
        if except.contains(&"*") || *thing != "*" && !except.is_empty() {
            return Err(format!("an exception is one thing of all: {line}"));
        }
        let named = std::iter::once(thing).chain(except);
        for thing in named.filter(|thing| **thing != "*") {
            words.check_thing(thing, *verb, line)?;
        }
        Ok(Self {
            line: line.to_owned(),
            who,
            verb: *verb,
            thing: (*thing).to_owned(),
            except: except.iter().map(|except| (*except).to_owned()).collect(),
        })
    }

    pub(super) fn line(&self) -> &str {
        &self.line
    }

    /// Whether letting `role`, which inherits from `parents`, have `permission` in this scope breaks this rule.
    pub(super) fn forbids(
        &self,
        role: &str,
        parents: &[String],
        permission: &Descriptor,
        scope: Scope,
    ) -> bool {
        let means = |word: &str, thing: &str| {
            word == thing || self.verb.is_hold() && word == permission.name
        };
        self.who.bound(role, parents)
            && (self.verb != Verb::HoldAll || scope == Scope::All)
            && self.verb.things(permission).iter().any(|thing| {
                (self.thing == "*" || means(&self.thing, thing))
                    && !self.except.iter().any(|except| means(except, thing))
            })
    }
}

impl Who {
    fn parse(text: &str, words: &Words<'_>, line: &str) -> Result<Self, String> {
        if text == "*" {
            return Ok(Self::Everybody);
        }
        if !text.starts_with('!') {
            words.check_role(text, line)?;
            return Ok(Self::Role(text.to_owned()));
        }
        let mut free = Vec::new();
        for word in text.split_whitespace() {
            let role = word.strip_prefix('!');
            let role =
                role.ok_or_else(|| format!("all but some roles is `!role !role`: {line}"))?;
            words.check_role(role, line)?;
            free.push(role.to_owned());
        }
        Ok(Self::AllBut(free))
    }

    fn bound(&self, role: &str, parents: &[String]) -> bool {
        match self {
            Self::Everybody => true,
            Self::Role(bound) => bound == role || parents.contains(bound),
            Self::AllBut(free) => !free.iter().any(|free| free == role),
        }
    }
}

#[cfg(test)]
mod tests;
