//! The stand-alone command: `portolan registry --root DIR --listen ADDR [--user NAME --password-file FILE]`.

use std::ffi::OsString;

use crate::Error;

/// Serves a registry until the process is asked to end (SIGINT, SIGTERM, Ctrl-C). `arguments` are those
/// after `registry`. Prints one line, `http://ADDRESS`, once it listens. Blocks; brings its own runtime.
pub fn run_command(arguments: impl IntoIterator<Item = OsString>) -> Result<(), Error> {
    let _ = arguments.into_iter();
    Err(Error::Stopping)
}
