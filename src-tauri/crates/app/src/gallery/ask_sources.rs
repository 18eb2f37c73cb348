//! Asking the live sources what the index may lack, all of them at once, and keeping what they know.

use std::time::Duration;

use futures_util::future::try_join_all;
use jiff::Timestamp;
use portolan_contract::{
    AskSources, Code, Event, Failure, Hint, Retry, SourceProblem, SourcesAnswer,
};
use portolan_gallery::{Error, Record, Source, SourceKind};
use portolan_search::Typed;
use portolan_storage::{SourceState, Taken};

use super::{
    place::Place,
    records::{keep_all, merge},
    search::LONGEST,
    trouble::show_trouble,
};
use crate::{App, failures::OrFail};

/// A source that has not answered by then is not waited for: a person is looking.
const DEADLINE: Duration = Duration::from_secs(8);

/// Characters of the words that a source is asked for; more is no question but something pasted.
const LONGEST_QUESTION: usize = 200;

impl App {
    /// Asks every source that may be asked for what a text is about; what each knows is kept as it comes.
    /// Dropping the call ends the asking.
    pub async fn ask_sources(&self, request: AskSources) -> Result<SourcesAnswer, Failure> {
        if request.text.chars().count() > LONGEST {
            return Err(Failure::invalid("text", "longer than 10,000 characters"));
        }
        let typed = Typed::read(&request.text, Timestamp::now());
        let asked = SourceKind::ALL.into_iter().filter_map(|kind| {
            let question = Question::of(&typed, kind)?;
            Some(self.ask_source(kind, question))
        });
        let mut answer = SourcesAnswer {
            added: 0,
            refreshed: 0,
            problems: Vec::new(),
        };
        for (kind, outcome) in try_join_all(asked).await? {
            match outcome {
                Ok(taken) => {
                    answer.added += taken.added;
                    answer.refreshed += taken.renewed + taken.same;
                }
                Err(failure) => answer.problems.push(SourceProblem {
                    source: kind.as_str().to_owned(),
                    failure,
                }),
            }
        }
        Ok(answer)
    }

    /// Asks one source, unless it is switched off or wants to be left alone. The outer failure is ours,
    /// the inner one the source's.
    async fn ask_source(
        &self,
        kind: SourceKind,
        question: Question,
    ) -> Result<(SourceKind, Result<Taken, Failure>), Failure> {
        let store = &self.gallery.store;
        let state = store.source(kind.as_str()).await.or_fail()?;
        if !state.enabled {
            return Ok((kind, Ok(Taken::default())));
        }
        if let Some(failure) = wants_peace(&state) {
            return Ok((kind, Err(failure)));
        }
        let source = self.gallery.sources.of(kind);
        let outcome = tokio::time::timeout(DEADLINE, question.put_to(source.as_ref())).await;
        let outcome = match outcome {
            Ok(Ok(records)) => Ok(self.keep_records(&records).await?),
            Ok(Err(error)) => Err(show_trouble(kind.as_str(), &error)),
            Err(_) => Err(too_slow(source.host())),
        };
        let problem = outcome.as_ref().err();
        self.note_asked(kind.as_str(), &state, problem).await?;
        Ok((kind, outcome))
    }

    /// Keeps what a source said, and lets the index know.
    pub(super) async fn keep_records(&self, records: &[Record]) -> Result<Taken, Failure> {
        let listings = keep_all(records)?;
        let store = &self.gallery.store;
        let taken = store.put_listings(listings, merge).await.or_fail()?;
        if taken.is_news() {
            self.gallery.index.wake();
        }
        Ok(taken)
    }

    /// Notes that a source was asked and why it did not answer; `before` is what was known of it.
    pub(super) async fn note_asked(
        &self,
        source: &str,
        before: &SourceState,
        problem: Option<&Failure>,
    ) -> Result<(), Failure> {
        let store = &self.gallery.store;
        let now = Timestamp::now();
        store.note_asked(source, now, problem).await.or_fail()?;
        let was_known = before.asked_at.is_some();
        if !was_known || before.problem::<Failure>().as_ref() != problem {
            self.events.tell(Event::GallerySourcesChanged);
        }
        Ok(())
    }
}

