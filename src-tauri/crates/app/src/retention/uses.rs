//! What is in use: from lists and files of references, and from what Kubernetes runs; what Amazon ECS runs
//! is beside it, in `ecs.rs`.

use std::{
    collections::HashMap,
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use portolan_contract::{Code, Failure, Retry};
use portolan_oci::{Digest, Reference, RepositoryName, Selector};
use portolan_policy::retention::{InUse, Use};
use serde_json::Value;
use tokio::io::AsyncReadExt as _;

use crate::App;

/// Bytes of a list that are read.
const FILE_LIMIT: u64 = 4 << 20;
/// How long Kubernetes may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long its answer counts, so that it is not asked with every letter that is typed.
const FRESH_FOR: Duration = Duration::from_mins(1);

/// What contexts of Kubernetes and accounts of ECS were found to run lately.
#[derive(Clone, Debug, Default)]
pub(crate) struct UsesFound(Arc<Mutex<HashMap<String, Answered>>>);

/// When it was answered, and with which images.
type Answered = (Instant, Vec<String>);

impl UsesFound {
    pub(super) fn fresh(&self, key: &str) -> Option<Vec<String>> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, images) = found.get(key)?;
        (at.elapsed() < FRESH_FOR).then(|| images.clone())
    }

    pub(super) fn keep(&self, key: &str, images: Vec<String>) {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        found.insert(key.to_owned(), (Instant::now(), images));
    }
}

impl App {
    /// What of a repository is in use. What can't be found out fails, since it could speak for anything.
    pub(super) async fn uses(
        &self,
        in_use: &InUse,
        repository: &RepositoryName,
        anew: bool,
    ) -> Result<Vec<Use>, Failure> {
        let mut texts = in_use.references.clone();
        for path in &in_use.files {
            texts.extend(read_list(path).await?);
        }
        for context in &in_use.kubernetes {
            texts.extend(self.running_in(context, anew).await?);
        }
        for account in &in_use.ecs {
            texts.extend(self.running_on_ecs(account, anew).await?);
        }
        let mut uses: Vec<Use> = texts
            .iter()
            .filter_map(|text| use_of(text, repository))
            .collect();
        uses.sort_by(|one, other| one.text.cmp(&other.text));
        uses.dedup();
        Ok(uses)
    }

    /// The images that the pods of a context run.
    async fn running_in(&self, context: &str, anew: bool) -> Result<Vec<String>, Failure> {
        let key = format!("kubernetes {context}");
        if let Some(found) = self.uses_found.fresh(&key).filter(|_| !anew) {
            return Ok(found);
        }
        let mut arguments = Vec::new();
        if !context.is_empty() {
            arguments.push(format!("--context={context}"));
        }
        let question = ["get", "pods", "--all-namespaces", "--output=json"];
        arguments.extend(question.map(str::to_owned));
        let pods = self.ask_program("kubectl", &arguments).await?;
        let images = images_of(&pods)
            .ok_or_else(|| unanswered("kubectl: the answer is no list of pods".to_owned()))?;
        self.uses_found.keep(&key, images.clone());
        Ok(images)
    }

    /// Asks a program that the person has, as they would, for JSON.
    pub(super) async fn ask_program(
        &self,
        called: &str,
        arguments: &[String],
    ) -> Result<Value, Failure> {
        let folders = self.surroundings.variable("PATH");
        let name = format!("{called}{}", std::env::consts::EXE_SUFFIX);
        let program = folders
            .into_iter()
            .flat_map(std::env::split_paths)
            .map(|folder| folder.join(&name))
            .find(|path| path.is_file())
            .ok_or_else(|| unanswered(format!("there is no {called} on the search path")))?;
        let mut asked = tokio::process::Command::new(program);
        asked
            .args(arguments)
            .env_clear()
            .envs(&self.surroundings.environment)
            // Nobody is there to turn pages.
            .env("AWS_PAGER", "")
            .stdin(Stdio::null())
            .kill_on_drop(true);
        let answer = tokio::time::timeout(PATIENCE, asked.output())
            .await
            .map_err(|_| unanswered(format!("{called} did not answer in time")))?
            .map_err(|problem| unanswered(format!("{called}: {problem}")))?;
        if !answer.status.success() {
            let said = String::from_utf8_lossy(&answer.stderr);
            let said: String = said.trim().chars().take(500).collect();
            return Err(unanswered(format!("{called}: {said}")));
        }
        serde_json::from_slice(&answer.stdout)
            .map_err(|problem| unanswered(format!("{called}: {problem}")))
    }
}

/// What is in use could not be found out.
pub(super) fn unanswered(detail: String) -> Failure {
    Failure {
        code: Code::Unsupported,
        hint: None,
        retry: Retry::Yes,
        detail,
    }
}

/// Every image that a list of pods names: as it was asked for, and as it runs.
fn images_of(pods: &Value) -> Option<Vec<String>> {
    let mut images = Vec::new();
    for pod in pods["items"].as_array()? {
        for (part, lists, member) in [
            (
                "spec",
                ["containers", "initContainers", "ephemeralContainers"],
                "image",
            ),
            (
                "status",
                [
                    "containerStatuses",
                    "initContainerStatuses",
                    "ephemeralContainerStatuses",
                ],
                "imageID",
            ),
        ] {
            for list in lists {
                let containers = pod[part][list].as_array().into_iter().flatten();
                let named = containers.filter_map(|container| container[member].as_str());
                images.extend(named.filter(|text| !text.is_empty()).map(str::to_owned));
            }
        }
    }
    images.sort();
    images.dedup();
    Some(images)
}

