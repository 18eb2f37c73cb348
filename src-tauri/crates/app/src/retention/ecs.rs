//! What Amazon ECS runs, asked of the person's own `aws` program: the images of task definitions that
//! services name, and of tasks that run.

use std::collections::BTreeSet;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use portolan_contract::Failure;
use serde_json::Value;

use super::uses::unanswered;
use crate::App;

/// Questions at a time: each starts a program.
const SIDE_BY_SIDE: usize = 4;
/// Services that one question may name (ECS, `DescribeServices`).
const SERVICES: usize = 10;
/// Tasks that one question may name (ECS, `DescribeTasks`).
const TASKS: usize = 100;

/// Whom to ask, and where.
struct Account {
    arguments: Vec<String>,
}

impl Account {
    /// Reads `profile@region`; what is empty is left to the program.
    fn read(text: &str) -> Self {
        let (profile, region) = text.rsplit_once('@').unwrap_or((text, ""));
        let mut arguments = vec!["--output=json".to_owned()];
        for (option, value) in [("profile", profile.trim()), ("region", region.trim())] {
            if !value.is_empty() {
                arguments.push(format!("--{option}={value}"));
            }
        }
        Self { arguments }
    }

    fn question(&self, operation: &str, about: &[&str]) -> Vec<String> {
        let mut question = vec!["ecs".to_owned(), operation.to_owned()];
        question.extend(about.iter().map(|word| (*word).to_owned()));
        question.extend(self.arguments.iter().cloned());
        question
    }
}

/// What a cluster runs: images by name and digest, and task definitions that name more.
#[derive(Default)]
struct Running {
    images: BTreeSet<String>,
    definitions: BTreeSet<String>,
}

impl App {
    /// The images that an account's ECS runs, or would start for a service.
    pub(super) async fn running_on_ecs(
        &self,
        account: &str,
        anew: bool,
    ) -> Result<Vec<String>, Failure> {
        let key = format!("ecs {account}");
        if let Some(found) = self.uses_found.fresh(&key).filter(|_| !anew) {
            return Ok(found);
        }
        let asked = Account::read(account);
        let clusters = self
            .ask_list(&asked, "list-clusters", &[], "clusterArns")
            .await?;
        let mut running = Running::default();
        for cluster in &clusters {
            self.look_into_cluster(&asked, cluster, &mut running)
                .await?;
        }
        let definitions = std::mem::take(&mut running.definitions);
        let asked = &asked;
        let described: Vec<Value> = stream::iter(definitions)
            .map(|definition| async move {
                let about = ["--task-definition", definition.as_str()];
                let question = asked.question("describe-task-definition", &about);
                self.ask_program("aws", &question).await
            })
            .buffer_unordered(SIDE_BY_SIDE)
            .try_collect()
            .await?;
        for answer in &described {
            let containers = entries(&answer["taskDefinition"], "containerDefinitions")?;
            let images = containers.iter().filter_map(|one| one["image"].as_str());
            running.images.extend(images.map(str::to_owned));
        }
        let images: Vec<String> = running.images.into_iter().collect();
        self.uses_found.keep(&key, images.clone());
        Ok(images)
    }

    async fn look_into_cluster(
        &self,
        asked: &Account,
        cluster: &str,
        running: &mut Running,
    ) -> Result<(), Failure> {
        let of = ["--cluster", cluster];
        let services = self
            .ask_list(asked, "list-services", &of, "serviceArns")
            .await?;
        for some in services.chunks(SERVICES) {
            let question = naming(asked, "describe-services", cluster, "--services", some);
            let answer = self.ask_program("aws", &question).await?;
            for service in entries(&answer, "services")? {
                running.note_definition(service);
                // A deployment or task set under way runs the one before as well.
                for list in ["deployments", "taskSets"] {
                    let others = service[list].as_array().into_iter().flatten();
                    others.for_each(|other| running.note_definition(other));
                }
            }
        }
        let tasks = self.ask_list(asked, "list-tasks", &of, "taskArns").await?;
        for some in tasks.chunks(TASKS) {
            let question = naming(asked, "describe-tasks", cluster, "--tasks", some);
            let answer = self.ask_program("aws", &question).await?;
            for task in entries(&answer, "tasks")? {
                let definition = task["taskDefinitionArn"].as_str();
                running.definitions.extend(definition.map(str::to_owned));
                let containers = task["containers"].as_array().into_iter().flatten();
                for container in containers {
                    // The digest is what runs, wherever the tag points by now.
                    for member in ["image", "imageDigest"] {
                        let named = container[member].as_str();
                        running.images.extend(named.map(str::to_owned));
                    }
                }
            }
        }
        Ok(())
    }

