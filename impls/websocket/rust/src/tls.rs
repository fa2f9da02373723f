//! TLS 1.3 that trusts one authority and never resumes a session, the same for every lane.

use std::io;
use std::net::TcpStream;
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::{Connection, HandshakeError};

/// A connection over TLS.
pub type Secure = Connection<StreamOwned<ClientConnection, TcpStream>>;

/// The configuration that trusts the authority whose PEM is the file `ca`.
///
/// # Errors
/// Where the file cannot be read or holds no certificate.
pub fn trusting(ca: &str) -> Result<Arc<ClientConfig>, String> {
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

/// The name in a certificate of `host`, which is HOST:PORT or HOST.
///
/// # Errors
/// Where it is neither a name nor an address.
pub fn name_of(host: &str) -> Result<ServerName<'static>, String> {
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    ServerName::try_from(host.to_owned()).map_err(|error| format!("{host}: {error}"))
}

/// Connects and upgrades over TLS; `host` is HOST:PORT.
///
/// # Errors
/// Those of the connection, of TLS and of the upgrade.
pub fn connect(
    stream: TcpStream,
    trusted: &Arc<ClientConfig>,
    host: &str,
    path: &str,
) -> Result<Secure, HandshakeError> {
    let name = name_of(host).map_err(io::Error::other)?;
    let session = ClientConnection::new(trusted.clone(), name).map_err(io::Error::other)?;
    Connection::connect(StreamOwned::new(session, stream), host, path)
}
