//! TLS 1.3 that trusts one authority and never resumes a session, the same for every lane.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// The configuration that trusts the authority whose PEM is the file `ca`.
pub(crate) fn trusting(ca: &str) -> Result<Arc<ClientConfig>, String> {
    let wrong = |error: &dyn std::fmt::Display| format!("{ca}: {error}");
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca).map_err(|error| wrong(&error))?).map_err(|error| wrong(&error))?;
    let provider = CryptoProvider { kx_groups: vec![ring::kx_group::X25519], ..ring::default_provider() };
    let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|error| wrong(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}
