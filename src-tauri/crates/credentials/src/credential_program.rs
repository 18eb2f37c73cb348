//! Asks the programs that keep secrets for Docker and Podman, by Docker's credential helper protocol:
//! one word as argument, the question on standard input, JSON on standard output.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use serde::Deserialize;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::Command,
    time::timeout,
};

use crate::{Credential, Error, Surroundings};

/// How long a helper may take. Some ask the person, some ask a cloud.
const PATIENCE: Duration = Duration::from_secs(30);

/// The most that is read of an answer.
const LONGEST: u64 = 1 << 20;

/// A credential helper that was found on the search path.
pub(crate) struct CredentialProgram<'a> {
    name: &'a str,
    path: PathBuf,
    surroundings: &'a Surroundings,
    patience: Duration,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "Username")]
    user: String,
    #[serde(rename = "Secret")]
    secret: String,
}

impl<'a> CredentialProgram<'a> {
    /// Finds `docker-credential-<name>` on the surroundings' search path.
    pub(crate) fn find(name: &'a str, surroundings: &'a Surroundings) -> Result<Self, Error> {
        let missing = || Error::HelperMissing {
            name: printable(name),
        };
        // The name comes from a file: it must not lead anywhere else than to the search path.
        let is_plain = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
        if !is_plain {
            return Err(missing());
        }
        let program = format!("docker-credential-{name}{}", std::env::consts::EXE_SUFFIX);
        let path = search_path(surroundings)
            .into_iter()
            .map(|folder| folder.join(&program))
            .find(|candidate| is_program(candidate))
            .ok_or_else(missing)?;
        Ok(Self {
            name,
            path,
            surroundings,
            patience: PATIENCE,
        })
    }

    /// The sign-in kept for `server`; `None` where the helper has none.
    pub(crate) async fn get(&self, server: &str) -> Result<Option<Credential>, Error> {
        let Some(bytes) = self.ask("get", server).await? else {
            return Ok(None);
        };
        let answer: Answer =
            serde_json::from_slice(&bytes).map_err(|_| self.failed("its answer is not valid"))?;
        let secret = answer.secret.into();
        Ok(Some(match answer.user.as_str() {
            "<token>" => Credential::IdentityToken(secret),
            _ => Credential::Basic {
                user: answer.user,
                secret,
            },
        }))
    }

    /// What the helper keeps: users by server.
    pub(crate) async fn list(&self) -> Result<BTreeMap<String, String>, Error> {
        let Some(bytes) = self.ask("list", "").await? else {
            return Ok(BTreeMap::new());
        };
        serde_json::from_slice::<Option<_>>(&bytes)
            .map(Option::unwrap_or_default)
            .map_err(|_| self.failed("its list is not valid"))
    }

    async fn ask(&self, verb: &str, question: &str) -> Result<Option<Vec<u8>>, Error> {
        match timeout(self.patience, self.run(verb, question)).await {
            Ok(answer) => answer,
            // Dropping the run killed the program.
            Err(_) => Err(self.failed(&format!(
                "it did not answer within {} s",
                self.patience.as_secs_f32()
            ))),
        }
    }

    async fn run(&self, verb: &str, question: &str) -> Result<Option<Vec<u8>>, Error> {
        let cannot = |error: std::io::Error| self.failed(&error.to_string());
        let mut program = Command::new(&self.path)
            .arg(verb)
            .env_clear()
            .envs(passed_on(self.surroundings))
            .current_dir(std::env::temp_dir())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What it says there may hold anything; it is not for us.
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(cannot)?;
        if let Some(mut stdin) = program.stdin.take() {
            // One that answers without reading the question closes the pipe; its answer counts.
            let _ = stdin.write_all(question.as_bytes()).await;
        }
        let mut answer = Vec::new();
        if let Some(stdout) = program.stdout.take() {
            stdout
                .take(LONGEST)
                .read_to_end(&mut answer)
                .await
                .map_err(cannot)?;
        }
        let status = program.wait().await.map_err(cannot)?;
        if status.success() {
            return Ok(Some(answer));
        }
        // Errors come on standard output, in plain words.
        let message = String::from_utf8_lossy(&answer);
        if message.contains("credentials not found") {
            return Ok(None);
        }
        Err(self.failed(&message))
    }

