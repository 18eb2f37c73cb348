//! What is still needed and what is not: the reachability that freeing space rests on.

use std::collections::{BTreeMap, HashMap, HashSet};

use portolan_oci::{Digest, RepositoryName};
use rusqlite::{Connection, params};

use crate::{
    Error,
    manifests::parse_digest,
    rows,
    space::{RepositorySpace, SpacePlan, SpaceRules},
};

/// Everything the database speaks of, with what must stay marked.
pub(crate) struct Survey {
    contents: HashMap<i64, Content>,
    repositories: HashMap<i64, RepositoryName>,
    manifests: Vec<Manifest>,
    links: Vec<Link>,
}

struct Content {
    digest: Digest,
    /// `None` when the pool does not have it.
    size: Option<u64>,
    is_kept: bool,
}

struct Manifest {
    id: i64,
    repository: i64,
    content: i64,
    subject: Option<String>,
    is_tagged: bool,
    /// When it was last pushed or lost its last tag.
    touched_at: i64,
    removed_at: Option<i64>,
    is_kept: bool,
}

struct Link {
    repository: i64,
    content: i64,
    touched_at: i64,
    is_kept: bool,
}

impl Survey {
    /// Reads the database and marks what `rules` keep.
    pub(crate) fn take(connection: &Connection, rules: SpaceRules) -> Result<Self, Error> {
        let keep_since = rules.keep_since.as_millisecond();
        let mut survey = Self {
            contents: read_contents(connection, keep_since)?,
            repositories: read_repositories(connection)?,
            manifests: read_manifests(connection)?,
            links: read_links(connection)?,
        };
        let edges = read_edges(connection)?;
        survey.mark_manifests(rules, &edges);
        survey.mark_contents(keep_since, &edges);
        Ok(survey)
    }

    fn mark_manifests(&mut self, rules: SpaceRules, edges: &HashMap<i64, Vec<i64>>) {
        let keep_since = rules.keep_since.as_millisecond();
        let mut by_content = HashMap::new();
        let mut by_subject: HashMap<(i64, &str), Vec<usize>> = HashMap::new();
        for (place, manifest) in self.manifests.iter().enumerate() {
            by_content.insert((manifest.repository, manifest.content), place);
            if let Some(subject) = &manifest.subject {
                let key = (manifest.repository, subject.as_str());
                by_subject.entry(key).or_default().push(place);
            }
        }
        let mut kept: HashSet<usize> = HashSet::new();
        let mut found: Vec<usize> = (0..self.manifests.len())
            .filter(|place| is_needed_by_itself(&self.manifests[*place], rules, keep_since))
            .collect();
        while let Some(place) = found.pop() {
            if !kept.insert(place) {
                continue;
            }
            let manifest = &self.manifests[place];
            let children = edges.get(&manifest.content).into_iter().flatten();
            found.extend(
                children
                    .filter_map(|child| by_content.get(&(manifest.repository, *child)))
                    .filter(|child| self.manifests[**child].removed_at.is_none()),
            );
            if let Some(content) = self.contents.get(&manifest.content) {
                let key = (manifest.repository, content.digest.as_str());
                let referrers = by_subject.get(&key).into_iter().flatten();
                found.extend(
                    referrers.filter(|referrer| self.manifests[**referrer].removed_at.is_none()),
                );
            }
        }
        for place in kept {
            self.manifests[place].is_kept = true;
        }
    }

    fn mark_contents(&mut self, keep_since: i64, edges: &HashMap<i64, Vec<i64>>) {
        let mut named_in: HashSet<(i64, i64)> = HashSet::new();
        let mut needed: HashSet<i64> = HashSet::new();
        for manifest in self.manifests.iter().filter(|manifest| manifest.is_kept) {
            needed.insert(manifest.content);
            for child in edges.get(&manifest.content).into_iter().flatten() {
                needed.insert(*child);
                named_in.insert((manifest.repository, *child));
            }
        }
        for link in &mut self.links {
            let is_named = named_in.contains(&(link.repository, link.content));
            link.is_kept = is_named || link.touched_at >= keep_since;
            if link.is_kept {
                needed.insert(link.content);
            }
        }
        for id in needed {
            if let Some(content) = self.contents.get_mut(&id) {
                content.is_kept = true;
            }
        }
    }

