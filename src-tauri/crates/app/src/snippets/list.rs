//! Lists the pieces that use an image of a connection, and writes a repository as code.

use portolan_contract::{Failure, ImageKind, ListSnippets, RepositoryAsCode, UseSnippet};
use portolan_oci::{RepositoryName, Selector};

use super::{Access, Used, repository_code::repository_code};
use crate::App;

impl App {
    /// What to write into files to use an image or chart with a tag or digest, on a platform. What is
    /// neither has none.
    pub async fn list_snippets(&self, request: ListSnippets) -> Result<Vec<UseSnippet>, Failure> {
        let repository: RepositoryName = parse("repository", &request.repository)?;
        let selector: Selector = parse("selector", &request.selector)?;
        let (target, there) = self.target(&request.connection, Some(&repository)).await?;
        let repository = there.unwrap_or(repository);
        let used = Used {
            host: &target.host,
            repository: &repository,
            selector: &selector,
            platform: plain_platform(request.platform.as_deref()),
            access: self.access_to(&request).await?,
        };
        Ok(match request.kind.unwrap_or(ImageKind::Image) {
            ImageKind::Image | ImageKind::Index => used.image(),
            ImageKind::HelmChart => used.chart(),
            ImageKind::Sbom
            | ImageKind::Signature
            | ImageKind::Attestation
            | ImageKind::Artifact
            | ImageKind::Relic => vec![],
        })
    }

    /// A repository of Amazon ECR as Terraform and CloudFormation.
    pub async fn write_repository_code(
        &self,
        request: RepositoryAsCode,
    ) -> Result<Vec<UseSnippet>, Failure> {
        repository_code(&request)
    }

    /// A connection that signs in to nothing reads what everybody may read.
    async fn access_to(&self, request: &ListSnippets) -> Result<Access, Failure> {
        let connection = self.stored_connection(&request.connection).await?;
        Ok(match connection.draft.access {
            portolan_storage::Access::Anonymous => Access::Public,
            _ => Access::SignedIn,
        })
    }
}

/// A platform that can be written anywhere. What an image calls its platform may be anything, and what is
/// no word is left out.
pub(crate) fn plain_platform(platform: Option<&str>) -> Option<&str> {
    let is_word = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
    };
    platform.filter(|text| {
        let count = text.split('/').count();
        (2..=3).contains(&count) && text.split('/').all(is_word)
    })
}

fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(
    field: &str,
    text: &str,
) -> Result<T, Failure> {
    text.parse()
        .map_err(|problem: T::Err| Failure::invalid(field, problem.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_that_is_no_word_is_left_out() {
        assert_eq!(plain_platform(Some("linux/arm/v7")), Some("linux/arm/v7"));
        for text in [
            "linux",
            "linux/",
            "linux/amd64\nRUN evil",
            "a/b/c/d",
            "$(a)/b",
        ] {
            assert_eq!(plain_platform(Some(text)), None, "{text}");
        }
    }
}
