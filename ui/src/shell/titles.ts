// What a place is called: on its tab, in the address box, in history and bookmarks.
import { useRouterState } from "@tanstack/react-router";
import type { Connection } from "~/bridge/generated/contract";
import { useEveryConnection } from "~/bridge/queries";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { placeOf, referenceIn, withSelector } from "~/places/addresses";
import type { Place, Referred } from "~/places/addresses";
import type { TabRouter } from "~/routes";

/** Where the address box writes places that are no registry's. */
const ownPrefix = "portolan:";
const ownPlaces = ["welcome", "gallery", "gallery/sources", "connections", "activity", "replication", "short-names", "settings"] as const;

export interface Title {
  place: Place;
  title: string;
  /** What the address box shows. */
  reference: string;
}

function referredOf(id: string, connections: readonly Connection[]): Referred {
  return connections.find((connection) => connection.id === id) ?? { host: id, hosts: [] };
}

function hostOf(id: string, connections: readonly Connection[]): string {
  return connections.find((connection) => connection.id === id)?.host ?? id;
}

export function titleOf(place: Place, connections: readonly Connection[], { t }: Pick<Messages, "t">): Title {
  switch (place.type) {
    case "registry": {
      const connection = connections.find((each) => each.id === place.connection);
      return { place, title: visibleText(connection?.name ?? place.connection), reference: hostOf(place.connection, connections) };
    }
    case "repository": {
      const { connection, repository } = place;
      const reference = referenceIn(referredOf(connection, connections), repository);
      return { place, title: visibleText(repository), reference };
    }
    case "repositorySettings": {
      const { connection, repository } = place;
      const name = visibleText(repository.split("/").at(-1) ?? repository);
      return { place, title: t("ecr.settingsOf", { name }), reference: referenceIn(referredOf(connection, connections), repository) };
    }
    case "lifecycle": {
      const { connection, repository } = place;
      const name = visibleText(repository.split("/").at(-1) ?? repository);
      return { place, title: t("retention.of", { name }), reference: referenceIn(referredOf(connection, connections), repository) };
    }
    case "cost": {
      const connection = connections.find((each) => each.id === place.connection);
      return { place, title: `${t("cost.title")} · ${visibleText(connection?.name ?? place.connection)}`, reference: hostOf(place.connection, connections) };
    }
    case "pullCache":
      return { place, title: t("pullCache.title"), reference: hostOf(place.connection, connections) };
    case "health": {
      const name = visibleText(connections.find((each) => each.id === place.connection)?.name ?? place.connection);
      return { place, title: t("health.of", { name }), reference: hostOf(place.connection, connections) };
    }
    case "administration": {
      const name = visibleText(connections.find((each) => each.id === place.connection)?.name ?? place.connection);
      return { place, title: t("administration.of", { name }), reference: hostOf(place.connection, connections) };
    }
    case "publicRegistry": {
      const connection = connections.find((each) => each.id === place.connection);
      const title = t("publisherSide.registryOf", { name: visibleText(connection?.name ?? place.connection) });
      return { place, title, reference: hostOf(place.connection, connections) };
    }
    case "registrySettings": {
      const { connection, region } = place;
      const there = referredOf(connection, connections).hosts.find(({ prefix }) => prefix === region);
      return { place, title: t("registrySettings.of", { region: visibleText(region) }), reference: there?.host ?? hostOf(connection, connections) };
    }
    case "image": {
      const { connection, repository, selector } = place;
      const name = repository.split("/").at(-1) ?? repository;
      const title = selector.includes(":") ? `${name}@${shortenDigest(selector)}` : `${name}:${selector}`;
      const reference = referenceIn(referredOf(connection, connections), repository, selector);
      return { place, title: visibleText(title), reference };
    }
    case "newConnection":
      return { place, title: t("shell.newConnection"), reference: `${ownPrefix}connections` };
    case "editConnection": {
      const connection = connections.find((each) => each.id === place.connection);
      const name = visibleText(connection?.name ?? place.connection);
      return { place, title: t("shell.editConnection", { name }), reference: `${ownPrefix}connections` };
    }
    case "gallery": {
      const title = place.text.trim() === "" ? t("shell.gallery") : t("shell.gallerySearch", { text: visibleText(place.text) });
      return { place, title, reference: place.text };
    }
    case "sources":
      return { place, title: t("shell.sources"), reference: `${ownPrefix}gallery/sources` };
    case "listing": {
      const name = place.reference.split("/").slice(1).join("/");
      return { place, title: visibleText(name), reference: withSelector(place.reference, place.selector) };
    }
    case "publisher":
      return { place, title: visibleText(place.alias), reference: `${place.host}/${place.alias}` };
    case "welcome":
      return { place, title: t("shell.welcome"), reference: "" };
    case "shortNames":
      return { place, title: t("shell.shortNames"), reference: `${ownPrefix}short-names` };
    case "connections":
    case "activity":
    case "replication":
    case "settings":
      return { place, title: t(`shell.${place.type}`), reference: `${ownPrefix}${place.type}` };
  }
}

/** The address that a text such as `portolan:settings` means, if it is one of the window's own. */
export function ownAddress(text: string): string | undefined {
  if (!text.startsWith(ownPrefix)) return undefined;
  const name = text.slice(ownPrefix.length);
  if (name === "welcome") return "/";
  return ownPlaces.some((place) => place === name) ? `/${name}` : undefined;
}

/** The title of what a tab shows now. */
export function useTitle(router: TabRouter): Title {
  const connections = useEveryConnection();
  const messages = useMessages();
  const href = useRouterState({ router, select: (state) => state.location.href });
  return titleOf(placeOf(href), connections, messages);
}
