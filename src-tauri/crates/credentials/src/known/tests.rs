//! What is known from Docker's and Podman's files, however they are written or damaged.

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