    fn failed(&self, message: &str) -> Error {
        Error::HelperFailed {
            name: printable(self.name),
            message: safe_message(message),
        }
    }
}

/// A message that can be shown: one line, no control characters, short; and nothing at all of an answer
/// that is JSON, which may hold the secret.
fn safe_message(message: &str) -> String {
    let message = message.trim();
    if message.is_empty() {
        return "it gave no reason".to_owned();
    }
    if message.contains('{') {
        return "it failed with an answer that is not a message".to_owned();
    }
    printable(message.lines().next().unwrap_or_default())
}

pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .take(200)
        .collect()
}

/// Absolute folders of `PATH`. A program started from the Dock or Finder gets a bare one, so the usual
/// places are added on macOS.
pub(crate) fn search_path(surroundings: &Surroundings) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = surroundings
        .variable("PATH")
        .map(|path| std::env::split_paths(path).collect())
        .unwrap_or_default();
    if cfg!(target_os = "macos") {
        folders.push("/usr/local/bin".into());
        folders.push("/opt/homebrew/bin".into());
        folders.push(surroundings.home.join(".docker/bin"));
    }
    folders.retain(|folder| folder.is_absolute());
    folders
}

pub(crate) fn is_program(path: &Path) -> bool {
    let Ok(metadata) = path.metadata() else {
        return false;
    };
    #[cfg(unix)]
    let may_run = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let may_run = true;
    metadata.is_file() && may_run
}

/// Variables that helpers need, by name or by the beginning of it: where things are, how to reach the
/// desktop and the network, and the settings of the clouds whose helpers are common. All others stay
/// with us, for they may hold other programs' secrets.
const PASSED_ON: [&str; 29] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "TMPDIR",
    "SSH_AUTH_SOCK",
    "DISPLAY",
    "XAUTHORITY",
    "DOCKER_CONFIG",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "SYSTEMROOT",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "TEMP",
    "TMP",
    "DBUS_SESSION_BUS_ADDRESS",
    "WAYLAND_DISPLAY",
    "GNUPGHOME",
    "GPG_TTY",
    "COMSPEC",
    "PATHEXT",
    "REGISTRY_AUTH_FILE",
];
const PASSED_ON_BEGINNINGS: [&str; 8] = [
    "LC_",
    "XDG_",
    "PASSWORD_STORE_",
    "AWS_",
    "AZURE_",
    "GOOGLE_",
    "CLOUDSDK_",
    "GCR_",
];

