//! The SQL of this feature: whether a traveller is one.

use crate::{base::ids::TravellerId, statements};

statements! { Business;
    /// Whether there is a traveller of this id, erased or not.
    pub(super) fn is_traveller(pool, traveller: TravellerId) -> Exists =
        "SELECT 1 FROM travellers WHERE id = $1";
}
