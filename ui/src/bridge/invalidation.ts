// Which questions are worth asking again after an event.
import type { CommandName } from "./host";
import type { Event } from "./generated/contract";

export interface Stale {
  command: CommandName;
  /** Only questions about this connection or repository; all of the command's without. */
  about?: { connection: string; repository?: string } | { reference: string };
}

const connectionQuestions: readonly CommandName[] = ["list_connections", "read_about", "measure_cache", "list_known_sign_ins"];
const shortNameQuestions: readonly CommandName[] = ["list_short_names", "check_short_name", "resolve_short_name"];
const galleryQuestions: readonly CommandName[] = ["search_gallery", "read_gallery_shelf", "list_sources", "read_publisher"];
const listingQuestions: readonly CommandName[] = ["read_listing", "list_listing_tags", "read_publisher", "read_logo"];
const imageQuestions: readonly CommandName[] = ["list_images", "open_image", "estimate_details"];
const lifecycleQuestions: readonly CommandName[] = ["check_lifecycle", "check_retention", "estimate_saving"];
const costQuestions: readonly CommandName[] = ["read_amazon_costs", "estimate_saving"];

const healthQuestions: readonly CommandName[] = ["read_health", "read_storage_use"];

const registryQuestions: readonly CommandName[] = [
  "read_replication",
  "list_backfills",
  "list_cache_rules",
  "read_registry_scanning",
  "list_creation_templates",
  "list_signing_rules",
  "read_registry_policy",
  "list_account_settings",
  "list_pull_exclusions",
];

const ruleQuestions: readonly CommandName[] = ["read_vendor_rules", "list_rule_runs", "list_rule_tasks", "read_locks", "preview_prune"];

const replicationQuestions: readonly CommandName[] = ["list_copy_rules", "list_replicated", "read_outlook", "check_copy_rule"];

/** Everything that is asked and kept, for when events were missed. */
const everyQuestion: readonly CommandName[] = [
  ...connectionQuestions,
  ...imageQuestions,
  ...galleryQuestions,
  ...listingQuestions,
  ...shortNameQuestions,
  ...registryQuestions,
  ...healthQuestions,
  ...replicationQuestions,
  ...ruleQuestions,
  "list_sign_in_questions",
  "read_pull_cache",
  "list_pulled",
  "read_tag_history",
  "list_watches",
  "read_public_registry",
  "read_public_repository",
  "read_retention",
  "check_retention",
  "list_repositories",
  "list_branches",
  "list_activities",
  "read_activity",
  "list_jobs",
  "list_copies",
  "list_bookmarks",
  "list_history",
  "read_settings",
  "read_local_registry",
];

/** The questions whose answers an event may have changed. */
export function staleAfter(event: Event): Stale[] {
  switch (event.type) {
    case "connectionsChanged":
      return connectionQuestions.map((command) => ({ command }));
    case "repositoriesChanged": {
      const about = { connection: event.connection };
      return [
        { command: "list_repositories", about },
        { command: "list_branches", about },
        { command: "read_amazon_repository", about },
        { command: "read_lifecycle", about },
        { command: "read_permissions", about },
        ...costQuestions.map((command) => ({ command, about })),
        ...healthQuestions.map((command) => ({ command, about })),
        { command: "read_public_repository", about },
        { command: "read_public_policy", about },
        { command: "read_public_logo", about },
        { command: "read_public_registry" },
        { command: "list_connections" },
        ...registryQuestions.map((command) => ({ command, about })),
      ];
    }
    case "imagesChanged": {
      const about = { connection: event.connection, repository: event.repository };
      return [
        ...[...imageQuestions, ...lifecycleQuestions].map((command) => ({ command, about })),
        // A bill is of all repositories, whichever is opened.
        { command: "read_amazon_costs", about: { connection: event.connection } },
        ...healthQuestions.map((command) => ({ command, about: { connection: event.connection } })),
        { command: "read_tag_history", about },
      ];
    }
    case "activityChanged":
      return [{ command: "list_activities" }, { command: "read_activity" }];
    case "jobEnded":
      // A job may have read layers, so that a bill is known better.
      return [{ command: "list_jobs" }, { command: "list_activities" }, { command: "read_activity" }, { command: "read_amazon_costs" }];
    case "copiesChanged":
      return [{ command: "list_copies" }];
    case "bookmarksChanged":
      return [
        { command: "list_bookmarks" },
        { command: "list_repositories" },
        { command: "search_gallery" },
        { command: "read_gallery_shelf" },
        { command: "read_listing" },
      ];
    case "settingsChanged":
      return [{ command: "read_settings" }, { command: "measure_cache" }];
    case "localRegistryChanged":
      return [
        { command: "read_local_registry" },
        { command: "preview_free_space" },
        { command: "read_pull_cache" },
        { command: "check_pull_rule" },
        { command: "list_pulled" },
      ];
    case "pullCacheChanged":
      return [{ command: "read_pull_cache" }, { command: "list_pulled" }];
    case "shortNamesChanged":
      return shortNameQuestions.map((command) => ({ command }));
    case "galleryChanged":
      return galleryQuestions.map((command) => ({ command }));
    case "gallerySourcesChanged":
      return [{ command: "list_sources" }];
    case "signInQuestionsChanged":
      return [{ command: "list_sign_in_questions" }];
    case "listingChanged": {
      const about = { reference: event.reference };
      return listingQuestions.map((command) => ({ command, about }));
    }
    case "scanEnded": {
      const about = { connection: event.connection, repository: event.repository };
      return [
        { command: "read_scan", about },
        { command: "compare_scans", about },
      ];
    }
    case "retentionChanged":
      return [{ command: "read_retention", about: { connection: event.connection, repository: event.repository } }];
    case "tagMoved":
    case "tagsAppeared":
    case "watchesChanged":
      return [{ command: "list_watches" }, { command: "read_tag_history" }];
    case "aliasChanged":
      return [{ command: "read_public_registry" }, { command: "check_alias" }];
    case "replicationChanged":
      return replicationQuestions.map((command) => ({ command }));
    case "vendorRulesChanged":
      return [...ruleQuestions.map((command) => ({ command })), { command: "read_repository_facts" as const, about: { connection: event.connection } }];
    case "everythingChanged":
      return everyQuestion.map((command) => ({ command }));
    case "jobProgress":
    case "retentionRan":
    case "throttled":
    case "addressRequested":
      return [];
  }
}

/** Whether a question, as it is kept (`[command, request]`), is among the stale ones. */
export function isStale(key: readonly unknown[], stale: readonly Stale[]): boolean {
  const [command, request] = key;
  return stale.some((each) => {
    if (each.command !== command) return false;
    if (!each.about) return true;
    const asked = request as { connection?: string; repository?: string; reference?: string } | string | undefined;
    if (typeof asked !== "object") return true;
    if ("reference" in each.about) return asked.reference === undefined || asked.reference === each.about.reference;
    const { connection, repository } = each.about;
    return asked.connection === connection && (repository === undefined || asked.repository === repository);
  });
}
