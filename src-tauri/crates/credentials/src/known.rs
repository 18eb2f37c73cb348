//! What Docker and Podman know: which hosts, from which source, and the sign-in itself when it is needed.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use crate::{
    Credential, Error, Surroundings,
    credential_program::CredentialProgram,
    host_key::{HostKey, canonical_host, questions_for},
    sign_in_file::SignInFile,
    sign_in_places::{DOCKER_VARIABLE, read_files},
};

/// Whose files to read.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum SignInSource {
    /// Docker's: `DOCKER_AUTH_CONFIG`, then config.json.
    Docker,
    /// Podman's (and skopeo's, Buildah's): `REGISTRY_AUTH_FILE`, or auth.json in its places.
    Podman,
}

/// Where the secret of a known sign-in really is.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum SignInKeeper {
    /// In the file itself.
    File(PathBuf),
    /// In the environment variable `DOCKER_AUTH_CONFIG`.
    Environment,
    /// With a credential helper, by the part of its name after `docker-credential-`.
    Helper {
        /// The helper.
        name: String,
        /// The file that names it.
        file: PathBuf,
    },
}

/// A sign-in that Docker or Podman has, without its secret.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct KnownSignIn {
    /// Whose.
    pub source: SignInSource,
    /// `host` or `host:port`; `docker.io` for Docker Hub.
    pub host: String,
    /// The part of the registry it is for (`team`, `team/app`), where the file narrows it.
    pub namespace: Option<String>,
    /// Where the secret is.
    pub keeper: SignInKeeper,
    /// The user's name, where it can be told without asking for the secret.
    pub user: Option<String>,
}

/// All sign-ins that could be listed, and what kept others from being listed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct KnownSignIns {
    /// By source, then host.
    pub sign_ins: Vec<KnownSignIn>,
    /// Files and helpers that could not be read.
    pub problems: Vec<Error>,
}

/// Lists what Docker and Podman know, without any secret. Asks default helpers for their lists.
pub async fn list_known_sign_ins(surroundings: &Surroundings) -> KnownSignIns {
    let mut sign_ins = BTreeSet::new();
    let mut problems = Vec::new();
    for source in [SignInSource::Docker, SignInSource::Podman] {
        let (files, unread) = read_files(surroundings, source).await;
        problems.extend(unread);
        for file in files {
            let (listed, unlisted) = list_file(surroundings, source, &file).await;
            sign_ins.extend(listed);
            problems.extend(unlisted);
        }
    }
    // Podman also reads Docker's file: its problems would be told twice.
    let mut told = Vec::new();
    for problem in problems {
        if !told.contains(&problem) {
            told.push(problem);
        }
    }
    KnownSignIns {
        sign_ins: sign_ins.into_iter().collect(),
        problems: told,
    }
}

async fn list_file(
    surroundings: &Surroundings,
    source: SignInSource,
    file: &SignInFile,
) -> (Vec<KnownSignIn>, Vec<Error>) {
    let (mut listed, mut problems) = (Vec::new(), Vec::new());
    let known = |key: &HostKey, keeper: SignInKeeper, user: Option<String>| KnownSignIn {
        source,
        host: key.host.clone(),
        namespace: key.namespace.clone(),
        keeper,
        user,
    };
    for (key, name) in &file.helpers {
        listed.push(known(key, by_program(name, &file.path), None));
    }
    for (key, written, entry) in &file.entries {
        match file.credential(written, entry) {
            Ok(Some(Credential::Basic { user, .. })) => {
                listed.push(known(key, in_file(&file.path), Some(user)));
            }
            Ok(Some(_)) => listed.push(known(key, in_file(&file.path), None)),
            // The mark of a secret that a helper keeps; the helper lists it.
            Ok(None) => {}
            Err(problem) => problems.push(problem),
        }
    }
    if let Some(name) = &file.default_helper {
        let answer = match CredentialProgram::find(name, surroundings) {
            Ok(program) => program.list().await,
            Err(missing) => Err(missing),
        };
        match answer {
            Ok(users) => listed.extend(users.into_iter().map(|(server, user)| {
                let user = Some(user).filter(|user| !user.is_empty() && user != "<token>");
                known(&HostKey::parse(&server), by_program(name, &file.path), user)
            })),
            Err(problem) => problems.push(problem),
        }
    }
    (listed, problems)
}

