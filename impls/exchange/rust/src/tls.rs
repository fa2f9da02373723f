//! A certificate authority of this server's own, and TLS 1.3 with it.
//!
//! Clients refuse a certificate authority's certificate as that of a server, so there are two: the authority, whose
//! PEM clients are told to trust, and a P-256 leaf for 127.0.0.1 and localhost. No session is ever resumed, so that
//! every connection pays for its handshake, and X25519 is the only key exchange, so that all clients do the same work.

use std::path::Path;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::ExchangeError;

/// Make an authority and a leaf, write the authority's PEM to `ca`, and return the server's configuration.
pub(crate) fn configure(ca: &Path) -> Result<Arc<ServerConfig>, ExchangeError> {
    let wrong = |wrong: String| ExchangeError::Certificate { path: ca.to_owned(), wrong };
    let (pem, certificate, key) = certificates().map_err(|e| wrong(e.to_string()))?;
    std::fs::write(ca, pem).map_err(|e| wrong(e.to_string()))?;
    let provider = CryptoProvider { kx_groups: vec![ring::kx_group::X25519], ..ring::default_provider() };
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .and_then(|c| c.with_no_client_auth().with_single_cert(vec![certificate], key))
        .map_err(|e| wrong(e.to_string()))?;
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(rustls::server::NoServerSessionStorage {});
    Ok(Arc::new(config))
}

type Made = (String, rustls::pki_types::CertificateDer<'static>, PrivateKeyDer<'static>);

fn certificates() -> Result<Made, rcgen::Error> {
    let mut authority = CertificateParams::default();
    authority.distinguished_name = named("tandem exchange authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority_key = KeyPair::generate()?;
    let pem = authority.self_signed(&authority_key)?.pem();

    let mut leaf = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()])?;
    leaf.distinguished_name = named("tandem exchange");
    leaf.is_ca = IsCa::ExplicitNoCa;
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    leaf.use_authority_key_identifier_extension = true;
    let leaf_key = KeyPair::generate()?;
    let certificate = leaf.signed_by(&leaf_key, &Issuer::new(authority, authority_key))?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf_key.serialize_der()));
    Ok((pem, certificate.der().clone(), key))
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}
