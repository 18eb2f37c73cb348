//! The port that stays the same for one home, so that pull commands kept elsewhere stay true.

use std::{
    fs, io,
    net::{Ipv4Addr, TcpListener},
    path::Path,
};

use crate::Error;

/// What a home tries first: above Docker's customary 5000, which macOS uses for itself.
const PREFERRED: std::ops::Range<u16> = 5050..5060;

/// A loopback listener and how its port came about.
#[derive(Debug)]
pub struct PickedPort {
    /// Bound to 127.0.0.1.
    pub listener: TcpListener,
    /// Its port.
    pub port: u16,
    /// The port this home had until now, when another program has taken it.
    pub before: Option<u16>,
}

/// Listens on the port this home always used, or picks one and remembers it in `root`.
///
/// # Errors
/// [`Error::PortTaken`] when the remembered port is used by another program: references kept elsewhere
/// name it, so changing it is for [`pick_another_port`], after a person was asked.
pub fn pick_port(root: &Path) -> Result<PickedPort, Error> {
    match remembered(root) {
        Some(port) => match listen(port) {
            Ok(listener) => Ok(PickedPort {
                listener,
                port,
                before: None,
            }),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                Err(Error::PortTaken { port })
            }
            Err(error) => Err(Error::NoPort(error)),
        },
        None => pick_another_port(root),
    }
}

/// Picks a free port other than the remembered one, and remembers it from now on.
pub fn pick_another_port(root: &Path) -> Result<PickedPort, Error> {
    let before = remembered(root);
    let listener = PREFERRED
        .filter(|port| Some(*port) != before)
        .find_map(|port| listen(port).ok());
    let listener = match listener {
        Some(listener) => listener,
        None => listen(0).map_err(Error::NoPort)?,
    };
    let port = listener.local_addr().map_err(Error::NoPort)?.port();
    fs::create_dir_all(root).map_err(|error| Error::file("creating", root, error))?;
    let path = root.join("port");
    fs::write(&path, format!("{port}\n")).map_err(|error| Error::file("writing", path, error))?;
    Ok(PickedPort {
        listener,
        port,
        before,
    })
}

fn remembered(root: &Path) -> Option<u16> {
    let text = fs::read_to_string(root.join("port")).ok()?;
    text.trim().parse().ok().filter(|port| *port != 0)
}

fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_keeps_its_port() {
        let root = tempfile::tempdir().unwrap();
        let first = pick_port(root.path()).unwrap();
        let port = first.port;
        drop(first);
        let again = pick_port(root.path()).unwrap();
        assert_eq!((again.port, again.before), (port, None));
    }

    #[test]
    fn a_taken_port_is_an_error_until_another_is_asked_for() {
        let root = tempfile::tempdir().unwrap();
        let first = pick_port(root.path()).unwrap();
        let refused = pick_port(root.path()).unwrap_err();
        assert!(matches!(refused, Error::PortTaken { port } if port == first.port));
        let other = pick_another_port(root.path()).unwrap();
        assert_ne!(other.port, first.port);
        assert_eq!(other.before, Some(first.port));
    }

    #[test]
    fn a_damaged_note_is_as_good_as_none() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("port"), "\u{202e}70000").unwrap();
        assert!(pick_port(root.path()).is_ok());
    }
}
