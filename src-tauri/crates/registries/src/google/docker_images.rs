//! Artifact Registry's own list of images, for a registry whose list of tags lacks Google's additions: asked
//! with an access token, and of everything in an Artifact Registry repository at once.

use portolan_distribution::{Cursor, Page, Problem};
use portolan_oci::{MediaType, RepositoryName};
use serde_json::Value;

use crate::{
    ListedImage, Result,
    rows::{read_each, unusable},
    vendor_api::{Lenient as _, VendorApi, encode},
};

/// The most that Google puts on a page.
const PAGE_SIZE: &str = "1000";

/// How a cursor of this list begins; those of the protocol are addresses.
const CURSOR: &str = "dockerImages:";

/// Whether a cursor is of this list.
pub(super) fn is_of_api(cursor: &Cursor) -> bool {
    cursor.as_str().starts_with(CURSOR)
}

/// A page of what the API says is in a repository; `None` where it has no place there: on Container Registry,
/// and for a name that is not inside an Artifact Registry repository.
pub(super) async fn list(
    api: &VendorApi,
    host: &str,
    repository: &RepositoryName,
    cursor: Option<&Cursor>,
) -> Result<Option<Page<ListedImage>>> {
    let Some(path) = path(host, repository) else {
        return Ok(None);
    };
    let mut query = vec![("pageSize", PAGE_SIZE)];
    let token = cursor.and_then(|cursor| cursor.as_str().strip_prefix(CURSOR));
    query.extend(token.map(|token| ("pageToken", token)));
    let answer = api.get(&path, &query).await?;
    let said = answer.json();
    // The list is of all images of the Artifact Registry repository; an empty page has no member.
    let begin = format!("{host}/{repository}@");
    let theirs = said
        .list("dockerImages")
        .iter()
        .filter(|row| row.text("uri").is_some_and(|uri| uri.starts_with(&begin)));
    let (items, problems) = read_each(theirs, |row| read_image(row, &begin));
    let next = said.text("nextPageToken");
    Ok(Some(Page {
        items,
        next: next.map(|token| Cursor::from(format!("{CURSOR}{token}"))),
        problems,
    }))
}

/// `europe-docker.pkg.dev` and `project/repository/image` as the API has them. A project of an organisation's
/// own domain has a colon, and is two parts of the path here.
fn path(host: &str, repository: &RepositoryName) -> Option<String> {
    let location = host.strip_suffix("-docker.pkg.dev")?;
    let mut parts = repository.as_str().split('/');
    let (first, second) = (parts.next()?, parts.next()?);
    let (project, kept_in) = if first.contains('.') {
        (format!("{first}:{second}"), parts.next()?)
    } else {
        (first.to_owned(), second)
    };
    parts.next()?;
    let (project, kept_in) = (encode(&project), encode(kept_in));
    Some(format!(
        "/v1/projects/{project}/locations/{location}/repositories/{kept_in}/dockerImages"
    ))
}

fn read_image(row: &Value, begin: &str) -> Result<ListedImage, Problem> {
    let uri = row.text("uri").unwrap_or_default();
    let digest = uri.strip_prefix(begin).unwrap_or_default();
    let digest = digest.parse().map_err(|_| unusable(uri))?;
    Ok(ListedImage {
        media_type: row.text("mediaType").map(MediaType::parse),
        size: row.number("imageSizeBytes"),
        pushed_at: row.time("uploadTime"),
        tags: row.tags("tags"),
        ..ListedImage::new(digest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_s_list_is_that_of_its_artifact_registry_repository() {
        let path = |host: &str, name: &str| path(host, &name.parse().unwrap());
        assert_eq!(
            path("europe-docker.pkg.dev", "acme/images/team/app").as_deref(),
            Some("/v1/projects/acme/locations/europe/repositories/images/dockerImages")
        );
        assert_eq!(
            path("us-east1-docker.pkg.dev", "acme.example/prod/images/app").as_deref(),
            Some(
                "/v1/projects/acme.example%3Aprod/locations/us-east1/repositories/images/dockerImages"
            )
        );
        assert_eq!(path("europe-docker.pkg.dev", "acme/images"), None);
        assert_eq!(path("eu.gcr.io", "acme/images/app"), None);
    }
}