/// Reads the sign-in for `host` (and, where the file narrows it, `repository`) from its source, now.
///
/// Asked are, in each file: the helper of this host, the default helper, then the file's own entries;
/// of these the narrowest that fits. The first that answers decides; one that can't be asked does not
/// keep the others from being asked.
///
/// # Errors
/// [`Error::NotFound`] where the source knows nothing of this host; else the first reason why something
/// could not be asked.
pub async fn resolve(
    surroundings: &Surroundings,
    source: SignInSource,
    host: &str,
    repository: Option<&str>,
) -> Result<Credential, Error> {
    let (files, mut problems) = read_files(surroundings, source).await;
    for file in &files {
        let found = resolve_in(surroundings, file, host, repository, &mut problems).await;
        if let Some(credential) = found {
            return Ok(credential);
        }
    }
    Err(problems.into_iter().next().unwrap_or(Error::NotFound {
        name: canonical_host(host),
    }))
}

async fn resolve_in(
    surroundings: &Surroundings,
    file: &SignInFile,
    host: &str,
    repository: Option<&str>,
    problems: &mut Vec<Error>,
) -> Option<Credential> {
    let own_helper = narrowest(
        file.helpers.iter().map(|(key, name)| (key, name)),
        host,
        repository,
    );
    for name in own_helper.into_iter().chain(&file.default_helper) {
        match ask_program(surroundings, file, name, host).await {
            Ok(Some(credential)) => return Some(credential),
            Ok(None) => {}
            Err(problem) => problems.push(problem),
        }
    }
    let (written, entry) = narrowest(
        file.entries
            .iter()
            .map(|(key, written, entry)| (key, (written, entry))),
        host,
        repository,
    )?;
    match file.credential(written, entry) {
        Ok(credential) => credential,
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}

async fn ask_program(
    surroundings: &Surroundings,
    file: &SignInFile,
    name: &str,
    host: &str,
) -> Result<Option<Credential>, Error> {
    let program = CredentialProgram::find(name, surroundings)?;
    // The file's entries, empty where a helper keeps the secret, tell how the host was written then.
    let mut questions: Vec<String> = file
        .entries
        .iter()
        .filter(|(key, ..)| key.fits(host, None) == Some(0))
        .map(|(_, written, _)| written.clone())
        .collect();
    for question in questions_for(host) {
        if !questions.contains(&question) {
            questions.push(question);
        }
    }
    for question in questions {
        if let Some(credential) = program.get(&question).await? {
            return Ok(Some(credential));
        }
    }
    Ok(None)
}

fn narrowest<'a, T>(
    keys: impl Iterator<Item = (&'a HostKey, T)>,
    host: &str,
    repository: Option<&str>,
) -> Option<T> {
    keys.filter_map(|(key, value)| Some((key.fits(host, repository)?, value)))
        .max_by_key(|(narrowness, _)| *narrowness)
        .map(|(_, value)| value)
}

fn in_file(path: &Path) -> SignInKeeper {
    if path == Path::new(DOCKER_VARIABLE) {
        SignInKeeper::Environment
    } else {
        SignInKeeper::File(path.to_owned())
    }
}

fn by_program(name: &str, file: &Path) -> SignInKeeper {
    SignInKeeper::Helper {
        name: name.to_owned(),
        file: file.to_owned(),
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    use secrecy::ExposeSecret as _;
    use serde_json::{Value, json};
    use tempfile::TempDir;

    use super::*;
    use crate::fixtures::{install, surroundings, write};

    fn basic(user: &str, password: &str) -> Value {
        json!({"auth": BASE64_STANDARD.encode(format!("{user}:{password}"))})
    }

    /// The credential in one line, for comparing.
    fn plain(answer: Result<Credential, Error>) -> String {
        match answer {
            Ok(Credential::Anonymous) => "anonymous".to_owned(),
            Ok(Credential::Basic { user, secret }) => format!("{user}:{}", secret.expose_secret()),
            Ok(Credential::IdentityToken(token)) => format!("identity {}", token.expose_secret()),
            Ok(Credential::RegistryToken(token)) => format!("registry {}", token.expose_secret()),
            Err(error) => error.to_string(),
        }
    }

    struct Machine {
        home: TempDir,
        variables: Vec<(&'static str, String)>,
    }

    impl Machine {
        fn new() -> Self {
            Self {
                home: TempDir::new().unwrap(),
                variables: vec![],
            }
        }

        fn docker(self, config: &Value) -> Self {
            write(
                &self.home.path().join(".docker/config.json"),
                &config.to_string(),
            );
            self
        }

        fn podman(self, config: &Value) -> Self {
            let place = self.home.path().join(".config/containers/auth.json");
            write(&place, &config.to_string());
            self
        }

        fn with(mut self, variable: &'static str, value: String) -> Self {
            self.variables.push((variable, value));
            self
        }

        fn surroundings(&self) -> Surroundings {
            let variables: Vec<_> = self
                .variables
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            surroundings(self.home.path(), &variables)
        }

        async fn docker_for(&self, host: &str) -> String {
            plain(resolve(&self.surroundings(), SignInSource::Docker, host, None).await)
        }

        async fn podman_for(&self, host: &str, repository: &str) -> String {
            let surroundings = self.surroundings();
            plain(resolve(&surroundings, SignInSource::Podman, host, Some(repository)).await)
        }
    }

    #[tokio::test]
    async fn dockers_file_knows_hosts_however_they_are_written() {
        let machine = Machine::new().docker(&json!({"auths": {
            "https://index.docker.io/v1/": basic("hubber", "one"),
            "https://old.example/v2/": basic("me", "with:colon"),
            "localhost:5000": {"username": "u", "password": "p"},
            "token.example": {"auth": "", "identitytoken": "refresh"},
            "bearer.example": {"registrytoken": "bearer"},
            "empty.example": {},
        }}));
        for (host, expected) in [
            ("docker.io", "hubber:one"),
            ("registry-1.docker.io", "hubber:one"),
            ("old.example", "me:with:colon"),
            ("localhost:5000", "u:p"),
            ("token.example", "identity refresh"),
            ("bearer.example", "registry bearer"),
            ("empty.example", "no sign-in is known for empty.example"),
            ("localhost:5001", "no sign-in is known for localhost:5001"),
        ] {
            assert_eq!(machine.docker_for(host).await, expected, "{host}");
        }
    }

    #[tokio::test]
    async fn the_environment_stands_before_dockers_file() {
        let variable = json!({"auths": {"a.example": basic("env", "1")}}).to_string();
        let machine = Machine::new()
            .docker(&json!({"auths": {
                "a.example": basic("file", "2"),
                "b.example": basic("file", "2"),
            }}))
            .with("DOCKER_AUTH_CONFIG", variable);
        assert_eq!(machine.docker_for("a.example").await, "env:1");
        assert_eq!(machine.docker_for("b.example").await, "file:2");
    }

    #[tokio::test]
    async fn a_hosts_own_program_is_asked_before_the_default_one_and_the_file_last() {
        let machine = Machine::new().docker(&json!({
            "auths": {"c.example": basic("file", "3"), "b.example": {}},
            "credsStore": "default",
            "credHelpers": {"a.example": "own"},
        }));
        install(
            machine.home.path(),
            "own",
            r#"echo '{"Username":"own","Secret":"1"}'"#,
        );
        install(
            machine.home.path(),
            "default",
            r#"read -r server
            if [ "$server" = b.example ]; then echo '{"Username":"default","Secret":"2"}'
            else echo 'credentials not found in native keychain'; exit 1; fi"#,
        );
        assert_eq!(machine.docker_for("a.example").await, "own:1");
        assert_eq!(machine.docker_for("b.example").await, "default:2");
        assert_eq!(machine.docker_for("c.example").await, "file:3");
        assert_eq!(
            machine.docker_for("d.example").await,
            "no sign-in is known for d.example"
        );
    }

    #[tokio::test]
    async fn docker_hub_is_asked_for_by_dockers_own_key() {
        let machine = Machine::new().docker(&json!({"credsStore": "hub"}));
        install(
            machine.home.path(),
            "hub",
            r#"read -r server; printf '{"Username":"%s","Secret":"s"}' "$server""#,
        );
        assert_eq!(
            machine.docker_for("docker.io").await,
            "https://index.docker.io/v1/:s"
        );
    }

    #[tokio::test]
    async fn a_program_that_is_not_installed_is_named() {
        let machine = Machine::new().docker(&json!({
            "credsStore": "desktop",
            "auths": {"a.example": basic("file", "1")},
        }));
        assert_eq!(machine.docker_for("a.example").await, "file:1");
        assert_eq!(
            machine.docker_for("b.example").await,
            "the credential helper docker-credential-desktop is not installed or not on PATH"
        );
    }

    #[tokio::test]
    async fn what_changed_in_the_file_is_known_at_once() {
        let machine = Machine::new().docker(&json!({"auths": {"a.example": basic("me", "old")}}));
        assert_eq!(machine.docker_for("a.example").await, "me:old");
        let machine = machine.docker(&json!({"auths": {"a.example": basic("me", "new")}}));
        assert_eq!(machine.docker_for("a.example").await, "me:new");
        let machine = machine.docker(&json!({}));
        assert_eq!(
            machine.docker_for("a.example").await,
            "no sign-in is known for a.example"
        );
    }

    #[tokio::test]
    async fn podmans_narrowest_entry_wins() {
        let machine = Machine::new().podman(&json!({"auths": {
            "quay.io": basic("all", "1"),
            "quay.io/team": basic("team", "2"),
            "quay.io/team/app": basic("app", "3"),
        }}));
        for (repository, expected) in [
            ("team/app", "app:3"),
            ("team/app/part", "app:3"),
            ("team/other", "team:2"),
            ("teams/app", "all:1"),
        ] {
            assert_eq!(
                machine.podman_for("quay.io", repository).await,
                expected,
                "{repository}"
            );
        }
    }

    #[tokio::test]
    async fn podman_falls_back_on_dockers_file_and_docker_never_on_podmans() {
        let machine = Machine::new()
            .docker(&json!({"auths": {"d.example": basic("docker", "1")}}))
            .podman(&json!({"auths": {"p.example": basic("podman", "2")}}));
        write(
            &machine.home.path().join(".dockercfg"),
            &json!({"old.example": basic("old", "3")}).to_string(),
        );
        assert_eq!(machine.podman_for("p.example", "a").await, "podman:2");
        assert_eq!(machine.podman_for("d.example", "a").await, "docker:1");
        assert_eq!(machine.podman_for("old.example", "a").await, "old:3");
        assert_eq!(
            machine.docker_for("p.example").await,
            "no sign-in is known for p.example"
        );
    }

    #[tokio::test]
    async fn a_named_file_is_read_alone() {
        let machine = Machine::new().podman(&json!({"auths": {"a.example": basic("usual", "1")}}));
        let named = machine.home.path().join("mine.json");
        write(
            &named,
            &json!({"auths": {"b.example": basic("named", "2")}}).to_string(),
        );
        let machine = machine.with("REGISTRY_AUTH_FILE", named.to_string_lossy().into_owned());
        assert_eq!(machine.podman_for("b.example", "x").await, "named:2");
        assert_eq!(
            machine.podman_for("a.example", "x").await,
            "no sign-in is known for a.example"
        );
    }

    #[tokio::test]
    async fn a_damaged_file_is_named_with_its_line_and_shows_nothing_of_itself() {
        let machine = Machine::new();
        let config = machine.home.path().join(".docker/config.json");
        write(&config, "{\n  \"auths\": {\n    \"a\": canary\n");
        let surroundings = machine.surroundings();
        let error = resolve(&surroundings, SignInSource::Docker, "a", None)
            .await
            .unwrap_err();
        assert_eq!(
            error,
            Error::FileDamaged {
                path: config,
                line: 3
            }
        );
        assert!(!error.to_string().contains("canary"));
    }

    #[tokio::test]
    async fn a_damaged_entry_costs_only_itself() {
        let machine = Machine::new();
        let config = machine.home.path().join(".docker/config.json");
        let text = format!(
            "{{\"auths\": {{\n\"bad.example\": {{\"auth\": \"%%canary%%\"}},\n\"odd.example\": 7,\n\"good.example\": {}}}}}",
            basic("me", "1")
        );
        write(&config, &text);
        assert_eq!(machine.docker_for("good.example").await, "me:1");
        for (host, line) in [("bad.example", 2), ("odd.example", 3)] {
            let answer = machine.docker_for(host).await;
            assert!(answer.contains(&format!("line {line}")), "{answer}");
            assert!(!answer.contains("canary"));
        }
        assert_eq!(
            list_known_sign_ins(&machine.surroundings())
                .await
                .sign_ins
                .len(),
            2
        );
    }

    #[tokio::test]
    async fn a_huge_file_and_a_folder_in_its_place_are_refused() {
        let machine = Machine::new();
        write(
            &machine.home.path().join(".docker/config.json"),
            &" ".repeat((1 << 20) + 1),
        );
        assert!(
            machine
                .docker_for("a.example")
                .await
                .contains("larger than 1 MiB")
        );
        let machine = Machine::new();
        std::fs::create_dir_all(machine.home.path().join(".docker/config.json")).unwrap();
        assert!(
            machine
                .docker_for("a.example")
                .await
                .contains("can't be read")
        );
    }

    #[tokio::test]
    async fn without_any_file_nothing_is_known() {
        let machine = Machine::new();
        assert_eq!(
            machine.docker_for("Docker.IO").await,
            "no sign-in is known for docker.io"
        );
        assert_eq!(
            list_known_sign_ins(&machine.surroundings()).await,
            KnownSignIns::default()
        );
    }

    #[tokio::test]
    async fn the_list_names_users_and_keepers_but_no_secret() {
        let machine = Machine::new()
            .docker(&json!({
                "auths": {
                    "file.example": basic("filer", "canary"),
                    "token.example": {"identitytoken": "canary"},
                    "https://index.docker.io/v1/": {},
                },
                "credsStore": "default",
                "credHelpers": {"own.example": "own"},
            }))
            .podman(&json!({"auths": {"quay.io/team": basic("pod", "canary")}}));
        install(
            machine.home.path(),
            "default",
            r#"[ "$1" = list ] && echo '{"https://index.docker.io/v1/": "hubber"}'"#,
        );
        let known = list_known_sign_ins(&machine.surroundings()).await;
        assert_eq!(known.problems, []);
        assert!(!format!("{known:?}").contains("canary"));
        let told: Vec<_> = known
            .sign_ins
            .iter()
            .filter(|sign_in| sign_in.source == SignInSource::Docker)
            .map(|sign_in| {
                let keeper = match &sign_in.keeper {
                    SignInKeeper::File(_) => "file",
                    SignInKeeper::Environment => "environment",
                    SignInKeeper::Helper { name, .. } => name,
                };
                (sign_in.host.as_str(), keeper, sign_in.user.as_deref())
            })
            .collect();
        assert_eq!(
            told,
            [
                ("docker.io", "default", Some("hubber")),
                ("file.example", "file", Some("filer")),
                ("own.example", "own", None),
                ("token.example", "file", None),
            ]
        );
        let podmans: Vec<_> = known
            .sign_ins
            .iter()
            .filter(|sign_in| sign_in.source == SignInSource::Podman)
            .map(|sign_in| (sign_in.host.as_str(), sign_in.namespace.as_deref()))
            .collect();
        assert!(podmans.contains(&("quay.io", Some("team"))), "{podmans:?}");
    }

    #[tokio::test]
    async fn a_program_that_cannot_list_does_not_hide_the_rest() {
        let machine = Machine::new().docker(&json!({
            "auths": {"file.example": basic("filer", "1")},
            "credsStore": "absent",
        }));
        let known = list_known_sign_ins(&machine.surroundings()).await;
        assert_eq!(
            known.problems,
            [Error::HelperMissing {
                name: "absent".to_owned()
            }]
        );
        assert!(
            known
                .sign_ins
                .iter()
                .any(|sign_in| sign_in.host == "file.example")
        );
    }
}
