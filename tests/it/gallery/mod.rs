//! The gallery's sources, crawl, logos and markup against services that are faked on loopback.

mod crawl;
mod faults;
mod logos;
mod markup;
mod payloads;
mod sources;

use std::sync::Arc;

use portolan_distribution::{Connector, Deadlines};
use portolan_gallery::{Addresses, Source, SourceKind, Sources};
use portolan_tests::Galleries;
use url::Url;

/// The sources, asking these galleries.
fn sources(galleries: &Galleries) -> Sources {
    with_deadlines(galleries, Deadlines::default())
}

fn with_deadlines(galleries: &Galleries, deadlines: Deadlines) -> Sources {
    let base = Url::parse(&galleries.url()).unwrap();
    let at = Addresses {
        ecr_public: base.clone(),
        docker_hub: base.clone(),
        docker_index: base.clone(),
        quay: base,
    };
    let connector = Connector::with_deadlines("portolan-test/0", deadlines);
    Sources::new(&connector, &at, &["127.0.0.1"]).unwrap()
}

fn one(galleries: &Galleries, kind: SourceKind) -> Arc<dyn Source> {
    sources(galleries).of(kind)
}
