//! What GitLab's JSON says of container repositories and tags; members that lack or are of another type are
//! absent.

use portolan_distribution::Problem;
use portolan_oci::{MediaType, RepositoryName, Tag};
use serde_json::Value;

use crate::{
    ListedImage,
    rows::{read_each, unusable},
    vendor_api::Lenient as _,
};

/// A container repository as GitLab's own API calls it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Place {
    /// The project that it belongs to.
    pub(super) project: u64,
    /// Its number.
    pub(super) number: u64,
}

/// A row of a list of container repositories.
pub(super) fn read_repository(row: &Value) -> Result<(RepositoryName, Place), Problem> {
    let path = row.text("path").unwrap_or_default();
    let name = path.parse().map_err(|_| unusable(path))?;
    let (Some(project), Some(number)) = (row.number("project_id"), row.number("id")) else {
        return Err(unusable(path));
    };
    Ok((name, Place { project, number }))
}

/// A page of tags with their details.
pub(super) struct Tags {
    pub(super) images: Vec<ListedImage>,
    pub(super) problems: Vec<Problem>,
    /// Where the next page begins.
    pub(super) next: Option<String>,
}

/// A page of tags as GitLab's GraphQL answers it; `None` where the answer is none, as of a server that does
/// not know the question.
pub(super) fn read_tags(answer: &Value) -> Option<Tags> {
    let tags = answer.pointer("/data/containerRepository/tags")?;
    let nodes = tags.get("nodes")?.as_array()?;
    let (images, problems) = read_each(nodes, read_tag);
    let more = tags
        .get("pageInfo")
        .filter(|it| it.flag("hasNextPage") == Some(true));
    Some(Tags {
        images,
        problems,
        next: more.and_then(|it| it.text("endCursor")).map(str::to_owned),
    })
}

fn read_tag(node: &Value) -> Result<ListedImage, Problem> {
    let name = node.text("name").unwrap_or_default();
    let tag: Tag = name.parse().map_err(|_| unusable(name))?;
    let digest = node.digest("digest").ok_or_else(|| unusable(name))?;
    let mut image = ListedImage::new(digest);
    image.tags.push(tag);
    image.size = node.number("totalSize");
    image.media_type = node.text("mediaType").map(MediaType::parse);
    image.pushed_at = node.time("publishedAt").or_else(|| node.time("createdAt"));
    Ok(image)
}

/// What a project's policy removes by itself, in GitLab's own terms; `None` where it removes nothing.
pub(super) fn read_cleanup(project: &Value) -> Option<String> {
    let policy = project.get("container_expiration_policy")?;
    if policy.flag("enabled") != Some(true) {
        return None;
    }
    let said = [
        "cadence",
        "keep_n",
        "older_than",
        "name_regex",
        "name_regex_keep",
    ];
    let terms = said.into_iter().filter_map(|term| {
        let number = || policy.number(term).map(|number| number.to_string());
        let value = policy.text(term).map(str::to_owned).or_else(number)?;
        Some(format!("{term}: {value}"))
    });
    Some(terms.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use portolan_oci::Digest;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_container_repository_knows_its_project() {
        let row = json!({ "id": 3, "project_id": 9, "path": "group/project/app", "name": "app" });
        let (name, place) = read_repository(&row).unwrap();
        assert_eq!(name.as_str(), "group/project/app");
        assert_eq!(
            place,
            Place {
                project: 9,
                number: 3
            }
        );
        let row = json!({ "id": null, "project_id": 9, "path": "group/project" });
        assert!(read_repository(&row).is_err());
    }

    #[test]
    fn a_page_of_tags_has_their_details_and_leads_on() {
        let digest = Digest::of(b"{}");
        let answer = json!({ "data": { "containerRepository": { "tags": {
            "nodes": [
                { "name": "v1", "digest": digest.to_string(), "totalSize": "1234",
                  "createdAt": "2026-01-02T03:04:05+00:00", "mediaType": null },
                { "name": "broken", "digest": null },
            ],
            "pageInfo": { "hasNextPage": true, "endCursor": "abc" },
        } } } });
        let page = read_tags(&answer).unwrap();
        let image = &page.images[0];
        assert_eq!(image.digest, digest);
        assert_eq!(image.size, Some(1_234));
        assert_eq!(image.pushed_at, "2026-01-02T03:04:05Z".parse().ok());
        assert_eq!(page.problems, [Problem::Unusable("broken".to_owned())]);
        assert_eq!(page.next.as_deref(), Some("abc"));
    }

    #[test]
    fn a_server_that_does_not_know_the_question_answers_no_page() {
        let errors = json!({ "errors": [{ "message": "Field 'digest' doesn't exist" }] });
        assert!(read_tags(&errors).is_none());
        let hidden = json!({ "data": { "containerRepository": null } });
        assert!(read_tags(&hidden).is_none());
    }

    #[test]
    fn a_cleanup_policy_is_told_only_while_it_is_switched_on() {
        let project = |enabled: bool| {
            json!({ "container_expiration_policy": {
                "enabled": enabled, "cadence": "7d", "keep_n": 10, "older_than": "14d",
                "name_regex": ".*", "name_regex_keep": null,
            } })
        };
        assert_eq!(
            read_cleanup(&project(true)).as_deref(),
            Some("cadence: 7d, keep_n: 10, older_than: 14d, name_regex: .*")
        );
        assert_eq!(read_cleanup(&project(false)), None);
        assert_eq!(read_cleanup(&json!({})), None);
    }
}
