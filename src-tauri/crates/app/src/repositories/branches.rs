//! The repositories of a connection as a tree by path.

use std::{collections::BTreeMap, sync::Arc};

use portolan_contract::{Branch, Failure, ListBranches};

use crate::App;

impl App {
    /// The parts directly below a path, in name order.
    pub async fn list_branches(
        self: &Arc<Self>,
        request: ListBranches,
    ) -> Result<Vec<Branch>, Failure> {
        let catalog = self.repositories.catalog(&request.connection);
        self.refresh_catalog_if_stale(&request.connection, &catalog)
            .await?;
        let listed = self.listed(&request.connection, &catalog).await?;
        let names = listed.rows.iter().map(|row| row.name.as_str());
        Ok(branches(names, request.path.trim_matches('/')))
    }
}

/// The parts directly below `path`.
fn branches<'n>(names: impl Iterator<Item = &'n str>, path: &str) -> Vec<Branch> {
    let mut found: BTreeMap<&str, (bool, u64)> = BTreeMap::new();
    for name in names {
        let below = if path.is_empty() {
            Some(name)
        } else {
            name.strip_prefix(path)
                .and_then(|rest| rest.strip_prefix('/'))
        };
        match below.map(|below| {
            below
                .split_once('/')
                .map_or((below, None), |(part, rest)| (part, Some(rest)))
        }) {
            None => {}
            Some((part, None)) => found.entry(part).or_default().0 = true,
            Some((part, Some(_))) => found.entry(part).or_default().1 += 1,
        }
    }
    found
        .into_iter()
        .map(|(name, (is_repository, below))| Branch {
            name: name.to_owned(),
            path: if path.is_empty() {
                name.to_owned()
            } else {
                format!("{path}/{name}")
            },
            is_repository,
            below,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 5] = ["alone", "team/app", "team/app/cache", "team/web", "teams"];

    fn found(path: &str) -> Vec<(String, bool, u64)> {
        branches(NAMES.into_iter(), path)
            .into_iter()
            .map(|branch| (branch.path, branch.is_repository, branch.below))
            .collect()
    }

    #[test]
    fn the_top_has_each_first_part_once() {
        assert_eq!(
            found(""),
            [
                ("alone".to_owned(), true, 0),
                ("team".to_owned(), false, 3),
                ("teams".to_owned(), true, 0),
            ]
        );
    }

    #[test]
    fn a_part_can_be_a_repository_and_hold_others() {
        assert_eq!(
            found("team"),
            [
                ("team/app".to_owned(), true, 1),
                ("team/web".to_owned(), true, 0),
            ]
        );
        assert_eq!(found("tea"), []);
    }
}