    /// A list of names; the program puts pages together by itself.
    async fn ask_list(
        &self,
        asked: &Account,
        operation: &str,
        about: &[&str],
        member: &str,
    ) -> Result<Vec<String>, Failure> {
        let question = asked.question(operation, about);
        let answer = self.ask_program("aws", &question).await?;
        let names = entries(&answer, member)?.iter();
        Ok(names
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect())
    }
}

impl Running {
    fn note_definition(&mut self, of: &Value) {
        let definition = of["taskDefinition"].as_str();
        self.definitions.extend(definition.map(str::to_owned));
    }
}

fn naming(
    asked: &Account,
    operation: &str,
    cluster: &str,
    option: &str,
    names: &[String],
) -> Vec<String> {
    let mut about = vec!["--cluster", cluster, option];
    about.extend(names.iter().map(String::as_str));
    asked.question(operation, &about)
}

/// A list that has to be there: without it nothing is known.
fn entries<'a>(answer: &'a Value, member: &str) -> Result<&'a [Value], Failure> {
    let list = answer[member].as_array();
    list.map(Vec::as_slice)
        .ok_or_else(|| unanswered(format!("aws: the answer has no {member}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_a_profile_and_a_region_either_of_which_may_be_left_to_the_program() {
        let read = |text: &str| Account::read(text).arguments[1..].to_vec();
        assert_eq!(
            read("ops@eu-west-1"),
            ["--profile=ops", "--region=eu-west-1"]
        );
        assert_eq!(read("ada@home@eu-west-1")[0], "--profile=ada@home");
        assert_eq!(read("ops"), ["--profile=ops"]);
        assert_eq!(read("@eu-west-1"), ["--region=eu-west-1"]);
        assert!(read("").is_empty());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn the_persons_aws_is_asked_for_services_and_tasks_and_what_is_missing_is_no_empty_answer()
     {
        use std::os::unix::fs::PermissionsExt as _;

        use portolan_credentials::{SecretStore, Surroundings};

        let home = tempfile::tempdir().unwrap();
        let programs = tempfile::tempdir().unwrap();
        let program = programs.path().join("aws");
        // Answers what lies beside it under the operation's name, and keeps what it was asked.
        let script = r#"#!/bin/sh
here="${0%/*}"
echo "$*" >> "$here/asked"
while read -r line; do echo "$line"; done < "$here/$2" || exit 3
"#;
        std::fs::write(&program, script).unwrap();
        let may_run = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&program, may_run).unwrap();
        let answer = |operation: &str, json: &str| {
            std::fs::write(programs.path().join(operation), format!("{json}\n")).unwrap();
        };
        answer("list-clusters", r#"{ "clusterArns": ["c1"] }"#);
        answer("list-services", r#"{ "serviceArns": ["s1"] }"#);
        answer(
            "describe-services",
            r#"{ "services": [{ "taskDefinition": "app:2", "deployments": [{ "taskDefinition": "app:1" }] }] }"#,
        );
        answer("list-tasks", r#"{ "taskArns": ["t1"] }"#);
        answer(
            "describe-tasks",
            r#"{ "tasks": [{ "taskDefinitionArn": "job:7", "containers": [{ "image": "app:1.0", "imageDigest": "sha256:0" }] }] }"#,
        );
        answer(
            "describe-task-definition",
            r#"{ "taskDefinition": { "containerDefinitions": [{ "image": "app:1.1" }, { "image": "side:3" }] } }"#,
        );
        let mut surroundings = Surroundings::of_this_process();
        let path = programs.path().as_os_str().to_owned();
        surroundings.environment.insert("PATH".into(), path);
        let secrets = SecretStore::session_only();
        let app = App::open_with(home.path(), secrets, surroundings)
            .await
            .unwrap();
        let running = app.running_on_ecs("ops@eu-west-1", false).await.unwrap();
        assert_eq!(running, ["app:1.0", "app:1.1", "sha256:0", "side:3"]);
        let asked = std::fs::read_to_string(programs.path().join("asked")).unwrap();
        for question in [
            "ecs list-clusters --output=json --profile=ops --region=eu-west-1",
            "ecs describe-services --cluster c1 --services s1 --output=json",
            "ecs describe-task-definition --task-definition app:1 ",
            "ecs describe-task-definition --task-definition app:2 ",
            "ecs describe-task-definition --task-definition job:7 ",
        ] {
            assert!(asked.contains(question), "{question}\n{asked}");
        }
        // Typing a rule asks nobody again.
        std::fs::remove_file(programs.path().join("list-tasks")).unwrap();
        assert!(app.running_on_ecs("ops@eu-west-1", false).await.is_ok());
        assert!(app.running_on_ecs("ops@eu-west-1", true).await.is_err());
        answer("list-tasks", r#"{ "message": "denied" }"#);
        assert!(app.running_on_ecs("ops@eu-west-1", true).await.is_err());
        app.close().await;
    }
}