fn passed_on(surroundings: &Surroundings) -> impl Iterator<Item = (&OsStr, &OsStr)> {
    surroundings
        .environment
        .iter()
        .filter(|(name, _)| {
            name.to_str().is_some_and(|name| {
                PASSED_ON.contains(&name)
                    || PASSED_ON_BEGINNINGS
                        .iter()
                        .any(|beginning| name.starts_with(beginning))
            })
        })
        .map(|(name, value)| (name.as_os_str(), value.as_os_str()))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use secrecy::ExposeSecret as _;
    use tempfile::TempDir;

    use super::*;
    use crate::fixtures::{install, surroundings};

    async fn ask(script: &str) -> (TempDir, Result<Option<Credential>, Error>) {
        let home = TempDir::new().unwrap();
        install(home.path(), "keeper", script);
        let surroundings = surroundings(home.path(), &[("SECRET_OF_ANOTHER", "canary")]);
        let program = CredentialProgram::find("keeper", &surroundings).unwrap();
        let answer = program.get("registry.example").await;
        (home, answer)
    }

    fn message(answer: Result<Option<Credential>, Error>) -> String {
        match answer {
            Err(Error::HelperFailed { message, .. }) => message,
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn the_question_goes_in_and_the_sign_in_comes_out() {
        let (_home, answer) = ask(
            r#"read -r server; printf '{"ServerURL":"%s","Username":"%s","Secret":"s3"}' "$server" "$1 $server""#,
        )
        .await;
        let Ok(Some(Credential::Basic { user, secret })) = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(
            (user.as_str(), secret.expose_secret()),
            ("get registry.example", "s3")
        );
    }

    #[tokio::test]
    async fn a_token_is_told_from_a_password() {
        let (_home, answer) = ask(r#"echo '{"Username":"<token>","Secret":"refresh"}'"#).await;
        let Ok(Some(Credential::IdentityToken(token))) = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(token.expose_secret(), "refresh");
    }

    #[tokio::test]
    async fn nothing_kept_is_no_failure() {
        let (_home, answer) = ask("echo 'credentials not found in native keychain'; exit 1").await;
        assert!(matches!(answer, Ok(None)), "{answer:?}");
    }

    #[tokio::test]
    async fn a_failure_is_told_in_one_clean_line() {
        let (_home, answer) =
            ask(r"printf 'Error:\033[31m no D-Bus session\nstack trace'; exit 1").await;
        assert_eq!(message(answer), "Error:[31m no D-Bus session");
        let (_home, answer) = ask("exit 3").await;
        assert_eq!(message(answer), "it gave no reason");
    }

    #[tokio::test]
    async fn an_answer_never_shows_in_an_error() {
        for script in [
            r#"echo '{"Username":"me","Secret":"canary"}'; exit 1"#,
            r#"echo '{"Username":"me","Secret":"canary"'"#,
            "echo canary",
            "echo canary >&2; exit 1",
        ] {
            let (_home, answer) = ask(script).await;
            let error = answer.unwrap_err();
            assert!(
                !format!("{error} {error:?}").contains("canary"),
                "{script}: {error}"
            );
        }
    }

    #[tokio::test]
    async fn one_that_never_answers_is_ended() {
        let home = TempDir::new().unwrap();
        let pid = home.path().join("pid");
        install(
            home.path(),
            "keeper",
            &format!("echo $$ > {}; exec sleep 1000", pid.display()),
        );
        let surroundings = surroundings(home.path(), &[]);
        let mut program = CredentialProgram::find("keeper", &surroundings).unwrap();
        program.patience = Duration::from_millis(300);
        assert!(message(program.get("registry.example").await).contains("did not answer"));
        #[cfg(target_os = "linux")]
        if let Ok(pid) = std::fs::read_to_string(pid) {
            let cmdline = Path::new("/proc").join(pid.trim()).join("cmdline");
            let ended = async {
                // A killed process has an empty command line until it is reaped, and none after.
                while std::fs::read(&cmdline).is_ok_and(|line| !line.is_empty()) {
                    tokio::task::yield_now().await;
                }
            };
            timeout(Duration::from_secs(10), ended).await.unwrap();
        }
    }

    #[tokio::test]
    async fn one_that_does_not_listen_is_still_heard() {
        let (_home, answer) = ask(r#"exec 0<&-; echo '{"Username":"me","Secret":"s"}'"#).await;
        assert!(
            matches!(answer, Ok(Some(Credential::Basic { .. }))),
            "{answer:?}"
        );
    }

    #[tokio::test]
    async fn the_secrets_of_other_programs_stay_with_us() {
        let (_home, answer) = ask(
            r#"printf '{"Username":"%s","Secret":"s"}' "${SECRET_OF_ANOTHER:-none} ${HOME:+home}""#,
        )
        .await;
        let Ok(Some(Credential::Basic { user, .. })) = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(user, "none home");
    }

    #[test]
    fn only_the_search_path_is_searched() {
        let home = TempDir::new().unwrap();
        install(home.path(), "keeper", "true");
        let surroundings = surroundings(home.path(), &[]);
        for name in ["absent", "../keeper", "/bin/keeper", "", "keeper;true"] {
            let found = CredentialProgram::find(name, &surroundings);
            assert!(matches!(found, Err(Error::HelperMissing { .. })), "{name}");
        }
    }
}
