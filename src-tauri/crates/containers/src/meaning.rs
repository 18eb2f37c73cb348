//! What an engine would pull when it is given a name.

use std::path::PathBuf;

use portolan_oci::Reference;

use crate::{
    Mode, NameProblem, Problem, ShortNames,
    name::{is_registry, read_name},
};

/// One reference that would be tried.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Candidate {
    /// The whole reference, with its tag or digest.
    pub reference: String,
    /// Pulling it is forbidden.
    pub blocked: bool,
    /// Where it is really fetched, mirrors first; empty where that is the reference itself.
    pub fetched_from: Vec<String>,
}

/// What a name comes to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Meaning {
    /// It names its registry, so no table is asked.
    Qualified(Candidate),
    /// A table has it.
    Alias {
        /// What it stands for.
        candidate: Candidate,
        /// The file that says so.
        path: PathBuf,
    },
    /// No table has it: registries are searched.
    Search {
        /// In this order.
        candidates: Vec<Candidate>,
        /// How.
        mode: Mode,
        /// The file that names the registries.
        path: Option<PathBuf>,
    },
    /// No table has it, and there is no registry to search.
    Nothing,
    /// A file is damaged, so the engine refuses.
    Broken {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        problem: Problem,
    },
}

/// Finds what a name comes to, which may have a tag or a digest.
///
/// # Errors
/// What is no name and no reference.
pub fn find_meaning(known: &ShortNames, text: &str) -> Result<Meaning, NameProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(NameProblem::Empty);
    }
    // Read as Docker does, for the tag and the digest and what they may be.
    let reference: Reference = text.parse().map_err(|_| NameProblem::Grammar)?;
    let is_qualified = text
        .split_once('/')
        .is_some_and(|(first, _)| is_registry(first));
    let damaged = known
        .files
        .iter()
        .find_map(|file| file.problem.as_ref().map(|problem| (file, problem)));
    if let Some((file, problem)) = damaged {
        return Ok(Meaning::Broken {
            path: file.path.clone(),
            problem: problem.clone(),
        });
    }
    if is_qualified {
        let name = format!("{}/{}", reference.host, reference.repository);
        return Ok(Meaning::Qualified(candidate(known, &name, &reference)));
    }
    let end = text.find([':', '@']).unwrap_or(text.len());
    let short = read_name(&text[..end])?;
    if let Some(alias) = known.winner(&short)
        && let Some(target) = &alias.target
    {
        return Ok(Meaning::Alias {
            candidate: candidate(known, target, &reference),
            path: alias.path.clone(),
        });
    }
    if known.search.is_empty() {
        return Ok(Meaning::Nothing);
    }
    let candidates = known.search.iter().map(|registry| {
        // Docker Hub keeps names without a slash under `library`.
        let is_hub = registry == "docker.io" && !short.contains('/');
        let between = if is_hub { "/library/" } else { "/" };
        candidate(known, &format!("{registry}{between}{short}"), &reference)
    });
    Ok(Meaning::Search {
        candidates: candidates.collect(),
        mode: known.mode,
        path: known.search_path.clone(),
    })
}

/// A repository with the tag or digest of a reference, and where it is fetched.
fn candidate(known: &ShortNames, name: &str, like: &Reference) -> Candidate {
    let ending = match (&like.tag, &like.digest) {
        (tag, Some(digest)) => {
            let tag = tag.as_ref().map(|tag| format!(":{tag}"));
            format!("{}@{digest}", tag.unwrap_or_default())
        }
        (Some(tag), None) => format!(":{tag}"),
        (None, None) => ":latest".to_owned(),
    };
    let reference = format!("{name}{ending}");
    let fitting = known
        .rewrites
        .iter()
        .filter(|(prefix, _)| fits(&reference, prefix))
        .max_by_key(|(prefix, _)| prefix.len());
    let Some((prefix, rewrite)) = fitting else {
        return Candidate {
            reference,
            blocked: false,
            fetched_from: vec![],
        };
    };
    let moved = |location: &str| match prefix.strip_prefix('*') {
        // Of a wildcard the whole host is replaced.
        Some(_) => format!(
            "{location}{}",
            &reference[reference.find('/').unwrap_or(0)..]
        ),
        None => format!("{location}{}", &reference[prefix.len()..]),
    };
    let mut fetched_from: Vec<String> = rewrite.mirrors.iter().map(|it| moved(it)).collect();
    let is_moved = !rewrite.location.is_empty() && rewrite.location != *prefix;
    if is_moved {
        fetched_from.push(moved(&rewrite.location));
    } else if !fetched_from.is_empty() {
        fetched_from.push(reference.clone());
    }
    Candidate {
        reference,
        blocked: rewrite.blocked,
        fetched_from,
    }
}

