//! The one list of commands: its dispatcher, its TypeScript and its documentation come from here.

/// Calls `$callback!` with every command as `name(Request) -> Reply;`. The verbs are methods of the
/// same names in `app`, so a command without its verb does not compile.
#[macro_export]
macro_rules! with_commands {
    ($callback:ident) => {
        $callback! {
            // The program.
            read_about(Nothing) -> About;
            read_settings(Nothing) -> Settings;
            change_settings(ChangeSettings) -> Settings;
            read_diagnostics(Nothing) -> Diagnostics;
            measure_cache(Nothing) -> CacheUsage;
            clear_cache(ClearCache) -> CacheUsage;
            open_link(OpenLink) -> Nothing;

            // Connections.
            list_connections(Nothing) -> Vec<Connection>;
            list_known_sign_ins(Nothing) -> Vec<KnownSignIn>;
            test_connection(TestConnection) -> ConnectionReport;
            add_connection(ConnectionDraft) -> Connection;
            edit_connection(EditConnection) -> Connection;
            reorder_connections(ReorderConnections) -> Vec<Connection>;
            remove_connection(ConnectionId) -> Nothing;

            // Signing in to Amazon.
            list_amazon_choices(Nothing) -> AmazonChoices;
            find_amazon_regions(TestConnection) -> Vec<FoundAmazonRegion>;
            sign_in_to_identity_center(IdentityCenterAt) -> IdentityCenterSignedIn;
            list_sign_in_questions(Nothing) -> Vec<SignInQuestion>;
            answer_sign_in(AnswerSignIn) -> Nothing;

            // The settings of Amazon's repositories.
            read_amazon_repository(RepositoryAt) -> AmazonRepository;
            create_amazon_repository(CreateAmazonRepository) -> RepositoryAt;
            delete_amazon_repository(DeleteAmazonRepository) -> Nothing;
            set_amazon_setting(SetAmazonSetting) -> Nothing;
            set_back(SetBack) -> Nothing;
            read_lifecycle(RepositoryAt) -> AmazonPolicy;
            check_lifecycle(CheckLifecycle) -> LifecycleCheck;
            preview_lifecycle_by_ecr(CheckLifecycle) -> LifecycleByEcr;
            read_permissions(RepositoryAt) -> AmazonPolicy;
            check_permissions(CheckPermissions) -> PermissionsCheck;
            list_permission_actions(ListPermissionActions) -> Vec<PermissionActions>;
            add_permission_sample(AddPermissionSample) -> PolicyText;

            // Scans of Amazon's images.
            read_scan(ImageAt) -> ScanReport;
            start_scan(ImageAt) -> Nothing;
            compare_scans(CompareScans) -> ScanDifference;
            save_findings(SaveFindings) -> SavedFile;

            // What Amazon remembers and charges.
            list_engine_logins(AmazonRegionAt) -> EngineLogins;
            sign_in_engine(SignInEngine) -> EngineSignedIn;
            set_storage_class(SetStorageClass) -> StorageClassSet;
            list_amazon_events(ListAmazonEvents) -> AmazonEvents;
            read_amazon_costs(ReadAmazonCosts) -> AmazonCosts;
            list_for_costs(AmazonRegionAt) -> CostsListed;
            estimate_saving(EstimateSaving) -> LifecycleSaving;
            copy_price_list(Nothing) -> PriceList;
            open_price_list(Nothing) -> PriceList;

            // What is wrong in a registry, and what takes up its space.
            read_health(ReadHealth) -> Health;
            read_storage_use(ReadStorageUse) -> StorageUse;
            look_into_all(LookIntoAll) -> JobId;
            ask_pull_quota(AskPullQuota) -> AskedPullQuota;

            // ECR Public, the publisher's side.
            read_public_registry(ConnectionId) -> PublicRegistry;
            set_display_name(SetDisplayName) -> Nothing;
            check_alias(CheckAlias) -> AliasCheck;
            await_alias(AwaitAlias) -> Nothing;
            read_public_repository(RepositoryAt) -> PublicRepository;
            create_public_repository(CreatePublicRepository) -> RepositoryAt;
            delete_public_repository(DeleteAmazonRepository) -> Nothing;
            set_public_setting(SetPublicSetting) -> Nothing;
            set_public_catalog(SetPublicCatalog) -> Nothing;
            read_public_policy(RepositoryAt) -> AmazonPolicy;
            read_public_logo(RepositoryAt) -> PublicLogo;
            check_public_logo(LogoFile) -> LogoCheck;
            preview_markdown(Markdown) -> MarkdownPreview;
            // The registry of Amazon in a region.
            set_registry_setting(SetRegistrySetting) -> Nothing;
            check_registry_setting(SetRegistrySetting) -> Vec<RegistryComplaint>;
            read_replication(RegistryAt) -> RegistryReplication;
            list_backfills(RegistryAt) -> Vec<ReplicationBackfill>;
            read_backfill(BackfillAt) -> BackfillReport;
            start_backfill(StartBackfill) -> Nothing;
            stop_backfill(BackfillAt) -> Nothing;
            list_cache_upstreams(Nothing) -> Vec<KnownUpstream>;
            list_cache_rules(RegistryAt) -> Vec<ListedCacheRule>;
            validate_cache_rule(CacheRuleAt) -> CacheValidity;
            list_cached(CacheRuleAt) -> CachedRepositories;
            compare_with_upstream(CachedRepositoryAt) -> UpstreamLook;
            read_registry_scanning(RegistryAt) -> RegistryScanning;
            list_creation_templates(RegistryAt) -> Vec<ListedTemplate>;
            list_signing_rules(RegistryAt) -> Vec<SigningRule>;
            read_registry_policy(RegistryAt) -> AmazonPolicy;
            list_account_settings(RegistryAt) -> Vec<AccountSetting>;
            list_pull_exclusions(RegistryAt) -> Vec<String>;
            read_image_progress(ReadImageProgress) -> ImageProgress;
            look_after_images(LookAfterImages) -> Nothing;

            // Repositories.
            list_repositories(ListRepositories) -> RepositoryWindow;
            list_branches(ListBranches) -> Vec<Branch>;
            refresh_repositories(ConnectionId) -> Nothing;
            pin_repository(RepositoryAt) -> Nothing;
            unpin_repository(RepositoryAt) -> Nothing;
            find_repositories(FindRepositories) -> FoundRepositories;
            create_repository(CreateRepository) -> RepositoryAt;
            preview_repository_deletion(RepositoryAt) -> WholeRepository;
            delete_repository(DeleteRepository) -> Nothing;
            list_push_commands(ListPushCommands) -> Vec<EngineCommand>;

            // Images.
            list_images(ListImages) -> ImageWindow;
            refresh_images(RepositoryAt) -> Refreshed;
            estimate_details(RepositoryAt) -> DetailCost;
            load_details(RepositoryAt) -> JobId;
            open_image(OpenImage) -> Image;
            read_raw(ReadRaw) -> Raw;
            save_raw(ReadRaw) -> SavedFile;
            list_pull_commands(ListPullCommands) -> Vec<EngineCommand>;
            list_snippets(ListSnippets) -> Vec<UseSnippet>;
            write_repository_code(RepositoryAsCode) -> Vec<UseSnippet>;

            // Portolan's own rules of what stays.
            read_retention(RepositoryAt) -> KeptRetention;
            check_retention(CheckRetention) -> RetentionCheck;
            keep_retention(KeepRetention) -> KeptRetention;
            run_due_rules(Nothing) -> RanRules;

            // Copies.
            preview_copy(PreviewCopy) -> CopyPlan;
            look_into_file(LookIntoFile) -> ImageFile;
            list_engines(Nothing) -> Vec<LocalEngine>;
            start_copy(StartCopy) -> Begun;
            list_copies(Nothing) -> Vec<Copy>;
            pause_copy(ActivityId) -> Nothing;
            go_on_with_copy(ActivityId) -> Begun;
            cancel_copy(ActivityId) -> Nothing;

            // Changes.
            preview_change(PreviewChange) -> Plan;
            preview_undo(ActivityId) -> Plan;
            preview_resume(ActivityId) -> Plan;
            carry_out(CarryOut) -> Begun;
            list_activities(ListActivities) -> ActivityWindow;
            read_activity(ActivityId) -> ActivityReport;
            list_jobs(Nothing) -> Vec<Job>;
            cancel_job(JobId) -> Nothing;

            // The address box and what the window remembers.
            resolve_address(ResolveAddress) -> AddressTarget;
            suggest(Suggest) -> Vec<Suggestion>;
            list_bookmarks(Nothing) -> Vec<Bookmark>;
            add_bookmark(AddBookmark) -> Bookmark;
            edit_bookmark(EditBookmark) -> Nothing;
            remove_bookmark(RemoveBookmark) -> Nothing;
            list_history(ListHistory) -> Vec<Visit>;
            record_visit(RecordVisit) -> Nothing;
            clear_history(Nothing) -> Nothing;
            read_window_state(ReadWindowState) -> WindowState;
            keep_window_state(WindowState) -> Nothing;

            // Short names of container engines.
            list_short_names(Nothing) -> ShortNames;
            check_short_name(CheckShortName) -> ShortNameCheck;
            resolve_short_name(ResolveShortName) -> ShortNameMeaning;
            change_short_name(ShortNameChange) -> Begun;
            undo_short_name(ActivityId) -> Begun;

            // The gallery.
            search_gallery(SearchGallery) -> GalleryWindow;
            read_gallery_shelf(Nothing) -> GalleryShelf;
            keep_search(KeepSearch) -> Nothing;
            forget_searches(Nothing) -> Nothing;
            read_listing(ListingAt) -> ListingPage;
            list_listing_tags(ListListingTags) -> ListingTagWindow;
            list_uses(UseListing) -> ListingUses;
            read_logo(ListingAt) -> Logo;
            visit_listing(ListingAt) -> Visited;
            read_publisher(PublisherAt) -> Publisher;
            ask_sources(AskSources) -> SourcesAnswer;
            list_sources(Nothing) -> Vec<GallerySource>;
            switch_source(SwitchSource) -> GallerySource;
            start_harvest(SourceAt) -> JobId;
            pause_harvest(SourceAt) -> Nothing;
            export_pack(ExportPack) -> PackExport;
            import_pack(ImportPack) -> JobId;

            // The registry inside Portolan.
            read_local_registry(Nothing) -> LocalRegistryStatus;
            start_local_registry(StartLocalRegistry) -> LocalRegistryStatus;
            protect_local_registry(ProtectLocalRegistry) -> LocalRegistryStatus;
            add_samples(Nothing) -> JobId;
            preview_free_space(Nothing) -> FreeSpacePlan;
            free_space(FreeSpace) -> JobId;

            // What vendors say of their repositories.
            read_repository_facts(RepositoryAt) -> RepositoryTold;
            set_description(SetDescription) -> Nothing;
            set_mark(SetMark) -> Nothing;

            // What registries keep of images and tags beside their content.
            read_tag_expiration(TagAt) -> TagExpiration;
            read_image_labels(ImageAt) -> ImageLabelsTold;
            set_image_setting(SetImageSetting) -> Nothing;
            read_registry_sbom(ImageAt) -> RegistrySbomTold;
            generate_sbom(ImageAt) -> Nothing;
            save_registry_sbom(ImageAt) -> SavedFile;

            // What vendors offer beyond images.
            read_offers(ReadOffers) -> RegistryOffers;
            read_log(ReadLog) -> LogPage;
            save_log(SaveLog) -> SavedFile;
            list_robots(ListRobots) -> RobotList;
            read_robot_permissions(RobotAt) -> Vec<RobotPermission>;
            create_robot(CreateRobot) -> RobotSecret;
            renew_robot_secret(RobotAt) -> RobotSecret;
            set_robot_permissions(SetRobotPermissions) -> Nothing;
            switch_robot(SwitchRobot) -> Nothing;
            delete_robot(RobotAt) -> Nothing;
            list_collections(ListCollections) -> CollectionPage;
            collect_garbage(CollectGarbage) -> Nothing;
            read_collection_log(GarbageTurnAt) -> GarbageLog;
            stop_collection(GarbageTurnAt) -> Nothing;
            read_garbage_schedule(ConnectionId) -> GarbageScheduling;
            set_garbage_schedule(SetGarbageSchedule) -> Nothing;

            // Rules that registries follow by themselves.
            read_vendor_rules(VendorRulesAt) -> VendorRules;
            set_vendor_rule(SetVendorRule) -> Nothing;
            read_locks(LocksAt) -> Vec<VendorRule>;
            list_matching_tags(MatchingTags) -> Vec<String>;
            preview_prune(PruneOf) -> PrunePreview;
            remove_matching_tags(PruneOf) -> Nothing;
            list_rule_runs(RuleRunsAt) -> Vec<RuleRun>;
            start_rule_run(StartRuleRun) -> Nothing;
            stop_rule_run(RuleRunAt) -> Nothing;
            list_rule_tasks(RuleRunAt) -> Vec<RuleTask>;
            read_rule_log(RuleTaskAt) -> RuleLog;

            // What was before, and news of it.
            read_tag_history(ReadTagHistory) -> TagHistory;
            compare_packages(ComparePackages) -> PackageComparison;
            list_watches(Nothing) -> WatchList;
            set_watch(SetWatch) -> Nothing;
            watch_bookmarks(WatchBookmarks) -> Nothing;
            look_at_watches(Nothing) -> WatchList;
            save_activities(SaveActivities) -> SavedFile;

            // What the registry inside Portolan pulls through.
            read_pull_cache(Nothing) -> PullCache;
            check_pull_rule(SetPullRule) -> Vec<PullComplaint>;
            set_pull_rule(SetPullRule) -> Nothing;
            set_pull_limits(PullLimits) -> Nothing;
            list_pulled(ListPulled) -> Vec<PulledImage>;
            evict_pulled(EvictPulled) -> Evicted;
            look_for_newer(LookForNewer) -> NewerFound;

            // Rules that copy between connections, and copies of a whole registry.
            list_copy_rules(Nothing) -> Vec<KnownCopyRule>;
            check_copy_rule(CopyRule) -> CopyRuleCheck;
            set_copy_rule(SetCopyRule) -> Nothing;
            run_copy_rule(RunCopyRule) -> JobId;
            look_ahead(CopyRule) -> JobId;
            read_outlook(JobId) -> ReplicationOutlook;
            start_registry_copy(StartRegistryCopy) -> JobId;
            list_replicated(ListReplicated) -> ReplicatedWindow;
        }
    };
}