/// The references of a file, one in each line; what follows a `#` at the beginning of a line is a remark.
async fn read_list(path: &str) -> Result<Vec<String>, Failure> {
    let failed = |problem: std::io::Error| {
        let detail = format!("{path}: {problem}");
        Failure::invalid("inUse.files", detail)
    };
    let file = tokio::fs::File::open(path).await.map_err(failed)?;
    let mut text = String::new();
    let mut limited = file.take(FILE_LIMIT + 1);
    limited.read_to_string(&mut text).await.map_err(failed)?;
    if text.len() as u64 > FILE_LIMIT {
        let detail = format!("{path}: more than {FILE_LIMIT} bytes");
        return Err(Failure::invalid("inUse.files", detail));
    }
    let lines = text.lines().map(str::trim);
    let named = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(named.map(str::to_owned).collect())
}

/// What a text says of a repository: a digest wherever it is said to be, and a tag in whatever is called
/// so, since the same registry has several names, and mirrors.
fn use_of(text: &str, repository: &RepositoryName) -> Option<Use> {
    // A container's state says which program pulled it.
    let bare = text.split_once("://").map_or(text, |(_, rest)| rest);
    let used = |tag, digest| Use {
        text: text.to_owned(),
        tag,
        digest,
    };
    let digest = bare.rsplit_once('@').map_or(bare, |(_, digest)| digest);
    if let Ok(digest) = digest.parse::<Digest>() {
        return Some(used(None, Some(digest)));
    }
    let reference: Reference = bare.parse().ok()?;
    let (theirs, ours) = (reference.repository.as_str(), repository.as_str());
    let is_end = |long: &str, short: &str| {
        let rest = long.strip_suffix(short);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    };
    if !is_end(ours, theirs) && !is_end(theirs, ours) {
        return None;
    }
    match reference.selector() {
        Selector::Tag(tag) => Some(used(Some(tag), None)),
        Selector::Digest(digest) => Some(used(None, Some(digest))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_tag_is_in_use_in_whatever_is_called_so_and_a_digest_everywhere() {
        let repository: RepositoryName = "team/app".parse().unwrap();
        let tag = |text: &str| {
            let used = use_of(text, &repository)?;
            Some(used.tag?.to_string())
        };
        let some = |tag: &str| Some(tag.to_owned());
        assert_eq!(tag("registry.example:5000/team/app:1.0"), some("1.0"));
        assert_eq!(tag("mirror.example/cache/team/app:1.0"), some("1.0"));
        assert_eq!(tag("registry.example/app:1.0"), some("1.0"));
        assert_eq!(tag("registry.example/team/app"), some("latest"));
        assert_eq!(tag("registry.example/team/other:1.0"), None);
        assert_eq!(tag("registry.example/steam/app-x:1.0"), None);
        let digest = Digest::of(b"a");
        for text in [
            digest.to_string(),
            format!("elsewhere.example/x/y@{digest}"),
            format!("docker-pullable://elsewhere.example/x@{digest}"),
        ] {
            let used = use_of(&text, &repository).unwrap();
            assert_eq!(used.digest, Some(digest.clone()), "{text}");
        }
    }

    #[test]
    fn pods_name_images_as_asked_for_and_as_they_run() {
        let pods = json!({ "items": [{
            "spec": {
                "containers": [{ "image": "app:1.0" }],
                "initContainers": [{ "image": "setup:2" }],
            },
            "status": { "containerStatuses": [{ "imageID": "app@sha256:0" }, { "imageID": "" }] },
        }]});
        let images = images_of(&pods).unwrap();
        assert_eq!(images, ["app:1.0", "app@sha256:0", "setup:2"]);
        assert_eq!(images_of(&json!({ "kind": "Status" })), None);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn the_persons_kubectl_is_asked_once_a_minute_and_its_refusal_is_no_empty_answer() {
        use std::os::unix::fs::PermissionsExt as _;

        use portolan_credentials::{SecretStore, Surroundings};

        let home = tempfile::tempdir().unwrap();
        let programs = tempfile::tempdir().unwrap();
        let answer = programs.path().join("answer");
        let program = programs.path().join("kubectl");
        let script = format!(
            "#!/bin/sh\nwhile read -r line; do echo \"$line\"; done < {} || exit 3\n",
            answer.display()
        );
        std::fs::write(&program, script).unwrap();
        let may_run = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&program, may_run).unwrap();
        let mut surroundings = Surroundings::of_this_process();
        let path = programs.path().as_os_str().to_owned();
        surroundings.environment.insert("PATH".into(), path);
        let secrets = SecretStore::session_only();
        let app = App::open_with(home.path(), secrets, surroundings)
            .await
            .unwrap();
        assert!(app.running_in("", false).await.is_err());
        let pods = json!({ "items": [{ "spec": { "containers": [{ "image": "app:1.0" }] } }] });
        std::fs::write(&answer, format!("{pods}\n")).unwrap();
        assert_eq!(app.running_in("", false).await.unwrap(), ["app:1.0"]);
        std::fs::remove_file(&answer).unwrap();
        assert_eq!(app.running_in("", false).await.unwrap(), ["app:1.0"]);
        assert!(app.running_in("", true).await.is_err());
        assert!(app.running_in("elsewhere", false).await.is_err());
        app.close().await;
    }
}
