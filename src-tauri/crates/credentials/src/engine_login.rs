//! Hands a sign-in to the person's own Docker or Podman, which keeps it as it keeps every other. The secret
//! goes through a pipe: it is in no argument, no variable and no file of ours.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use secrecy::{ExposeSecret as _, SecretString};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::Command,
    time::timeout,
};

use crate::{
    Error, SignInSource, Surroundings,
    credential_program::{is_program, printable, search_path},
    sign_in_file::SignInFile,
    sign_in_places::places,
};

/// How long an engine may take: it asks the registry, and its helper may ask the person.
const PATIENCE: Duration = Duration::from_mins(1);

/// The most that is read of what it says.
const LONGEST: u64 = 64 << 10;

/// Amazon's own helper, which signs in by itself and takes no sign-in of others.
const AMAZON: &str = "ecr-login";

/// An engine that is installed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EngineLogin {
    /// Which.
    pub engine: SignInSource,
    /// Where it would keep a sign-in.
    pub keeper: LoginKeeper,
}

/// Where an engine keeps a sign-in to a host.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum LoginKeeper {
    /// In a helper's store, such as the system's keyring.
    Helper(String),
    /// Nowhere: Amazon's helper signs in by itself.
    Amazon,
    /// In a plain file.
    File(PathBuf),
}

/// The engines on the search path, and where each would keep a sign-in to `host`. A file that can't be read
/// has no helper: it counts as the plain file that it is.
pub async fn find_login_engines(host: &str, surroundings: &Surroundings) -> Vec<EngineLogin> {
    let mut found = Vec::new();
    for engine in [SignInSource::Docker, SignInSource::Podman] {
        if find(engine, surroundings).is_some() {
            let keeper = keeper(engine, host, surroundings).await;
            found.extend(keeper.map(|keeper| EngineLogin { engine, keeper }));
        }
    }
    found
}

/// Signs an engine in to `host`.
pub async fn log_in(
    engine: SignInSource,
    host: &str,
    user: &str,
    secret: &SecretString,
    surroundings: &Surroundings,
) -> Result<(), Error> {
    let name = name(engine);
    let program = find(engine, surroundings).ok_or(Error::EngineMissing { engine: name })?;
    let failed = |message: &str| Error::LoginFailed {
        engine: name,
        message: clean(message, secret),
    };
    match timeout(PATIENCE, run(&program, host, user, secret, surroundings)).await {
        Ok(Ok(None)) => Ok(()),
        Ok(Ok(Some(said))) => Err(failed(&said)),
        Ok(Err(problem)) => Err(failed(&problem.to_string())),
        // Dropping the run killed the program.
        Err(_) => Err(failed(&format!(
            "it did not answer within {} s",
            PATIENCE.as_secs()
        ))),
    }
}

/// What the engine said where it failed.
async fn run(
    program: &Path,
    host: &str,
    user: &str,
    secret: &SecretString,
    surroundings: &Surroundings,
) -> std::io::Result<Option<String>> {
    let mut engine = Command::new(program)
        .args(["login", "--username", user, "--password-stdin", host])
        .env_clear()
        .envs(&surroundings.environment)
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    if let Some(mut stdin) = engine.stdin.take() {
        // One that ends without reading closes the pipe; what it says of it counts.
        let _ = stdin.write_all(secret.expose_secret().as_bytes()).await;
    }
    let mut said = Vec::new();
    if let Some(stderr) = engine.stderr.take() {
        stderr.take(LONGEST).read_to_end(&mut said).await?;
    }
    let status = engine.wait().await?;
    Ok((!status.success()).then(|| String::from_utf8_lossy(&said).into_owned()))
}

async fn keeper(
    engine: SignInSource,
    host: &str,
    surroundings: &Surroundings,
) -> Option<LoginKeeper> {
    let path = places(surroundings, engine).into_iter().next()?;
    let file = SignInFile::read(&path).await.ok().flatten();
    let helper = file.and_then(|file| {
        let own = file
            .helpers
            .iter()
            .find(|(key, _)| key.fits(host, None).is_some());
        own.map(|(_, helper)| helper.clone())
            .or(file.default_helper)
    });
    Some(match helper.filter(|helper| !helper.is_empty()) {
        Some(helper) if helper == AMAZON => LoginKeeper::Amazon,
        Some(helper) => LoginKeeper::Helper(helper),
        None => LoginKeeper::File(path),
    })
}

