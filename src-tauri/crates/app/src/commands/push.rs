//! The commands that push an image to a repository, or to a new one.

use portolan_contract::{Engine, EngineCommand, Failure, ListPushCommands};
use portolan_oci::RepositoryName;

use super::{Target, line::Line};
use crate::App;

/// What the commands call the image that is on this machine.
const NAME: &str = "my-image";

impl App {
    /// The commands that push an image, for a repository or, without one, for a new one.
    pub async fn list_push_commands(
        &self,
        request: ListPushCommands,
    ) -> Result<Vec<EngineCommand>, Failure> {
        let repository = match request.repository {
            Some(text) => Some(
                text.parse::<RepositoryName>()
                    .map_err(|problem| Failure::invalid("repository", problem.to_string()))?,
            ),
            None => None,
        };
        let target = self.target(&request.connection).await?;
        Ok(commands(&target, repository.as_ref()))
    }
}

fn commands(target: &Target, repository: Option<&RepositoryName>) -> Vec<EngineCommand> {
    let engines = [
        Engine::Docker,
        Engine::Podman,
        Engine::Nerdctl,
        Engine::Crane,
        Engine::Skopeo,
        Engine::Oras,
        Engine::Helm,
    ];
    let command = |engine| EngineCommand {
        engine,
        text: command(
            engine,
            target,
            repository.map_or(NAME, RepositoryName::as_str),
        ),
    };
    engines.into_iter().map(command).collect()
}

fn command(engine: Engine, target: &Target, repository: &str) -> String {
    let plain = target.plain_http;
    let own = format!("{NAME}:latest");
    let reference = format!("{}/{repository}:latest", target.host);
    let lines = match engine {
        Engine::Docker => vec![
            Line::of(&["docker", "tag", &own, &reference]),
            Line::of(&["docker", "push", &reference]),
        ],
        Engine::Podman => vec![
            Line::of(&["podman", "push"])
                .word_if(plain, "--tls-verify=false")
                .word(&own)
                .word(&reference),
        ],
        Engine::Nerdctl => vec![
            Line::of(&["nerdctl", "tag", &own, &reference]),
            Line::of(&["nerdctl"])
                .word_if(plain, "--insecure-registry")
                .word("push")
                .word(&reference),
        ],
        Engine::Crane => vec![
            Line::of(&["crane", "push"])
                .word_if(plain, "--insecure")
                .word(&format!("{NAME}.tar"))
                .word(&reference),
        ],
        Engine::Skopeo => vec![
            Line::of(&["skopeo", "copy"])
                .word_if(plain, "--dest-tls-verify=false")
                .word(&format!("docker-daemon:{own}"))
                .word(&format!("docker://{reference}")),
        ],
        Engine::Oras => vec![
            Line::of(&["oras", "push"])
                .word_if(plain, "--plain-http")
                .word(&reference)
                .word("my-file.txt"),
        ],
        // Helm adds the chart's own name to where it pushes.
        Engine::Helm => {
            let (folder, chart) = repository.rsplit_once('/').unwrap_or(("", repository));
            let place = format!("oci://{}/{folder}", target.host);
            vec![
                Line::of(&["helm", "push"])
                    .word_if(plain, "--plain-http")
                    .word(&format!("{chart}-0.1.0.tgz"))
                    .word(place.trim_end_matches('/')),
            ]
        }
    };
    let lines: Vec<String> = lines.into_iter().map(Line::end).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(plain_http: bool) -> Target {
        Target {
            host: "localhost:5050".to_owned(),
            plain_http,
        }
    }

    #[test]
    fn every_engine_gets_its_commands() {
        let all = commands(&target(true), Some(&"team/app".parse().unwrap()));
        assert_eq!(all.len(), 7);
        assert_eq!(
            all[0].text,
            "docker tag my-image:latest localhost:5050/team/app:latest\n\
             docker push localhost:5050/team/app:latest"
        );
        let podman = &all[1].text;
        assert_eq!(
            podman,
            "podman push --tls-verify=false my-image:latest localhost:5050/team/app:latest"
        );
        let helm = &all[6].text;
        assert_eq!(
            helm,
            "helm push --plain-http app-0.1.0.tgz oci://localhost:5050/team"
        );
    }

    #[test]
    fn a_new_repository_is_named_after_the_image() {
        let skopeo = command(Engine::Skopeo, &target(false), NAME);
        assert_eq!(
            skopeo,
            "skopeo copy docker-daemon:my-image:latest docker://localhost:5050/my-image:latest"
        );
        let helm = command(Engine::Helm, &target(false), NAME);
        assert_eq!(helm, "helm push my-image-0.1.0.tgz oci://localhost:5050");
    }
}
