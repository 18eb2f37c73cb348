//! Looks events of a repository up, a page at a time.

use aws_sdk_cloudtrail::types::{Event, LookupAttribute, LookupAttributeKey};
use jiff::Timestamp;
use portolan_distribution::Cursor;
use portolan_oci::RepositoryName;
use serde::{Deserialize, Serialize};

use super::{EventPage, reading};
use crate::{Api, Error, PrivateRegistry, Result, sdk};

/// Events on a page: the most that there may be.
const PAGE: i32 = 50;

/// What CloudTrail calls the private registries.
const SOURCE: &str = "ecr.amazonaws.com";

/// Where in the trail one is.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Place {
    /// By what is looked up.
    by: By,
    /// Amazon's word for the next page; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// CloudTrail looks up by one attribute at a time.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum By {
    /// The repository's resource name: nothing else is sent.
    #[default]
    Resource,
    /// Everything of the registries, out of which the repository's events are picked: for a trail that
    /// does not name repositories as resources.
    Service,
}

impl PrivateRegistry {
    /// One page of what CloudTrail remembers of a repository, the newest first: 90 days, in the account
    /// that is signed in. It is asked twice a second at most, so this may wait.
    pub async fn events(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<EventPage> {
        let place = match cursor {
            None => Place::default(),
            Some(cursor) => serde_json::from_str(cursor.as_str()).map_err(|_| Error::Invalid {
                said: "this is no place in the trail".to_owned(),
            })?,
        };
        let page = self.events_at(repository, &place).await?;
        // Nothing at all by the resource: perhaps the trail does not name it.
        let is_nothing = page.events.is_empty() && page.next.is_none();
        if cursor.is_none() && is_nothing {
            let place = Place {
                by: By::Service,
                token: None,
            };
            return self.events_at(repository, &place).await;
        }
        Ok(page)
    }

    async fn events_at(&self, repository: &RepositoryName, place: &Place) -> Result<EventPage> {
        let (region, name) = self.place_of(repository)?;
        let resource = self.resource_name(repository)?;
        // The action knows no resource.
        let call = self
            .account()
            .call("cloudtrail:LookupEvents", &region, "*".to_owned());
        let (key, value) = match place.by {
            By::Resource => (LookupAttributeKey::ResourceName, resource.as_str()),
            By::Service => (LookupAttributeKey::EventSource, SOURCE),
        };
        let attribute = LookupAttribute::builder()
            .attribute_key(key)
            .attribute_value(value)
            .build();
        let attribute = attribute.map_err(|error| call.unusable(&error.to_string()))?;
        let config = self.account().config(Api::CloudTrail, &region)?;
        self.account().pace().wait(&region).await;
        let asked = aws_sdk_cloudtrail::Client::new(&config)
            .lookup_events()
            .lookup_attributes(attribute)
            .max_results(PAGE)
            .set_next_token(place.token.clone())
            .send()
            .await;
        let answer = asked.map_err(|error| self.account().fail(&call, error))?;
        let found = answer.events.unwrap_or_default();
        let moments = found.iter().filter_map(moment);
        let reached = moments.min();
        let events = found.into_iter().map(reading::read).filter(|event| {
            let named = event.repository.as_deref();
            match place.by {
                By::Resource => named.is_none_or(|named| named == name.as_str()),
                By::Service => named == Some(name.as_str()),
            }
        });
        // A token that repeats would lead round in circles.
        let next = answer
            .next_token
            .filter(|token| !token.is_empty() && Some(token) != place.token.as_ref());
        let next = next.and_then(|token| {
            let place = Place {
                by: place.by,
                token: Some(token),
            };
            serde_json::to_string(&place).ok().map(Cursor::from)
        });
        Ok(EventPage {
            events: events.collect(),
            reached,
            next,
        })
    }
}

fn moment(event: &Event) -> Option<Timestamp> {
    event.event_time.as_ref().and_then(sdk::timestamp)
}
