//! Harbor's repositories: all that one may see in one list, or project by project on an older server.

use portolan_distribution::{Cursor, Error as WireError, Page, Problem};
use portolan_oci::RepositoryName;
use serde_json::Value;

use super::{Harbor, PAGE};
use crate::{Error, Lenient as _, PageNumber, Result, encode};

/// Projects whose repositories make a page, where they are listed project by project.
const PROJECTS: usize = 10;

/// Pages of one project that are read at most.
const PAGES: usize = 1_000;

/// How the cursor of a list project by project begins.
const BY_PROJECT: &str = "projects:";

/// Whether a cursor is of this list, and not of the protocol's, which is gone on with where it was begun.
pub(super) fn is_own(cursor: &Cursor) -> bool {
    let text = cursor.as_str();
    text.starts_with(BY_PROJECT) || text.parse::<u64>().is_ok()
}

impl Harbor {
    /// A page of what whoever asks may see.
    pub(super) async fn list_of_all(
        &self,
        cursor: Option<&Cursor>,
    ) -> Result<Page<RepositoryName>> {
        let of_projects = cursor.and_then(|cursor| cursor.as_str().strip_prefix(BY_PROJECT));
        if let Some(number) = of_projects {
            let number = Cursor::from(number.to_owned());
            return self.list_by_project(PageNumber::at(Some(&number))).await;
        }
        let number = PageNumber::at(cursor);
        match self.page("repositories", number, PAGE, &[]).await {
            Ok((entries, next)) => {
                let mut page = Page {
                    next,
                    ..Page::empty()
                };
                read_names(&entries, &mut page);
                Ok(page)
            }
            // Before 2.2 there is no such list.
            Err(error) if cursor.is_none() && is_absent(&error) => {
                self.list_by_project(number).await
            }
            Err(error) => Err(error),
        }
    }

    /// The names of all projects that one may see.
    pub(super) async fn project_names(&self) -> Result<Vec<String>> {
        let mut names = Vec::new();
        let mut cursor = None;
        for _ in 0..PAGES {
            let number = PageNumber::at(cursor.as_ref());
            let (projects, next) = self.page("projects", number, PAGE, &[]).await?;
            let named = projects.iter().filter_map(|project| project.text("name"));
            names.extend(named.map(str::to_owned));
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }
        Ok(names)
    }

    /// The repositories of a few projects at a time.
    async fn list_by_project(&self, projects: PageNumber) -> Result<Page<RepositoryName>> {
        let (entries, next) = self.page("projects", projects, PROJECTS, &[]).await?;
        let mut page = Page {
            next: next.map(|next| Cursor::from(format!("{BY_PROJECT}{}", next.as_str()))),
            ..Page::empty()
        };
        for name in entries.iter().filter_map(|project| project.text("name")) {
            let path = format!("projects/{}/repositories", encode(name));
            let mut cursor = None;
            for _ in 0..PAGES {
                let number = PageNumber::at(cursor.as_ref());
                let (repositories, after) = self.page(&path, number, PAGE, &[]).await?;
                read_names(&repositories, &mut page);
                cursor = after;
                if cursor.is_none() {
                    break;
                }
            }
            if cursor.is_some() {
                page.problems.push(Problem::Endless { pages: PAGES });
            }
        }
        Ok(page)
    }
}

fn read_names(entries: &[Value], page: &mut Page<RepositoryName>) {
    for entry in entries {
        let name = entry.text("name").unwrap_or_default();
        match name.parse() {
            Ok(name) => page.items.push(name),
            Err(_) => page.problems.push(Problem::Unusable(shown(name))),
        }
    }
}

/// A text of the server's, cut and without control characters.
fn shown(text: &str) -> String {
    text.chars()
        .filter(|it| !it.is_control())
        .take(80)
        .collect()
}

/// Whether the server does not have what was asked for, as an older one answers.
pub(super) fn is_absent(error: &Error) -> bool {
    error.is_not_found() || matches!(error, Error::Request(WireError::Unsupported { .. }))
}
