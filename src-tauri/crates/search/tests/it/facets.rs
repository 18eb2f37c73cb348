//! Counts beside the hits.

use portolan_search::{Count, Filter, Query};

use crate::corpus::{Gallery, ask, listings, search};

fn counts(counts: &[Count]) -> Vec<(&str, u64)> {
    counts
        .iter()
        .map(|it| (it.value.as_str(), it.count))
        .collect()
}

#[test]
fn facets_count_what_matched() {
    let gallery = Gallery::of(listings());
    let query = Query {
        with_facets: true,
        ..ask("nginx")
    };
    let hits = search(&gallery.index, &query);
    let facets = hits.facets.unwrap();
    assert_eq!(hits.total, 4);
    assert_eq!(
        counts(&facets.sources),
        [("docker-hub", 2), ("ecr-public", 2)]
    );
    assert_eq!(counts(&facets.architectures), [("amd64", 4), ("arm64", 1)]);
    assert_eq!(
        counts(&facets.standings),
        [("verified", 2), ("no", 1), ("official", 1)]
    );
    assert_eq!(
        counts(&facets.publishers),
        [("nginx", 2), ("library", 1), ("someone", 1)]
    );
}

#[test]
fn a_facet_says_what_its_other_values_would_bring() {
    let gallery = Gallery::of(listings());
    let query = Query {
        with_facets: true,
        filter: Filter {
            sources: vec!["ecr-public".to_owned()],
            ..Filter::default()
        },
        ..ask("nginx")
    };
    let hits = search(&gallery.index, &query);
    let facets = hits.facets.unwrap();
    assert_eq!(hits.total, 2);
    assert_eq!(
        counts(&facets.sources),
        [("docker-hub", 2), ("ecr-public", 2)]
    );
    assert_eq!(counts(&facets.publishers), [("nginx", 2)]);
}

#[test]
fn fields_in_the_box_equal_the_facets_beside_it() {
    let gallery = Gallery::of(listings());
    let chosen = Query {
        filter: Filter {
            publishers: vec!["Bitnami".to_owned()],
            ..Filter::default()
        },
        ..ask("redis")
    };
    assert_eq!(
        search(&gallery.index, &chosen),
        gallery.search("publisher:bitnami redis")
    );
}

#[test]
fn windows_follow_one_another() {
    let gallery = Gallery::of(listings());
    let whole = gallery.search("");
    assert_eq!(whole.total as usize, listings().len());
    let mut together = Vec::new();
    for offset in (0..30).step_by(5) {
        let query = Query {
            offset,
            limit: 5,
            ..ask("")
        };
        let window = search(&gallery.index, &query);
        assert_eq!(window.total, whole.total);
        together.extend(window.hits);
    }
    assert_eq!(together, whole.hits);
}
