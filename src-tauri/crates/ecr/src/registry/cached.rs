//! What a pull-through cache rule has brought: the repositories under its prefix, with the images' times.

use aws_sdk_ecr::types;
use futures_util::{StreamExt as _, stream};
use jiff::Timestamp;

use super::{PAGE_COUNT, RegionRegistry, ask_region, next_page};
use crate::{Result, sdk};

/// Repositories and images on a page.
const PAGE: i32 = 1000;

/// Repositories that are asked about side by side.
const SIDE_BY_SIDE: usize = 8;

/// A repository that a rule filled.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CachedRepository {
    /// Its name in its region.
    pub name: String,
    /// Images, as far as one page counts them; `None` where they could not be read.
    pub images: Option<u64>,
    /// There are more than that.
    pub has_more: bool,
    /// When ECR last brought an image of it.
    pub brought_at: Option<Timestamp>,
    /// When somebody last pulled one, to the day.
    pub pulled_at: Option<Timestamp>,
}

impl RegionRegistry {
    /// The repositories under a rule's prefix by their names, at most `most` of them, and whether there are
    /// more.
    pub async fn cached(&self, prefix: &str, most: usize) -> Result<(Vec<CachedRepository>, bool)> {
        let mut names = self.names_under(prefix).await?;
        names.sort();
        let has_more = names.len() > most;
        names.truncate(most);
        let asked = names.into_iter().map(|name| self.cached_repository(name));
        let found: Vec<CachedRepository> =
            stream::iter(asked).buffered(SIDE_BY_SIDE).collect().await;
        Ok((found, has_more))
    }

    async fn names_under(&self, prefix: &str) -> Result<Vec<String>> {
        let folder = format!("{}/", prefix.trim_end_matches('/'));
        let is_under = |name: &String| prefix == "ROOT" || name.starts_with(&folder);
        let mut names = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..PAGE_COUNT {
            let asked = ask_region!(
                self,
                describe_repositories as "ecr:DescribeRepositories",
                max_results(PAGE),
                set_next_token(token.clone())
            );
            let answer = asked?;
            let found = answer.repositories.unwrap_or_default().into_iter();
            names.extend(found.filter_map(|it| it.repository_name).filter(is_under));
            token = next_page(answer.next_token, token.as_ref());
            if token.is_none() {
                break;
            }
        }
        Ok(names)
    }

    /// What one page of images tells. Not being allowed to see them leaves the figures unknown.
    async fn cached_repository(&self, name: String) -> CachedRepository {
        let described = self.first_images(&name).await;
        let Ok((images, has_more)) = described else {
            return CachedRepository {
                name,
                images: None,
                has_more: false,
                brought_at: None,
                pulled_at: None,
            };
        };
        let latest = |time: fn(&types::ImageDetail) -> Option<&aws_smithy_types::DateTime>| {
            let times = images.iter().filter_map(time);
            times.filter_map(sdk::timestamp).max()
        };
        CachedRepository {
            name,
            images: Some(images.len() as u64),
            has_more,
            brought_at: latest(|image| image.image_pushed_at.as_ref()),
            pulled_at: latest(|image| image.last_recorded_pull_time.as_ref()),
        }
    }

    async fn first_images(&self, name: &str) -> Result<(Vec<types::ImageDetail>, bool)> {
        let asked = ask_region!(
            self,
            describe_images as "ecr:DescribeImages",
            repository_name(name),
            max_results(PAGE)
        );
        let answer = asked?;
        let has_more = answer.next_token.is_some_and(|token| !token.is_empty());
        Ok((answer.image_details.unwrap_or_default(), has_more))
    }
}
