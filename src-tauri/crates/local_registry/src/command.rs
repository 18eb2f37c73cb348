//! The stand-alone command: `portolan registry --root DIR --listen ADDR [--user NAME --password-file FILE]`.

use std::{
    ffi::OsString,
    fs,
    io::Write as _,
    net::{SocketAddr, TcpListener},
    path::PathBuf,
};

use tokio::signal;

use crate::{Access, Error, LocalRegistry, PasswordHash};

/// How the command is called.
pub const USAGE: &str = "registry --root DIR [--listen ADDR] [--user NAME --password-file FILE]

  --root DIR            the folder the registry lives in; made where there is none
  --listen ADDR         a loopback address and port; port 0 takes any; 127.0.0.1:5050 unless given
  --user NAME           asks for this user and the password in FILE
  --password-file FILE  the password, or its bcrypt hash, in the file's first line";

#[derive(Debug, Eq, PartialEq)]
struct Arguments {
    root: PathBuf,
    listen: SocketAddr,
    credentials: Option<(String, PathBuf)>,
}

/// Serves a registry until the process is asked to end (SIGINT, SIGTERM, Ctrl-C). `arguments` are those
/// after `registry`. Prints one line, `http://ADDRESS`, once it listens. Blocks; brings its own runtime.
///
/// # Errors
/// [`Error::Usage`] when the arguments can't be read; otherwise whatever kept it from opening or serving.
pub fn run_command(arguments: impl IntoIterator<Item = OsString>) -> Result<(), Error> {
    let arguments = parse(arguments)?;
    let access = match &arguments.credentials {
        None => Access::Anonymous,
        Some((user, file)) => {
            let text =
                fs::read_to_string(file).map_err(|error| Error::file("reading", file, error))?;
            let line = text.lines().next().unwrap_or_default();
            let hash = PasswordHash::parse(line).or_else(|_| PasswordHash::of(line))?;
            Access::Password {
                user: user.clone(),
                hash,
            }
        }
    };
    let registry = LocalRegistry::open(&arguments.root)?;
    if let Some(recovery) = registry.recovery() {
        tracing::warn!(?recovery, "the database was rebuilt");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::file("starting the runtime for", &arguments.root, error))?;
    runtime.block_on(async {
        let listener = TcpListener::bind(arguments.listen).map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => Error::PortTaken {
                port: arguments.listen.port(),
            },
            _ => Error::NoPort(error),
        })?;
        let serving = registry.serve(listener, access)?;
        let mut output = std::io::stdout().lock();
        // Nobody may be reading; the registry serves all the same.
        let _ = writeln!(output, "http://{}", serving.local_addr()).and_then(|()| output.flush());
        drop(output);
        asked_to_end().await;
        serving.stop().await;
        Ok(())
    })
}

#[cfg(unix)]
async fn asked_to_end() {
    let terminated = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut stream) => {
                stream.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminated => {}
        _ = signal::ctrl_c() => {}
    }
}

#[cfg(not(unix))]
async fn asked_to_end() {
    let _ = signal::ctrl_c().await;
}

fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, Error> {
    let mut root = None;
    let mut listen = SocketAddr::from(([127, 0, 0, 1], 5050));
    let mut user = None;
    let mut password_file = None;
    let mut arguments = arguments.into_iter();
    while let Some(name) = arguments.next() {
        let name = text(name)?;
        let given = arguments
            .next()
            .ok_or_else(|| Error::Usage(format!("{name} needs a value")))?;
        match name.as_str() {
            "--root" => root = Some(PathBuf::from(given)),
            "--listen" => {
                let given = text(given)?;
                listen = given.parse().map_err(|_| {
                    Error::Usage(format!(
                        "{given:?} is not an address such as 127.0.0.1:5050"
                    ))
                })?;
            }
            "--user" => user = Some(text(given)?),
            "--password-file" => password_file = Some(PathBuf::from(given)),
            _ => return Err(Error::Usage(format!("there is no option {name:?}"))),
        }
    }
    let credentials = match (user, password_file) {
        (None, None) => None,
        (Some(user), Some(file)) => Some((user, file)),
        _ => {
            return Err(Error::Usage(
                "--user and --password-file belong together".to_owned(),
            ));
        }
    };
    Ok(Arguments {
        root: root.ok_or_else(|| Error::Usage("--root is needed".to_owned()))?,
        listen,
        credentials,
    })
}

fn text(argument: OsString) -> Result<String, Error> {
    argument
        .into_string()
        .map_err(|argument| Error::Usage(format!("{} is not text", argument.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_words(words: &str) -> Result<Arguments, Error> {
        parse(words.split_whitespace().map(OsString::from))
    }

    #[test]
    fn arguments_are_read_in_any_order() {
        let arguments =
            parse_words("--listen [::1]:0 --root /r --password-file f --user a").unwrap();
        assert_eq!(arguments.listen, "[::1]:0".parse().unwrap());
        assert_eq!(arguments.credentials, Some(("a".into(), "f".into())));
        assert_eq!(
            parse_words("--root /r").unwrap().listen,
            "127.0.0.1:5050".parse().unwrap()
        );
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for words in [
            "",
            "--root",
            "--root r --user a",
            "--listen x --root r",
            "--port 1",
        ] {
            assert!(
                matches!(parse_words(words), Err(Error::Usage(_))),
                "{words}"
            );
        }
    }
}
