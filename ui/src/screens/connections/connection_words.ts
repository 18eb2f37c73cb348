// How a connection's parts are called. No drawing.
import type { Connection, SecretPlace } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import type { Messages, PlainKey } from "~/messages/Messages";

const secretPlaces: Readonly<Record<Exclude<SecretPlace, "none">, PlainKey>> = {
  keyring: "connections.secretKeyring",
  sessionOnly: "connections.secretSession",
  elsewhere: "connections.secretElsewhere",
};

/** "Password of ada, kept in the system keyring". */
export function saySignIn({ signIn, secret }: Connection, { t }: Pick<Messages, "t">): string {
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
    }
  })();
  return secret === "none" ? how : `${how}, ${t(secretPlaces[secret])}`;
}

/** Read-only, production, plain http: what one should know before changing something. */
export function marksOf(connection: Connection, { t }: Pick<Messages, "t">): string[] {
  return [
    connection.production && t("connections.production"),
    connection.readOnly && t("connections.readOnly"),
    connection.plainHttp && connection.kind !== "local" && t("connections.plainHttp"),
  ].filter((mark) => mark !== false);
}
