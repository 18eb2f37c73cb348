//! What a test prepares in one account's region before the program looks at it.

use serde_json::{Value, json};

use super::{
    Failure, FakeAws, Picture,
    call::{Call, Caller},
    cloudtrail,
    model::Api,
    state::{Repository, Scan, State},
};

/// An account's region of the fake, entered by the back door: nothing is signed, counted or checked.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    pub(super) fake: &'a FakeAws,
    pub(super) account: String,
    pub(super) region: String,
}

impl Place<'_> {
    fn with<T>(&self, api: Api, operation: &str, deed: impl FnOnce(&mut Call<'_>) -> T) -> T {
        let mut state = self.fake.state();
        let now = state.now();
        let mut call = Call {
            state: &mut state,
            api,
            operation: operation.to_owned(),
            region: self.region.clone(),
            caller: Caller {
                account: self.account.clone(),
                principal: format!("arn:aws:iam::{}:root", self.account),
                user_id: self.account.clone(),
                access_key: String::new(),
            },
            input: json!({}),
            now,
        };
        deed(&mut call)
    }

    /// Does any operation of an interface as the account's root.
    pub fn perform(&self, api: Api, operation: &str, input: Value) -> Result<Value, Failure> {
        self.with(api, operation, |call| {
            call.input = input;
            call.perform()
        })
    }

    /// Creates a private repository as it is by default.
    pub fn repository(&self, name: &str) -> &Self {
        let input = json!({ "repositoryName": name });
        self.perform(Api::Ecr, "CreateRepository", input).unwrap();
        self
    }

    /// Creates a public repository.
    pub fn public_repository(&self, name: &str) -> &Self {
        let input = json!({ "repositoryName": name });
        self.perform(Api::EcrPublic, "CreateRepository", input)
            .unwrap();
        self
    }

    /// Puts an image into a private repository; its digest.
    pub fn push(&self, repository: &str, picture: &Picture) -> String {
        self.change(Api::Ecr, repository, |it, now| picture.put(it, now))
    }

    /// Puts an image into a public repository; its digest.
    pub fn push_public(&self, repository: &str, picture: &Picture) -> String {
        self.change(Api::EcrPublic, repository, |it, now| picture.put(it, now))
    }

    fn change<T>(
        &self,
        api: Api,
        repository: &str,
        deed: impl FnOnce(&mut Repository, f64) -> T,
    ) -> T {
        self.with(api, "", |call| {
            let now = call.now;
            deed(call.repository_named(repository).unwrap(), now)
        })
    }

    /// Scans an image with these findings, basic (`ImageScanFinding`) and of Inspector
    /// (`EnhancedImageScanFinding`).
    pub fn scan(&self, repository: &str, digest: &str, basic: Vec<Value>, enhanced: Vec<Value>) {
        self.change(Api::Ecr, repository, |it, now| {
            it.images.get_mut(digest).unwrap().scan = Some(Scan {
                unfinished: 0,
                // Inspector goes on looking.
                status: if enhanced.is_empty() {
                    "COMPLETE"
                } else {
                    "ACTIVE"
                }
                .to_owned(),
                description: "The scan was completed successfully.".to_owned(),
                completed_at: now,
                findings: basic,
                enhanced,
            });
        });
    }

    /// What ECR says the scan of an image came to, as `UNSUPPORTED_IMAGE`.
    pub fn scan_failed(&self, repository: &str, digest: &str, status: &str, description: &str) {
        self.scan(repository, digest, Vec::new(), Vec::new());
        self.change(Api::Ecr, repository, |it, _| {
            if let Some(scan) = &mut it.images.get_mut(digest).unwrap().scan {
                status.clone_into(&mut scan.status);
                description.clone_into(&mut scan.description);
            }
        });
    }

    /// What the next lifecycle previews of a repository find (`LifecyclePolicyPreviewResult`), in
    /// place of what they would.
    pub fn preview_results(&self, repository: &str, results: Vec<Value>) {
        self.change(Api::Ecr, repository, |it, _| {
            it.preview_results = Some(results);
        });
    }

    /// Where an image went, and how that ended (`ImageReplicationStatus`).
    pub fn replication_status(&self, repository: &str, digest: &str, statuses: Vec<Value>) {
        self.change(Api::Ecr, repository, |it, _| {
            it.images.get_mut(digest).unwrap().replication = statuses;
        });
    }

    /// How an image was signed (`ImageSigningStatus`).
    pub fn signing_status(&self, repository: &str, digest: &str, statuses: Vec<Value>) {
        self.change(Api::Ecr, repository, |it, _| {
            it.images.get_mut(digest).unwrap().signing = statuses;
        });
    }

    /// Gives the public registry an alias (`RegistryAlias`), in place of one of that name.
    pub fn alias(&self, name: &str, status: &str, is_primary: bool) -> &Self {
        self.with(Api::EcrPublic, "", |call| {
            let aliases = &mut call.public_registry().aliases;
            aliases.retain(|it| it["name"] != name);
            if is_primary {
                for alias in aliases.iter_mut() {
                    alias["primaryRegistryAlias"] = false.into();
                }
            }
            aliases.push(json!({
                "name": name,
                "status": status,
                "primaryRegistryAlias": is_primary,
                "defaultRegistryAlias": false,
            }));
        });
        self
    }

    /// Whether the public registry's account is verified.
    pub fn verified(&self, is_verified: bool) -> &Self {
        self.with(Api::EcrPublic, "", |call| {
            call.public_registry().verified = is_verified;
        });
        self
    }

    /// Adds an event to the region's trail, this many seconds ago; `event` is CloudTrail's own record,
    /// whose id and time are filled in.
    pub fn event(&self, seconds_ago: f64, event: Value) -> &Self {
        let mut state: std::sync::MutexGuard<'_, State> = self.fake.state();
        let time = state.now() - seconds_ago;
        let place = (self.account.clone(), self.region.clone());
        cloudtrail::write(&mut state, place, time, event);
        self
    }
}
