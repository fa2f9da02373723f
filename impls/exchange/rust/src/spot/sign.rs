//! Signatures of Gate.io's API v4: HMAC-SHA512 in hex, over what is asked and when.

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha512};

/// A secret, ready to sign.
#[derive(Clone)]
pub struct Signer(Hmac<Sha512>);

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer(..)") // a secret is for nobody's log
    }
}

impl Signer {
    /// # Panics
    /// Never: HMAC takes keys of any length.
    pub fn new(secret: &str) -> Self {
        Self(Hmac::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length"))
    }

    /// Whether `sign` is the hex of this secret's signature of the parts, which a line end stands between.
    pub fn signed(&self, parts: &[&[u8]], sign: &[u8]) -> bool {
        let mut found = [0; 64];
        hex::decode_to_slice(sign, &mut found).is_ok() && self.over(parts).verify_slice(&found).is_ok()
    }

    /// The hex of this secret's signature of the parts.
    pub fn sign(&self, parts: &[&[u8]]) -> String {
        hex::encode(self.over(parts).finalize().into_bytes())
    }

    fn over(&self, parts: &[&[u8]]) -> Hmac<Sha512> {
        let mut mac = self.0.clone();
        for (i, part) in parts.iter().enumerate() {
            if i > 0 {
                mac.update(b"\n");
            }
            mac.update(part);
        }
        mac
    }
}

/// The hex of the SHA-512 of a body: the fourth part of what a REST request signs.
///
/// # Panics
/// Never: the digits are as many as the digest has.
pub fn body_digest(body: &[u8]) -> [u8; 128] {
    let mut hex = [0; 128];
    hex::encode_to_slice(Sha512::digest(body), &mut hex).expect("128 digits are those of 64 bytes");
    hex
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn golden() -> Value {
        serde_json::from_str(include_str!("../../../golden/signatures.json")).unwrap()
    }

    #[test]
    fn requests_are_signed_as_python_signs_them() {
        for request in golden()["rest"].as_array().unwrap() {
            let word = |name: &str| request[name].as_str().unwrap();
            let digest = body_digest(word("body").as_bytes());
            let parts: [&[u8]; 5] = [
                word("method").as_bytes(),
                word("path").as_bytes(),
                word("query").as_bytes(),
                &digest,
                word("timestamp").as_bytes(),
            ];
            let signer = Signer::new(word("secret"));
            assert_eq!(word("sign"), signer.sign(&parts));
            assert!(signer.signed(&parts, word("sign").as_bytes()));
        }
    }

    #[test]
    fn a_login_is_signed_as_python_signs_it() {
        for login in golden()["login"].as_array().unwrap() {
            let word = |name: &str| login[name].as_str().unwrap().as_bytes();
            let signer = Signer::new(login["secret"].as_str().unwrap());
            assert!(signer.signed(&[b"api", b"spot.login", word("req_param"), word("timestamp")], word("signature")));
        }
    }

    #[test]
    fn every_other_text_is_no_signature() {
        let signer = Signer::new("secret");
        let sign = signer.sign(&[b"a", b"b"]);
        assert!(signer.signed(&[b"a", b"b"], sign.to_uppercase().as_bytes()), "hex digits have no case");
        for wrong in [&sign[1..], &sign.replace(&sign[..1], "x"), "", &format!("{sign}00")] {
            assert!(!signer.signed(&[b"a", b"b"], wrong.as_bytes()), "{wrong}");
        }
        assert!(!signer.signed(&[b"a\nb", b""], sign.as_bytes()));
        assert!(!Signer::new("other").signed(&[b"a", b"b"], sign.as_bytes()));
        assert_eq!("Signer(..)", format!("{signer:?}"));
    }
}
