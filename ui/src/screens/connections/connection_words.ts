// How a connection's parts are called. No drawing.
import type { AmazonSignIn, Connection, SecretPlace } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import type { Messages, PlainKey } from "~/messages/Messages";

const secretPlaces: Readonly<Record<Exclude<SecretPlace, "none">, PlainKey>> = {
  keyring: "connections.secretKeyring",
  sessionOnly: "connections.secretSession",
  elsewhere: "connections.secretElsewhere",
};

/** "Password of ada, kept in the system keyring". */
export function saySignIn({ signIn, secret, amazon }: Connection, { t }: Pick<Messages, "t">): string {
  const how = ((): string => {
    switch (signIn.type) {
      case "anonymous":
        return t("connections.anonymous");
      case "password":
        return t("connections.password", { user: visibleText(signIn.user) });
      case "token":
        return t("connections.token");
      case "known":
        return t(signIn.source === "docker" ? "connections.knownDocker" : "connections.knownPodman");
      case "amazon":
        return sayAmazon(amazon?.signIn, t);
    }
  })();
  return secret === "none" ? how : `${how}, ${t(secretPlaces[secret])}`;
}

function sayAmazon(signIn: AmazonSignIn | undefined, t: Messages["t"]): string {
  switch (signIn?.type) {
    case "profile":
      return t("amazon.byProfile", { name: visibleText(signIn.name) });
    case "accessKey":
      return t("amazon.byAccessKey", { id: visibleText(signIn.id) });
    case "identityCenter":
      return t("amazon.byIdentityCenter", { role: visibleText(signIn.role) });
    case "surroundings":
    case undefined:
      return t("amazon.bySurroundings");
  }
}

/** Read-only, production, plain http: what one should know before changing something. */
export function marksOf(connection: Connection, { t }: Pick<Messages, "t">): string[] {
  return [
    connection.production && t("connections.production"),
    connection.readOnly && t("connections.readOnly"),
    connection.plainHttp && connection.kind !== "local" && t("connections.plainHttp"),
  ].filter((mark) => mark !== false);
}