    /// What would be removed, for showing.
    pub(crate) fn plan(&self, rules: SpaceRules) -> SpacePlan {
        let mut spaces: BTreeMap<&RepositoryName, RepositorySpace> = BTreeMap::new();
        for manifest in self.manifests.iter().filter(|manifest| !manifest.is_kept) {
            let Some((name, content)) = self.named(manifest.repository, manifest.content) else {
                continue;
            };
            let space = spaces.entry(name).or_insert_with(|| no_space(name));
            if manifest.removed_at.is_some() {
                space.removed.push(content.digest.clone());
            } else {
                space.untagged.push(content.digest.clone());
            }
        }
        let manifests = self.manifests.iter();
        let links = self.links.iter();
        let held: HashSet<(i64, i64)> = manifests
            .map(|manifest| (manifest.repository, manifest.content))
            .chain(links.map(|link| (link.repository, link.content)))
            .collect();
        for (repository, content) in held {
            let Some((name, content)) = self.named(repository, content) else {
                continue;
            };
            if let (false, Some(size)) = (content.is_kept, content.size) {
                spaces.entry(name).or_insert_with(|| no_space(name)).bytes += size;
            }
        }
        let mut contents: Vec<(Digest, u64)> = self
            .contents
            .values()
            .filter(|content| !content.is_kept)
            .filter_map(|content| Some((content.digest.clone(), content.size?)))
            .collect();
        contents.sort();
        SpacePlan {
            rules,
            repositories: spaces.into_values().collect(),
            contents,
        }
    }

    fn named(&self, repository: i64, content: i64) -> Option<(&RepositoryName, &Content)> {
        let name = self.repositories.get(&repository)?;
        Some((name, self.contents.get(&content)?))
    }

    /// Removes the rows of what `plan` names and nothing needs. Returns the content whose files may go
    /// once this is committed, and how many manifests went.
    pub(crate) fn remove(
        &self,
        connection: &Connection,
        plan: &SpacePlan,
    ) -> Result<(Vec<(Digest, u64)>, u64), Error> {
        let planned: HashSet<(&RepositoryName, &Digest)> = plan
            .repositories
            .iter()
            .flat_map(|space| {
                let digests = space.untagged.iter().chain(&space.removed);
                digests.map(|digest| (&space.repository, digest))
            })
            .collect();
        let mut held: HashSet<i64> = HashSet::new();
        let mut manifests = 0;
        for manifest in &self.manifests {
            let name = self.repositories.get(&manifest.repository);
            let content = self.contents.get(&manifest.content);
            let is_planned = matches!((name, content), (Some(name), Some(content))
                if planned.contains(&(name, &content.digest)));
            if manifest.is_kept || !is_planned {
                held.insert(manifest.content);
                continue;
            }
            manifests += 1;
            connection
                .prepare_cached("DELETE FROM manifests WHERE id = ?")?
                .execute([manifest.id])?;
            rows::mark_layout_stale(connection, manifest.repository)?;
        }
        let planned: HashSet<&Digest> = plan.contents.iter().map(|(digest, _)| digest).collect();
        let mut gone = Vec::new();
        for (id, content) in &self.contents {
            let is_free = !content.is_kept && !held.contains(id);
            let (true, Some(size)) = (is_free && planned.contains(&content.digest), content.size)
            else {
                continue;
            };
            connection
                .prepare_cached("DELETE FROM links WHERE content_id = ?")?
                .execute([id])?;
            connection
                .prepare_cached("DELETE FROM edges WHERE parent_id = ?")?
                .execute([id])?;
            connection
                .prepare_cached("UPDATE contents SET size = NULL, stored_at = NULL WHERE id = ?")?
                .execute([id])?;
            gone.push((content.digest.clone(), size));
        }
        forget_unnamed(connection)?;
        Ok((gone, manifests))
    }
}

fn no_space(repository: &RepositoryName) -> RepositorySpace {
    RepositorySpace {
        repository: repository.clone(),
        untagged: Vec::new(),
        removed: Vec::new(),
        bytes: 0,
    }
}

