//! A key pair: RSA of 3072 bits by aws-lc, its public half as JWK and PEM, named by its thumbprint.

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    rsa::{
        KeyPair as RsaKeyPair, KeySize, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey,
        PrivateDecryptingKey,
    },
    signature::KeyPair as _,
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::format::ALGORITHM;

/// A key pair cannot be made or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an envelope key cannot be made or read")]
pub(super) struct KeyError;

/// Bytes of a content key.
const CONTENT_KEY: usize = 32;

/// A key pair, ready to open envelopes.
pub(super) struct KeyPair {
    id: String,
    private: OaepPrivateDecryptingKey,
    jwk: String,
    pem: String,
}

impl KeyPair {
    /// A new private key as PKCS #8. Takes a fifth of a second and more: for a blocking thread.
    pub(super) fn generate() -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let private = PrivateDecryptingKey::generate(KeySize::Rsa3072).map_err(|_| KeyError)?;
        let pkcs8 = AsDer::<Pkcs8V1Der<'_>>::as_der(&private).map_err(|_| KeyError)?;
        Ok(Zeroizing::new(pkcs8.as_ref().to_vec()))
    }

    /// The pair of a private key. Checks the key, which takes some milliseconds: for a blocking thread.
    pub(super) fn read(pkcs8: &[u8]) -> Result<Self, KeyError> {
        let numbers = RsaKeyPair::from_pkcs8(pkcs8).map_err(|_| KeyError)?;
        let public = numbers.public_key();
        let n = URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero());
        let e = URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero());
        let private = PrivateDecryptingKey::from_pkcs8(pkcs8).map_err(|_| KeyError)?;
        let der = AsDer::<PublicKeyX509Der<'_>>::as_der(&private.public_key());
        let pem = pem(der.map_err(|_| KeyError)?.as_ref());
        // RFC 7638: these members, in this order, without blanks.
        let members = format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#);
        let id = URL_SAFE_NO_PAD.encode(Sha256::digest(members));
        let jwk = format!(
            r#"{{"kty":"RSA","use":"enc","alg":"{ALGORITHM}","kid":"{id}","e":"{e}","n":"{n}"}}"#
        );
        Ok(Self {
            id,
            private: OaepPrivateDecryptingKey::new(private).map_err(|_| KeyError)?,
            jwk,
            pem,
        })
    }

    /// The thumbprint of the public key (RFC 7638).
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// The public key as a JWK (RFC 7517).
    pub(super) fn jwk(&self) -> &str {
        &self.jwk
    }

    /// The public key as PEM (RFC 7468).
    pub(super) fn pem(&self) -> &str {
        &self.pem
    }

    /// The content key that was wrapped under the public key; why there is none is not said.
    pub(super) fn unwrap(&self, wrapped: &[u8]) -> Option<Zeroizing<[u8; CONTENT_KEY]>> {
        let mut buffer = Zeroizing::new(vec![0; self.private.min_output_size()]);
        let key = self
            .private
            .decrypt(&OAEP_SHA256_MGF1SHA256, wrapped, &mut buffer, None)
            .ok()?;
        Some(Zeroizing::new(<[u8; CONTENT_KEY]>::try_from(&*key).ok()?))
    }
}

/// A subject public key as PEM, in lines of 64 characters.
fn pem(der: &[u8]) -> String {
    const LINE: usize = 64;
    let mut text = String::from("-----BEGIN PUBLIC KEY-----\n");
    for (place, letter) in STANDARD.encode(der).chars().enumerate() {
        if place > 0 && place.is_multiple_of(LINE) {
            text.push('\n');
        }
        text.push(letter);
    }
    text.push_str("\n-----END PUBLIC KEY-----\n");
    text
}
