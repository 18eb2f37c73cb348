// Which screen is drawn at which address. Addresses are written in places/addresses.ts alone.
import { Outlet, createMemoryHistory, createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import type { Router } from "@tanstack/react-router";
import { Suspense, lazy } from "react";
import type { ReactNode } from "react";
import { BrokenScreen } from "./screens/broken/BrokenScreen";
import { parseSearch, stringifySearch } from "./places/search";

const WelcomeScreen = lazy(() => import("./screens/welcome/WelcomeScreen").then((file) => ({ default: file.WelcomeScreen })));
const ConnectionsScreen = lazy(() => import("./screens/connections/ConnectionsScreen").then((file) => ({ default: file.ConnectionsScreen })));
const EditConnectionScreen = lazy(() => import("./screens/connections/EditConnectionScreen").then((file) => ({ default: file.EditConnectionScreen })));
const RegistryScreen = lazy(() => import("./screens/registry/RegistryScreen").then((file) => ({ default: file.RegistryScreen })));
const RepositoryScreen = lazy(() => import("./screens/repository/RepositoryScreen").then((file) => ({ default: file.RepositoryScreen })));
const RepositorySettingsScreen = lazy(() =>
  import("./screens/amazon/RepositorySettingsScreen").then((file) => ({ default: file.RepositorySettingsScreen })),
);
const LifecycleScreen = lazy(() => import("./screens/lifecycle/LifecycleScreen").then((file) => ({ default: file.LifecycleScreen })));
const CostScreen = lazy(() => import("./screens/amazon/CostScreen").then((file) => ({ default: file.CostScreen })));
const PullCacheScreen = lazy(() => import("./screens/pull_cache/PullCacheScreen").then((file) => ({ default: file.PullCacheScreen })));
const HealthScreen = lazy(() => import("./screens/health/HealthScreen").then((file) => ({ default: file.HealthScreen })));
const AdministrationScreen = lazy(() =>
  import("./screens/administration/AdministrationScreen").then((file) => ({ default: file.AdministrationScreen })),
);
const PublicRegistryScreen = lazy(() =>
  import("./screens/amazon_public/PublicRegistryScreen").then((file) => ({ default: file.PublicRegistryScreen })),
);
const RegistrySettingsScreen = lazy(() =>
  import("./screens/amazon_registry/RegistrySettingsScreen").then((file) => ({ default: file.RegistrySettingsScreen })),
);
const ImageScreen = lazy(() => import("./screens/image/ImageScreen").then((file) => ({ default: file.ImageScreen })));
const ListingScreen = lazy(() => import("./screens/listing/ListingScreen").then((file) => ({ default: file.ListingScreen })));
const PublisherScreen = lazy(() => import("./screens/publisher/PublisherScreen").then((file) => ({ default: file.PublisherScreen })));
const ActivityScreen = lazy(() => import("./screens/activity/ActivityScreen").then((file) => ({ default: file.ActivityScreen })));
const SourcesScreen = lazy(() => import("./screens/gallery/sources/SourcesScreen").then((file) => ({ default: file.SourcesScreen })));
const GalleryScreen = lazy(() => import("./screens/gallery/GalleryScreen").then((file) => ({ default: file.GalleryScreen })));
const ReplicationScreen = lazy(() => import("./screens/replication/ReplicationScreen").then((file) => ({ default: file.ReplicationScreen })));
const ShortNamesScreen = lazy(() => import("./screens/short_names/ShortNamesScreen").then((file) => ({ default: file.ShortNamesScreen })));
const SettingsScreen = lazy(() => import("./screens/settings/SettingsScreen").then((file) => ({ default: file.SettingsScreen })));

const root = createRootRoute({
  // A screen's code comes from the program itself: there is nothing to see of waiting for it.
  component: () => (
    <Suspense fallback={null}>
      <Outlet />
    </Suspense>
  ),
  notFoundComponent: () => <WelcomeScreen />,
});
const getParentRoute = (): typeof root => root;

const welcome = createRoute({ getParentRoute, path: "/", component: WelcomeScreen });
const connections = createRoute({ getParentRoute, path: "/connections", component: ConnectionsScreen });
const newConnection = createRoute({
  getParentRoute,
  path: "/connections/new",
  validateSearch: ({ address }): { address?: string } => (typeof address === "string" ? { address } : {}),
  component: function NewConnection(): ReactNode {
    const { address = "" } = newConnection.useSearch();
    return <EditConnectionScreen key={address} address={address} />;
  },
});
const editConnection = createRoute({
  getParentRoute,
  path: "/connections/$connection",
  component: function EditConnection(): ReactNode {
    const { connection } = editConnection.useParams();
    return <EditConnectionScreen key={connection} connection={connection} />;
  },
});
// A screen about another thing begins anew: its key is what it is about.
const registry = createRoute({
  getParentRoute,
  path: "/registry/$connection",
  component: function Registry(): ReactNode {
    const { connection } = registry.useParams();
    return <RegistryScreen key={connection} connection={connection} />;
  },
});
const repository = createRoute({
  getParentRoute,
  path: "/repository/$connection/$repository",
  component: function Repository(): ReactNode {
    const params = repository.useParams();
    return <RepositoryScreen key={`${params.connection} ${params.repository}`} {...params} />;
  },
});
const repositorySettings = createRoute({
  getParentRoute,
  path: "/repository-settings/$connection/$repository",
  component: function RepositorySettings(): ReactNode {
    const params = repositorySettings.useParams();
    return <RepositorySettingsScreen key={`${params.connection} ${params.repository}`} {...params} />;
  },
});
const lifecycle = createRoute({
  getParentRoute,
  path: "/lifecycle/$connection/$repository",
  component: function Lifecycle(): ReactNode {
    const params = lifecycle.useParams();
    return <LifecycleScreen key={`${params.connection} ${params.repository}`} {...params} />;
  },
});
const cost = createRoute({
  getParentRoute,
  path: "/cost/$connection",
  component: function Cost(): ReactNode {
    const { connection } = cost.useParams();
    return <CostScreen key={connection} connection={connection} />;
  },
});
const pullCache = createRoute({
  getParentRoute,
  path: "/pull-cache/$connection",
  component: function PullCache(): ReactNode {
    const { connection } = pullCache.useParams();
    return <PullCacheScreen key={connection} connection={connection} />;
  },
});
const health = createRoute({
  getParentRoute,
  path: "/health/$connection",
  component: function Health(): ReactNode {
    const { connection } = health.useParams();
    return <HealthScreen key={connection} connection={connection} />;
  },
});
const administration = createRoute({
  getParentRoute,
  path: "/administration/$connection",
  component: function Administration(): ReactNode {
    const { connection } = administration.useParams();
    return <AdministrationScreen key={connection} connection={connection} />;
  },
});
const publicRegistry = createRoute({
  getParentRoute,
  path: "/public-registry/$connection",
  component: function PublicRegistry(): ReactNode {
    const { connection } = publicRegistry.useParams();
    return <PublicRegistryScreen key={connection} connection={connection} />;
  },
});
const registrySettings = createRoute({
  getParentRoute,
  path: "/registry-settings/$connection/$region",
  component: function RegistrySettings(): ReactNode {
    const params = registrySettings.useParams();
    return <RegistrySettingsScreen key={`${params.connection} ${params.region}`} {...params} />;
  },
});
const image = createRoute({
  getParentRoute,
  path: "/image/$connection/$repository/$selector",
  component: function Image(): ReactNode {
    const params = image.useParams();
    return <ImageScreen key={`${params.connection} ${params.repository} ${params.selector}`} {...params} />;
  },
});
const sources = createRoute({ getParentRoute, path: "/gallery/sources", component: SourcesScreen });
const gallery = createRoute({ getParentRoute, path: "/gallery", component: GalleryScreen });
const listing = createRoute({
  getParentRoute,
  path: "/listing/$reference",
  component: function Listing(): ReactNode {
    const { reference } = listing.useParams();
    return <ListingScreen key={reference} reference={reference} />;
  },
});
const publisher = createRoute({
  getParentRoute,
  path: "/publisher/$host/$alias",
  component: function Publisher(): ReactNode {
    const { host, alias } = publisher.useParams();
    return <PublisherScreen key={`${host} ${alias}`} host={host} alias={alias} />;
  },
});
const activity = createRoute({ getParentRoute, path: "/activity", component: ActivityScreen });
const replication = createRoute({ getParentRoute, path: "/replication", component: ReplicationScreen });
const shortNames = createRoute({ getParentRoute, path: "/short-names", component: ShortNamesScreen });
const settings = createRoute({ getParentRoute, path: "/settings", component: SettingsScreen });

const routeTree = root.addChildren([
  welcome,
  connections,
  newConnection,
  editConnection,
  registry,
  repository,
  repositorySettings,
  lifecycle,
  cost,
  pullCache,
  health,
  administration,
  publicRegistry,
  registrySettings,
  image,
  gallery,
  sources,
  listing,
  publisher,
  activity,
  replication,
  shortNames,
  settings,
]);

export type TabRouter = Router<typeof routeTree>;

/** A router of its own for a tab, with a history of its own. */
export function makeRouter(entries: readonly string[], index: number): TabRouter {
  const history = createMemoryHistory({ initialEntries: [...entries], initialIndex: index });
  return createRouter({ routeTree, history, parseSearch, stringifySearch, defaultPendingMs: 100, defaultErrorComponent: BrokenScreen }) as TabRouter;
}

declare module "@tanstack/react-router" {
  interface Register {
    router: TabRouter;
  }
}
