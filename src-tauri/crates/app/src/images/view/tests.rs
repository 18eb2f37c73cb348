//! Rows out of what is known: grouped, filtered, sorted, in windows.

use std::collections::BTreeMap;

use portolan_contract::ImageColumn;
use portolan_oci::{MediaType, Tag};
use portolan_storage::{ImageChild, ImageKind as KeptKind};

use super::{super::known::TagList, *};

fn digest(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}

fn tag(text: &str) -> Tag {
    text.parse().unwrap()
}

fn summary(name: &str, size: u64) -> ImageSummary {
    ImageSummary {
        digest: digest(name),
        kind: KeptKind::Image,
        media_type: MediaType::OCI_MANIFEST,
        artifact_type: None,
        compressed_size: Some(size),
        created_at: None,
        subject: None,
        platforms: vec!["linux/amd64".to_owned()],
        children: Vec::new(),
        excerpt: BTreeMap::new(),
    }
}

/// What is known where these tags point to images of these names; `?` is not known yet.
fn known(tags: &[(&str, &str)]) -> Known {
    let mut known = Known::default();
    known.replace_tags(TagList::new(tags.iter().map(|(name, _)| tag(name))));
    for (name, image) in tags.iter().filter(|(_, image)| *image != "?") {
        known.observe(&tag(name), digest(image), 1);
        let summary = Arc::new(summary(image, image.len() as u64));
        known.images.insert(summary.digest.clone(), summary);
    }
    known
}

fn rows(view: &View, grouping: Grouping, sort: ImageSort, filter: &ImageFilter) -> Vec<String> {
    let wanted = Wanted {
        grouping,
        sort,
        filter,
        offset: 0,
        limit: 100,
    };
    let slice = view.slice(wanted, 0);
    let rows = slice.rows().iter();
    rows.map(|row| view.row(grouping, *row as usize).tags.join("+"))
        .collect()
}

const NEWEST: ImageSort = ImageSort {
    column: ImageColumn::Tag,
    descending: true,
};

#[test]
fn tags_of_a_digest_are_one_row_and_unknown_ones_stay_single() {
    let view = View::new(
        &known(&[("1.0", "a"), ("1.1", "b"), ("latest", "b"), ("2.0", "?")]),
        1,
    );
    let none = ImageFilter::default();
    assert_eq!(
        rows(&view, Grouping::Digest, NEWEST, &none),
        ["latest+1.1", "2.0", "1.0"]
    );
    assert_eq!(
        rows(&view, Grouping::Tag, NEWEST, &none),
        ["latest", "2.0", "1.1", "1.0"]
    );
    assert_eq!(
        (view.all(Grouping::Digest), view.known(Grouping::Digest)),
        (3, 2)
    );
    assert_eq!((view.all(Grouping::Tag), view.known(Grouping::Tag)), (4, 3));
    assert_eq!(view.kinds(Grouping::Digest)[0].count, 2);
}

#[test]
fn a_filter_finds_any_tag_of_a_row_and_its_digest() {
    let view = View::new(&known(&[("1.0", "a"), ("1.1", "b"), ("Edge", "b")]), 1);
    let find = |text: &str| {
        let filter = ImageFilter {
            text: text.to_owned(),
            ..ImageFilter::default()
        };
        rows(&view, Grouping::Digest, NEWEST, &filter)
    };
    assert_eq!(find("eDg"), ["1.1+Edge"]);
    assert_eq!(find(&digest("a").as_str()[..20]), ["1.0"]);
    assert_eq!(find("nothing like it"), Vec::<String>::new());
}

#[test]
fn unknown_values_come_last_in_both_directions() {
    let view = View::new(&known(&[("1", "aaa"), ("2", "?"), ("3", "a")]), 1);
    let none = ImageFilter::default();
    let sorted = |descending| {
        let sort = ImageSort {
            column: ImageColumn::Size,
            descending,
        };
        rows(&view, Grouping::Tag, sort, &none)
    };
    assert_eq!(sorted(false), ["3", "1", "2"]);
    assert_eq!(sorted(true), ["1", "3", "2"]);
}

#[test]
fn untagged_images_are_rows_and_children_and_referrers_are_not() {
    let mut known = known(&[("1.0", "index")]);
    let mut index = summary("index", 1);
    index.kind = KeptKind::Index;
    index.children = vec![ImageChild {
        digest: digest("child"),
        media_type: MediaType::OCI_MANIFEST,
        size: 1,
        platform: Some("linux/amd64".to_owned()),
    }];
    let mut referrer = summary("referrer", 1);
    referrer.subject = Some(digest("child"));
    for image in [index, referrer] {
        known.images.insert(image.digest.clone(), Arc::new(image));
    }
    known.untagged = ["child", "referrer", "forgotten"].map(digest).to_vec();
    let view = View::new(&known, 1);
    assert_eq!(view.all(Grouping::Digest), 2);
    assert_eq!((view.all(Grouping::Tag), view.untagged), (2, 1));
    let untagged = view.row(Grouping::Digest, 1);
    assert_eq!(untagged.key, digest("forgotten").to_string());
    assert_eq!((untagged.tags.len(), untagged.tag_count), (0, 0));
    // What describes a child is folded under the row that is seen.
    assert_eq!(view.row(Grouping::Digest, 0).attachments, 1);
}

#[test]
fn a_window_past_the_end_is_empty_and_still_says_how_many_there_are() {
    let view = View::new(&known(&[("1.0", "a")]), 1);
    let filter = ImageFilter::default();
    let wanted = Wanted {
        grouping: Grouping::Digest,
        sort: NEWEST,
        filter: &filter,
        offset: 50,
        limit: u64::MAX,
    };
    let slice = view.slice(wanted, 0);
    assert_eq!((slice.total(), slice.rows().len()), (1, 0));
}