/// Whether a prefix is of this reference: up to the end of a part, or `*.` for any host below a domain.
fn fits(reference: &str, prefix: &str) -> bool {
    if let Some(domain) = prefix.strip_prefix('*') {
        let host = reference.split(['/', ':', '@']).next().unwrap_or_default();
        return host.ends_with(domain) && host.len() > domain.len();
    }
    let rest = reference.strip_prefix(prefix);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ':', '@']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rules, places::tests::Machine, read_short_names};

    fn known(main: &str) -> ShortNames {
        let machine = Machine::new(Rules::BeforeSix);
        machine.write("etc/containers/registries.conf", main);
        read_short_names(&machine.layout)
    }

    fn reference(meaning: &Meaning) -> Vec<&str> {
        match meaning {
            Meaning::Qualified(candidate) | Meaning::Alias { candidate, .. } => {
                vec![&candidate.reference]
            }
            Meaning::Search { candidates, .. } => {
                candidates.iter().map(|it| it.reference.as_str()).collect()
            }
            Meaning::Nothing | Meaning::Broken { .. } => vec![],
        }
    }

    #[test]
    fn the_tag_or_digest_of_the_name_goes_to_what_it_stands_for() {
        let known = known("[aliases]\napp = 'quay.io/team/app'\n");
        let digest = format!("sha256:{}", "0".repeat(64));
        for (text, expected) in [
            ("app", "quay.io/team/app:latest".to_owned()),
            ("app:1.2", "quay.io/team/app:1.2".to_owned()),
            (
                &format!("app@{digest}"),
                format!("quay.io/team/app@{digest}"),
            ),
            ("ghcr.io/x/app", "ghcr.io/x/app:latest".to_owned()),
            ("docker.io/app:1", "docker.io/library/app:1".to_owned()),
        ] {
            let meaning = find_meaning(&known, text).unwrap();
            assert_eq!(reference(&meaning), [expected], "{text}");
        }
    }

    #[test]
    fn a_name_in_no_table_is_searched_for_in_order() {
        let known = known(
            "unqualified-search-registries = ['quay.io', 'docker.io']\nshort-name-mode = 'disabled'\n\
             [aliases]\ngone = ''\n",
        );
        for text in ["gone:1", "other:1"] {
            let meaning = find_meaning(&known, text).unwrap();
            let name = text.split(':').next().unwrap();
            assert_eq!(
                reference(&meaning),
                [
                    format!("quay.io/{name}:1"),
                    format!("docker.io/library/{name}:1")
                ]
            );
            assert!(matches!(
                meaning,
                Meaning::Search {
                    mode: Mode::Disabled,
                    ..
                }
            ));
        }
    }

    #[test]
    fn without_registries_to_search_there_is_nothing() {
        assert_eq!(find_meaning(&known(""), "app"), Ok(Meaning::Nothing));
    }

    #[test]
    fn a_damaged_file_makes_engines_refuse_every_name() {
        let known = known("[aliases]\napp = 'quay.io/team/app'\nother = 'nowhere'\n");
        let Ok(Meaning::Broken { problem, .. }) = find_meaning(&known, "app") else {
            panic!("it was found");
        };
        assert_eq!(problem.line, Some(3));
    }

    #[test]
    fn registries_are_moved_mirrored_and_blocked_by_their_longest_prefix() {
        let known = known(
            "[aliases]\na='example.com/foo/a'\nb='example.com/bar/b'\nc='example.community/c'\nd='x.wild.io/d'\n\
             [[registry]]\nprefix='example.com'\nblocked=true\n\
             [[registry]]\nprefix='example.com/foo'\nlocation='internal.example/bar'\n\
             [[registry.mirror]]\nlocation='mirror.example/foo'\n\
             [[registry]]\nprefix='*.wild.io'\nlocation='tame.io'\n",
        );
        let candidate = |name| match find_meaning(&known, name).unwrap() {
            Meaning::Alias { candidate, .. } => candidate,
            other => panic!("{other:?}"),
        };
        let moved = candidate("a:1");
        assert!(!moved.blocked);
        assert_eq!(
            moved.fetched_from,
            ["mirror.example/foo/a:1", "internal.example/bar/a:1"]
        );
        assert!(candidate("b").blocked);
        assert_eq!(candidate("c").fetched_from, Vec::<String>::new());
        assert_eq!(candidate("d").fetched_from, ["tame.io/d:latest"]);
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let known = known("");
        for text in ["", "App", "a b", "a:", "a@b"] {
            assert!(find_meaning(&known, text).is_err(), "{text:?}");
        }
    }
}
