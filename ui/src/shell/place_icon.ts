// The icon of each kind of place.
import { Activity, Anchor, BadgeCheck, Building2, CloudDownload, Coins, Compass, Container, HeartPulse, Hourglass, Layers, Map, Repeat, Server, Settings, Signpost, SlidersHorizontal, Warehouse, Waypoints, Wrench } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { Connection } from "~/bridge/generated/contract";
import type { Place } from "~/places/addresses";

const icons: Readonly<Record<Place["type"], LucideIcon>> = {
  welcome: Compass,
  connections: Waypoints,
  newConnection: Waypoints,
  editConnection: Waypoints,
  registry: Server,
  repository: Layers,
  repositorySettings: SlidersHorizontal,
  lifecycle: Hourglass,
  cost: Coins,
  pullCache: Warehouse,
  health: HeartPulse,
  administration: Wrench,
  publicRegistry: BadgeCheck,
  registrySettings: SlidersHorizontal,
  image: Container,
  gallery: Map,
  sources: CloudDownload,
  listing: Layers,
  publisher: Building2,
  activity: Activity,
  replication: Repeat,
  shortNames: Signpost,
  settings: Settings,
};

export function iconOfPlace(place: Place): LucideIcon {
  return icons[place.type];
}

export function iconOfConnection(connection: Connection): LucideIcon {
  return connection.kind === "local" ? Anchor : Server;
}
