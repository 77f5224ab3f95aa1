//! What can be done here.

use crate::permissions;

permissions! {
    /// Choose language and theme for this browser.
    PreferencesChoose = "preferences":"choose" { quiet }
}
