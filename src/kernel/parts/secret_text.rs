//! Text that nobody can print.

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// Text that is wiped on drop and cannot be printed: not `Display`, and `Debug` says `[sealed]`.
///
/// ```compile_fail
/// fn print(text: &hufu::kernel::parts::SecretText) -> String {
///     text.to_string()
/// }
/// ```
///
/// Nor can it be copied:
///
/// ```compile_fail
/// fn copy(text: &hufu::kernel::parts::SecretText) -> hufu::kernel::parts::SecretText {
///     text.clone()
/// }
/// ```
///
/// ```
/// fn look(text: &hufu::kernel::parts::SecretText) -> bool {
///     text.is_empty()
/// }
/// ```
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretText(String);

impl SecretText {
    /// Takes over `text`.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself; only the vault and the code that fills a part may look.
    pub(in crate::kernel) fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[sealed]")
    }
}

impl Drop for SecretText {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
