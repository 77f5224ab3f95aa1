//! Who is at the command line: the name of the operating-system account that runs the process.
//!
//! Asked of the system, not of `$USER`, which anybody can set.

use std::{fs, os::unix::fs::MetadataExt};

use crate::kernel::audit::Account;

/// The account that runs this process.
pub(super) fn account() -> Account {
    let Ok(process) = fs::metadata("/proc/self") else {
        return Account::unknown();
    };
    let uid = process.uid();
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    Account::of(uid, name_of(uid, &accounts))
}

/// Looks a user id up in text of the form of passwd(5).
fn name_of(uid: u32, accounts: &str) -> Option<&str> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid)).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_number() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\nlin:x:1000:1000::/home/lin:/bin/sh\n";
        assert_eq!(name_of(1000, accounts), Some("lin"));
        assert_eq!(name_of(1001, accounts), None);
    }
}
