//! The commands that push an image to a repository, or to a new one.

use portolan_contract::{Engine, EngineCommand, Failure, ListPushCommands, Shell};
use portolan_oci::RepositoryName;

use super::{AmazonLogin, Target, line::Line};
use crate::App;

/// The region that signs in to public registries, wherever one is.
const PUBLIC_SEAT: &str = "us-east-1";

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
        let (target, there) = self
            .target(&request.connection, repository.as_ref())
            .await?;
        Ok(commands(&target, there.as_ref(), request.shell))
    }
}

fn commands(
    target: &Target,
    repository: Option<&RepositoryName>,
    shell: Shell,
) -> Vec<EngineCommand> {
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
        text: {
            let name = repository.map_or(NAME, RepositoryName::as_str);
            let push = command(engine, target, name);
            let login = target.login.as_ref();
            match login.map(|login| login_line(engine, &target.host, login, shell)) {
                Some(login) => format!("{login}\n{push}"),
                None => push,
            }
        },
    };
    engines.into_iter().map(command).collect()
}

/// The line that signs an engine in to Amazon ECR: a fresh password goes from one program to the other, and is
/// never seen.
pub(crate) fn login_line(engine: Engine, host: &str, login: &AmazonLogin, shell: Shell) -> String {
    let profile = login.profile.as_deref();
    let (api, verb, region) = match &login.region {
        Some(region) => ("ecr", "Get-ECRLoginCommand", region.as_str()),
        None => ("ecr-public", "Get-ECRPublicLoginCommand", PUBLIC_SEAT),
    };
    // Where new repositories are pushed, the registry's alias stands behind its host.
    let host = host.split('/').next().unwrap_or(host);
    let password = match shell {
        Shell::Posix => Line::of(&["aws", api, "get-login-password", "--region", region])
            .option("--profile", profile)
            .end(),
        Shell::PowerShell => {
            let line = Line::of(&[verb, "-Region", region]);
            format!("({}).Password", line.option("-ProfileName", profile).end())
        }
    };
    let words: &[&str] = match engine {
        Engine::Docker => &["docker", "login"],
        Engine::Podman => &["podman", "login"],
        Engine::Nerdctl => &["nerdctl", "login"],
        Engine::Crane => &["crane", "auth", "login"],
        Engine::Skopeo => &["skopeo", "login"],
        Engine::Oras => &["oras", "login"],
        Engine::Helm => &["helm", "registry", "login"],
    };
    let login = Line::of(words)
        .word("--username")
        .word("AWS")
        .word("--password-stdin")
        .word(host);
    format!("{password} | {}", login.end())
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
            login: None,
        }
    }

    #[test]
    fn a_push_to_amazon_begins_with_the_sign_in_of_each_shell() {
        let host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
        let target = Target {
            host: host.to_owned(),
            plain_http: false,
            login: Some(AmazonLogin {
                region: Some("eu-west-1".to_owned()),
                profile: Some("work".to_owned()),
            }),
        };
        let first = |shell| {
            let all = commands(&target, Some(&"team/app".parse().unwrap()), shell);
            all[0].text.lines().next().unwrap().to_owned()
        };
        assert_eq!(
            first(Shell::Posix),
            format!(
                "aws ecr get-login-password --region eu-west-1 --profile work | docker login \
                 --username AWS --password-stdin {host}"
            )
        );
        assert_eq!(
            first(Shell::PowerShell),
            format!(
                "(Get-ECRLoginCommand -Region eu-west-1 -ProfileName work).Password | docker login \
                 --username AWS --password-stdin {host}"
            )
        );
    }

    #[test]
    fn the_public_registry_is_signed_in_to_in_its_own_region() {
        let target = Target {
            host: "public.ecr.aws".to_owned(),
            plain_http: false,
            login: Some(AmazonLogin {
                region: None,
                profile: None,
            }),
        };
        let first = |shell| {
            let all = commands(&target, Some(&"harbour/app".parse().unwrap()), shell);
            all[0].text.clone()
        };
        assert_eq!(
            first(Shell::Posix),
            "aws ecr-public get-login-password --region us-east-1 | docker login --username AWS \
             --password-stdin public.ecr.aws\n\
             docker tag my-image:latest public.ecr.aws/harbour/app:latest\n\
             docker push public.ecr.aws/harbour/app:latest"
        );
        let windows = first(Shell::PowerShell);
        assert!(windows.starts_with("(Get-ECRPublicLoginCommand -Region us-east-1).Password |"));
    }

    #[test]
    fn every_engine_gets_its_commands() {
        let all = commands(
            &target(true),
            Some(&"team/app".parse().unwrap()),
            Shell::Posix,
        );
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