fn find(engine: SignInSource, surroundings: &Surroundings) -> Option<PathBuf> {
    let program = format!("{}{}", name(engine), std::env::consts::EXE_SUFFIX);
    let mut folders = search_path(surroundings).into_iter();
    folders
        .find(|folder| is_program(&folder.join(&program)))
        .map(|folder| folder.join(program))
}

const fn name(engine: SignInSource) -> &'static str {
    match engine {
        SignInSource::Docker => "docker",
        SignInSource::Podman => "podman",
    }
}

/// The last line of what was said, which is the reason; never with the secret in it.
fn clean(said: &str, secret: &SecretString) -> String {
    let line = said.lines().map(str::trim).rfind(|line| !line.is_empty());
    let Some(line) = line else {
        return "it gave no reason".to_owned();
    };
    let secret = secret.expose_secret();
    if !secret.is_empty() && line.contains(secret) {
        return "it failed with a message that is not to be shown".to_owned();
    }
    printable(line)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::fixtures::{install_program, surroundings, write};

    const HOST: &str = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

    /// Notes its arguments and what comes in.
    const NOTES: &str = r#"printf '%s ' "$@" > "$HOME/arguments"; cat > "$HOME/secret""#;

    fn home() -> TempDir {
        TempDir::new().unwrap()
    }

    #[tokio::test]
    async fn the_password_goes_in_by_the_pipe_and_by_nothing_else() {
        let home = home();
        install_program(home.path(), "docker", NOTES);
        let around = surroundings(home.path(), &[]);
        let secret = "canary".into();
        log_in(SignInSource::Docker, HOST, "AWS", &secret, &around)
            .await
            .unwrap();
        let noted = |name: &str| std::fs::read_to_string(home.path().join(name)).unwrap();
        assert_eq!(noted("secret"), "canary");
        assert_eq!(
            noted("arguments").trim(),
            format!("login --username AWS --password-stdin {HOST}")
        );
    }

    #[tokio::test]
    async fn what_an_engine_says_is_told_and_the_password_never() {
        let home = home();
        let around = surroundings(home.path(), &[]);
        let secret = "canary".into();
        for (script, expected) in [
            (
                "echo WARNING >&2; echo 'Error: 403 Forbidden' >&2; exit 1",
                "Error: 403 Forbidden",
            ),
            ("cat >&2; exit 1", "not to be shown"),
            ("exit 125", "it gave no reason"),
        ] {
            install_program(home.path(), "podman", script);
            let told = log_in(SignInSource::Podman, HOST, "AWS", &secret, &around).await;
            let told = told.unwrap_err().to_string();
            assert!(told.contains(expected), "{told}");
            assert!(!told.contains("canary"));
        }
        let missing = log_in(SignInSource::Docker, HOST, "AWS", &secret, &around).await;
        assert_eq!(missing, Err(Error::EngineMissing { engine: "docker" }));
    }

    #[tokio::test]
    async fn where_each_engine_keeps_it_is_known_before() {
        let home = home();
        for engine in ["docker", "podman"] {
            install_program(home.path(), engine, "true");
        }
        let around = surroundings(home.path(), &[]);
        let config = home.path().join(".docker/config.json");
        let keepers = || async {
            let found = find_login_engines(HOST, &around).await;
            found.into_iter().map(|it| it.keeper).collect::<Vec<_>>()
        };
        let podman = LoginKeeper::File(home.path().join("run/containers/auth.json"));
        let plain = [LoginKeeper::File(config.clone()), podman.clone()];
        #[cfg(target_os = "linux")]
        assert_eq!(keepers().await, plain);
        for (text, expected) in [
            (
                r#"{"credsStore": "secretservice"}"#.to_owned(),
                LoginKeeper::Helper("secretservice".to_owned()),
            ),
            (
                format!(r#"{{"credsStore": "pass", "credHelpers": {{"{HOST}": "ecr-login"}}}}"#),
                LoginKeeper::Amazon,
            ),
            ("{}".to_owned(), plain[0].clone()),
            ("no JSON".to_owned(), plain[0].clone()),
        ] {
            write(&config, &text);
            assert_eq!(keepers().await[0], expected, "{text}");
        }
    }
}
