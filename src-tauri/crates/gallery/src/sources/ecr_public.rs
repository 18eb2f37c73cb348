//! stub
use super::envelope::Api;
use crate::{Cursor, Found, PublisherPage, Record, Result, Source, SourceKind, TagPage};
use async_trait::async_trait;
use portolan_distribution::Web;
use url::Url;
/// The source.
#[derive(Debug)]
pub struct EcrPublic {
    api: Api,
}
impl EcrPublic {
    /// At `base`.
    pub fn new(web: &Web, base: &Url) -> Self {
        Self {
            api: Api::new(web, base),
        }
    }
}
#[async_trait]
impl Source for EcrPublic {
    fn kind(&self) -> SourceKind {
        SourceKind::EcrPublic
    }
    fn host(&self) -> &str {
        self.api.host()
    }
    async fn search(&self, _words: &str, _place: Option<&Cursor>) -> Result<Found> {
        Err(self.unsupported("a search"))
    }
    async fn read(&self, _alias: &str, _name: &str) -> Result<Record> {
        Err(self.unsupported("a repository"))
    }
    async fn tags(&self, _alias: &str, _name: &str, _place: Option<&Cursor>) -> Result<TagPage> {
        Err(self.unsupported("tags"))
    }
    async fn publisher(&self, _alias: &str, _place: Option<&Cursor>) -> Result<PublisherPage> {
        Err(self.unsupported("a publisher"))
    }
}
