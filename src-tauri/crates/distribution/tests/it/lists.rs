//! Lists in pages, honest and hostile.

use portolan_distribution::{Error, Operation, Problem};
use portolan_oci::{RepositoryName, Tag};
use serde_json::{Value, json};

use crate::fake::{Fake, Seen, error, json, status, with_header};
use crate::whole_lists::{all_repositories, all_tags};

fn repository() -> RepositoryName {
    "team/app".parse().unwrap()
}

fn page(tags: &Value, next: Option<&str>) -> axum::response::Response {
    let page = json(&json!({"name": "team/app", "tags": tags}));
    match next {
        Some(next) => with_header(page, "link", &format!("<{next}>; rel=\"next\"")),
        None => page,
    }
}

/// A registry that greets well and answers pages by `answer`, given the query's `page`.
async fn registry(
    answer: impl Fn(&Seen, usize) -> axum::response::Response + Send + Sync + 'static,
) -> Fake {
    Fake::start(move |seen| {
        let number = seen
            .values("page")
            .first()
            .map_or(0, |page| page.parse().unwrap());
        match seen.path.as_str() {
            "/v2/" => status(200),
            _ => answer(seen, number),
        }
    })
    .await
}

fn texts(tags: &[Tag]) -> Vec<&str> {
    tags.iter().map(Tag::as_str).collect()
}

#[tokio::test]
async fn relative_and_absolute_links_are_followed_as_they_are() {
    let fake = registry(|seen, number| match number {
        0 => page(&json!(["a"]), Some("list?page=1&state=%2B%3D")),
        1 => {
            assert_eq!(seen.values("state"), ["+="]);
            let next = format!("http://{}/v2/team/app/tags/list?page=2", seen.host());
            page(&json!(["b"]), Some(&next))
        }
        _ => page(&json!(["c"]), None),
    })
    .await;
    let client = fake.client();
    let whole = all_tags(&client, &repository()).await.unwrap();
    assert_eq!(texts(&whole.items), ["a", "b", "c"]);
    assert_eq!(whole.problems, []);
    let first = client
        .list_tags(&repository(), None, Some(1))
        .await
        .unwrap();
    let kept = first.next.unwrap().as_str().to_owned();
    let second = client
        .list_tags(&repository(), Some(&kept.into()), None)
        .await
        .unwrap();
    assert_eq!(texts(&second.items), ["b"]);
}

#[tokio::test]
async fn no_tags_at_all_is_an_empty_list() {
    for tags in [Value::Null, json!([])] {
        // Gitea links on from an empty page.
        let fake = registry(move |_, _| page(&tags, Some("list?page=1"))).await;
        let whole = all_tags(&fake.client(), &repository()).await.unwrap();
        assert_eq!((whole.items.len(), whole.problems.len()), (0, 0));
        assert_eq!(fake.seen().len(), 2);
    }
}

#[tokio::test]
async fn a_link_chain_that_repeats_itself_is_cut() {
    for next in ["list?page=0", "list?page=1"] {
        let fake =
            registry(move |_, number| page(&json!([format!("t{number}")]), Some(next))).await;
        let whole = all_tags(&fake.client(), &repository()).await.unwrap();
        assert!(whole.items.len() <= 2);
        assert!(fake.seen().len() <= 4, "{} requests", fake.seen().len());
    }
    // New cursors for ever, nothing new on the pages.
    let fake =
        registry(|_, number| page(&json!(["a"]), Some(&format!("list?page={}", number + 1)))).await;
    let whole = all_tags(&fake.client(), &repository()).await.unwrap();
    assert_eq!(whole.problems, [Problem::Repeated]);
}

#[tokio::test]
async fn a_link_chain_without_an_end_is_cut() {
    let fake = registry(|_, number| {
        let tag = json!([format!("t{number}")]);
        page(&tag, Some(&format!("list?page={}", number + 1)))
    })
    .await;
    let whole = all_tags(&fake.client(), &repository()).await.unwrap();
    let pages = whole.items.len();
    assert_eq!(whole.problems, [Problem::Endless { pages }]);

    let fake =
        registry(|_, number| page(&json!(["/"]), Some(&format!("list?page={}", number + 1)))).await;
    let whole = all_tags(&fake.client(), &repository()).await.unwrap();
    assert_eq!(whole.problems.last(), Some(&Problem::Repeated));
}

#[tokio::test]
async fn hostile_names_are_problems_and_harm_nothing() {
    let long = "x".repeat(1 << 20);
    let fake = registry(move |_, _| {
        page(
            &json!([
                "good",
                "\u{1b}[2J",
                "a\u{202e}b",
                "nul\0",
                "../..",
                7,
                null,
                long
            ]),
            None,
        )
    })
    .await;
    let whole = all_tags(&fake.client(), &repository()).await.unwrap();
    assert_eq!(texts(&whole.items), ["good"]);
    assert_eq!(whole.problems.len(), 7);
    for problem in &whole.problems {
        let Problem::Unusable(text) = problem else {
            panic!("{problem:?}");
        };
        assert!(text.chars().count() <= 121);
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\0']), "{text:?}");
    }
}

#[tokio::test]
async fn a_registry_that_refuses_the_page_size_is_asked_without_one() {
    let fake = registry(|seen, _| {
        if seen.values("n").is_empty() {
            page(&json!(["a"]), None)
        } else {
            error(400, "PAGINATION_NUMBER_INVALID")
        }
    })
    .await;
    let whole = all_tags(&fake.client(), &repository()).await.unwrap();
    assert_eq!(texts(&whole.items), ["a"]);
}

#[tokio::test]
async fn a_page_over_the_budget_is_not_read() {
    let fake =
        registry(|_, _| crate::fake::body("application/json", vec![b' '; (16 << 20) + 1])).await;
    let refused = all_tags(&fake.client(), &repository()).await;
    assert!(
        matches!(refused, Err(Error::TooLarge { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_registry_without_a_catalog_says_so() {
    for code in [404, 405] {
        let fake = registry(move |_, _| status(code)).await;
        let refused = all_repositories(&fake.client()).await;
        assert!(
            matches!(
                refused,
                Err(Error::Unsupported {
                    what: Operation::ListRepositories,
                    ..
                })
            ),
            "{refused:?}"
        );
    }
    let fake = registry(|_, _| json(&json!({"repositories": ["a/b", "UPPER", "c"]}))).await;
    let whole = all_repositories(&fake.client()).await.unwrap();
    assert_eq!(whole.items.len(), 2);
    assert_eq!(whole.problems, [Problem::Unusable("UPPER".to_owned())]);
}
