//! Our evaluation beside ECR's preview.

use portolan_policy::lifecycle::{Action, Deed, Difference, Image, Previewed, differences};

use crate::sketch::{digest, image, judge, more_than, rule, tagged, untagged};

fn previewed(name: &str, rule: u32, action: Action) -> Previewed {
    Previewed {
        digest: digest(name),
        deed: Deed { rule, action },
    }
}

#[test]
fn only_what_the_two_disagree_about_is_a_difference() {
    let signature = Image {
        subject: Some(digest("both")),
        ..image("signature", &[], 8)
    };
    let images = [
        image("both", &["v1"], 9),
        image("ours", &["v2"], 8),
        image("otherwise", &["v3"], 7),
        image("theirs", &["v4"], 6),
        signature,
    ];
    let rules = [
        rule(1, tagged(&["v*"]), more_than(1)),
        rule(2, untagged(), more_than(1)),
    ];
    let ours = judge(&rules, &images);
    let expire = |rule| Deed {
        rule,
        action: Action::Expire,
    };
    let theirs = [
        // Once for each of its tags.
        previewed("both", 1, Action::Expire),
        previewed("both", 1, Action::Expire),
        previewed("otherwise", 2, Action::Expire),
        previewed("theirs", 1, Action::Expire),
        previewed("pushed since", 2, Action::Expire),
    ];
    let difference = |name: &str, ours, theirs, is_known| Difference {
        digest: digest(name),
        ours,
        theirs,
        is_known,
    };
    assert_eq!(
        differences(&images, &ours, &theirs),
        [
            difference("ours", Some(expire(1)), None, true),
            difference("otherwise", Some(expire(1)), Some(expire(2)), true),
            difference("theirs", None, Some(expire(1)), true),
            difference("pushed since", None, Some(expire(2)), false),
        ]
    );
}
