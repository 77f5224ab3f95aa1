//! Ed25519 (RFC 8032) by other people's code. Signing is not here: no private key comes near this crate.

#[cfg(not(any(feature = "dalek", feature = "aws-lc")))]
compile_error!("a feature must say who checks signatures: `dalek` or `aws-lc`");

/// Whether `signature` is of `message` by the key `public`: where both libraries are built in, only if both say so.
pub(crate) fn holds(public: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
    let opinions = [
        #[cfg(feature = "dalek")]
        dalek(public, message, signature),
        #[cfg(feature = "aws-lc")]
        aws_lc(public, message, signature),
    ];
    opinions.iter().all(|holds| *holds)
}

#[cfg(feature = "dalek")]
fn dalek(public: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
    use ed25519_dalek::{Signature, VerifyingKey};
    let key = VerifyingKey::from_bytes(public);
    let signature = Signature::from_slice(signature);
    key.is_ok_and(|key| signature.is_ok_and(|of| key.verify_strict(message, &of).is_ok()))
}

#[cfg(feature = "aws-lc")]
fn aws_lc(public: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
    use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
    let key = UnparsedPublicKey::new(&ED25519, public);
    key.verify(message, signature).is_ok()
}
