//! The code that names a deed.

use super::{deed::Deed, export::Export, store::SentCode, words};
use crate::kernel::{
    authn::{self, Code},
    authz::{Changes, Receipt},
    failure::Failure,
};

/// Sends a new code for this deed to the actor's own phone.
pub(super) async fn new_code<P: Changes>(
    receipt: &Receipt<P>,
    export: &Export,
) -> Result<SentCode, Failure> {
    let kernel = receipt.kernel();
    let code = Code::generate();
    let text = words::message(export.extract.language(), export, code.digits());
    authn::send_own_code(receipt, &text, &code).await?;
    Ok(SentCode {
        digest: Code::digest(kernel, Deed::binding(&export.deed), code.digits()),
        expires_at: kernel.clock().now() + kernel.settings().login.code_lifetime,
    })
}
