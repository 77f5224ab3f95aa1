//! What can be done here.

use crate::permissions;

permissions! {
    /// Be shown the way in.
    HomeOpen = "home":"open" { quiet }
}
