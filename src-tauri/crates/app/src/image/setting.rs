//! Sets what a registry keeps of an image or a tag beside its content, each written down with what it was.

use std::sync::Arc;

use jiff::Timestamp;
use portolan_contract::{
    ActivityDeed, Code, ConnectionId, Failure, ImageSetting, Nothing, RepositoryAt, Retry,
    SetImageSetting,
};
use portolan_registries::Expiration;

use super::labels::{digest, name, read_name, tag};
use crate::{App, changes, failures::OrFail};

impl App {
    /// Sets something of an image or a tag; what it was is kept with the activity.
    pub async fn set_image_setting(
        self: &Arc<Self>,
        request: SetImageSetting,
    ) -> Result<Nothing, Failure> {
        let SetImageSetting {
            connection,
            repository,
            setting,
        } = request;
        let at = RepositoryAt {
            connection,
            repository,
        };
        let before = self.image_setting(&at, &setting).await?;
        if before != setting {
            self.change_image_setting(&at, before, setting).await?;
        }
        Ok(Nothing {})
    }

    /// Sets back what an activity has set, unless it is otherwise by now.
    pub(crate) async fn set_image_setting_back(
        self: &Arc<Self>,
        connection: ConnectionId,
        repository: String,
        (before, after): (ImageSetting, ImageSetting),
    ) -> Result<(), Failure> {
        let at = RepositoryAt {
            connection,
            repository,
        };
        let now = self.image_setting(&at, &after).await?;
        if now != after {
            return Err(changes::changed(vec![target(&after).to_owned()]));
        }
        self.change_image_setting(&at, now, before).await
    }

    async fn change_image_setting(
        self: &Arc<Self>,
        at: &RepositoryAt,
        before: ImageSetting,
        after: ImageSetting,
    ) -> Result<(), Failure> {
        if let ImageSetting::Expiration { at: Some(at), .. } = &after
            && *at <= Timestamp::now().as_millisecond()
        {
            let words = "a tag can only expire in the future";
            return Err(Failure::invalid("at", words));
        }
        let deed = ActivityDeed::ImageSetting {
            repository: at.repository.clone(),
            before,
            after: after.clone(),
        };
        let work = self.put_image_setting(at, &after);
        self.recorded(&at.connection, deed, target(&after), Box::pin(work))
            .await?;
        self.list_again_behind(at);
        Ok(())
    }

    /// The value that the same setting has now.
    async fn image_setting(
        &self,
        at: &RepositoryAt,
        like: &ImageSetting,
    ) -> Result<ImageSetting, Failure> {
        let repository = name(&at.repository)?;
        let registry = self.registry(&at.connection).await?;
        Ok(match like {
            ImageSetting::Expiration { tag: named, .. } => {
                let found = registry.tag_expiration(&repository, &tag(named)?).await;
                let moment = match found.or_fail()? {
                    Expiration::Unsupported => return Err(unsupported("tags do not expire here")),
                    Expiration::Never => None,
                    Expiration::At(moment) => Some(moment.as_millisecond()),
                };
                ImageSetting::Expiration {
                    tag: named.clone(),
                    at: moment,
                }
            }
            ImageSetting::Label {
                digest: named,
                label,
                ..
            } => {
                let found = registry.image_labels(&repository, &digest(named)?).await;
                let found = found
                    .or_fail()?
                    .ok_or_else(|| unsupported("images have no labels here"))?;
                let wanted = read_name(label);
                ImageSetting::Label {
                    digest: named.clone(),
                    label: label.clone(),
                    on: found.on_it.iter().any(|it| it.name == wanted),
                }
            }
        })
    }

    async fn put_image_setting(
        &self,
        at: &RepositoryAt,
        setting: &ImageSetting,
    ) -> Result<(), Failure> {
        let repository = name(&at.repository)?;
        let registry = self.registry(&at.connection).await?;
        match setting {
            ImageSetting::Expiration { tag: named, at } => {
                let moment = at.and_then(|at| Timestamp::from_millisecond(at).ok());
                let tag = tag(named)?;
                let set = registry.set_tag_expiration(&repository, &tag, moment);
                set.await.or_fail()
            }
            ImageSetting::Label {
                digest: named,
                label,
                on,
            } => {
                let (digest, label) = (digest(named)?, read_name(label));
                let set = registry.set_label(&repository, &digest, &label, *on);
                set.await.or_fail()
            }
        }
    }

    /// Lists again, behind, what is open: its list tells of what was set.
    fn list_again_behind(self: &Arc<Self>, at: &RepositoryAt) {
        if self.in_use(at).is_none() {
            return;
        }
        let (app, at) = (Arc::clone(self), at.clone());
        self.jobs.start_behind(async move {
            if let Err(failure) = app.refresh_images(at).await {
                tracing::info!(%failure, "images could not be listed again");
            }
        });
    }
}

/// What it is set of: a tag or digest.
fn target(setting: &ImageSetting) -> &str {
    match setting {
        ImageSetting::Expiration { tag, .. } => tag,
        ImageSetting::Label { digest, .. } => digest,
    }
}

fn unsupported(detail: &str) -> Failure {
    Failure {
        code: Code::Unsupported,
        hint: None,
        retry: Retry::No,
        detail: detail.to_owned(),
    }
}
