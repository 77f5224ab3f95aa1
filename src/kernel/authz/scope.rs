//! How far a permission reaches.

/// Which rows a permission reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Only what the actor made.
    Own,
    All,
}

impl Scope {
    pub(super) const WIDEST_FIRST: [(Self, &'static str); 2] =
        [(Self::All, "all"), (Self::Own, "own")];

    /// The word in `policy.csv`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::All => "all",
        }
    }
}