/// What a source is asked.
#[derive(Debug, Eq, PartialEq)]
enum Question {
    /// What it has for these words.
    Words(String),
    /// What it knows of this repository.
    Place(Place),
    /// What this publisher has.
    Publisher(String),
}

impl Question {
    /// What of the text concerns this source, if anything.
    fn of(typed: &Typed, kind: SourceKind) -> Option<Self> {
        let sources = &typed.filter.sources;
        if !sources.is_empty() && !sources.iter().any(|source| source == kind.as_str()) {
            return None;
        }
        // What is of another registry, perhaps a private one, is nobody else's business.
        if let Some(reference) = &typed.reference {
            let place = Place::read(reference).ok()?;
            return (place.source() == Some(kind)).then_some(Self::Place(place));
        }
        let words = typed.words.trim();
        let publishers = &typed.filter.publishers;
        match publishers.as_slice() {
            [publisher] if words.is_empty() => Some(Self::Publisher(publisher.clone())),
            _ if words.is_empty() => None,
            _ => {
                let all = publishers.iter().map(String::as_str).chain([words]);
                let all = all.collect::<Vec<_>>().join(" ");
                (all.chars().count() <= LONGEST_QUESTION).then_some(Self::Words(all))
            }
        }
    }

    /// Asks. That what was named is not there is an answer.
    async fn put_to(self, source: &dyn Source) -> Result<Vec<Record>, Error> {
        let answered = match self {
            Self::Words(words) => {
                let found = source.search(&words, None).await?;
                return Ok(found.records);
            }
            Self::Place(place) => {
                let (alias, name) = place.alias_and_name();
                source.read(alias, name).await.map(|record| vec![record])
            }
            Self::Publisher(alias) => {
                let page = source.publisher(&alias, None).await;
                page.map(|page| page.records)
            }
        };
        match answered {
            Err(error) if error.is_not_found() => Ok(Vec::new()),
            answered => answered,
        }
    }
}

/// Why it is not asked now: it said until when it wants to be left alone.
fn wants_peace(state: &SourceState) -> Option<Failure> {
    let problem = state.problem::<Failure>()?;
    let Code::RateLimited { until: Some(until) } = problem.code else {
        return None;
    };
    (until > Timestamp::now().as_millisecond()).then_some(problem)
}

fn too_slow(host: &str) -> Failure {
    let hint = Hint::TimedOut {
        host: host.to_owned(),
    };
    let detail = format!("no answer within {} seconds", DEADLINE.as_secs());
    Failure::new(Code::Offline, hint, Retry::Yes, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str, kind: SourceKind) -> Option<Question> {
        Question::of(&Typed::read(text, Timestamp::UNIX_EPOCH), kind)
    }

    #[test]
    fn fields_are_not_words_and_name_who_is_asked() {
        let words = |text: &str| Some(Question::Words(text.to_owned()));
        let text = "redis cache arch:arm64 source:quay";
        assert_eq!(asked(text, SourceKind::Quay), words("redis cache"));
        assert_eq!(asked(text, SourceKind::DockerHub), None);
        let text = "publisher:bitnami redis";
        assert_eq!(asked(text, SourceKind::Quay), words("bitnami redis"));
        let publisher = Some(Question::Publisher("bitnami".to_owned()));
        assert_eq!(asked("publisher:bitnami", SourceKind::Quay), publisher);
        assert_eq!(asked("arch:arm64", SourceKind::Quay), None);
        assert_eq!(asked("", SourceKind::EcrPublic), None);
        assert_eq!(asked(&"word ".repeat(100), SourceKind::Quay), None);
    }

    #[test]
    fn a_reference_is_asked_of_its_own_registry_alone() {
        let place = Place::read("quay.io/prometheus/node-exporter").unwrap();
        let text = "quay.io/prometheus/node-exporter:v1";
        assert_eq!(asked(text, SourceKind::Quay), Some(Question::Place(place)));
        assert_eq!(asked(text, SourceKind::DockerHub), None);
        for kind in SourceKind::ALL {
            assert_eq!(asked("registry.corp:5000/secret/project:1", kind), None);
        }
    }
}
