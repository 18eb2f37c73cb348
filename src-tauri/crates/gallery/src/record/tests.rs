//! How records become one, and which are refused.

use super::*;

fn starter(alias: &str, name: &str) -> Record {
    let mut rows = crate::starter().filter(|row| row.alias == alias && row.name == name);
    rows.next().unwrap().into()
}

fn seen(second: i64, depth: Depth) -> Record {
    Record {
        depth,
        observed_at: Timestamp::from_second(second).ok(),
        ..starter("library", "nginx").refreshed()
    }
}

impl Record {
    fn refreshed(mut self) -> Self {
        self.listing.card.is_starter = false;
        self
    }
}

#[test]
fn every_row_of_the_starter_catalogue_is_a_record_that_passes() {
    for row in crate::starter() {
        let record = Record::from(row);
        assert_eq!(record.check(), Ok(()), "{record:?}");
        assert!(record.listing.card.is_starter && record.observed_at.is_none());
    }
    let nginx = starter("library", "nginx").listing.card;
    assert_eq!(nginx.reference(), "docker.io/library/nginx");
    assert_eq!(nginx.standing, Standing::Official);
}

#[test]
fn a_row_of_a_list_never_wipes_what_the_page_itself_said() {
    let mut record = seen(10, Depth::Read);
    record.listing.about = "# About".to_owned();
    record.listing.tags = vec!["1.27".to_owned()];
    record.logo = Some("https://logo.example/a.png".to_owned());
    let mut row = seen(20, Depth::Found);
    row.listing.card.pulls = Some(7);
    row.listing.card.description = "Fresh".to_owned();
    record.merge(row);
    assert_eq!(record.listing.about, "# About");
    assert_eq!(record.listing.tags, ["1.27"]);
    assert!(record.logo.is_some());
    assert_eq!(record.depth, Depth::Read);
    assert_eq!(record.listing.card.pulls, Some(7));
    assert_eq!(record.listing.card.description, "Fresh");
}

#[test]
fn the_page_itself_may_say_that_there_is_no_more_to_say() {
    let mut record = seen(10, Depth::Read);
    record.listing.about = "old".to_owned();
    record.merge(seen(20, Depth::Read));
    assert_eq!(record.listing.about, "");
}

#[test]
fn what_was_observed_later_wins_whichever_way_round_they_are_merged() {
    let mut old = seen(10, Depth::Found);
    old.listing.card.description = "old".to_owned();
    old.listing.card.stars = Some(3);
    let mut new = seen(20, Depth::Read);
    new.listing.card.description = "new".to_owned();
    let (mut one, mut other) = (old.clone(), new.clone());
    one.merge(new);
    other.merge(old);
    assert_eq!(one, other);
    assert_eq!(one.listing.card.description, "new");
    assert_eq!(one.listing.card.stars, Some(3));
    assert_eq!(one.observed_at.unwrap().as_second(), 20);
}

#[test]
fn a_refreshed_record_is_no_longer_starter_content_and_keeps_its_search_words() {
    let mut record = starter("library", "nginx");
    let words = record.listing.card.keywords.clone();
    let mut fresh = seen(10, Depth::Found);
    fresh.listing.card.keywords.clear();
    record.merge(fresh);
    assert!(!record.listing.card.is_starter);
    assert_eq!(record.listing.card.keywords, words);
    record.merge(starter("library", "nginx"));
    assert!(
        !record.listing.card.is_starter,
        "a newer catalogue does not undo it"
    );
}

#[test]
fn what_is_kept_reads_what_other_versions_wrote() {
    let record = seen(10, Depth::Read);
    let text = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<Record>(&text).unwrap(), record);
    let other = r#"{"listing":{"card":{"name":"a","colour":"red"},"rating":5},"mood":[1]}"#;
    let read: Record = serde_json::from_str(other).unwrap();
    assert_eq!(read.listing.card.name, "a");
    assert_eq!(
        serde_json::from_str::<Record>("{}").unwrap(),
        Record::default()
    );
}

#[test]
fn what_no_record_may_say_is_refused_with_the_reason() {
    let refused = |change: fn(&mut Record)| {
        let mut record = seen(10, Depth::Read);
        change(&mut record);
        record.check().unwrap_err()
    };
    let name = |record: &mut Record, name: &str| name.clone_into(&mut record.listing.card.name);
    assert_eq!(
        refused(|it| it.listing.card.name.clear()),
        RecordProblem::Name
    );
    for bad in ["Nginx", "a b", "../etc", "a\u{202e}b", "a\0"] {
        let mut record = seen(10, Depth::Read);
        name(&mut record, bad);
        assert_eq!(record.check(), Err(RecordProblem::Name), "{bad:?}");
    }
    assert_eq!(
        refused(|it| it.listing.card.host = "evil.example/x".to_owned()),
        RecordProblem::Host
    );
    assert_eq!(
        refused(|it| it.listing.card.description = "a\u{1b}[2J".to_owned()),
        RecordProblem::Control("description")
    );
    assert_eq!(
        refused(|it| it.listing.about = "x".repeat(LONG_LIMIT + 1)),
        RecordProblem::TooLong("about")
    );
    assert_eq!(
        refused(|it| it.listing.tags = vec!["a".to_owned(); TAG_LIMIT + 1]),
        RecordProblem::TooMany("tags")
    );
    assert_eq!(
        refused(|it| it.logo = Some("javascript:alert(1)".to_owned())),
        RecordProblem::Link
    );
    assert_eq!(
        refused(|it| it.links.push(Link {
            label: "x".to_owned(),
            url: "file:///etc/passwd".to_owned()
        })),
        RecordProblem::Link
    );
}
