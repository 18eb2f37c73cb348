//! Lists of images, by `DescribeImages`, and of tags, by `DescribeImageTags`: a call for a thousand.

use aws_sdk_ecrpublic::types;
use portolan_distribution::{Cursor, Page, Problem};
use portolan_oci::{Digest, MediaType, RepositoryName, Selector, Tag};
use portolan_registries::{ListedImage, ListedTag};

use super::{PublicRegistry, batch::identify};
use crate::{Error, Missing, Result, sdk};

/// Rows of a page.
const PAGE: i32 = 1000;

/// Pages that are read for what has no list of its own: a hundred times what a repository may hold.
const PAGE_COUNT: usize = 1000;

impl PublicRegistry {
    /// One page of images.
    pub(super) async fn images(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<Page<ListedImage>> {
        let name = repository.as_str();
        let answer = ask!(self, "ecr-public:DescribeImages", name, |client| {
            client
                .describe_images()
                .repository_name(name)
                .max_results(PAGE)
                .set_next_token(cursor.map(|cursor| cursor.as_str().to_owned()))
        })?;
        let mut page = Page::empty();
        for found in answer.image_details.unwrap_or_default() {
            match read(found) {
                Ok(image) => page.items.push(image),
                Err(text) => page.problems.push(Problem::Unusable(text)),
            }
        }
        go_on(&mut page, answer.next_token, cursor);
        Ok(page)
    }

    /// One page of tags.
    pub(super) async fn tags(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<Page<ListedTag>> {
        let name = repository.as_str();
        let answer = ask!(self, "ecr-public:DescribeImageTags", name, |client| {
            client
                .describe_image_tags()
                .repository_name(name)
                .max_results(PAGE)
                .set_next_token(cursor.map(|cursor| cursor.as_str().to_owned()))
        })?;
        let mut page = Page::empty();
        for found in answer.image_tag_details.unwrap_or_default() {
            let text = found.image_tag.clone().unwrap_or_default();
            match read_tag(found) {
                Some(tag) => page.items.push(tag),
                None => page.problems.push(Problem::Unusable(text)),
            }
        }
        go_on(&mut page, answer.next_token, cursor);
        Ok(page)
    }

    /// The digests that no tag names. There is no filter for them.
    pub(super) async fn untagged(&self, repository: &RepositoryName) -> Result<Vec<Digest>> {
        let mut digests = Vec::new();
        let mut cursor = None;
        for _ in 0..PAGE_COUNT {
            let page = self.images(repository, cursor.as_ref()).await?;
            let untagged = page.items.into_iter().filter(|image| image.tags.is_empty());
            digests.extend(untagged.map(|image| image.digest));
            match page.next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        Ok(digests)
    }

    /// One image.
    pub(super) async fn image(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<ListedImage> {
        let name = repository.as_str();
        let answer = ask!(self, "ecr-public:DescribeImages", name, |client| {
            client
                .describe_images()
                .repository_name(name)
                .image_ids(identify(selector))
        })?;
        let found = answer.image_details.unwrap_or_default().into_iter().next();
        let found = found.and_then(|found| read(found).ok());
        found.ok_or_else(|| Error::NotFound {
            what: Missing::Image,
            said: format!("{selector} is not in {repository}"),
        })
    }
}

/// Where the list goes on, unless that is where it was.
pub(super) fn go_on<T>(page: &mut Page<T>, next: Option<String>, cursor: Option<&Cursor>) {
    let next = next.filter(|token| !token.is_empty());
    if next.is_some() && next.as_deref() == cursor.map(Cursor::as_str) {
        page.problems.push(Problem::Repeated);
    } else {
        page.next = next.map(Cursor::from);
    }
}

/// Reads an image; the error is the digest that is none. Tags beyond the grammar are left out: nobody could
/// pull by them.
fn read(found: types::ImageDetail) -> Result<ListedImage, String> {
    let text = found.image_digest.unwrap_or_default();
    let digest: Digest = text.parse().map_err(|_| text)?;
    let tags = found.image_tags.unwrap_or_default();
    let mut tags: Vec<Tag> = tags.iter().filter_map(|tag| tag.parse().ok()).collect();
    tags.sort();
    let media_type = found.image_manifest_media_type.as_deref();
    let mut image = ListedImage::new(digest);
    image.media_type = media_type.map(MediaType::parse);
    image.artifact_type = found.artifact_media_type;
    image.tags = tags;
    image.size = found
        .image_size_in_bytes
        .and_then(|it| u64::try_from(it).ok());
    image.pushed_at = found.image_pushed_at.as_ref().and_then(sdk::timestamp);
    Ok(image)
}

fn read_tag(found: types::ImageTagDetail) -> Option<ListedTag> {
    let tag: Tag = found.image_tag?.parse().ok()?;
    let detail = found.image_detail;
    let detail = detail.as_ref();
    let media_type = detail.and_then(|it| it.image_manifest_media_type.as_deref());
    let pushed_at = detail.and_then(|it| it.image_pushed_at.as_ref());
    Some(ListedTag {
        tag,
        digest: detail.and_then(|it| it.image_digest.as_ref()?.parse().ok()),
        media_type: media_type.map(MediaType::parse),
        size: detail.and_then(|it| u64::try_from(it.image_size_in_bytes?).ok()),
        pushed_at: pushed_at.and_then(sdk::timestamp),
    })
}