/// Whether a manifest stays for its own sake: tagged, or touched too lately to be sure that nobody wants
/// it back.
fn is_needed_by_itself(manifest: &Manifest, rules: SpaceRules, keep_since: i64) -> bool {
    match manifest.removed_at {
        Some(removed_at) => removed_at >= keep_since,
        None => manifest.is_tagged || !rules.untagged || manifest.touched_at >= keep_since,
    }
}

/// Forgets digests that nothing speaks of any more, and repositories that hold nothing.
pub(crate) fn forget_unnamed(connection: &Connection) -> Result<(), Error> {
    connection.execute(
        "DELETE FROM contents WHERE size IS NULL
           AND NOT EXISTS (SELECT 1 FROM edges WHERE child_id = contents.id OR parent_id = contents.id)
           AND NOT EXISTS (SELECT 1 FROM links WHERE content_id = contents.id)
           AND NOT EXISTS (SELECT 1 FROM manifests WHERE content_id = contents.id)",
        [],
    )?;
    connection.execute(
        "DELETE FROM repositories WHERE layout_stale = 0
           AND NOT EXISTS (SELECT 1 FROM links WHERE repository_id = repositories.id)
           AND NOT EXISTS (SELECT 1 FROM manifests WHERE repository_id = repositories.id)",
        [],
    )?;
    Ok(())
}

fn read_contents(connection: &Connection, keep_since: i64) -> Result<HashMap<i64, Content>, Error> {
    let mut statement = connection.prepare("SELECT id, digest, size, stored_at FROM contents")?;
    let mut found = statement.query([])?;
    let mut contents = HashMap::new();
    while let Some(row) = found.next()? {
        let stored_at: Option<i64> = row.get(3)?;
        contents.insert(
            row.get(0)?,
            Content {
                digest: parse_digest(&row.get::<_, String>(1)?)?,
                size: row.get::<_, Option<i64>>(2)?.map(|size| size as u64),
                is_kept: stored_at.is_some_and(|stored_at| stored_at >= keep_since),
            },
        );
    }
    Ok(contents)
}

fn read_repositories(connection: &Connection) -> Result<HashMap<i64, RepositoryName>, Error> {
    let mut statement = connection.prepare("SELECT id, name FROM repositories")?;
    let mut found = statement.query([])?;
    let mut repositories = HashMap::new();
    while let Some(row) = found.next()? {
        let name: String = row.get(1)?;
        let name = name
            .parse()
            .map_err(|_| Error::Damaged(format!("{name:?} stands where a name should")))?;
        repositories.insert(row.get(0)?, name);
    }
    Ok(repositories)
}

fn read_manifests(connection: &Connection) -> Result<Vec<Manifest>, Error> {
    let mut statement = connection.prepare(
        "SELECT id, repository_id, content_id, subject,
             EXISTS (SELECT 1 FROM tags WHERE manifest_id = manifests.id),
             max(pushed_at, coalesce(untagged_at, 0)), removed_at
         FROM manifests",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Manifest {
            id: row.get(0)?,
            repository: row.get(1)?,
            content: row.get(2)?,
            subject: row.get(3)?,
            is_tagged: row.get(4)?,
            touched_at: row.get(5)?,
            removed_at: row.get(6)?,
            is_kept: false,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_links(connection: &Connection) -> Result<Vec<Link>, Error> {
    let mut statement = connection.prepare(
        "SELECT repository_id, content_id, max(linked_at, coalesce(removed_at, 0)) FROM links",
    )?;
    let rows = statement.query_map(params![], |row| {
        Ok(Link {
            repository: row.get(0)?,
            content: row.get(1)?,
            touched_at: row.get(2)?,
            is_kept: false,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_edges(connection: &Connection) -> Result<HashMap<i64, Vec<i64>>, Error> {
    let mut statement = connection.prepare("SELECT parent_id, child_id FROM edges")?;
    let mut found = statement.query([])?;
    let mut edges: HashMap<i64, Vec<i64>> = HashMap::new();
    while let Some(row) = found.next()? {
        edges.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    Ok(edges)
}
