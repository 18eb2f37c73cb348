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
mod tests;
