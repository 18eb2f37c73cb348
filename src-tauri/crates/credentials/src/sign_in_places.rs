//! Where Docker's and Podman's sign-in files are, in the order in which they are asked.

use std::path::{Path, PathBuf};

use crate::{Error, SignInSource, Surroundings, sign_in_file::SignInFile};

/// The environment variable that holds Docker sign-ins itself.
pub(crate) const DOCKER_VARIABLE: &str = "DOCKER_AUTH_CONFIG";

/// The files of a source that are there, first asked first, and the ones that can't be read.
pub(crate) async fn read_files(
    surroundings: &Surroundings,
    source: SignInSource,
) -> (Vec<SignInFile>, Vec<Error>) {
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    if source == SignInSource::Docker
        && let Some(value) = surroundings.variable(DOCKER_VARIABLE)
    {
        match SignInFile::parse(Path::new(DOCKER_VARIABLE), value.as_encoded_bytes()) {
            Ok(file) => files.push(file),
            Err(problem) => problems.push(problem),
        }
    }
    for place in places(surroundings, source) {
        match SignInFile::read(&place).await {
            Ok(file) => files.extend(file),
            Err(problem) => problems.push(problem),
        }
    }
    (files, problems)
}

/// The files of a source, first asked first; the first is the one that its engine writes to.
pub(crate) fn places(surroundings: &Surroundings, source: SignInSource) -> Vec<PathBuf> {
    let home = &surroundings.home;
    let folder = |name: &str| surroundings.variable(name).map(PathBuf::from);
    let docker = || {
        folder("DOCKER_CONFIG")
            .unwrap_or_else(|| home.join(".docker"))
            .join("config.json")
    };
    if source == SignInSource::Docker {
        return vec![docker()];
    }
    // Whoever names a file means this one only (containers-auth.json(5)).
    if let Some(named) = folder("REGISTRY_AUTH_FILE") {
        return vec![named];
    }
    if surroundings.variable("DOCKER_CONFIG").is_some() {
        return vec![docker()];
    }
    let user_config = folder("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config"));
    let mut places = Vec::new();
    if cfg!(target_os = "linux") {
        places.extend(runtime_file(surroundings));
    }
    if cfg!(any(target_os = "macos", target_os = "windows")) {
        places.push(home.join(".config/containers/auth.json"));
    }
    let in_config = user_config.join("containers/auth.json");
    if !places.contains(&in_config) {
        places.push(in_config);
    }
    places.push(docker());
    places.push(home.join(".dockercfg"));
    places
}

/// The file that lasts until the person signs out: in `$XDG_RUNTIME_DIR`, or, without one, where Podman
/// has it for the user who owns the home folder.
fn runtime_file(surroundings: &Surroundings) -> Option<PathBuf> {
    if let Some(folder) = surroundings.variable("XDG_RUNTIME_DIR") {
        return Some(Path::new(folder).join("containers/auth.json"));
    }
    #[cfg(unix)]
    let user = std::fs::metadata(&surroundings.home)
        .ok()
        .map(|home| std::os::unix::fs::MetadataExt::uid(&home));
    #[cfg(not(unix))]
    let user: Option<u32> = None;
    user.map(|user| PathBuf::from(format!("/run/containers/{user}/auth.json")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surroundings(environment: &[(&str, &str)]) -> Surroundings {
        Surroundings {
            home: "/home/alice".into(),
            environment: environment
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect(),
        }
    }

    fn found(source: SignInSource, environment: &[(&str, &str)]) -> Vec<String> {
        places(&surroundings(environment), source)
            .into_iter()
            .map(|place| place.to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn docker_has_one_file() {
        assert_eq!(
            found(SignInSource::Docker, &[]),
            ["/home/alice/.docker/config.json"]
        );
        let moved = [
            ("DOCKER_CONFIG", "/etc/ci"),
            ("REGISTRY_AUTH_FILE", "/else"),
        ];
        assert_eq!(found(SignInSource::Docker, &moved), ["/etc/ci/config.json"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn podman_looks_in_its_own_places_first_and_in_dockers_last() {
        assert_eq!(
            found(
                SignInSource::Podman,
                &[("XDG_RUNTIME_DIR", "/run/user/1000")]
            ),
            [
                "/run/user/1000/containers/auth.json",
                "/home/alice/.config/containers/auth.json",
                "/home/alice/.docker/config.json",
                "/home/alice/.dockercfg",
            ]
        );
    }

    #[test]
    fn a_named_file_is_the_only_one() {
        let named = [
            ("REGISTRY_AUTH_FILE", "/mine.json"),
            ("DOCKER_CONFIG", "/etc/ci"),
        ];
        assert_eq!(found(SignInSource::Podman, &named), ["/mine.json"]);
        assert_eq!(
            found(SignInSource::Podman, &[("DOCKER_CONFIG", "/etc/ci")]),
            ["/etc/ci/config.json"]
        );
    }
}
